"""The pages of a read-along, and what says when each of their words or sentences is heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from briefing.episode.manifest import Manifest, PictureRecord, UtteranceRecord
from briefing.formats.markup import Html, fill, join, path
from briefing.formats.text import one_line, timestamp, xml_safe
from briefing.publish.figure import figure
from briefing.publish.page.sections import Section, SpokenParagraph, sections

STYLE = """body { line-height: 1.7; }
h1 { font-size: 1.4em; line-height: 1.4; }
figure { margin: 1em 0; }
img { max-width: 100%; }
.speaker { font-size: 0.85em; margin-bottom: 0; }
.-epub-media-overlay-active { background-color: #f3d9a4; color: #000; }
"""
_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
  lang="$language" xml:lang="$language">
<head><title>$title</title><link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>$body</body>
</html>
"""
_OVERLAY = """<?xml version="1.0" encoding="UTF-8"?>
<smil xmlns="http://www.w3.org/ns/SMIL" xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">
<body><seq id="all" epub:textref="$name.xhtml" epub:type="chapter">
$items
</seq></body>
</smil>
"""
_PAR = (
    '<par id="p-$id"><text src="$name.xhtml#$id"/>'
    '<audio src="$audio" clipBegin="$begin" clipEnd="$end"/></par>'
)
_NAVIGATION = """<nav epub:type="toc" id="toc"><h1>अध्याय</h1><ol>
$items
</ol></nav>"""


@dataclass(frozen=True)
class Heard:
    """A piece of text that is lit while it is heard: its id, its words, when (ms)."""

    id: str
    text: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class Block:
    """A heading or a paragraph: its sentences, each of one piece or of its words."""

    heading: bool
    speaker: str
    sentences: tuple[tuple[Heard, ...], ...]


@dataclass(frozen=True)
class Part:
    """A chapter: the name of its files, its title, its blocks."""

    name: str
    title: str
    blocks: tuple[Block, ...]
    picture: PictureRecord | None = None

    @property
    def heard(self) -> Iterator[Heard]:
        """Yield what is lit, in order; what has no sound is text alone."""
        for block in self.blocks:
            for sentence in block.sentences:
                yield from (piece for piece in sentence if piece.end_ms > piece.start_ms)

    @property
    def duration_ms(self) -> int:
        """How long what is lit lasts."""
        return sum(piece.end_ms - piece.start_ms for piece in self.heard)


def chapters(manifest: Manifest) -> list[Part]:
    """Return the chapters of an episode in which something is said."""
    numbers = count()
    parts = []
    for index, section in enumerate(sections(manifest)):
        blocks = tuple(_blocks(section, numbers))
        if blocks:
            title = one_line(section.title) or one_line(manifest.title)
            parts.append(Part(f"chapter-{index + 1}", title, blocks, section.picture))
    return parts


def page(part: Part, manifest: Manifest) -> str:
    """Return a chapter as XHTML."""
    title = Html() if any(block.heading for block in part.blocks) else part.title
    head = fill("<h1>$title</h1>\n", title=title) if title else title
    rows = [_block(block) for block in part.blocks]
    if part.picture:
        after = 1 if part.blocks[0].heading else 0
        rows.insert(after, figure(part.picture))
    blocks = join(rows)
    section = fill(
        '<section epub:type="chapter">\n$head$blocks\n</section>', head=head, blocks=blocks
    )
    return fill(_PAGE, language=manifest.language, title=part.title, body=section)


def navigation(manifest: Manifest, parts: Sequence[Part]) -> str:
    """Return the table of contents as XHTML."""
    item = '<li><a href="$name.xhtml">$title</a></li>'
    items = join(fill(item, name=part.name, title=part.title) for part in parts)
    body = fill(_NAVIGATION, items=items)
    return fill(_PAGE, language=manifest.language, title=one_line(manifest.title), body=body)


def overlay(part: Part, audio: str) -> str:
    """Return when each piece of a chapter is heard, as a Media Overlay."""
    items = [
        fill(
            _PAR,
            id=piece.id,
            name=part.name,
            audio=path(audio),
            begin=timestamp(piece.start_ms, "."),
            end=timestamp(piece.end_ms, "."),
        )
        for piece in part.heard
    ]
    return fill(_OVERLAY, name=part.name, items=join(items))


def _blocks(section: Section, numbers: Iterator[int]) -> Iterator[Block]:
    """Yield the blocks of a chapter in the order in which they are heard."""
    spoken = [(p, False) for p in section.paragraphs]
    heads = [(section.opening, True), (section.heading, True)]
    ordered: list[tuple[SpokenParagraph, bool]] = [(p, h) for p, h in heads if p is not None]
    if section.notice:
        ordered.append((section.notice, False))
    speaker = ""
    for paragraph, heading in sorted([*ordered, *spoken], key=lambda item: item[0].start_ms):
        label = paragraph.speaker if paragraph.speaker != speaker else ""
        speaker = paragraph.speaker
        pieces = tuple(_pieces(sentence, numbers) for sentence in paragraph.sentences)
        yield Block(heading, label, pieces)


def _pieces(sentence: UtteranceRecord, numbers: Iterator[int]) -> tuple[Heard, ...]:
    """Return the words of a sentence if their times are known, else the sentence."""
    number = next(numbers)
    if not sentence.words:
        written = xml_safe(sentence.written)
        return (Heard(f"s{number}", written, sentence.start_ms, sentence.end_ms),)
    return tuple(
        Heard(f"s{number}w{index}", xml_safe(word.written), word.start_ms, word.end_ms)
        for index, word in enumerate(sentence.words)
    )


def _block(block: Block) -> Html:
    tag = Html("h1" if block.heading else "p")
    span = '<span id="$id">$text</span>'
    text = join(
        (
            join((fill(span, id=piece.id, text=piece.text) for piece in sentence), by=" ")
            for sentence in block.sentences
        ),
        by=" ",
    )
    speaker = fill('<p class="speaker">$name</p>\n', name=xml_safe(block.speaker))
    return fill(
        "$speaker<$tag>$text</$tag>", speaker=speaker if block.speaker else "", tag=tag, text=text
    )
