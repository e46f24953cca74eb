"""What a fuzzer found once is not found again; a few inputs more each time.

``make fuzz`` looks for ten minutes.
"""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from fuzz import fuzz
from fuzz.targets import TARGETS

FILES = sorted(fuzz.CORPUS.glob("*/*"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.name}")
def test_the_corpus(file: Path) -> None:
    assert fuzz.fault(TARGETS[file.parent.name], file.read_bytes()) == ""


@pytest.mark.parametrize("name", TARGETS)
def test_a_few_broken_inputs(name: str) -> None:
    for data in islice(fuzz.inputs(name, seed=0), 40):
        assert fuzz.fault(TARGETS[name], data) == "", ascii(data[:500])


def test_a_fault_is_seen() -> None:
    def fails(data: bytes) -> None:
        raise KeyError("lost")

    assert "KeyError: 'lost'" in fuzz.fault(fails, b"")
