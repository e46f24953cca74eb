"""The few places where good Hindi has two ways to say a thing, and which one to take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Style:
    """How to speak where usage differs. The default is the newsreader's.

    six:
        छह or छः.
    percent:
        What ``%`` says: प्रतिशत or फ़ीसदी.
    clock:
        ``spoken`` says साढ़े दस बजे, ``exact`` says दस बजकर तीस मिनट.
    quarters:
        Whether 2.5 लाख is ढाई लाख (True) or दो दशमलव पाँच लाख (False).
    billions:
        ``written`` leaves मिलियन and बिलियन, ``indian`` turns them into लाख, करोड़ and अरब.
    minus:
        What a negative sign says: माइनस or ऋण.
    numbers:
        Other forms for single number words, as (number, word) pairs: ``((79, "उन्यासी"),)``.
    """

    six: str = "छह"
    percent: str = "प्रतिशत"
    clock: str = "spoken"
    quarters: bool = True
    billions: str = "written"
    minus: str = "माइनस"
    numbers: tuple[tuple[int, str], ...] = ()


STYLES = {
    "newsreader": Style(),
    "colloquial": Style(percent="फ़ीसदी"),
    "formal": Style(six="छः", clock="exact", quarters=False, billions="indian", minus="ऋण"),
}
