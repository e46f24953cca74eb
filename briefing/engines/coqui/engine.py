"""Speak with a Coqui model, whichever it is.

A model's speed and noise are attributes of the model; torch's seed and the silenced streams belong
to the process. So one thread speaks at a time; to speak in parallel, use several processes, each
with its own models. Within a sentence torch may use ``SynthesisOptions.threads`` threads.
"""

from __future__ import annotations

import threading
import zlib
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from briefing.engines import SynthesisOptions
from briefing.engines.chunking import speak
from briefing.engines.coqui import ending, layout, load, store
from briefing.engines.coqui.models import MODELS
from briefing.engines.coqui.remedies import remedies
from briefing.model import Voice

if TYPE_CHECKING:
    from briefing.model import Samples

_ONE_AT_A_TIME = threading.Lock()


class Coqui:
    """A Coqui voice, ready to speak.

    Raises
    ------
    VoiceError
        if the model's files are missing, changed, unsafe or not of one model, if the packages do
        not fit together, or the speaker is unknown.
    """

    rate_hz: int

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        self._voice = voice
        files = layout.find(voice)
        if files.family == "xtts":
            with remedies(voice, "loading"), load.quiet():
                load.strip_settings(files.checkpoint)
        sums = store.check(voice, files.files())
        with _ONE_AT_A_TIME, remedies(voice, "loading"), load.quiet():
            import torch

            torch.set_num_threads(max(1, options.threads))
            where = load.device(options.device)
            self._model = MODELS[files.family](voice, files, where, options)
        self.rate_hz = self._model.rate_hz
        if not store.known(voice):
            store.keep(voice, sums)

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        The text is written in the characters that the model knows, and cut where the model could
        not take it or has no sign for a pause.

        Raises
        ------
        VoiceError
            if nothing in the text can be spoken, a character has no sound, or the model fails.
        """
        sound = partial(self._sound, seed=seed)
        return speak(spoken, self._model.known, self._model.takes, sound, self.rate_hz)

    def _sound(self, text: str, seed: int) -> Samples:
        """Return the sound of a piece; XTTS is heard, and asked again where it babbled."""
        tries = [self._once(text, seed)]
        if not self._model.babbles:
            return tries[0]
        for again in range(1, ending.TRIES):
            if ending.fault(tries[-1], self.rate_hz, text) is None:
                break
            tries.append(self._once(text, seed + again * ending.SEED_STEP))
        return ending.best(tries, self.rate_hz, text)

    def _once(self, text: str, seed: int) -> Samples:
        import torch

        with (
            _ONE_AT_A_TIME,
            remedies(self._voice, "speaking"),
            load.quiet(),
            torch.random.fork_rng(),
            torch.inference_mode(),
        ):
            # Each piece draws noise of its own, whatever was spoken before it.
            torch.manual_seed((zlib.crc32(text.encode()) + seed) & 0x7FFF_FFFF)
            sound = self._model.sound(text)
        samples: Samples = np.ascontiguousarray(np.ravel(sound), np.float32)
        return samples
