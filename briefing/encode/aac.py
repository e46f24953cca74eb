"""AAC in MP4 with chapters: M4A, and M4B, as Apple Books and audiobook players read it.

Chapters stand in the file twice: a QuickTime text track holds whole titles, and Nero's ``chpl`` box
the same ones cut to what every reader of it takes. ffmpeg writes both, the second one too long, and
neither the language of the tracks nor texts of one's own: these are added to the finished file.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.encode import metadata
from briefing.encode.loudness import LoudnessMeasurement, measure
from briefing.errors import EncodeError
from briefing.formats import mp4
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.encode import EncodeRequest

RATE_HZ = 44_100
# By the file's suffix: its brand, and the kind of medium that iTunes' tag ``stik`` gives.
_PODCAST, _AUDIOBOOK = "21", "2"
_KINDS = {".m4a": ("M4A ", _PODCAST), ".m4b": ("M4B ", _AUDIOBOOK)}


def write(request: EncodeRequest) -> LoudnessMeasurement:
    """Encode an episode to AAC with its tags, chapters and cover."""
    episode, tags, path = request.episode, request.tags, request.path
    brand, kind = _KINDS[path.suffix]
    texts = metadata.texts(tags) | {"media_type": kind}
    with metadata.inputs(path, texts, episode.marks, tags.cover) as inputs:
        arguments = [*ffmpeg.source(episode), *inputs, "-af", request.mastering.at(RATE_HZ)]
        arguments += ["-ar", str(RATE_HZ), "-c:a", "aac", "-b:a", f"{request.bitrate_kbps}k"]
        arguments += ["-bitexact", "-movflags", "+faststart", "-brand", brand, "-f", "ipod"]
        ffmpeg.run([*arguments, ffmpeg.writing(path)], doing="encoding AAC")
    _complete(path, request)
    return measure(ffmpeg.reading(path))


def _complete(path: Path, request: EncodeRequest) -> None:
    """Write into a file what ffmpeg has no name for, or writes wrongly."""
    larger = path.with_suffix(".tagged")
    try:
        with path.open("rb") as file, larger.open("wb") as out:
            for name, box in mp4.boxes(file, before=b"mdat"):
                out.write(_moov(box, request) if name == b"moov" else box)
            shutil.copyfileobj(file, out, 1 << 20)
        larger.replace(path)
    except ValueError as error:
        remedy = "unset BRIEFING_FFMPEG, or report this with the script"
        raise EncodeError(f"ffmpeg wrote a strange MP4: {error}", remedy=remedy) from error
    finally:
        larger.unlink(missing_ok=True)


def _moov(box: bytes, request: EncodeRequest) -> bytes:
    box = mp4.with_texts(mp4.with_language(box, request.tags.language), request.tags.custom)
    return mp4.with_chapters(box, request.episode.marks) if request.episode.marks else box
