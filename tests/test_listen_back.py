"""Hearing back as it is used: while an episode is made, and afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from helpers.heard import RATE_HZ, heard, words

from briefing import voices
from briefing.cli import main
from briefing.cli.listen import limits
from briefing.engines import SynthesisOptions
from briefing.episode import manifest
from briefing.episode.heard import KINDS, HeardFault
from briefing.episode.manifest import UtteranceRecord, WordRecord
from briefing.listen import episode
from briefing.listen.align import Scores
from briefing.listen.clip import listener
from briefing.listen.decide import QUESTIONS
from briefing.listen.ear import Ear
from briefing.model import Speech
from briefing.synthesise import cache
from briefing.synthesise.attempts import sound_of
from briefing.synthesise.check import Pace, UnspokenError

TEXT = "आज दिल्ली में पचपन लोग आए और उनतीस घर गए।"
ANY_PACE = Pace(1000, 0, 0.01, 10)


class Spoken:
    """An engine that remembers what it was asked for."""

    rate_hz = RATE_HZ

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def speak(self, spoken: str, *, seed: int = 0) -> Scores:
        self.asked.append((spoken, seed))
        return np.sin(np.arange(RATE_HZ, dtype=np.float32) / 20) * np.float32(0.5)


@pytest.mark.parametrize(("bad", "tries"), [(0, [0]), (1, [0, 1]), (2, [0, 1, 2, 2, 2])])
def test_a_clip_that_is_heard_otherwise_is_spoken_again(bad: int, tries: list[int]) -> None:
    engine, left = Spoken(), [f"fault {i}" for i in range(bad)]

    def listen(sound: Speech, text: str) -> str | None:
        return left.pop(0) if left else None

    sound_of(TEXT, engine, ANY_PACE, listen=listen)
    assert [seed for _, seed in engine.asked] == tries


def test_a_clip_that_is_never_right_fails_as_any_other() -> None:
    with pytest.raises(UnspokenError, match="«लोग» is silent"):
        sound_of(TEXT, Spoken(), ANY_PACE, listen=lambda sound, text: "«लोग» is silent")


@pytest.fixture
def ear(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the ear hear these texts, one after the other, the last one again and again."""
    said: list[str] = []

    def hear(self: Ear, samples: Scores, rate_hz: int) -> Scores:
        text = said.pop(0) if len(said) > 1 else said[0]
        scores = heard(words(text))
        count = -(-len(samples) * 50 // rate_hz)
        silence = np.full((max(0, count - len(scores)), scores.shape[1]), -7, np.float32)
        silence[:, 0] = 0
        return np.concatenate([scores, silence])

    monkeypatch.setattr(Ear, "hear", hear)
    return said


def speech(text: str) -> Speech:
    from helpers.heard import tone

    return Speech(tone(heard(words(text))))


def test_a_clip_is_heard(ear: list[str]) -> None:
    wrong = TEXT.replace("पचपन", "पच्चीस")
    ear[:] = [TEXT, wrong]
    fault = listener(RATE_HZ, SynthesisOptions(listen=True))
    assert fault(speech(TEXT), TEXT) is None
    assert fault(speech(wrong), TEXT) == "heard back: «पचपन» is heard as पच्चीस (100 %)"


def test_a_pronunciation_of_the_lexicon_is_what_should_be_heard(ear: list[str]) -> None:
    ear[:] = ["भुवनेश्वर साहब आज भी आए।"]
    sound = speech(ear[0])
    pronounced = SynthesisOptions(listen=True, pronunciations=(("चौबे", "भुवनेश्वर"),))
    assert listener(RATE_HZ, SynthesisOptions(listen=True))(sound, "चौबे साहब आज भी आए।")
    assert listener(RATE_HZ, pronounced)(sound, "चौबे साहब आज भी आए।") is None


def test_what_was_heard_is_another_clip() -> None:
    """The clips of before are not taken for heard, and those of others stay as they are."""
    tone = voices.find("tone")
    plain, listening = SynthesisOptions(), SynthesisOptions(listen=True)
    assert cache.key(TEXT, tone, plain) != cache.key(TEXT, tone, listening)


def test_beeps_are_no_hindi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test voice says nothing, and the real ear hears that."""
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    options = ["make", "a.txt", "--voice", "tone", "--disclosure", "none"]
    failed = CliRunner().invoke(main, [*options, "--listen"])
    assert (failed.exit_code, "heard back: " in failed.stderr) == (1, True)
    made = CliRunner().invoke(main, options)
    assert made.exit_code == 0
    table = json.loads((tmp_path / "out/a/manifest.json").read_text(encoding="utf-8"))
    assert "listened" not in table and "heard" not in table["utterances"][0]
    found = CliRunner().invoke(main, ["listen", "out/a", "--json"])
    assert found.exit_code == 1
    result = json.loads(found.stdout)
    assert result["sentences"] == 1
    assert all(row["kind"] in KINDS and row["sentence"] == 0 for row in result["findings"])


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = CliRunner().invoke(
        main, ["make", "a.txt", "--voice", "tone", "--disclosure", "none", "-q"]
    )
    assert done.exit_code == 0
    return tmp_path / "out" / "a"


def test_an_episode_is_heard(made: Path, ear: list[str]) -> None:
    ear[:] = [TEXT.replace("दिल्ली", "भुवनेश्वर")]
    result = CliRunner().invoke(main, ["listen", str(made)])
    assert result.exit_code == 1
    assert "«दिल्ली» is heard as /" in result.stdout
    record = episode.with_hearing(made, manifest.read(made / manifest.NAME))
    assert record.listened
    assert "name" in {fault.kind for fault in record.utterances[0].heard}
    manifest.write(made / manifest.NAME, record)
    assert manifest.read(made / manifest.NAME) == record


def test_what_cannot_be_compared_is_not_called_right(made: Path, ear: list[str]) -> None:
    ear[:] = [TEXT]
    record = manifest.read(made / manifest.NAME)
    foreign = replace(record.utterances[0], spoken="சென்னை")
    manifest.write(made / manifest.NAME, replace(record, utterances=(foreign,)))
    result = CliRunner().invoke(main, ["listen", str(made)])
    assert result.exit_code == 0
    assert "0 sentences heard" in result.stdout
    assert "1 sentence could not be compared" in result.stderr


@pytest.mark.parametrize(
    ("compared", "doubtful", "told"), [(16, 4, False), (16, 5, True), (40, 9, False), (5, 5, True)]
)
def test_a_voice_that_the_ear_does_not_understand_is_named(
    compared: int, doubtful: int, told: bool
) -> None:
    notes = list(limits(compared, compared, doubtful))
    assert any("does not understand this voice" in note for note in notes) is told


@pytest.mark.parametrize("command", [["listen"], ["deliver", "whatsapp"], ["epub"]])
def test_what_is_no_episode_is_an_error(command: list[str], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [*command, str(tmp_path)])
    assert result.exit_code == 1
    assert "there is no episode" in result.stderr


def test_the_time_of_a_written_word_is_that_of_all_its_spoken_ones() -> None:
    record = UtteranceRecord(
        written="612 लोग – आए।",
        spoken="छह सौ बारह लोग आए।",
        chapter=0,
        paragraph=0,
        voice="tone",
        start_ms=1000,
        end_ms=3000,
        words=(
            WordRecord(written="612", spoken="छह सौ बारह", start_ms=1000, end_ms=1900),
            WordRecord(written="लोग –", start_ms=1900, end_ms=2300),
            WordRecord(written="आए", start_ms=2400, end_ms=2900),
        ),
    )
    times = episode.word_times(record, 1000)
    assert [record.spoken[t.start : t.end] for t in times] == ["छह सौ बारह", "लोग", "आए"]
    assert times[0].start_ms == 0
    assert episode.word_times(replace(record, spoken="कुछ और")) == []


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_has_its_words(kind: str) -> None:
    fault = HeardFault(kind=kind, words="लोग", heard="loːɡ", at_ms=0, confidence=0.9)
    assert str(fault).endswith("(90 %)") and "{" not in str(fault)


def test_music_hides_what_any_sound_may_show() -> None:
    hidden = {question.ask.__name__ for question in QUESTIONS if question.alone}
    assert hidden == {"silence", "noise"}
