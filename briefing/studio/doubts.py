"""What an editor should look at before an episode is published, the worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from briefing.studio.desk import OpenScript

#: Kinds of doubt by their harm: no sound, words lost, a fault in the sound, not readable, guessed.
FAILED, LOST, HEARD, UNREAD, GUESSED = "failed", "lost", "misheard", "unread", "guessed"
_HARM = (FAILED, LOST, HEARD, UNREAD, GUESSED)


@dataclass(frozen=True)
class Doubt:
    """Something of a script that may be wrong: its kind, the words, and the sentence.

    ``reading`` is how they are said at present; ``index`` is None for words that are in no
    sentence: ``line`` is where they stand in the file.
    """

    kind: str
    name: str
    words: str
    reading: str = ""
    index: int | None = None
    line: int = 0


def doubts(script: OpenScript) -> list[Doubt]:
    """Return the doubts of a script: by harm, then in the order of the text; each word once."""
    found = dict.fromkeys(_doubts(script))
    order = sorted(found, key=lambda doubt: (_HARM.index(doubt.kind), doubt.line))
    first: dict[tuple[str, str], Doubt] = {}
    for doubt in order:
        first.setdefault((doubt.kind, doubt.words), doubt)
    return list(first.values())


def _doubts(script: OpenScript) -> Iterator[Doubt]:
    for loss in script.planned.losses:
        yield Doubt(LOST, script.name, " ".join(loss.words), line=loss.line)
    for row in script.rows:
        line = row.utterance.line
        if row.heard and row.heard.failed:
            yield Doubt(FAILED, script.name, row.utterance.written, "", row.index, line)
        for fault in row.heard.heard if row.heard else ():
            yield Doubt(HEARD, script.name, row.utterance.written, str(fault), row.index, line)
        for token in row.tokens:
            kind = UNREAD if token.kind == "unread" else GUESSED if token.is_guess else ""
            if kind:
                words, said = token.written.strip(), token.spoken.strip()
                yield Doubt(kind, script.name, words, said, row.index, line)
