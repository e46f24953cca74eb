"""An episode's folder: its manifest, its audio, and what lies beside it."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any

from briefing.episode.manifest import NAME as MANIFEST
from briefing.formats.podcast import CHAPTERS, SRT, TRANSCRIPT, VTT
from briefing.lint.inputs.audio import Audio, Mp3
from briefing.lint.inputs.consistency import from_json, from_manifest
from briefing.lint.inputs.transcript import MalformedError, Transcript


class ChapterFile:
    """JSON chapters. ``problem`` says why they cannot be read."""

    def __init__(self, path: Path) -> None:
        self.name = str(path)
        self.problem = ""
        self.chapters: tuple[tuple[str, int], ...] = ()
        try:
            self.chapters = from_json(path).chapters
        except MalformedError as error:
            self.problem = str(error)


class Episode:
    """The folder of one episode. ``problem`` says why its manifest cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)
        self.problem = ""
        self.manifest: dict[str, Any] = {}
        try:
            found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            found["audio"]["file"], from_manifest(found)
            self.manifest = found
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            self.problem = f"{type(error).__name__}: {error}"

    @property
    def told(self) -> dict[str, Any]:
        """Return what the manifest says of the audio file."""
        audio: dict[str, Any] = self.manifest.get("audio") or {}
        return audio

    @cached_property
    def audio(self) -> Audio | None:
        """Return the audio file that the manifest names; None if it is not there."""
        name = Path(str(self.told.get("file", ""))).name
        path = self.folder / name
        if not name or not path.is_file():
            return None
        return Mp3(path) if path.suffix.lower() == ".mp3" else Audio(path)

    @cached_property
    def duration_ms(self) -> int | None:
        """Return how long the audio is; None where it is not known."""
        if isinstance(self.audio, Mp3) and self.audio.duration_ms:
            return self.audio.duration_ms
        told = self.told.get("duration_ms")
        return told if isinstance(told, int) else None

    @property
    def chapters(self) -> Path | None:
        """Return the JSON chapters, if they lie there."""
        file = self.folder / CHAPTERS
        return file if file.is_file() else None

    @cached_property
    def transcripts(self) -> list[Transcript]:
        """Return the transcripts that lie there."""
        files = [self.folder / name for name in (VTT, SRT, TRANSCRIPT)]
        return [Transcript(file, self.duration_ms) for file in files if file.is_file()]
