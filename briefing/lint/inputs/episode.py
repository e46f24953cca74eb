"""An episode's folder: its manifest, its audio, and what lies beside it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from briefing.episode.manifest import NAME, Manifest, read
from briefing.errors import FeedError
from briefing.formats.podcast import CHAPTERS, SRT, TRANSCRIPT, VTT
from briefing.lint.inputs.audio import Audio, Mp3, opened
from briefing.lint.inputs.consistency import from_json
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


class EpisodeFolder:
    """The folder of one episode. ``problem`` says why its manifest cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = str(folder)
        self.problem = ""
        self.manifest: Manifest | None = None
        try:
            self.manifest = read(folder / NAME)
        except FeedError as error:
            self.problem = error.what

    @cached_property
    def audio(self) -> Audio | None:
        """Return the audio file that the manifest names; None if it is not there."""
        if self.manifest is None:
            return None
        path = self.folder / self.manifest.audio.file
        if not path.is_file():
            return None
        return opened(path)

    @cached_property
    def duration_ms(self) -> int | None:
        """Return how long the audio is; None where it is not known."""
        if isinstance(self.audio, Mp3) and self.audio.duration_ms:
            return self.audio.duration_ms
        return self.manifest.audio.duration_ms if self.manifest else None

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
