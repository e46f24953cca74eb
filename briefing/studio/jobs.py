"""Work that takes a while: an episode, a publication. One at a time, with progress and cancel."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from briefing.errors import BriefingError
from briefing.lint import Finding
from briefing.message import Message
from briefing.progress import Progress, ProgressCallback

_log = logging.getLogger(__name__)
_KEPT = 20  # finished jobs that can still be asked for

#: A line for the editor: what was done, or what the linter found.
Line = str | Finding
#: What a piece of work is given and what it returns.
Work = Callable[[ProgressCallback], tuple[Line, ...]]


class CancelledError(BriefingError):
    """The editor cancelled the work; what was finished is kept."""

    def __init__(self) -> None:
        super().__init__("cancelled", remedy="start it again: it goes on from here")


class BusyError(BriefingError):
    """Something else is being made."""

    def __init__(self, kind: str) -> None:
        remedy = "wait until it is finished, or cancel it"
        super().__init__(Message("busy: {kind}", kind=kind), remedy=remedy)


@dataclass(frozen=True)
class Job:
    """A piece of work, and how far it is.

    ``result`` is what it returned, ``error`` why it failed.
    """

    id: str
    kind: str
    name: str
    done: int = 0
    total: int = 0
    finished: bool = False
    result: tuple[Line, ...] = ()
    error: BriefingError | None = None


class Jobs:
    """The work of a studio, each piece in a thread of its own."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._cancelled: set[str] = set()
        self._changed = threading.Condition()

    def start(self, kind: str, name: str, work: Work) -> Job:
        """Begin a piece of work, which is given what to report its progress to.

        Raises
        ------
        BusyError
            while another is not finished.
        """
        with self._changed:
            for job in self._jobs.values():
                if not job.finished:
                    raise BusyError(job.kind)
            job = Job(secrets.token_hex(8), kind, name)
            self._jobs[job.id] = job
            for old in list(self._jobs)[:-_KEPT]:
                del self._jobs[old]
        threading.Thread(target=self._run, args=(job.id, work), daemon=True).start()
        return job

    def get(self, id: str) -> Job | None:
        """Return how far a job is, None if there is none."""
        with self._changed:
            return self._jobs.get(id)

    def wait(self, known: Job, timeout_s: float) -> Job:
        """Return how far a job is as soon as it is further than it was known to be."""
        with self._changed:
            self._changed.wait_for(lambda: self._jobs.get(known.id, known) != known, timeout_s)
            return self._jobs.get(known.id, known)

    @property
    def running(self) -> Job | None:
        """Return the job that is not finished, None if there is none."""
        with self._changed:
            return next((job for job in self._jobs.values() if not job.finished), None)

    def cancel(self, id: str) -> None:
        """Have a job end at its next report."""
        self._cancelled.add(id)

    def _run(self, id: str, work: Work) -> None:
        def report(progress: Progress) -> None:
            if id in self._cancelled:
                raise CancelledError
            self._set(id, done=progress.done, total=progress.total)

        try:
            self._set(id, finished=True, result=work(report))
        except BriefingError as error:
            self._set(id, finished=True, error=error)
        except Exception:  # a thread's error would be lost; the page must not wait
            _log.exception("a job failed")
            broken = BriefingError("an internal error", remedy="look at the terminal: it is there")
            self._set(id, finished=True, error=broken)

    def _set(self, id: str, **values: object) -> None:
        with self._changed:
            self._jobs[id] = replace(self._jobs[id], **values)  # type: ignore[arg-type]
            self._changed.notify_all()
