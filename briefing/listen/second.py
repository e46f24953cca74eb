"""A second opinion: Whisper says which of two texts a sound fits better.

As a free ear Whisper is too weak for Hindi; asked only whether a sound says the text as written or
the one that our ear suspects, it is of use. The texts are given to its decoder word for word
(forced, as for word timestamps), so it cannot invent a third.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.audio import resample
from briefing.errors import ConfigError
from briefing.listen.ear import RATE_HZ
from briefing.listen.sentence import Sentence, Suspicion
from briefing.system import install

if TYPE_CHECKING:
    from briefing.model import Samples

#: It decides no more than this, in nats: it hears 30 s at once, our ear each frame.
_MOST = 15.0
#: Whisper hears no more at once.
_LONGEST_S = 30


class SecondOpinion:
    """Whisper by faster-whisper, on the processor. ``model`` is its folder, or a published name.

    Raises
    ------
    ConfigError
        if the extra is not installed, or the model cannot be loaded.
    """

    def __init__(self, model: str, threads: int = 1) -> None:
        try:
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
        except ImportError as error:
            remedy = install.extra("listen")
            raise ConfigError("a second opinion needs faster-whisper", remedy=remedy) from error
        local = Path(model).is_dir()
        if not local and ("/" in model or "\\" in model):
            raise ConfigError(
                "there is no such folder", where=model, remedy="name the model's folder"
            )
        try:
            self._whisper = WhisperModel(
                model,
                device="cpu",
                compute_type="int8",
                cpu_threads=threads,
                local_files_only=local,
            )
        except (ValueError, RuntimeError, OSError) as error:
            remedy = "name a folder that holds a model of faster-whisper (CTranslate2)"
            raise ConfigError(
                f"the model cannot be loaded: {error}", where=model, remedy=remedy
            ) from error
        self._tokens = Tokenizer(
            self._whisper.hf_tokenizer,
            self._whisper.model.is_multilingual,
            task="transcribe",
            language="hi",
        )

    def __call__(self, sentence: Sentence, suspicion: Suspicion) -> float:
        """Return what speaks for a suspicion, in nats; 0 where it is no other text."""
        other = alternative(sentence, suspicion)
        if other is None or len(sentence.samples) > _LONGEST_S * sentence.rate_hz:
            return 0.0
        written, instead = self.scores(sentence.samples, sentence.rate_hz, sentence.text, other)
        return max(-_MOST, min(_MOST, instead - written))

    def scores(self, samples: Samples, rate_hz: int, *texts: str) -> list[float]:
        """Return the log-probability of each text, given the sound."""
        from faster_whisper.audio import pad_or_trim

        features = self._whisper.feature_extractor(resample(samples, rate_hz, RATE_HZ))
        heard = self._whisper.encode(pad_or_trim(features))
        return [self._score(heard, features.shape[-1], text) for text in texts]

    def _score(self, heard: Any, frames: int, text: str) -> float:
        tokens = self._tokens.encode(f" {text.rstrip(' ।?!')}")
        start = list(self._tokens.sot_sequence)
        (aligned,) = self._whisper.model.align(heard, start, [tokens], frames)
        return float(np.log(np.maximum(aligned.text_token_probs, 1e-10)).sum())


def alternative(sentence: Sentence, suspicion: Suspicion) -> str | None:
    """Return the text that would have been said if a suspicion is true; None if it is no text."""
    text, start = sentence.text, sentence.words[suspicion.first].place[0]
    end = sentence.words[suspicion.last].place[1]
    if suspicion.kind == "number":
        return text[:start] + suspicion.heard + text[end:]
    if suspicion.kind == "left out":
        return f"{text[:start].rstrip()} {text[end:].lstrip()}".strip()
    if suspicion.kind == "twice":
        return f"{text[:end]} {text[start:end]}{text[end:]}"
    return None
