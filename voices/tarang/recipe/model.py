"""The student: Coqui's own VITS (Kim et al. 2021, arXiv 2106.06103) as the recipe sizes it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from TTS.tts.configs.shared_configs import BaseAudioConfig, CharactersConfig
from TTS.tts.configs.vits_config import VitsConfig
from TTS.tts.models.vits import Vits, VitsArgs


def configuration(recipe: SimpleNamespace) -> VitsConfig:
    """Return Coqui's configuration of the voice: graphemes, no phonemizer, one speaker."""
    audio = vars(recipe.audio)
    config = VitsConfig(
        model_args=VitsArgs(init_discriminator=False, **vars(recipe.model)),
        audio=BaseAudioConfig(sample_rate=recipe.voice.rate_hz, **audio),
        characters=CharactersConfig(
            characters_class="TTS.tts.models.vits.VitsCharacters",
            characters=recipe.text.letters,
            punctuations=recipe.text.marks,
            phonemes=None,
            pad="<PAD>",
            eos=None,
            bos=None,
            blank="<BLNK>",
        ),
    )
    config.model_args.out_channels = recipe.audio.fft_size // 2 + 1
    config.use_phonemes = False
    config.phonemizer = None
    config.phoneme_language = None
    config.text_cleaner = "basic_cleaners"
    config.add_blank = True
    config.test_sentences = []
    return config


class Student(Vits):
    """Coqui's model, with what must not be rounded to bfloat16 kept in float32."""

    def __init__(self, recipe: SimpleNamespace) -> None:
        super().__init__(configuration(recipe))
        last = self.waveform_decoder.conv_post
        rounded = last.forward

        def exact(x: torch.Tensor) -> torch.Tensor:
            """Return the waveform: 8 bits of it would be heard as noise 50 dB below."""
            with torch.autocast(x.device.type, enabled=False):
                return rounded(x.float())

        last.forward = exact

    def forward_mas(self, outputs: dict, *tensors: torch.Tensor | None, **rest: Any) -> Any:
        """Align as Coqui does: the likelihoods are sums over all channels, so in float32."""
        whole = [t if t is None else t.float() for t in tensors]
        with torch.autocast(whole[0].device.type, enabled=False):
            return super().forward_mas(outputs, *whole, **rest)


#: What speaking needs, of which the average is kept and exported; the posterior encoder is not.
SPEAKING = ("text_encoder.", "duration_predictor.", "flow.", "waveform_decoder.")


def speaking(model: Vits) -> dict[str, torch.Tensor]:
    """Return the parameters that speak, by name."""
    return {name: p for name, p in model.named_parameters() if name.startswith(SPEAKING)}
