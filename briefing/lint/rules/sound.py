"""Rules about how the audio sounds. They decode it, at about 200 times its speed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from briefing.formats.text import clock
from briefing.lint.inputs.audio import SILENCE_S, Audio, Sound
from briefing.lint.rule import Problem, rule

TARGET_LUFS = -16.0
TOLERANCE_LU = 1.0
HIGHEST_DBTP = -1.0
_MOST_CLIPPED = 10  # full-scale samples; a few are the encoder's, a row of them is distortion
_INAUDIBLE_LUFS = -60.0


@rule(
    "sound-decodes",
    "error",
    why="what ffmpeg cannot decode, players cannot play",
    remedy="encode the audio again",
    blocking=True,
    slow=True,
)
def _undecodable(audio: Audio) -> Iterator[Problem]:
    if isinstance(audio.sound, str):
        yield Problem(audio.sound)


def _sound(audio: Audio) -> Sound:
    return cast(Sound, audio.sound)  # sound-decodes is blocking


@rule(
    "sound-heard",
    "error",
    why="a silent episode is a mistake",
    remedy="check what was encoded: the wrong track, a muted one, an empty one",
    slow=True,
)
def _inaudible(audio: Audio) -> Iterator[Problem]:
    if _sound(audio).loudness_lufs <= _INAUDIBLE_LUFS:
        yield Problem("silent throughout")


@rule(
    "sound-loudness",
    "warning",
    ("Apple Podcasts", "Spotify"),
    why="listeners reach for the volume between episodes (BS.1770-4; Apple asks for -16 ± 1 LUFS)",
    remedy="normalise to -16 LUFS (ffmpeg: loudnorm=I=-16:TP=-1.5, in two passes)",
    slow=True,
)
def _loudness(audio: Audio) -> Iterator[Problem]:
    lufs = _sound(audio).loudness_lufs
    if lufs > _INAUDIBLE_LUFS and abs(lufs - TARGET_LUFS) > TOLERANCE_LU:
        yield Problem(f"{lufs} LUFS; podcasts have {TARGET_LUFS:g} ± {TOLERANCE_LU:g}")


@rule(
    "sound-peak",
    "warning",
    ("Apple Podcasts", "Spotify"),
    why="peaks over -1 dBTP distort when a service encodes the file again",
    remedy="limit true peaks to -1 dBTP; leave the encoder 1 dB more",
    slow=True,
)
def _peak(audio: Audio) -> Iterator[Problem]:
    dbtp = _sound(audio).true_peak_dbtp
    if dbtp > HIGHEST_DBTP:
        yield Problem(f"a true peak of {dbtp} dBTP")


@rule(
    "sound-clipping",
    "warning",
    why="at full scale the tops of the waves are cut off: it crackles",
    remedy="go back to the recording and lower its gain; normalising does not repair it",
    slow=True,
)
def _clipping(audio: Audio) -> Iterator[Problem]:
    clipped = _sound(audio).clipped
    if clipped > _MOST_CLIPPED:
        yield Problem(f"{clipped} samples at full scale")


@rule(
    "sound-silence",
    "warning",
    why=f"after {SILENCE_S} s of silence listeners think that the player has stopped",
    remedy="shorten the pause",
    slow=True,
)
def _silence(audio: Audio) -> Iterator[Problem]:
    for start, length in _sound(audio).silences:
        yield Problem(f"{length:.1f} s of silence", f"at {clock(round(start))}")
