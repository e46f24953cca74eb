"""HTML and SSML inside a text: the words of it, without a tag.

Block elements begin a paragraph, ``<br>`` a line, ``<break>`` a silence; ``<sub>`` and ``<sup>``
are passed on as Unicode's sub- and superscripts, so that CO₂ and 10⁸ are read as values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from briefing.errors import ScriptError
from briefing.model import Omission
from briefing.read.marks import EMPHASIS, EMPHASIS_END, FORM, FORM_END, SAID, SLOW, SLOW_END

#: Ends a line that the author broke (Unicode's line separator).
LINE = "\u2028"
#: Marks what this module wrote and no author did (Unicode's word joiner).
UNSEEN = "\u2060"
#: Begins a paragraph.
PARAGRAPH = "\u2029"

#: Elements that begin a paragraph.
BLOCKS = frozenset(
    (
        *(
            "address",
            "article",
            "aside",
            "blockquote",
            "body",
            "caption",
            "center",
            "dd",
            "details",
        ),
        *("dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"),
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "head",
            "header",
            "hr",
            "html",
            "legend",
            "li",
            "main",
        ),
        *("menu", "nav", "ol", "optgroup", "option", "p", "pre", "section", "select", "summary"),
        *("table", "tbody", "tfoot", "thead", "title", "tr", "ul", "speak"),
    )
)
_CELLS = frozenset(["td", "th"])
_INLINE = frozenset(
    (
        *(
            "a",
            "abbr",
            "acronym",
            "audio",
            "b",
            "base",
            "bdi",
            "bdo",
            "big",
            "br",
            "break",
            "button",
        ),
        *("canvas", "cite", "code", "col", "colgroup", "data", "datalist", "del", "dfn", "em"),
        *(
            "embed",
            "emphasis",
            "font",
            "i",
            "iframe",
            "img",
            "input",
            "ins",
            "kbd",
            "label",
            "lang",
        ),
        *(
            "lexicon",
            "link",
            "map",
            "mark",
            "meta",
            "meter",
            "noscript",
            "object",
            "output",
            "param",
        ),
        *(
            "phoneme",
            "picture",
            "progress",
            "prosody",
            "q",
            "rp",
            "rt",
            "ruby",
            "s",
            "samp",
            "say-as",
        ),
        *("script", "small", "source", "span", "strike", "strong", "style", "sub", "sup", "svg"),
        *("template", "textarea", "time", "tt", "u", "var", "video", "voice", "w", "wbr"),
    )
)
_ATTRIBUTE = r"""\s+[A-Za-z_:][\w.:-]*(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?"""
#: A tag, by the syntax of CommonMark 0.31.2, section 6.6.
TAG = re.compile(rf"</?([A-Za-z][A-Za-z0-9-]*)(?:{_ATTRIBUTE}){{0,40}}\s*/?>", re.A)
_NO_TEXT = re.compile(r"<!--|<!\[CDATA\[|<![A-Z][^<>]{0,500}>|<\?[a-z]|<(?:https?|mailto):", re.A)
# A target in angle brackets, «[text](<target>)», begins no tag, but is no text either.
_LESS = re.compile(r"(?<!\]\()(?<!\]:)(?<!\]:\s)<")
#: Raised and lowered signs of Unicode.
SUB = str.maketrans("0123456789+-−=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
SUP = str.maketrans("0123456789+-−=()in", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁱⁿ")
_IN_SUB = re.compile("[0-9+−=()aehijklmnoprstuvx-]+")
_IN_SUP = re.compile("[0-9+−=()in-]+")
_NOTE = re.compile(r"\[.{1,8}\]|[*†‡§#]|[\d०-९]{1,3}(?:\s*,\s*[\d०-९]{1,3})+")
_BASE = re.compile("(?:[^\\W_]|[\u0900-\u0963)\u00b0])\\Z")  # what can have an exponent
_ORDINAL = re.compile("st|nd|rd|th|वाँ|वां|वीं|वें|वी|ला|रा|री|थी|था", re.I)
_SLOW_RATES = ("slow", "x-slow")
#: Tags of SSML that ask for what no voice here does, and what to write instead.
_REFUSED = {
    "prosody": "write [धीरे]…[/धीरे] for slow speech, *…* for emphasis",
    "phoneme": "write {बोलें: …} after the word, or its sound in lexicon.tsv",
    "say-as": "write {बोलें: …} after it, as it is to be spoken",
    "voice": "write the speaker's name and a colon, and the name in [voices]",
    "lexicon": "write the words in lexicon.tsv",
}
#: How long ``<break strength>`` is silent, in milliseconds (SSML 1.1, section 3.2.3 names them).
_STRENGTH_MS = {
    "none": 0,
    "x-weak": 150,
    "weak": 300,
    "medium": 600,
    "strong": 900,
    "x-strong": 1500,
}


def known_tags(text: str) -> str:
    """Return plain text with every ``<`` escaped that begins no tag, comment or link target.

    A name that is neither HTML's nor SSML's makes a tag if it has attributes or is closed.

    >>> known_tags("5 < 7 <b>मोटा</b> <नाम> <x> <x-y id='1'>")
    "5 &lt; 7 <b>मोटा</b> &lt;नाम> &lt;x> <x-y id='1'>"
    """
    closed = {name.lower() for name in re.findall(r"</([A-Za-z][\w-]*)\s*>", text, re.A)}
    known = BLOCKS | _INLINE | _CELLS | closed

    def shown(match: re.Match[str]) -> str:
        tag = TAG.match(text, match.start())
        if tag and (tag[1].lower() in known or re.search("[=/]", tag.group())):
            return "<"
        return "<" if _NO_TEXT.match(text, match.start()) else "&lt;"

    return _LESS.sub(shown, text)


def visible_text(html: str, line: int) -> tuple[str, list[Omission]]:
    """Return the text of HTML that begins on a line, and what was left out.

    Paragraphs are separated by ``PARAGRAPH``, lines by ``LINE``; other white space is as it was.

    >>> visible_text("H<sub>2</sub>O &amp; <b>हवा</b>", 1)[0]
    'H₂O & हवा'
    """
    parser = _Words(line)
    parser.feed(html)
    parser.close()
    return parser.text(), parser.omitted


@dataclass
class _Words(HTMLParser):
    """Collects the words of HTML."""

    line: int
    parts: list[str] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
    raised: list[tuple[str, int]] = field(default_factory=list)  # open <sub> and <sup>
    linked: bool = False  # a link stands within <sup>
    marked: list[tuple[str, str]] = field(default_factory=list)  # open tags, and what ends them

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def set_cdata_mode(self, elem: str, **_: Any) -> None:
        """Read on after ``<script>`` as anywhere: one that ends was taken out before."""

    def text(self) -> str:
        return "".join(self.parts)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._omit(self.get_starttag_text() or "")
        if tag in BLOCKS:
            self.parts.append(PARAGRAPH)
        elif tag in _CELLS:
            self.parts.append(", " if self._in_row() else "")
        elif tag == "br":
            self.parts.append(LINE)
        elif tag == "break":
            self.parts.append(f"[{UNSEEN}pause {_pause_ms(values)}ms]")
        elif tag == "img" and values.get("alt"):
            self.parts.append(f" {values['alt']} ")
        elif tag in ("sub", "sup") and "alias" not in values:
            self.raised.append((tag, len(self.parts)))
            self.linked = False
        elif tag == "a":
            self.linked = True
        else:
            self._mark(tag, values)

    def _mark(self, tag: str, values: dict[str, str]) -> None:
        """Begin what SSML and HTML mark in the words.

        Raises
        ------
        ScriptError
            if a tag of SSML asks for something that would not be done.
        """
        if tag == "em" or (tag == "emphasis" and values.get("level") not in ("none", "reduced")):
            self._open(tag, EMPHASIS, EMPHASIS_END)
        elif tag == "sub":
            self._open(tag, FORM, f"{SAID}{values['alias']}{FORM_END}")
        elif tag == "prosody" and values.get("rate") in _SLOW_RATES:
            self._open(tag, SLOW, SLOW_END)
        elif tag in _REFUSED:
            where = f"line {self.line + self.getpos()[0] - 1}"
            what = f"{self.get_starttag_text()} is not understood"
            raise ScriptError(what, where=where, remedy=_REFUSED[tag])

    def _open(self, tag: str, begin: str, end: str) -> None:
        self.parts.append(begin)
        self.marked.append((tag, end))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.raised and self.raised[-1][0] == tag:
            self.raised.pop()

    def handle_endtag(self, tag: str) -> None:
        self._omit(f"</{tag}>")
        if self.marked and self.marked[-1][0] == tag:
            self.parts.append(self.marked.pop()[1])
        elif tag in BLOCKS:
            self.parts.append(PARAGRAPH)
        elif self.raised and self.raised[-1][0] == tag:
            _, start = self.raised.pop()
            inside = "".join(self.parts[start:])
            before = "".join(self.parts[max(0, start - 4) : start])
            self.parts[start:] = [self._raised(tag, inside, before)]

    def _raised(self, tag: str, inside: str, before: str) -> str:
        """Return what stands for a sub- or superscript; a note's mark is left out."""
        stripped = inside.strip()
        alone = not _BASE.search(before)
        note = self.linked or _NOTE.fullmatch(stripped) or (alone and stripped.isdecimal())
        if tag == "sub" and alone:
            return inside
        if tag == "sup" and note:
            self._omit(inside, "footnote")
            return ""
        table, allowed, sign = (SUB, _IN_SUB, "_") if tag == "sub" else (SUP, _IN_SUP, "^")
        if allowed.fullmatch(stripped):
            return stripped.translate(table)
        joined = not stripped or _ORDINAL.fullmatch(stripped) or alone
        return inside if joined or tag == "sub" else f"{sign}{inside}"

    def _in_row(self) -> bool:
        last = self.parts[-1] if self.parts else PARAGRAPH
        return not last.endswith(PARAGRAPH) and bool(last.strip())

    def handle_comment(self, data: str) -> None:
        self._omit(data, "comment")

    def handle_decl(self, decl: str) -> None:
        self._omit(decl)

    def handle_pi(self, data: str) -> None:
        self._omit(data)

    def unknown_decl(self, data: str) -> None:
        self._omit(data)

    def _omit(self, text: str, kind: str = "markup") -> None:
        self.omitted.append(Omission(kind, text, self.line + self.getpos()[0] - 1))


def _pause_ms(attributes: dict[str, str]) -> int:
    """Return how long a ``<break>`` is silent."""
    match = re.fullmatch(r"\s*\+?([\d.]{1,8})\s*(ms|s)\s*", attributes.get("time", ""))
    if match and match[1].count(".") < 2 and match[1] != ".":
        return round(float(match[1]) * (1 if match[2] == "ms" else 1000))
    return _STRENGTH_MS.get(attributes.get("strength", "medium"), _STRENGTH_MS["medium"])


def visible_lines(html: str) -> str:
    """Return the text of a page, each word on the line where it stands in the source.

    It is read without lxml, so that the audit finds what a reader that uses it loses.

    >>> visible_lines("<title>क</title><p>ख &amp; <b>ग</b>\\n<script>घ</script> ङ")
    ' ख & ग\\n ङ'
    """
    parser = _Lines()
    parser.feed(html)
    parser.close()
    return "".join(parser.parts)


class _Lines(HTMLParser):
    """Keeps what a page shows, and its line ends."""

    _UNSEEN = frozenset(["script", "style", "template", "title", "noscript"])

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._line = 1
        self._within = ""

    def handle_data(self, data: str) -> None:
        self._go_to(self.getpos()[0])
        if self._within:
            return
        self.parts.append(data)
        self._line += data.count("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._UNSEEN and not self._within:
            self._within = tag
        elif tag in BLOCKS or tag in _CELLS or tag == "br":
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._within:
            self._within = ""
        elif tag in BLOCKS or tag in _CELLS:
            self.parts.append(" ")

    def _go_to(self, line: int) -> None:
        self.parts.append("\n" * (line - self._line))
        self._line = max(self._line, line)
