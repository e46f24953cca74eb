"""Cutting what is too long, and joining without clicks or gaps."""

from __future__ import annotations

import numpy as np
import pytest

from briefing.engines.chunking import Chunk, chunks, join, joined, placed
from briefing.errors import VoiceError
from briefing.model import Speech, WordTime

RATE_HZ = 24000

#: text, most letters in a piece, the pieces wanted
CUTS = [
    ("छोटा वाक्य।", 40, ["छोटा वाक्य।"]),
    (
        "पहला वाक्य यहाँ है। दूसरा वाक्य, कुछ और लंबा, यहाँ है।",
        40,
        ["पहला वाक्य यहाँ है।", "दूसरा वाक्य, कुछ और लंबा, यहाँ है।"],
    ),
    (
        "सरकार ने कहा, योजना अगले साल से लागू होगी",
        30,
        ["सरकार ने कहा,", "योजना अगले साल से लागू होगी"],
    ),
    (
        "मंत्री ने बताया कि बाँध का काम पूरा हो गया",
        30,
        ["मंत्री ने बताया", "कि बाँध का काम पूरा हो गया"],
    ),
    ("एक दो तीन चार पाँच छह", 12, ["एक दो तीन", "चार पाँच छह"]),
    ("विश्वविद्यालय", 8, ["विश्ववि", "द्यालय"]),
]


@pytest.mark.parametrize(("text", "most", "wanted"), CUTS)
def test_cuts_at_the_best_place(text: str, most: int, wanted: list[str]) -> None:
    assert [piece.text for piece in chunks(text, lambda t: len(t) <= most)] == wanted


@pytest.mark.parametrize("most", [7, 12, 25, 60])
def test_nothing_is_lost(most: int) -> None:
    text = "राष्ट्रीय राजमार्ग पर, जहाँ कल दुर्घटना हुई थी, यातायात फिर शुरू हो गया; पुलिस तैनात है। " * 4
    parts = chunks(text, lambda t: len(t) <= most)
    assert all(len(part.text) <= most for part in parts)
    assert "".join("".join(part.text for part in parts).split()) == "".join(text.split())


def test_what_cannot_be_cut_is_an_error() -> None:
    with pytest.raises(VoiceError, match="cannot be cut"):
        chunks("क्ष्म्य", lambda t: len(t) <= 2)


def spoken(ms: int, lead_ms: int, tail_ms: int) -> np.ndarray:
    """A hum with the silence a model leaves around it."""
    hum = 0.5 * np.sin(np.arange(ms * RATE_HZ // 1000) * 2 * np.pi * 150 / RATE_HZ)
    quiet = [np.zeros(n * RATE_HZ // 1000) for n in (lead_ms, tail_ms)]
    return np.concatenate([quiet[0], hum, quiet[1]]).astype(np.float32)


def test_joins_cut_the_inner_silence_and_keep_the_outer() -> None:
    clips = [Speech(spoken(500, 300, 400)), Speech(spoken(500, 250, 350))]
    samples = join(clips, [100, 0], RATE_HZ).samples
    wanted_ms = 300 + 500 + 100 + 500 + 350
    assert abs(len(samples) * 1000 / RATE_HZ - wanted_ms) < 50  # the margins of the inner edges
    assert not samples[: 299 * RATE_HZ // 1000].any()


def test_joins_do_not_click() -> None:
    steady = spoken(400, 0, 0)[:-37]  # stops in the middle of a wave
    samples = join([Speech(steady), Speech(steady)], [0, 0], RATE_HZ).samples
    assert np.abs(np.diff(samples)).max() < 1.05 * np.abs(np.diff(steady)).max()


def test_silent_clips_join() -> None:
    silent = Speech(np.zeros(1000, np.float32))
    assert not join([silent, silent], [10, 0], RATE_HZ).samples.any()


def test_words_keep_their_place_in_text_and_sound() -> None:
    """The second piece begins 6 characters into the text, and the silence there was cut."""
    sounds = [
        Speech(spoken(500, 300, 400), (WordTime(0, 3, 300, 1100),)),
        Speech(spoken(500, 250, 350), (WordTime(0, 3, 250, 750),)),
    ]
    parts = placed("एक,   दो।", [Chunk("एक,", 100), Chunk("दो।")])
    whole = joined(parts, sounds, RATE_HZ)
    first, second = whole.words
    assert first[:3] == (0, 3, 300) and 800 <= first.end_ms <= 815
    assert second[:2] == (6, 9)
    loud = np.flatnonzero(np.abs(whole.samples) > 0.01)
    assert abs(second.start_ms - loud[loud > 850 * 24][0] / 24) <= 3
    assert second.end_ms - second.start_ms == 500
