"""Feed broken input to what reads strangers' files, and see that no traceback comes out.

    python tests/fuzz/fuzz.py [--seconds 600 | --inputs 50000] [--seed 1] [TARGET …]

A target reads bytes and may raise ``BriefingError``, nothing else, and takes at most a few seconds.
What was found once lies in ``corpus/<target>`` beside the seeds, and ``tests/test_fuzz.py`` reads
all of it. With ``--atheris`` a target is run under Atheris, which follows the code's branches.
"""

from __future__ import annotations

import argparse
import hashlib
import math
import random
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from briefing.errors import BriefingError
from fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
#: Of processor time: a hundred times what the slowest input of the corpus takes.
SLOW_S = 5.0
#: What readers look for, and what they trip over.
WORDS: Sequence[bytes] = (
    *(b"\\", b"\0", b"\xff", b"\xff\xfe", b"\r", b"\n\n", b"\t", b"<", b">", b"&#0;", b"]]>", b'"'),
    *(b"---\n", b"# ", b"> [", b"](", b"```", b"|", b"*", b"_", b"1. ", b"- ", b"{}", b"[", b"]"),
    *(b"-->", b"00:00:00.000", b"99:99", b"WEBVTT", b"NOTE ", b"1e999", b"-1", b"NaN", b"null"),
    *(b"TIT2", b"CHAP", b"CTOC", b"APIC", b"\xff\xfb\x90\x64", b"ID3\x04", b"\x7f\x7f\x7f\x7f"),
    *(b"<!DOCTYPE", b"<item>", b"</item>", b"xmlns:a=", b"CDATA[", b"9" * 5000, b"0" * 400),
    *(
        text.encode()
        for text in ("\u0301\u0323", "\u200d", "\u202e", "क्", "़", "॥", "१२३", "₹", "।")
    ),
    *(
        text.encode()
        for text in ("डॉ.", "12:30", "3.5", "1/2", "2026-01-31", "IV", "H2O", "@", "«")
    ),
)


def mutated(chance: random.Random, seeds: Sequence[bytes]) -> bytes:
    """Return a seed with one to eight changes."""
    data = bytearray(chance.choice(seeds))
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        end = min(len(data), at + chance.choice((1, 2, 4, 16, 64, 400)))
        kind = chance.randrange(7)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << chance.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = chance.randrange(256)
        elif kind == 2:
            del data[at:end]
        elif kind == 3:
            data[at:at] = data[at:end] * chance.choice((1, 2, 8, 60))
        elif kind == 4:
            data[at:at] = chance.choice(WORDS)
        elif kind == 5:
            other = chance.choice(seeds)
            start = chance.randrange(len(other) + 1)
            data[at:end] = other[start : start + 200]
        else:
            data[at:end] = chance.choice(WORDS) * chance.choice((1, 3, 30))
    return bytes(data[:60_000])


def fault(target: Callable[[bytes], None], data: bytes) -> str:
    """Return what is wrong when a target reads this; empty if nothing is."""
    begun = time.process_time()
    try:
        target(data)
    except BriefingError:
        pass
    except Exception:
        return traceback.format_exc()
    spent_s = time.process_time() - begun
    return f"it took {spent_s:.1f} s" if spent_s > SLOW_S else ""


def inputs(name: str, seed: int) -> Iterator[bytes]:
    """Yield broken inputs for a target, for ever the same of a seed."""
    seeds = [file.read_bytes() for file in sorted((CORPUS / name).iterdir())]
    chance = random.Random(f"{name} {seed}")
    while True:
        yield mutated(chance, seeds)


def run(name: str, seed: int, most: int, seconds: float) -> tuple[int, list[str]]:
    """Feed a target so many inputs or so long; keep what it trips over, one of each kind."""
    ends = time.monotonic() + seconds
    found: dict[str, str] = {}
    done = 0
    for done, data in enumerate(inputs(name, seed), 1):
        if words := fault(TARGETS[name], data):
            place = "\n".join(words.splitlines()[-3:])
            if place not in found:
                kept = CORPUS / name / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
                kept.write_bytes(data)
                found[place] = f"{kept}\n{words}"
        if done >= most or time.monotonic() > ends:
            break
    return done, list(found.values())


def follow(name: str) -> None:
    """Run a target under Atheris, without end."""
    import atheris

    def one(data: bytes) -> None:
        if words := fault(TARGETS[name], data):
            raise RuntimeError(words)

    atheris.instrument_all()
    atheris.Setup([sys.argv[0], str(CORPUS / name)], one)
    atheris.Fuzz()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("targets", nargs="*", default=list(TARGETS), metavar="TARGET")
    parser.add_argument("--seconds", type=float, default=600, help="for all targets together")
    parser.add_argument("--inputs", type=int, help="for each target, instead of a time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--atheris", action="store_true")
    args = parser.parse_args()
    if args.atheris:
        follow(args.targets[0])
    wrong = 0
    for name in args.targets:
        seconds = math.inf if args.inputs else args.seconds / len(args.targets)
        done, found = run(name, args.seed, args.inputs or sys.maxsize, seconds)
        print(f"{name}: {done} inputs, {len(found)} found", flush=True)
        print("\n".join(found), end="\n" if found else "", flush=True)
        wrong += len(found)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
