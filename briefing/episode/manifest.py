"""The manifest: what an episode holds, when what is heard, and with what it was made.

``docs/manifest.md`` documents every key. The schema's number rises when a key changes its meaning
or goes away; a reader must accept keys it does not know.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefing import __version__
from briefing.errors import FeedError
from briefing.system.files import sha256
from briefing.system.files import write as write_file

if TYPE_CHECKING:
    from briefing.encode import Encoded
    from briefing.episode.plan import Plan
    from briefing.model import Episode, Script, Voice

NAME = "manifest.json"
SCHEMA = "briefing/manifest/1"
_NAMESPACE = uuid.UUID("6f1d3f6c-0f0e-5d0b-9c56-0a6b0f3e7a52")

Manifest = dict[str, Any]


def guid(show: str, slug: str, source: str, date: str = "") -> str:
    """Return the identifier an episode gets when it is first made; it is kept for ever after.

    A name-based UUID (RFC 9562, version 5), so that an interrupted run and its repetition agree.
    ``date`` is the one that was given for the episode, so that no other day's gets its GUID.

    >>> guid("समाचार", "aaj", "a.md") == guid("समाचार", "aaj", "a.md")
    True
    """
    parts = (show, slug, source, date) if date else (show, slug, source)
    return str(uuid.uuid5(_NAMESPACE, "\n".join(parts)))


def write(path: Path, manifest: Manifest) -> None:
    """Write a manifest, whole, in UTF-8, its keys in their order."""
    write_file(path, json.dumps(manifest, ensure_ascii=False, indent=1) + "\n")


def read(path: Path) -> Manifest:
    """Read a manifest.

    Raises
    ------
    FeedError
        if it is no JSON, or of a schema this version does not know.
    """
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        remedy = "make the episode again"
        raise FeedError(f"not a manifest: {error}", where=str(path), remedy=remedy) from error
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if schema != SCHEMA:
        what = f"a manifest of schema {schema!r}; this version reads {SCHEMA!r}"
        raise FeedError(what, where=str(path), remedy="make the episode again")
    found: Manifest = manifest
    return found


@dataclass(frozen=True)
class EpisodeInfo:
    """What an episode is called and where it lies. ``date`` is ISO 8601.

    ``warnings`` are what the user should know of the date that was taken.
    """

    title: str
    slug: str
    folder: Path
    source: str
    date: str
    author: str
    show: str
    guid: str
    episode: int | None = None
    season: int | None = None
    warnings: tuple[str, ...] = ()


def describe(
    about: EpisodeInfo,
    planned: Plan,
    episode: Episode,
    encoded: Encoded,
    cast: Mapping[str, Voice],
    script: Script,
    failures: Mapping[int, str],
    engines: Mapping[str, Mapping[str, str]],
) -> Manifest:
    """Return the manifest of a finished episode.

    ``failures`` tells by index which utterances have no sound, and why. ``engines`` tells by name
    the versions of the libraries that an engine spoke with.
    """
    return {
        "schema": SCHEMA,
        "guid": about.guid,
        "title": about.title,
        "slug": about.slug,
        "date": about.date,
        "author": about.author,
        "show": about.show,
        "language": script.language,
        "source": about.source,
        "episode": about.episode,
        "season": about.season,
        "audio": _audio(encoded),
        "voices": [_voice(voice) for voice in cast.values()],
        "chapters": [asdict(mark) for mark in episode.marks],
        "utterances": list(_utterances(planned, episode, failures)),
        "links": [{"text": text, "url": url} for text, url in script.links],
        "versions": {"briefing": __version__, "engines": {k: dict(v) for k, v in engines.items()}},
    }


def _audio(encoded: Encoded) -> dict[str, Any]:
    enclosure = encoded.enclosure
    return {
        "file": enclosure.path.name,
        "mime_type": enclosure.mime_type,
        "size_bytes": enclosure.size_bytes,
        "duration_ms": enclosure.duration_ms,
        "loudness_lufs": encoded.measured.loudness_lufs,
        "true_peak_dbtp": encoded.measured.true_peak_dbtp,
        "sha256": sha256(enclosure.path),
    }


def _voice(voice: Voice) -> dict[str, Any]:
    kept = ("name", "engine", "language", "gender", "source", "digest", "rate_hz")
    return {key: getattr(voice, key) for key in kept} | {"licence": asdict(voice.licence)}


def changed(before: Manifest, after: Manifest) -> list[int]:
    """Return which utterances of an episode sound other than any did before, by index.

    >>> rows = [{"clip": "a1"}, {"clip": "b2"}]
    >>> changed({"utterances": rows[:1]}, {"utterances": rows})
    [1]
    """
    heard = {row["clip"] for row in before["utterances"]}
    return [i for i, row in enumerate(after["utterances"]) if row["clip"] not in heard]


def _utterances(
    planned: Plan, episode: Episode, failures: Mapping[int, str]
) -> Iterator[dict[str, Any]]:
    rows = zip(planned.utterances, episode.spans, episode.clips, strict=True)
    for index, (utterance, (start_ms, end_ms), clip) in enumerate(rows):
        row: dict[str, Any] = {
            "written": utterance.written,
            "spoken": utterance.spoken,
            "chapter": utterance.chapter,
            "paragraph": utterance.paragraph,
            "voice": utterance.voice,
            **({"speaker": utterance.speaker} if utterance.speaker else {}),
            "clip": clip,
            "start_ms": start_ms,
            "end_ms": end_ms,
        }
        if utterance.unread:
            row["unread"] = list(utterance.unread)
        if index in failures:
            row["failed"] = failures[index]
        yield row
