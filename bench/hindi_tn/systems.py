"""The systems that the benchmark measures: each is one function that returns text -> reading.

To add one, write a function here that imports the system and returns a callable, and decorate it
with the name of its distribution. The function runs in whatever Python has the system, so this
file needs the standard library alone::

    echo '["आज 20 लोग आए।"]' | PYTHON bench/hindi_tn/systems.py briefing
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version

Say = Callable[[str], str]

#: How to make each system ready, and the distribution whose version is reported.
SYSTEMS: dict[str, tuple[Callable[[], Say], str]] = {}


def system(name: str, distribution: str) -> Callable[[Callable[[], Say]], Callable[[], Say]]:
    """Enter a function in :data:`SYSTEMS`."""

    def enter(ready: Callable[[], Say]) -> Callable[[], Say]:
        SYSTEMS[name] = ready, distribution
        return ready

    return enter


@system("briefing", "hindi-briefing")
def _briefing() -> Say:
    from briefing.normalise import spoken

    return spoken


@system("nemo", "kitten-text-processing")
def _nemo() -> Say:
    """NeMo's Hindi grammars (1.2.0, cased), run without Pynini by ``kitten-text-processing``."""
    from kitten_text_processing import Normalizer

    say: Say = Normalizer(input_case="cased", lang="hi").normalize
    return say


@system("indic-tts-preprocess", "indic-tts-preprocess")
def _indic_tts_preprocess() -> Say:
    from indic_tts_preprocess import preprocess

    return lambda text: preprocess(text, "hi")


@system("indic-numtowords", "indic-numtowords")
def _indic_numtowords() -> Say:
    """Read numbers, not sentences: every run of digits, its commas dropped, is put into words.

    This is what most Hindi front ends do today, and the floor that a normaliser has to beat.
    """
    from indic_numtowords import num2words

    def say(text: str) -> str:
        numbers = re.compile(r"\d+(?:,\d+)*")  # \d holds Devanagari digits, and so does int
        return numbers.sub(lambda m: num2words(int(m[0].replace(",", "")), lang="hi"), text)

    return say


def _answer(say: Say, text: str) -> str:
    """Return a reading; a system that fails on a sentence has not read it."""
    try:
        return say(text)
    except Exception as error:
        return f"! {type(error).__name__}: {error}"


def main() -> None:
    """Read a JSON list of sentences from stdin; write the system's version and readings."""
    ready, distribution = SYSTEMS[sys.argv[1]]
    sys.path.pop(0)  # this folder: its names are not to hide a system's modules
    say = ready()
    try:
        release = version(distribution)
    except PackageNotFoundError:
        release = "checkout"
    json.dump([release, [_answer(say, text) for text in json.load(sys.stdin)]], sys.stdout)


if __name__ == "__main__":
    main()
