"""Load a Coqui model from its files, quietly and with ``weights_only``."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from briefing.engines.coqui.layout import Layout, patched
from briefing.errors import VoiceError
from briefing.system.files import atomic_path

#: Loggers that would print the user's text, or talk of what no user can change.
LOGGERS = ("TTS", "trainer", "transformers", "fsspec", "numba", "matplotlib", "librosa", "torch")
#: What the original XTTS checkpoints hold beside weights: plain tables of settings.
_XTTS_SETTINGS = ("XttsConfig", "XttsArgs", "XttsAudioConfig")


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Keep Coqui's prints, warnings and log records from the screen and from every log.

    Its log records hold the user's text, so they are not made at all. Standard output and error
    are the process's: one thread at a time.
    """
    # Progress bars and advice of transformers are decided when it is imported.
    os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
    before = {name: logging.getLogger(name).level for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    silence = io.StringIO()
    try:
        with (
            contextlib.redirect_stdout(silence),
            contextlib.redirect_stderr(silence),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)


def device(wanted: str) -> str:
    """Return ``cuda`` or ``cpu``: what the user wants, or a GPU where there is one.

    Raises
    ------
    VoiceError
        if a GPU is wanted and torch finds none.
    """
    import torch

    if wanted == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if wanted == "cuda" and not torch.cuda.is_available():
        raise VoiceError("torch finds no GPU on this machine", remedy="speak with --device cpu")
    return wanted


def model(layout: Layout, where: str) -> Any:
    """Return the text-to-speech model of some files, ready to speak on ``where``."""
    loaded = _LOADERS[layout.family](layout).to(where)
    loaded.eval()
    return loaded


def _mms(layout: Layout) -> Any:
    from TTS.tts.configs.vits_config import VitsConfig
    from TTS.tts.models.vits import Vits

    config = VitsConfig()
    made = Vits(config)
    made.load_fairseq_checkpoint(config, layout.checkpoint, eval=True)
    return made


def _xtts(layout: Layout) -> Any:
    from TTS.tts.models.xtts import Xtts

    config = _config(layout.config, layout.checkpoint.parent)
    made = Xtts(config)
    strip_settings(layout.checkpoint)
    made.load_checkpoint(config, checkpoint_path=layout.checkpoint, eval=True)
    return made


def _tts(layout: Layout) -> Any:
    from TTS.tts.models import setup_model

    config = _config(layout.config, layout.checkpoint.parent)
    made = setup_model(config)
    made.load_checkpoint(config, checkpoint_path=layout.checkpoint, eval=True)
    return made


_LOADERS: Mapping[str, Any] = {"mms": _mms, "xtts": _xtts, "tts": _tts}


def vocoder(layout: Layout, where: str) -> tuple[Any, Any] | None:
    """Return the vocoder of some files and its audio processor, or None if there is none."""
    from TTS.utils.audio import AudioProcessor
    from TTS.vocoder.models import setup_model

    if layout.vocoder is None or layout.vocoder_config is None:
        return None
    config = _config(layout.vocoder_config, layout.vocoder.parent)
    made = setup_model(config)
    made.load_checkpoint(config, str(layout.vocoder), eval=True)
    return made.to(where), AudioProcessor(config.audio)


def _config(path: Path, folder: Path) -> Any:
    """Load a configuration with its paths put right; Coqui reads it from a file."""
    from TTS.config import load_config

    table = patched(path, folder)
    with tempfile.TemporaryDirectory() as work:
        copy = Path(work) / "config.json"
        copy.write_text(json.dumps(table), encoding="utf-8")
        return load_config(copy)


def strip_settings(checkpoint: Path) -> None:
    """Write an original XTTS checkpoint again without the settings it holds as objects.

    Coqui does so itself at the first load, in place, where another process may be reading.
    Written from the same weights, the bytes are the same.
    """
    import torch
    from TTS.config.shared_configs import BaseDatasetConfig
    from TTS.tts.configs import xtts_config

    if not torch.serialization.get_unsafe_globals_in_checkpoint(checkpoint):
        return
    classes = [getattr(xtts_config, name) for name in _XTTS_SETTINGS]
    moved = [(c, f"TTS.tts.models.xtts.{c.__name__}") for c in classes]
    with torch.serialization.safe_globals([*classes, *moved, BaseDatasetConfig]):
        state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    with atomic_path(checkpoint) as temporary, temporary.open("wb") as file:
        torch.save({"model": state["model"]}, file)
