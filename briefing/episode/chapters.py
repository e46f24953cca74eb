"""Which paragraphs make a chapter, and what it is called."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, takewhile

from briefing.model import Chapter, Paragraph, Script

#: Yields the sentences of a paragraph as they were written.
WrittenSentences = Callable[[str], Iterable[str]]

TITLE_LENGTH = 40  # characters
#: About what Apple recommends for talk, and how fast the default voice reads news.
CHAPTERS_PER_HOUR, CHARACTERS_PER_SECOND = 6, 10
_EDGES = "'‘’।॥.!…,;:–—- "
_QUOTES = str.maketrans("", "", '"“”«»')


def arrange(script: Script, mode: str, sentences: WrittenSentences) -> list[Chapter]:
    """Return the chapters: one per ``paragraph``, one per ``heading``, or (``none``) a single one.

    ``auto`` takes the headings if there are any, those of the upper levels where all would be more
    than six an hour; a text without headings gets at most six an hour, at the ends of paragraphs.

    >>> text = Chapter("", (Paragraph("दिल्ली में बारिश हुई।"), Paragraph("मुंबई में धूप रही।")))
    >>> def split(paragraph):
    ...     return [paragraph]
    >>> [chapter.title for chapter in arrange(Script("", (text,)), "paragraph", split)]
    ['दिल्ली में बारिश हुई', 'मुंबई में धूप रही']
    >>> [chapter.title for chapter in arrange(Script("मौसम", (text,)), "auto", split)]
    ['मौसम']
    """
    everything = [p for chapter in script.chapters for p in chapter.paragraphs]
    most = _fitting(everything)
    if mode == "paragraph":
        return [_titled(block, script.title, sentences) for block in _with_headings(everything)]
    if mode == "auto" and not any(chapter.title for chapter in script.chapters):
        blocks = list(_by_length(everything, most))
        if len(blocks) > 1:
            return [_titled(block, script.title, sentences) for block in blocks]
    chapters = list(script.chapters)
    if mode == "none":
        chapters = [Chapter("", tuple(everything))]
    elif mode == "auto":
        chapters = _upper(chapters, most)
    return [replace(c, title=c.title or _fallback(c, script, sentences)) for c in chapters]


def _fallback(chapter: Chapter, script: Script, sentences: WrittenSentences) -> str:
    """Return a title for what stands before the first heading."""
    return script.title or short_title(chapter.paragraphs[0].text, sentences)


def _fitting(paragraphs: Sequence[Paragraph]) -> int:
    """Return how many chapters a text of this length may have."""
    seconds = sum(len(paragraph.text) for paragraph in paragraphs) / CHARACTERS_PER_SECOND
    return max(1, int(seconds * CHAPTERS_PER_HOUR / 3600))


def _upper(chapters: Sequence[Chapter], most: int) -> list[Chapter]:
    """Join the chapters of lower levels to those before, while there are more than ``most``.

    The chapters of the highest level stay, however many: a bulletin has one for each item, and
    ``episode/marks.py`` decides which of them share a mark.
    """
    levels = sorted({_level(chapter) for chapter in chapters} - {0})
    deepest = min(levels, default=0)
    for level in levels[1:]:
        if sum(_level(chapter) <= level for chapter in chapters) <= most:
            deepest = level
    joined: list[Chapter] = []
    for chapter in chapters:
        if joined and _level(chapter) > deepest:
            paragraphs = (*joined[-1].paragraphs, *chapter.paragraphs)
            joined[-1] = replace(joined[-1], paragraphs=paragraphs)
        else:
            titles = [p.text for p in _headings(chapter) if p.level <= deepest]
            joined.append(replace(chapter, title=titles[-1] if titles else chapter.title))
    return joined


def _level(chapter: Chapter) -> int:
    """Return the highest level of the headings that begin a chapter, 0 where there is none."""
    return min((paragraph.level for paragraph in _headings(chapter)), default=0)


def _headings(chapter: Chapter) -> list[Paragraph]:
    """Return the headings that a chapter begins with, without the title of the script."""
    return [p for p in takewhile(lambda p: p.heading, chapter.paragraphs) if p.level]


def _by_length(paragraphs: Sequence[Paragraph], count: int) -> Iterator[list[Paragraph]]:
    """Yield the paragraphs in ``count`` blocks of about the same length, fewer if they are long."""
    ends = list(accumulate(len(paragraph.text) for paragraph in paragraphs))
    begin = 0
    for share in range(1, count):
        wanted = ends[-1] * share / count
        end = min(range(len(ends)), key=lambda i: abs(ends[i] - wanted)) + 1
        if begin < end < len(paragraphs) and any(not p.heading for p in paragraphs[begin:end]):
            yield list(paragraphs[begin:end])
            begin = end
    yield list(paragraphs[begin:])


def _with_headings(paragraphs: Iterable[Paragraph]) -> Iterator[list[Paragraph]]:
    """Yield each paragraph together with the headings right before it."""
    block: list[Paragraph] = []
    for paragraph in paragraphs:
        block.append(paragraph)
        if not paragraph.heading:
            yield block
            block = []
    if block:
        yield block


def _titled(block: Sequence[Paragraph], whole: str, sentences: WrittenSentences) -> Chapter:
    """Make a chapter of a block, called by its heading, else by its first words.

    The title of the whole script is no chapter's.
    """
    headings = [p.text for p in block if p.heading and p.text != whole]
    first = next((p for p in block if not p.heading), block[-1])
    title = headings[-1] if headings else short_title(first.text, sentences)
    return Chapter(title, tuple(block))


def short_title(paragraph: str, sentences: WrittenSentences) -> str:
    """Return the first words of a paragraph as a title: a clause if it is short, else whole words.

    >>> text = "केंद्र सरकार ने आज किसानों के लिए एक नई योजना की घोषणा की है।"
    >>> short_title(text, lambda paragraph: [paragraph])
    'केंद्र सरकार ने आज किसानों के लिए एक नई…'
    >>> short_title("बजट से पहले बाज़ार में तेज़ी, सेंसेक्स 612 अंक चढ़ा।", lambda p: [p])
    'बजट से पहले बाज़ार में तेज़ी…'
    """
    first = next(iter(sentences(paragraph)), "").translate(_QUOTES).strip(_EDGES)
    if len(first) <= TITLE_LENGTH:
        return first
    kept = ""
    for word in first.split():
        longer = f"{kept} {word}".strip()
        if len(longer.rstrip(_EDGES)) >= TITLE_LENGTH and kept:
            break
        kept = longer
        if kept.endswith((",", ";", ":")) and len(kept) >= TITLE_LENGTH // 2:
            break
    return kept.rstrip(_EDGES) + "…"
