"""What a feed says of an episode."""

from __future__ import annotations

import base64
from email.utils import format_datetime
from xml.etree import ElementTree as ET

from briefing.episode import library
from briefing.formats.podcast import (
    CHAPTERS,
    COVER,
    INDEX,
    SRT,
    TRANSCRIPT,
    VTT,
    media_type,
)
from briefing.formats.text import one_line, timestamp
from briefing.publish import address, chapters, notes
from briefing.publish.feed.channel import base, credit
from briefing.publish.feed.nodes import node, text
from briefing.show import Show

_TRANSCRIPTS = {VTT: "captions", SRT: "captions", TRANSCRIPT: ""}  # what each is for


def folder_url(show: Show, episode: library.StoredEpisode) -> str:
    """Return the address of an episode's folder."""
    return address.under(base(show), episode.name) + "/"


def describe(item: ET.Element, show: Show, episode: library.StoredEpisode) -> None:
    """Add what a feed says of an episode."""
    manifest = episode.manifest
    audio = manifest.audio
    folder = folder_url(show, episode)
    text(item, "title", notes.plain(manifest.title))
    if (episode.folder / INDEX).is_file():
        text(item, "link", address.under(folder, INDEX))
    text(item, "guid", manifest.guid, isPermaLink="false")
    text(item, "pubDate", format_datetime(episode.published))
    text(item, "description", notes.description(manifest, show.ai_notice))
    text(item, "content:encoded", notes.html(manifest, show.ai_notice))
    node(
        item,
        "enclosure",
        url=address.under(folder, audio.file, episode.version),
        length=str(audio.size_bytes),
        type=audio.mime_type,
    )
    _itunes(item, show, episode)
    _alternates(item, folder, episode)
    _soundbite(item, episode)
    _sidecars(item, folder, episode)
    credit(item, manifest.author, show.ai_notice)


def trailer(channel: ET.Element, show: Show, episode: library.StoredEpisode) -> None:
    """Add an episode that is a trailer as that of the show: ``podcast:trailer``."""
    manifest = episode.manifest
    folder = folder_url(show, episode)
    text(
        channel,
        "podcast:trailer",
        notes.plain(manifest.title),
        pubdate=format_datetime(episode.published),
        url=address.under(folder, manifest.audio.file, episode.version),
        length=str(manifest.audio.size_bytes),
        type=manifest.audio.mime_type,
        season=str(manifest.season or ""),
    )


def _itunes(item: ET.Element, show: Show, episode: library.StoredEpisode) -> None:
    manifest = episode.manifest
    text(item, "itunes:title", notes.plain(manifest.title))
    text(item, "itunes:author", one_line(manifest.author))
    text(item, "itunes:duration", str(round(manifest.audio.duration_ms / 1000)))
    for name, number in {"season": manifest.season, "episode": manifest.episode}.items():
        if number is not None:
            text(item, f"itunes:{name}", str(number))
            text(item, f"podcast:{name}", str(number))
    text(item, "itunes:episodeType", manifest.type)
    text(item, "itunes:explicit", str(show.explicit).lower())
    own = manifest.cover or not show.artwork
    folder = folder_url(show, episode) if own else base(show)
    node(item, "itunes:image", href=address.under(folder, COVER))


def _soundbite(item: ET.Element, episode: library.StoredEpisode) -> None:
    """Add the piece that apps play as a preview; times are seconds."""
    if bite := episode.manifest.soundbite:
        node(
            item,
            "podcast:soundbite",
            startTime=f"{bite.start_ms / 1000:.3f}",
            duration=f"{(bite.end_ms - bite.start_ms) / 1000:.3f}",
        ).text = notes.plain(bite.title)


def _alternates(item: ET.Element, folder: str, episode: library.StoredEpisode) -> None:
    """Add the formats that the episode has, the enclosure first, where it has more than that."""
    manifest = episode.manifest
    if not manifest.alternates:
        return
    for audio in manifest.enclosures:
        bits = audio.size_bytes * 8000 // max(audio.duration_ms, 1)
        parent = node(
            item,
            "podcast:alternateEnclosure",
            type=audio.mime_type,
            length=str(audio.size_bytes),
            bitrate=str(bits),
            lang=manifest.language,
            title=audio.file.rpartition(".")[2].upper(),
            default="true" if audio is manifest.audio else "",
        )
        digest = base64.b64encode(bytes.fromhex(audio.sha256)).decode()
        version = audio.sha256[: len(episode.version)]
        node(parent, "podcast:source", uri=address.under(folder, audio.file, version))
        node(parent, "podcast:integrity", type="sri", value=f"sha256-{digest}")


def _sidecars(item: ET.Element, folder: str, episode: library.StoredEpisode) -> None:
    """Add the transcripts and the chapters; both change with the audio, so do their addresses."""
    url = address.under(folder, CHAPTERS, episode.version)
    node(item, "podcast:chapters", url=url, type=media_type(CHAPTERS))
    for name, rel in _TRANSCRIPTS.items():
        link = {"url": address.under(folder, name, episode.version), "type": media_type(name)}
        node(item, "podcast:transcript", **link, language=episode.manifest.language, rel=rel)
    listed = node(item, "psc:chapters", version="1.2")
    for mark in chapters.marks(episode.manifest):
        start = timestamp(mark.start_ms, ".")
        href = chapters.link(episode.manifest, mark)
        image = chapters.image(episode.manifest, mark, folder)
        node(listed, "psc:chapter", start=start, title=mark.title, href=href, image=image)
