"""Many scripts at once: one queue of utterances, and no script that fails stops the others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from briefing.config import Settings
from briefing.config_file import settings_for
from briefing.episode.result import EpisodeResult, PreparedEpisode
from briefing.errors import BriefingError, StoppedError
from briefing.pipeline import finish, open_pool, prepare, quiet, speak
from briefing.progress import ProgressCallback
from briefing.read import read, scripts
from briefing.read.fetch import WebAccess
from briefing.synthesise.job import ScriptJob
from briefing.synthesise.scheduler import Stop, WorkerPool


@dataclass(frozen=True)
class BatchResult:
    """What became of a script: an episode, or an error."""

    source: str
    episode: EpisodeResult | None = None
    error: BriefingError | None = None

    @property
    def complete(self) -> bool:
        """Whether there is an episode and no sentence of it is missing."""
        return self.episode is not None and not self.episode.failed


@dataclass(frozen=True)
class _StartedScript:
    """A script whose utterances are being spoken, or why they are not.

    One that ``shares_folder`` got the place of another that is not finished yet.
    """

    source: str
    workers: WorkerPool | None
    spoken: tuple[PreparedEpisode, ScriptJob] | None = None
    error: BriefingError | None = None
    shares_folder: bool = False

    def wants_more_work(self, ahead: int) -> bool:
        """Tell whether another script should be begun, where ``ahead`` already are."""
        workers = self.workers
        return workers is not None and workers.wants_more_work and ahead < 2 * workers.size + 2


def make_all(
    sources: Iterable[str],
    settings: Callable[[str], Settings] = settings_for,
    progress: Callable[[str], ProgressCallback] = lambda source: quiet,
    stop: Stop | None = None,
    access: WebAccess | None = None,
) -> Iterator[BatchResult]:
    """Turn scripts into episodes, in order, and yield what became of each.

    A folder among the ``sources`` stands for the scripts in it, by their names.
    ``settings`` and ``progress`` are called with each script's name; by default the settings are
    those of a ``briefing.toml``, as for :func:`briefing.make`. The first script's settings say how
    many workers there are and how large the cache may be. ``access`` says how URLs are asked.
    While one episode is stitched and encoded, the next ones are spoken.

    Raises
    ------
    StoppedError
        if ``stop`` was set before all were made; what is finished is kept.
    """
    stop = stop or Stop()
    with ExitStack() as stack:
        # What is held of a script goes when its episode is made, before what is done with that.
        begun = map(_starter(settings, stop, stack, access), scripts(sources))
        waiting = deque(islice(begun, 1))
        while waiting:
            while waiting[0].wants_more_work(len(waiting)) and (another := next(begun, None)):
                waiting.append(another)
            yield _result(waiting.popleft(), progress)
            waiting.extend(islice(begun, 0 if waiting else 1))
            if waiting and stop.signum:
                raise StoppedError(stop.signum)


def _starter(
    settings: Callable[[str], Settings], stop: Stop, stack: ExitStack, access: WebAccess | None
) -> Callable[[str], _StartedScript]:
    """Return what reads, plans and queues a script."""
    workers: WorkerPool | None = None
    folders: set[Path] = set()

    def start(source: str) -> _StartedScript:
        nonlocal workers
        try:
            prepared = prepare(read(source, access), settings(source), access)
            workers = workers or stack.enter_context(open_pool(prepared.planned.settings, stop))
            folder, spoken = prepared.info.folder, (prepared, speak(prepared.planned, workers))
            shared = folder in folders
            folders.add(folder)
            return _StartedScript(source, workers, spoken, shares_folder=shared)
        except BriefingError as error:
            return _StartedScript(source, workers, error=error)

    return start


def _result(started: _StartedScript, progress: Callable[[str], ProgressCallback]) -> BatchResult:
    if started.workers is None or started.spoken is None:
        return BatchResult(started.source, error=started.error)
    prepared, job = started.spoken
    try:
        if started.shares_folder:  # the other is finished now: another day's gets another place
            prepared = prepare(prepared.planned.script, prepared.planned.settings)
        episode = finish(prepared, job, started.workers, progress(started.source))
        return BatchResult(started.source, episode)
    except StoppedError:
        raise
    except BriefingError as error:
        return BatchResult(started.source, error=error)
