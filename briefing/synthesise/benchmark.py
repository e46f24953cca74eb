"""Measure a voice: how fast it speaks on this machine, and how much memory it takes.

A voice is measured in a process of its own, so that nothing else is in its memory and nothing of it
stays behind.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from briefing.engines import SynthesisOptions, load
from briefing.errors import VoiceError
from briefing.model import Voice
from briefing.synthesise.check import invalid_audio
from briefing.system.files import write
from briefing.system.folders import data_folder
from briefing.voices import find

if TYPE_CHECKING:
    from briefing.model import Samples

#: Test texts: one sentence for a quick measurement, a paragraph for a comparison.
SENTENCE = "नमस्कार। आज सुबह पहाड़ों पर बर्फ़ गिरी, और मैदानों में हल्की धूप निकली।"
PARAGRAPH = (
    "नमस्कार। आज सुबह पहाड़ों पर बर्फ़ गिरी, और मैदानों में हल्की धूप निकली। "
    "किसानों ने कहा कि इस बार गेहूँ की फ़सल पिछले साल से पच्चीस प्रतिशत ज़्यादा होगी। "
    "क्या शहर की हवा भी साफ़ होगी? विशेषज्ञ कहते हैं, थोड़ा और इंतज़ार कीजिए।"
)
_FILE = "measured.json"


@dataclass(frozen=True)
class VoiceBenchmark:
    """What a voice did on this machine.

    ``realtime_factor`` is seconds of work for a second of speech, after the voice was loaded;
    ``memory_bytes`` the most its process held.
    """

    rate_hz: int
    audio_s: float
    load_s: float
    realtime_factor: float
    memory_bytes: int


def speak(
    voice: Voice, sentences: list[str], path: Path, options: SynthesisOptions | None = None
) -> VoiceBenchmark:
    """Speak sentences into a WAV file in a process of its own, and return what it took.

    Raises
    ------
    VoiceError
        if the voice is not installed, cannot speak, or its process is killed.
    """
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawn) as pool:
        try:
            job = pool.submit(_speak, voice, sentences, str(path), options or SynthesisOptions())
            return job.result()
        except BrokenProcessPool as error:
            what = f"the process that spoke with the voice {voice.name} was killed"
            remedy = "it may have lacked memory: close other programs and try again"
            raise VoiceError(what, remedy=remedy) from error


def stored_or_measured(name: str) -> VoiceBenchmark:
    """Return a voice's stored measurement, or measure it now.

    Raises
    ------
    VoiceError
        if the voice cannot speak.
    """
    voice = find(name)
    if found := stored(voice):
        return found
    with tempfile.TemporaryDirectory() as folder:
        measured = speak(voice, [SENTENCE], Path(folder) / "trial.wav")
    store(name, measured)
    return measured


def stored(voice: Voice) -> VoiceBenchmark | None:
    """Return what was measured of a voice, or None if it has changed or was never measured."""
    found = dict(_all().get(voice.name, {}))
    return VoiceBenchmark(**found) if found and found.pop("digest") == voice.digest else None


def store(name: str, measured: VoiceBenchmark) -> None:
    """Keep what was measured of a voice as it now is.

    Its first use takes the sums of its files, which are part of what it is, so it is read again.
    """
    row = {"digest": find(name).digest, **asdict(measured)}
    _write({**_all(), name: row})


def forget(name: str) -> None:
    """Forget what was measured of a voice."""
    _write({key: row for key, row in _all().items() if key.partition(":")[0] != name})


def _write(table: dict[str, dict[str, Any]]) -> None:
    write(data_folder() / _FILE, json.dumps(table, ensure_ascii=False, indent=1) + "\n")


def _all() -> dict[str, dict[str, Any]]:
    """Return everything measured; a file that cannot be read counts as none: it is made again."""
    try:
        table: dict[str, dict[str, Any]] = json.loads((data_folder() / _FILE).read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return table


def _speak(
    voice: Voice, sentences: list[str], path: str, options: SynthesisOptions
) -> VoiceBenchmark:
    """Load, speak and time; runs in the other process."""
    load_s, engine = _timed(lambda: load(voice, options))
    spoken = [_timed(lambda s=s: engine.speak(s)) for s in sentences]  # type: ignore[misc]
    clips: list[Samples] = [samples for _, samples in spoken]
    pause = np.zeros(engine.rate_hz * 350 // 1000, np.float32)
    sound = np.concatenate([part for clip in clips for part in (clip, pause)][:-1])
    if what := invalid_audio(sound):
        raise VoiceError(f"{what}, in a try of the voice {voice.name}", where=str(voice.folder))
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(engine.rate_hz)
        file.writeframes((sound * 32767).astype("<i2").tobytes())
    # The first sentence pays for what is made once; it counts only where there is no other.
    timed = spoken[1:] or spoken
    audio_s = sum(len(samples) for _, samples in timed) / engine.rate_hz
    return VoiceBenchmark(
        rate_hz=engine.rate_hz,
        audio_s=round(len(sound) / engine.rate_hz, 3),
        load_s=round(load_s, 3),
        realtime_factor=round(sum(seconds for seconds, _ in timed) / audio_s, 4),
        memory_bytes=_peak_bytes(),
    )


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def _peak_bytes() -> int:
    """Return the most memory this process has held; 0 where the system does not say.

    Linux counts what the parent held into ``ru_maxrss`` of a new program, but not into VmHWM.
    """
    status = Path("/proc/self/status")
    if status.is_file():
        lines = status.read_text(encoding="ascii", errors="replace").splitlines()
        return next((int(li.split()[1]) * 1024 for li in lines if li.startswith("VmHWM")), 0)
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
