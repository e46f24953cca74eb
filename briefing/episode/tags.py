"""Tags: what the audio file itself says of its episode."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from briefing.episode.identity import EpisodeInfo
from briefing.episode.plan import Plan
from briefing.formats.people import voice_name
from briefing.formats.text import one_line, xml_safe
from briefing.model import Voice

#: The names under which every format holds them: ``TXXX`` in ID3, ``----`` in MP4, Vorbis comments.
AI_CONTENT, GUID = "AI-CONTENT", "GUID"


@dataclass(frozen=True)
class Tags:
    """What the file itself says of the episode. ``cover`` is a JPEG or PNG image.

    ``date`` is ISO 8601; ``language`` ISO 639-2; ``text`` the whole text, as written. ``custom``
    holds by their names the texts that no format has a field for; ``voices`` are the names of those
    that speak.
    """

    title: str
    artist: str = ""
    album: str = ""
    date: str = ""
    language: str = "hin"
    track: int | None = None
    comment: str = ""
    text: str = ""
    cover: bytes | None = None
    custom: Mapping[str, str] = field(default_factory=dict)
    voices: tuple[str, ...] = ()


def episode_tags(
    info: EpisodeInfo, plan: Plan, voices: Iterable[Voice], notice: str, cover: bytes | None
) -> Tags:
    """Return the tags of an episode.

    ``notice`` tells the listener that the voice is synthetic; ``cover`` is a JPEG or PNG picture.
    """
    licences = [_licence(voice) for voice in voices if voice.engine != "tone"]
    notes = [notice, f"Voice: {', '.join(licences)}" if licences else ""]
    return Tags(
        title=info.title,
        artist=info.author,
        album=info.show or info.title,
        date=info.date,
        track=info.episode,
        comment=one_line(" ".join(notes)),
        text=xml_safe(plan.text),
        cover=cover,
        custom=synthetic(info.guid),
        voices=tuple(plan.voices),
    )


def synthetic(identifier: str) -> dict[str, str]:
    """Return what tells machines that a file is synthetic, which one it is, and what made it."""
    return {AI_CONTENT: "true", GUID: identifier, "GENERATOR": "briefing"}


def _licence(voice: Voice) -> str:
    """Return a voice's licence as a listener reads it in the file's comment."""
    limits = " (not for commercial use)" if voice.licence.commercial is False else ""
    return f"{voice_name(voice.title, voice.gender)}: {voice.licence.name}{limits}"
