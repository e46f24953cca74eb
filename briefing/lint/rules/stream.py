"""Rules over the frames of an MP3: what a player needs to seek, and to know how long it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.mpeg import Stream
from briefing.lint.rule import (
    ALL,
    ANTENNAPOD,
    APPLE,
    ERROR,
    NOTE,
    OVERCAST,
    POCKET_CASTS,
    SPOTIFY,
    WARNING,
    Problem,
    Rule,
)

_GOOD_RATES_HZ = (44_100, 48_000)
_BITRATES_KBPS = {1: (64, 128), 2: (96, 320)}


def _no_audio(mp3: Mp3) -> Iterator[Problem]:
    if mp3.stream is None:
        yield Problem("holds no MPEG Layer III frames")


def _stream(mp3: Mp3) -> Stream:
    return cast(Stream, mp3.stream)  # the gate saw to it


def _variable(mp3: Mp3) -> Iterator[Problem]:
    rates = _stream(mp3).bitrates_kbps
    if len(rates) > 1:
        yield Problem(f"variable bit rate, {rates[0]} to {rates[-1]} kbit/s")


def _no_info(mp3: Mp3) -> Iterator[Problem]:
    if _stream(mp3).info is None:
        yield Problem("no Xing or Info header in the first frame")


def _count(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    told = stream.info.frames if stream.info else None
    if told is not None and abs(told - stream.frames) > 1:
        yield Problem(f"its header announces {told} frames, the file has {stream.frames}")


def _strange(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    if stream.strange_bytes:
        yield Problem(f"{stream.strange_bytes} bytes between the frames are no audio")


def _cut(mp3: Mp3) -> Iterator[Problem]:
    if cut := _stream(mp3).cut_bytes:
        yield Problem(f"the last frame lacks {cut} bytes")


def _rate(mp3: Mp3) -> Iterator[Problem]:
    rate_hz = _stream(mp3).header.rate_hz
    if rate_hz not in _GOOD_RATES_HZ:
        yield Problem(f"sampled at {rate_hz} Hz")


def _stereo(mp3: Mp3) -> Iterator[Problem]:
    if _stream(mp3).header.channels == 2:
        yield Problem("stereo")


def _bitrate(mp3: Mp3) -> Iterator[Problem]:
    stream = _stream(mp3)
    low, high = _BITRATES_KBPS[stream.header.channels]
    for rate in {stream.bitrates_kbps[0], stream.bitrates_kbps[-1]}:
        if len(stream.bitrates_kbps) == 1 and not low <= rate <= high:
            kind = "mono" if stream.header.channels == 1 else "stereo"
            yield Problem(f"{kind} at {rate} kbit/s")


RULES = (
    Rule(
        "stream-mp3",
        ERROR,
        Mp3,
        ALL,
        "what is no MP3 inside plays nowhere, whatever it is called",
        "encode the audio again; a renamed WAV or M4A needs encoding too",
        _no_audio,
        blocking=True,
    ),
    Rule(
        "stream-cbr",
        WARNING,
        Mp3,
        (APPLE, OVERCAST, ANTENNAPOD),
        "in a variable bit rate players find a time only roughly: chapters begin too early or late",
        "encode with a constant bit rate (ffmpeg: -b:a 96k, not -q:a)",
        _variable,
    ),
    Rule(
        "stream-info",
        WARNING,
        Mp3,
        (APPLE, ANTENNAPOD, POCKET_CASTS),
        "without it players guess the duration by the first frames, and play the padding",
        "encode with the header (ffmpeg: -write_xing 1, to a file and not to a pipe)",
        _no_info,
    ),
    Rule(
        "stream-count",
        ERROR,
        Mp3,
        ALL,
        "the header's number of frames gives the duration; the end is cut off or the time runs out",
        "do not join or cut MP3 files: join the samples and encode once",
        _count,
    ),
    Rule(
        "stream-strange",
        ERROR,
        Mp3,
        ALL,
        "bytes that are no frames are heard as a click, or stop playback; joined files leave them",
        "do not join MP3 files with their tags: join the samples and encode once",
        _strange,
    ),
    Rule(
        "stream-cut",
        WARNING,
        Mp3,
        ALL,
        "an incomplete last frame is the sign of an upload or a copy that broke off",
        "copy or encode the file again",
        _cut,
    ),
    Rule(
        "stream-rate",
        WARNING,
        Mp3,
        (APPLE, SPOTIFY),
        "lower rates lose the highs of s and sh, and all others are resampled on the way",
        "encode at 44,100 Hz (ffmpeg: -ar 44100)",
        _rate,
    ),
    Rule(
        "stream-mono",
        NOTE,
        Mp3,
        ALL,
        "a single voice in stereo costs twice the bytes for the same sound",
        "encode speech in mono (ffmpeg: -ac 1)",
        _stereo,
    ),
    Rule(
        "stream-bitrate",
        WARNING,
        Mp3,
        (APPLE, SPOTIFY),
        "too few bits are heard, too many cost the listener's data without being heard",
        "encode speech at 96 or 128 kbit/s mono",
        _bitrate,
    ),
)
