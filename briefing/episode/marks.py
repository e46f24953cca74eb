"""How many chapters players show, and what several stories under one mark are called."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from briefing.episode.chapters import CHAPTERS_PER_HOUR, TITLE_LENGTH
from briefing.message import Message
from briefing.model import ChapterMark, Utterance

#: However short an episode is, it may have so many: the opening, stories in two, the closing.
_FEWEST = 4
#: A chapter that is over sooner helps nobody: it is merged first.
_SHORT_MS = 20_000
BETWEEN, _MORE = " · ", "…"


def within_an_hour(
    marks: Sequence[ChapterMark], utterances: Sequence[Utterance]
) -> tuple[ChapterMark, ...]:
    """Merge the chapters of an episode until there are at most six an hour, and at least four.

    ``marks`` has one for each chapter of the utterances. What the settings or the form of a
    bulletin say stays apart from the stories as long as it can.
    """
    hours = marks[-1].end_ms / 3_600_000 if marks else 0
    most = max(_FEWEST, int(CHAPTERS_PER_HOUR * hours))
    said = {u.chapter for u in utterances if u.role not in ("", "identification")}
    chapters = sorted({utterance.chapter for utterance in utterances})
    pairs = zip(marks, chapters, strict=True)
    return fitted(marks, most, {mark.start_ms for mark, chapter in pairs if chapter in said})


def merge_warning(chapters: int, fitting: int) -> list[str]:
    """Return what to tell the user of ``chapters`` where only ``fitting`` are left.

    >>> merge_warning(300, 300)
    []
    """
    if chapters == fitting:
        return []
    what = (
        "{chapters} chapters are more than this format holds: the {merged} shortest "
        "were merged with a neighbour; use --chapters auto for fewer"
    )
    return [Message(what, chapters=chapters, merged=chapters - fitting)]


@dataclass(frozen=True)
class _Group:
    """Neighbouring chapters under one mark; an aside is what the form or the settings say."""

    marks: tuple[ChapterMark, ...]
    is_aside: bool

    @property
    def mark(self) -> ChapterMark:
        title = joined_title([mark.title for mark in self.marks])
        return ChapterMark(title, self.marks[0].start_ms, self.marks[-1].end_ms)

    @property
    def length_ms(self) -> int:
        return self.marks[-1].end_ms - self.marks[0].start_ms

    def with_next(self, following: _Group) -> _Group:
        longer = max((self, following), key=lambda group: group.length_ms)
        return _Group(self.marks + following.marks, longer.is_aside)


def fitted(
    marks: Sequence[ChapterMark], most: int, asides: Container[int] = ()
) -> tuple[ChapterMark, ...]:
    """Merge neighbouring chapters until no more than ``most`` are left.

    The two neighbours that are shortest together are merged first, the earlier ones among equals.
    ``asides`` are the starts of those that hold no story. No sound is without a chapter.

    >>> times = [("क", 0, 90_000), ("ख", 90_000, 95_000), ("ग", 95_000, 99_000)]
    >>> news = [ChapterMark(*each) for each in times]
    >>> [(mark.title, mark.start_ms, mark.end_ms) for mark in fitted(news, 2)]
    [('क', 0, 90000), ('ख · ग', 90000, 99000)]
    """
    groups = [_Group((mark,), mark.start_ms in asides) for mark in marks]
    costs = [_cost(*pair) for pair in pairwise(groups)]
    while len(groups) > most:
        at = costs.index(min(costs))
        groups[at : at + 2] = [groups[at].with_next(groups[at + 1])]
        near = slice(max(at - 1, 0), at + 2)
        costs[near] = [_cost(*pair) for pair in pairwise(groups[near])]
    return tuple(group.mark for group in groups)


def _cost(this: _Group, following: _Group) -> tuple[int, int]:
    """Say how late two neighbours are merged: short ones first, an aside with a story last."""
    lengths_ms = (this.length_ms, following.length_ms)
    unlike = this.is_aside != following.is_aside
    return 2 * (min(lengths_ms) >= _SHORT_MS) + unlike, sum(lengths_ms)


def joined_title(titles: Sequence[str]) -> str:
    """Return one title for several: the first, and as many more as a player shows on a line.

    >>> joined_title(["बाज़ार में तेज़ी", "भारत जीता"])
    'बाज़ार में तेज़ी · भारत जीता'
    >>> joined_title(["बाज़ार में तेज़ी", "किसानों को मिलेगी नई मदद", "भारत जीता"])
    'बाज़ार में तेज़ी · …'
    """
    joined = titles[0]
    for title in titles[1:]:
        longer = f"{joined}{BETWEEN}{title}"
        if len(longer) > TITLE_LENGTH:
            return f"{joined}{BETWEEN}{_MORE}"
        joined = longer
    return joined
