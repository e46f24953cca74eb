"""What reads strangers' files, each as a function of bytes."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path

from helpers.documents import archive, epub_of

from briefing.episode import manifest
from briefing.errors import BriefingError
from briefing.lint import check, choose, discover
from briefing.lint.inputs import id3, mpeg
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.transcript import FORMATS, Transcript
from briefing.normalise import normalise
from briefing.read import read_bytes
from briefing.read.sentences import sentences

_RULES = choose(slow=False)
_WORD = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p>'
    b'<w:pPr><w:pStyle w:val="1"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p></w:body></w:document>'
)


def reader(data: bytes) -> None:
    """Read a script in each format, into sentences."""
    for kind in ("markdown", "text", "subtitles"):
        with contextlib.suppress(BriefingError):
            for chapter in read_bytes(data, "a.md", kind=kind).chapters:
                for paragraph in chapter.paragraphs:
                    sentences(paragraph.text)


def document(data: bytes) -> None:
    """Read a file of whatever kind it says it is."""
    for chapter in read_bytes(data, "file").chapters:
        for paragraph in chapter.paragraphs:
            sentences(paragraph.text)


def packed(data: bytes) -> None:
    """Read the XML of a document within its archive: Word, OpenDocument, EPUB."""
    for name in ("word/document.xml", "word/styles.xml"):
        others = {} if "document" in name else {"word/document.xml": _WORD}
        with contextlib.suppress(BriefingError):
            document(archive({**others, name: data}))
    typed = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": data}
    with contextlib.suppress(BriefingError):
        document(archive(typed))
    document(epub_of({"a.xhtml": data.decode("utf-8", "ignore")}))


def normaliser(data: bytes) -> None:
    """Read a text into tokens, which cover it."""
    tokens = normalise(data.decode("utf-8", "ignore"))
    assert all(a.end == b.start for a, b in pairwise(tokens))


def tag(data: bytes) -> None:
    """Read an MP3: its tag, its frames, and what the rules say of both."""
    found = id3.read(data)
    mpeg.walk(data, found.size_bytes if found else 0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.mp3")
        path.write_bytes(data)
        list(check(Mp3(path), _RULES))


def feed(data: bytes) -> None:
    """Read a feed and check it, against another one too."""
    for source in discover.feed(Feed("feed.xml", data, old=Feed("old.xml", data[::2]))):
        list(check(source, _RULES))


def transcript(data: bytes) -> None:
    """Read a transcript of each format and check it."""
    with tempfile.TemporaryDirectory() as folder:
        for suffix in FORMATS:
            path = Path(folder, f"a{suffix}")
            path.write_bytes(data)
            list(check(Transcript(path, 60_000), _RULES))


def episode(data: bytes) -> None:
    """Read a manifest, and check the episode's folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, manifest.NAME)
        path.write_bytes(data)
        for source in discover.episode(Path(folder)):
            list(check(source, _RULES))
        manifest.read(path)


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "reader": reader,
    "document": document,
    "packed": packed,
    "normaliser": normaliser,
    "id3": tag,
    "feed": feed,
    "transcript": transcript,
    "manifest": episode,
}
