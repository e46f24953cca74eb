"""The documentation names what there is."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from briefing.config import Pauses, Settings, Show, load

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", [Settings, Show, Pauses])
def test_every_setting_is_documented(kind: type) -> None:
    names = {field.name for field in fields(kind) if not is_dataclass(field.default_factory)}
    assert names - {"show", "pauses", "voices", "folder"} <= set(
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
