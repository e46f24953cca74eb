"""No text is dropped: a sentence that the voice spoils is spoken again, or the episode fails."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from helpers.faulty import utterances, voice

from briefing import voices
from briefing.cli import main
from briefing.engines import SynthesisOptions
from briefing.errors import ConfigError, VoiceError
from briefing.synthesise import check
from briefing.synthesise.cache import ClipCache
from briefing.synthesise.clip_store import ClipStore
from briefing.synthesise.job import ScriptJob
from briefing.synthesise.scheduler import WorkerPool

WORD = "बिगड़ा"
TEXT = "आज मौसम साफ़ है। यह वाक्य बिगड़ा हुआ निकला। कल बारिश होगी।"
FAULTS = {
    "empty": "the voice made no sound",
    "silent": "the voice made no sound",
    "nan": "samples that are not numbers",
    "clipped": "sound is clipped",
    "truncated": "words are missing",
    "run-on": "words are added or drawn out",
    "refused": "the model refused",
    "out of memory": "lost 3 times, at last: out of memory",
}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path))
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def make(*options: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["make", "a.txt", *options])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("fault", FAULTS)
def test_a_spoiled_sentence_fails_the_episode_and_is_named(fault: str, data: Path) -> None:
    voice(data, "bad", faults={WORD: fault})
    code, _, said = make("--voice", "bad")
    assert code == 1
    assert FAULTS[fault] in said
    assert f"«यह वाक्य {WORD} हुआ निकला।»" in said
    assert not (data / "out/a/a.mp3").exists()


@pytest.mark.parametrize("fault", ["silent", "truncated"])
def test_keep_going_marks_what_is_missing(fault: str, data: Path) -> None:
    voice(data, "bad", faults={WORD: fault})
    code, out, said = make("--voice", "bad", "--keep-going", "--json")
    assert code == 1
    made = json.loads(out)
    assert made["run"] == {"spoken": 3, "reused": 0, "failed": 1, "changed": None}
    (row,) = (row for row in made["utterances"] if "failed" in row)
    assert row["written"] == f"यह वाक्य {WORD} हुआ निकला।"
    assert FAULTS[fault] in row["failed"]
    assert row["clip"] == ""
    assert f"a sentence is missing: line 1: {row['failed']}" in said


def test_keep_going_does_not_make_an_empty_episode(data: Path) -> None:
    voice(data, "bad", faults={" ": "silent"})
    code, _, said = make("--voice", "bad", "--keep-going")
    assert (code, "«यह प्रसारण कृत्रिम आवाज़ में है।»" in said) == (1, True)


@pytest.mark.parametrize("fault", ["silent", "nan", "clipped", "truncated", "run-on"])
def test_another_seed_helps(fault: str, data: Path) -> None:
    voice(data, "shaky", faults={WORD: fault}, seeds=1)
    assert make("--voice", "shaky")[0] == 0


def test_another_cut_helps(data: Path) -> None:
    """A fault of the whole sentence, which its halves do not have."""
    voice(data, "shaky", faults={f"यह वाक्य {WORD} हुआ निकला": "truncated"})
    code, _, said = make("--voice", "shaky")
    assert code == 0, said


def speak(data: Path, *texts: str, **options: object) -> list[float]:
    voice_ = voice(data, "v", **options)
    with WorkerPool(ClipStore(ClipCache(data / "cache"), 1 << 30, data)) as pool:
        job: ScriptJob = pool.submit(
            utterances(*texts, voice="v"), {"v": voice_}, SynthesisOptions()
        )
        return [len(clip.samples) / clip.rate_hz for clip in job.clips(lambda *_: None)]


def test_a_pace_that_does_not_fit_is_found(data: Path) -> None:
    with pytest.raises(VoiceError, match="words are missing"):
        speak(data, "आज मौसम साफ़ है और कल बारिश होगी।", pace={"letter_ms": 300})
    with pytest.raises(ConfigError, match="pace"):
        speak(data, "आज।", pace={"letters": 3})


def test_speed_is_part_of_the_pace() -> None:
    tone = voices.find("tone")
    text = "आज मौसम साफ़ है और कल बारिश होगी।"
    samples = np.full(RATE_HZ * 2, 0.4, np.float32)
    assert check.find_fault(samples, RATE_HZ, text, check.pace(tone), 1.0) is None
    assert "drawn out" in str(check.find_fault(samples, RATE_HZ, text, check.pace(tone), 2.0))


RATE_HZ = 24_000


def test_the_largest_hole_that_a_pace_leaves_open() -> None:
    """Half of a long sentence, or another half more, is never taken for the whole."""
    text = "नगर निगम ने बताया कि पानी की नई पाइप बिछाने का काम अगले महीने से शुरू होगा।"
    for name in ("tone", "hm_omega", "hf_alpha", "hf_beta", "hm_psi"):
        pace = check.pace(voices.find(name))
        whole = round(pace.expected_ms(text) * RATE_HZ / 1000)
        assert check.find_fault(np.full(whole, 0.4, np.float32), RATE_HZ, text, pace) is None
        for share in (0.5, 2.0):
            samples = np.full(round(share * whole), 0.4, np.float32)
            assert check.find_fault(samples, RATE_HZ, text, pace), f"{name} at {share}"
