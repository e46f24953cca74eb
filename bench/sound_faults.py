"""Look for clicks, hum and cut endings in what a voice speaks.

    python bench/sound_faults.py VOICE [--against hm_omega] [--script examples/briefing.hi.md]

A click is a jump of the waveform that stands out where it is quiet; hum is what the band of 40 to
130 Hz holds in pauses; an ending is cut where the ear of ``briefing/listen`` hears none of a
sentence's last three phones in its last 400 ms.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from briefing import voices
from briefing.audio import sounding
from briefing.engines import load
from briefing.listen.ear import Ear
from briefing.listen.phones import phones_of
from briefing.normalise import spoken
from briefing.read import read
from training.ear.measure import decoded

#: Quieter than this below the peak is a pause.
_QUIET_DB = -45.0
_CLICK_DB = -40.0


def clicks(samples: np.ndarray, rate_hz: int) -> int:
    """Count the jumps over −40 dB of the peak in 5 ms windows that lie between quiet ones."""
    size = rate_hz // 200
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    level = np.sqrt((windows**2).mean(1))
    peak = np.abs(samples).max()
    quiet = level < peak * 10 ** (_QUIET_DB / 20)
    inside = quiet[1:-1] & quiet[:-2] & quiet[2:]
    jumps = np.abs(np.diff(windows[1:-1], n=2, axis=1)).max(1)
    return int((inside & (jumps > peak * 10 ** (_CLICK_DB / 20))).sum())


def pauses_db(samples: np.ndarray, rate_hz: int) -> tuple[float, float]:
    """Return the level of the quietest tenth of 20 ms windows, and of 40 to 130 Hz in it, dBFS."""
    size = rate_hz // 50
    windows = samples[: len(samples) // size * size].reshape(-1, size)
    level = np.sqrt((windows**2).mean(1))
    quiet = windows[np.argsort(level)[: max(1, len(level) // 10)]].ravel()
    power = np.abs(np.fft.rfft(quiet)) ** 2 * 2 / len(quiet) ** 2
    hertz = np.fft.rfftfreq(len(quiet), 1 / rate_hz)
    band = power[(hertz > 40) & (hertz < 130)].sum()
    return _db(float(np.sqrt((quiet**2).mean()))), _db(float(np.sqrt(band)))


def _db(level: float) -> float:
    return 20 * float(np.log10(max(level, 1e-7)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("voice")
    parser.add_argument("--against", default="hm_omega")
    parser.add_argument("--script", type=Path, default=Path("examples/briefing.hi.md"))
    args = parser.parse_args()
    ear = Ear()
    script = read(args.script)
    paragraphs = [p.text for chapter in script.chapters for p in chapter.paragraphs]
    texts = [spoken(text) for text in paragraphs]
    for name in (args.voice, args.against):
        engine = load(voices.find(name))
        found, cut, floors, seconds = 0, [], [], 0.0
        for text in texts:
            samples = engine.speak(text)
            seconds += len(samples) / engine.rate_hz
            found += clicks(samples, engine.rate_hz)
            floors.append(pauses_db(samples, engine.rate_hz))
            end = sounding(samples)[1]
            last = samples[max(0, end - engine.rate_hz * 2 // 5) : end]
            meant = phones_of(text)[-3:]
            if not set(meant) & set(decoded(ear.hear(last, engine.rate_hz))):
                cut.append(text)
        floor, hum = np.array(floors).mean(0)
        print(
            f"{name:10}{seconds:7.1f} s  clicks {found}  pauses {floor:.0f} dBFS, "
            f"of it 40 to 130 Hz {hum:.0f} dBFS  endings cut {len(cut)} of {len(texts)}"
        )
        for text in cut:
            print(f"  {text[-60:]}")


if __name__ == "__main__":
    main()
