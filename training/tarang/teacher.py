"""The teacher with its alignment: Kokoro's own graph holds duration and pitch of every phone."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from briefing import voices
from briefing.engines.g2p import by_name
from briefing.engines.kokoro import controls, optimise
from briefing.engines.kokoro import engine as kokoro
from briefing.engines.kokoro.tokens import tokens
from briefing.engines.session import inference_session
from briefing.errors import VoiceError
from briefing.model import Voice

#: Hz, one value for each half frame; near or below zero where there is no voice.
PITCH = "/encoder/F0_proj/Conv_output_0"
FRAME_SAMPLES = kokoro.RATE_HZ * kokoro.FRAME_MS // 1000


@dataclass(frozen=True)
class Spoken:
    """A sentence as the teacher said it.

    ``phones`` are the symbols without padding; ``durations`` int64 of shape (n + 2,) in frames,
    with the silence before and after; ``pitch`` float32 (2 · frames,) in Hz; ``samples`` float32
    (600 · frames,) at 24 kHz.
    """

    phones: str
    durations: np.ndarray
    pitch: np.ndarray
    samples: np.ndarray


class Teacher:
    """A voice of Kokoro whose graph gives the pitch, too.

    Raises
    ------
    VoiceError
        if the voice is not of Kokoro, or its weights are missing.
    """

    rate_hz = kokoro.RATE_HZ

    def __init__(self, voice: Voice, folder: Path, threads: int = 1) -> None:
        if voice.engine != "kokoro":
            raise VoiceError(f"{voice.name} is not a voice of Kokoro", remedy="name one of Kokoro")
        self._symbols = by_name(str(voice.options.get("g2p", "own")))
        self._styles = kokoro._styles(voice.folder / str(voice.options["style"]))
        path = _aligned(optimise.optimised(kokoro._model(voice)), folder)
        self._session = inference_session(path, threads, "delete that file")

    def with_style(self, path: Path) -> Teacher:
        """Return a teacher that speaks by the same graph in the voice of another style file."""
        other = copy.copy(self)
        other._styles = kokoro._styles(path)
        return other

    def phones(self, text: str) -> str:
        """Return the symbols that the teacher reads for a text."""
        return self._symbols(text)

    def speak(self, phones: str) -> Spoken:
        """Say some phones at the pace they are said at.

        Raises
        ------
        VoiceError
            if they are more than the teacher takes at once, or one is unknown to it.
        """
        ids = tokens(phones)
        if not 0 < len(ids) <= kokoro.MOST_TOKENS:
            raise VoiceError(f"{len(ids)} phones, not 1 to {kokoro.MOST_TOKENS}", where=phones)
        inputs = {
            "tokens": np.array([[0, *ids, 0]], np.int64),
            "style": self._styles[len(ids) - 1],
            "speed": np.ones(1, np.float32),
            **controls.unmoved(len(ids) + 2),
        }
        sound, durations, pitch = map(np.ravel, self._session.run(None, inputs))
        durations = np.round(durations).astype(np.int64)
        if durations.sum() * FRAME_SAMPLES != len(sound) or len(pitch) != 2 * durations.sum():
            raise VoiceError("the durations do not add up to the sound", where=phones)
        return Spoken(phones, durations, pitch.astype(np.float32), sound.astype(np.float32))


def open_teacher(name: str, folder: Path, threads: int = 1) -> Teacher:
    """Return the voice of that name as a teacher; its graph is written into the folder once."""
    return Teacher(voices.find(name), folder, threads)


def _aligned(model: Path, folder: Path) -> Path:
    """Return the graph with the pitch as an output, after sound and durations."""
    import onnx

    from briefing.system.files import atomic_path

    path = folder / f"{model.stem}.aligned.onnx"
    if not path.is_file():
        loaded = onnx.load(model)
        kind = onnx.TensorProto.FLOAT
        loaded.graph.output.append(onnx.helper.make_tensor_value_info(PITCH, kind, None))
        folder.mkdir(parents=True, exist_ok=True)
        with atomic_path(path) as beside:
            onnx.save(loaded, beside)
    return path
