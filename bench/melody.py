"""Measure on the sound whether yes/no questions end higher than the statements of the same words.

    python bench/melody.py [--voice hm_omega] [--pairs 100] [--off]
    python bench/melody.py --quality CACHE [--voice hm_omega]

Each pair differs in its last mark alone. The pitch is measured by autocorrelation (Boersma, 1993:
that of the windowed sound over that of the window) in 40 ms, every 10 ms; the end of a sentence is
the median of its last 100 ms with a voice. ``--off`` is the model's own intonation. The
last line compares wh-questions, which must not rise. ``--quality`` asks what Whisper and DNSMOS
think of 40 sentences with and without melody, by ``voice_quality.py``, which says what it needs: 20
questions, and 20 of ``sentences.txt`` that open or close a paragraph.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
from pathlib import Path

import numpy as np
from machine import name
from voice_quality import SENTENCES, Cache, Listener, sentences

from briefing import voices
from briefing.engines import PLAIN, SynthesisOptions, load, speech
from briefing.episode.tune import tune_of
from briefing.model import Delivery

WHO = ["तुम", "आप लोग", "बच्चे", "सरकार के मंत्री", "गाँव के किसान"]
WHEN = ["आज", "कल सुबह"]
WHAT = [
    *("घर जा रहे हैं", "दिल्ली पहुँच गए", "यह काम करेंगे", "खाना खा चुके हैं", "बाज़ार से लौट आए"),
    *("नई किताब पढ़ेंगे", "मेले में आए थे", "वोट देने जाएँगे", "हमारी बात मानेंगे", "पानी भर लाए"),
]
PAIRS = [" ".join(words) for words in itertools.product(WHO, WHEN, WHAT)]
WH = ["वे कब आएँगे", "यह किसने कहा", "आप कहाँ जा रहे हैं", "दाम क्यों बढ़ गए", "बारिश कितनी हुई"]
FRAME_MS, STEP_MS, END_FRAMES = 40, 10, 10
LOWEST_HZ, HIGHEST_HZ, VOICED = 55, 450, 0.55


def pitches_hz(samples: np.ndarray, rate_hz: int) -> np.ndarray:
    """Return the pitch of each frame, 0 where there is no voice."""
    length, step = rate_hz * FRAME_MS // 1000, rate_hz * STEP_MS // 1000
    window = np.hanning(length)
    own = np.correlate(window, window, "full")[length - 1 :]
    lags = np.arange(rate_hz // HIGHEST_HZ, rate_hz // LOWEST_HZ)
    loudest = np.abs(samples).max()
    found = []
    for start in range(0, len(samples) - length, step):
        frame = samples[start : start + length]
        if np.abs(frame).max() < 0.05 * loudest:
            found.append(0.0)
            continue
        spectrum = np.fft.rfft((frame - frame.mean()) * window, 2 * length)
        same = np.fft.irfft(np.abs(spectrum) ** 2)[:length]
        same = same / max(same[0], 1e-9) * own[0] / np.maximum(own, own[0] * 0.02)
        # Of peaks that are nearly as high the shortest lag: an octave below fits as well.
        best = int(lags[np.argmax(same[lags] - 0.06 * np.log2(lags / lags[0]))])
        found.append(rate_hz / best if same[best] > VOICED else 0.0)
    return np.array(found)


def end_hz(samples: np.ndarray, rate_hz: int) -> float:
    """Return the pitch at the end of a sentence."""
    pitch = pitches_hz(samples, rate_hz)
    return float(np.median(pitch[pitch > 0][-END_FRAMES:]))


class Melodic:
    """A voice whose sentences have a tune, or, switched off, have none."""

    def __init__(self, voice: str, cache: Cache, *, on: bool) -> None:
        self._voice, self._cache, self._on = voice, cache, on
        self._engine = load(voices.find(voice), SynthesisOptions())

    def wav(self, text: str) -> Path:
        tune = tune_of(text)
        opens = not tune and text in SENTENCES[::2]
        delivery = Delivery(tune, opens=opens, closes=not (tune or opens)) if self._on else PLAIN
        return self._cache.sound(
            f"{self._voice} {delivery} {text}", lambda: self._speak(text, delivery)
        )

    def _speak(self, text: str, delivery: Delivery) -> tuple[np.ndarray, int]:
        return speech(self._engine, text, delivery).samples, self._engine.rate_hz


def quality(voice: str, folder: Path) -> None:
    """Print what is heard of the same sentences with and without melody, and how it is rated."""
    cache = Cache(folder)
    speakers = {name: Melodic(voice, cache, on=name == "on") for name in ("off", "on")}
    questions = [f"{pair}?" for pair in PAIRS[::5]]
    sentences(speakers, Listener(cache, folder), [*questions, *SENTENCES[: len(questions)]])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--voice", default=voices.DEFAULT)
    parser.add_argument("--pairs", type=int, default=len(PAIRS))
    parser.add_argument("--off", action="store_true")
    parser.add_argument("--quality", type=Path, metavar="CACHE")
    args = parser.parse_args()
    if args.quality:
        quality(args.voice, args.quality)
        return
    engine = load(voices.find(args.voice), SynthesisOptions())

    def end(text: str) -> float:
        delivery = PLAIN if args.off else Delivery(tune_of(text))
        return end_hz(speech(engine, text, delivery).samples, engine.rate_hz)

    # Of every subject, time and predicate alike, however few pairs are asked for.
    order = np.random.default_rng(1).permutation(len(PAIRS))[: args.pairs]
    ends = [(end(f"{PAIRS[i]}?"), end(f"{PAIRS[i]}।")) for i in order]
    higher = sum(question > statement for question, statement in ends)
    asked, told = (statistics.median(side) for side in zip(*ends, strict=True))
    print(f"{name()}; {args.voice}, melody {'off' if args.off else 'on'}")
    print(f"{higher} of {len(ends)} questions end higher; median {asked:.0f} Hz, not {told:.0f} Hz")
    rest = [(end(f"{text}?"), end(f"{text}।")) for text in WH]
    asked, told = (statistics.median(side) for side in zip(*rest, strict=True))
    print(f"wh-questions end at {asked:.0f} Hz, as statements at {told:.0f} Hz")


if __name__ == "__main__":
    main()
