"""Levels by ear and by number: the mix around a chapter's beginning, and how loud an episode is."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from briefing import voices
from briefing.encode import encode
from briefing.encode.loudness import loudness_range_lu
from briefing.episode import library
from briefing.episode.measured import Measurement
from briefing.episode.result import PlannedScript
from briefing.episode.tags import Tags
from briefing.errors import ScriptError
from briefing.mix import music
from briefing.mix.stitch import stitch
from briefing.model import Utterance
from briefing.studio.booth import Booth, wav
from briefing.studio.desk import OpenScript

#: Sentences that are heard before a chapter and of it, and at the end of the episode.
_BEFORE, _OF_IT, _AT_END = 1, 2, 2
_FORMAT = "mp3"
#: The loudness range of an episode in LU.
range_lu = Measurement("loudness", "range_lu", loudness_range_lu, float)


def preview(booth: Booth, planned: PlannedScript, chapter: int | None) -> bytes:
    """Return the mix around the beginning of a chapter of the plan as an MP3, None: around the end.

    It is mixed and brought to its loudness as the episode is, of the sentences around that place:
    those that were not spoken yet are spoken now.

    Raises
    ------
    ScriptError
        if there is no such chapter.
    BriefingError
        if it cannot be spoken or mixed.
    """
    planned = music.arrange(planned)
    utterances = planned.plan.utterances
    part = _around(utterances, chapter)
    if not part:
        raise ScriptError("there is no such chapter", where=planned.script.source)
    heard = replace(planned.plan, utterances=utterances[part.start : part.stop])
    settings = replace(planned.settings, format=_FORMAT, alternate=(), split=False)
    with tempfile.TemporaryDirectory(prefix="briefing-") as folder:
        episode = stitch(
            booth.clips(replace(planned, plan=heard)),
            planned.plan.chapters,
            Path(folder) / "mix.pcm",
            planned.music,
            settings.leveller,
            begins=part.start == 0,
            ends=part.stop == len(utterances),
        )
        episode = replace(episode, marks=())
        return encode(episode, Tags(""), settings, Path(folder) / "mix.mp3").path.read_bytes()


def audition(booth: Booth, script: OpenScript, speaker: str, voice: str) -> bytes:
    """Return the first sentence of a speaker in a voice as a WAV file; without one, the first.

    Raises
    ------
    BriefingError
        if there is no such voice, or it cannot speak.
    """
    planned = script.planned
    utterances = planned.plan.utterances
    first = next((u for u in utterances if u.speaker == speaker), utterances[0])
    heard = replace(planned.plan, utterances=(replace(first, voice=voice),))
    cast = voices.cast([voice], planned.settings.recording, planned.settings.quality)
    (clip,) = booth.clips(replace(planned, plan=heard, cast=cast))
    return wav(clip)


def _around(utterances: Sequence[Utterance], chapter: int | None) -> range:
    """Return the sentences around the beginning of a chapter, or at the end."""
    if chapter is None:
        return range(max(0, len(utterances) - _AT_END), len(utterances))
    first = next((i for i, u in enumerate(utterances) if u.chapter == chapter), None)
    if first is None:
        return range(0)
    return range(max(0, first - _BEFORE), min(first + _OF_IT, len(utterances)))


def episode_of(script: OpenScript) -> library.StoredEpisode | None:
    """Return the finished episode of a script, None where its sound is not there."""
    if script.previous is None:
        return None
    stored = library.StoredEpisode(script.info.folder, script.previous)
    return stored if stored.audio.is_file() else None
