"""Rules about an episode's folder: the manifest, the names, the JSON chapters."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode.manifest import NAME as MANIFEST
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.episode import ChapterFile, Episode
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
def _manifest(episode: Episode) -> Iterator[Problem]:
    if episode.problem:
        yield Problem(episode.problem, MANIFEST)


@rule(
    "manifest-audio",
    "error",
    why="the feed would link to a file that does not exist",
    remedy="make the episode again (briefing make), or remove its folder",
)
def _audio(episode: Episode) -> Iterator[Problem]:
    if episode.audio is None:
        yield Problem(f"there is no {episode.told.get('file')!r}", MANIFEST)


@rule(
    "manifest-size",
    "error",
    why="the feed announces the size in the manifest; editing the file makes it wrong",
    remedy="make the episode again; edit the script, not the MP3",
)
def _size(episode: Episode) -> Iterator[Problem]:
    if episode.audio is None:
        return
    size, told = episode.audio.path.stat().st_size, episode.told.get("size_bytes")
    if told != size:
        yield Problem(f"says {told} bytes, {episode.audio.path.name} has {size}", MANIFEST)
    elif episode.told.get("sha256") not in (None, files.sha256(episode.audio.path)):
        yield Problem(f"{episode.audio.path.name} has changed since it was made", MANIFEST)


@rule(
    "manifest-duration",
    "warning",
    why="players show the feed's duration until the file is loaded",
    remedy="make the episode again (briefing make)",
)
def _duration(episode: Episode) -> Iterator[Problem]:
    told = episode.told.get("duration_ms")
    real = episode.audio.duration_ms if isinstance(episode.audio, Mp3) else 0
    if real and isinstance(told, int) and abs(told - real) > _DURATION_MS:
        yield Problem(f"says {told} ms, the audio has {real} ms", MANIFEST)


@rule(
    "file-names",
    "error",
    ("Apple Podcasts",),
    why="Apple wants file names and URLs of a-z, A-Z and 0-9; others break on the way",
    remedy="give an ASCII --slug and make the episode again",
)
def _names(episode: Episode) -> Iterator[Problem]:
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
