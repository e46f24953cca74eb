"""The commands that the product tells its users to install something with."""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from briefing.engines import ENGINES
from briefing.system import install

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EXTRAS = metadata.metadata(install.DISTRIBUTION).get_all("Provides-Extra") or []
ROOT = Path(__file__).parent.parent


def argument(command: str) -> str:
    """Return what a hint installs."""
    return shlex.split(command)[-1]


def test_the_distribution_is_this_project() -> None:
    files = metadata.distribution(install.DISTRIBUTION).entry_points
    assert [entry.value for entry in files if entry.name == "briefing"] == ["briefing.cli:main"]


def test_no_requirement_is_another_package_of_our_name() -> None:
    """``briefing`` in the index is somebody else's."""
    requirements = map(Requirement, metadata.requires(install.DISTRIBUTION) or ())
    named = {r.name for r in requirements if "briefing" in r.name.lower()}
    tables = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for texts in (tables["dependencies"], *tables["optional-dependencies"].values()):
        named |= {Requirement(text).name for text in texts if "briefing" in text}
    assert named <= {install.DISTRIBUTION}


@pytest.mark.parametrize("name", [*EXTRAS])
def test_a_hint_names_an_extra_of_this_distribution(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_source", lambda: None)
    requirement = Requirement(argument(install.extra(name)))
    assert requirement.name == install.DISTRIBUTION
    assert requirement.extras == {name}


def test_no_extra_brings_the_other_project() -> None:
    names = {Requirement(line).name for line in metadata.requires(install.DISTRIBUTION) or ()}
    assert "briefing" not in names
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert not [line for line in pinned if line.startswith("briefing==")]


def test_every_extra_that_is_asked_for_exists() -> None:
    asked = {spec.extra for spec in ENGINES.values() if spec.extra}
    asked |= {"cluster", "espeak", "publish", "serve"}
    assert asked <= set(EXTRAS)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (None, "hindi-briefing[serve]"),
        ('{"url": "https://example.org/a.whl", "archive_info": {}}', "hindi-briefing[serve]"),
        ('{"url": "file:///opt/my%20src/a.whl", "archive_info": {}}', "/opt/my src/a.whl[serve]"),
    ],
)
def test_the_source_it_was_installed_from(
    text: str | None, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Distribution:
        def read_text(self, name: str) -> str | None:
            return text

    monkeypatch.setattr(metadata, "distribution", lambda name: Distribution())
    assert argument(install.extra("serve")) == wanted


def test_a_checkout_is_installed_from_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "_source", lambda: tmp_path)
    assert shlex.split(install.extra("serve"))[-2:] == ["-e", f"{tmp_path}[serve]"]


def test_pipx_installs_into_its_own_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "venvs" / "hindi-briefing"
    home.mkdir(parents=True)
    (home / "pipx_metadata.json").write_text("{}")
    monkeypatch.setattr(sys, "prefix", str(home))
    assert install.command("a").startswith("pipx runpip hindi-briefing install ")


def test_without_pip_uv_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert install.command("a").startswith("uv pip ")


def test_a_hint_runs_in_this_environment() -> None:
    """What is installed already needs no network."""
    command = install.command("--quiet", "--no-index", "click")
    subprocess.run(shlex.split(command), check=True, timeout=60)


def test_no_text_names_the_other_project() -> None:
    """«briefing» on the package index is somebody else's."""
    files = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("briefing/**/*.py")]
    assert files
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            after = line.partition("pip install ")[2].strip("'\" `")
            assert not after.startswith("briefing"), f"{file}: {line}"
