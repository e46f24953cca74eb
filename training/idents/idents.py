"""Make the music that briefing brings: the sounds of ``sound = "default"``, from numbers alone.

    python training/idents/idents.py briefing/mix/idents [--pictures FOLDER]

Scale: raga Hamsadhwani, Sa Re Ga Pa Ni (as C D E G B; here Sa is D), up and down alike. It has no
Ma and no Dha, so no half step but Ni-Sa; it is sung at the beginning of a concert, for good omen.
Tempo: 100 beats a minute. Sixteen beats, a cycle of teental, are 9.6 seconds.

The tune, a cycle; a comma below the note is the lower octave, a stroke above it the upper one::

    beat  1       2     3           4  | 5     6     7      8
          S       R G   P  -  -     G  | R G   R S   N,     S
    beat  9       10    11          12 | 13    14    15     16
          G P     N S'  R'          S' | N P   G R   S      -

The first four notes are the motto: they are heard alone before the first word. The second line
climbs to Re' and falls through every note of the scale to Sa, so the tune ends at rest, and what
is heard of it after the last word of an episode is a whole cadence. Beneath lie a tanpura tuned
Pa Sa Sa Sa, one string on every second beat, and the low head of a drum on beats 1, 5, 9 and 13.

The bed is two cycles without a tune: tanpura, a soft pulse on each beat, and Sa Pa Ga Pa and
Sa Pa Re Pa in turns, in eighths on a muted string. It begins and ends in the middle of everything
(what rings over its end is heard at its beginning), so it can be repeated without a join.

The stings are G P N S', P N R' S' and N P G S: two that rise, one that falls, each to Sa. The
chime is a bell on Sa, struck twice, with Pa above.

The notes are composed for this project, the sounds computed by this script from a fixed seed.
Both are in the public domain (CC0 1.0).
"""

from __future__ import annotations

import argparse
import subprocess
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from briefing.system import ffmpeg

Sound = NDArray[np.float64]

RATE_HZ = 48_000
BEAT_S = 0.6
SA_HZ = 293.665  # D4
#: Just intonation, as a tanpura tunes it.
RATIOS = {"S": 1.0, "R": 9 / 8, "G": 5 / 4, "P": 3 / 2, "N": 15 / 8}
SEED = 20_260_131

TUNE = (
    *(("S", 1), ("R", 0.5), ("G", 0.5), ("P", 1.5), ("G", 0.5)),
    *(("R", 0.5), ("G", 0.5), ("R", 0.5), ("S", 0.5), ("N,", 1), ("S", 1)),
    *(("G", 0.5), ("P", 0.5), ("N", 0.5), ("S'", 0.5), ("R'", 1), ("S'", 1)),
    *(("N", 0.5), ("P", 0.5), ("G", 0.5), ("R", 0.5), ("S", 2)),
)
STINGS = (
    (("G", 0.25), ("P", 0.25), ("N", 0.5), ("S'", 2)),
    (("P", 0.25), ("N", 0.25), ("R'", 0.5), ("S'", 2)),
    (("N", 0.25), ("P", 0.25), ("G", 0.5), ("S", 2)),
)
OSTINATO = ("S", "P", "G", "P", "S", "P", "R", "P")
TANPURA = ("P,,", "S,", "S,", "S,,")


def pitch_hz(note: str) -> float:
    """Return the frequency of a note: ``N,`` is below the middle octave, ``S'`` above it.

    >>> round(pitch_hz("S'") / pitch_hz("P,"), 3)
    2.667
    """
    return SA_HZ * RATIOS[note[0]] * 2.0 ** (note.count("'") - note.count(","))


def partials(
    frequency_hz: float, length_s: float, amplitudes: Sound, decays_s: Sound, stretch: float = 0.0
) -> Sound:
    """Return a sum of decaying partials; ``stretch`` is the stiffness of a string."""
    time = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    out = np.zeros_like(time)
    for n, (amplitude, decay_s) in enumerate(zip(amplitudes, decays_s, strict=True), start=1):
        partial_hz = n * frequency_hz * np.sqrt(1 + stretch * n * n)
        if partial_hz < 0.4 * RATE_HZ:
            out += amplitude * np.exp(-time / decay_s) * np.sin(2 * np.pi * partial_hz * time + n)
    return out


def struck(note: str, length_s: float, chance: np.random.Generator) -> Sound:
    """Return a struck course of strings, like a santoor's: two strings that beat slowly."""
    n = np.arange(1, 15)
    amplitudes = n**-0.85 * np.abs(np.sin(np.pi * n * 0.13)) * (n < 14)
    decays_s = 1.1 / (1 + 0.22 * n)
    strings = [
        partials(pitch_hz(note) * detuned, length_s, amplitudes, decays_s, 4e-5)
        for detuned in (1.0, 1.0009)
    ]
    knock = chance.normal(0, 1, int(0.004 * RATE_HZ)) * np.hanning(int(0.004 * RATE_HZ))
    sound = strings[0] + 0.7 * strings[1]
    sound[: len(knock)] += 0.12 * knock
    return sound


def plucked(note: str, length_s: float) -> Sound:
    """Return a tanpura's string: its upper partials bloom after the pluck, as on a flat bridge."""
    time = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    out = np.zeros_like(time)
    for n in range(1, 25):
        partial_hz = n * pitch_hz(note)
        bloom_s, decay_s = 0.02 + 0.035 * n**0.8, 3.2 / (1 + 0.06 * n)
        shape = (1 - np.exp(-time / bloom_s)) * np.exp(-time / decay_s)
        shimmer = 1 + 0.25 * np.sin(2 * np.pi * (0.31 + 0.07 * n) * time + n)
        strength = n**0.4 * np.exp(-n / 6)  # the second to sixth are louder than the first
        out += strength * shape * shimmer * np.sin(2 * np.pi * partial_hz * time + 0.7 * n * n)
    return out * np.minimum(1, time / 0.008)


def blown(note: str, length_s: float, chance: np.random.Generator) -> Sound:
    """Return a bamboo flute: a few partials, breath, a glide into the note, a late vibrato."""
    time = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    glide = 1 - 0.03 * np.exp(-time / 0.04)
    vibrato = 1 + 0.004 * np.clip((time - 0.35) / 0.4, 0, 1) * np.sin(2 * np.pi * 5.2 * time)
    phase = 2 * np.pi * np.cumsum(pitch_hz(note) * glide * vibrato) / RATE_HZ
    tone = np.sin(phase) + 0.28 * np.sin(2 * phase) + 0.09 * np.sin(3 * phase)
    breath = np.convolve(chance.normal(0, 1, len(time)), np.ones(6) / 6, "same")
    swell = np.minimum(1, time / 0.09) * np.minimum(1, (length_s - time) / 0.18)
    return (tone + 0.05 * breath) * swell


def drum(length_s: float = 0.7) -> Sound:
    """Return the low head of a tabla, struck and pressed: its pitch falls to Sa."""
    time = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    fall_hz = pitch_hz("S,,") * (1 + 0.5 * np.exp(-time / 0.05))
    tone = np.sin(2 * np.pi * np.cumsum(fall_hz) / RATE_HZ)
    return tone * np.exp(-time / 0.17) * np.minimum(1, time / 0.003)


def bell(note: str, length_s: float) -> Sound:
    """Return a bell: partials that are no multiples of one another, each with its own decay."""
    time = np.arange(int(length_s * RATE_HZ)) / RATE_HZ
    table = ((0.5, 0.3, 1.6), (1, 1, 1.2), (1.2, 0.25, 0.7), (1.5, 0.3, 0.8), (2, 0.6, 0.7))
    table += ((2.67, 0.25, 0.4), (3.01, 0.2, 0.3), (4.17, 0.12, 0.2))
    return sum(
        a * np.exp(-time / decay_s) * np.sin(2 * np.pi * ratio * pitch_hz(note) * time)
        for ratio, a, decay_s in table
    ) * np.minimum(1, time / 0.002)


class Tape:
    """A length of sound on which others are laid; on a loop, what goes over its end goes on."""

    def __init__(self, length_s: float, *, loop: bool = False) -> None:
        self.sound = np.zeros(round(length_s * RATE_HZ))
        self.loop = loop

    def add(self, sound: Sound, at_s: float, gain: float) -> None:
        places = round(at_s * RATE_HZ) + np.arange(len(sound))
        if self.loop:
            np.add.at(self.sound, places % len(self.sound), gain * sound)
        else:
            inside = places < len(self.sound)
            self.sound[places[inside]] += gain * sound[inside]

    def in_a_room(self, chance: np.random.Generator, wet: float = 0.16) -> Sound:
        """Return the sound with the reverberation of a small hall."""
        time = np.arange(int(1.1 * RATE_HZ)) / RATE_HZ
        echo = chance.normal(0, 1, len(time)) * np.exp(-time / 0.24) * np.minimum(1, time / 0.012)
        echo = np.convolve(echo, np.hanning(9) / np.hanning(9).sum(), "same")
        echo /= np.sqrt((echo**2).sum())
        size = len(self.sound) if self.loop else len(self.sound) + len(echo)
        spectrum = np.fft.rfft(self.sound, size) * np.fft.rfft(echo, size)
        return self.sound + wet * np.fft.irfft(spectrum, size)[: len(self.sound)]


def drone(tape: Tape, beats: float, gain: float) -> None:
    """Lay a tanpura on a tape, a string on every second beat."""
    for index in range(int(beats / 2)):
        tape.add(plucked(TANPURA[index % 4], 5.0), 2 * index * BEAT_S, gain)


def tune() -> Sound:
    """Return the opening tune."""
    chance = np.random.default_rng(SEED)
    tape = Tape(11.4)
    drone(tape, 16, 0.09)
    beat = 0.0
    for note, beats in TUNE:
        accent = 1.0 if beat % 4 == 0 else 0.82
        tape.add(struck(note, 2.2, chance), beat * BEAT_S, 0.5 * accent)
        if beats >= 1:
            tape.add(blown(note, beats * BEAT_S * 1.05, chance), beat * BEAT_S, 0.1)
        beat += beats
    for beat in (0, 4, 8, 12, 14):
        tape.add(drum(), beat * BEAT_S, 0.42)
    return finished(tape.in_a_room(chance), fade_s=1.6)


def bed() -> Sound:
    """Return the bed, a loop."""
    chance = np.random.default_rng(SEED + 1)
    tape = Tape(32 * BEAT_S, loop=True)
    drone(tape, 32, 0.12)
    for index in range(64):
        note = OSTINATO[index % 8]
        muted = struck(note, 0.5, chance) * np.exp(-np.arange(int(0.5 * RATE_HZ)) / RATE_HZ / 0.16)
        tape.add(muted, index * BEAT_S / 2, 0.24 if index % 4 == 0 else 0.15)
    for beat in range(0, 32, 2):
        tape.add(drum(), beat * BEAT_S, 0.2 if beat % 4 == 0 else 0.1)
    return finished(tape.in_a_room(chance), fade_s=0)


def sting(notes: tuple[tuple[str, float], ...], number: int) -> Sound:
    """Return a sting."""
    chance = np.random.default_rng(SEED + 10 + number)
    tape = Tape(2.4)
    tape.add(plucked("S,,", 2.4), 0, 0.12)
    beat = 0.0
    for note, beats in notes:
        tape.add(struck(note, 2.2, chance), beat * BEAT_S, 0.5)
        beat += beats
    tape.add(blown(notes[-1][0], 1.2, chance), BEAT_S, 0.09)
    tape.add(drum(), BEAT_S, 0.42)
    return finished(tape.in_a_room(chance), fade_s=0.7)


def chime() -> Sound:
    """Return the chime."""
    chance = np.random.default_rng(SEED + 2)
    tape = Tape(3.6)
    tape.add(bell("S'", 3.6), 0, 0.4)
    tape.add(bell("P'", 3.0), BEAT_S, 0.2)
    tape.add(bell("S'", 3.0), BEAT_S, 0.25)
    return finished(tape.in_a_room(chance), fade_s=0.8)


def finished(sound: Sound, fade_s: float) -> Sound:
    """Return a sound at 3 dB below full scale that fades at its end."""
    sound = sound - sound.mean()
    length = int(fade_s * RATE_HZ)
    if length:
        sound[-length:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(length) / length)
    return sound * (10 ** (-3 / 20) / np.abs(sound).max())


def everything() -> dict[str, Sound]:
    """Return all sounds by the names of their files."""
    stings = {f"sting{n}.opus": sting(notes, n) for n, notes in enumerate(STINGS, start=1)}
    return {"tune.opus": tune(), "bed.flac": bed(), **stings, "chime.opus": chime()}


def write(sound: Sound, path: Path) -> None:
    """Write a sound: a loop as FLAC at half the rate, for Opus would fade in; others as Opus."""
    form = ["-f", "f64le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "pipe:0", "-bitexact"]
    if path.suffix == ".flac":
        form += ["-ar", "24000", "-sample_fmt", "s16", "-compression_level", "12"]
    else:
        form += ["-c:a", "libopus", "-b:a", "96k", "-application", "audio"]
    command = [ffmpeg.executable(), "-v", "error", "-y", *form, str(path)]
    subprocess.run(command, input=sound.astype("<f8").tobytes(), check=True)


def draw(sound: Sound, path: Path) -> None:
    """Draw a sound's spectrogram up to 12 kHz, which is all that the default voice's rate keeps."""
    form = ["-f", "f64le", "-ar", str(RATE_HZ), "-ac", "1", "-i", "pipe:0"]
    picture = "aresample=24000,showspectrumpic=s=1000x400:scale=log:fscale=log"
    command = [ffmpeg.executable(), "-v", "error", "-y", *form, "-lavfi", picture, str(path)]
    subprocess.run(command, input=sound.astype("<f8").tobytes(), check=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pictures", type=Path)
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    for name, sound in everything().items():
        write(sound, args.folder / name)
        size = (args.folder / name).stat().st_size
        print(f"{name:12} {len(sound) / RATE_HZ:6.2f} s {size:9,} bytes")
        if args.pictures:
            args.pictures.mkdir(parents=True, exist_ok=True)
            draw(sound, args.pictures / f"{name}.png")


if __name__ == "__main__":
    main()
