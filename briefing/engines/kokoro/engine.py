"""Kokoro-82M (hexgrad, Apache-2.0), the embedded default voice, run by onnxruntime directly.

The model takes phoneme symbols as token ids, a style vector that depends on their number, and a
speed; it returns a waveform of 24 kHz. Architecture: StyleTTS 2 (Li et al. 2023) with an iSTFTNet
vocoder (Kaneko et al. 2022). The published graph has no source of noise, so the same tokens always
give the same samples.
"""

from __future__ import annotations

import unicodedata
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from briefing.engines import PLAIN, SynthesisOptions
from briefing.engines.chunking import Chunk, speak_timed
from briefing.engines.g2p import by_name
from briefing.engines.g2p.alignment import Span, word_spans
from briefing.engines.kokoro import controls, optimise, weights
from briefing.engines.kokoro.tokens import tokens
from briefing.engines.melody import prosody, register
from briefing.engines.session import shared_session
from briefing.errors import VoiceError
from briefing.model import Delivery, Speech, Voice, WordTime

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from briefing.model import Samples

RATE_HZ = 24000
#: A unit of the durations that the model predicts: 600 samples.
FRAME_MS = 25
#: The sound of a frame is heard this much before its place (bench/word_onsets.py measures it).
LEAD_MS = 20
#: Tokens that the model has positions for, without the padding at both ends.
MODEL_TOKENS = 510
#: The model rushes in long inputs: 60 ms a token up to 250 tokens, 57 at 300, 53 at 400, 48 at 500.
MOST_TOKENS = 250
#: A new seed takes the style of a sentence up to this many tokens longer.
_STYLES_NEAR = 8
_REMEDY = "delete that file; it is made again on the next run"


class Kokoro:
    """A Kokoro voice, ready to speak.

    Raises
    ------
    VoiceError
        if the weights, the style vectors or the G2P are missing or cannot be loaded.
    """

    rate_hz = RATE_HZ

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        self._where = str(voice.folder / "voice.toml")
        self._symbols = by_name(str(voice.options.get("g2p", "own")), self._where)
        self._options = options
        self._styles = _styles(voice.folder / str(voice.options["style"]))
        if voice.options.get("graph") == "published":
            path = _model(voice)
        elif "model" in voice.options:
            path = optimise.optimised(_model(voice))
        else:
            place = weights.place(voice.options["file"], voice.options["sha256"])
            path = optimise.optimised(place, join=partial(_model, voice))
        self._session = shared_session(path, options.threads, _REMEDY)
        self._moves_pitch = controls.PITCH_SCALE in {i.name for i in self._session.get_inputs()}
        self._register = register(voice)

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at 24 kHz.

        Text that is too long for the model is cut where a speaker would breathe. The model itself
        has no randomness: another ``seed`` takes the style of a slightly longer sentence, which
        moves the intonation a little.

        Raises
        ------
        VoiceError
            if nothing in the text can be spoken, a symbol is unknown to the model, or the model
            fails.
        """
        return self.speak_timed(spoken, seed=seed).samples

    def speak_timed(self, spoken: str, delivery: Delivery = PLAIN, *, seed: int = 0) -> Speech:
        """Return a sentence said as the ``delivery`` has it, with its words' times.

        With the published graph there are no times, and the delivery is the model's own.
        """

        def sound(part: Chunk) -> Speech:
            return self._sound(part.text, part.delivery(delivery), seed)

        return speak_timed(spoken, None, self._takes, sound, RATE_HZ)

    def _takes(self, text: str) -> bool:
        return len(tokens(self._read(text))) <= MOST_TOKENS

    def _read(self, text: str) -> str:
        return self._symbols(text, dict(self._options.pronounced(text)))

    def _sound(self, text: str, delivery: Delivery, seed: int) -> Speech:
        symbols = unicodedata.normalize("NFD", self._read(text))
        ids = tokens(symbols)
        if not ids:
            raise VoiceError(f"there is nothing to say in {text!r}", remedy="remove the sentence")
        words = word_spans(text, symbols, dict(self._options.pronounced(text)))
        inputs = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": self._styles[min(len(ids) - 1 + seed % _STYLES_NEAR, MODEL_TOKENS - 1)],
            **self._prosody(symbols, words, delivery),
        }
        try:
            sound, *durations = self._session.run(None, inputs)
        except Exception as error:  # onnxruntime's own classes share no other base
            raise VoiceError(f"the model failed on {text!r}: {error}") from error
        if not durations:
            return Speech(np.ravel(sound))
        # The first and the last duration are those of the padding.
        bounds_ms = np.cumsum(np.ravel(durations[0]))[:-1] * FRAME_MS - LEAD_MS
        times_ms = np.round(bounds_ms.clip(0)).astype(int).tolist()
        times = (WordTime(*place, times_ms[i], times_ms[j]) for place, (i, j) in words)
        return Speech(np.ravel(sound), tuple(times))

    def _prosody(
        self, symbols: str, words: Sequence[tuple[Span, Span]], delivery: Delivery
    ) -> dict[str, NDArray[np.float32]]:
        """Return the inputs for speed and pitch; the padding is said as the model has it."""
        if not self._moves_pitch:
            return {"speed": np.array([self._options.speed], np.float32)}
        curves = prosody(symbols, words, delivery, self._register)
        scale, shift_hz, pace = (
            np.pad(curve, 1, constant_values=usual)
            for curve, usual in ((curves.scale, 1), (curves.shift_hz, 0), (curves.pace, 1))
        )
        return {
            "speed": (pace * self._options.speed).astype(np.float32),
            controls.PITCH_SCALE: scale[np.newaxis],
            controls.PITCH_SHIFT: shift_hz[np.newaxis],
        }


def _styles(path: Path) -> Samples:
    """Load the style vectors: float32, shape (510, 1, 256), one for each number of tokens."""
    try:
        return np.fromfile(path, "<f4").reshape(MODEL_TOKENS, 1, 256)
    except (OSError, ValueError) as error:
        raise VoiceError(
            f"the style vectors cannot be read: {error}",
            where=str(path),
            remedy="a style file holds 510 × 256 float32 numbers",
        ) from error


def _model(voice: Voice) -> Path:
    """Return the model's file: the one the voice names, or the one made of its packages."""
    table = voice.options
    if "model" not in table:
        return weights.ensure_model(table["packages"], table["file"], table["sha256"])
    path = voice.folder / Path(table["model"]).expanduser()
    if not path.is_file():
        raise VoiceError(
            f"there is no model file {path}",
            where=str(voice.folder / "voice.toml"),
            remedy="correct model = … there, or remove it to use the packages",
        )
    return path
