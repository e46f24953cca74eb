"""A model in onnxruntime, on the processor."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

from briefing.errors import VoiceError

#: The sessions in use, by file, its time and size, and threads.
_in_use: WeakValueDictionary[tuple[Path, int, int, int], Any] = WeakValueDictionary()


def shared_session(path: Path, threads: int, remedy: str) -> Any:
    """Return :func:`inference_session`, the same one as long as an engine has it.

    Voices that differ in their style or their pronunciations share a model.

    Raises
    ------
    VoiceError
        if onnxruntime cannot load the file, with the ``remedy``.
    """
    try:
        stat = path.stat()
    except OSError:
        return inference_session(path, threads, remedy)  # which says what is wrong
    key = (path, stat.st_mtime_ns, stat.st_size, threads)
    session = _in_use.get(key)
    if session is None:
        session = _in_use[key] = inference_session(path, threads, remedy)
    return session


def inference_session(path: Path, threads: int, remedy: str) -> Any:
    """Return a model's ``InferenceSession``, with this many threads within an operator.

    Raises
    ------
    VoiceError
        if onnxruntime cannot load the file, with the ``remedy``.
    """
    import onnxruntime

    onnxruntime.disable_telemetry_events()  # the program that called us may have imported it before
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own classes share no other base
        what = f"the model cannot be loaded: {error}"
        raise VoiceError(what, where=str(path), remedy=remedy) from error
