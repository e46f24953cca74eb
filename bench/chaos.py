"""Kill ``briefing make`` at random moments, run it again, and see that nothing was lost.

    python bench/chaos.py [--kills 50] [--seed 1] [--voice hm_omega] [--signal TERM]
    python bench/chaos.py --pairs 100

The test engine speaks as slowly as a real voice would; with ``--voice`` a real one speaks. After
the kills one run is left alone. Its
episode must be, byte for byte, the one that an undisturbed run makes with an empty cache; and no
run may have spoken a sentence that was in the cache when it began. With ``--pairs``, two runs of
the script at once, time and again, with part of the cache removed and a clip damaged in between:
each must make that same episode. Exits with 1 if anything is not so.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from briefing import voices
from briefing.engines import SynthesisOptions
from briefing.synthesise.cache import ClipCache, key

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from helpers import faulty_engine

VOICE = """engine = "faulty"
language = "hi"
gender = "none"
source = "bench/chaos.py"
rate_hz = 24000
size_bytes = 0
[licence]
name = "Apache-2.0"
[options]
delay_ms = 60
log = "log"
[options.pace]
fixed_ms = 60
letter_ms = 68
"""
SLOW = "slow"
WORDS = (
    *("सरकार", "किसान", "मौसम", "बारिश", "खेल", "टीम", "बाज़ार", "शहर", "सड़क", "पानी", "बिजली"),
    *("स्कूल", "नदी", "पुल", "रेल", "नया", "काम", "लोग"),
)


@dataclass
class Report:
    """What happened: how many kills hit a run, and what was found wrong."""

    kills: int = 0
    spoken: int = 0
    sentences: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Place:
    """The folders of one trial: script, voice, cache, output."""

    root: Path
    voice: str = SLOW

    @property
    def environment(self) -> Mapping[str, str]:
        own = {"BRIEFING_DATA": str(self.root), "BRIEFING_CACHE": str(self.root / "cache")}
        own["PYTHONPATH"] = faulty_engine.PYTHONPATH
        return {**os.environ, **own}

    @property
    def log(self) -> list[str]:
        file = self.root / "log"
        return file.read_text(encoding="utf-8").splitlines() if file.exists() else []

    def prepare(self, sentences: int, seed: int) -> None:
        faulty_engine.register()
        folder = self.root / "voices" / "slow"
        folder.mkdir(parents=True)
        (folder / "voice.toml").write_text(VOICE, encoding="utf-8")
        chance = random.Random(seed)
        lines = [
            " ".join(chance.choices(WORDS, k=chance.randint(3, 12))) + f" {i}।"
            for i in range(sentences)
        ]
        (self.root / "script.txt").write_text("\n\n".join(lines), encoding="utf-8")

    def start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "briefing", "make", str(self.root / "script.txt")]
        command += ["--voice", self.voice, "-o", str(self.root / "out"), "--date", "2026-01-31"]
        command += ["--jobs", "2", "--chapters", "none", "--quiet"]
        return subprocess.Popen(
            command, env=self.environment, cwd=self.root, stderr=subprocess.PIPE
        )

    def finish(self) -> dict[str, bytes]:
        """Let a run end and return every file of the output."""
        process = self.start()
        _, said = process.communicate()
        if process.returncode:
            raise SystemExit(f"the run failed: {said.decode()}")
        return self.files()

    def files(self) -> dict[str, bytes]:
        """Return every file of the output."""
        out = self.root / "out"
        return {str(p.relative_to(out)): p.read_bytes() for p in out.rglob("*") if p.is_file()}

    def cached(self) -> set[str]:
        """Return the names of the clips in the cache."""
        return {
            path.stem for path in ClipCache(self.root / "cache" / "clips").folder.glob("??/*.flac")
        }


def chaos(
    folder: Path,
    kills: int,
    sentences: int = 40,
    seed: int = 1,
    voice: str = SLOW,
    number: int = signal.SIGKILL,
) -> Report:
    """Do the trial in a folder, with a voice and the signal that ends its runs."""
    report, chance = Report(sentences=sentences), random.Random(seed)
    calm, rough = Place(folder / "calm", voice), Place(folder / "rough", voice)
    calm.prepare(sentences, seed)
    rough.prepare(sentences, seed)
    begun = time.monotonic()
    wanted = calm.finish()
    longest_s = time.monotonic() - begun
    keys: dict[str, str] = {}
    while report.kills < kills:
        before, heard = rough.cached(), len(rough.log)
        process = rough.start()
        try:
            process.communicate(timeout=chance.uniform(0.1, 1.1) * longest_s)
            report.spoken += _again(rough, before, heard, keys, report)
            _forget(rough, chance)  # it ended before its time: something must be left to do
            continue
        except subprocess.TimeoutExpired:
            process.send_signal(number)
            process.communicate()
        report.kills += 1
        report.spoken += _again(rough, before, heard, keys, report)
    found = rough.finish()
    for name in sorted(found.keys() | wanted.keys()):
        if found.get(name) != wanted.get(name):
            report.wrong.append(f"{name} is another one")
    return report


def pairs(folder: Path, rounds: int, sentences: int = 10, seed: int = 1) -> Report:
    """Run the script twice at once, so many times, in a folder."""
    report, chance = Report(sentences=sentences), random.Random(seed)
    place = Place(folder)
    place.prepare(sentences, seed)
    wanted = place.finish()
    for number in range(rounds):
        _forget(place, chance)
        left = sorted(ClipCache(folder / "cache" / "clips").folder.glob("??/*.flac"))
        if left:
            left[0].write_bytes(left[0].read_bytes()[:-100] + bytes(100))
        both = [place.start(), place.start()]
        for process in both:
            _, said = process.communicate()
            words = said.decode()
            strange = words and "a damaged clip is made again" not in words
            if process.returncode or strange:
                report.wrong.append(f"round {number}: exit code {process.returncode}: {words}")
        if place.files() != wanted:
            report.wrong.append(f"round {number}: the episode is another one")
    report.spoken = len(place.log)
    return report


def _again(place: Place, before: set[str], heard: int, keys: dict[str, str], report: Report) -> int:
    """Note what a run spoke although the cache had it; return how much it spoke."""
    os.environ["BRIEFING_DATA"] = str(place.root)
    voice = voices.find("slow")
    spoken = place.log[heard:]  # a real voice writes none
    for text in spoken:
        keys[text] = keys.get(text) or key(text, voice, SynthesisOptions())
        if keys[text] in before:
            report.wrong.append(f"spoken twice: {text}")
    return len(spoken)


def _forget(place: Place, chance: random.Random) -> None:
    """Remove some clips and the episode, as after an edit."""
    for path in ClipCache(place.root / "cache" / "clips").folder.glob("??/*.flac"):
        if chance.random() < 0.5:
            path.unlink()
    for path in (place.root / "out").rglob("*.*"):
        path.unlink()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pairs", type=int, default=0, help="rounds of two runs at once instead")
    parser.add_argument("--voice", default=SLOW)
    parser.add_argument("--sentences", type=int, default=40)
    parser.add_argument("--signal", default="KILL", help="how a run is ended: KILL, TERM, INT")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if args.pairs:
            report = pairs(Path(folder), args.pairs, seed=args.seed)
        else:
            number = signal.Signals[f"SIG{args.signal}"]
            report = chaos(Path(folder), args.kills, args.sentences, args.seed, args.voice, number)
    rounds = f"{args.pairs} pairs" if args.pairs else f"{report.kills} kills"
    print(f"{rounds}, {report.sentences} sentences, {report.spoken} spoken in all runs")
    if report.wrong:
        print("\n".join(report.wrong))
        raise SystemExit(1)
    print("every episode was byte for byte that of an undisturbed run")
    if not args.pairs and args.voice == SLOW:
        print("no sentence was spoken that was in the cache")


if __name__ == "__main__":
    main()
