"""The manifest: what an episode holds, when what is heard, and with what it was made.

These types are the manifest. ``docs/manifest.md`` says what each key means, and
``manifest.schema.json`` beside this module is made from them (``make schema``). A new key is a
field with a default, so that older manifests can still be read; the schema's number rises when a
key changes its meaning or goes away. A reader accepts keys it does not know and leaves them out. A
manifest is written from scratch for the episode just made; only ``first_published`` and
``corrections`` are added later, and kept when the episode is made again.
"""

from __future__ import annotations

import json
import reprlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

from briefing.config import EPISODE_TYPES, NO_DISCLOSURE
from briefing.episode.heard import HeardFault
from briefing.errors import FeedError
from briefing.formats.people import voice_name
from briefing.model import ChapterMark, Licence
from briefing.system import files
from briefing.system.records import Constraint, DataError, build, json_schema, sparse, to_plain_data

NAME = "manifest.json"
SCHEMA = "briefing/manifest/1"
_REMEDY = "make the episode again"


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and set(text) <= set("0123456789abcdef")


def _is_file_name(text: str) -> bool:
    return text not in ("", ".", "..") and not set(text) & set("/\\\0")


def _is_time(text: str) -> bool:
    try:
        return not text or datetime.fromisoformat(f"2026-01-31T{text}").tzinfo is not None
    except ValueError:
        return False


Natural = Annotated[int, Constraint("0 or more", lambda number: number >= 0, (("minimum", 0),))]
IsoDate = Annotated[str, Constraint("a date like 2026-01-31", _is_date, (("format", "date"),))]
#: With its zone; empty where none is known.
Time = Annotated[
    str,
    Constraint(
        "a time like 07:00:00+05:30",
        _is_time,
        (("pattern", r"^(\d\d:\d\d:\d\d[+-]\d\d:\d\d)?$"),),
    ),
]
Sha256 = Annotated[str, Constraint("a sha256 in hex", _is_sha256, (("pattern", "^[0-9a-f]{64}$"),))]
#: Joined to the manifest's folder, so it must not lead out of it.
FileName = Annotated[
    str,
    Constraint("a file's name", _is_file_name, (("pattern", r"^(?!\.{1,2}$)[^/\\\u0000]+$"),)),
]
EpisodeType = Annotated[
    str,
    Constraint(
        f"one of {', '.join(EPISODE_TYPES)}",
        lambda name: name in EPISODE_TYPES,
        (("pattern", f"^({'|'.join(EPISODE_TYPES)})$"),),
    ),
]
SchemaName = Annotated[
    str, Constraint(f"{SCHEMA!r}", lambda name: name == SCHEMA, (("const", SCHEMA),))
]


@dataclass(frozen=True, kw_only=True)
class AudioRecord:
    """The audio file, beside the manifest; loudness and peak as measured in it (BS.1770-4)."""

    file: FileName
    mime_type: str
    size_bytes: Natural
    duration_ms: Natural
    loudness_lufs: float | None = None
    true_peak_dbtp: float | None = None
    sha256: Sha256


@dataclass(frozen=True, kw_only=True)
class VoiceRecord:
    """A voice that is heard, as its ``voice.toml`` describes it."""

    name: str
    engine: str
    language: str = "hi"
    gender: str = ""
    source: str = ""
    digest: str = ""
    rate_hz: Natural = 0
    title: str = ""
    licence: Licence

    @property
    def person(self) -> str:
        """Return what listeners call it."""
        return voice_name(self.title, self.gender)


@dataclass(frozen=True, kw_only=True, slots=True)
class WordRecord:
    """Words as written, how they are spoken where that differs, and when they are heard."""

    written: str
    spoken: str = sparse("")
    start_ms: Natural
    end_ms: Natural


@dataclass(frozen=True, kw_only=True, slots=True)
class UtteranceRecord:
    """A sentence: as written, as spoken, by whom, and when it is heard.

    ``chapter`` and ``paragraph`` are those of :class:`~briefing.model.Utterance`. ``clip`` names
    the sound. ``unread`` holds tokens that no rule could read, ``guessed`` words of Hindi in Latin
    letters that no lexicon has; ``failed`` why it has no sound. ``role`` names what the
    settings or the form say, and not the script. ``words`` are all that is written, in order,
    where the engine knows when each is heard. ``heard`` is what is wrong with its sound, where the
    episode was listened to.
    """

    written: str
    spoken: str = ""
    chapter: Natural
    paragraph: Natural
    voice: str
    speaker: str = sparse("")
    role: str = sparse("")
    clip: str = ""
    start_ms: Natural
    end_ms: Natural
    unread: tuple[str, ...] = sparse(())
    guessed: tuple[str, ...] = sparse(())
    failed: str = sparse("")
    words: tuple[WordRecord, ...] = sparse(())
    heard: tuple[HeardFault, ...] = sparse(())

    @property
    def sounds(self) -> bool:
        """Tell whether it is heard at all."""
        return self.end_ms > self.start_ms


@dataclass(frozen=True, kw_only=True)
class MusicRecord:
    """When music is heard: its ``name`` is ``tune``, ``bed``, ``sting`` or ``chime``."""

    name: str
    start_ms: Natural
    end_ms: Natural


@dataclass(frozen=True, kw_only=True)
class Link:
    """A link of the script."""

    text: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Soundbite:
    """A piece that says what the episode is about, for previews: its first words, and its times."""

    title: str
    start_ms: Natural
    end_ms: Natural


@dataclass(frozen=True, kw_only=True)
class Correction:
    """A notice for listeners of what an earlier state of the episode had wrong, and its day."""

    date: IsoDate
    text: str


@dataclass(frozen=True, kw_only=True)
class PictureRecord:
    """A picture beside the episode, and when the text that it stands with begins.

    ``alt`` says what it shows, ``credit`` whose it is.
    """

    file: FileName
    alt: str = ""
    credit: str = ""
    start_ms: Natural


@dataclass(frozen=True, kw_only=True)
class Versions:
    """What made the episode: this product, and each engine's libraries."""

    briefing: str = ""
    engines: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What an episode holds. Times are whole milliseconds from the beginning of the audio.

    ``time`` is the author's, of the day that ``date`` is; without one, ``first_published`` is the
    time of that day at which the episode was first in a feed. ``chapters`` are those of the audio
    file; ``stories`` those of the script, where several share a chapter. ``mix`` changes when the
    pauses, the music or the levels are set otherwise.
    """

    schema: SchemaName
    guid: str
    title: str
    slug: str
    date: IsoDate
    time: Time = ""
    first_published: Time = ""
    author: str = ""
    description: str = ""
    type: EpisodeType = "full"
    cover: str = ""
    cover_credit: str = ""
    show: str = ""
    language: str = "hi"
    source: str
    episode: Natural | None = None
    season: Natural | None = None
    audio: AudioRecord
    alternates: tuple[AudioRecord, ...] = ()
    voices: tuple[VoiceRecord, ...]
    chapters: tuple[ChapterMark, ...]
    stories: tuple[ChapterMark, ...] = sparse(())
    utterances: tuple[UtteranceRecord, ...]
    music: tuple[MusicRecord, ...] = ()
    mix: str = ""
    soundbite: Soundbite | None = None
    pictures: tuple[PictureRecord, ...] = sparse(())
    links: tuple[Link, ...] = ()
    omitted: Mapping[str, Natural] = field(default_factory=dict)
    disclosure: str = ""
    corrections: tuple[Correction, ...] = sparse(())
    versions: Versions = Versions()
    listened: bool = sparse(False)

    def speaker(self, utterance: UtteranceRecord) -> str:
        """Return who speaks a sentence: whom the script names, else the voice's name for people."""
        named = (voice.person for voice in self.voices if voice.name == utterance.voice)
        return utterance.speaker or next(named, voice_name("", ""))

    @property
    def enclosures(self) -> tuple[AudioRecord, ...]:
        """Return the audio files: the one that feeds enclose first, then its alternates."""
        return (self.audio, *self.alternates)

    @property
    def files(self) -> tuple[str, ...]:
        """Return the names of the audio files and the pictures."""
        audio = [each.file for each in self.enclosures]
        return (*audio, *(picture.file for picture in self.pictures))

    @property
    def contents(self) -> tuple[ChapterMark, ...]:
        """Return the chapters of the script, for those who have room for all of them."""
        return self.stories or self.chapters

    def picture(self, mark: ChapterMark) -> PictureRecord | None:
        """Return the first picture of a chapter."""
        within = (each for each in self.pictures if mark.start_ms <= each.start_ms < mark.end_ms)
        return next(within, None)

    @property
    def notice(self) -> tuple[UtteranceRecord, ...]:
        """Return the utterances that say that the voice is synthetic, none if nothing does."""
        if self.disclosure in ("", NO_DISCLOSURE) or not self.utterances:
            return ()
        place = (self.utterances[0].chapter, self.utterances[0].paragraph)
        return tuple(u for u in self.utterances if (u.chapter, u.paragraph) == place)

    @property
    def body(self) -> tuple[UtteranceRecord, ...]:
        """Return the utterances of the script: without the notice, the intro and the outro."""
        return tuple(u for u in self.utterances[len(self.notice) :] if not u.role)

    def changed_since(self, previous: Manifest) -> tuple[int, ...]:
        """Return which utterances sound other than any of ``previous`` did, by index."""
        clips = {utterance.clip for utterance in previous.utterances}
        rows = enumerate(self.utterances)
        return tuple(index for index, utterance in rows if utterance.clip not in clips)


def to_dict(manifest: Manifest) -> dict[str, Any]:
    """Return a manifest as JSON holds it, its keys in their order."""
    table: dict[str, Any] = to_plain_data(manifest)
    return table


def from_dict(table: object, where: str) -> Manifest:
    """Make a manifest of what its JSON holds; ``where`` is named in errors.

    Raises
    ------
    FeedError
        with the key that is missing or wrong, or the schema that this version does not know.
    """
    schema = table.get("schema") if isinstance(table, Mapping) else None
    if isinstance(table, Mapping) and schema != SCHEMA:
        what = f"a manifest of schema {reprlib.repr(schema)}; this version reads {SCHEMA!r}"
        raise FeedError(what, where=where, remedy=_REMEDY)
    try:
        manifest = build(Manifest, table)
        for error in _disorder(manifest):
            raise error
    except DataError as error:
        raise FeedError(f"the manifest is wrong: {error}", where=where, remedy=_REMEDY) from None
    return manifest


def write(path: Path, manifest: Manifest) -> None:
    """Write a manifest, whole, in UTF-8."""
    files.write_json(path, manifest)


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    FeedError
        with the file and the key, if this version cannot read it as a manifest.
    """
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise FeedError(f"not a manifest: {error}", where=str(path), remedy=_REMEDY) from error
    return from_dict(table, str(path))


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a manifest."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema(Manifest)}


def _disorder(manifest: Manifest) -> Iterator[DataError]:
    """Yield what no single value shows: chapters, sentences and words out of order of time."""
    if manifest.utterances and not manifest.chapters:
        yield DataError("holds none of the chapters that the utterances are in", "chapters")
    for name in ("chapters", "stories", "utterances"):
        begins_ms = 0
        for i, span in enumerate(getattr(manifest, name)):
            if not begins_ms <= span.start_ms <= span.end_ms:
                what = f"= {span.start_ms} is not between {begins_ms} and {span.end_ms}"
                yield DataError(what, f"{name}[{i}].start_ms")
            begins_ms = span.start_ms
    for i, utterance in enumerate(manifest.utterances):
        times = [time for word in utterance.words for time in (word.start_ms, word.end_ms)]
        if times != sorted(times):
            yield DataError("are not in order of time", f"utterances[{i}].words")
