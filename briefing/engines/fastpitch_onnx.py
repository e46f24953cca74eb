"""FastPitch and HiFi-GAN by onnxruntime alone: voices that ``briefing voices export`` wrote.

FastPitch (Łańcucki 2021) turns numbers of characters or phones into a mel spectrogram, with a
duration and a pitch for each; HiFi-GAN (Kong et al. 2020) turns that into a waveform. Two graphs:
``acoustic.onnx`` takes ``input`` int64 (1, n), ``length_scale``, ``pitch_scale`` and
``pitch_shift`` float32 (n,), with several speakers ``sid`` int64 (1,), and gives ``mel`` (1, C, T)
and ``durations`` int64 (n,); ``vocoder.onnx`` takes ``mel`` and gives ``samples``. ``model.json``
lies beside them. Graphs of older versions have no ``pitch_scale``, and take one value for all.

Pitch is in deviations of the voice's own, 0 where there is no voice. A voice whose ``model.json``
says what that is in Hz, and which reads phones, follows a delivery as Kokoro's voices do.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.engines import PLAIN, SynthesisOptions
from briefing.engines.chunking import Chunk, speak_timed
from briefing.engines.exported import (
    BRING,
    MOST_PHONES,
    numbering,
    phone_reader,
    read_table,
    speaker_number,
    spread,
)
from briefing.engines.g2p.alignment import word_spans, word_times
from briefing.engines.melody import prosody, register
from briefing.engines.session import shared_session
from briefing.errors import VoiceError
from briefing.model import Delivery, Speech, Voice

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from briefing.model import Samples, WordTime

FORMAT = "briefing/onnx-fastpitch/1"
ACOUSTIC, VOCODER, TABLE = "acoustic.onnx", "vocoder.onnx", "model.json"
#: A piece is no longer, where the model reads characters.
MOST_CHARACTERS = 300
#: Further than this from its own pitch, in deviations of it, a voice breaks.
_MOST_PITCH_SHIFT = 3.0
#: Phones and marks without a voice, whose pitch is 0.
_VOICELESS = frozenset("cfkpqstxʂʃʈ !,.:;?…—")


class FastPitchOnnx:
    """A FastPitch voice as ONNX, ready to speak.

    Raises
    ------
    VoiceError
        if a graph or the table beside it is missing or of another kind, or the speaker unknown.
    """

    rate_hz: int

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        self._options = options
        acoustic, vocoder, _ = _wanted(voice)
        table = _table(voice)
        self._read = phone_reader(voice, options)
        self._numbers, self._vocabulary = numbering(table), frozenset(table["vocabulary"])
        self._most = int(voice.options.get("most_characters", MOST_CHARACTERS))
        self._length_scale = float(voice.options.get("length_scale", table["length_scale"]))
        self._pitch_shift = _pitch_shift(voice)
        self._speaker = speaker_number(voice, table["speakers"], table.get("speaker"))
        self.rate_hz = int(table["sample_rate"])
        self._frame_ms = 1000 * int(table["hop_length"]) / self.rate_hz
        self._before, self._after = (table[end] is not None for end in ("begin", "end"))
        self._table, self._register = table, register(voice)
        self._acoustic = shared_session(acoustic, options.threads, BRING)
        takes = {given.name for given in self._acoustic.get_inputs()}
        self._moves_pitch = "pitch_scale" in takes
        self._vocoder = shared_session(vocoder, options.threads, BRING)

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        """Return the sound of one sentence: float32, shape (n,), in [-1, 1], at ``rate_hz``.

        The model has no randomness: another ``seed`` moves the pace by up to three percent.

        Raises
        ------
        VoiceError
            if nothing in the text can be spoken, a character or phone is unknown to the model, or
            the model fails.
        """
        return self.speak_timed(spoken, seed=seed).samples

    def speak_timed(self, spoken: str, delivery: Delivery = PLAIN, *, seed: int = 0) -> Speech:
        """Return what :meth:`speak` does, said as the ``delivery`` has it.

        Words have times, and the delivery counts, where the voice reads phones.
        """
        known = None if self._read else self._vocabulary

        def sound(part: Chunk) -> Speech:
            return self._sound(part.text, part.delivery(delivery), seed)

        return speak_timed(spoken, known, self._takes, sound, self.rate_hz)

    def _takes(self, text: str) -> bool:
        if self._read is None:
            return len(text) <= self._most
        return len(self._read(text)) <= MOST_PHONES

    def _sound(self, text: str, delivery: Delivery, seed: int) -> Speech:
        symbols = self._read(text) if self._read else text
        if unknown := sorted(set(symbols) - self._vocabulary):
            names = ", ".join(f"{s!r} (U+{ord(s):04X})" for s in unknown)
            raise VoiceError(f"the voice has no sound for {names}", where=text)
        pace = self._length_scale / self._options.speed * (1 + (seed % 7) * 0.005)
        inputs: dict[str, NDArray[Any]] = {
            "input": np.array([self._numbers(symbols)], np.int64),
            **self._prosody(text, symbols, delivery, pace),
        }
        if self._speaker is not None:
            inputs["sid"] = np.array([self._speaker], np.int64)
        try:
            mel, durations = self._acoustic.run(None, inputs)
            (samples,) = self._vocoder.run(None, {"mel": mel})
        except Exception as error:  # onnxruntime's own classes share no other base
            raise VoiceError(f"the model failed on {text!r}: {error}") from error
        words = self._words(text, symbols, durations) if self._read else ()
        return Speech(np.ravel(samples).astype(np.float32, copy=False), words)

    def _prosody(
        self, text: str, symbols: str, delivery: Delivery, pace: float
    ) -> dict[str, NDArray[np.float32]]:
        """Return the inputs for pace and pitch; what is no phone is said as the model has it."""
        if not self._moves_pitch:
            one = {"length_scale": pace, "pitch_shift": self._pitch_shift}
            return {name: np.array([value], np.float32) for name, value in one.items()}
        known = dict(self._options.pronounced(text))
        spans = word_spans(text, symbols, known) if self._read else []
        own = self._table.get("pitch") or {"mean_hz": 0.0, "deviation_hz": 1.0}
        told = delivery if spans and self._table.get("pitch") else PLAIN
        curves = prosody(symbols, spans, told, self._register)
        shift = ((curves.scale - 1) * own["mean_hz"] + curves.shift_hz) / own["deviation_hz"]
        silent = [symbol in _VOICELESS for symbol in symbols]
        rows = {
            "length_scale": (pace / curves.pace, pace),
            "pitch_scale": (curves.scale, 1.0),
            "pitch_shift": (np.where(silent, 0, shift) + self._pitch_shift, self._pitch_shift),
        }
        return {
            name: np.array(spread(row.tolist(), usual, self._table), np.float32)
            for name, (row, usual) in rows.items()
        }

    def _words(self, text: str, symbols: str, durations: NDArray[Any]) -> tuple[WordTime, ...]:
        """Return when each word is heard; ``durations`` are the frames of each number."""
        if len(durations) != len(symbols) + self._before + self._after:
            return ()  # blanks between the phones
        bounds_ms = np.cumsum(np.append(0, durations)) * self._frame_ms
        inside = bounds_ms[self._before : len(bounds_ms) - self._after].tolist()
        return word_times(text, symbols, inside, dict(self._options.pronounced(text)))


def needs(voice: Voice) -> str | None:
    """Say what a voice's files still need; None if they are there."""
    return None if all(path.is_file() for path in _wanted(voice)) else BRING


def files(voice: Voice) -> list[Path]:
    """Return the files of a voice that are there."""
    return [path for path in _wanted(voice) if path.is_file()]


def speakers(voice: Voice) -> list[str]:
    """Return the names of a voice's speakers; none where there is one alone."""
    return list(_table(voice)["speakers"])


def _wanted(voice: Voice) -> list[Path]:
    """Return the graph of the acoustic model, that of the vocoder, and the table."""
    named = (("model", ACOUSTIC), ("vocoder", VOCODER))
    given = [Path(str(voice.options.get(key, usual))).expanduser() for key, usual in named]
    graphs = [voice.folder / path for path in given]
    return [*graphs, graphs[0].with_name(TABLE)]


def _table(voice: Voice) -> dict[str, Any]:
    """Return what the voice's table says.

    Raises
    ------
    VoiceError
        if a file is not there, or the table is of another kind.
    """
    for path in _wanted(voice):
        if not path.is_file():
            where = str(voice.folder / "voice.toml")
            raise VoiceError(f"there is no file {path}", where=where, remedy=BRING)
    file = _wanted(voice)[-1]
    table = read_table(file)
    keys = {
        "sample_rate",
        "hop_length",
        "vocabulary",
        "blank",
        "begin",
        "end",
        "length_scale",
        "speakers",
    }
    if table.get("format") != FORMAT or not keys <= set(table):
        remedy = "export it: briefing voices export NAME"
        raise VoiceError(f"not a table of {FORMAT!r}", where=str(file), remedy=remedy)
    return table


def _pitch_shift(voice: Voice) -> float:
    """Return how much higher a voice speaks, in deviations of its own pitch."""
    shift = voice.options.get("pitch_shift", 0.0)
    if not isinstance(shift, int | float) or abs(shift) > _MOST_PITCH_SHIFT:
        remedy = f"a number from {-_MOST_PITCH_SHIFT} to {_MOST_PITCH_SHIFT}; 0 is its own pitch"
        where = str(voice.folder / "voice.toml")
        raise VoiceError(f"pitch_shift = {shift!r} will not do", where=where, remedy=remedy)
    return float(shift)
