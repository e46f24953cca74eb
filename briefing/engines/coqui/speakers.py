"""Whom a Coqui model can speak as, without loading the model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing.engines.coqui import layout
from briefing.engines.coqui.remedies import remedies
from briefing.model import Voice


def speakers(voice: Voice) -> list[str]:
    """Return the names of a model's speakers; none where it has one voice alone.

    Raises
    ------
    VoiceError
        if the files are not there or cannot be read.
    """
    files = layout.find(voice)
    folder = files.checkpoint.parent
    if files.family == "xtts":
        named = folder / "speakers_xtts.pth"
        return _names(named, voice) if named.is_file() else []
    table = layout.patched(files.config, folder)
    found = table.get("speakers") or _file(table)
    if isinstance(found, list):
        return [str(name) for name in found]
    return _names(Path(found), voice) if found and Path(found).is_file() else []


def _file(table: dict[str, Any]) -> str:
    arguments = table.get("model_args") or {}
    return str(table.get("speakers_file") or arguments.get("speakers_file") or "")


def _names(path: Path, voice: Voice) -> list[str]:
    with remedies(voice, "reading its speakers"):
        if path.suffix == ".json":
            return list(json.loads(path.read_text(encoding="utf-8")))
        import torch

        return [str(name) for name in torch.load(path, map_location="cpu", weights_only=True)]
