"""Measure the ear on sentences it never learnt, also of voices it never heard; as MP3, too.

    python -m training.ear.measure WORK [--voice NAME ...] [--json FILE]

Frames are counted on the clips kept back of the corpus; phones on ``bench/sentences.txt`` and
``sentences_more.txt``, spoken by each voice (``espeak-ng`` is one), against those of the text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import corpus as clips
import numpy as np

from briefing import voices
from briefing.audio import resample
from briefing.engines import load
from briefing.listen.ear import FRAME_MS, MODEL, RATE_HZ, Ear
from briefing.listen.phones import PHONES, SILENCE, phones_of
from briefing.system.files import atomic_path

from . import corpus
from .data import UNKNOWN, read
from .disguise import SOURCE_HZ, coded

BENCH = Path(__file__).parents[2] / "bench"
MP3_KBPS = (96, 48)
#: The price of going from one phone to another, in nepers: chosen on clips that were learnt.
_CHANGE = 2.0


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
    state, heard = int(best.argmax()), []
    for place in range(len(scores) - 1, -1, -1):
        if not heard or heard[-1] != state:
            heard.append(state)
        state = int(before[place, state]) if place else state
    return [PHONES[one] for one in reversed(heard) if PHONES[one] != SILENCE]


def distance(heard: list[str], meant: list[str]) -> int:
    """Return how many phones are wrong, missing or too many (Levenshtein).

    >>> distance(["n", "ə", "m"], ["ə", "m", "ə"])
    2
    """
    row = list(range(len(meant) + 1))
    for number, phone in enumerate(heard, 1):
        before, row[0] = row[0], number
        for place, other in enumerate(meant, 1):
            cost = min(before + (phone != other), row[place] + 1, row[place - 1] + 1)
            before, row[place] = row[place], cost
    return row[-1]


def sentences() -> list[str]:
    """Return the sentences that are spoken."""
    files = [BENCH / name for name in ("sentences.txt", "sentences_more.txt")]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def sounds(work: Path, name: str) -> Iterator[tuple[str, np.ndarray]]:
    """Yield each sentence and its sound at 24 kHz; what was spoken is kept."""
    speak: Callable[[str], tuple[np.ndarray, int]] | None = None
    for text in sentences():
        digest = hashlib.sha256(f"{name} {text}".encode()).hexdigest()[:20]
        kept = work / "heard" / f"{digest}.npy"
        if not kept.is_file():
            speak = speak or _speaker(name)
            sound = resample(*speak(text), SOURCE_HZ)
            with atomic_path(kept) as beside, beside.open("wb") as file:
                np.save(file, sound.astype(np.float16))
        yield text, np.load(kept).astype(np.float32)


def _speaker(name: str) -> Callable[[str], tuple[np.ndarray, int]]:
    if name == "espeak-ng":
        sys.path.append(str(BENCH))
        from espeak import Espeak

        other = Espeak()
        return lambda text: (other.speak(text), other.rate_hz)
    engine = load(voices.find(name))
    return lambda text: (engine.speak(text), engine.rate_hz)


def phone_errors(ear: Ear, work: Path, name: str, kbps: int = 0) -> float:
    """Return the share of phones of a voice that are heard otherwise, not, or too many."""
    wrong = meant = 0
    for text, sound in sounds(work, name):
        heard = coded(sound, SOURCE_HZ, kbps) if kbps else resample(sound, SOURCE_HZ, RATE_HZ)
        wanted = phones_of(text)
        wrong += distance(decoded(ear.hear(heard, RATE_HZ)), wanted)
        meant += len(wanted)
    return wrong / meant


def frames_right(ear: Ear, work: Path, name: str, kbps: int = 0) -> float:
    """Return the share of frames, of a voice's clips that were kept back, that are heard right."""
    right = total = 0
    for row in json.loads((work / corpus.INDEX).read_text(encoding="utf-8")):
        path = clips.clip_file(work, row["voice"], row["symbols"])
        if row["voice"] != name or not row["held_out"] or not path.is_file():
            continue
        clip = read(path)
        sound = clip.samples
        sound = coded(sound, SOURCE_HZ, kbps) if kbps else resample(sound, SOURCE_HZ, RATE_HZ)
        scores = ear.hear(sound, RATE_HZ)
        labels = clip.labels((np.arange(len(scores)) + 0.5) * FRAME_MS / 1000)
        right += int(((scores.argmax(1) == labels) & (labels != UNKNOWN)).sum())
        total += int((labels != UNKNOWN).sum())
    return right / total if total else float("nan")


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
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    ear, found = Ear(args.model), {}
    print(
        "| voice | "
        + " | ".join(
            f"{kind} {k or 'clean'}"
            for kind in ("frames right", "phones wrong")
            for k in (0, *MP3_KBPS)
        )
    )
    for name in args.voices or ["hm_omega", "hf_alpha", "hf_beta", "hm_psi", "tarang", "espeak-ng"]:
        figures = [
            measured(ear, args.work, name, k)
            for measured in (frames_right, phone_errors)
            for k in (0, *MP3_KBPS)
        ]
        found[name] = figures
        print(f"| {name} | " + " | ".join(f"{value:.3f}" for value in figures) + " |", flush=True)
    print(f"{work_per_second(ear):.4f} s of work for a second of speech")
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
