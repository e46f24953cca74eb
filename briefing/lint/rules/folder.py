"""Rules about an episode's folder: the manifest, the names, the JSON chapters."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode.manifest import NAME as MANIFEST
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.episode import ChapterFile, EpisodeFolder
from briefing.lint.rule import Problem, rule
from briefing.system import files

_DURATION_MS = 100


@rule(
    "manifest-reads",
    "error",
    why="the feed, the page and the transcripts are made from the manifest",
    remedy="make the episode again (briefing make)",
    blocking=True,
)
def _manifest(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.problem:
        yield Problem(episode.problem, MANIFEST)


@rule(
    "manifest-audio",
    "error",
    why="the feed would link to a file that does not exist",
    remedy="make the episode again (briefing make), or remove its folder",
)
def _audio(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.manifest and episode.audio is None:
        yield Problem(f"there is no {episode.manifest.audio.file!r}", MANIFEST)


@rule(
    "manifest-size",
    "error",
    why="the feed announces the size in the manifest; editing the file makes it wrong",
    remedy="make the episode again; edit the script, not the MP3",
)
def _size(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.manifest is None or episode.audio is None:
        return
    record, path = episode.manifest.audio, episode.audio.path
    size_bytes = path.stat().st_size
    if record.size_bytes != size_bytes:
        what = f"says {record.size_bytes} bytes, {path.name} has {size_bytes}"
        yield Problem(what, MANIFEST)
    elif record.sha256 != files.sha256(path):
        yield Problem(f"{path.name} has changed since it was made", MANIFEST)


@rule(
    "manifest-duration",
    "warning",
    why="players show the feed's duration until the file is loaded",
    remedy="make the episode again (briefing make)",
)
def _duration(episode: EpisodeFolder) -> Iterator[Problem]:
    if episode.manifest is None or not isinstance(episode.audio, Mp3):
        return
    recorded_ms, real_ms = episode.manifest.audio.duration_ms, episode.audio.duration_ms
    if real_ms and abs(recorded_ms - real_ms) > _DURATION_MS:
        yield Problem(f"says {recorded_ms} ms, the audio has {real_ms} ms", MANIFEST)


@rule(
    "file-names",
    "error",
    ("Apple Podcasts",),
    why="Apple wants file names and URLs of a-z, A-Z and 0-9; others break on the way",
    remedy="give an ASCII --slug and make the episode again",
)
def _names(episode: EpisodeFolder) -> Iterator[Problem]:
    for path in [episode.folder, *sorted(episode.folder.iterdir())]:
        if not path.name.isascii() or " " in path.name:
            yield Problem("a name that is not plain ASCII", path.name)


@rule(
    "chapters-json",
    "error",
    ("Podcasting 2.0", "Pocket Casts"),
    why="players ignore a chapter file that does not follow JSON chapters 1.2",
    remedy="make the feed again (briefing feed)",
)
def _chapters(file: ChapterFile) -> Iterator[Problem]:
    if file.problem:
        yield Problem(file.problem)
    starts = [start for _, start in file.chapters]
    if starts != sorted(starts):
        yield Problem("the chapters are not in time order")
