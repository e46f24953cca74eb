"""Plant wrong numbers in spoken sentences, and count how many are noticed.

    python bench/facts.py [--seed 1]

The sentences are the cases of the normaliser and the ``dev`` split of ``bench/hindi_tn``. As they
are, none may be reported; then in each one number word is replaced by another, left out, or said
twice. Prints the share of false alarms, of faults found by kind, and milliseconds a sentence.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from briefing import lexicon
from briefing.formats import tables
from briefing.listen.facts import compare
from briefing.listen.inverse import folded, scale, unit, words

ROOT = Path(__file__).parents[1]
NUMBERS = [word for number, word in lexicon.rows("numbers") if int(number)]


def sentences() -> Iterator[tuple[str, str]]:
    """Yield written and spoken sentences that hold a digit."""
    for file in sorted((ROOT / "tests/cases/normalise").glob("*.tsv")):
        yield from ((row[0], row[1]) for row in tables.read(file) if re.search(r"\d", row[0]))
    for row in tables.read(ROOT / "bench/hindi_tn/dev.tsv")[1:]:
        reading = re.sub(r"\{([^|}]*)[^}]*\}", r"\1", row[4])
        if re.search(r"\d", row[3]):
            yield row[3], reading


def faults(written: str, spoken: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a kind of fault and the sentence with it, for one number word that is not written."""
    known = {folded(word) for word in words(written)}
    said = spoken.split()
    places = [
        place
        for place, word in enumerate(said)
        if folded(word) not in known and (unit(word) is not None or scale(word)) and unit(word) != 0
    ]
    if not places:
        return
    place = chance.choice(places)
    other = chance.choice([n for n in NUMBERS if unit(n) != unit(said[place])])
    yield "another number", " ".join([*said[:place], other, *said[place + 1 :]])
    yield "left out", " ".join(said[:place] + said[place + 1 :])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    chance = random.Random(parser.parse_args().seed)
    rows = list(sentences())
    begun = time.process_time()
    alarms = [row for row in rows if compare(*row)]
    each_ms = (time.process_time() - begun) * 1000 / len(rows)
    print(f"{len(rows)} sentences, {each_ms:.2f} ms each")
    print(f"false alarms: {len(alarms)} ({len(alarms) / len(rows):.2%})")
    planted, found = Counter[str](), Counter[str]()
    for written, spoken in rows:
        for kind, wrong in faults(written, spoken, chance):
            planted[kind] += 1
            found[kind] += bool(compare(written, wrong))
    for kind, count in planted.items():
        print(f"{kind}: {found[kind]} of {count} found ({found[kind] / count:.1%})")


if __name__ == "__main__":
    main()
