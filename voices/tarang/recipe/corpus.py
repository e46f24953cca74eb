"""Speak the prompts with the teacher: the first of three steps. Needs no torch.

    python voices/tarang/recipe/corpus.py WORK

Writes ``WORK/corpus.flac`` (every clip one after another, 16 bits, mono) and ``WORK/corpus.json``
(which sentence lies where). The clips come through briefing's own schedule and clip cache: every
core works, each clip is checked, and a run that was interrupted goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import recipe as recipes
import soundfile

from briefing import voices
from briefing.config import Settings
from briefing.engines import SynthesisOptions
from briefing.engines.chunking import sounding
from briefing.errors import ConfigError
from briefing.model import Clip, Utterance
from briefing.normalise import spoken
from briefing.pipeline import open_pool
from briefing.synthesise.flac import FULL_SCALE
from briefing.system.files import atomic_path, write

INDEX = "corpus.json"
SUBTYPES = {"flac": "PCM_16", "ogg": "OPUS"}


def sentences(recipe: SimpleNamespace) -> list[str]:
    """Return what the teacher says, as the normaliser would have it said; each sentence once."""
    files = [recipes.FOLDER / name for name in recipe.corpus.prompts]
    lines = [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    unique = list(dict.fromkeys(spoken(line) for line in lines if line.strip()))
    return unique[: recipe.corpus.sentences or None]


def held_out(text: str, share: float) -> bool:
    """Tell whether a sentence is kept from training: decided by the sentence alone.

    >>> held_out("नमस्ते।", 0.0), held_out("नमस्ते।", 1.0)
    (False, True)
    """
    return int(hashlib.sha256(text.encode()).hexdigest()[:8], 16) < share * (1 << 32)


def trimmed(samples: np.ndarray, recipe: SimpleNamespace) -> np.ndarray:
    """Return a clip with the same silence before and after as every other, in whole frames.

    ``samples`` is float32 of shape (n,); so is what returns, n a multiple of the hop.
    """
    rate_hz, hop = recipe.voice.rate_hz, recipe.audio.hop_length
    start, end = sounding(samples, rate_hz)
    lead, tail = (ms * rate_hz // 1000 for ms in (recipe.corpus.lead_ms, recipe.corpus.tail_ms))
    length = lead + end - start + tail
    return np.pad(samples[start:end], (lead, tail + -length % hop))


def speak(texts: Sequence[str], recipe: SimpleNamespace, work: Path) -> Iterator[Clip]:
    """Yield the clip of each sentence, in order; one that the teacher cannot say is empty."""
    teacher = voices.find(recipe.voice.teacher)
    if teacher.rate_hz != recipe.voice.rate_hz:
        what = f"the teacher speaks at {teacher.rate_hz} Hz, the recipe says {recipe.voice.rate_hz}"
        raise ConfigError(what, remedy="choose another teacher or rate")
    said = [Utterance(text, text, 0, 0, teacher.name) for text in texts]
    settings = Settings(output=str(work), jobs=recipe.corpus.jobs)
    with open_pool(settings) as workers:
        job = workers.submit(said, {teacher.name: teacher}, SynthesisOptions(), keep_going=True)
        yield from job.clips(_progress)


def _progress(done: int, total: int, audio_ms: int) -> None:
    if done % 50 == 0 or done == total:
        print(f"{done} of {total} sentences, {audio_ms / 60_000:.1f} minutes", flush=True)


def build(recipe: SimpleNamespace, work: Path) -> None:
    """Write the corpus and its index.

    Raises
    ------
    BriefingError
        if the teacher is not installed or nothing can be written.
    """
    form = recipe.corpus.format
    if form not in SUBTYPES:
        raise ConfigError(f"there is no format {form!r}", remedy=f"one of {', '.join(SUBTYPES)}")
    sound, begins, clips, skipped = work / f"corpus.{form}", 0, [], []
    with (
        atomic_path(sound) as beside,
        soundfile.SoundFile(beside, "w", recipe.voice.rate_hz, 1, SUBTYPES[form]) as file,
    ):
        for clip in speak(sentences(recipe), recipe, work):
            text = clip.utterance.spoken
            if not len(clip.samples):
                skipped.append(text)
                continue
            samples = trimmed(clip.samples, recipe)
            file.write(np.round(samples * FULL_SCALE).astype(np.int16))
            kept = held_out(text, recipe.corpus.held_out)
            clips.append({"text": text, "start": begins, "samples": len(samples), "held_out": kept})
            begins += len(samples)
    teacher = voices.find(recipe.voice.teacher)
    about = {"teacher": teacher.name, "digest": teacher.digest, "rate_hz": recipe.voice.rate_hz}
    index = {**about, "sound": sound.name, "skipped": skipped, "clips": clips}
    write(work / INDEX, json.dumps(index, ensure_ascii=False, indent=1) + "\n")
    minutes = begins / recipe.voice.rate_hz / 60
    print(f"{sound}: {len(clips)} sentences, {minutes:.1f} minutes; {len(skipped)} skipped")


def main() -> None:
    args = recipes.arguments(__doc__).parse_args()
    build(recipes.load(args.changes), args.work)


if __name__ == "__main__":
    recipes.run(main)
