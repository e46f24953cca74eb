"""Rules over the ID3v2 tag of an MP3."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import HEADER_BYTES, decode
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    NOTE,
    OVERCAST,
    POCKET_CASTS,
    WARNING,
    Problem,
    Rule,
)

LARGEST_TAG_BYTES = 512 * 1024
_TEXTS = {"TPE1": "artist", "TALB": "album"}
_ALLOWED = {2: (0, 1), 3: (0, 1), 4: (0, 1, 2, 3)}
_NAMES = ("Latin-1", "UTF-16", "UTF-16BE", "UTF-8")


def _missing(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None:
        yield Problem("no ID3v2 tag")


def _broken(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.broken:
        yield Problem(mp3.tag.broken)


def _second(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.data[mp3.tag.size_bytes : mp3.tag.size_bytes + HEADER_BYTES][:3] == b"ID3":
        yield Problem("a second ID3v2 tag follows the first")


def _version(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.version != 3:
        yield Problem(f"ID3v2.{mp3.tag.version}")


def _encoding(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None:
        return
    allowed = _ALLOWED.get(mp3.tag.version, (0, 1))
    wrong = {(t.id, t.encoding) for t in mp3.tag.texts if t.encoding not in allowed}
    for name, encoding in sorted(wrong):
        known = _NAMES[encoding] if encoding < len(_NAMES) else f"encoding {encoding}"
        yield Problem(f"{known} in ID3v2.{mp3.tag.version}", name)


def _garbled(mp3: Mp3) -> Iterator[Problem]:
    for frame in mp3.tag.texts if mp3.tag else []:
        raw = frame.data[1:].rstrip(b"\0")
        if "\ufffd" in frame.text:
            yield Problem(f"text that cannot be decoded: «{frame.text[:40]}»", frame.id)
        elif frame.encoding == 0 and not raw.isascii():
            real = decode(3, raw)
            if "\ufffd" not in real:
                yield Problem(
                    f"UTF-8 announced as Latin-1: «{frame.text[:20]}», «{real[:20]}»", frame.id
                )


def _title(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.tag.text("TIT2"):
        yield Problem("no title", "TIT2")


def _texts(mp3: Mp3) -> Iterator[Problem]:
    for name, meaning in _TEXTS.items():
        if mp3.tag and not mp3.tag.text(name):
            yield Problem(f"no {meaning}", name)


def _size(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.size_bytes > LARGEST_TAG_BYTES:
        yield Problem(f"a tag of {mp3.tag.size_bytes // 1024} KiB before the audio")


def _id3v1(mp3: Mp3) -> Iterator[Problem]:
    last = mp3.data[-128:]
    if last[:3] == b"TAG":
        title = last[3:33].rstrip(b"\0 ")
        if b"?" in title or not title.isascii():
            yield Problem(f"an ID3v1 tag whose title is «{title.decode('latin-1')}»")


RULES = (
    Rule(
        "id3-missing",
        WARNING,
        Mp3,
        ALL,
        "a file without a tag has no chapters, and a downloaded one shows its file name",
        "write an ID3v2.3 tag with title, artist, album and chapters",
        _missing,
    ),
    Rule(
        "id3-broken",
        ERROR,
        Mp3,
        ALL,
        "players stop reading where the tag is broken: what follows, often the chapters, is lost",
        "write the tag anew with one program",
        _broken,
    ),
    Rule(
        "id3-twice",
        ERROR,
        Mp3,
        ALL,
        "players read the first tag and take the second for damaged audio",
        "remove both and write one",
        _second,
    ),
    Rule(
        "id3-version",
        WARNING,
        Mp3,
        (APPLE, OVERCAST, POCKET_CASTS),
        "ID3v2.3 is what all players read; with 2.4 some misread the size of long frames, and 2.2 "
        "has no chapters",
        "write ID3v2.3 with UTF-16 texts (ffmpeg: -id3v2_version 3; mutagen: save(v2_version=3))",
        _version,
    ),
    Rule(
        "id3-encoding",
        ERROR,
        Mp3,
        ALL,
        "ID3v2.3 knows Latin-1 and UTF-16 alone (3.3); other text shows as signs or not at all",
        "write Devanagari as UTF-16 with its byte order mark (encoding 1)",
        _encoding,
    ),
    Rule(
        "id3-garbled",
        ERROR,
        Mp3,
        ALL,
        "the listener sees à¤¹ instead of ह",
        "write the text as UTF-16 (encoding 1)",
        _garbled,
    ),
    Rule(
        "id3-title",
        WARNING,
        Mp3,
        ALL,
        "a downloaded file shows its file name where the feed is not at hand",
        "write TIT2, the episode's title",
        _title,
    ),
    Rule(
        "id3-texts",
        NOTE,
        Mp3,
        ALL,
        "a downloaded file shows these, where the feed is not at hand",
        "write TPE1 (author) and TALB (show); briefing make takes them from [show]",
        _texts,
    ),
    Rule(
        "id3-size",
        WARNING,
        Mp3,
        (OVERCAST, ANTENNAPOD, APPLE),
        "the tag is loaded before the first sound when streaming",
        "make the cover smaller, and leave pictures of chapters to chapters.json",
        _size,
    ),
    Rule(
        "id3-v1",
        NOTE,
        Mp3,
        ALL,
        "ID3v1 has no Devanagari: a player that reads it shows question marks",
        "remove the ID3v1 tag (mutagen: save(v1=0); eyeD3: --remove-v1)",
        _id3v1,
    ),
)
