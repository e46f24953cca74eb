"""Have the voices speak the sentences, and say which phone is heard when."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path
from types import SimpleNamespace

import corpus as clips
import numpy as np
import teacher as teachers
import texts

from briefing import lexicon, voices
from briefing.engines.g2p import kokoro_symbols
from briefing.errors import BriefingError, VoiceError
from briefing.system.files import atomic_path, write

INDEX = "corpus.json"
#: Between the voice that gives a blend its manner and the one that gives it its throat.
BLEND = "+"
#: Numbers of a style vector that decide one of both.
_HALF = 128


@dataclass(frozen=True)
class Row:
    """A sentence of the corpus: who says it, its text and symbols, whether it is kept back."""

    voice: str
    text: str
    symbols: str
    held_out: bool

    def clip(self, work: Path) -> Path:
        """Return the file of its sound and durations."""
        file: Path = clips.clip_file(work, self.voice, self.symbols)
        return file


def rows(config: SimpleNamespace) -> list[Row]:
    """Return what is to be spoken: each voice has sentences of its own, the voices in turn."""
    lines = texts.sentences(config)
    symbols = [kokoro_symbols(line) for line in lines]
    order = texts.by_coverage(symbols)
    wanted = config.corpus
    blocks = {
        voice: list(islice(order, wanted.block))[:count]
        for voice, count in zip(wanted.voices, wanted.sentences, strict=True)
    }
    for voice in (*wanted.guests, *wanted.unheard):
        blocks[voice] = list(islice(order, wanted.guest_sentences))
    said = [
        (voice, lines[place], symbols[place])
        for round_ in zip_longest(*blocks.values())
        for voice, place in zip(blocks, round_, strict=True)
        if place is not None
    ]
    said += _blended(config, ((lines[place], symbols[place]) for place in order))
    return [Row(*each, _kept_back(each[0], each[1], wanted)) for each in said]


def _blended(
    config: SimpleNamespace, left: Iterator[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield who says what: each voice's manner in every throat, sentences and lists in turn."""
    wanted = config.corpus
    lists = ((text, kokoro_symbols(text)) for text in _lists(wanted.seed))
    for number in range(wanted.blends):
        turn = number // len(wanted.voices)
        manner = wanted.voices[number % len(wanted.voices)]
        throat = wanted.throats[turn % len(wanted.throats)]
        yield manner + BLEND + throat, *next(lists if turn % 2 else left)


def _lists(seed: int) -> Iterator[str]:
    """Yield rows of names and number words, in which no word lets the next be guessed."""
    chance = random.Random(seed)
    names = sorted({row[1] for row in lexicon.rows("indian_names")})
    numbers = [row[1] for row in lexicon.rows("numbers")]
    while True:
        words = chance.sample(names, 4) + chance.sample(numbers, 3)
        chance.shuffle(words)
        yield chance.choice((", ", " ")).join(words) + "।"


def _kept_back(voice: str, text: str, config: SimpleNamespace) -> bool:
    return voice in config.unheard or texts.held_out(text, config.held_out)


def style(name: str, work: Path) -> Path:
    """Return the style file of a voice: one of the package, or one in ``WORK/package/voices``.

    That of a blend is written. The first half of a style decides the throat, the other the manner.

    Raises
    ------
    VoiceError
        if there is none.
    """
    if BLEND in name:
        manner, throat = (
            np.fromfile(style(part, work), "<f4").reshape(-1, 2, _HALF)
            for part in name.split(BLEND)
        )
        path = work / "blends" / f"{name}.bin"
        with atomic_path(path) as beside:
            np.stack([throat[:, 0], manner[:, 1]], 1).tofile(beside)
        return path
    if name in voices.known():
        voice = voices.find(name)
        return voice.folder / str(voice.options["style"])
    path = work / "package" / "voices" / f"{name}.bin"
    if not path.is_file():
        remedy = f"npm pack kokoro-js@1.2.1 && tar xzf kokoro-js-1.2.1.tgz -C {work}"
        raise VoiceError(f"there is no voice {name!r}", where=str(path), remedy=remedy)
    return path


def index(work: Path) -> list[Row]:
    """Return what is to be spoken, as the first step wrote it.

    Raises
    ------
    BriefingError
        if it was not run.
    """
    path = work / INDEX
    if not path.is_file():
        raise BriefingError("there is no corpus", where=str(path))
    return [Row(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def speak(config: SimpleNamespace, work: Path) -> None:
    """Write the index, then speak what is not there yet; a clip appears whole or not at all.

    Raises
    ------
    BriefingError
        if a voice is not installed or nothing can be written.
    """
    found = rows(config)
    write(work / INDEX, json.dumps([vars(row) for row in found], ensure_ascii=False, indent=1))
    left = [row for row in found if not row.clip(work).is_file()]
    print(f"{len(found)} sentences, {len(left)} to speak", flush=True)
    if not left:
        return
    one = teachers.open_teacher(config.corpus.voices[0], work)
    opened = {name: one.with_style(style(name, work)) for name in {row.voice for row in left}}
    seconds = 0.0
    for done, row in enumerate(left, 1):
        seconds += clips.speak_one(opened[row.voice], work, row.voice, row.symbols)
        if done % 50 == 0 or done == len(left):
            print(f"{done} spoken, {seconds / 60:.1f} minutes", flush=True)
