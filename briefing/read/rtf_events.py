"""Rich Text Format (Microsoft, version 1.9.1) as a stream of what it says, group by group."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+"
    rb"|([^\\{}\r\n]+)|\\\Z"
)
#: Groups whose text is none of the document's.
SKIPPED = frozenset(
    (
        *("colortbl", "pict", "object", "objdata", "themedata", "datastore", "xmlnstbl", "rsidtbl"),
        *(
            "generator",
            "listtable",
            "listoverridetable",
            "revtbl",
            "bkmkstart",
            "bkmkend",
            "fldinst",
        ),
        *("shpinst", "shprslt", "nonshppict", "filetbl", "template", "operator", "company"),
        *(
            "atnid",
            "atndate",
            "atnref",
            "atrfstart",
            "atrfend",
            "mmath",
            "panose",
            "falt",
            "userprops",
            "pgdsctbl",
        ),
    )
)
#: Groups that are text, and are not read aloud.
ASIDE: Mapping[str, str] = {
    "footnote": "footnote",
    "annotation": "comment",
    "atnauthor": "comment",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf"), "page_header"),
    **dict.fromkeys(("footer", "footerl", "footerr", "footerf"), "page_header"),
}
#: The text of a box; it stands in a group that is skipped.
BOX = "shptxt"
_GROUPS = frozenset(["fonttbl", "stylesheet", "info", "title", "author", "listtext", "pntext"])
_SIGNS: Mapping[str, str] = {
    "tab": " ",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "bullet": "•",
    "ldblquote": "“",
    "rdblquote": "”",
    "emspace": " ",
    "enspace": " ",
    "qmspace": " ",
    "zwj": "\u200d",
    "zwnj": "\u200c",
    "zwbo": "\u200b",
    "zwnbo": "\u2060",
}
_ESCAPED: Mapping[bytes, str] = {b"~": "\u00a0", b"_": "-", b"-": ""}
#: Code pages of fonts by their ``\fcharset``.
_CHARSETS = {0: "cp1252", 2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk",
             136: "big5", 161: "cp1253", 162: "cp1254", 177: "cp1255", 178: "cp1256", 204: "cp1251",
             238: "cp1250"}  # fmt: skip
_DEEPEST = 200
SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


@dataclass(frozen=True)
class State:
    """What holds within a group; ``group`` names the destination, ``aside`` what is left out."""

    group: str = ""
    aside: str = ""
    font: int = -1
    skip: int = 1  # characters that stand for \\u where Unicode is not read
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    raised: str = ""


@dataclass(frozen=True)
class Event:
    """A text, or a control word with its number; and what holds there."""

    kind: str  # "text", or the control word
    text: str
    value: int | None
    state: State


@dataclass
class Events:
    """Yields the events of a file, and learns its fonts while it does."""

    data: bytes
    fonts: dict[int, str] = field(default_factory=dict)
    _charsets: dict[int, str] = field(default_factory=dict)
    _codepage: str = "cp1252"
    _state: State = field(default_factory=State)
    _stack: list[State] = field(default_factory=list)
    _to_skip: int = 0
    _opened: bool = False  # a group, by what was read last
    _ignorable: bool = False

    def __iter__(self) -> Iterator[Event]:
        deep = at = 0
        while match := _TOKEN.search(self.data, at):
            at = match.end()
            word, digits, code, sign, brace, plain = match.groups()
            opened, self._opened = self._opened, brace == b"{"
            self._opened |= opened and not any(match.groups())  # a line end says nothing
            if brace == b"{":
                deep += 1
                if deep <= _DEEPEST:
                    self._stack.append(self._state)
                self._to_skip = 0
            elif brace == b"}":
                if deep <= _DEEPEST and self._stack:
                    closed, self._state = self._state, self._stack.pop()
                    if closed.group != self._state.group or closed.aside != self._state.aside:
                        yield Event("end", closed.group or closed.aside, None, closed)
                deep = max(0, deep - 1)
                self._to_skip = 0
            elif word == b"bin":  # so many bytes of a picture, braces among them
                at += max(int(digits or 0), 0)
            elif word:
                yield from self._word(word.decode(), int(digits) if digits else None)
            elif sign == b"*":
                self._ignorable = opened
            elif code or sign or plain:
                yield from self._text(code, sign, plain)

    def _word(self, word: str, value: int | None) -> Iterator[Event]:
        ignorable, self._ignorable = self._ignorable, False
        if word == BOX:
            self._state = replace(self._state, group=BOX)
        elif self._state.group == "skipped":
            return
        elif word in ASIDE:
            self._state = replace(self._state, aside=ASIDE[word])
        elif word in SKIPPED or (ignorable and word not in _GROUPS and word != "shppict"):
            self._state = replace(self._state, group="skipped")
        elif word in _GROUPS:
            self._state = replace(self._state, group=word)
        elif word == "u" and value is not None:
            yield self._said(chr(value & 0xFFFF))
            self._to_skip = self._state.skip
        elif word in _SIGNS:
            yield self._said(_SIGNS[word])
        else:
            self._set(word, value)
            yield Event(word, "", value, self._state)

    def _set(self, word: str, value: int | None) -> None:
        on = value != 0
        changes: dict[str, object] = {}
        if word == "f" and value is not None:
            changes = {"font": value}
        elif word == "plain":
            changes = {"hidden": False, "deleted": False, "struck": False, "raised": ""}
        elif word == "uc":
            changes = {"skip": min(max(value or 0, 0), 9)}
        elif word == "v":
            changes = {"hidden": on}
        elif word == "deleted":
            changes = {"deleted": on}
        elif word in ("strike", "striked"):
            changes = {"struck": on}
        elif word in ("super", "sub", "nosupersub"):
            tag = {"super": "sup", "sub": "sub"}.get(word, "")
            changes = {"raised": tag if on else ""}
        elif word == "ansicpg" and value:
            self._codepage = f"cp{value}" if value != 65001 else "utf-8"
        elif word == "fcharset" and value in _CHARSETS:
            self._charsets[self._state.font] = _CHARSETS[value]
        if changes:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]

    def _text(self, code: bytes | None, sign: bytes | None, plain: bytes | None) -> Iterator[Event]:
        if self._state.group == "skipped":
            return
        raw = bytes.fromhex(code.decode()) if code else plain or b""
        if self._to_skip:
            skipped = min(self._to_skip, len(raw) or 1)
            self._to_skip -= skipped
            raw, sign = raw[skipped:], None
        if sign in (b"\n", b"\r"):  # TextEdit of macOS ends its paragraphs so
            yield Event("par", "", None, self._state)
        elif sign:
            yield self._said(_ESCAPED.get(sign, sign.decode("latin-1")))
        elif raw:
            named = self._charsets.get(self._state.font, self._codepage)
            if self._state.group == "fonttbl":
                self._name_font(raw.decode("latin-1"))
            yield self._said(decoded(raw, named))

    def _name_font(self, text: str) -> None:
        known = self.fonts.get(self._state.font, "")
        if not known.endswith(";"):
            self.fonts[self._state.font] = known + text

    def _said(self, text: str) -> Event:
        return Event("text", text, None, self._state)


def decoded(raw: bytes, codepage: str) -> str:
    """Return bytes as text in a code page that may be unknown."""
    try:
        return raw.decode(codepage, "replace")
    except LookupError:
        return raw.decode("cp1252", "replace")
