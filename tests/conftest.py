"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from helpers.browser import chromium
from helpers.lint_builders import World
from helpers.site import Site
from hypothesis import settings

from briefing.engines.kokoro import weights

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# How long an example takes is the machine's matter. CI tries the same examples each time, so that
# a change is judged by what it changes; new ones are tried at the desk.
settings.register_profile("ours", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("ours")

collect_ignore = ["helpers"]  # no tests, and a sitecustomize that must not run here


@pytest.fixture(scope="session", autouse=True)
def cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the user's clip cache out of the tests; the weights are the user's."""
    models = weights.folder()
    models.mkdir(parents=True, exist_ok=True)
    folder = tmp_path_factory.mktemp("cache")
    (folder / "models").symlink_to(models)
    before = os.environ.get("BRIEFING_CACHE")
    os.environ["BRIEFING_CACHE"] = str(folder)
    yield
    os.environ.pop("BRIEFING_CACHE")
    if before is not None:
        os.environ["BRIEFING_CACHE"] = before


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A folder for samples of the linter, and web servers that are closed afterwards."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    world = World(tmp_path)
    yield world
    world.close()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site on this machine, which is asked without a proxy."""
    monkeypatch.setenv("no_proxy", "*")
    made = Site()
    yield made
    made.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of a module."""
    with chromium() as browser:
        yield browser
