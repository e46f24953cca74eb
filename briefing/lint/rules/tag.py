"""Rules about the ID3v2 tag of an MP3."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.id3 import HEADER_BYTES, decode
from briefing.lint.rule import Problem, rule

LARGEST_TAG_BYTES = 512 * 1024
_TEXTS = {"TPE1": "artist", "TALB": "album"}
_ALLOWED = {2: (0, 1), 3: (0, 1), 4: (0, 1, 2, 3)}
_NAMES = ("Latin-1", "UTF-16", "UTF-16BE", "UTF-8")


@rule(
    "id3-missing",
    "warning",
    why="without a tag there are no chapters, and a downloaded file shows its file name",
    remedy="write an ID3v2.3 tag with title, artist, album and chapters",
)
def _missing(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None:
        yield Problem("no ID3v2 tag")


@rule(
    "id3-broken",
    "error",
    why="players stop reading where the tag is broken: what follows, often the chapters, is lost",
    remedy="write the tag again with a single program",
)
def _broken(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.broken:
        yield Problem(mp3.tag.broken)


@rule(
    "id3-twice",
    "error",
    why="players read the first tag and treat the second as damaged audio",
    remedy="remove both and write a single one",
)
def _second(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.data[mp3.tag.size_bytes : mp3.tag.size_bytes + HEADER_BYTES][:3] == b"ID3":
        yield Problem("a second ID3v2 tag follows the first")


@rule(
    "id3-version",
    "warning",
    ("Apple Podcasts", "Overcast", "Pocket Casts"),
    why="all players read ID3v2.3; some misread long frames in 2.4, and 2.2 has no chapters",
    remedy="write ID3v2.3 with UTF-16 text (ffmpeg: -id3v2_version 3; mutagen: save(v2_version=3))",
)
def _version(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.version != 3:
        yield Problem(f"ID3v2.{mp3.tag.version}")


@rule(
    "id3-encoding",
    "error",
    why="ID3v2.3 has only Latin-1 and UTF-16 (3.3); other text shows garbled or not at all",
    remedy="write Devanagari as UTF-16 with its byte order mark (encoding 1)",
)
def _encoding(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag is None:
        return
    allowed = _ALLOWED.get(mp3.tag.version, (0, 1))
    wrong = {(t.id, t.encoding) for t in mp3.tag.texts if t.encoding not in allowed}
    for name, encoding in sorted(wrong):
        label = _NAMES[encoding] if encoding < len(_NAMES) else f"encoding {encoding}"
        yield Problem(f"{label} in ID3v2.{mp3.tag.version}", name)


@rule(
    "id3-garbled",
    "error",
    why="the listener sees à¤¹ instead of ह",
    remedy="write the text as UTF-16 (encoding 1)",
)
def _garbled(mp3: Mp3) -> Iterator[Problem]:
    for frame in mp3.tag.texts if mp3.tag else []:
        raw = frame.data[1:].rstrip(b"\0")
        if "\ufffd" in frame.text:
            yield Problem(f"text that cannot be decoded: «{frame.text[:40]}»", frame.id)
        elif frame.encoding == 0 and not raw.isascii():
            real = decode(3, raw)
            if "\ufffd" not in real:
                yield Problem(
                    f"UTF-8 marked as Latin-1: «{frame.text[:20]}», «{real[:20]}»", frame.id
                )


@rule(
    "id3-title",
    "warning",
    why="away from the feed, a downloaded file shows its file name instead",
    remedy="write TIT2, the episode's title",
)
def _title(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and not mp3.tag.text("TIT2"):
        yield Problem("no title", "TIT2")


@rule(
    "id3-texts",
    "note",
    why="away from the feed, a downloaded file shows these",
    remedy="write TPE1 (author) and TALB (show); briefing make takes them from [show]",
)
def _texts(mp3: Mp3) -> Iterator[Problem]:
    for name, meaning in _TEXTS.items():
        if mp3.tag and not mp3.tag.text(name):
            yield Problem(f"no {meaning}", name)


@rule(
    "id3-size",
    "warning",
    ("Overcast", "AntennaPod", "Apple Podcasts"),
    why="when streaming, the whole tag is loaded before the sound begins",
    remedy="make the cover smaller, and put chapter pictures into chapters.json",
)
def _size(mp3: Mp3) -> Iterator[Problem]:
    if mp3.tag and mp3.tag.size_bytes > LARGEST_TAG_BYTES:
        yield Problem(f"a tag of {mp3.tag.size_bytes // 1024} KiB before the audio")


@rule(
    "id3-v1",
    "note",
    why="ID3v1 cannot hold Devanagari: a player that reads it shows question marks",
    remedy="remove the ID3v1 tag (mutagen: save(v1=0); eyeD3: --remove-v1)",
)
def _id3v1(mp3: Mp3) -> Iterator[Problem]:
    last = mp3.data[-128:]
    if last[:3] == b"TAG":
        title = last[3:33].rstrip(b"\0 ")
        if b"?" in title or not title.isascii():
            yield Problem(f"an ID3v1 tag whose title is «{title.decode('latin-1')}»")
