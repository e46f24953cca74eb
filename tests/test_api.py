"""The public API: what ``briefing`` itself offers, loaded when it is asked for."""

from __future__ import annotations

import base64
import doctest
import inspect
import re
from pathlib import Path
from typing import Any

import pytest
from helpers.benches import bench
from test_architecture import run

import briefing
from briefing.config import Pauses
from briefing.episode import result
from briefing.normalise import spoken

api_page = bench("api_page")
PAGE = Path(__file__).parent.parent / "docs" / "python.md"


def test_every_public_name_is_there_and_documented() -> None:
    page = PAGE.read_text(encoding="utf-8")
    documented = set(re.findall(r"^### `(\w+)", page, re.M))
    assert documented == set(briefing.__all__) - {"__version__"}
    assert dir(briefing) == sorted(briefing.__all__)
    for name in documented:
        assert inspect.getdoc(getattr(briefing, name)), name


def test_the_page_is_made_of_the_docstrings() -> None:
    assert api_page.page() == PAGE.read_text(encoding="utf-8"), "run: python bench/api_page.py"


def test_every_example_of_the_page_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8").partition(api_page.BEGIN)[0]
    # The test voice speaks: real ones are tested elsewhere.
    text = text.replace('"hm_omega"', '"tone"').replace('"hf_alpha"', '"tone"')
    examples = doctest.DocTestParser().get_doctest(text, {}, "python.md", str(PAGE), 0)
    assert len(examples.examples) > 25
    said: list[str] = []
    doctest.DocTestRunner(verbose=False).run(examples, out=said.append)
    assert not said, "".join(said)


def test_an_episode_plays_in_a_notebook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    script = briefing.read_text("# <b>शाम</b> & रात\n\nनमस्ते।")
    episode = briefing.make(script, briefing.Settings(voice="tone", title="<शाम>"))
    shown = episode._repr_html_()
    assert "<figcaption>&lt;शाम&gt;, 0:0" in shown
    (data,) = re.findall(r'src="data:audio/mpeg;base64,([^"]+)"', shown)
    assert base64.b64decode(data) == episode.audio.read_bytes()
    monkeypatch.setattr(result, "_MOST_EMBEDDED_BYTES", 10)
    assert 'src="out/sham/sham.mp3"' in episode._repr_html_()


MISTAKES: dict[str, tuple[dict[str, Any], str]] = {
    "range": ({"speed": 9}, "speed = 9\n  → give 0.5 to 2.0"),
    "type": ({"speed": "fast"}, "speed = 'fast' is not a number"),
    "choice": ({"chapters": "paragraf"}, "did you mean paragraph?"),
    "pauses": ({"pauses": Pauses(line_ms=-1)}, "pauses.line_ms = -1"),
    "slug": ({"slug": "a/b"}, "slug = 'a/b'"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_settings_check_their_values(name: str) -> None:
    options, message = MISTAKES[name]
    with pytest.raises(briefing.ConfigError) as caught:
        briefing.Settings(**options)
    assert message in str(caught.value)


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
