"""ffmpeg: the one from the wheel, or the one that ``BRIEFING_FFMPEG`` names."""

from __future__ import annotations

import errno
import os
import re
import subprocess
from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

from briefing.errors import EncodeError
from briefing.model import Episode
from briefing.system import install

#: What ffmpeg may take a file for: the formats of audio that players know; none names other files.
AUDIO = "mp3,mov,ogg,wav,flac,aac"
#: Music may come in more of them.
MUSIC = f"{AUDIO},aiff,caf,w64,matroska,asf,amr"
PICTURE = "jpeg_pipe,png_pipe"
METADATA = "ffmetadata"


@cache
def executable() -> str:
    """Return the ffmpeg to run: ``BRIEFING_FFMPEG``, else the one of the imageio-ffmpeg wheel.

    Raises
    ------
    EncodeError
        if there is none.
    """
    if named := os.environ.get("BRIEFING_FFMPEG"):
        return named
    import imageio_ffmpeg

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        reinstall = install.command("--force-reinstall", "imageio-ffmpeg")
        remedy = f"{reinstall}, or set BRIEFING_FFMPEG"
        raise EncodeError(f"there is no ffmpeg: {error}", remedy=remedy) from error


@cache
def version() -> str:
    """Return the line in which ffmpeg tells its version.

    Raises
    ------
    EncodeError
        if it cannot be run.
    """
    return _call(["-version"]).stdout.decode("utf-8", "replace").partition("\n")[0]


def source(episode: Episode, start_byte: int = 0, end_byte: int = 0) -> list[str]:
    """Return the arguments that make ffmpeg read an episode's samples.

    Without ``end_byte`` it reads to the end of the file.
    """
    piece = f"subfile,,start,{start_byte},end,{end_byte},,:file:{episode.pcm.absolute()}"
    form = ["-protocol_whitelist", "file,subfile", "-f", "s16le"]
    return [*form, "-ar", str(episode.rate_hz), "-ac", "1", "-i", piece]


def reading(path: Path, formats: str = AUDIO) -> list[str]:
    """Return the arguments that make ffmpeg read this file, in one of these formats, and no other.

    ffmpeg takes ``http:host?x.mp3`` and ``a:b.mp3`` for URLs, and a list of other files for a
    sound, whatever it is called.
    """
    bounds = ["-protocol_whitelist", "file", "-format_whitelist", formats]
    return [*bounds, "-i", writing(path)]


def reading_raw(path: Path, form: str, rate_hz: int) -> list[str]:
    """Return the arguments that make ffmpeg read a file of raw mono samples, such as ``s24le``."""
    bounds = ["-protocol_whitelist", "file", "-f", form, "-ar", str(rate_hz), "-ac", "1"]
    return [*bounds, "-i", writing(path)]


def writing(path: Path) -> str:
    """Return the argument that makes ffmpeg write this file, whatever it is called."""
    return f"file:{path.absolute()}"


class Printed(NamedTuple):
    """What a run of ffmpeg printed: on standard output, and in its log on standard error."""

    output: str
    log: str


def run(arguments: Sequence[str], *, doing: str) -> Printed:
    """Run ffmpeg and return what it printed.

    A filter's values are read from the output: into the log ffmpeg writes in the middle of a line.

    Raises
    ------
    EncodeError
        if it fails: with its last words.
    """
    done = _call(["-nostdin", "-hide_banner", "-nostats", "-y", *arguments])
    output, log = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    if done.returncode:
        raise EncodeError(
            f"ffmpeg failed {doing} ({_reason(done.returncode)}): {_last_words(log)}",
            remedy="free disk space if it is full, and run the same command again; "
            "finished clips are kept",
        )
    return Printed(output, log)


def decoded(path: Path, rate_hz: int, longest_s: int) -> bytes:
    """Return the beginning of a sound as raw float32 little-endian mono samples.

    Raises
    ------
    EncodeError
        if ffmpeg cannot read it.
    """
    arguments = [*reading(path, MUSIC), "-map", "0:a:0", "-t", str(longest_s), "-ac", "1"]
    done = _call(
        ["-nostdin", "-hide_banner", *arguments, "-ar", str(rate_hz), "-f", "f32le", "pipe:1"]
    )
    if done.returncode:
        words = _last_words(done.stderr.decode("utf-8", "replace"))
        raise EncodeError(f"ffmpeg cannot read it: {words}", where=str(path))
    return done.stdout


def tags(path: Path) -> dict[str, str]:
    """Return the tags of a file and its streams by name, in capitals.

    Raises
    ------
    EncodeError
        if ffmpeg cannot read it.
    """
    return {name.upper(): text for name, text in _fields(_metadata(path)[0]).items()}


def chapters(path: Path) -> list[tuple[str, int]]:
    """Return the (title, start in ms) of each chapter of a file.

    Raises
    ------
    EncodeError
        if ffmpeg cannot read it.
    """
    found = []
    for block in _metadata(path)[1:]:
        fields = _fields(block)
        seconds = Fraction(fields["TIMEBASE"]) * int(fields["START"])
        found.append((fields.get("title", ""), round(seconds * 1000)))
    return found


def _metadata(path: Path) -> list[str]:
    """Return what ffmpeg tells of a file in its own format: the tags, then each chapter."""
    arguments = [*reading(path), "-map", "0:a:0", "-c", "copy", "-f", METADATA, "pipe:1"]
    done = _call(["-nostdin", "-hide_banner", *arguments])
    if done.returncode:
        words = _last_words(done.stderr.decode("utf-8", "replace"))
        raise EncodeError(f"ffmpeg cannot read its tags: {words}", where=str(path))
    return re.split(r"(?<!\\)\n\[CHAPTER\]\n", done.stdout.decode("utf-8", "replace"))


def _fields(block: str) -> dict[str, str]:
    found = re.findall(r"^([^;\[=\\\n]+)=((?:\\.|[^\\\n])*)", block, re.MULTILINE | re.DOTALL)
    return {name: re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL) for name, text in found}


def _call(arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    command = [executable(), *arguments]
    try:
        # In a session of its own: Ctrl-C lets it finish, or the caller kills it.
        return subprocess.run(command, capture_output=True, check=False, start_new_session=True)
    except OSError as error:
        what = f"ffmpeg cannot be run: {error.strerror}"
        raise EncodeError(what, where=command[0], remedy="see BRIEFING_FFMPEG") from error


def _reason(code: int) -> str:
    """Say how ffmpeg ended; it exits with a negative error of the system, cut to a byte.

    >>> _reason(256 - errno.ENOSPC), _reason(1), _reason(-9)
    ('No space left on device', 'exit code 1', 'signal 9')
    """
    if 256 - code in errno.errorcode:
        return os.strerror(256 - code)
    return f"signal {-code}" if code < 0 else f"exit code {code}"


def _last_words(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return " / ".join(lines[-3:]) or "it said nothing"
