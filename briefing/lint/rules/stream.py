"""Rules about the frames of an MP3: what a player needs to seek, and to know how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.mpeg import Stream
from briefing.lint.rule import Problem, rule

_GOOD_RATES_HZ = (44_100, 48_000)
_BITRATES_KBPS = {1: (64, 128), 2: (96, 320)}


@rule(
    "stream-mp3",
    "error",
    why="a file that is not MP3 inside does not play, whatever its name",
    remedy="encode the audio again; a renamed WAV or M4A needs encoding too",
    blocking=True,
)
def _no_audio(mp3: Mp3) -> Iterator[Problem]:
    if mp3.stream is None:
        yield Problem("contains no MPEG Layer III frames")


def _stream(mp3: Mp3) -> Stream:
    return cast(Stream, mp3.stream)  # stream-mp3 is blocking


@rule(
    "stream-cbr",
    "warning",
    ("Apple Podcasts", "Overcast", "AntennaPod"),
    why="with a variable bit rate players seek only roughly: chapters begin too early or too late",
    remedy="encode with a constant bit rate (ffmpeg: -b:a 96k, not -q:a)",
)
def _variable(mp3: Mp3) -> Iterator[Problem]:
    rates = _stream(mp3).bitrates_kbps
    if len(rates) > 1:
        yield Problem(f"variable bit rate, {rates[0]} to {rates[-1]} kbit/s")


@rule(
    "stream-info",
    "warning",
    ("Apple Podcasts", "AntennaPod", "Pocket Casts"),
    why="without it players guess the duration from the first frames, and play the padding",
    remedy="encode with the header (ffmpeg: -write_xing 1, to a file and not to a pipe)",
)
def _no_info(mp3: Mp3) -> Iterator[Problem]:
    if _stream(mp3).info is None:
        yield Problem("no Xing or Info header in the first frame")


@rule(
    "stream-count",
    "error",
    why="players take the duration from this number: a wrong one cuts the end off or runs past it",
    remedy="do not join or cut MP3 files: join the samples and encode once",
)
def _count(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    announced = stream.info.frames if stream.info else None
    if announced is not None and abs(announced - stream.frames) > 1:
        yield Problem(f"the header announces {announced} frames, the file has {stream.frames}")


@rule(
    "stream-strange",
    "error",
    why="such bytes are heard as a click or stop playback; joining MP3 files leaves them behind",
    remedy="do not join MP3 files with their tags: join the samples and encode once",
)
def _strange(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    if stream.strange_bytes:
        yield Problem(f"{stream.strange_bytes} bytes between the frames are not audio")


@rule(
    "stream-cut",
    "warning",
    why="an incomplete last frame is a sign of an interrupted upload or copy",
    remedy="copy or encode the file again",
)
def _cut(mp3: Mp3) -> Iterator[Problem]:
    if cut := _stream(mp3).cut_bytes:
        yield Problem(f"the last frame lacks {cut} bytes")


@rule(
    "stream-rate",
    "warning",
    ("Apple Podcasts", "Spotify"),
    why="lower rates dull s and sh, and players must resample all others",
    remedy="encode at 44,100 Hz (ffmpeg: -ar 44100)",
)
def _rate(mp3: Mp3) -> Iterator[Problem]:
    rate_hz = _stream(mp3).header.rate_hz
    if rate_hz not in _GOOD_RATES_HZ:
        yield Problem(f"sampled at {rate_hz} Hz")


@rule(
    "stream-mono",
    "note",
    why="one voice in stereo takes more bytes for the same sound",
    remedy="encode speech in mono (ffmpeg: -ac 1)",
)
def _stereo(mp3: Mp3) -> Iterator[Problem]:
    if _stream(mp3).header.channels == 2:
        yield Problem("stereo")


@rule(
    "stream-bitrate",
    "warning",
    ("Apple Podcasts", "Spotify"),
    why="too low is audible; too high uses the listener's data and sounds no better",
    remedy="encode speech at 96 or 128 kbit/s mono",
)
def _bitrate(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    low, high = _BITRATES_KBPS[stream.header.channels]
    for rate in {stream.bitrates_kbps[0], stream.bitrates_kbps[-1]}:
        if len(stream.bitrates_kbps) == 1 and not low <= rate <= high:
            kind = "mono" if stream.header.channels == 1 else "stereo"
            yield Problem(f"{kind} at {rate} kbit/s")
