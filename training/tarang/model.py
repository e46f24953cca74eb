"""The student: Coqui's ``ForwardTTS`` (FastPitch), and how it is trained on batches.

Coqui's encoder and decoder let what pads a batch leak into the ends of shorter sentences. Here the
encoder's padding is masked inside every layer, and the decoder's is silence: what is learnt in a
batch is what is spoken alone.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import torch
from data import Batch
from torch import Tensor
from TTS.config.shared_configs import BaseAudioConfig
from TTS.tts.configs.fast_pitch_config import FastPitchConfig
from TTS.tts.configs.shared_configs import CharactersConfig
from TTS.tts.models.forward_tts import ForwardTTS, ForwardTTSArgs
from TTS.tts.utils.text.characters import IPAPhonemes

BEGIN, END, PAD = "^", "$", "_"


def coqui_config(config: SimpleNamespace) -> FastPitchConfig:
    """Return the model's configuration, as Coqui's own API reads it."""
    signs = _signs(config)
    characters = CharactersConfig(
        characters_class="TTS.tts.utils.text.characters.IPAPhonemes", **signs
    )
    return FastPitchConfig(
        audio=audio_config(config.audio),
        model_args=_args(config.model, IPAPhonemes(**signs).num_chars),
        characters=characters,
        use_phonemes=False,
        text_cleaner=None,
        enable_eos_bos_chars=True,
        add_blank=False,
        f0_cache_path=None,
        compute_f0=False,
        phoneme_cache_path=None,
        test_sentences=[],
    )


def _signs(config: SimpleNamespace) -> dict[str, Any]:
    return {
        "pad": PAD,
        "eos": END,
        "bos": BEGIN,
        "blank": "",
        "characters": config.text.phones,
        "punctuations": config.text.marks,
        "is_unique": True,
        "is_sorted": True,
    }


def audio_config(audio: SimpleNamespace) -> BaseAudioConfig:
    """Return the mel spectrogram in Coqui's words: plain natural logarithms."""
    return BaseAudioConfig(
        sample_rate=audio.rate_hz,
        fft_size=audio.fft_size,
        win_length=audio.fft_size,
        hop_length=audio.hop_length,
        num_mels=audio.num_mels,
        mel_fmin=audio.mel_fmin,
        mel_fmax=audio.mel_fmax,
        log_func="np.log",
        spec_gain=1.0,
        signal_norm=False,
        do_trim_silence=False,
        preemphasis=0.0,
    )


def _args(model: SimpleNamespace, num_chars: int) -> ForwardTTSArgs:
    predictor = {
        f"{which}_predictor_{key}": value
        for which in ("duration", "pitch")
        for key, value in (
            ("hidden_channels", model.predictor_channels),
            ("kernel_size", model.predictor_kernel),
            ("dropout_p", model.predictor_dropout),
        )
    }
    return ForwardTTSArgs(
        num_chars=num_chars,
        hidden_channels=model.hidden_channels,
        use_aligner=False,
        use_pitch=True,
        positional_encoding=False,
        encoder_type="fftransformer",
        encoder_params={
            "hidden_channels_ffn": model.encoder_ffn,
            "num_heads": model.encoder_heads,
            "num_layers": model.encoder_layers,
            "dropout_p": model.encoder_dropout,
        },
        decoder_type="residual_conv_bn",
        decoder_params={
            "kernel_size": model.decoder_kernel,
            "dilations": model.decoder_dilations,
            "num_conv_blocks": 2,
            "num_res_blocks": len(model.decoder_dilations),
        },
        **predictor,
    )


def build(config: SimpleNamespace) -> ForwardTTS:
    """Return a new model, with its tokenizer."""
    return ForwardTTS.init_from_config(coqui_config(config))


def encode(model: ForwardTTS, numbers: Tensor, mask: Tensor) -> Tensor:
    """Return what the encoder makes of each phone: (B, C, n); ``mask`` is (B, 1, n).

    For a sentence alone it equals Coqui's encoder; in a batch nothing leaks from the padding.
    """
    hidden = model.emb(numbers).transpose(1, 2) * mask
    padding = mask.squeeze(1) == 0
    for layer in model.encoder.encoder.fft_layers:
        source = hidden.permute(2, 0, 1)
        attended, _ = layer.self_attn(source, source, source, key_padding_mask=padding)
        source = layer.norm1(source + layer.dropout1(attended) + attended)
        hidden = source.permute(1, 2, 0) * mask
        inner = layer.conv2(torch.relu(layer.conv1(hidden)) * mask)
        hidden = hidden + layer.dropout2(inner)
        hidden = layer.norm2(hidden.transpose(1, 2)).transpose(1, 2) * mask
    return hidden


def forward(model: ForwardTTS, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
    """Return normalised mel (B, mels, T), log durations and normalised pitch (B, 1, n).

    Durations and pitch of the batch are given to the decoder, as the teacher spoke them.
    """
    hidden = encode(model, batch.numbers, batch.mask)
    log_durations = model.duration_predictor(hidden, batch.mask)
    pitch = model.pitch_predictor(hidden, batch.mask)
    hidden = hidden + model.pitch_emb(batch.pitch)
    places = batch.places.unsqueeze(1).expand(-1, hidden.shape[1], -1)
    expanded = hidden.gather(2, places)
    everywhere = torch.ones_like(expanded[:, :1])
    return model.decoder(expanded, everywhere), log_durations, pitch
