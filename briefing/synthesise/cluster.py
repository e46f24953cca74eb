"""Speak on many machines: texts go to a Dask cluster, clips come back.

The cluster (``distributed``, BSD-3-Clause) queues, places and repeats; here is only what a worker
does with a text, and how its answer is read.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from briefing import voices
from briefing.errors import BriefingError, VoiceError, without_secrets
from briefing.synthesise import cache, check, flac
from briefing.synthesise.workers import SynthesisTask, Worker, WorkerLostError, speak
from briefing.system import install
from briefing.system.machine import cores

LOCAL = "local"
#: Texts on their way for each of the cluster's threads, so that none waits for its next.
_AHEAD = 2
#: A cluster may grow while it is used: at least this many texts are on their way.
_LEAST = 16
_CONNECT_S = 10
_AGAIN = "finished clips are kept: run the same command again when the cluster is back"


@contextlib.contextmanager
def workers(address: str, most_workers: int = 0, shared: str = "") -> Iterator[list[Worker]]:
    """Yield the workers of a cluster: the one at ``tcp://…``, or one started here (``local``).

    ``shared`` is a folder or URL that all machines can reach by fsspec; clips then travel through
    it, and what one machine has spoken is spoken by none again.

    Raises
    ------
    BriefingError
        if the extra is not installed, or there is no cluster or no worker in it.
    """
    try:
        import distributed
    except ImportError as error:
        what = f"--cluster needs {error.name}"
        raise BriefingError(what, remedy=install.extra("cluster")) from error
    with contextlib.ExitStack() as stack:
        # Dask makes again what a lost machine took with it; its warning asks nothing of the user.
        log = logging.getLogger("distributed.client")
        stack.callback(log.setLevel, log.level)
        log.setLevel(logging.ERROR)
        where: Any = address
        if address == LOCAL:
            where = stack.enter_context(_local(most_workers or cores()))
        try:
            client = stack.enter_context(distributed.Client(where, timeout=_CONNECT_S))
            client.wait_for_workers(1, timeout=_CONNECT_S)
        except (OSError, TimeoutError, ValueError) as error:
            remedy = "start «dask scheduler» and «dask worker ADDRESS»; see docs/scale.md"
            what = f"no cluster: {without_secrets(str(error), of=address)}"
            raise BriefingError(what, where=address, remedy=remedy) from error
        threads = sum(client.nthreads().values())
        yield [DaskWorker(client, shared) for _ in range(max(_AHEAD * threads, _LEAST))]


def _local(workers: int) -> Any:
    """Return a cluster of this machine's processes, which import nothing of the working folder.

    Only this user's processes may join it, because a process that joins can run code.

    Raises
    ------
    BriefingError
        if this Python would search the working folder first, or cannot encrypt.
    """
    import distributed

    if sys.version_info < (3, 11):
        what = "before Python 3.11 the workers of --cluster local search the working folder first"
        raise BriefingError(what, remedy="use --jobs, which does the same on one machine")
    try:
        security = distributed.Security.temporary()
    except ImportError as error:
        what = "--cluster local needs cryptography"
        raise BriefingError(what, remedy=install.extra("cluster")) from error
    os.environ["PYTHONSAFEPATH"] = "1"  # for the processes that multiprocessing starts
    return distributed.LocalCluster(
        n_workers=workers,
        threads_per_worker=1,
        # Its web server cannot be left out: on a free port, for this machine alone.
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=logging.CRITICAL,
        security=security,
    )


class DaskWorker:
    """A worker that is any of the cluster's: it speaks a text at a time."""

    def __init__(self, client: Any, shared: str) -> None:
        self._client = client
        self._shared = shared
        self._future: Any = None

    def speak(self, task: SynthesisTask) -> bytes:
        """Return the task's clip; the cluster repeats what a lost machine was speaking."""
        from distributed import CancelledError, KilledWorker

        version = cache.version(task.voice.engine)
        try:
            self._future = self._client.submit(
                answer, task, version, self._shared, pure=False, key=f"speak-{task.key}"
            )
            return _clip(self._future.result(), task.voice.rate_hz)
        except KilledWorker as error:
            what = f"every machine that spoke was lost ({error.last_worker.address} at last)"
            raise check.UnspokenError(what) from error
        except MemoryError as error:
            raise WorkerLostError("out of memory") from error
        except BriefingError:
            raise
        except (CancelledError, OSError, TimeoutError) as error:
            raise BriefingError(f"the cluster is lost: {error}", remedy=_AGAIN) from error
        except ModuleNotFoundError as error:
            remedy = "install the same version of briefing on every machine"
            raise BriefingError(f"a worker lacks {error.name}", remedy=remedy) from error
        finally:
            self._future = None

    def close(self) -> None:
        if (future := self._future) is not None:
            future.cancel()


def _clip(data: object, rate_hz: int) -> bytes:
    """Return a cluster's answer if it is a clip at this rate, and nothing else.

    Raises
    ------
    UnspokenError
        if it is not.
    """
    if not isinstance(data, bytes):
        raise check.UnspokenError(f"the cluster gave a {type(data).__name__} and no clip")
    try:
        _, found_hz = flac.unpack(data)
    except flac.DamagedError as error:
        raise check.UnspokenError(f"the cluster gave no clip: {error}") from error
    if found_hz != rate_hz:
        raise check.UnspokenError(f"the cluster gave a clip at {found_hz} Hz, not {rate_hz}")
    return data


def answer(task: SynthesisTask, version: str, shared: str) -> bytes:
    """Speak a text on a worker, with the worker's own copy of the voice.

    Raises
    ------
    VoiceError
        if the voice, the engine or a library here is another one: the sound would be, too.
    """
    voice = voices.find(task.voice.name, quality=task.voice.quality)
    here = cache.version(voice.engine)
    if (voice.digest, here) != (task.voice.digest, version):
        what = f"a worker ({_machine()}) has another {voice.name}: voice {voice.digest}, "
        remedy = "install the same briefing, libraries and voices on every machine"
        raise VoiceError(f"{what}engine {here}", where=task.voice.name, remedy=remedy)
    task = replace(task, voice=voice)
    if not shared:
        return speak(task)
    shelf = SharedCache(shared)
    data = shelf.get(task.key)
    if data is None:
        data = speak(task)
        shelf.put(task.key, data)
    return data


def _machine() -> str:
    from distributed import get_worker

    return str(get_worker().address)


class SharedCache:
    """A cache at any place that fsspec reaches: a folder, ``s3://…``, ``sftp://…``."""

    def __init__(self, url: str) -> None:
        self._url = url
        with self._named():
            import fsspec

            self._files, self._root = fsspec.url_to_fs(url)

    def get(self, key: str) -> bytes | None:
        """Return a clip's FLAC file, or None if there is none that is whole."""
        try:
            with self._named():
                data: bytes = self._files.cat_file(self._path(key))
            flac.unpack(data)
        except (FileNotFoundError, flac.DamagedError):
            return None
        return data

    def put(self, key: str, data: bytes) -> None:
        """Keep a clip's FLAC file; it appears whole."""
        path = self._path(key)
        temporary = f"{path}.{threading.get_ident()}-{id(data)}.part"
        with self._named():
            self._files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self._files.pipe_file(temporary, data)
            self._files.mv(temporary, path)

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Turn whatever a file system's client raises into our error, but for a missing file."""
        try:
            yield
        except FileNotFoundError:
            raise
        except Exception as error:  # fsspec names no root of what its many clients raise
            what = without_secrets(str(error), of=self._url) or type(error).__name__
            remedy = "check --shared-cache, the credentials, and that the client is installed"
            raise BriefingError(what, where=self._url, remedy=remedy) from error

    def _path(self, key: str) -> str:
        return f"{self._root}/{key[:2]}/{key}.flac"
