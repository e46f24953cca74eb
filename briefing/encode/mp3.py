"""MP3 as podcasts want it: 44.1 kHz, mono, CBR with an Info header, ID3v2.3 with chapters.

One table of contents, top-level and ordered; chapters in order of time, each ending where the next
begins (ID3v2 Chapter Frame Addendum 1.0, sections 3.1 and 3.2).

The parts of an episode are encoded each on its own. A part begins on a whole frame and ends in
silence, so its frames follow those of the part before as if one encoder had written them: the
first frame of an encoder refers to no earlier one, and all parts are late by the same delay.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.encode import frames
from briefing.encode.loudness import BlockLoudness, LoudnessMeasurement, combined
from briefing.encode.parts import part_loudness
from briefing.episode.tags import Tags
from briefing.formats import id3
from briefing.model import FRAME_RATE_HZ, FRAME_SAMPLES, Episode, EpisodePart
from briefing.system import ffmpeg
from briefing.system.files import TEMP_PREFIX

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = FRAME_RATE_HZ
_BARE = ("-id3v2_version", "0", "-map_metadata", "-1", "-bitexact", "-f", "mp3")
# Padding longer than the encoder's delay, so that the last frame that is kept is complete.
_FILLING = 4 * FRAME_SAMPLES


def write(request: EncodeRequest) -> LoudnessMeasurement:
    """Encode an episode to MP3, after a tag with its texts, chapters and cover."""
    with tempfile.TemporaryDirectory(dir=request.path.parent, prefix=TEMP_PREFIX) as folder:
        sound, audio = Path(folder) / "frames.mp3", Path(folder) / "audio.mp3"
        measures = _join(request, sound)
        # ffmpeg counts the frames and writes the Info header; it cannot know the delay.
        arguments = ["-f", "mp3", *ffmpeg.reading(sound), "-c", "copy", "-write_xing", "1", *_BARE]
        ffmpeg.run([*arguments, ffmpeg.writing(audio)], doing="writing MP3")
        with request.path.open("wb") as file, audio.open("rb") as joined:
            file.write(tag(request.tags, request.episode))
            file.write(frames.with_gaps(joined.read(frames.HEAD_BYTES), _length(request)))
            shutil.copyfileobj(joined, file, 1 << 20)
    return combined(measures)


def _length(request: EncodeRequest) -> int:
    """Return the length of the sound, in samples."""
    parts = request.episode.parts
    whole = sum(part.frames or 0 for part in parts) * FRAME_SAMPLES
    return whole + ceil(
        (parts[-1].end_sample - parts[-1].start_sample) * RATE_HZ / request.episode.rate_hz
    )


def _join(request: EncodeRequest, path: Path) -> list[BlockLoudness]:
    """Write the frames of all parts; return what is heard of each after decoding."""
    recipe = ["mp3", request.mastering.at(RATE_HZ), request.bitrate_kbps]
    measures = []
    with path.open("wb") as file:
        for made in request.parts.each(recipe, lambda part: _part(request, part, path.parent)):
            said, _, sound = made.partition(b"\n")
            measures.append(BlockLoudness.load(said))
            file.write(sound)
    return measures


def _part(request: EncodeRequest, part: EpisodePart, folder: Path) -> bytes:
    """Encode a part and hear it: a line of what was heard, then its frames."""
    file = folder / f"{part.start_sample}.mp3"
    filters = request.mastering.at(RATE_HZ)
    if part.frames is not None:
        filters += f",apad=pad_len={_FILLING}"
    arguments = [*request.parts.source(part), "-af", filters, "-c:a", "libmp3lame"]
    arguments += [
        "-b:a",
        f"{request.bitrate_kbps}k",
        "-write_xing",
        "0",
        *_BARE,
        ffmpeg.writing(file),
    ]
    ffmpeg.run(arguments, doing="encoding MP3")
    sound = file.read_bytes()
    if part.frames is not None:
        sound = frames.first(sound, part.frames, request.bitrate_kbps, RATE_HZ)
        file.write_bytes(sound)
    said = part_loudness(part, ffmpeg.reading(file)).dump()
    file.unlink()
    return said + b"\n" + sound


def tag(tags: Tags, episode: Episode) -> bytes:
    """Return the ID3v2.3 tag of an episode: texts, chapters, cover."""
    return id3.render(_frames(tags, episode))


def _frames(tags: Tags, episode: Episode) -> Iterator[id3.Frame]:
    """Yield the frames in the file's order: short texts, chapters, the long text, the cover."""
    for name, value in _texts(tags).items():
        if value:
            yield id3.text(name, value)
    for name, value in tags.custom.items():
        yield id3.user_text(name, value)
    if tags.comment:
        yield id3.described("COMM", tags.language, tags.comment)
    ids = [f"chp{i}" for i in range(len(episode.marks))]
    if ids:
        yield id3.contents(ids, "Chapters")
    for element_id, mark in zip(ids, episode.marks, strict=True):
        picture = episode.picture(mark)
        image = picture.small if picture else b""
        yield id3.chapter(element_id, mark.start_ms, mark.end_ms, mark.title, image)
    if tags.text:
        yield id3.described("USLT", tags.language, tags.text)
    if tags.cover:
        png = tags.cover.startswith(b"\x89PNG")
        yield id3.picture(tags.cover, "image/png" if png else "image/jpeg")


def _texts(tags: Tags) -> dict[str, str]:
    """Return the text frames; a date is a year and a day with month (ID3v2.3, 4.2.1)."""
    year, _, month_day = tags.date.partition("-")
    month, _, day = month_day.partition("-")
    return {
        "TIT2": tags.title,
        "TPE1": tags.artist,
        "TALB": tags.album,
        "TYER": year,
        "TDAT": day + month,
        "TCON": "Podcast",
        "TLAN": tags.language,
        "TRCK": "" if tags.track is None else str(tags.track),
    }
