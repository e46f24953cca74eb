"""Rules over how the audio sounds. They decode it, at about 200 times its speed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from briefing.lint.inputs.audio import SILENCE_S, Audio, Sound
from briefing.lint.rule import ALL, APPLE, ERROR, SPOTIFY, WARNING, Problem, Rule

TARGET_LUFS = -16.0
TOLERANCE_LU = 1.0
HIGHEST_DBTP = -1.0
_MOST_CLIPPED = 10  # full-scale samples; a few are the encoder's, a row of them is distortion
_INAUDIBLE_LUFS = -60.0


def _undecodable(audio: Audio) -> Iterator[Problem]:
    if isinstance(audio.sound, str):
        yield Problem(audio.sound)


def _sound(audio: Audio) -> Sound:
    return cast(Sound, audio.sound)  # the gate saw to it


def _inaudible(audio: Audio) -> Iterator[Problem]:
    if _sound(audio).loudness_lufs <= _INAUDIBLE_LUFS:
        yield Problem("nothing is heard")


def _loudness(audio: Audio) -> Iterator[Problem]:
    lufs = _sound(audio).loudness_lufs
    if lufs > _INAUDIBLE_LUFS and abs(lufs - TARGET_LUFS) > TOLERANCE_LU:
        yield Problem(f"{lufs} LUFS, podcasts have {TARGET_LUFS:g} ± {TOLERANCE_LU:g}")


def _peak(audio: Audio) -> Iterator[Problem]:
    dbtp = _sound(audio).true_peak_dbtp
    if dbtp > HIGHEST_DBTP:
        yield Problem(f"a true peak of {dbtp} dBTP")


def _clipping(audio: Audio) -> Iterator[Problem]:
    clipped = _sound(audio).clipped
    if clipped > _MOST_CLIPPED:
        yield Problem(f"{clipped} samples at full scale")


def _silence(audio: Audio) -> Iterator[Problem]:
    for start, length in _sound(audio).silences:
        minutes, seconds = divmod(round(start), 60)
        yield Problem(f"{length:.1f} s of silence", f"at {minutes}:{seconds:02}")


RULES = (
    Rule(
        "sound-decodes",
        ERROR,
        Audio,
        ALL,
        "what ffmpeg cannot decode, players cannot play",
        "encode the audio again",
        _undecodable,
        blocking=True,
        slow=True,
    ),
    Rule(
        "sound-heard",
        ERROR,
        Audio,
        ALL,
        "an episode without a sound is a mistake",
        "look at what was encoded: the wrong track, a muted one, an empty one",
        _inaudible,
        slow=True,
    ),
    Rule(
        "sound-loudness",
        WARNING,
        Audio,
        (APPLE, SPOTIFY),
        "listeners reach for the volume between episodes (BS.1770-4; Apple asks for -16 ± 1 LUFS)",
        "normalise to -16 LUFS (ffmpeg: loudnorm=I=-16:TP=-1.5, in two passes)",
        _loudness,
        slow=True,
    ),
    Rule(
        "sound-peak",
        WARNING,
        Audio,
        (APPLE, SPOTIFY),
        "peaks over -1 dBTP distort when a service encodes the file again",
        "limit true peaks to -1 dBTP; leave the encoder 1 dB more",
        _peak,
        slow=True,
    ),
    Rule(
        "sound-clipping",
        WARNING,
        Audio,
        ALL,
        "samples at full scale are waves with their tops cut off: they crackle",
        "go back to the recording and lower its gain; normalising does not mend it",
        _clipping,
        slow=True,
    ),
    Rule(
        "sound-silence",
        WARNING,
        Audio,
        ALL,
        f"after {SILENCE_S} s of silence a listener believes that the player has stopped",
        "shorten the pause",
        _silence,
        slow=True,
    ),
)
