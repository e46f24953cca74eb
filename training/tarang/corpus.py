"""Speak the sentences with the teacher: the first step. Needs no torch.

    python training/tarang/corpus.py WORK

Writes ``WORK/clips/NAME.npz`` for each sentence (16-bit sound, phones, durations, pitch) and
``WORK/corpus.json`` (the sentences in order of coverage). A clip appears whole or not at all and is
named by what decides it, so an interrupted run goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from types import SimpleNamespace

import config as configs
import numpy as np
import teacher as teachers
import texts

from briefing.errors import VoiceError
from briefing.system.files import atomic_path, write

INDEX = "corpus.json"
_PEAK = 32767
_teacher: teachers.Teacher


def clip_file(work: Path, teacher: str, phones: str) -> Path:
    """Return the file of a clip."""
    digest = hashlib.sha256(f"{teacher} {phones}".encode()).hexdigest()[:20]
    return work / "clips" / f"{digest}.npz"


def build(config: SimpleNamespace, work: Path) -> None:
    """Write the index, then speak what is not there yet.

    Raises
    ------
    BriefingError
        if the teacher is not installed or nothing can be written.
    """
    name = config.voice.teacher
    voice = teachers.open_teacher(name, work)
    lines = texts.sentences(config)
    read = [voice.phones(line) for line in lines]
    order = list(texts.by_coverage(read))[: config.corpus.sentences or None]
    rows = [
        {
            "text": lines[place],
            "phones": read[place],
            "file": clip_file(work, name, read[place]).name,
            "held_out": texts.held_out(lines[place], config.corpus.held_out),
        }
        for place in order
    ]
    write(work / INDEX, json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    _speak([row["phones"] for row in rows], config, work)


def _speak(lines: Sequence[str], config: SimpleNamespace, work: Path) -> None:
    name = config.voice.teacher
    left = [p for p in lines if not clip_file(work, name, p).is_file()]
    print(f"{len(lines)} sentences, {len(left)} to speak", flush=True)
    begun = time.monotonic()
    with ProcessPoolExecutor(config.corpus.jobs, initializer=_open, initargs=(name, work)) as pool:
        waiting = [pool.submit(_one, work, name, phones) for phones in left]
        seconds = 0.0
        for done, future in enumerate(as_completed(waiting), 1):
            seconds += future.result()
            if done % 50 == 0 or done == len(left):
                wall = time.monotonic() - begun
                print(f"{done} spoken, {seconds / 60:.1f} minutes, in {wall:.0f} s", flush=True)


def _open(name: str, work: Path) -> None:
    global _teacher
    _teacher = teachers.open_teacher(name, work)


def _one(work: Path, name: str, phones: str) -> float:
    return speak_one(_teacher, work, name, phones)


def speak_one(teacher: teachers.Teacher, work: Path, name: str, phones: str) -> float:
    """Speak one sentence into its file; return its seconds. What is too long is left out."""
    try:
        said = teacher.speak(phones)
    except VoiceError as error:
        print(f"left out: {error}", flush=True)
        return 0.0
    sound = said.samples / max(1.0, float(np.abs(said.samples).max()))
    with atomic_path(clip_file(work, name, phones)) as beside, beside.open("wb") as file:
        np.savez(
            file,
            phones=np.array(said.phones),
            durations=said.durations.astype(np.int16),
            pitch=said.pitch.astype(np.float16),
            samples=np.round(sound * _PEAK).astype(np.int16),
        )
    return len(sound) / teachers.Teacher.rate_hz


def main() -> None:
    args = configs.arguments(__doc__).parse_args()
    build(configs.load(args.changes), args.work)


if __name__ == "__main__":
    configs.run(main)
