"""A chat of WhatsApp, exported as text: what its members wrote, each message a paragraph.

There is no standard; the shapes are those that Android and iOS write, in 12 and 24 hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefing.model import Omission, Script
from briefing.read.decode import decode
from briefing.read.document import Document
from briefing.read.paragraphs import EMPTY_LINE, Block

_LEAST = 2  # messages, so that one date in a text makes no chat of it
_STAMP = re.compile(
    r"(?m)^\u200e?(?:\[(?=[^\]\n]{10,40}\]))?"
    r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{2,4}, [0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?"
    r"(?:[ \u202f]?[AaPp]\.?[ \u00a0]?[Mm]\.?)?(?:\]| -) "
)
_NAME = re.compile(r"([^:\n]{1,40}): ")
_NUMBER = re.compile(r"[~\u200e\u202a-\u202f\s]*\+?[\d\s()\u00a0-]{6,}[\u202a-\u202f\s]*")
#: What stands for a picture, a deleted message and the like.
_NO_TEXT = re.compile(
    r"\u200e|<(?:Media omitted|attached: [^>]*)>|.*\((?:file attached|फ़ाइल अटैच की गई)\)|null\s*\Z"
    r"|(?:You deleted this message|This message was deleted)\.?\s*\Z"
)
_EDITED = re.compile(r"\u200e?<(?:This message was edited)>")
_STYLE = re.compile(r"(?<!\w)([*_])(?=\S)([^\n]+?)(?<=\S)\1(?!\w)")


def looks_like_chat(text: str) -> bool:
    """Tell whether a text is an exported chat.

    >>> looks_like_chat("31/01/26, 7:05 am - आशा: बारिश।\\n31/01/26, 7:06 am - रवि: अच्छा।")
    True
    """
    return bool(_STAMP.match(text)) and len(_STAMP.findall(text)) >= _LEAST


def read(data: bytes, where: str) -> Script:
    r"""Read a chat; who wrote a message speaks it, unless only a telephone number is known.

    >>> text = "[31/01/26, 7:05:11 AM] आशा: *बारिश* हुई।\nधूप निकली।\n[31/01/26, 7:06:01 AM] रवि: हाँ।"
    >>> [(p.speaker, p.text) for p in read(text.encode(), "a").chapters[0].paragraphs]
    [('आशा', 'बारिश हुई। धूप निकली।'), ('रवि', 'हाँ।')]
    """
    text = decode(data, where)
    found = Document(any_voice=True)
    for line, stamp, message in _messages(text):
        name = _NAME.match(message)
        written = _EDITED.sub("", message[name.end() :]) if name else ""
        if name is None or _NO_TEXT.match(written):
            found.omitted.append(Omission("notice", f"{stamp}{message}".strip(), line))
            continue
        found.omitted.append(Omission("time_code", f"{stamp}{name.group()}".strip(), line))
        speaker = None if _NUMBER.fullmatch(name[1]) else name[1].strip("~\u200e\u202f ")
        for part in EMPTY_LINE.split(written):
            if part.strip():
                shown = _STYLE.sub(r"\2", part.strip())
                found.blocks.append(Block(shown, line, speaker=speaker))
            line += part.count("\n") + 2
    return found.script(where, text)


def _messages(text: str) -> Iterator[tuple[int, str, str]]:
    """Yield the line, the time as it is written, and the rest of each message."""
    stamps = list(_STAMP.finditer(text))
    for place, stamp in enumerate(stamps):
        end = stamps[place + 1].start() if place + 1 < len(stamps) else len(text)
        line = text.count("\n", 0, stamp.start()) + 1
        yield line, stamp.group(), text[stamp.end() : end]
