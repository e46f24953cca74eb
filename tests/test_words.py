"""When each word is heard: from the engine through cache, mix and manifest, against the sound."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from helpers.cases import FOLDER, rows

from briefing import voices
from briefing.config import Settings
from briefing.engines import SynthesisOptions, load, speech
from briefing.engines.g2p.alignment import word_places, word_times
from briefing.mix.stitch import stitch
from briefing.model import Clip, Episode, Utterance
from briefing.normalise import normalise
from briefing.normalise.pairs import paired
from briefing.pipeline import make
from briefing.synthesise import flac, workers
from briefing.synthesise.workers import SynthesisTask

SENTENCE = "आज पाँच ख़बरें, और मौसम।"
FILES = sorted((FOLDER / "normalise").glob("*.tsv"))
TONE = voices.find("tone")


def onsets_ms(samples: np.ndarray, rate_hz: int) -> list[float]:
    """Return where a sound begins after at least 10 ms of silence."""
    loud = np.flatnonzero(np.abs(samples) > 0.01 * np.abs(samples).max())
    begins = np.diff(loud, prepend=-rate_hz) > rate_hz // 100
    return [float(at) for at in loud[begins] * 1000 / rate_hz]


def episode(folder: Path, *rates_hz: int) -> tuple[Episode, np.ndarray]:
    """Speak the sentence once for each rate, as a worker and the store would."""
    said = flac.unpack(workers.speak(SynthesisTask("k", SENTENCE, TONE, SynthesisOptions())))[0]
    utterance = Utterance(SENTENCE, SENTENCE, 0, 0, "tone", 500)
    clips = []
    for rate_hz in rates_hz:
        # The same sound at another rate lasts longer or shorter, and so do its words.
        longer = 24_000 / rate_hz
        words = tuple(
            word._replace(
                start_ms=round(word.start_ms * longer), end_ms=round(word.end_ms * longer)
            )
            for word in said.words
        )
        clips.append(Clip(utterance, said.samples, rate_hz, "", words))
    made = stitch(clips, ["एक"], folder / "a.pcm")
    return made, np.fromfile(made.pcm, "<i2").astype(np.float32)


@pytest.mark.parametrize("rates_hz", [(24_000, 24_000), (24_000, 16_000), (22_050, 48_000)])
def test_words_are_where_they_are_heard(rates_hz: tuple[int, int], tmp_path: Path) -> None:
    made, samples = episode(tmp_path, *rates_hz)
    assert [len(words) for words in made.words] == [5, 5]
    starts = [word.start_ms for words in made.words for word in words]
    assert starts == pytest.approx(onsets_ms(samples, made.rate_hz), abs=4)
    for (start_ms, end_ms), words in zip(made.spans, made.words, strict=True):
        assert start_ms <= words[0].start_ms and words[-1].end_ms <= end_ms


def test_the_manifest_pairs_the_written_with_the_spoken(tmp_path: Path) -> None:
    script = tmp_path / "a.md"
    script.write_text("कुल 5-7 किमी — और **आगे** 612 लोग।", encoding="utf-8")
    settings = Settings(voice="tone", output=str(tmp_path / "out"), disclosure="none")
    (utterance,) = make(script, settings).manifest.utterances
    assert [(word.written, word.spoken) for word in utterance.words] == [
        ("कुल", ""),
        ("5-7 किमी —", "पाँच से सात किलोमीटर,"),
        ("और", ""),
        ("आगे", ""),
        ("612", "छह सौ बारह"),
        ("लोग।", ""),
    ]
    assert (utterance.words[0].start_ms, utterance.words[-1].end_ms) == (
        utterance.start_ms + 15,
        utterance.end_ms - 60,
    )


def test_an_engine_without_times_gives_none(tmp_path: Path) -> None:
    class Plain:
        rate_hz = 24_000

        def speak(self, spoken: str, *, seed: int = 0) -> np.ndarray:
            return np.full(2400, 0.5, np.float32)

    assert speech(Plain(), "नमस्ते").words == ()
    made = stitch(
        [Clip(Utterance("क", "क", 0, 0, "tone"), np.full(2400, 0.5, np.float32), 24_000, "")],
        ["एक"],
        tmp_path / "a.pcm",
    )
    assert made.words == ((),)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_pairs_lose_nothing(path: Path) -> None:
    for written, *_ in rows(f"normalise/{path.name}"):
        tokens = normalise(written)
        words = list(paired(tokens))
        spoken = "".join(token.spoken for token in tokens)
        assert "".join("".join(w.written for w in words).split()) == "".join(written.split())
        assert [spoken[word.start : word.end] for word in words] == [w.spoken for w in words]


def test_symbols_that_are_not_the_words_give_no_times() -> None:
    assert word_times("आ ऊ", "ˈaːˈuː", range(10)) == ()
    assert word_places("क\u0915\u093c \u0958") == []  # not NFC: the places would be another text's


@pytest.mark.voice
@pytest.mark.parametrize(
    ("voice", "speed"), [("hm_omega", 1.0), ("hm_omega", 1.4), ("tarang", 1.2)]
)
def test_a_voice_says_when(voice: str, speed: float) -> None:
    text = "पहला वाक्य, पूरा हुआ। " * 8
    engine = load(voices.find(voice), SynthesisOptions(speed=speed))
    said, per_ms = speech(engine, text), engine.rate_hz / 1000
    assert [text[word.start : word.end] for word in said.words] == text.replace(",", "").replace(
        "।", ""
    ).split()
    level = np.abs(said.samples) / np.abs(said.samples).max()
    for word in said.words:
        assert level[int(word.start_ms * per_ms) : int(word.end_ms * per_ms)].max() > 0.05
    for this, after in pairwise(said.words):
        if after.start_ms - this.end_ms > 200:  # a pause
            middle, near = int((this.end_ms + after.start_ms) / 2 * per_ms), int(20 * per_ms)
            assert level[middle - near : middle + near].max() < 0.1


@pytest.mark.voice
def test_the_times_do_not_change_the_sound(tmp_path: Path) -> None:
    from briefing.engines.kokoro import controls, engine, optimise
    from briefing.engines.kokoro.graph import Graph

    voice = voices.find("hm_omega")
    graph = Graph(engine._model(voice))
    name = "integer" if optimise.signed_products_are_exact() else "float"
    for change in optimise.PASSES[name]:
        if change not in (controls.durations, controls.melody):
            change(graph)
    graph.save(tmp_path / "plain.onnx")
    plain = replace(
        voice,
        options={**voice.options, "model": str(tmp_path / "plain.onnx"), "graph": "published"},
    )
    for text in (SENTENCE, "क्या सरकार ने घोषणा की?"):
        said = load(plain).speak(text)
        assert np.array_equal(said, load(voice).speak(text))
