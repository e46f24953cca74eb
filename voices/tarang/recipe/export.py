"""Make the voice of what was learnt: the third of three steps.

    python voices/tarang/recipe/export.py WORK voices/tarang

Writes ``model.pth`` and ``config.json`` in Coqui's layout, ``model.onnx`` and ``model.json`` for
speaking without torch, ``voice.toml``, ``NOTICE`` and ``README.md`` (the model card). Weights are
rounded to half precision once, as they are used, so both engines speak with the same.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from types import SimpleNamespace

import card
import recipe as recipes
import state
import torch
from data import held_out
from model import Student, configuration
from onnx_half import halve
from torch import Tensor, nn
from torch.nn.utils import parametrize
from TTS.tts.models.vits import Vits

from briefing.engines.coqui.export import export as to_onnx
from briefing.engines.coqui.load import quiet
from briefing.errors import BriefingError
from briefing.model import Licence, Voice
from briefing.system.files import atomic_path

#: Half precision: what is left of a weight's own size.
ROUNDED = torch.float16


def learnt(work: Path, recipe: SimpleNamespace) -> tuple[int, Student]:
    """Return the step and the student that speaks: the average, and the rest as it was trained.

    Raises
    ------
    BriefingError
        if nothing was trained.
    """
    found = state.load(work / "state")
    if found is None:
        remedy = f"python voices/{recipe.voice.name}/recipe/train.py {work}"
        raise BriefingError("nothing was trained yet", where=str(work), remedy=remedy)
    step, models = found
    with quiet():
        student = Student(recipe)
    student.load_state_dict({**models["student"], **models[state.AVERAGE]})
    return step, student.eval()


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
    for name, parameter in model.named_parameters():
        if name not in exact:
            parameter.copy_(parameter.to(ROUNDED).float())
    return {n: t.clone() if n in exact else t.to(ROUNDED) for n, t in model.state_dict().items()}


@torch.no_grad()
def length_scale(model: Vits, texts: list[tuple[str, int]]) -> float:
    """Return what makes the held-out sentences last as long as the teacher's, by bisection.

    ``texts`` are pairs of text and frames. VITS rounds every duration up, half a frame a sign on
    average, which without this makes the student a tenth slower than its teacher.
    """
    durations = []
    for text, _ in texts:
        numbers = torch.tensor([model.tokenizer.text_to_ids(text)])
        x, _, _, mask = model.text_encoder(numbers, torch.tensor([numbers.shape[1]]))
        durations.append(model.duration_predictor(x, mask).exp())
    wanted = sum(frames for _, frames in texts)
    low, high = 0.25, 4.0
    for _ in range(30):
        middle = math.sqrt(low * high)
        longer = sum(float((d * middle).ceil().sum()) for d in durations) > wanted
        low, high = (low, middle) if longer else (middle, high)
    return round(math.sqrt(low * high), 3)


def write_model(model: Vits, recipe: SimpleNamespace, scale: float, folder: Path) -> None:
    """Write ``model.pth`` and ``config.json`` as Coqui's trainer would; no optimiser."""
    config = configuration(recipe)
    config.model_args.num_chars = model.args.num_chars
    config.model_args.length_scale = scale
    with atomic_path(folder / "model.pth") as beside:
        torch.save({"model": rounded(model)}, beside)
    with atomic_path(folder / "config.json") as beside:
        config.save_json(str(beside))


def described(recipe: SimpleNamespace, folder: Path) -> Voice:
    """Return the voice as its ``voice.toml`` will say it, without its pace."""
    sizes = [(folder / name).stat().st_size for name in ("model.pth", "config.json")]
    return Voice(
        name=folder.name,
        engine="coqui",
        language="hi",
        gender=recipe.voice.gender,
        licence=Licence("Apache-2.0", commercial=True, attribution=card.attribution(recipe)),
        source=card.source(recipe),
        rate_hz=recipe.voice.rate_hz,
        size_bytes=sum(sizes),
        folder=folder,
        options={"model": "model.pth"},
    )


def main() -> None:
    parser = recipes.arguments(__doc__)
    parser.add_argument("voice", type=Path, help="the folder of the voice")
    args = parser.parse_args()
    recipe = recipes.load(args.changes)
    step, student = learnt(args.work, recipe)
    index = json.loads((args.work / "corpus.json").read_text(encoding="utf-8"))
    texts = held_out(index, recipe)
    scale = length_scale(student, texts)
    write_model(student, recipe, scale, args.voice)
    voice = described(recipe, args.voice)
    spoken = to_onnx(voice, args.voice)
    halve(args.voice / "model.onnx")
    pace = card.fitted_pace(spoken, [clip["text"] for clip in index["clips"]][:60])
    card.write_all(voice, recipe, pace, index, card.Learnt(step, scale, student, args.work))
    print(f"{args.voice}: {args.voice.name}, {step} steps, length scale {scale}")


if __name__ == "__main__":
    recipes.run(main)
