"""Whisper's second opinion: the texts that it is asked about, and what it may decide."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from helpers.heard import RATE_HZ, heard, tone, words

from briefing.cli import main
from briefing.errors import ConfigError
from briefing.listen import decide
from briefing.listen.second import SecondOpinion, alternative
from briefing.listen.sentence import Sentence, Suspicion, sentence

TEXT = "कुल पचपन लोग आए।"


def said(text: str = TEXT) -> Sentence:
    scores = heard(words(text))
    found = sentence(TEXT, scores, tone(scores), RATE_HZ)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "first", "last", "instead", "text"),
    [
        ("number", 1, 1, "पच्चीस", "कुल पच्चीस लोग आए।"),
        ("left out", 1, 2, "", "कुल आए।"),
        ("left out", 0, 0, "", "पचपन लोग आए।"),
        ("twice", 1, 2, "", "कुल पचपन लोग पचपन लोग आए।"),
        ("word", 1, 1, "pəc", None),
        ("noise", 1, 1, "", None),
    ],
)
def test_the_other_text(kind: str, first: int, last: int, instead: str, text: str | None) -> None:
    assert alternative(said(), Suspicion(kind, first, last, 0, 0, 9.0, instead)) == text


def whisper(monkeypatch: pytest.MonkeyPatch, likely: str) -> None:
    """Put a library in the place of faster-whisper to which one word sounds likely."""

    def align(heard: Any, start: list[int], texts: list[str], frames: int) -> list[Any]:
        (text,) = texts
        return [SimpleNamespace(text_token_probs=[0.9 if likely in text else 0.1] * 8)]

    class WhisperModel:
        hf_tokenizer = None
        model = SimpleNamespace(is_multilingual=True, align=align)

        def __init__(self, name: str, **options: Any) -> None:
            if not options["local_files_only"]:
                raise ValueError(f"Invalid model size {name!r}")

        def feature_extractor(self, samples: np.ndarray) -> np.ndarray:
            return np.zeros((80, len(samples) // 160))

        def encode(self, features: np.ndarray) -> None:
            return None

    class Tokenizer:
        sot_sequence = (1, 2, 3)

        def __init__(self, *arguments: Any, **options: Any) -> None: ...

        def encode(self, text: str) -> str:
            return text

    modules: dict[str, dict[str, Any]] = {
        "faster_whisper": {"WhisperModel": WhisperModel},
        "faster_whisper.tokenizer": {"Tokenizer": Tokenizer},
        "faster_whisper.audio": {"pad_or_trim": lambda features: features},
    }
    for name, names in modules.items():
        module = ModuleType(name)
        module.__dict__.update(names)
        monkeypatch.setitem(sys.modules, name, module)


def test_it_agrees_or_not(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wrong = said("कुल पच्चीस लोग आए।")
    assert [fault.kind for fault in decide.faults_of(wrong)] == ["number"]
    whisper(monkeypatch, "पच्चीस")
    assert [fault.kind for fault in decide.faults_of(wrong, SecondOpinion(str(tmp_path)))] == [
        "number"
    ]
    suspicion = Suspicion("number", 1, 1, 0, 9, 20.0, "पच्चीस")
    assert SecondOpinion(str(tmp_path))(wrong, suspicion) == 15
    whisper(monkeypatch, "पचपन")
    assert SecondOpinion(str(tmp_path))(wrong, suspicion) == -15


def test_no_opinion_on_what_is_no_text(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whisper(monkeypatch, "पचपन")
    opinion = SecondOpinion(str(tmp_path))
    assert opinion(said(), Suspicion("noise", 1, 1, 0, 9, 20.0)) == 0


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    done = CliRunner().invoke(main, ["listen", str(tmp_path), "--second", str(tmp_path)])
    assert (done.exit_code, "[listen]" in done.stderr) == (1, True)
    whisper(monkeypatch, "")
    with pytest.raises(ConfigError, match="there is no such folder"):
        SecondOpinion(str(tmp_path / "none"))
    with pytest.raises(ConfigError, match="cannot be loaded: Invalid model size"):
        SecondOpinion("nosuch")
