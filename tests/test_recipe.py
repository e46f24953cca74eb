"""The recipe's text and corpus, spoken by the test engine: nothing here needs torch."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
import soundfile

from briefing.engines.vocabulary import fit
from briefing.errors import BriefingError
from briefing.normalise.chars import READABLE

ROOT = Path(__file__).parent.parent
RECIPE = ROOT / "voices" / "tarang" / "recipe"
BENCH = (ROOT / "bench" / "sentences.txt").read_text(encoding="utf-8").splitlines()
#: Rarer characters could not be learnt.
LEAST = 10
Steps = tuple[ModuleType, ModuleType]


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Iterator[Steps]:
    """The modules that read the recipe and speak the corpus."""
    monkeypatch.syspath_prepend(str(RECIPE))
    import corpus
    import recipe

    yield recipe, corpus
    for name in ("recipe", "corpus"):
        sys.modules.pop(name)


def test_every_character_is_heard(steps: Steps) -> None:
    recipe, corpus = steps
    table = recipe.load()
    known = table.text.letters + table.text.marks
    texts = corpus.sentences(table)
    heard = Counter("".join(fit(text, known) for text in texts))
    assert set(heard) == set(known)
    assert min(heard.values()) >= LEAST
    assert all(
        unicodedata.is_normalized("NFC", text) and READABLE.fullmatch(text) for text in texts
    )


def test_what_is_measured_is_not_taught(steps: Steps) -> None:
    recipe, corpus = steps
    texts = corpus.sentences(recipe.load())
    assert len(texts) > 1500
    assert not set(texts) & set(BENCH)
    lines = [(RECIPE / name).read_text(encoding="utf-8") for name in recipe.load().corpus.prompts]
    assert len("".join(lines).splitlines()) == len(texts)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("training.bach=3", "training.batch"),
        ("training.batch=much", "as in TOML"),
        ("training.batch='3'", "like batch = 32"),
        ("batch=3", "in the recipe"),
    ],
)
def test_changes_that_mean_nothing(change: str, message: str, steps: Steps) -> None:
    with pytest.raises(BriefingError) as caught:
        steps[0].load([change])
    assert message in str(caught.value)


CHANGES = ['voice.teacher="tone"', "corpus.sentences=6", "corpus.held_out=0.4", "corpus.jobs=1"]


def test_the_corpus(steps: Steps, tmp_path: Path) -> None:
    recipe, corpus = steps
    table = recipe.load(CHANGES)
    corpus.build(table, tmp_path)
    index = json.loads((tmp_path / "corpus.json").read_text(encoding="utf-8"))
    sound, rate_hz = soundfile.read(tmp_path / index["sound"], dtype="int16")
    clips = index["clips"]
    assert (rate_hz, len(clips), index["skipped"]) == (24000, 6, [])
    assert len({clip["held_out"] for clip in clips}) == 2
    assert sum(clip["samples"] for clip in clips) == len(sound)
    for clip in clips:
        samples = sound[clip["start"] :][: clip["samples"]]
        assert len(samples) % table.audio.hop_length == 0
        heard = np.flatnonzero(np.abs(samples) > np.abs(samples).max() // 100)
        assert table.corpus.lead_ms <= heard[0] / 24 < table.corpus.lead_ms + 30
        assert table.corpus.tail_ms <= (len(samples) - heard[-1]) / 24 < table.corpus.tail_ms + 60
    before = (tmp_path / "corpus.flac").read_bytes()
    corpus.build(table, tmp_path)
    assert (tmp_path / "corpus.flac").read_bytes() == before


def test_the_corpus_may_be_small_to_travel(steps: Steps, tmp_path: Path) -> None:
    recipe, corpus = steps
    sizes, sounds = {}, {}
    for form in ("flac", "ogg"):
        corpus.build(recipe.load([*CHANGES, f'corpus.format="{form}"']), tmp_path)
        sounds[form], _ = soundfile.read(tmp_path / f"corpus.{form}", dtype="float32")
        sizes[form] = (tmp_path / f"corpus.{form}").stat().st_size
    assert len(sounds["flac"]) == len(sounds["ogg"])
    assert sizes["ogg"] < sizes["flac"] / 2
    assert np.corrcoef(sounds["flac"], sounds["ogg"])[0, 1] > 0.99


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ('corpus.format="mp3"', "one of flac, ogg"),
        ("voice.rate_hz=22050", "the teacher speaks at 24000 Hz"),
    ],
)
def test_a_corpus_that_cannot_be(change: str, message: str, steps: Steps, tmp_path: Path) -> None:
    recipe, corpus = steps
    with pytest.raises(BriefingError) as caught:
        corpus.build(recipe.load([*CHANGES, change]), tmp_path)
    assert message in str(caught.value)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]
