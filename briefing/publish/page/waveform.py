"""The envelope of a finished file: how loud it is from beginning to end, for a picture of it."""

from __future__ import annotations

import logging
import tempfile
from pathlib import Path
from threading import Lock, Thread

from briefing.episode.library import StoredEpisode
from briefing.episode.measured import Measurement
from briefing.errors import BriefingError
from briefing.system import ffmpeg

STEPS = 180
# Enough to tell speech from silence; ten hours are 72 MB in a temporary file.
_RATE_HZ = 1000
_log = logging.getLogger(__name__)


def measure(audio: Path, steps: int = STEPS) -> tuple[int, ...]:
    """Decode an audio file and return its level (root mean square) in equal parts, 0 to 100.

    Raises
    ------
    EncodeError
        if ffmpeg cannot decode it.
    """
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "samples.raw"
        arguments = [*ffmpeg.reading(audio), "-map", "0:a", "-ac", "1", "-ar", str(_RATE_HZ)]
        ffmpeg.run([*arguments, "-f", "s16le", ffmpeg.writing(raw)], doing="drawing the waveform")
        if not raw.stat().st_size:
            return ()
        samples = np.memmap(raw, "<i2", "r")
        parts = np.array_split(samples, min(steps, len(samples)))
        rms = np.array([np.sqrt(np.mean(np.square(part, dtype=np.float64))) for part in parts])
        del samples, parts
    loudest = rms.max()
    levels = np.round(100 * rms / loudest) if loudest else np.zeros(len(rms))
    return tuple(int(level) for level in levels)


def _levels(kept: list[int]) -> tuple[int, ...]:
    return tuple(int(level) for level in kept)


#: The level of an episode's audio in ``STEPS`` equal parts, 0 to 100, the loudest 100. A file
#: shorter than ``STEPS`` samples has fewer parts.
envelope = Measurement("envelopes", "levels", measure, _levels)


class BackgroundWaveform:
    """Envelopes for a server: none waits longer than ``wait_s``, a long one is there next time.

    An hour of audio takes some seconds. One that cannot be measured is logged, and its
    picture stays a plain line: the episode can still be heard.
    """

    def __init__(self, wait_s: float = 2.0) -> None:
        self._wait_s = wait_s
        self._lock = Lock()
        self._running: dict[str, Thread] = {}

    def __call__(self, episode: StoredEpisode) -> tuple[int, ...]:
        """Return an episode's envelope, empty if it is not known yet."""
        if (levels := envelope.kept(episode)) is not None:
            return levels
        with self._lock:
            thread = self._running.get(episode.manifest.audio.sha256)
            if thread is None or not thread.is_alive():
                # A daemon, so that Ctrl-C need not wait for it.
                thread = Thread(target=_try, args=(episode,), daemon=True)
                self._running[episode.manifest.audio.sha256] = thread
                thread.start()
        thread.join(self._wait_s)
        return envelope.kept(episode) or ()


def _try(episode: StoredEpisode) -> None:
    try:
        envelope(episode)
    except BriefingError as error:
        _log.warning("no waveform: %s", error)
