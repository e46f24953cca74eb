"""A reading that is wrong for everybody, as a case for the tests of the normaliser."""

from __future__ import annotations

from briefing.errors import ScriptError
from briefing.formats.text import nfc, one_line
from briefing.studio.desk import OpenScript

#: Kinds of tokens that no class of the normaliser read.
_NO_CLASS = ("plain", "given", "lexicon", "unread")


def case(script: OpenScript, index: int, written: str, spoken: str) -> str:
    """Return a case: the sentence as written and as it should be spoken, with a tab between them.

    A comment before it names the class that read the word. Where the word is no token of the
    sentence, it stands for itself.

    Raises
    ------
    ScriptError
        if there is no such sentence, or no word.
    """
    written, spoken = one_line(nfc(written)), one_line(nfc(spoken))
    if not (written and spoken and 0 <= index < len(script.rows)):
        remedy = "give the word, and how it is said"
        raise ScriptError("there is nothing to report", where=script.name, remedy=remedy)
    tokens = script.rows[index].tokens
    found = [token for token in tokens if token.written.strip() == written]
    if len(found) != 1:
        return f"{written}\t{spoken}\n"
    said = "".join(
        token.spoken.replace(token.spoken.strip(), spoken) if token is found[0] else token.spoken
        for token in tokens
    )
    kind = found[0].kind
    head = f"# {kind}\n" if kind not in _NO_CLASS else ""
    return f"{head}{one_line(script.rows[index].utterance.written)}\t{one_line(said)}\n"
