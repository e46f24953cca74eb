"""Speak utterances, in order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence

from briefing.model import Clip, Utterance, Voice
from briefing.synthesise import Engine, Speaking, check, load

Progress = Callable[[int, int, int], None]
"""Called with utterances done, utterances in all, and milliseconds of audio made."""


def clips(
    utterances: Sequence[Utterance],
    voices: Mapping[str, Voice],
    speaking: Speaking,
    progress: Progress,
) -> Iterator[Clip]:
    """Yield the clip of each utterance, in order.

    Raises
    ------
    VoiceError
        if a voice cannot be loaded, or a sentence has no sound: it names the sentence.
    """
    engines: dict[str, Engine] = {}
    audio_ms = 0
    for done, utterance in enumerate(utterances, start=1):
        name = utterance.voice
        if name not in engines:
            engines[name] = load(voices[name], speaking)
        samples = engines[name].speak(utterance.spoken)
        if fault := check.fault(samples):
            raise check.refuse(utterance, fault)
        digest = hashlib.sha256(samples.tobytes()).hexdigest()
        clip = Clip(utterance, samples, engines[name].rate_hz, digest)
        audio_ms += clip.duration_ms
        progress(done, len(utterances), audio_ms)
        yield clip
