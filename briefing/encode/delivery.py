"""Deliveries: a finished episode as WhatsApp, telephone systems and radio stations take it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import time
from itertools import pairwise
from pathlib import Path

from briefing.config import LOUDNESS, Loudness
from briefing.encode.loudness import (
    LoudnessMeasurement,
    Mastering,
    block_loudness,
    combined,
    master,
    programme_loudness,
)
from briefing.encode.opus import STREAM_NUMBER
from briefing.episode import library
from briefing.episode.dates import hindi_date
from briefing.episode.manifest import Manifest
from briefing.episode.tags import synthetic
from briefing.errors import EncodeError, near
from briefing.formats import bwf
from briefing.formats.text import clock, one_line
from briefing.model import SAMPLE_BYTES, ChapterMark, Episode
from briefing.system import ffmpeg, files
from briefing.system.workplace import workplace
from briefing.version import __version__

#: What an episode is decoded to before it is cut.
_RATE_HZ = 48_000
#: WhatsApp shows a play button, and not a file, up to 512 KB.
_NOTE_BYTES, _NOTE_KBPS = 512_000, 20
_NOTE_MS = int(_NOTE_BYTES * 8 / _NOTE_KBPS * 0.93)
#: The band of a telephone line (ITU-T G.712), four poles on each side.
_TELEPHONE = ",".join(["highpass=f=300"] * 2 + ["lowpass=f=3400"] * 2)
_CONTINUED = "जारी"
#: The spoken notice before a piece is faded over so much of what is around it, and a pause follows.
_NOTICE_FADE_MS, _NOTICE_PAUSE_MS = 250, 400


@dataclass(frozen=True)
class Variant:
    """A kind of file: what its name ends in, ffmpeg's arguments, and the chunks of radio."""

    suffix: str
    arguments: tuple[str, ...]
    is_bwf: bool = False


@dataclass(frozen=True)
class Piece:
    """A piece of an episode, in milliseconds, with the chapters in it.

    ``notice_ms`` is the span of the episode that is heard before it, if any.
    """

    start_ms: int
    end_ms: int
    marks: tuple[ChapterMark, ...]
    notice_ms: tuple[int, int] | None = None

    @property
    def lead_ms(self) -> int:
        """Return how long it is until the piece itself begins."""
        if self.notice_ms is None:
            return 0
        return self.notice_ms[1] - self.notice_ms[0] + _NOTICE_PAUSE_MS

    @property
    def duration_ms(self) -> int:
        """Return how long it is with its notice."""
        return self.lead_ms + self.end_ms - self.start_ms


@dataclass(frozen=True)
class Preset:
    """How an episode is delivered: where it is cut, how it is filtered, how loud, in which files.

    ``most_bytes`` bounds a file, ``most_ms`` a piece; 0 is no bound. With ``notice`` each piece
    says that the voice is synthetic, if the episode does. ``sheet`` is the suffix of a text that
    goes with the files, and what writes it.
    """

    summary: str
    cut: Callable[[Manifest, int], list[Piece]]
    variants: tuple[Variant, ...]
    rate_hz: int
    loudness: Loudness
    filters: str = "anull"
    most_ms: int = 0
    most_bytes: int = 0
    notice: bool = False
    sheet: tuple[str, Callable[[Manifest, Sequence[Piece], str], str]] | None = None


@dataclass(frozen=True)
class DeliveredFile:
    """A file of a delivery; ``duration_ms`` is None for a text."""

    path: Path
    size_bytes: int
    duration_ms: int | None


def whole(manifest: Manifest, _: int) -> list[Piece]:
    """Leave an episode in one piece."""
    return [Piece(0, manifest.audio.duration_ms, manifest.contents)]


def stories(manifest: Manifest, _: int) -> list[Piece]:
    """Cut an episode at its chapters."""
    return [Piece(mark.start_ms, mark.end_ms, (mark,)) for mark in manifest.contents]


def notes(manifest: Manifest, most_ms: int) -> list[Piece]:
    """Cut an episode at the ends of chapters into as few pieces as fit.

    A chapter that is too long is cut in its pauses: after a paragraph if it can be.
    """
    joined: list[Piece] = []
    for piece in (
        part for story in stories(manifest, 0) for part in _parts(manifest, story, most_ms)
    ):
        if joined and piece.end_ms - joined[-1].start_ms <= most_ms:
            marks = (*joined[-1].marks, *piece.marks)
            joined[-1] = replace(joined[-1], end_ms=piece.end_ms, marks=marks)
        else:
            joined.append(piece)
    return joined


def _parts(manifest: Manifest, story: Piece, most_ms: int) -> Iterator[Piece]:
    """Yield a story in pieces that are short enough."""
    (mark,), start_ms = story.marks, story.start_ms
    pauses = list(_pauses(manifest, story))
    while story.end_ms - start_ms > most_ms:
        fitting = [p for p in pauses if start_ms < p[1] <= start_ms + most_ms]
        late = [p for p in fitting if p[1] > start_ms + most_ms // 2]
        # The last paragraph's end that fits; else the last sentence's; else in a sentence.
        _, end_ms = max(late or fitting, default=(False, start_ms + most_ms))
        yield Piece(start_ms, end_ms, (replace(mark, start_ms=start_ms, end_ms=end_ms),))
        start_ms = end_ms
        title = f"{story.marks[0].title} ({_CONTINUED})"
        mark = replace(mark, title=title, start_ms=start_ms)
    yield Piece(start_ms, story.end_ms, (mark,))


def _pauses(manifest: Manifest, story: Piece) -> Iterator[tuple[bool, int]]:
    """Yield the middles of the pauses in a story: whether a paragraph ends there, and when."""
    inside = [u for u in manifest.utterances if story.start_ms <= u.start_ms < story.end_ms]
    for this, following in pairwise(inside):
        yield this.paragraph != following.paragraph, (this.end_ms + following.start_ms) // 2


def _with_notice(manifest: Manifest, pieces: Sequence[Piece]) -> list[Piece]:
    """Let each piece but the first, which has it, begin with the notice of the episode."""
    heard = [utterance for utterance in manifest.notice if utterance.sounds]
    if not heard:
        return list(pieces)
    following = [u.start_ms for u in manifest.utterances[len(manifest.notice) :]]
    end_ms = min([heard[-1].end_ms + _NOTICE_FADE_MS, *following[:1]])
    span_ms = (max(0, heard[0].start_ms - _NOTICE_FADE_MS), end_ms)
    return [*pieces[:1], *(replace(piece, notice_ms=span_ms) for piece in pieces[1:])]


def message(manifest: Manifest, pieces: Sequence[Piece], notice: str) -> str:
    """Return the text that is sent with voice notes: what is in each, and when."""
    blocks = [f"*{one_line(manifest.title)}*\n{hindi_date(manifest.date)}"]
    for number, piece in enumerate(pieces, start=1):
        length, begins_ms = clock(piece.duration_ms // 1000), piece.start_ms - piece.lead_ms
        rows = [
            f"{clock((mark.start_ms - begins_ms) // 1000)} {one_line(mark.title)}"
            for mark in piece.marks
        ]
        blocks.append("\n".join([f"🎧 {number}/{len(pieces)} · {length}", *rows]))
    return "\n\n".join([*blocks, *([f"_{one_line(notice)}_"] if notice else [])]) + "\n"


def table(manifest: Manifest, pieces: Sequence[Piece], _: str) -> str:
    """Return the stories as a table: number, length in seconds, title."""
    rows = ["number\tseconds\ttitle"]
    for number, piece in enumerate(pieces, start=1):
        seconds = round((piece.end_ms - piece.start_ms) / 1000)
        rows.append(f"{number}\t{seconds}\t{one_line(piece.marks[0].title)}")
    return "\n".join(rows) + "\n"


_OPUS = ("-c:a", "libopus", "-b:a", f"{_NOTE_KBPS}k", "-application", "voip", *STREAM_NUMBER)
PRESETS: Mapping[str, Preset] = {
    "whatsapp": Preset(
        "voice notes of at most 512 KB, and a text to send with them",
        notes,
        (Variant(".ogg", (*_OPUS, "-frame_duration", "60", "-f", "ogg")),),
        48_000,
        LOUDNESS["podcast"],
        most_ms=_NOTE_MS,
        most_bytes=_NOTE_BYTES,
        notice=True,
        sheet=(".txt", message),
    ),
    "ivr": Preset(
        "8 kHz files for telephone systems, one a story: A-law, µ-law, linear",
        stories,
        (
            Variant(".alaw.wav", ("-c:a", "pcm_alaw", "-f", "wav")),
            Variant(".ulaw.wav", ("-c:a", "pcm_mulaw", "-f", "wav")),
            Variant(".wav", ("-c:a", "pcm_s16le", "-f", "wav")),
        ),
        8000,
        LOUDNESS["podcast"],
        filters=_TELEPHONE,
        sheet=(".tsv", table),
    ),
    "radio": Preset(
        "Broadcast Wave, 48 kHz, 24 bits, -23 LUFS (EBU R 128), with bext and cart",
        whole,
        (Variant(".wav", ("-c:a", "pcm_s24le", "-f", "s24le"), is_bwf=True),),
        48_000,
        LOUDNESS["broadcast"],
    ),
}


def deliver(
    name: str, episode: library.StoredEpisode, folder: Path, notice: str = ""
) -> list[DeliveredFile]:
    """Write an episode into a folder as a preset wants it, numbered where there are several files.

    ``notice`` tells readers that the voice is synthetic. Files of an earlier delivery of the
    episode that are not written again are removed.

    Raises
    ------
    EncodeError
        if there is no such preset, or ffmpeg fails.
    BriefingError
        if the folder cannot be written to.
    """
    if name not in PRESETS:
        raise EncodeError(f"unknown delivery {name!r}", remedy=near(name, PRESETS))
    preset, manifest = PRESETS[name], episode.manifest
    with workplace(folder) as work:
        sound = _decoded(episode, work / "sound.pcm")
        mastering = _mastered(sound, preset)
        most_ms = preset.most_ms
        while True:
            pieces = preset.cut(manifest, most_ms)
            if preset.notice:
                pieces = _with_notice(manifest, pieces)
            made = list(_written(episode, preset, sound, mastering, pieces, work))
            if all(file.size_bytes <= preset.most_bytes for file in made) or not preset.most_bytes:
                break
            most_ms = most_ms * 9 // 10
        if preset.sheet:
            suffix, text = preset.sheet
            sheet = work / f"{manifest.slug}{suffix}"
            files.write(sheet, text(manifest, pieces, notice))
            made.append(DeliveredFile(sheet, sheet.stat().st_size, None))
        kept = [replace(file, path=files.move(file.path, folder)) for file in made]
    _remove_others(folder, manifest.slug, preset, {file.path.name for file in kept})
    return kept


def _decoded(episode: library.StoredEpisode, pcm: Path) -> Episode:
    """Decode an episode's audio to raw samples, which can be cut anywhere."""
    arguments = [*ffmpeg.reading(episode.audio), "-map", "0:a:0", "-ac", "1", "-ar", str(_RATE_HZ)]
    ffmpeg.run([*arguments, "-f", "s16le", ffmpeg.writing(pcm)], doing="decoding the episode")
    duration_ms = episode.manifest.audio.duration_ms
    return Episode(pcm, _RATE_HZ, duration_ms, marks=(), spans=(), clips=(), words=(), parts=())


def _mastered(sound: Episode, preset: Preset) -> Mastering:
    """Choose the gain by what is left of an episode after the preset's filters."""
    before = f"aresample={preset.rate_hz},{preset.filters}"

    def loudness_with(mastering: Mastering) -> LoudnessMeasurement:
        filters = f"{before},{mastering.filters}"
        return combined([block_loudness(ffmpeg.source(sound), filters, peak=False)])

    return master(loudness_with, preset.loudness)


def _written(
    episode: library.StoredEpisode,
    preset: Preset,
    sound: Episode,
    mastering: Mastering,
    pieces: Sequence[Piece],
    folder: Path,
) -> Iterator[DeliveredFile]:
    """Encode each piece in each of the preset's variants."""
    manifest = episode.manifest
    filters = f"aresample={preset.rate_hz},{preset.filters},{mastering.filters}"
    for number, piece in enumerate(pieces, start=1):
        name = manifest.slug if preset.cut is whole else f"{manifest.slug}-{number:02}"
        for variant in preset.variants:
            path = folder / f"{name}{variant.suffix}"
            arguments = [*_sound(sound, piece, filters), "-ar", str(preset.rate_hz)]
            arguments += [*variant.arguments, "-bitexact"]
            if variant.arguments[-1] == "ogg":
                arguments += _tags(manifest, f"{number}/{len(pieces)}")
            raw = path.with_suffix(".raw") if variant.is_bwf else path
            ffmpeg.run([*arguments, ffmpeg.writing(raw)], doing=f"writing {path.name}")
            if variant.is_bwf:
                _add_chunks(raw, path, episode, preset)
            yield DeliveredFile(path, path.stat().st_size, piece.duration_ms)


def _sound(sound: Episode, piece: Piece, filters: str) -> list[str]:
    """Return the arguments that make ffmpeg read a piece, after its notice, through filters."""

    def span(*times_ms: int) -> list[str]:
        return ffmpeg.source(sound, *(sound.rate_hz * ms // 1000 * SAMPLE_BYTES for ms in times_ms))

    body = span(piece.start_ms, piece.end_ms)
    if piece.notice_ms is None:
        return [*body, "-af", filters]
    fade_s, pause_s = _NOTICE_FADE_MS / 1000, _NOTICE_PAUSE_MS / 1000
    out_s = (piece.lead_ms - _NOTICE_PAUSE_MS) / 1000 - fade_s
    faded = f"afade=d={fade_s},afade=t=out:st={out_s}:d={fade_s},apad=pad_dur={pause_s}"
    graph = f"[0:a]{faded}[notice];[notice][1:a]concat=v=0:a=1,{filters}"
    return [*span(*piece.notice_ms), *body, "-filter_complex", graph]


def _tags(manifest: Manifest, place: str) -> list[str]:
    """Return the arguments for the tags of a voice note, which say that it is synthetic."""
    title = f"{one_line(manifest.title)} {place}"
    texts = {"title": title, "artist": manifest.author, "date": manifest.date}
    texts |= synthetic(manifest.guid)
    pairs = [("-metadata", f"{key}={text}") for key, text in texts.items() if text]
    return [argument for pair in pairs for argument in pair]


def _add_chunks(raw: Path, path: Path, episode: library.StoredEpisode, preset: Preset) -> None:
    """Make a Broadcast Wave file of raw samples."""
    manifest = episode.manifest
    heard = programme_loudness(ffmpeg.reading_raw(raw, "s24le", preset.rate_hz))
    last = [utterance.written for utterance in manifest.utterances if utterance.sounds]
    lines = [f"{clock(mark.start_ms // 1000)} {mark.title}" for mark in manifest.contents]
    programme = bwf.Programme(
        title=one_line(manifest.title),
        artist=one_line(manifest.author or manifest.show),
        identifier=manifest.guid,
        date=manifest.date,
        time=f"{time.fromisoformat(manifest.time):%H:%M:%S}" if manifest.time else "",
        category="News",
        last_words=one_line(last[-1]) if last else "",
        text=[*lines, "AI-CONTENT=true"],
        loudness=astuple(heard),
        producer=("briefing", __version__),
        history=_history(episode.audio),
    )
    try:
        bwf.write(raw, path, preset.rate_hz, 24, programme)
    except ValueError as error:
        remedy = "make two episodes of the script"
        raise EncodeError(str(error), where=path.name, remedy=remedy) from error
    raw.unlink()


def _history(audio: Path) -> list[str]:
    """Return how an episode was coded, where EBU R 98 has a name for that."""
    log = ffmpeg.run([*ffmpeg.reading(audio), "-t", "0", "-f", "null", "-"], doing="reading").log
    found = re.search(r"Audio: mp3.*?, (\d+) Hz, (\w+), .*?, (\d+) kb/s", log)
    if found is None:
        return []
    mode = "mono" if found[2] == "mono" else "joint-stereo"
    return [f"A=MPEG1L3,F={found[1]},B={found[3]},M={mode},T=briefing"]


def _remove_others(folder: Path, slug: str, preset: Preset, kept: set[str]) -> None:
    """Remove the numbered files of an earlier delivery that had more of them."""
    for variant in preset.variants:
        for path in folder.glob(f"{slug}-[0-9][0-9]{variant.suffix}"):
            if path.name not in kept:
                path.unlink()
