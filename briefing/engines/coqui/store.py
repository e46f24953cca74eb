"""Where Coqui models are kept, and whether they are still the files that were first used.

Models lie where Coqui's own manager puts them: in ``$TTS_HOME/tts``, else in the user's data
folder. Their sha256 sums are kept at first use, and checked every time a voice is loaded.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path

from briefing.errors import VoiceError
from briefing.model import Voice
from briefing.system.files import sha256, write
from briefing.voices import sums_file


def home() -> Path:
    """Return the folder of Coqui's models: ``$TTS_HOME/tts``, else the system's place."""
    import platformdirs

    if own := os.environ.get("TTS_HOME"):
        return Path(own).expanduser().resolve() / "tts"
    return Path(platformdirs.user_data_dir("tts", appauthor=False))


def named(voice: Voice) -> str:
    """Return the name by which Coqui's manager knows a voice's model; empty for a local one."""
    return str(voice.options.get("coqui", ""))


def folder(voice: Voice) -> Path:
    """Return the folder that holds a voice's model, or would."""
    return home() / named(voice).replace("/", "--")


def discard(voice: Voice) -> Path | None:
    """Remove the model that was fetched for a voice, and return its folder; None if none was."""
    path = folder(voice)
    if not named(voice) or not path.is_dir():
        return None
    shutil.rmtree(path)
    sums_file(voice.folder.name).unlink(missing_ok=True)
    return path


def check(voice: Voice, files: Iterable[Path]) -> dict[str, str]:
    """Return the sha256 of each file by its name.

    Raises
    ------
    VoiceError
        if a file is no longer the one that was first used.
    """
    paths = list(files)
    root = os.path.commonpath([path.parent for path in paths])
    sums = {path.relative_to(root).as_posix(): sha256(path) for path in paths}
    kept = known(voice)
    for name, digest in sums.items():
        if kept.get(name, digest) != digest:
            raise VoiceError(
                f"the file {name} of the voice {voice.name} has changed since it was first used: "
                f"its sha256 was {kept[name]}, now it is {digest}",
                where=root,
                remedy=f"if you changed it, remove {sums_file(voice.name)}; "
                f"if not, bring the file again: briefing voices get {voice.folder.name}",
            )
    return sums


def keep(voice: Voice, sums: dict[str, str]) -> None:
    """Keep the sums of a voice's files, to be checked from now on."""
    write(sums_file(voice.name), json.dumps(sums, indent=1) + "\n")


def known(voice: Voice) -> dict[str, str]:
    """Return the stored checksums (empty before the first use)."""
    file = sums_file(voice.name)
    if not file.is_file():
        return {}
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (ValueError, TypeError, RecursionError) as error:
        remedy = "remove that file; the sums are taken again"
        raise VoiceError(f"not a list of sums: {error}", where=str(file), remedy=remedy) from error
