"""Tiny Coqui checkpoints with random weights, in the layouts that real ones are published in.

The classes are Coqui's own; only the sizes are small. The random voices hum quietly: the last
layer is scaled so that nothing clips, and durations so that a letter takes about as long as one.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch

LETTERS = "".join(chr(c) for c in range(0x901, 0x95F)) + "\u200d"
#: As Indic-TTS: no danda.
PUNCTUATION = "!'(),-.:;? "
_TRAINERS = "/home/trainer/indic-tts/models/hi"
_SECONDS_A_LETTER = 0.065

VITS = {
    "init_discriminator": False,
    "hidden_channels": 16,
    "hidden_channels_ffn_text_encoder": 32,
    "num_heads_text_encoder": 2,
    "num_layers_text_encoder": 1,
    "kernel_size_text_encoder": 3,
    "num_layers_flow": 2,
    "num_layers_posterior_encoder": 2,
    "upsample_initial_channel_decoder": 32,
    "resblock_type_decoder": "2",
    "resblock_kernel_sizes_decoder": [3],
    "resblock_dilation_sizes_decoder": [[1, 3]],
    "upsample_rates_decoder": [8, 8, 4],
    "upsample_kernel_sizes_decoder": [16, 16, 8],
}


def vits(folder: Path, **args: Any) -> Path:
    """Write a VITS model that reads graphemes: ``model.pth`` and ``config.json``, 16 kHz."""
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits, VitsArgs

    torch.manual_seed(7)
    config = VitsConfig(model_args=VitsArgs(**{**VITS, **args}))
    config.audio.sample_rate = 16000
    config.characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        characters=LETTERS,
        punctuations=PUNCTUATION + "।",
        phonemes=None,
        pad="<PAD>",
        eos=None,
        bos=None,
        blank="<BLNK>",
    )
    config.use_phonemes = False
    config.text_cleaner = "basic_cleaners"
    config.add_blank = True
    config.model_args.length_scale = _SECONDS_A_LETTER * 16000 / 256 / 2
    return _written(Vits(config), config, folder, "model.pth")


def _written(model: Any, config: Any, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict(), "config": config.to_dict()}, folder / name)
    config.save_json(str(folder / "config.json"))
    return folder


#: MMS sizes its model by code, not by its configuration, so the tiny one is as large: 36 million
#: parameters. Its vocabulary is Hindi's letters, a blank, and no mark of punctuation.
MMS_VOCABULARY = ["_", *[chr(c) for c in range(0x901, 0x95F)], " ", "-"]


def mms(folder: Path) -> Path:
    """Write a model as MMS publishes it: ``G_100000.pth``, ``config.json``, ``vocab.txt``."""
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits

    torch.manual_seed(7)
    config = VitsConfig()
    model = Vits(config)
    model.disc = None
    model.text_encoder.emb = torch.nn.Embedding(len(MMS_VOCABULARY), 192)
    _longer(model, math.log(_SECONDS_A_LETTER * 16000 / 256 / 2))
    state = {_as_fairseq(name): weight for name, weight in model.state_dict().items()}
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": state, "iteration": 100_000}, folder / "G_100000.pth")
    table = {
        "train": {"segment_size": 8192},
        "data": {"training_files": "train.ltr", "sampling_rate": 16000, "add_blank": True},
        "model": {"hidden_channels": 192},
    }
    (folder / "config.json").write_text(json.dumps(table), encoding="utf-8")
    (folder / "vocab.txt").write_text("\n".join(MMS_VOCABULARY) + "\n", encoding="utf-8")
    return folder


def _longer(model: Any, log_frames: float) -> None:
    """Move the logarithm of every duration, by the last affine layer of the predictor."""
    with torch.no_grad():
        # The flow runs in reverse: log w = (z - translation) · exp(-log_scale).
        model.duration_predictor.flows[0].translation.fill_(-log_frames)


_TO_FAIRSEQ = (
    ("text_encoder.", "enc_p."),
    ("waveform_decoder.", "dec."),
    ("posterior_encoder.", "enc_q."),
    ("flow.flows.3.", "flow.flows.6."),
    ("flow.flows.2.", "flow.flows.4."),
    ("flow.flows.1.", "flow.flows.2."),
    ("duration_predictor.flows.0.translation", "dp.flows.0.m"),
    ("duration_predictor.flows.0.log_scale", "dp.flows.0.logs"),
    ("duration_predictor.flows.4", "dp.flows.7"),
    ("duration_predictor.flows.3", "dp.flows.5"),
    ("duration_predictor.flows.2", "dp.flows.3"),
    ("duration_predictor.flows.1", "dp.flows.1"),
    ("duration_predictor.post_flows.0.translation", "dp.post_flows.0.m"),
    ("duration_predictor.post_flows.0.log_scale", "dp.post_flows.0.logs"),
    ("duration_predictor.post_flows.4", "dp.post_flows.7"),
    ("duration_predictor.post_flows.3", "dp.post_flows.5"),
    ("duration_predictor.post_flows.2", "dp.post_flows.3"),
    ("duration_predictor.post_flows.1", "dp.post_flows.1"),
    ("duration_predictor.", "dp."),
)


def _as_fairseq(name: str) -> str:
    """Return a weight's name as fairseq writes it."""
    for ours, theirs in _TO_FAIRSEQ:
        if name.startswith(ours):
            return theirs + name.removeprefix(ours)
    return name


def indic(folder: Path) -> Path:
    """Write FastPitch and HiFi-GAN as Indic-TTS does: two speakers, the trainers' paths."""
    from TTS.tts.configs.fast_pitch_config import FastPitchConfig
    from TTS.tts.configs.shared_configs import CharactersConfig
    from TTS.tts.models.forward_tts import ForwardTTS, ForwardTTSArgs

    torch.manual_seed(7)
    acoustic = folder / "fastpitch"
    acoustic.mkdir(parents=True)
    speakers = acoustic / "speakers.pth"
    torch.save({"female": 0, "male": 1}, speakers)
    transformer = {"hidden_channels_ffn": 32, "num_heads": 1, "num_layers": 1, "dropout_p": 0.1}
    args = ForwardTTSArgs(
        hidden_channels=16,
        encoder_params=transformer,
        decoder_params=transformer,
        use_speaker_embedding=True,
        speakers_file=str(speakers),
    )
    config = FastPitchConfig(model_args=args, speakers_file=str(speakers))
    config.use_speaker_embedding = True
    config.audio.stats_path = None
    config.characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        characters=LETTERS,
        punctuations=PUNCTUATION,
        phonemes=None,
        pad="<PAD>",
        eos=None,
        bos=None,
        blank="<BLNK>",
    )
    config.use_phonemes = False
    config.text_cleaner = "multilingual_cleaners"
    model = ForwardTTS(config)
    with torch.no_grad():
        frames = _SECONDS_A_LETTER * config.audio.sample_rate / config.audio.hop_length
        model.duration_predictor.proj.bias.fill_(math.log(frames + 1))
    _written(model, config, acoustic, "best_model.pth")
    _hifigan(folder / "hifigan")
    for file in folder.rglob("config.json"):
        text = file.read_text(encoding="utf-8").replace(str(folder), _TRAINERS)
        file.write_text(text, encoding="utf-8")
    return folder


def _hifigan(folder: Path) -> Path:
    from TTS.vocoder.configs import HifiganConfig
    from TTS.vocoder.models.gan import GAN

    config = HifiganConfig()
    config.generator_model_params.update(
        upsample_initial_channel=32, resblock_kernel_sizes=[3], resblock_dilation_sizes=[[1, 3]]
    )
    config.generator_model_params["resblock_type"] = "2"
    config.output_path = f"{_TRAINERS}/hifigan/output"
    model = GAN(config)
    for (
        weight
    ) in model.model_d.parameters():  # 276 MB that nobody hears: one number each in the file
        weight.data = torch.zeros(()).expand(weight.shape)
    return _written(model, config, folder, "best_model.pth")


def xtts(folder: Path, *, original: bool = False) -> Path:
    """Write an XTTS model: ``model.pth``, ``config.json``, ``vocab.json``, ``speakers_xtts.pth``.

    ``original`` writes the settings into the checkpoint as objects, as XTTS-v2 was published.
    """
    from TTS.tts.configs.xtts_config import XttsArgs, XttsConfig
    from TTS.tts.models.xtts import Xtts

    torch.manual_seed(7)
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _xtts_vocabulary(folder / "vocab.json")
    args = XttsArgs(
        gpt_use_perceiver_resampler=True,
        gpt_layers=1,
        gpt_n_model_channels=64,
        gpt_n_heads=2,
        gpt_max_audio_tokens=80,
        gpt_num_audio_tokens=66,
        gpt_start_audio_token=64,
        gpt_stop_audio_token=65,
        gpt_number_text_tokens=tokens,
        gpt_start_text_token=tokens - 2,
        gpt_stop_text_token=tokens - 1,
        decoder_input_dim=64,
        d_vector_dim=512,
    )
    config = XttsConfig(model_args=args)
    config.languages = ["en", "hi"]
    model = Xtts(config)
    _written(model, config, folder, "model.pth")
    if original:
        state = {"model": model.state_dict(), "config": config}
        torch.save(state, folder / "model.pth")
    latents = {
        "gpt_cond_latent": torch.randn(1, 32, 64) * 0.1,
        "speaker_embedding": torch.randn(1, 512, 1) * 0.1,
    }
    torch.save({"Asha": latents, "Ravi Kumar": latents}, folder / "speakers_xtts.pth")
    return folder


def _xtts_vocabulary(path: Path) -> int:
    """Write a vocabulary of single characters; return how many tokens it has."""
    from tokenizers import Tokenizer, models

    signs = [*LETTERS, *"!'(),-.:;?।", *"0123456789abcdefghijklmnopqrstuvwxyz"]
    tokens = ["[UNK]", "[SPACE]", "[hi]", "[en]", *signs, "[START]", "[STOP]"]
    vocabulary = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    made = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token="[UNK]"))
    made.add_special_tokens(["[UNK]", "[SPACE]", "[hi]", "[en]", "[START]", "[STOP]"])
    made.save(str(path))
    return len(vocabulary)
