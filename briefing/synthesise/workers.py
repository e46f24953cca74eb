"""Who speaks: this process, or processes of its own, each with its voices loaded once.

A worker process reads tasks from its standard input and answers on its standard output. It ends
when its parent does, and no key pressed in the terminal reaches it.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from briefing.engines import PLAIN, Engine, SynthesisOptions, load
from briefing.errors import BriefingError, VoiceError
from briefing.listen.clip import listener
from briefing.model import Delivery, Voice
from briefing.synthesise import check, flac
from briefing.synthesise.attempts import sound_of

#: Voices that a process keeps loaded.
MOST_ENGINES = 3
#: Libraries that compute in threads of their own take these as the number.
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: What a worker runs: it loads this package from its parent's place, then all else by the path.
_BOOT = """
import sys
from importlib import machinery, util
place, *sys.path[:] = sys.argv[1:]
spec = machinery.PathFinder.find_spec("briefing", [place])
package = sys.modules["briefing"] = util.module_from_spec(spec)
spec.loader.exec_module(package)
from briefing.synthesise import workers
workers.main()
"""


@dataclass(frozen=True)
class SynthesisTask:
    """A text to be spoken; ``key`` names its clip in the cache."""

    key: str
    spoken: str
    voice: Voice
    options: SynthesisOptions
    delivery: Delivery = PLAIN


class WorkerLostError(Exception):
    """A worker ended before it answered; the text says how."""


class Worker(Protocol):
    """Something that synthesises one task at a time."""

    def speak(self, task: SynthesisTask) -> bytes:
        """Return the task's clip as a FLAC file.

        Raises
        ------
        BriefingError
            if the voice cannot be loaded or the text cannot be spoken.
        WorkerLostError
            if the worker ended before it answered; it may be asked again.
        """
        ...

    def close(self) -> None:
        """End the worker, whatever it does."""
        ...


def speak(task: SynthesisTask) -> bytes:
    """Speak a task in this process and return its clip as a FLAC file.

    Raises
    ------
    VoiceError
        if the voice cannot be loaded.
    UnspokenError
        if no attempt sounds right, or the engine fails on the text.
    """
    engine = _engine(task.voice, task.options)
    pace = check.pace(task.voice)
    hear = listener(engine.rate_hz, task.options) if task.options.listen else None
    sound = sound_of(task.spoken, engine, pace, task.options.speed, task.delivery, hear)
    return flac.pack(sound.samples, engine.rate_hz, sound.words)


_engines: OrderedDict[tuple[str, str, SynthesisOptions], Engine] = OrderedDict()
_loading = threading.Lock()  # a cluster's worker may speak in several threads


def _engine(voice: Voice, options: SynthesisOptions) -> Engine:
    """Return a voice's engine, loaded once; evict the least recently used."""
    name = (voice.name, voice.digest, options)
    with _loading:
        return _loaded(name, voice, options)


def _loaded(
    name: tuple[str, str, SynthesisOptions], voice: Voice, options: SynthesisOptions
) -> Engine:
    if name not in _engines:
        engine = load(voice, options)
        if engine.rate_hz != voice.rate_hz:
            what = f"voice.toml says rate_hz = {voice.rate_hz}, but the model speaks at "
            where = str(voice.folder / "voice.toml")
            raise VoiceError(f"{what}{engine.rate_hz} Hz", where=where, remedy="correct rate_hz")
        if len(_engines) >= MOST_ENGINES:
            _engines.popitem(last=False)
        _engines[name] = engine
    _engines.move_to_end(name)
    return _engines[name]


class InProcessWorker:
    """A worker that is this process: nothing to start, nothing to send."""

    def speak(self, task: SynthesisTask) -> bytes:
        try:
            return speak(task)
        except MemoryError as error:
            raise WorkerLostError("out of memory") from error

    def close(self) -> None:
        """Do nothing: what runs here ends by itself."""


class SubprocessWorker:
    """A worker that is a process of its own, started when it is first asked to speak."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False

    def speak(self, task: SynthesisTask) -> bytes:
        try:
            answer = self._ask(task)
        except (OSError, EOFError, pickle.UnpicklingError) as error:
            raise WorkerLostError(self._end()) from error
        if isinstance(answer, MemoryError):
            self._end()
            raise WorkerLostError("out of memory") from answer
        if isinstance(answer, BriefingError):
            raise answer
        data: bytes = answer
        return data

    def close(self) -> None:
        self._closed = True
        self._end()

    def _ask(self, task: SynthesisTask) -> Any:
        process = self._process = self._process or _start(task.options.threads)
        if self._closed:
            raise EOFError
        assert process.stdin is not None and process.stdout is not None  # noqa: S101 (for mypy)
        pickle.dump(task, process.stdin)
        process.stdin.flush()
        return pickle.load(process.stdout)  # noqa: S301 (a process that we started, on a pipe)

    def _end(self) -> str:
        """Kill the process and say how it ended."""
        process, self._process = self._process, None
        if process is None:
            return "it could not be started"
        with contextlib.suppress(OSError):
            process.kill() if process.poll() is None else None
        code = process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):
                pipe.close() if pipe else None
        return f"killed by signal {-code}" if code < 0 else f"exit code {code}"


def workers_that_fit(voices: Iterable[Voice]) -> int:
    """Return how many worker processes with these voices the memory has room for, at least 1.

    A worker takes about 100 MB and five times the size of its weights. Where the system does not
    tell what is free, there is room for any number.
    """
    try:
        text = Path("/proc/meminfo").read_text(encoding="ascii")
        (line,) = (line for line in text.splitlines() if line.startswith("MemAvailable:"))
    except (OSError, ValueError):
        return sys.maxsize
    free_bytes = int(line.split()[1]) * 1024
    worker_bytes = 100_000_000 + 5 * sum(voice.size_bytes for voice in voices)
    return max(1, free_bytes * 3 // 4 // worker_bytes)


def _start(threads: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | dict.fromkeys(_THREADS, str(threads)),
        start_new_session=True,
    )


def command() -> list[str]:
    """Return the command that starts a worker, which imports from where its parent does.

    ``-I`` keeps the working folder and the script's off the path, where ``-m`` and ``-c`` would put
    them first: a stranger's ``pickle.py`` beside a script must not run. (``-P`` does so too, from
    Python 3.11.) The working folder is left out even where it is on the parent's path. This package
    itself comes from the parent's copy, whatever other copy the path has.
    """
    here, package = Path.cwd(), Path(__file__).parents[2]
    path = [entry for entry in sys.path if entry and Path(entry).absolute() != here]
    if str(package) not in path:  # last: what lies beside a checkout hides no module
        path.append(str(package))
    return [sys.executable, "-I", "-X", "utf8", "-c", _BOOT, str(package), *path]


def serve(tasks: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each task with its clip or its error, until there are no more."""
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 (from the parent, on a pipe)
        except EOFError:
            return
        answer: bytes | Exception
        try:
            answer = speak(task)
        except (BriefingError, MemoryError) as error:
            answer = error
        pickle.dump(answer, answers)
        answers.flush()


def main() -> None:
    """Serve on the standard streams; what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    with contextlib.suppress(BrokenPipeError):
        serve(sys.stdin.buffer, answers)
