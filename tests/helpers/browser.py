"""A real browser: Chromium by Playwright, and what pages are asked in it.

It must be installed already; ``BRIEFING_CHROMIUM`` names another one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("BRIEFING_CHROMIUM") or shutil.which("chromium") or ""
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    "--autoplay-policy=no-user-gesture-required",
]
WAIT_MS, STEP_MS = 6000, 50
MARKS = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM, reason="there is no chromium (apt-get install chromium)"),
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give a browser, which is closed afterwards."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def guarded(browser: Browser, url: str, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Give a page of its own memory, and what goes wrong on it or leaves the server: nothing."""
    memory = browser.new_context(viewport={"width": 1280, "height": 800}, **context)
    page = memory.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda r: None if r.url.startswith(url) else wrong.append(r.url))
    yield page, wrong
    memory.close()
    assert wrong == []


def until(page: Page, condition: str) -> None:
    """Wait for a condition; Playwright's own way needs eval, which the page forbids."""
    for _ in range(WAIT_MS // STEP_MS):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(STEP_MS)
    pytest.fail(f"{WAIT_MS} ms later it is still not so: {condition}")


def faults(page: Page) -> list[str]:
    """Return what axe-core finds, by its rule and the place."""
    page.evaluate(files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]
