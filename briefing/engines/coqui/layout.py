"""Find a Coqui model's files, in each of the layouts that models are published in.

MMS (fairseq): ``G_100000.pth``, ``config.json``, ``vocab.txt``. XTTS: ``model.pth``,
``config.json``, ``vocab.json``, ``speakers_xtts.pth``. Indic-TTS: the folders ``fastpitch``
(``best_model.pth``, ``config.json``, ``speakers.pth``) and ``hifigan`` (``best_model.pth``,
``config.json``). Any other: one checkpoint, ``config.json``, and what the configuration names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from briefing.engines.coqui import store
from briefing.errors import VoiceError
from briefing.model import Voice

CONFIG = "config.json"
#: Checkpoints by their usual names, the best first.
CHECKPOINTS = ("best_model.pth", "model.pth", "model_file.pth", "checkpoint.pth", "*.pth", "*.pt")
#: Files beside a checkpoint that belong to the model and are not checkpoints themselves.
BESIDE: tuple[str, ...] = (
    "vocab.txt",
    "vocab.json",
    "speakers*.pth",
    "speakers*.json",
    "speaker_ids.*",
    "*.npy",
)
BESIDE += ("language_ids.json", "config_se.json", "model_se.pth")
#: Keys of a configuration that name a file of the model; trainers write their own paths there.
FILE_KEYS: Mapping[str, tuple[str, ...]] = {
    "speakers_file": ("speakers.pth", "speaker_ids.pth", "speaker_ids.json", "speakers.json"),
    "speaker_file": ("speakers.pth", "speaker_ids.json"),
    "d_vector_file": ("speakers.pth", "speakers.json"),
    "language_ids_file": ("language_ids.json",),
    "stats_path": ("scale_stats.npy",),
    "tokenizer_file": ("vocab.json",),
    "speaker_encoder_model_path": ("model_se.pth",),
    "speaker_encoder_config_path": ("config_se.json",),
}


@dataclass(frozen=True)
class Layout:
    """A model's files. ``family`` names how it is loaded: ``mms``, ``xtts`` or ``tts``."""

    family: str
    checkpoint: Path
    config: Path
    vocoder: Path | None = None
    vocoder_config: Path | None = None

    def files(self) -> list[Path]:
        """Return every file that decides the sound, sorted."""
        named = (self.checkpoint, self.config, self.vocoder, self.vocoder_config)
        found = {path for path in named if path is not None}
        for pattern in BESIDE:
            found.update(self.checkpoint.parent.glob(pattern))
        return sorted(found)


def needs(voice: Voice) -> str | None:
    """Say what a voice's files still need: the command that brings them, or what is wrong."""
    try:
        find(voice)
    except VoiceError as error:
        return error.remedy if store.named(voice) else f"{error.where}: {error.what}"
    return None


def files(voice: Voice) -> list[Path]:
    """Return the files of a voice that are there."""
    return [] if needs(voice) else find(voice).files()


def find(voice: Voice) -> Layout:
    """Return the files of a voice's model.

    Raises
    ------
    VoiceError
        if a file is not there, with where it would be and how to get it; or the configuration
        cannot be read.
    """
    options = voice.options
    if "model" not in options:
        return in_folder(store.folder(voice), voice)
    path = _own(voice, "model")
    checkpoint = path if path.is_file() else None
    folder = path.parent if path.is_file() else path
    if checkpoint is None and _indic(folder) is not None:
        return in_folder(folder, voice)
    config = _own(voice, "config") if "config" in options else folder / CONFIG
    vocoder = _own(voice, "vocoder") if "vocoder" in options else None
    vocoder_config = None
    if vocoder is not None:
        vocoder_folder = vocoder if vocoder.is_dir() else vocoder.parent
        vocoder = _checkpoint(vocoder, voice) if vocoder.is_dir() else vocoder
        named = "vocoder_config" in options
        vocoder_config = _own(voice, "vocoder_config") if named else vocoder_folder / CONFIG
    found = Layout(
        _family(_there(config, voice)),
        checkpoint or _checkpoint(folder, voice),
        config,
        vocoder,
        vocoder_config,
    )
    for file in found.files():
        _there(file, voice)
    return found


def in_folder(folder: Path, voice: Voice) -> Layout:
    """Return the files of a model that came as a folder.

    Raises
    ------
    VoiceError
        naming the file that is not there.
    """
    indic = _indic(folder)
    if indic is not None:
        vocoder = indic.parent / "hifigan"
        return Layout(
            "tts",
            _checkpoint(indic, voice),
            _there(indic / CONFIG, voice),
            _checkpoint(vocoder, voice),
            _there(vocoder / CONFIG, voice),
        )
    config = _there(folder / CONFIG, voice)
    return Layout(_family(config), _checkpoint(folder, voice), config)


def _indic(folder: Path) -> Path | None:
    """Return the ``fastpitch`` folder of Indic-TTS, which an archive may hold one level down."""
    found = [*folder.glob("fastpitch"), *folder.glob("*/fastpitch")]
    return next((path for path in found if path.is_dir()), None)


def _checkpoint(folder: Path, voice: Voice) -> Path:
    for pattern in CHECKPOINTS:
        found = [p for p in sorted(folder.glob(pattern)) if not p.name.startswith("speaker")]
        if len(found) > 1:
            what = f"there are {len(found)} checkpoints in {folder}"
            raise VoiceError(what, where=voice.name, remedy=f"name one: model = {found[-1].name!r}")
        if found:
            return found[0]
    return _there(folder / CHECKPOINTS[1], voice)


def _there(path: Path, voice: Voice) -> Path:
    if path.is_file():
        return path
    what = f"the file {path} of the voice {voice.name} is not there"
    raise VoiceError(what, where=str(voice.folder / "voice.toml"), remedy=remedy(voice))


def remedy(voice: Voice) -> str:
    """Return how a voice's files are brought."""
    if store.named(voice):
        return f"briefing voices get {voice.folder.name}"
    return "correct model = … in that file, or put the files there"


def _own(voice: Voice, key: str) -> Path:
    """Return a file that the voice names: absolute, or relative to the voice's folder."""
    return voice.folder / Path(str(voice.options[key])).expanduser()


def _family(config: Path) -> str:
    table = read_config(config)
    if "data" in table and "model" in table and not isinstance(table["model"], str):
        return "mms"
    return "xtts" if str(table.get("model", "")).lower() == "xtts" else "tts"


def read_config(path: Path) -> dict[str, Any]:
    """Read a model's configuration; old ones are JSON with ``//`` comments.

    Raises
    ------
    VoiceError
        if it is not a JSON object.
    """
    try:
        text = path.read_text(encoding="utf-8")
        try:
            table = json.loads(text)
        except json.JSONDecodeError:
            table = json.loads(re.sub(r"(?<!:)//[^\n]*", "", text))
    except (OSError, ValueError) as error:
        remedy = "bring the model's own config.json again"
        raise VoiceError(f"not a configuration: {error}", where=str(path), remedy=remedy) from error
    if not isinstance(table, dict):
        raise VoiceError("not a configuration: no JSON object", where=str(path))
    return table


def patched(path: Path, folder: Path) -> dict[str, Any]:
    """Return a configuration whose files are those that lie here, not on the trainers' machine.

    ``folder`` is the checkpoint's.
    """
    table = read_config(path)
    _patch(table, (folder, path.parent))
    return table


def _patch(node: Any, folders: tuple[Path, ...]) -> None:
    for key, value in list(_items(node)):
        if key in FILE_KEYS and value and isinstance(value, str | list):
            one = str(value[0] if isinstance(value, list) else value)
            names = (re.split(r"[/\\]", one)[-1], *FILE_KEYS[key])
            local = next((f / n for n in names for f in folders if (f / n).is_file()), None)
            if local is not None:
                node[key] = [str(local)] if isinstance(value, list) else str(local)
        else:
            _patch(value, folders)


def _items(node: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(node, dict):
        yield from node.items()
    elif isinstance(node, list):
        yield from enumerate(node)
