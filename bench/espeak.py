"""Speak with espeak-ng: the sound that every screen reader of Hindi has, for comparison."""

from __future__ import annotations

import ctypes

import numpy as np

# As in espeak-ng's speak_lib.h.
_SYNCHRONOUS = 2
_BY_CHARACTER = 1
_UTF8 = 1
_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class Espeak:
    """espeak-ng's Hindi voice; its library keeps its state in the process."""

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        data = espeakng_loader.get_data_path().encode()
        self.rate_hz = self._library.espeak_Initialize(_SYNCHRONOUS, 0, data, 0)
        self._heard: list[np.ndarray] = []
        self._callback = _Callback(self._take)
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(b"hi")

    def _take(self, samples: ctypes._Pointer[ctypes.c_short], count: int, _: int | None) -> int:
        if samples and count:
            self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0

    def speak(self, text: str) -> np.ndarray:
        """Return the sound of a text: float32, shape (n,), in [-1, 1], at ``rate_hz``."""
        self._heard = []
        data = text.encode()
        self._library.espeak_Synth(data, len(data) + 1, 0, _BY_CHARACTER, 0, _UTF8, None, None)
        self._library.espeak_Synchronize()
        sound: np.ndarray = np.concatenate(self._heard).astype(np.float32) / 32768
        return sound
