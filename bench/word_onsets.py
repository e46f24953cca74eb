"""Measure how well the times of words agree with the sound, at words that begin with a plosive.

    python bench/word_onsets.py [--voice hm_omega] [--words 200]

The release of a voiceless plosive or affricate is the clearest onset there is in speech: after a
closure without sound, energy above 1.5 kHz rises within a few milliseconds. In a window around the
time that the engine says, the release is where that energy rises most (Liu, "Landmark detection for
distinctive feature-based speech recognition", *JASA* 100, 1996: the abrupt rise marks a burst). The
window is far wider than the error that is measured: the last rows show the same measurement for
times that are wrong on purpose.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from machine import name

from briefing import voices
from briefing.engines import SynthesisOptions, load, speech

MORE = [
    "तीन किताबें, चार कापियाँ और पाँच कलम थैले में पड़े थे।",
    "कल कोलकाता की टीम ने पटना की टीम को तीन के मुक़ाबले पाँच गोल से पछाड़ा।",
    "पुलिस ने कहा कि खेत के पास पुराना टायर और टूटी पेटी पड़ी थी।",
    "ठंडी तेज़ हवा के कारण फल टूटकर खेत में फैल गए।",
    "छोटे तालाब के किनारे कुछ पक्षी चुपचाप तैर रहे थे।",
]
FILES = [Path(__file__).with_name(name) for name in ("sentences.txt", "sentences_more.txt")]
FILES = [Path(__file__).with_name(name) for name in ("sentences.txt", "sentences_more.txt")]
SENTENCES = [*MORE, *(line for file in FILES for line in file.read_text("utf-8").splitlines())]
PLOSIVES = frozenset("कखचछटठतथपफ")
WINDOW_MS, SMOOTH_MS, STEP_MS = 120, 6, 10
LOWEST_HZ = 1500
WRONG_MS = (60, -60, 100)


def energy_db(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return the energy above ``LOWEST_HZ``, one value a millisecond, in decibels."""
    spectrum = np.fft.rfft(samples)
    spectrum[: round(LOWEST_HZ * len(samples) / rate_hz)] = 0
    high = np.fft.irfft(spectrum, len(samples)) ** 2
    step = rate_hz // 1000
    each = high[: len(high) // step * step].reshape(-1, step).mean(axis=1)
    smooth = np.convolve(each, np.ones(SMOOTH_MS) / SMOOTH_MS, "same")
    return 10 * np.log10(smooth + 1e-8)


def release_ms(level_db: np.ndarray, near_ms: int) -> int | None:
    """Return where the energy rises most within the window; None at the edges of the sound."""
    rise = level_db[STEP_MS:] - level_db[:-STEP_MS]  # rise[t]: from t to t + STEP_MS
    first = near_ms - WINDOW_MS - STEP_MS // 2
    window = rise[max(0, first) : first + 2 * WINDOW_MS]
    if first < 0 or len(window) < 2 * WINDOW_MS:
        return None
    return first + int(window.argmax()) + STEP_MS // 2


def errors_ms(voice: str, most: int) -> dict[int, list[int]]:
    """Return how far each word is from its release, for the engine's times and for wrong ones."""
    engine = load(voices.find(voice), SynthesisOptions())
    found: dict[int, list[int]] = {wrong: [] for wrong in (0, *WRONG_MS)}
    for text in SENTENCES:
        said = speech(engine, text)
        level = energy_db(said.samples, engine.rate_hz)
        for word in said.words:
            if text[word.start] not in PLOSIVES:
                continue
            for wrong, errors in found.items():
                release = release_ms(level, word.start_ms + wrong)
                if release is not None:
                    errors.append(word.start_ms + wrong - release)
        if len(found[0]) >= most:
            break
    return {wrong: errors[:most] for wrong, errors in found.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--voice", default=voices.DEFAULT)
    parser.add_argument("--words", type=int, default=200)
    args = parser.parse_args()
    print(f"{name()}; {args.voice}\n")
    print(
        "| times | words | median error | median of its size | 90 % within |\n|---|---|---|---|---|"
    )
    for wrong, errors in errors_ms(args.voice, args.words).items():
        size = np.abs(errors)
        what = f"{wrong:+d} ms, wrong on purpose" if wrong else "of the engine"
        print(
            f"| {what} | {len(errors)} | {np.median(errors):+.0f} ms | {np.median(size):.0f} ms "
            f"| {np.percentile(size, 90):.0f} ms |"
        )


if __name__ == "__main__":
    main()
