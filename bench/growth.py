"""How the time of reading grows with the text: n, 2n, 4n and 8n characters of the worst patterns.

A last ratio near 2 is linear, near 4 quadratic. Every pattern goes through NFC, the readers, the
splitter, the normaliser and the audit, each on its own.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

from briefing.episode.audit import losses
from briefing.errors import ScriptError
from briefing.formats.text import nfc
from briefing.model import Script, Utterance
from briefing.normalise import spoken
from briefing.read import read_text
from briefing.read.dandas import with_dandas
from briefing.read.kinds import SUFFIXES
from briefing.read.sentences import sentences

PATTERNS = {
    "titles": "डॉ. ",
    "brackets": "(क।) ",
    "open brackets": "(क ",
    "ellipses": "क… ",
    "full stops": "सब ठीक है. ",
    "initials": "ए. के. ",
    "quotes": '"हाँ।" ',
    "open quotes": "“क ",
    "dots": ".",
    "blanks": " ",
    "bars": "गया | ",
    "letters for dandas": "गया l ",
    "no blanks": "है.",
    "verse marks": "॥ १ ॥ ",
    "one word": "क",
    "combining marks": "\u0301\u0323",
    "digits": "5",
    "numbers": "5, ",
    "tags": "<b>क ",
    "open tags": "<b ",
    "stars": "**क ",
    "brackets of links": "[क](",
    "lines": "क है।\n",
    "paragraphs": "क है।\n\n",
    "sentences": "क ख ग है। ",
    "comments": "<!-- क ",
    "scripts": "<script>क ",
    "fences": "```\nक\n",
    "leaders": "~~~\nक\n",
    "notes": "[^1]: क\n",
    "note marks": "क[^1] ",
    "superscripts": "5<sup>2 ",
    "pauses": "क [विराम 2] ",
    "quotations": "> ",
    "lists": "1. क\n",
    "cues": "1\n00:00:01,000 --> 00:00:02,000\nक\n\n",
    "table": "| क | ख |\n",
}


def read(text: str, reader: str) -> Script:
    """Read a text; one without a word to speak is an empty script."""
    try:
        return read_text(text, kind=SUFFIXES[reader])
    except ScriptError:
        return Script("", (), text=text)


def audited(text: str) -> None:
    """Audit a script of which every second paragraph is lost."""
    script = read(text.replace("। ", "।\n\n"), ".md")
    paragraphs = [p for chapter in script.chapters for p in chapter.paragraphs]
    losses(script, [Utterance(p.text, "", 0, 0, "tone", line=p.line) for p in paragraphs[::2]])


STEPS: dict[str, Callable[[str], object]] = {
    "nfc": nfc,
    "markdown": lambda text: read(text, ".md"),
    "plain text": lambda text: read(text, ".txt"),
    "subtitles": lambda text: read(text, ".srt"),
    "audit": audited,
    "split": lambda text: sentences(with_dandas(text)),
    "normalise": lambda text: [spoken(sentence) for sentence in sentences(text)],
}


def seconds(step: Callable[[str], object], text: str) -> float:
    """Return the best of three."""

    def once() -> float:
        begun = time.process_time()
        step(text)
        return time.process_time() - begun

    return min(once() for _ in range(3))


def main() -> None:
    """Print a row a pattern: milliseconds at n, 2n, 4n, 8n, and the ratio of the last two."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=4000, help="Characters of the shortest text.")
    parser.add_argument("--step", choices=list(STEPS), action="append")
    options = parser.parse_args()
    sizes = [options.n * factor for factor in (1, 2, 4, 8)]
    print(
        "step       pattern             " + "".join(f"{size:9}" for size in sizes) + "   ms; ratio"
    )
    for name in options.step or STEPS:
        for pattern, piece in PATTERNS.items():
            text = "क" + piece * (sizes[-1] // len(piece))
            spent = [1000 * seconds(STEPS[name], text[:size]) for size in sizes]
            cells = "".join(f"{ms:9.1f}" for ms in spent)
            print(f"{name:10} {pattern:20}{cells}   {spent[-1] / max(spent[-2], 0.01):.1f}")


if __name__ == "__main__":
    main()
