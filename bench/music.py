"""Measure the music of an episode: ducking and its curve, loudness, the speech, the first word.

    python bench/music.py [SCRIPT] [--voice tone] [--picture FILE.png]
    python bench/music.py --hours 10

For the first, an episode is mixed three times from the same clips: as it is, without music, and
with music that does not go down. What the first two differ by is the music; the ratio to the third
is its gain. Then each leveller is measured: the loudness range (EBU Tech 3342) of the speech
without music, and how far the loudness of its sentences spreads.

The second compares what mixing takes with and without music, in memory and processor time: clips
of six seconds, a story every two minutes, from the clips to samples ready to be encoded.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from machine import measured

from briefing.config import LEVELLERS, Settings
from briefing.config_file import load
from briefing.encode import encode
from briefing.encode.loudness import measure
from briefing.mix.levels import loudness_lufs
from briefing.mix.music import load as load_music
from briefing.mix.music import paced
from briefing.mix.stitch import stitch
from briefing.model import Clip, Episode, Utterance
from briefing.pipeline import open_pool, prepare, quiet, speak
from briefing.read import read
from briefing.sound import Music, Sound
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.model import Samples

EXAMPLES = Path(__file__).parent.parent / "examples"
_WINDOW_MS = 20
_RATE_HZ = 24_000


@dataclass(frozen=True)
class Mixed:
    """An episode and its samples."""

    episode: Episode
    sound: Samples

    def at(self, start_ms: float, length_ms: float) -> Samples:
        rate_hz = self.episode.rate_hz
        begin = int(start_ms * rate_hz / 1000)
        return self.sound[max(0, begin) : begin + int(length_ms * rate_hz / 1000)]

    def speech_lufs(self) -> float:
        """Return the loudness of all sentences together."""
        spoken = [self.at(start, end - start) for start, end in self.episode.spans]
        return loudness_lufs(np.concatenate(spoken), self.episode.rate_hz)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("script", nargs="?", type=Path, default=EXAMPLES / "briefing.hi.md")
    parser.add_argument("--voice", default="tone")
    parser.add_argument("--picture", type=Path)
    parser.add_argument("--hours", type=float)
    parser.add_argument("--mix", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.mix:
        mix(args.hours, args.mix)
        return
    if args.hours:
        for sound in ("off", "default"):
            command = (sys.executable, __file__, "--hours", str(args.hours), "--mix", sound)
            used = measured(*command)[0]
            print(f"{sound:8} {used.peak_bytes / 1e6:5.0f} MB {used.cpu_s:6.1f} s", flush=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        report(args.script, args.voice, args.picture, Path(folder))


def mix(hours: float, sound: str) -> None:
    """Mix an episode of so many hours from one clip."""
    music = load_music(Settings(sound=Sound(set=sound)), _RATE_HZ)
    time = np.arange(6 * _RATE_HZ) / _RATE_HZ
    clip = (0.3 * np.sin(2 * np.pi * 150 * time) * np.sin(9 * time)).astype(np.float32)
    count = int(hours * 600)
    said = [
        Utterance(f"{i}", "", i // 20, i, "", 350, opens_story=i % 20 == 0 and i > 0)
        for i in range(count)
    ]
    timed = paced(said, music, 1) if music else said
    with tempfile.TemporaryDirectory() as folder:
        clips = (Clip(u, clip, _RATE_HZ, "") for u in timed)
        stitch(clips, [f"{i}" for i in range(count // 20 + 1)], Path(folder) / "a", music)


def report(script: Path, voice: str, picture: Path | None, folder: Path) -> None:
    settings = replace(load(EXAMPLES / "briefing.toml"), voice=voice, output=str(folder))
    prepared = prepare(read(script), settings)
    planned = prepared.planned
    if planned.music is None:
        raise SystemExit(f"{script} asks for no music (sound: default)")
    with open_pool(settings) as pool:
        clips = list(speak(planned, pool).clips(quiet))
    level = replace(planned.music, settings=Sound(**{**vars(planned.music.settings), "duck_db": 0}))
    titles = list(planned.plan.chapters)

    def mixed(name: str, music: Music | None) -> Mixed:
        episode = stitch(clips, titles, folder / name, music)
        return Mixed(
            episode, np.fromfile(episode.pcm, "<i2").astype(np.float32) / np.float32(32768)
        )

    whole, alone, flat = mixed("a", planned.music), mixed("b", None), mixed("c", level)
    file = folder / "a.mp3"
    encode(whole.episode, prepared.tags, settings, file)
    heard = measure(ffmpeg.reading(file))
    print(f"loudness {heard.loudness_lufs} LUFS, true peak {heard.true_peak_dbtp} dBTP")
    first_ms, notice_ends_ms = whole.episode.spans[0]
    print(f"first word after {first_ms} ms, notice over after {notice_ends_ms} ms")
    print(f"speech {alone.speech_lufs():.2f} LUFS alone, {whole.speech_lufs():.2f} with music")
    shift_lu = loudness_lufs(alone.sound, _RATE_HZ) - loudness_lufs(whole.sound, _RATE_HZ)
    print(f"the whole at its target, speech is {shift_lu:+.2f} LU from where it is without music")
    print("\n".join(curve(whole, alone, flat)))
    for name in LEVELLERS:
        print(levelled(stitch(clips, titles, folder / "d", leveller=name), name))
    if picture:
        wave = "aformat=channel_layouts=mono,showwavespic=s=1600x300:scale=sqrt"
        arguments = [*ffmpeg.reading(file), "-filter_complex", wave, "-frames:v", "1"]
        ffmpeg.run([*arguments, str(picture)], doing="drawing the waveform")


def levelled(episode: Episode, name: str) -> str:
    """Say how even an episode is."""
    meter = ["-af", "ebur128=framelog=quiet", "-f", "null", "-"]
    log = ffmpeg.run([*ffmpeg.source(episode), *meter], doing="measuring")[1]
    lra_lu = re.findall(r"LRA:\s+([\d.]+) LU", log)[-1]
    mixed = Mixed(episode, np.fromfile(episode.pcm, "<i2").astype(np.float32) / np.float32(32768))
    spans = [span for span in episode.spans if span[1] - span[0] > 1000]
    each = [loudness_lufs(mixed.at(start, end - start), episode.rate_hz) for start, end in spans]
    return f"leveller {name:8} LRA {lra_lu} LU, sentences spread by {np.std(each):.2f} LU"


def curve(whole: Mixed, alone: Mixed, flat: Mixed) -> Iterator[str]:
    """Yield the gain of the tune around the notice, in decibels."""
    start_ms, end_ms = whole.episode.spans[0]
    yield "gain of the tune around the first sentence, which is dry"
    times = [(start_ms, at) for at in (-500, -300, -225, -150, -75, 0, 100)]
    times += [(end_ms, at) for at in (-100, 0, 225, 450, 675, 900, 1000)]
    for edge, (base_ms, at_ms) in zip(["begins"] * 7 + ["ends"] * 7, times, strict=True):
        window = (base_ms + at_ms - _WINDOW_MS / 2, _WINDOW_MS)
        music, full = (mix.at(*window) - alone.at(*window) for mix in (whole, flat))
        gain_db = 10 * np.log10((music**2).mean() / (full**2).mean())
        yield f"{edge:>8} {at_ms:+6} ms {gain_db:7.2f} dB"


if __name__ == "__main__":
    main()
