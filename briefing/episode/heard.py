"""What was heard in an episode that is not what it should say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from briefing.system.records import sparse

#: By kind, what is said of the words.
_SAYS: Mapping[str, str] = {
    "left out": "«{words}» is not heard",
    "twice": "«{words}» is heard twice",
    "ending": "the sound stops within «{words}»",
    "number": "«{words}» is heard as {heard}",
    "name": "«{words}» is heard as /{heard}/",
    "word": "«{words}» is heard as /{heard}/",
    "added": "/{heard}/ is heard after «{words}»",
    "language": "another text or language is heard",
    "silence": "«{words}» is silent",
    "noise": "noise lies over «{words}»",
    "pace": "the pace changes from «{words}»",
}
KINDS = tuple(_SAYS)


@dataclass(frozen=True, kw_only=True)
class HeardFault:
    """A fault that was heard in a sentence: its kind, the spoken words, and when it begins.

    ``heard`` is what is heard instead: a number word, or phones. ``confidence`` is from 0.5 to 1.

    >>> str(HeardFault(kind="number", words="पचपन", heard="पच्चीस", at_ms=120, confidence=0.98))
    '«पचपन» is heard as पच्चीस (98 %)'
    """

    kind: str
    words: str
    heard: str = sparse("")
    at_ms: int
    confidence: float

    def __str__(self) -> str:
        text = _SAYS.get(self.kind, f"{self.kind}: «{{words}}»")
        what = text.format(words=self.words, heard=self.heard)
        return f"{what} ({round(100 * self.confidence)} %)"
