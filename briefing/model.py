"""The types that are passed from stage to stage, from a script to an enclosure.

    Script ──normalise──▶ Utterance… ──synthesise──▶ Clip… ──stitch──▶ Episode ──encode──▶ files

All are frozen. Times at the edges are integer milliseconds; audio is float32 mono in [-1, 1].
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Samples = NDArray[np.float32]


#: A frame of MP3 (ISO/IEC 11172-3, 2.4.3.1): its samples and their rate, which give its length.
FRAME_SAMPLES, FRAME_RATE_HZ = 1152, 44_100
#: Bytes of a sample of ``Episode.pcm``.
SAMPLE_BYTES = 2


@dataclass(frozen=True)
class Break:
    """A silence inside or after a paragraph; ``at`` is an offset in its text.

    ``pause_ms`` is the author's, None at the end of a line of verse, whose pause is a setting.
    """

    at: int
    pause_ms: int | None = None


class Mark(NamedTuple):
    """Something an author marked in a text, by offsets.

    ``kind`` is ``emphasis`` or ``slow``; ``spoken``, where the words are spoken as ``said``; or
    ``line``, where a line begins that may name its speaker.
    """

    start: int
    end: int
    kind: str
    said: str = ""


def marks_within(marks: Iterable[Mark], start: int, end: int) -> tuple[Mark, ...]:
    """Return the marks in a span of a text, counted from there.

    >>> marks_within([Mark(2, 9, "slow"), Mark(0, 5, "emphasis")], 5, 20)
    (Mark(start=0, end=4, kind='slow', said=''),)
    """
    cut = (
        mark._replace(start=max(mark.start, start) - start, end=min(mark.end, end) - start)
        for mark in marks
    )
    return tuple(mark for mark in cut if mark.start < mark.end)


@dataclass(frozen=True)
class Picture:
    """A picture of a text: what it shows (``alt``), and the words that say whose it is.

    ``source`` is its URL, or the name of its file beside the text; ``page`` the URL of the page
    that names it. ``data`` is the picture itself, empty as long as it was not asked for; ``small``
    the same for the tag of an audio file. ``file`` is what it is called beside the episode.
    """

    source: str
    alt: str = ""
    credit: str = ""
    page: str = ""
    file: str = ""
    data: bytes = field(default=b"", repr=False)
    small: bytes = field(default=b"", repr=False)


@dataclass(frozen=True)
class Paragraph:
    """A paragraph as written, with the line it begins on (1-based) and who speaks it.

    A ``heading`` is spoken too; one that begins a chapter has a ``level``, from 1. ``number`` is
    that of an item in an ordered list, as written: ``2.``. A ``row`` is that of a table. ``role``
    and ``opens_story`` are those of :class:`Utterance`. ``marks`` are those of the text, in order.
    ``picture`` stands in the text there, or under it.
    """

    text: str
    line: int = 0
    speaker: str | None = None
    heading: bool = False
    breaks: tuple[Break, ...] = ()
    number: str = ""
    row: bool = False
    level: int = 0
    role: str = ""
    opens_story: bool = False
    marks: tuple[Mark, ...] = ()
    picture: Picture | None = None

    def with_number(self, wanted: bool = True) -> str:
        """Return the text, preceded by its number if it has one."""
        return f"{self.number} {self.text}" if self.number and wanted else self.text

    def cut(self, start: int, end: int) -> Paragraph:
        """Return a part of it, with the silences and marks in that.

        >>> Paragraph("आशा: एक दो", marks=(Mark(5, 7, "emphasis"),)).cut(5, 10).marks
        (Mark(start=0, end=2, kind='emphasis', said=''),)
        """
        breaks = (
            Break(max(0, this.at - start), this.pause_ms)
            for this in self.breaks
            if start < this.at <= end or (this.at == 0 and start == 0)
        )
        text = self.text[start:end].rstrip()
        return replace(
            self,
            text=text,
            breaks=tuple(replace(this, at=min(this.at, len(text))) for this in breaks),
            marks=marks_within(self.marks, start, end),
        )


@dataclass(frozen=True)
class Omission:
    """Something in a source that is left out on purpose: its kind, its text and its line.

    Kinds are ``code``, ``comment``, ``footnote``, ``front_matter``, ``link_target``, ``markup``,
    ``time_code`` and so on; ``docs/reading.md`` lists them.
    """

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Chapter:
    """A chapter as written: a title and its paragraphs."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True)
class Script:
    """A text to be spoken, as a reader found it.

    ``date`` is ISO 8601, maybe with a time, or None; ``source`` is the file's name as given, or
    ``standard input``, or empty for a script made in Python.
    ``voices`` maps a speaker in the text to a voice's name; with ``any_voice`` one without a voice
    is spoken by that of the rest. ``sound`` and ``form`` hold what the front matter says of them,
    ``facts`` what it says of the episode, by the names of the settings: ``episode``, ``season``,
    ``cover``, ``description``, ``soundbite``, ``type``; ``links`` are (text, URL) pairs found in
    the text, in order, for the show notes.
    ``picture`` is the one that stands for all of it.
    ``text`` is the source as it was read and ``omissions`` what of it is not spoken, for the audit;
    a script made by hand has neither. ``notices`` is what the user should know of how it was read.
    """

    title: str
    chapters: tuple[Chapter, ...]
    source: str = ""
    date: str | None = None
    author: str | None = None
    language: str = "hi"
    voices: Mapping[str, str] = field(default_factory=dict)
    any_voice: bool = False
    sound: Mapping[str, str] = field(default_factory=dict)
    form: str = ""
    facts: Mapping[str, str | int] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    picture: Picture | None = None
    text: str = ""
    omissions: tuple[Omission, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Licence:
    """What a voice may be used for. ``commercial`` is None where its licence does not say."""

    name: str
    commercial: bool | None = None
    url: str = ""
    attribution: str = ""


@dataclass(frozen=True)
class Voice:
    """A voice: data that an engine speaks with, as ``voices/<name>/voice.toml`` describes it.

    ``title`` is its name for listeners, where it has one. ``rate_hz`` is the rate its clips come
    in. ``options`` is the engine's own table, passed through as written. ``digest`` changes
    whenever the voice would sound different. ``quality`` is the one whose options these are.
    """

    name: str
    engine: str
    language: str
    gender: str
    licence: Licence
    source: str
    rate_hz: int
    size_bytes: int
    folder: Path
    options: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    title: str = ""
    quality: str = "standard"


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a sentence is to be said, apart from its words; by default as the model says it.

    ``tune`` is ``question`` (for yes or no), ``exclamation``, ``heading`` or empty. ``opens`` and
    ``closes`` tell that it is the first or last of a paragraph. ``marks`` holds what of the spoken
    text is emphasised or slow.
    """

    tune: str = ""
    opens: bool = False
    closes: bool = False
    marks: tuple[Mark, ...] = ()

    def within(self, start: int, end: int, *, first: bool, last: bool) -> Delivery:
        """Return how a part of the sentence is to be said: a question rises at its end alone.

        >>> Delivery("question", opens=True, closes=True).within(0, 9, first=True, last=False)
        Delivery(tune='', opens=True, closes=False, marks=())
        """
        tune = self.tune if last or self.tune != "question" else ""
        marks = marks_within(self.marks, start, end)
        return Delivery(tune, self.opens and first, self.closes and last, marks)


class Word(NamedTuple):
    """Words as written, without a blank between, and how they are spoken from ``start`` on.

    ``start`` is an offset in the spoken text of the sentence. What is written as one is one:
    ``612`` is spoken as three words, ``5-7 किमी`` holds a blank.
    """

    written: str
    spoken: str
    start: int

    @property
    def end(self) -> int:
        """Where the words end in the spoken text."""
        return self.start + len(self.spoken)


class WordTime(NamedTuple):
    """When a word is heard: its offsets in the spoken text, and its time in the sound of it."""

    start: int
    end: int
    start_ms: int
    end_ms: int

    def moved(self, characters: int, ms: int) -> WordTime:
        """Return the word in a text that begins so much earlier, in a sound that does.

        >>> WordTime(0, 4, 25, 300).moved(10, 100)
        WordTime(start=10, end=14, start_ms=125, end_ms=400)
        """
        return WordTime(
            self.start + characters, self.end + characters, self.start_ms + ms, self.end_ms + ms
        )


def times_within(words: Iterable[WordTime], start_ms: int, end_ms: int) -> tuple[WordTime, ...]:
    """Return the words with times that are at least the one and at most the other.

    >>> [tuple(word) for word in times_within([WordTime(0, 4, 25, 300)], 50, 200)]
    [(0, 4, 50, 200)]
    """
    return tuple(
        WordTime(
            word.start,
            word.end,
            min(max(word.start_ms, start_ms), end_ms),
            min(max(word.end_ms, start_ms), end_ms),
        )
        for word in words
    )


@dataclass(frozen=True)
class Speech:
    """What an engine says: float32 samples of shape (n,), and when each word is heard.

    ``words`` are in order; an engine that does not know the times gives none.
    """

    samples: Samples
    words: tuple[WordTime, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence to be spoken: as written, and as a newsreader would say it.

    ``chapter`` is the 0-based index of a chapter of the plan, where an intro is a chapter of its
    own and each paragraph may be one; ``paragraph`` counts within the chapter. ``pause_ms`` is the
    silence that follows. ``unread`` holds tokens that no rule could read, ``guessed`` words of
    Hindi in Latin letters that no lexicon has. ``line`` is where the paragraph begins in the
    source, for messages. ``speaker`` is who the script says speaks. ``role`` is ``intro``,
    ``outro``, ``headline`` or ``identification`` where the settings or the form, and not the
    script, say it. ``words`` pairs what is written with what is spoken; ``delivery``
    is how it is to be said. ``opens_story`` marks the first of a story,
    for the music; ``lead_ms`` is the time that is kept for music before it. ``picture`` is that of
    its paragraph, with the first utterance of it.
    """

    written: str
    spoken: str
    chapter: int
    paragraph: int
    voice: str
    pause_ms: int = 0
    unread: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    line: int = 0
    speaker: str | None = None
    role: str = ""
    words: tuple[Word, ...] = ()
    opens_story: bool = False
    lead_ms: int = 0
    delivery: Delivery = Delivery()
    picture: Picture | None = None


@dataclass(frozen=True)
class Clip:
    """The sound of one utterance: ``samples`` float32 of shape (n,) in [-1, 1] at ``rate_hz``.

    ``digest`` names the sound (sha256, hex) in the manifest; it is empty where there is none.
    ``words`` is when each word is heard in it, where the engine knows.
    """

    utterance: Utterance
    samples: Samples
    rate_hz: int
    digest: str
    words: tuple[WordTime, ...] = ()

    @property
    def duration_ms(self) -> int:
        """Length in milliseconds, rounded to the nearest."""
        return round(len(self.samples) * 1000 / self.rate_hz)


@dataclass(frozen=True)
class ChapterMark:
    """A span of the episode in milliseconds, with the chapter title it shows."""

    title: str
    start_ms: int
    end_ms: int


class MusicSpan(NamedTuple):
    """When a sound of the music is heard: ``tune``, ``bed``, ``sting`` or ``chime``."""

    name: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True)
class EpisodePart:
    """A piece of an episode that can be encoded on its own.

    It holds the samples from ``start_sample`` to ``end_sample`` of the episode. It begins on a
    whole number of frames of MP3 and ends in silence, which lasts until ``frames`` of them are full
    and the next part begins; ``frames`` is None for the last one.
    """

    start_sample: int
    end_sample: int
    frames: int | None


@dataclass(frozen=True)
class Episode:
    """An episode's sound and its times, before it is encoded.

    ``pcm`` is a file of raw signed 16-bit little-endian mono samples at ``rate_hz``: an episode of
    ten hours does not fit in memory. ``marks`` are the chapters without gaps; ``spans`` holds the
    start and end of each utterance; ``words`` its words in the time of the episode, none where
    they are not known; ``clips`` the digest of each; ``parts`` cover all of it. ``stories`` are the
    chapters before any were merged into ``marks``; ``music`` is in order of its beginnings;
    ``pictures`` are those of the text, and when the text beside each begins.
    """

    pcm: Path
    rate_hz: int
    duration_ms: int
    marks: tuple[ChapterMark, ...]
    spans: tuple[tuple[int, int], ...]
    clips: tuple[str, ...]
    words: tuple[tuple[WordTime, ...], ...]
    parts: tuple[EpisodePart, ...]
    stories: tuple[ChapterMark, ...] = ()
    music: tuple[MusicSpan, ...] = ()
    pictures: tuple[tuple[int, Picture], ...] = ()

    def picture(self, mark: ChapterMark) -> Picture | None:
        """Return the first picture of a chapter."""
        within = (each for ms, each in self.pictures if mark.start_ms <= ms < mark.end_ms)
        return next(within, None)


@dataclass(frozen=True)
class Enclosure:
    """A finished audio file, as a feed announces it.

    Loudness (LUFS, integrated) and true peak (dBTP) were measured in it after decoding.
    """

    path: Path
    mime_type: str
    size_bytes: int
    duration_ms: int
    loudness_lufs: float
    true_peak_dbtp: float
