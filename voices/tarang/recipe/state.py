"""The state of a training: small enough to carry, whole or not at all.

``WORK/state/state.json`` names parts of at most ``part_bytes``, each with its sha256, that hold
three models in half precision: the student as it is trained, the average of what speaks, and the
discriminators. It is written last, so a run that is cut off leaves the state before. The moments of
AdamW would be twice as large as all else; after a start the learning rate warms up instead. The
parts of the average may be left behind where little can be carried: it begins anew.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

from briefing.errors import BriefingError
from briefing.system.files import atomic_path, sha256, write

Models = Mapping[str, Mapping[str, Tensor]]
INDEX = "state.json"
#: The model whose parts may be missing.
AVERAGE = "average"


def save(folder: Path, step: int, models: Models, part_bytes: int) -> None:
    """Write the models' tensors in half precision, then remove the parts of the state before.

    Raises
    ------
    BriefingError
        if nothing can be written.
    """
    names: dict[str, str] = {}
    for model, tensors in models.items():
        for number, part in enumerate(_parts(tensors, part_bytes)):
            path = folder / f"step-{step:06}-{model}-{number}.pt"
            with atomic_path(path) as beside:
                torch.save(part, beside)
            names[path.name] = sha256(path)
    write(folder / INDEX, json.dumps({"step": step, "parts": names}, indent=1) + "\n")
    for path in folder.glob("step-*.pt"):
        if path.name not in names:
            path.unlink()


def _parts(tensors: Mapping[str, Tensor], part_bytes: int) -> Iterator[dict[str, Tensor]]:
    part: dict[str, Tensor] = {}
    size = 0
    for name, tensor in tensors.items():
        half = tensor.detach().to("cpu", torch.float16)
        if part and size + half.nbytes > part_bytes:
            yield part
            part, size = {}, 0
        part[name] = half
        size += half.nbytes
    yield part


def load(folder: Path) -> tuple[int, dict[str, dict[str, Tensor]]] | None:
    """Return the step and the models of the state, in float32 on the CPU; None if there is none.

    Raises
    ------
    BriefingError
        if a part is missing or not the one that was written.
    """
    index = folder / INDEX
    if not index.is_file():
        return None
    table = json.loads(index.read_text(encoding="utf-8"))
    models: dict[str, dict[str, Tensor]] = {}
    for name, digest in table["parts"].items():
        path, model = folder / name, name.split("-")[2]
        if model == AVERAGE and not path.is_file():
            continue
        if not path.is_file() or sha256(path) != digest:
            raise BriefingError(
                "this part of the state is not whole",
                where=str(path),
                remedy="bring all parts again, or remove the folder to begin anew",
            )
        tensors = torch.load(path, weights_only=True)
        models.setdefault(model, {}).update({n: t.float() for n, t in tensors.items()})
    return int(table["step"]), {AVERAGE: {}, **models}
