"""The user's lexicon: how this newsroom says its names and words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import ConfigError
from briefing.formats import tables
from briefing.normalise.chars import LATIN, LETTER, READABLE
from briefing.normalise.rule import Context, Rule

if TYPE_CHECKING:
    from briefing.config import Settings

#: What the user's lexicon is called beside a script.
FILE = "lexicon.tsv"
#: A piece of text that a lexicon entry can begin or end with.
_PIECE = re.compile(f"[{LETTER}]+|[{LATIN}]+|\\d+|[^{LETTER}{LATIN}\\d\\s]")
_INSIDE = re.compile(f"[{LETTER}]{{2}}|[{LATIN}]{{2}}|\\d{{2}}")
_REMEDY = "a row is: written, tab, spoken, and optionally class, note and respelling"


@dataclass(frozen=True)
class Entry:
    """A row of a lexicon: a word or phrase, its reading, and optionally class, note, respelling.

    ``respelling`` tells a voice how to pronounce the reading: in Devanagari or IPA, a word for a
    word; empty if it does not matter.
    """

    written: str
    spoken: str
    kind: str = "lexicon"
    note: str = ""
    respelling: str = ""


@dataclass(frozen=True)
class Lexicon:
    """Words and phrases with their readings. The longest match wins, and wins over every rule.

    >>> from briefing.normalise import spoken
    >>> spoken("कखग में 5 लोग", lexicon=Lexicon.of({"कखग": "क ख ग"}))
    'क ख ग में पाँच लोग'
    """

    entries: tuple[Entry, ...] = ()
    _by_piece: dict[str, list[tuple[str, Rule, str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for entry in sorted(self.entries, key=lambda entry: -len(entry.written)):
            first = _PIECE.match(entry.written)
            if first is None:
                raise ConfigError("an entry has nothing written", remedy=_REMEDY)
            rule = Rule("lexicon", entry.kind, re.escape(entry.written), _given)
            self._by_piece.setdefault(first[0], []).append((entry.written, rule, entry.spoken))

    def __bool__(self) -> bool:
        return bool(self.entries)

    @classmethod
    def of(cls, readings: Mapping[str, str]) -> Lexicon:
        """Make a lexicon of a mapping from written to spoken."""
        return cls(tuple(Entry(_nfc(written), _nfc(said)) for written, said in readings.items()))

    @classmethod
    def load(cls, *paths: Path) -> Lexicon:
        """Read lexicon files; a later row for the same word replaces an earlier one.

        Raises
        ------
        ConfigError
            with file and line, if a row is not understood or a file cannot be read.
        """
        entries: dict[str, Entry] = {}
        for path in paths:
            for entry in _read(path):
                entries[entry.written] = entry
        return cls(tuple(entries.values()))

    def pronunciations(self) -> dict[str, str]:
        """Return how words sound that are not said as they are spelt: word → respelling or IPA.

        They hold for a word of a reading wherever it stands.

        >>> entry = Entry("RBI", "भारतीय रिज़र्व बैंक", respelling="भारतीय रिज़र्व बॅंक")
        >>> Lexicon((entry,)).pronunciations()
        {'बैंक': 'बॅंक'}
        """
        pairs = [
            pair
            for entry in self.entries
            if entry.respelling
            for pair in zip(entry.spoken.split(), entry.respelling.split(), strict=True)
        ]
        return {word: said for word, said in pairs if word != said}

    def find(self, text: str) -> Iterator[tuple[int, int, str, Rule]]:
        """Find the entries in a text (NFC) from left to right, the longest first."""
        done = 0
        for piece in _PIECE.finditer(text):
            start = piece.start()
            if start < done:
                continue
            for written, rule, said in self._by_piece.get(piece[0], ()):
                end = start + len(written)
                if text.startswith(written, start) and _ends_piece(text, end):
                    yield start, end, said, rule
                    done = end
                    break


def _given(_match: re.Match[str], _context: Context) -> None:
    """Decline: an entry's reading is given, not made."""


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text).strip()


def _ends_piece(text: str, end: int) -> bool:
    """Tell whether an offset separates two pieces: no word or number goes on across it."""
    return not _INSIDE.match(text, end - 1)


def _read(path: Path) -> Iterator[Entry]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"the lexicon cannot be read: {error}",
            where=str(path),
            remedy="a lexicon is a UTF-8 text file with tabs between its columns",
        ) from error
    for number, columns in tables.rows(text):
        yield as_entry(columns, f"{path}:{number}")


def as_entry(row: Sequence[str], where: str) -> Entry:
    """Return a row of a lexicon as an entry.

    Raises
    ------
    ConfigError
        if it is not understood, or its reading cannot be spoken.
    """
    columns = [_nfc(column) for column in row]
    if not 2 <= len(columns) <= 5 or not columns[0]:
        line = "\t".join(row)
        what = f"{len(columns)} column(s) in {line!r}"
        raise ConfigError(what, where=where, remedy=_REMEDY)
    written, said, kind, note, respelling = (*columns, "", "", "")[:5]
    if not READABLE.fullmatch(said):
        wrong = "".join(sorted(set(READABLE.sub("", said))))
        raise ConfigError(
            f"the reading {said!r} holds what a voice cannot speak: {wrong}",
            where=where,
            remedy="write the reading in Devanagari words",
        )
    if respelling and len(respelling.split()) != len(said.split()):
        raise ConfigError(
            f"{respelling!r} has another number of words than the reading {said!r}",
            where=where,
            remedy="give each word of the reading its respelling, itself where it needs none",
        )
    return Entry(written, said, kind or "lexicon", note, respelling)


EMPTY = Lexicon()


def lexicon_file(settings: Settings, source: str) -> Path:
    """Return where the user's lexicon is: the one named, else ``lexicon.tsv`` beside the script."""
    named = settings.lexicon
    return Path(source).parent / FILE if named is None else settings.path(named)


def lexicon_for(settings: Settings, source: str) -> Lexicon:
    """Return the user's lexicon (:func:`lexicon_file`), an empty one where there is none.

    Raises
    ------
    ConfigError
        if the one that is named is not there, or a row is not understood.
    """
    file = lexicon_file(settings, source)
    if file.is_file():
        return Lexicon.load(file)
    if settings.lexicon is not None:
        raise ConfigError("there is no such lexicon", where=str(file), remedy="check lexicon")
    return EMPTY
