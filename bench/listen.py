"""Plant faults in spoken sentences, and count how many are heard.

    python bench/listen.py WORK --speak         # 1,000 cases of the ``test`` split
    python bench/listen.py WORK --calibrate     # what each question measures in other sentences
    python bench/listen.py WORK --sentences FILE.txt  # cases of others' text, a sentence a line

``WORK`` keeps what the voices say. Each sentence is heard as it was spoken and with a fault
(``listen_cases.py``), as it is, coded as MP3, and over music. Prints what was found by kind and by
voice, false alarms, and seconds of work a second of sound; ``--svg`` draws how both depend on the
threshold.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import numpy as np
from listen_cases import EMBEDDED, KINDS, SHARES, UNHEARD, Case, Sound, cases, clip_file, sound_of
from listen_cases import spoken as say
from machine import name

from briefing.config import Settings
from briefing.listen.decide import QUESTIONS
from briefing.listen.ear import Ear
from briefing.listen.sentence import Sentence, sentence
from briefing.mix import levels, music
from briefing.sound import Music
from briefing.sound import Sound as SoundSettings
from briefing.system import ffmpeg

#: Music is the bed of the package, as loud as it is under headlines.
MUSIC = "music"
CODINGS = ("as it is", "MP3 96", "MP3 48", MUSIC)
#: The splits that set the thresholds.
CALIBRATING = ("dev", "own")
#: On sentences that set the thresholds, without the voice that the ear has never heard.
DEV_SHARES = {"tarang": 60, UNHEARD: 0, **dict.fromkeys(EMBEDDED, 10)}
#: How often a question may take a sound sentence for faulty; there are ten.
_RATE = 0.0005
_SURE = 25.0


@dataclass(frozen=True)
class Result:
    """What was heard in a case: by question the highest gain, its kind, and when (ms).

    ``where_ms`` is where the fault was planted, -1 where that is not known.
    """

    split: str
    number: int
    voice: str
    planted: str
    coding: str
    gains: dict[str, tuple[float, str, int]]
    where_ms: float
    seconds: float
    work_s: float

    @property
    def best(self) -> tuple[float, str, int]:
        """Return the best odds (logarithm), with their kind and time."""
        rows = ((question, self.gains.get(question.ask.__name__)) for question in QUESTIONS)
        return max(((row[0] - q.even) / q.scale, row[1], row[2]) for q, row in rows if row)


def results(
    split: str, count: int, work: Path, coding: str, part: str, *, speak: bool = False
) -> Iterator[Result]:
    """Yield what is heard in the cases; what was heard once is kept in ``results*.jsonl``.

    A slow voice is asked only where ``speak`` says so; else what it has not said yet is left out.
    """
    lines = [line for file in work.glob("results*.jsonl") for line in file.open(encoding="utf-8")]
    known = {(r.split, r.number, r.coding): r for r in (Result(**json.loads(x)) for x in lines)}
    ear = Ear()
    number, of = map(int, part.split("/"))
    shares = DEV_SHARES if split in CALIBRATING else SHARES
    for case in cases(1000, split, shares):
        if case.number >= count or not (speak or is_spoken(case, work)):
            continue
        result = known.get((split, case.number, coding))
        if result is None and case.number // 2 % of == number - 1:
            sound, where_ms = sound_of(case, work)
            sound = coded(sound, coding, case.seed)
            result = heard(split, case, sound, coding, where_ms, ear, work)
            with (work / f"results{number}.jsonl").open("a", encoding="utf-8") as out:
                out.write(json.dumps(asdict(result)) + "\n")
        if result:
            yield result


def is_spoken(case: Case, work: Path) -> bool:
    """Tell whether a case can be heard at once, or its voice is fast enough to speak it now."""
    return case.voice not in EMBEDDED or clip_file(case.voice, case.said, work).is_file()


def coded(sound: Sound, coding: str, seed: int) -> Sound:
    """Return a sound after it was an MP3 of so many kbit/s, or over music from somewhere on."""
    if coding == CODINGS[0]:
        return sound
    if coding == MUSIC:
        return over_music(sound, seed)
    with tempfile.TemporaryDirectory() as folder:
        raw, mp3, back = (Path(folder) / each for each in ("a.f32", "a.mp3", "b.f32"))
        raw.write_bytes(sound.samples.astype("<f4").tobytes())
        rate = ["-ar", "44100", "-b:a", f"{coding.split()[1]}k"]
        source = ffmpeg.reading_raw(raw, "f32le", sound.rate_hz)
        ffmpeg.run([*source, *rate, ffmpeg.writing(mp3)], doing="coding")
        form = ["-ar", str(sound.rate_hz), "-f", "f32le", ffmpeg.writing(back)]
        ffmpeg.run([*ffmpeg.reading(mp3), *form], doing="decoding")
        samples = np.frombuffer(back.read_bytes(), "<f4")
    return Sound(samples.copy(), sound.rate_hz, sound.words)


def over_music(sound: Sound, seed: int) -> Sound:
    """Return a sound over the bed of the package, as it is under a headline."""
    bed = _music(sound.rate_hz)
    settings, begin = bed.settings, random.Random(seed).randrange(len(bed.bed))
    heard_lufs = levels.loudness_lufs(sound.samples, sound.rate_hz) + settings.level_db
    gain_db = heard_lufs - settings.duck_db - music.REFERENCE_LUFS
    under = np.take(bed.bed, np.arange(begin, begin + len(sound.samples)), mode="wrap")
    samples = sound.samples + under * np.float32(10 ** (gain_db / 20))
    return Sound(np.clip(samples, -1, 1), sound.rate_hz, sound.words)


@cache
def _music(rate_hz: int) -> Music:
    found = music.load(Settings(sound=SoundSettings(set="default")), rate_hz)
    if found is None:
        raise SystemExit("the package has no music")
    return found


def aligned(case: Case, sound: Sound, ear: Ear, work: Path, coding: str) -> Sentence | None:
    """Return a case as the ear heard it, with the times at which its voice meant the words."""
    times = () if case.voice == UNHEARD else say(case.voice, case.said, work).words
    scores = ear.hear(sound.samples, sound.rate_hz)
    over = coding == MUSIC
    return sentence(case.text, scores, sound.samples, sound.rate_hz, None, times, music=over)


def heard(
    split: str, case: Case, sound: Sound, coding: str, where_ms: float, ear: Ear, work: Path
) -> Result:
    """Return what is heard in a case."""
    begun = time.process_time()
    found = aligned(case, sound, ear, work, coding)
    gains = {}
    for question in QUESTIONS:
        asked = question.ask(found) if found and not (found.music and question.alone) else ()
        each = max(asked, key=lambda suspicion: suspicion.gain, default=None)
        if each:
            gains[question.ask.__name__] = (float(each.gain), each.kind, each.begin * 20)
    if not found:
        gains[QUESTIONS[0].ask.__name__] = (_SURE, "left out", 0)
    work_s, seconds = time.process_time() - begun, len(sound.samples) / sound.rate_hz
    return Result(
        *(split, case.number, case.voice, case.kind, coding, gains, where_ms, seconds, work_s)
    )


def print_table(rows: Iterable[Result]) -> None:
    """Print how many were found, by kind and by voice, for each coding.

    The voice that the ear does not understand has rows of its own and counts in no other.
    """
    every = list(rows)
    known = [row for row in every if row.voice != UNHEARD]
    codings = [coding for coding in CODINGS if any(row.coding == coding for row in every)]
    print(f"| | {' | '.join(codings)} |\n|---|{'---|' * len(codings)}")
    groups = [(kind, [r for r in known if r.planted == kind]) for kind in KINDS]
    groups += [("all faults", [r for r in known if r.planted])]
    for voice in SHARES:
        groups.append((f"faults, {voice}", [r for r in every if r.planted and r.voice == voice]))
    groups += [("false alarms", [r for r in known if not r.planted])]
    for voice in SHARES:
        sound = [r for r in every if not r.planted and r.voice == voice]
        groups.append((f"false alarms, {voice}", sound))
    for label, group in groups:
        print(f"| {label} | {' | '.join(share(group, coding) for coding in codings)} |")
    work, seconds = (sum(getattr(r, key) for r in every) for key in ("work_s", "seconds"))
    print(f"\n{work / seconds:.4f} s of work a second of sound; {name()}")


def share(rows: Sequence[Result], coding: str) -> str:
    """Return how many of the rows of a coding were found."""
    those = [row for row in rows if row.coding == coding]
    found = sum(row.best[0] >= 0 for row in those)
    return f"{found} of {len(those)} ({found / len(those):.1%})" if those else "–"


def print_gains(rows: Sequence[Result]) -> None:
    """Print what each question measures in sound sentences and in those with each fault."""
    for question in QUESTIONS:
        asking = question.ask.__name__
        gains: dict[str, list[float]] = defaultdict(list)
        for row in rows:
            gains[row.planted].append(row.gains.get(asking, (-99.0, "", 0))[0])
        sound = np.sort(gains[""])[::-1]
        print(f"{asking}: {len(sound)} sound, highest {sound[:6].round(1).tolist()}")
        print(f"    even {question.even}; 1 in {1 / _RATE:.0f} is past {passed(sound, _RATE):.1f}")
        for kind in KINDS:
            if gains[kind]:
                low = np.percentile(gains[kind], (0, 5, 25, 50)).round(1).tolist()
                above = np.mean(np.array(gains[kind]) > question.even)
                print(f"    {kind:9} {len(gains[kind])}, 0/5/25/50 %: {low}, found: {above:.0%}")


def passed(gains: np.ndarray, rate: float) -> float:
    """Return what only this share of sound sentences would be past.

    Of ``gains``, falling, the highest fortieth is the tail of an exponential distribution; outliers
    in it count no more than six times its median.
    """
    count = max(12, len(gains) // 40)
    over = gains[:count] - gains[count]
    scale = np.minimum(over, 6 * np.median(over)).mean()
    return float(gains[count] + scale * np.log(count / len(gains) / rate))


_LEFT, _TOP, _WIDTH, _HEIGHT = 60, 20, 520, 340
#: The plot ends at these shares of false alarms and of faults found.
_MOST_ALARMS, _LEAST_FOUND = 0.1, 0.5


def draw(rows: Iterable[Result], file: Path) -> None:
    """Draw the share of faults found over that of false alarms, of voices that the ear knows."""
    known = [row for row in rows if row.voice != UNHEARD]
    lines = list(_axes())
    for number, (coding, colour) in enumerate(zip(CODINGS[:3], _COLOURS, strict=True)):
        those = [row for row in known if row.coding == coding]
        sound = np.sort([row.best[0] for row in those if not row.planted])
        faulty = np.sort([row.best[0] for row in those if row.planted])
        limits = np.unique(np.concatenate([sound, faulty]))[::-1]
        points = [_point(sound, faulty, limit) for limit in limits]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points if x <= _LEFT + _WIDTH)
        x, y = _point(sound, faulty, 0.0)
        label = f'x="{_LEFT + _WIDTH - 90}" y="{_TOP + _HEIGHT - 60 + 20 * number}"'
        lines.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        lines.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>')
        lines.append(f'<text {label} fill="{colour}">{coding}</text>')
    box = f"0 0 {_LEFT + _WIDTH + 30} {_TOP + _HEIGHT + 55}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" font-family="sans-serif" '
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    text = "\n".join([f'{head}font-size="13">', ground, *lines, "</svg>", ""])
    file.write_text(text, encoding="utf-8")


_COLOURS = ("#7a1f2b", "#1f5a7a", "#6a6a1f")


def _point(sound: np.ndarray, faulty: np.ndarray, limit: float) -> tuple[float, float]:
    """Return the place of a threshold in the plot."""
    alarms, found = (
        1 - int(np.searchsorted(odds, limit)) / max(1, len(odds)) for odds in (sound, faulty)
    )
    down = min(1.0, (1 - found) / (1 - _LEAST_FOUND))
    return _LEFT + alarms / _MOST_ALARMS * _WIDTH, _TOP + down * _HEIGHT


def _axes() -> Iterator[str]:
    for step in range(6):
        x, y = _LEFT + step / 5 * _WIDTH, _TOP + step / 5 * _HEIGHT
        grid = f"M{_LEFT} {y:.0f}H{_LEFT + _WIDTH}M{x:.0f} {_TOP}V{_TOP + _HEIGHT}"
        alarms, found = 100 * _MOST_ALARMS * step / 5, 100 - 100 * (1 - _LEAST_FOUND) * step / 5
        yield f'<path d="{grid}" stroke="#ddd"/>'
        below = f'x="{x:.0f}" y="{_TOP + _HEIGHT + 20}" text-anchor="middle"'
        yield f"<text {below}>{alarms:.0f} %</text>"
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{found:.0f} %</text>'
    middle = f'x="{_LEFT + _WIDTH / 2}" y="{_TOP + _HEIGHT + 42}" text-anchor="middle"'
    yield f"<text {middle}>sound sentences reported</text>"
    yield f'<text x="{_LEFT + 8}" y="{_TOP - 6}">faults found</text>'


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("work", type=Path)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--calibrate", action="store_true")
    parser.add_argument("--sentences", default="test", help="a text file, a sentence a line")
    parser.add_argument("--speak", action="store_true", help="let slow voices speak, too (minutes)")
    parser.add_argument("--coding", action="append", choices=CODINGS)
    parser.add_argument("--part", default="1/1", help="2/4: hear the second quarter alone")
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    options.work.mkdir(parents=True, exist_ok=True)
    rows = [
        row
        for split in (CALIBRATING if options.calibrate else (options.sentences,))
        for coding in options.coding or CODINGS
        for row in results(
            *(split, options.count, options.work, coding, options.part), speak=options.speak
        )
    ]
    if options.calibrate:
        print_gains(rows)
        return
    print_table(rows)
    if options.svg:
        draw(rows, options.svg)


if __name__ == "__main__":
    main()
