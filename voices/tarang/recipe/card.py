"""What lies beside the weights: ``voice.toml``, ``NOTICE`` and the model card."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from types import SimpleNamespace
from typing import Any

import numpy as np
import recipe as recipes
from torch import nn

from briefing.engines import load
from briefing.engines.chunking import sounding
from briefing.model import Voice
from briefing.synthesise.check import Pace, letters
from briefing.system.files import sha256, write

#: A template, and what it becomes beside the weights.
FILES = {"voice.toml": "voice.toml", "NOTICE": "NOTICE", "card.md": "README.md"}
_UNMEASURED = (
    "Not measured yet. The command is in the recipe's README; its figures go into `figures.json` "
    "of the working folder, and the export step writes them here."
)


@dataclass(frozen=True)
class Learnt:
    """What was trained: after how many steps, and where its log lies."""

    step: int
    length_scale: float
    student: nn.Module
    work: Path

    def parameters(self, prefix: str = "") -> int:
        """Count the parameters whose names begin so."""
        named = self.student.named_parameters()
        return sum(p.numel() for name, p in named if name.startswith(prefix))


def fitted_pace(voice: Voice, texts: Sequence[str]) -> Pace:
    """Fit how long a voice speaks to what it says, as :class:`briefing.synthesise.check.Pace`.

    The bounds leave a tenth beyond the shortest and the longest that were heard.
    """
    engine = load(voice)
    counts = np.array([letters(text) for text in texts])
    lengths_ms = []
    for text in texts:
        start, end = sounding(engine.speak(text), engine.rate_hz)
        lengths_ms.append((end - start) * 1000 / engine.rate_hz)
    letter_ms, fixed_ms = np.polyfit(counts, lengths_ms, 1)
    if fixed_ms < 0 or letter_ms <= 0:  # too few texts, or all of one length
        letter_ms, fixed_ms = np.mean(lengths_ms) / counts.mean(), 0.0
    ratios = np.array(lengths_ms) / (fixed_ms + letter_ms * counts)
    shortest, longest = np.floor(ratios.min() * 9) / 10, np.ceil(ratios.max() * 11) / 10
    return Pace(round(fixed_ms), round(letter_ms), float(shortest), float(longest))


def attribution(recipe: SimpleNamespace) -> str:
    """Return whom to name."""
    return f"{recipe.voice.name}, a student of the Kokoro-82M voice {recipe.voice.teacher}"


def source(recipe: SimpleNamespace) -> str:
    """Return where the voice comes from, in one line."""
    return f"Coqui VITS, taught by {recipe.voice.teacher} (Kokoro-82M by hexgrad) for this project"


def write_all(
    voice: Voice, recipe: SimpleNamespace, pace: Pace, index: dict[str, Any], learnt: Learnt
) -> None:
    """Write every template with the figures of this voice."""
    seconds = sum(clip["samples"] for clip in index["clips"]) / index["rate_hz"]
    model, graph = voice.folder / "model.pth", voice.folder / "model.onnx"
    facts = {
        **vars(recipe.voice),
        **vars(pace),
        "source": voice.source,
        "attribution": voice.licence.attribution,
        "size_bytes": voice.size_bytes,
        "model_sha256": sha256(model),
        "graph_sha256": sha256(graph),
        "model_mb": f"{model.stat().st_size / 1e6:.1f}",
        "graph_mb": f"{graph.stat().st_size / 1e6:.1f}",
        "millions": f"{learnt.parameters() / 1e6:.1f}",
        "posterior": f"{learnt.parameters('posterior_encoder') / 1e6:.1f}",
        "steps": learnt.step,
        "length_scale": learnt.length_scale,
        "sentences": len(index["clips"]),
        "minutes": f"{seconds / 60:.1f}",
        "held_out": sum(clip["held_out"] for clip in index["clips"]),
        "losses": _last_losses(learnt.work / "log.tsv"),
        "figures": _figures(learnt.work / "figures.json"),
    }
    for template, name in FILES.items():
        text = (recipes.FOLDER / "templates" / template).read_text(encoding="utf-8")
        write(voice.folder / name, Template(text).substitute(facts))


def _last_losses(log: Path) -> str:
    """Return the last line of the log in words; a voice may be made without one."""
    if not log.is_file():
        return "not logged"
    _, _, *losses = log.read_text(encoding="utf-8").splitlines()[-1].split("\t")
    return ", ".join(loss.replace("=", " ") for loss in losses)


def _figures(file: Path) -> str:
    """Return what the bench measured as a table: a row a system, a column a measure."""
    if not file.is_file():
        return _UNMEASURED
    table: dict[str, dict[str, float]] = json.loads(file.read_text(encoding="utf-8"))
    measures = list(dict.fromkeys(name for row in table.values() for name in row))
    lines = [["", *measures], ["---"] * (len(measures) + 1)]
    for system, row in table.items():
        cells = [f"{row[name]:.3f}" if name in row else "–" for name in measures]
        lines.append([f"`{system}`", *cells])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
