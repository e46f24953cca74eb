"""The public API: what ``briefing`` itself offers, loaded when it is asked for."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest
from test_architecture import run

import briefing
from briefing.normalise import spoken

PAGE = Path(__file__).parent.parent / "docs" / "python.md"


def test_every_public_name_is_there_and_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `(\w+)", page, re.M))
    assert documented == set(briefing.__all__) - {"__version__"}
    assert dir(briefing) == sorted(briefing.__all__)
    for name in documented:
        assert inspect.getdoc(getattr(briefing, name)), name


def test_another_name_is_no_part_of_it() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'unknown'"):
        briefing.unknown  # noqa: B018


@pytest.mark.parametrize(
    "first", ["", "import briefing.normalise", "from briefing.normalise import spoken"]
)
def test_normalise_is_called_whatever_was_imported_first(first: str) -> None:
    code = (
        f"{first}\n"
        "import briefing\n"
        "from briefing import normalise\n"
        "assert normalise is briefing.normalise\n"
        "print(normalise('20'), normalise.spoken('5'))"
    )
    assert run(code).split() == ["बीस", "पाँच"]


def test_the_package_is_called_as_its_function() -> None:
    assert inspect.signature(briefing.normalise) == inspect.signature(spoken)


def test_importing_loads_nothing_else() -> None:
    code = "import sys, briefing; print(*sorted(m for m in sys.modules if 'briefing' in m))"
    assert run(code).split() == ["briefing", "briefing.version"]


def test_many_scripts_need_no_more_than_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("briefing.toml").write_text('voice = "tone"', encoding="utf-8")
    Path("a.md").write_text("नमस्ते।", encoding="utf-8")
    made, failed = briefing.make_all(["a.md", "b.md"])
    assert made.episode is not None
    assert made.episode.audio.is_file()
    assert isinstance(failed.error, briefing.BriefingError)
