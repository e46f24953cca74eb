"""What the page shows of an episode's text: chapters with their paragraphs, from the manifest."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from briefing.episode.manifest import Manifest, PictureRecord, UtteranceRecord


@dataclass(frozen=True)
class SpokenParagraph:
    """The sentences of a paragraph, one at least; one voice speaks them."""

    sentences: tuple[UtteranceRecord, ...]

    @property
    def text(self) -> str:
        return " ".join(sentence.written for sentence in self.sentences)

    @property
    def start_ms(self) -> int:
        return self.sentences[0].start_ms

    @property
    def voice(self) -> str:
        return self.sentences[0].voice

    @property
    def speaker(self) -> str:
        return self.sentences[0].speaker


@dataclass(frozen=True)
class Section:
    """A chapter: title, times in milliseconds, paragraphs.

    ``notice`` is the paragraph that says that the voice is synthetic, ``opening`` the one that
    speaks the episode's title, ``heading`` the one that speaks the chapter's, where there is one;
    none of them is among the others.
    """

    title: str
    start_ms: int
    end_ms: int
    notice: SpokenParagraph | None
    opening: SpokenParagraph | None
    heading: SpokenParagraph | None
    paragraphs: tuple[SpokenParagraph, ...]
    picture: PictureRecord | None = None


def sections(manifest: Manifest) -> Iterator[Section]:
    """Yield the chapters with what is said in them.

    A chapter of the script may have no mark of its own: nothing is said in it, or it was merged
    with a neighbour. So what is said is put under the mark it begins in.
    """
    starts = [mark.start_ms for mark in manifest.contents]
    spoken: list[list[SpokenParagraph]] = [[] for _ in starts]
    for _, chapter in groupby(manifest.utterances, lambda utterance: utterance.chapter):
        paragraphs = [
            SpokenParagraph(tuple(group))
            for _, group in groupby(chapter, lambda utterance: utterance.paragraph)
        ]
        spoken[max(bisect_right(starts, paragraphs[0].start_ms) - 1, 0)] += paragraphs
    for number, (mark, paragraphs) in enumerate(zip(manifest.contents, spoken, strict=True)):
        yield Section(
            title=mark.title,
            start_ms=mark.start_ms,
            end_ms=mark.end_ms,
            notice=_take_notice(paragraphs, manifest),
            opening=_take(paragraphs, manifest.title) if number == 0 else None,
            heading=_take(paragraphs, mark.title),
            paragraphs=tuple(paragraphs),
            picture=manifest.picture(mark),
        )


def _take_notice(paragraphs: list[SpokenParagraph], manifest: Manifest) -> SpokenParagraph | None:
    """Remove and return the first paragraph if it says that the voice is synthetic."""
    if paragraphs and paragraphs[0].sentences == manifest.notice:
        return paragraphs.pop(0)
    return None


def _take(paragraphs: list[SpokenParagraph], title: str) -> SpokenParagraph | None:
    """Remove and return the first paragraph if it says the title."""
    if paragraphs and paragraphs[0].text.split() == title.split():
        return paragraphs.pop(0)
    return None
