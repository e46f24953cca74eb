"""Measure the ear on sentences it never learnt, also of voices it never heard; as MP3, too.

    python -m training.ear.measure WORK [--voice NAME ...] [--model FILE]

Voices of the corpus are heard on their clips that were kept back, others (``espeak-ng`` is one) on
``bench/sentences.txt`` and ``sentences_more.txt``, which they speak now and whose frames have no
labels. What is heard is compared with the phones of the text.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from voice_quality import distance

from briefing import voices
from briefing.audio import resample
from briefing.engines import load
from briefing.listen.ear import FRAME_MS, MODEL, RATE_HZ, Ear
from briefing.listen.phones import PHONES, SILENCE, phones_of
from briefing.system.files import atomic_path

from . import corpus
from .data import UNKNOWN, Clip, read
from .disguise import SOURCE_HZ, coded

BENCH = Path(__file__).parents[2] / "bench"
#: kbit/s; 0 is the sound as it is.
CODINGS = (0, 96, 48)
OTHERS = ("tarang", "espeak-ng")
#: All blends of the corpus are measured as one voice.
BLENDS = "blends"
#: The price of going from one phone to another, in nepers: chosen on clips that were learnt.
_CHANGE = 2.0


@dataclass
class Figures:
    """What was heard of a voice, in frames that have a label and in phones."""

    frames: int = 0
    right: int = 0
    phones: int = 0
    wrong: int = 0
    #: How often a phone is heard as another, in frames.
    confused: Counter[tuple[str, str]] = field(default_factory=Counter)

    def __str__(self) -> str:
        frames = f"{self.right / self.frames:.3f}" if self.frames else ""
        return f"{frames} | {self.wrong / self.phones:.3f}"


def measure(ear: Ear, sounds: Iterable[tuple[str, Clip]], kbps: int = 0) -> Figures:
    """Return what the ear hears of some sentences, each with its sound."""
    found = Figures()
    for text, clip in sounds:
        sound = clip.samples
        sound = coded(sound, SOURCE_HZ, kbps) if kbps else resample(sound, SOURCE_HZ, RATE_HZ)
        scores = ear.hear(sound, RATE_HZ)
        meant = phones_of(text)
        found.phones += len(meant)
        found.wrong += distance(decoded(scores), meant)
        if len(clip.classes):
            labels = clip.labels((np.arange(len(scores)) + 0.5) * FRAME_MS / 1000)
            known = labels != UNKNOWN
            found.frames += int(known.sum())
            pairs = zip(labels[known], scores.argmax(1)[known], strict=True)
            found.confused.update((PHONES[meant], PHONES[heard]) for meant, heard in pairs)
    found.right = sum(count for (one, other), count in found.confused.items() if one == other)
    return found


def decoded(scores: np.ndarray, change: float = _CHANGE) -> list[str]:
    """Return the likeliest row of phones, silence left out (Viterbi over a loop of phones)."""
    best, before = scores[0].astype(np.float64), np.empty(scores.shape, np.int64)
    own = np.arange(scores.shape[1])
    for place, row in enumerate(scores):
        if not place:
            continue
        other = int(best.argmax())
        moved = best[other] - change > best
        before[place] = np.where(moved, other, own)
        best = np.where(moved, best[other] - change, best) + row
    heard: list[int] = []
    state = int(best.argmax())
    for place in range(len(scores) - 1, -1, -1):
        if not heard or heard[-1] != state:
            heard.append(state)
        state = int(before[place, state]) if place else state
    return [PHONES[one] for one in reversed(heard) if PHONES[one] != SILENCE]


def kept_back(work: Path, name: str) -> Iterator[tuple[str, Clip]]:
    """Yield the sentences of a voice of the corpus that were kept back."""
    for row in corpus.index(work):
        if _group(row) == name and row.held_out and row.clip(work).is_file():
            yield row.text, read(row.clip(work))


def _group(row: corpus.Row) -> str:
    return BLENDS if corpus.BLEND in row.voice else row.voice


def spoken(work: Path, name: str) -> Iterator[tuple[str, Clip]]:
    """Yield the sentences of ``bench`` in another voice; what was spoken is kept."""
    files = [BENCH / file for file in ("sentences.txt", "sentences_more.txt")]
    speak: Callable[[str], tuple[np.ndarray, int]] | None = None
    for text in [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]:
        digest = hashlib.sha256(f"{name} {text}".encode()).hexdigest()[:20]
        kept = work / "heard" / f"{digest}.npy"
        if not kept.is_file():
            speak = speak or _speaker(name)
            samples, rate_hz = speak(text)
            with atomic_path(kept) as beside, beside.open("wb") as file:
                np.save(file, resample(samples, rate_hz, SOURCE_HZ))
        yield text, Clip(np.load(kept), np.empty(0), np.empty(0))


def _speaker(name: str) -> Callable[[str], tuple[np.ndarray, int]]:
    if name == "espeak-ng":
        from espeak import Espeak

        other = Espeak()
        return lambda text: (other.speak(text), other.rate_hz)
    engine = load(voices.find(name))
    return lambda text: (engine.speak(text), engine.rate_hz)


def work_per_second(ear: Ear) -> float:
    """Return seconds of work for a second of speech, one thread."""
    sound = np.random.default_rng(1).normal(0, 0.1, 60 * 44100).astype(np.float32)
    ear.hear(sound[:44100], 44100)
    begun = time.process_time()
    ear.hear(sound, 44100)
    return (time.process_time() - begun) / 60


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--voice", action="append", dest="voices")
    parser.add_argument("--model", type=Path, default=MODEL)
    args = parser.parse_args()
    known = dict.fromkeys(_group(row) for row in corpus.index(args.work))
    ear, confused = Ear(args.model), Counter[tuple[str, str]]()
    print("voice | " + " | ".join(f"frames right, phones wrong: {k or 'clean'}" for k in CODINGS))
    for name in args.voices or [*known, *OTHERS]:
        sounds = list((kept_back if name in known else spoken)(args.work, name))
        found = [measure(ear, sounds, kbps) for kbps in CODINGS if sounds]
        print(f"{name} ({len(sounds)}) | {' | '.join(map(str, found))}", flush=True)
        confused.update(found[0].confused if found else {})
    print(f"{work_per_second(ear):.4f} s of work for a second of speech")
    mistakes = [(pair, n) for pair, n in confused.most_common() if pair[0] != pair[1]]
    print("heard as: " + ", ".join(f"{a} {b} {n}" for (a, b), n in mistakes[:30]))


if __name__ == "__main__":
    main()
