"""Work on an episode's parts: on all cores at once, and on each part once.

What was made of a part is cached under the sha256 of everything that decides it: its samples, what
was done to them, and the ffmpeg that did it. After an edit only the parts that sound different are
worked on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from briefing.encode.loudness import (
    BLOCK_MS,
    BLOCK_STEP_MS,
    BlockLoudness,
    LoudnessMeasurement,
    Mastering,
    block_loudness,
    combined,
)
from briefing.errors import BriefingError
from briefing.model import SAMPLE_BYTES, Episode, EpisodePart
from briefing.system import ffmpeg
from briefing.system.disk_cache import DiskCache
from briefing.system.folders import cache_folder
from briefing.system.machine import cores

#: Rises when the code makes something else of a part by the same recipe.
_FORMAT = 2
_BLOCK_BYTES = 1 << 20
_SUM_BYTES = 32

Work = Callable[[EpisodePart], bytes]


def default() -> DiskCache:
    """Return the user's cache of parts: below ``BRIEFING_CACHE`` or the system's place."""
    return DiskCache(cache_folder() / "parts", ".part")


def part_loudness(
    part: EpisodePart, source: list[str], filters: str = "anull", *, peak: bool = True
) -> BlockLoudness:
    """Measure a part as it sounds in its episode: the first blocks cover the silence before it."""
    before = "" if part.start_sample == 0 else f",adelay={BLOCK_MS - BLOCK_STEP_MS}"
    return block_loudness(source, filters + before, peak=peak)


@dataclass(frozen=True)
class EpisodeParts:
    """The parts of an episode; ``cache`` is where what is made of them stays, if anywhere."""

    episode: Episode
    cache: DiskCache | None = None

    def source(self, part: EpisodePart) -> list[str]:
        """Return the arguments that make ffmpeg read a part's samples."""
        return ffmpeg.source(
            self.episode, part.start_sample * SAMPLE_BYTES, part.end_sample * SAMPLE_BYTES
        )

    def each(self, recipe: Sequence[object], work: Work) -> Iterator[bytes]:
        """Yield what ``work`` makes of each part, in order.

        ``recipe`` says everything that decides the result besides the part.

        Raises
        ------
        EncodeError
            if ffmpeg fails.
        """
        # No more is made ahead of what is taken: the sound of a slow part's successors is held.
        ahead: deque[Future[bytes]] = deque()
        with ThreadPoolExecutor(cores()) as pool:
            for part in self.episode.parts:
                ahead.append(pool.submit(self._once, part, recipe, work))
                if len(ahead) > 2 * cores():
                    yield ahead.popleft().result()
            while ahead:
                yield ahead.popleft().result()

    def loudness_with(self, mastering: Mastering) -> LoudnessMeasurement:
        """Return the loudness that a mastering brings the episode to. The peak is not measured."""

        def work(part: EpisodePart) -> bytes:
            return part_loudness(part, self.source(part), mastering.filters, peak=False).dump()

        return combined(map(BlockLoudness.load, self.each(["loudness", mastering.filters], work)))

    def _once(self, part: EpisodePart, recipe: Sequence[object], work: Work) -> bytes:
        """Return what is cached, if it is whole; make it otherwise."""
        if self.cache is None:
            return work(part)
        key = self._key(part, recipe)
        with contextlib.suppress(OSError):
            found = self.cache.read(key) or b""
            if hashlib.sha256(found[_SUM_BYTES:]).digest() == found[:_SUM_BYTES]:
                return found[_SUM_BYTES:]
        made = work(part)
        with contextlib.suppress(BriefingError):  # the clip cache warns of a disk that fails
            self.cache.put(key, hashlib.sha256(made).digest() + made)
        return made

    def _key(self, part: EpisodePart, recipe: Sequence[object]) -> str:
        place = (part.start_sample == 0, part.frames)
        about = [_FORMAT, ffmpeg.version(), self.episode.rate_hz, place, *recipe]
        digest = hashlib.sha256(json.dumps(about).encode())
        left = (part.end_sample - part.start_sample) * SAMPLE_BYTES
        with self.episode.pcm.open("rb") as file:
            file.seek(part.start_sample * SAMPLE_BYTES)
            while block := file.read(min(left, _BLOCK_BYTES)):
                digest.update(block)
                left -= len(block)
        return digest.hexdigest()
