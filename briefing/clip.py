"""A text into a clip: a file, or samples."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.config import NO_DISCLOSURE, Settings
from briefing.config_file import settings_for
from briefing.encode import encode, encoder
from briefing.episode import identity
from briefing.episode.tags import Tags, synthetic
from briefing.formats.text import one_line
from briefing.mix.stitch import stitch, write_wav
from briefing.pipeline import open_pool, quiet, speak
from briefing.planning import plan_script
from briefing.progress import ProgressCallback
from briefing.read import read_text
from briefing.system.workplace import workplace

if TYPE_CHECKING:
    from briefing.model import Samples


def say(
    text: str,
    path: str | Path,
    settings: Settings | None = None,
    warn: Callable[[str], object] | None = None,
    progress: ProgressCallback | None = None,
) -> Path:
    """Speak a text into a clip: a WAV file as the voice made it, or any format of an episode.

    ``warn`` is called with what the user should know: words lost or guessed, a voice's licence.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    path = Path(path)
    name = encoder(path.suffix.lstrip(".").lower()).suffix[1:]  # before anything is spoken
    settings = settings or settings_for("")
    # Only an episode says what speaks it.
    bare = replace(settings, disclosure=NO_DISCLOSURE, intro="", outro="")
    planned = plan_script(read_text(text, phrase=True, where=""), bare)
    if warn:
        for warning in planned.warnings:
            warn(warning)
    with open_pool(settings) as pool, workplace(path.parent) as work:
        clips = speak(planned, pool).clips(progress or quiet)
        episode = stitch(clips, planned.plan.chapters, work / "clip.pcm")
        if name == "wav":
            write_wav(episode, path)
        else:
            custom = synthetic(identity.guid("", "", text))
            tags = Tags(title=one_line(text)[:80], custom=custom)
            encode(replace(episode, marks=()), tags, replace(settings, format=name), path)
    return path


def samples(text: str, settings: Settings | None = None) -> tuple[Samples, int]:
    """Speak a text; return its samples, float32 of shape (n,) in [-1, 1], and their rate in Hz.

    Raises
    ------
    BriefingError
        with what went wrong, where, and what to do.
    """
    import soundfile

    with tempfile.TemporaryDirectory() as folder:
        path = say(text, Path(folder, "clip.wav"), settings)
        sound, rate_hz = soundfile.read(path, dtype="float32")
    return sound, int(rate_hz)
