"""A test engine that can do what voices must not: be silent, garbled, slow, or die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from briefing.engines import ENGINES, EngineSpec, SynthesisOptions, code_files
from briefing.engines.tone import RATE_HZ, Tone
from briefing.errors import VoiceError
from briefing.model import Voice
from briefing.synthesise import workers

if TYPE_CHECKING:
    from briefing.model import Samples

NAME = "faulty"
ROOT = Path(__file__).parents[2]
STARTUP = Path(__file__).with_name("startup")
#: The ``PYTHONPATH`` of a process that shall know the engine.
PYTHONPATH = os.pathsep.join(map(str, (STARTUP, ROOT)))


class FaultyTone(Tone):
    """Speak tones, with faults by ``[options]`` of a ``voice.toml``.

    ``delay_ms`` is how long a second of speech takes; ``log`` a file that gets a line for each
    sentence; ``faults`` maps a word to one of :data:`FAULTS`, and ``seeds`` is how many seeds have
    that fault (all by default); ``once`` names a file: the fault happens only while it does not
    exist, and creates it.
    """

    def __init__(self, voice: Voice, options: SynthesisOptions) -> None:
        super().__init__(voice, options)
        self._options = voice.options

    def speak(self, spoken: str, *, seed: int = 0) -> Samples:
        samples = super().speak(spoken, seed=seed)
        time.sleep(self._options.get("delay_ms", 0) / 1000 * len(samples) / RATE_HZ)
        for word, fault in self._options.get("faults", {}).items():
            if word in spoken and seed < self._options.get("seeds", seed + 1) and self._is_due():
                samples = FAULTS[fault](samples)
        if log := self._options.get("log"):
            with Path(log).open("a", encoding="utf-8") as file:
                file.write(f"{spoken}\n")
        return samples

    def _is_due(self) -> bool:
        """Return whether a fault that happens once has not happened yet."""
        once = self._options.get("once")
        if once is None:
            return True
        happened = Path(once).exists()
        Path(once).touch()
        return not happened


def _killed(samples: Samples) -> Samples:
    os.kill(os.getpid(), signal.SIGKILL)
    return samples


def _out_of_memory(samples: Samples) -> Samples:
    raise MemoryError


def _refused(samples: Samples) -> Samples:
    raise VoiceError("the model refused")


#: What can become of a sentence.
FAULTS: Mapping[str, Callable[[Samples], Samples]] = {
    "empty": lambda samples: samples[:0],
    "silent": lambda samples: samples * np.float32(0.001),
    "nan": lambda samples: samples * np.float32("nan"),
    "clipped": lambda samples: np.clip(samples * np.float32(10), -1, 1),
    "truncated": lambda samples: samples[: len(samples) // 4],
    "run-on": lambda samples: np.tile(samples, 4),
    "refused": _refused,
    "out of memory": _out_of_memory,
    "killed": _killed,
}


def register() -> None:
    """Make the engine known to this process and to the workers that it starts.

    A worker is isolated from ``PYTHONPATH``, so the code that starts it registers the engine too.
    """
    if NAME in ENGINES:
        return
    code = tuple(str(file) for file in (*code_files("tone"), Path(__file__)))
    target = f"{__name__}:{FaultyTone.__name__}"
    spec = EngineSpec(target, ("numpy",), cpu_only=True, cost=0.0, code=code)
    cast("dict[str, EngineSpec]", ENGINES)[NAME] = spec
    start = f"from {__name__} import register; register(); workers.main()"
    workers._BOOT = workers._BOOT.replace("workers.main()", start)
