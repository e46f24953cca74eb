"""Where the Coqui voices are tested: in the environment of ``make test-coqui`` alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from helpers.voices import own_voice

from briefing import voices
from briefing.model import Licence, Voice

if importlib.util.find_spec("TTS") is None:
    collect_ignore_glob = ["*.py"]


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a tiny model of each kind; made once."""
    from helpers import tiny

    from briefing.engines.coqui.load import quiet

    root = tmp_path_factory.mktemp("models")
    with quiet():
        for make in (tiny.vits, tiny.mms, tiny.indic, tiny.xtts):
            make(root / make.__name__)
    return root


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty machine: no voice of the user's, no model, nothing measured."""
    monkeypatch.setenv("BRIEFING_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("TTS_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


RATES_HZ = {"indic": 22_050, "xtts": 24_000}
#: Random weights speak at no pace of their own.
ANY_PACE = {"shortest": 0.0, "longest": 100.0}


@pytest.fixture
def added(home: Path) -> Any:
    """A function that adds a voice of a model and returns it."""

    def add(name: str, model: Path, **options: Any) -> Voice:
        voices.add(
            own_voice(
                home,
                "coqui",
                name,
                rate_hz=RATES_HZ.get(model.name, 16_000),
                licence=Licence("CC-BY-NC-4.0", commercial=False),
                **{"model": str(model), "pace": ANY_PACE, **options},
            )
        )
        return voices.find(name)

    return add
