"""The documentation names what there is."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from briefing.config import Bulletin, Pauses, Settings
from briefing.config_file import load
from briefing.episode.manifest import to_dict
from briefing.pipeline import make
from briefing.publish import feed
from briefing.show import Show
from briefing.sound import Sound

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [Settings, Show, Pauses, Sound, Bulletin])
def test_every_setting_is_documented(kind: type) -> None:
    names = {field.name for field in fields(kind) if not is_dataclass(field.default_factory)}
    assert names - {"show", "pauses", "voices", "folder", "given"} <= set(
        re.findall(r"`(\w+)`", CONFIGURATION)
    )


def test_the_example_settings_are_right(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", CONFIGURATION, re.S)
    file = tmp_path / "briefing.toml"
    file.write_text(example, encoding="utf-8")
    assert load(file).voices == {"आशा": "hf_alpha"}
    assert load(ROOT / "examples" / "briefing.toml").show.base_url


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_key_of_the_manifest_is_documented(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("नमस्ते @#$ [यहाँ](https://example.org/)।", encoding="utf-8")
    made = make(tmp_path / "a.md", Settings(voice="tone", output=str(tmp_path)))
    page = (ROOT / "docs" / "manifest.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"`(\w+)`", page))
    assert set(keys(to_dict(made.manifest))) <= documented


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from keys(part)


def test_the_example_show_is_right(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "publish.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.S)
    (tmp_path / "briefing.toml").write_text(example, encoding="utf-8")
    feed.check(load(tmp_path / "briefing.toml").show)


def test_the_figures_are_those_that_were_measured() -> None:
    command = [sys.executable, str(ROOT / "bench" / "figures.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_dependency_has_its_reason() -> None:
    declared = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (listed,) = re.findall(r"^dependencies = \[(.*?)^\]", declared, re.S | re.M)
    names = set(re.findall(r'^  "([A-Za-z0-9-]+)', listed, re.M))
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Dependencies")[2]
    cells = " ".join(re.findall(r"^\| ([^|]+) \|", table, re.M))
    cells = re.sub(r"(\S+-)(\d)…(\d)", _numbered, cells)
    assert names <= set(re.findall(r"[A-Za-z0-9-]+", cells))


def _numbered(match: re.Match[str]) -> str:
    """Write «model-1…4» out."""
    return " ".join(f"{match[1]}{n}" for n in range(int(match[2]), int(match[3]) + 1))
