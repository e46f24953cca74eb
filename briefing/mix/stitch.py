"""Stitch clips and pauses into one stream of samples, and say when each is heard.

Clips are joined as raw samples, without cross-fades, and every time comes from a count of samples.
Now and then a pause is made a few milliseconds longer, so that what follows can be encoded on its
own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from briefing.mix.timeline import Timeline
from briefing.model import SAMPLE_BYTES, ChapterMark, Clip, Episode
from briefing.sound import Music
from briefing.system.files import atomic_path, os_error

_BLOCK_BYTES = 1 << 20


def stitch(
    clips: Iterable[Clip],
    chapters: Sequence[str],
    pcm: Path,
    music: Music | None = None,
    leveller: str = "off",
    *,
    begins: bool = True,
    ends: bool = True,
) -> Episode:
    """Write the samples of an episode to ``pcm`` and return its times.

    Clips come in order and are taken one at a time. Each is trimmed to its sound and faded at both
    edges. The silence between two sounds is the first one's ``pause_ms`` and the second one's
    ``lead_ms``. ``music`` is laid over it; ``leveller`` names one of ``LEVELLERS``. ``begins`` and
    ``ends`` tell whether the clips begin and end the episode.

    Raises
    ------
    BriefingError
        if the file cannot be written.
    """
    try:
        with pcm.open("wb") as file:
            timeline = Timeline(file, music, leveller, begins, ends)
            for clip in clips:
                timeline.add(clip)
            timeline.close()
    except OSError as error:
        raise os_error(error, pcm) from error
    return Episode(
        pcm=pcm,
        rate_hz=timeline.rate_hz,
        duration_ms=timeline.now_ms,
        marks=tuple(_marks(timeline.starts_ms, chapters, timeline.now_ms)),
        spans=tuple(timeline.spans),
        words=tuple(timeline.words),
        clips=tuple(timeline.digests),
        parts=tuple(timeline.parts),
        music=tuple(timeline.heard),
    )


def write_wav(episode: Episode, path: Path) -> None:
    """Write an episode's samples to a 16-bit mono WAV file, as they are.

    Raises
    ------
    BriefingError
        if the file cannot be written.
    """
    import wave

    with (
        atomic_path(path) as partial,
        episode.pcm.open("rb") as pcm,
        wave.open(str(partial), "wb") as out,
    ):
        out.setnchannels(1)
        out.setsampwidth(SAMPLE_BYTES)
        out.setframerate(episode.rate_hz)
        while block := pcm.read(_BLOCK_BYTES):
            out.writeframes(block)


def _marks(starts_ms: dict[int, int], chapters: Sequence[str], end_ms: int) -> list[ChapterMark]:
    """Return a mark for each chapter that is heard, each ending where the next begins."""
    ends_ms = [*list(starts_ms.values())[1:], end_ms]
    return [
        ChapterMark(chapters[chapter], start_ms, stop_ms)
        for (chapter, start_ms), stop_ms in zip(starts_ms.items(), ends_ms, strict=True)
    ]
