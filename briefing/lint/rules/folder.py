"""Rules over an episode's folder: the manifest, the names, the JSON chapters."""

from __future__ import annotations

from collections.abc import Iterator

from briefing.episode.manifest import NAME as MANIFEST
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.episode import ChapterFile, Episode
from briefing.lint.rule import ALL, APPLE, ERROR, POCKET_CASTS, PODCASTING20, WARNING, Problem, Rule
from briefing.system import files

_DURATION_MS = 100


def _manifest(episode: Episode) -> Iterator[Problem]:
    if episode.problem:
        yield Problem(episode.problem, MANIFEST)


def _audio(episode: Episode) -> Iterator[Problem]:
    if episode.audio is None:
        yield Problem(f"there is no {episode.told.get('file')!r}", MANIFEST)


def _size(episode: Episode) -> Iterator[Problem]:
    if episode.audio is None:
        return
    size, told = episode.audio.path.stat().st_size, episode.told.get("size_bytes")
    if told != size:
        yield Problem(f"says {told} bytes, {episode.audio.path.name} has {size}", MANIFEST)
    elif episode.told.get("sha256") not in (None, files.sha256(episode.audio.path)):
        yield Problem(f"{episode.audio.path.name} has other bytes than when it was made", MANIFEST)


def _duration(episode: Episode) -> Iterator[Problem]:
    told = episode.told.get("duration_ms")
    real = episode.audio.duration_ms if isinstance(episode.audio, Mp3) else 0
    if real and isinstance(told, int) and abs(told - real) > _DURATION_MS:
        yield Problem(f"says {told} ms, the audio has {real} ms", MANIFEST)


def _names(episode: Episode) -> Iterator[Problem]:
    for path in [episode.folder, *sorted(episode.folder.iterdir())]:
        if not path.name.isascii() or " " in path.name:
            yield Problem("a name that is not plain ASCII", path.name)


def _chapters(file: ChapterFile) -> Iterator[Problem]:
    if file.problem:
        yield Problem(file.problem)
    starts = [start for _, start in file.chapters]
    if starts != sorted(starts):
        yield Problem("the chapters are not in order of time")


RULES = (
    Rule(
        "manifest-reads",
        ERROR,
        Episode,
        ALL,
        "the feed, the page and the transcripts are made from the manifest",
        "make the episode again (briefing make)",
        _manifest,
        blocking=True,
    ),
    Rule(
        "manifest-audio",
        ERROR,
        Episode,
        ALL,
        "the feed would announce a file that is not there",
        "make the episode again (briefing make), or remove its folder",
        _audio,
    ),
    Rule(
        "manifest-size",
        ERROR,
        Episode,
        ALL,
        "the feed announces the manifest's size; a changed file makes it wrong",
        "make the episode again; edit the script, not the MP3",
        _size,
    ),
    Rule(
        "manifest-duration",
        WARNING,
        Episode,
        ALL,
        "players show the feed's duration until the file is loaded",
        "make the episode again (briefing make)",
        _duration,
    ),
    Rule(
        "file-names",
        ERROR,
        Episode,
        (APPLE,),
        "Apple asks for file names and URLs of a-z, A-Z and 0-9; others break on the way",
        "give an ASCII --slug and make the episode again",
        _names,
    ),
    Rule(
        "chapters-json",
        ERROR,
        ChapterFile,
        (PODCASTING20, POCKET_CASTS),
        "players leave out a chapter file that is not what JSON chapters 1.2 asks for",
        "make the feed again (briefing feed)",
        _chapters,
    ),
)
