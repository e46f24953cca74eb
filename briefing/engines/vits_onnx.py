"""VITS by onnxruntime alone: voices that ``briefing voices export`` wrote, and Piper's.

VITS (Kim et al. 2021) as ONNX takes ``input`` (numbers of characters or phonemes, int64 of shape
(1, n)), ``input_lengths`` and ``scales`` (noise, length, noise of the durations), and with several
speakers ``sid``. Beside an exported graph lies ``model.json``, beside Piper's ``NAME.onnx.json``.
"""

from __future__ import annotations

import threading
import unicodedata
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.engines import SynthesisOptions
from briefing.engines.chunking import speak
from briefing.engines.exported import BRING, numbering, read_table, speaker_number
from briefing.engines.g2p import by_name
from briefing.engines.session import inference_session, shared_session
from briefing.errors import VoiceError
from briefing.model import Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from briefing.model import Samples

FORMAT = "briefing/onnx-vits/1"
#: The graph's input that holds its noise, where ``briefing`` exported it.
NOISE = "noise"
#: Standard normal numbers that are drawn for a piece; a long piece reads them round and round.
NOISE_LENGTH = 1 << 18
#: Time and memory grow with the square of the length.
MOST_CHARACTERS = 300
_SEEDING = threading.Lock()


@dataclass(frozen=True)
class Reading:
    """How a model reads a text.

    ``numbers`` gives the numbers of a piece; ``known`` holds the characters that have one, None
    where phonemes are read. ``scales`` is noise, length, noise of the durations. ``speaker`` is a
    number, None where there is one speaker alone.
    """

    rate_hz: int
    numbers: Callable[[str], list[int]]
    known: frozenset[str] | None
    scales: tuple[float, float, float]
    speaker: int | None


class OnnxVits:
    """A VITS voice as ONNX, ready to speak.

    Raises
    ------
    VoiceError
        if the graph or the file beside it is missing or of another kind, or the speaker unknown.
    """

    rate_hz: int

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        self._path = model_file(voice)
        self._threads = options.threads
        self._reading = _reading(voice, self._path, options)
        self.rate_hz = self._reading.rate_hz
        noise, length, durations = self._reading.scales
        self._scales = np.array([noise, length / options.speed, durations], np.float32)
        self._most = int(voice.options.get("most_characters", MOST_CHARACTERS))
        self._session = shared_session(self._path, self._threads, BRING)
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        Raises
        ------
        VoiceError
            if nothing in the text can be spoken, a character or phoneme is unknown to the model, or
            the model fails.
        """
        sound = partial(self._sound, seed=seed)
        return speak(spoken, self._reading.known, self._takes, sound, self.rate_hz)

    def _takes(self, text: str) -> bool:
        return len(text) <= self._most

    def _sound(self, text: str, seed: int) -> Samples:
        numbers = self._reading.numbers(text)
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([numbers], np.int64),
            "input_lengths": np.array([len(numbers)], np.int64),
            "scales": self._scales,
        }
        if "sid" in self._inputs:
            inputs["sid"] = np.array([self._reading.speaker or 0], np.int64)
        key = (zlib.crc32(text.encode()) + seed) & 0x7FFF_FFFF
        try:
            samples = self._run(inputs, key)
        except Exception as error:  # onnxruntime's own classes share no other base
            raise VoiceError(f"the model failed on {text!r}: {error}") from error
        return np.ravel(samples).astype(np.float32, copy=False)

    def _run(self, inputs: dict[str, NDArray[Any]], key: int) -> NDArray[Any]:
        """Run the graph with noise that ``key`` decides.

        A graph that draws its own noise can only be seeded by loading it again.
        """
        session = self._session
        if NOISE in self._inputs:
            generator = np.random.Generator(np.random.PCG64(key))
            inputs[NOISE] = generator.standard_normal(NOISE_LENGTH, np.float32)
        elif self._scales[0] or self._scales[2]:
            import onnxruntime

            with _SEEDING:
                onnxruntime.set_seed(key)
                session = inference_session(self._path, self._threads, BRING)
        found: NDArray[Any] = session.run(None, inputs)[0]
        return found


def needs(voice: Voice) -> str | None:
    """Say what a voice's files still need; None if they are there."""
    try:
        model_file(voice)
    except VoiceError as error:
        return error.remedy
    return None


def files(voice: Voice) -> list[Path]:
    """Return the files of a voice that are there."""
    if needs(voice):
        return []
    model = model_file(voice)
    return [path for path in (model, table_file(model)) if path is not None]


def speakers(voice: Voice) -> list[str]:
    """Return the names of a voice's speakers; none where there is one alone."""
    file = table_file(model_file(voice))
    table = read_table(file) if file else {}
    return list(table.get("speakers") or table.get("speaker_id_map") or {})


def model_file(voice: Voice) -> Path:
    """Return the graph of a voice.

    Raises
    ------
    VoiceError
        if it is not there.
    """
    path = voice.folder / Path(str(voice.options.get("model", "model.onnx"))).expanduser()
    if path.is_file() and table_file(path) is not None:
        return path
    lacking = path if not path.is_file() else Path(f"{path}.json")
    where = str(voice.folder / "voice.toml")
    remedy = f"put {lacking.name} beside that file, or correct model = … in it"
    raise VoiceError(f"there is no file {lacking}", where=where, remedy=remedy)


def table_file(model: Path) -> Path | None:
    """Return the file beside a graph that says how it reads, or None."""
    names = (f"{model.name}.json", f"{model.stem}.json")
    return next((model.with_name(n) for n in names if model.with_name(n).is_file()), None)


def _reading(voice: Voice, model: Path, options: SynthesisOptions) -> Reading:
    """Return how a model reads, from the file beside it."""
    file = table_file(model)
    table = read_table(file) if file else {}
    try:
        if table.get("format") == FORMAT:
            return _exported(table, voice)
        if "phoneme_id_map" in table:
            return _piper(table, voice, options)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = f"the voice's JSON lacks something: {type(error).__name__}: {error}"
        raise VoiceError(what, where=str(file), remedy=BRING) from error
    what = f"neither {FORMAT!r} nor a voice of Piper"
    raise VoiceError(what, where=str(file), remedy="export it: briefing voices export NAME")


def _exported(table: Mapping[str, Any], voice: Voice) -> Reading:
    return Reading(
        rate_hz=int(table["sample_rate"]),
        numbers=numbering(table),
        known=frozenset(table["vocabulary"]),
        scales=(table["noise_scale"], table["length_scale"], table["noise_w"]),
        speaker=speaker_number(voice, table["speakers"], table["speaker"]),
    )


#: Piper's marks for the beginning, the end, and what stands between phonemes.
_BEGIN, _END, _PAD = "^", "$", "_"


def _piper(table: Mapping[str, Any], voice: Voice, options: SynthesisOptions) -> Reading:
    """Return how a voice of Piper reads: the phonemes of espeak-ng, or plain characters."""
    by_phoneme: dict[str, list[int]] = table["phoneme_id_map"]
    plain = table.get("phoneme_type", "espeak") == "text"
    where = str(voice.folder / "voice.toml")
    read = by_name(str(voice.options.get("g2p", "own")), where, family="piper")

    def numbers(text: str) -> list[int]:
        lexicon = dict(options.pronounced(text))
        symbols = text if plain else unicodedata.normalize("NFD", read(text, lexicon))
        if unknown := sorted(set(symbols) - set(by_phoneme)):
            names = ", ".join(f"{s!r} (U+{ord(s):04X})" for s in unknown)
            raise VoiceError(f"the voice has no sound for {names}", where=text)
        pad = by_phoneme[_PAD]
        found = [*by_phoneme[_BEGIN], *pad]
        for symbol in symbols:
            found += [*by_phoneme[symbol], *pad]
        return [*found, *by_phoneme[_END]]

    scales = table.get("inference", {})
    return Reading(
        rate_hz=int(table["audio"]["sample_rate"]),
        numbers=numbers,
        known=frozenset(by_phoneme) - {_BEGIN, _END, _PAD} if plain else None,
        scales=(
            float(scales.get("noise_scale", 0.667)),
            float(scales.get("length_scale", 1.0)),
            float(scales.get("noise_w", 0.8)),
        ),
        speaker=speaker_number(voice, table.get("speaker_id_map", {}), None),
    )
