"""The test voice: instant, the same each time, about as long as speech."""

from __future__ import annotations

import numpy as np
import pytest

from briefing.engines import SynthesisOptions
from briefing.engines.tone import RATE_HZ, Tone
from briefing.errors import VoiceError
from briefing.voices import find


def tone(speed: float = 1.0) -> Tone:
    return Tone(find("tone"), SynthesisOptions(speed=speed))


def test_a_text_sounds_the_same_each_time_and_with_every_seed() -> None:
    first, second = tone().speak("आज बारिश हुई।"), tone().speak("आज बारिश हुई।", seed=2)
    assert first.dtype == np.float32 and np.array_equal(first, second)
    assert not np.array_equal(first, tone().speak("कल बारिश हुई।"))


@pytest.mark.parametrize("speed", [0.5, 1.0, 2.0])
def test_speed_shortens_words_but_not_gaps(speed: float) -> None:
    seconds = len(tone(speed).speak("नमस्ते दुनिया")) / RATE_HZ
    assert seconds == pytest.approx((6 + 6) * 0.06 / speed + 2 * 0.04, abs=0.001)


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(VoiceError, match="nothing to speak"):
        tone().speak("  ")


def test_its_options_cannot_make_it_fail_or_write() -> None:
    """Faults are the tests' own engine; a voice.toml that names them changes nothing."""
    voice = find("tone")
    options = {"faults": {"आज": "killed"}, "log": "log", "delay_ms": 10_000}
    odd = type(voice)(**{**vars(voice), "options": {**voice.options, **options}})
    assert np.array_equal(Tone(odd, SynthesisOptions()).speak("आज"), tone().speak("आज"))
