"""Measure the music of an episode: ducking and its curve, loudness, the speech, the first word.

    python bench/music.py [SCRIPT] [--voice tone] [--picture FILE.png]

The episode is mixed three times from the same clips: as it is, without music, and with music that
does not go down. What the first two differ by is the music; the ratio to the third is its gain.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from briefing.config import load
from briefing.encode import encode
from briefing.encode.loudness import measure
from briefing.mix.levels import loudness_lufs
from briefing.mix.stitch import stitch
from briefing.model import Episode
from briefing.pipeline import open_pool, prepare, quiet, speak
from briefing.read import read
from briefing.sound import Music, Sound
from briefing.system import ffmpeg

if TYPE_CHECKING:
    from briefing.model import Samples

EXAMPLES = Path(__file__).parent.parent / "examples"
_WINDOW_MS = 20


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
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(args.script, args.voice, args.picture, Path(folder))


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
    print("\n".join(curve(whole, alone, flat)))
    if picture:
        wave = "aformat=channel_layouts=mono,showwavespic=s=1600x300:scale=sqrt"
        arguments = [*ffmpeg.reading(file), "-filter_complex", wave, "-frames:v", "1"]
        ffmpeg.run([*arguments, str(picture)], doing="drawing the waveform")


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
