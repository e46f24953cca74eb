"""What ``bench/listen.py`` listens to: sentences that were never trained on, half of them faulty.

Each sentence is heard twice, as it was spoken and with a fault. A word that is left out or said
twice is cut out of the sound, or repeated, at the time at which the voice said it. Another number
or name is planted in the text: what is said is not what should be heard.
"""

from __future__ import annotations

import hashlib
import random
import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import cycle
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefing import lexicon, normalise, voices
from briefing.audio import sounding
from briefing.engines import Engine, SynthesisOptions, load, speech
from briefing.formats import tables
from briefing.model import WordTime
from briefing.system import ffmpeg

ROOT = Path(__file__).parents[1]
UNHEARD = "espeak-ng"
EMBEDDED = ("hm_omega", "hm_psi", "hf_alpha", "hf_beta")
#: How many of a hundred sentences a voice speaks; the embedded ones need seconds for each.
SHARES: Mapping[str, int] = {"tarang": 60, UNHEARD: 24, **dict.fromkeys(EMBEDDED, 4)}
KINDS = (
    *("left out", "twice", "ending", "number", "name"),
    *("silence", "noise", "pitch", "pace", "language"),
)
_LONGEST = 90  # characters of a sentence
_FOREIGN = (
    ("en-us", "The minister said that the new bridge would be opened before the end of the year."),
    ("en-us", "Heavy rain is expected along the coast, and schools will stay closed tomorrow."),
    ("de", "Die Regierung will im nächsten Jahr mehr Geld für neue Schulen ausgeben."),
    ("fr", "Le gouvernement a annoncé hier que les prix du pain allaient baisser bientôt."),
    ("es", "El equipo ganó el partido en los últimos minutos y celebró con su público."),
    ("ru", "Завтра утром ожидается сильный снег, дороги будут закрыты до вечера."),
)

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """A sentence as it should be heard, what is said, by whom, and the fault (empty: none)."""

    number: int
    voice: str
    text: str
    said: str
    kind: str
    seed: int


@dataclass(frozen=True)
class Sound:
    """What a voice said: samples, their rate, and its words' times, where they are known."""

    samples: Samples
    rate_hz: int
    words: tuple[WordTime, ...] = ()

    def at(self, ms: float) -> int:
        """Return the sample of a time."""
        return min(len(self.samples), round(ms * self.rate_hz / 1000))


def sentences(split: str) -> list[str]:
    """Return spoken sentences that are not too long.

    Those of a ``split`` of ``bench/hindi_tn``, of ``tests/cases/normalise`` (``own``), or of a file
    with a sentence a line, as it is written.
    """
    if split.endswith(".txt"):
        said = [normalise(line) for line in Path(split).read_text(encoding="utf-8").splitlines()]
    elif split == "own":
        files = sorted((ROOT / "tests/cases/normalise").glob("*.tsv"))
        said = [row[1] for file in files for row in tables.read(file) if len(row) > 1]
    else:
        rows = tables.read(ROOT / f"bench/hindi_tn/{split}.tsv")[1:]
        said = [re.sub(r"\{([^|}]*)[^}]*\}", r"\1", row[4]) for row in rows]
    return [text for text in dict.fromkeys(said) if len(text) <= _LONGEST and text.count(" ") > 3]


def cases(count: int, split: str, shares: Mapping[str, int] = SHARES) -> Iterator[Case]:
    """Yield cases, the same for the same arguments: a sentence as it is, then with a fault."""
    chance = random.Random(f"{split} {count}")
    texts, speakers = sentences(split), [name for name, n in shares.items() for _ in range(n)]
    chance.shuffle(texts)
    chance.shuffle(speakers)
    coming, planted = cycle(texts), Counter(dict.fromkeys(KINDS, 0))
    for number in range(0, count, 2):
        text, voice, seed = next(coming), speakers[number // 2 % len(speakers)], number
        yield Case(number, voice, text, text, "", seed)
        others = {kind: list(find(text)) for kind, find in _OTHERS.items()}
        fit = [kind for kind in KINDS if others.get(kind, True)]
        kind = min(fit, key=planted.__getitem__)
        planted[kind] += 1
        should, said = text, text
        if kind in _OTHERS:
            start, end, other = chance.choice(others[kind])
            should = text[:start] + other + text[end:]
        elif voice == UNHEARD and kind in ("left out", "twice"):
            said = _respoken(text, kind, chance)
        yield Case(number + 1, voice, should, said, kind, seed)


def sound_of(case: Case, folder: Path) -> tuple[Sound, float]:
    """Return the sound of a case, and at which ms the fault is (-1 where that is not known)."""
    chance = random.Random(case.seed)
    if case.kind == "language":
        return _espeak(*chance.choice(_FOREIGN)), 0.0
    sound = spoken(case.voice, case.said, folder)
    if case.kind not in _PLANTED or case.said != case.text:
        return sound, -1.0
    return _PLANTED[case.kind](sound, _place(sound, case, chance, folder), chance)


def _respoken(text: str, kind: str, chance: random.Random) -> str:
    """Return a text without one of its words, or with one twice."""
    words = text.split()
    place = chance.randrange(len(words) - 1)
    again = [words[place]] * (2 if kind == "twice" else 0)
    return " ".join([*words[:place], *again, *words[place + 1 :]])


def clip_file(voice: str, text: str, folder: Path) -> Path:
    """Return the file that keeps what a voice says of a text."""
    return folder / f"{hashlib.sha256(f'{voice} {text}'.encode()).hexdigest()[:20]}.npz"


def spoken(voice: str, text: str, folder: Path) -> Sound:
    """Return what a voice says of a text; it says it once."""
    file = clip_file(voice, text, folder)
    if not file.is_file():
        sound = _espeak("hi", text) if voice == UNHEARD else _engine_says(voice, text)
        whole = np.round(sound.samples * 32767).astype(np.int16)
        partial = file.with_suffix(".part.npz")
        np.savez(partial, samples=whole, rate_hz=sound.rate_hz, words=np.array(sound.words))
        partial.rename(file)
    table = np.load(file)
    words = tuple(WordTime(*map(int, row)) for row in table["words"])
    return Sound((table["samples"] / np.float32(32767)), int(table["rate_hz"]), words)


def _engine_says(voice: str, text: str) -> Sound:
    engine = _engine(voice)
    said = speech(engine, text)
    return Sound(said.samples, engine.rate_hz, said.words)


@cache
def _engine(voice: str) -> Engine:
    return load(voices.find(voice), SynthesisOptions())


def _espeak(language: str, text: str) -> Sound:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "said.wav"
        subprocess.run(["espeak-ng", "-v", language, "-w", file, "--", text], check=True)
        data = ffmpeg.decoded(file, 22050, 60)
    return Sound(np.frombuffer(data, "<f4").copy(), 22050)


def _place(sound: Sound, case: Case, chance: random.Random, folder: Path) -> tuple[float, float]:
    """Return when the word is heard that the fault is planted in, in ms."""
    if sound.words:
        word = sound.words[-1] if case.kind == "ending" else chance.choice(sound.words[:-1])
        return word.start_ms, word.end_ms
    end_ms = sounding(sound.samples)[1] * 1000 / sound.rate_hz
    if case.kind == "ending":
        before = spoken(case.voice, case.text.rstrip(" ।?!").rpartition(" ")[0], folder)
        return sounding(before.samples)[1] * 1000 / before.rate_hz, end_ms
    start_ms = end_ms * chance.uniform(0.2, 0.7)
    return start_ms, start_ms + 350


def _numbers(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield for each number word where it stands, and another one."""
    words = [word for _, word in lexicon.rows("numbers")]
    for match in re.finditer(r"[^\s,।]+", text):
        if match[0] in words:
            other = words[(words.index(match[0]) * 37 + 11) % len(words)]
            yield match.start(), match.end(), other


@cache
def _names() -> tuple[tuple[str, str], ...]:
    rows = lexicon.rows("indian_names")
    return tuple(dict.fromkeys((row[1], row[2]) for row in rows))


def _other_names(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield for each name where it stands, and another one of its kind."""
    kinds = dict(_names())
    for match in re.finditer(r"[^\s,।]+", text):
        kind = kinds.get(match[0])
        if kind and len(match[0]) > 2:
            same = [name for name, other in _names() if other == kind and name != match[0]]
            digest = hashlib.sha256(text.encode()).digest()
            yield match.start(), match.end(), same[int.from_bytes(digest[:4], "big") % len(same)]


_OTHERS: Mapping[str, Callable[[str], Iterator[tuple[int, int, str]]]] = {
    "number": _numbers,
    "name": _other_names,
}

Place = tuple[float, float]


def _joined(*parts: Samples, rate_hz: int) -> Samples:
    """Join sounds, each faded into the next in 8 ms."""
    whole, n = parts[0], round(rate_hz * 0.008)
    ramp = np.linspace(0, 1, n, dtype=np.float32)
    for part in parts[1:]:
        if len(whole) < n or len(part) < n:
            whole = np.concatenate((whole, part))
            continue
        middle = whole[-n:] * (1 - ramp) + part[:n] * ramp
        whole = np.concatenate((whole[:-n], middle, part[n:]))
    return whole


def _left_out(sound: Sound, place: Place, _: random.Random) -> tuple[Sound, float]:
    a, b = map(sound.at, place)
    samples = _joined(sound.samples[:a], sound.samples[b:], rate_hz=sound.rate_hz)
    return Sound(samples, sound.rate_hz), place[0]


def _twice(sound: Sound, place: Place, _: random.Random) -> tuple[Sound, float]:
    a, b = map(sound.at, place)
    samples = _joined(sound.samples[:b], sound.samples[a:], rate_hz=sound.rate_hz)
    return Sound(samples, sound.rate_hz), place[1]


def _ending(sound: Sound, place: Place, chance: random.Random) -> tuple[Sound, float]:
    """Cut off 40 to 70 percent of what is heard of the last word, and what follows it."""
    loud = np.abs(sound.samples) > np.abs(sound.samples).max() * 0.05
    end_ms = float(np.flatnonzero(loud)[-1]) * 1000 / sound.rate_hz
    cut = end_ms - (end_ms - place[0]) * chance.uniform(0.4, 0.7)
    samples = sound.samples[: sound.at(cut)].copy()
    n = round(sound.rate_hz * 0.005)
    samples[-n:] *= np.linspace(1, 0, n, dtype=np.float32)
    silence = np.zeros(round(sound.rate_hz * 0.2), np.float32)
    return Sound(np.concatenate((samples, silence)), sound.rate_hz), cut


def _silence(sound: Sound, place: Place, _: random.Random) -> tuple[Sound, float]:
    a, b = map(sound.at, place)
    gap = np.zeros(b - a, np.float32)
    parts = (sound.samples[:a], gap, sound.samples[b:])
    return Sound(_joined(*parts, rate_hz=sound.rate_hz), sound.rate_hz), place[0]


def _noise(sound: Sound, place: Place, chance: random.Random) -> tuple[Sound, float]:
    """Lay white noise over a word, as loud as the sentence or up to 6 dB louder."""
    a, b = map(sound.at, place)
    level = float(np.sqrt(np.mean(sound.samples**2))) * 10 ** (chance.uniform(0, 6) / 20)
    noise = np.random.default_rng(chance.randrange(1 << 30)).normal(0, level, b - a)
    samples = sound.samples.copy()
    samples[a:b] += noise.astype(np.float32)
    return Sound(np.clip(samples, -1, 1), sound.rate_hz), place[0]


def _pitch(sound: Sound, _: Place, chance: random.Random) -> tuple[Sound, float]:
    """Let pitch and pace drift by 20 to 35 percent up or down, from the middle to the end."""
    top = chance.uniform(1.2, 1.35) ** chance.choice((-1, 1))
    n = len(sound.samples)
    begin = round(n * chance.uniform(0.2, 0.5))
    steps = np.ones(n)
    steps[begin:] = np.geomspace(1, top, n - begin)
    reading = np.cumsum(steps)
    kept = reading[reading < n - 1]
    samples = np.interp(kept, np.arange(n), sound.samples).astype(np.float32)
    return Sound(samples, sound.rate_hz), begin * 1000 / sound.rate_hz


def _pace(sound: Sound, _: Place, chance: random.Random) -> tuple[Sound, float]:
    """Let the second half be 35 to 60 percent faster or slower, its pitch unchanged."""
    factor = chance.uniform(1.35, 1.6) ** chance.choice((-1, 1))
    half = len(sound.samples) // 2
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "half.f32", Path(folder) / "paced.f32"
        source.write_bytes(sound.samples[half:].astype("<f4").tobytes())
        ffmpeg.run(
            [
                *ffmpeg.reading_raw(source, "f32le", sound.rate_hz),
                *("-af", f"atempo={factor:.4f}", "-f", "f32le", ffmpeg.writing(target)),
            ],
            doing="changing the pace",
        )
        paced = np.frombuffer(target.read_bytes(), "<f4")
    samples = _joined(sound.samples[:half], paced, rate_hz=sound.rate_hz)
    return Sound(samples, sound.rate_hz), half * 1000 / sound.rate_hz


_PLANTED: Mapping[str, Callable[[Sound, Place, random.Random], tuple[Sound, float]]] = {
    "left out": _left_out,
    "twice": _twice,
    "ending": _ending,
    "silence": _silence,
    "noise": _noise,
    "pitch": _pitch,
    "pace": _pace,
}
