"""Measure the way from a wrong word that was heard to the updated feed, in a browser.

    python bench/film.py [--voice hm_omega] [--minutes 3]

An episode is made and published. Its page is open in the studio; then a word is corrected in one
place, its sentence is heard, the episode is made again and the feed written. Reported are wall
time, the studio's processor time, clicks, letters and what was spoken anew. Needs Playwright and a
Chromium that is installed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from correction import cpu_s, studio
from machine import ROOT, name, run, text

sys.path.insert(0, str(ROOT / "tests"))
from helpers.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOML = """voice = "{voice}"
[show]
title = "शो"
description = "ख़बरें"
base_url = "http://127.0.0.1:9/"
"""
_MOST_MS = 600_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--voice", default="hm_omega")
    parser.add_argument("--minutes", type=float, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, cache = Path(place, "desk"), Path(place, "cache")
        folder.mkdir()
        (folder / "briefing.toml").write_text(TOML.format(voice=args.voice), encoding="utf-8")
        words = f"आज 5 किसान आए। {text(args.minutes)}"
        (folder / "a.md").write_text(f"---\ndate: 2026-01-31\n---\n\n{words}\n", encoding="utf-8")
        config = ("--config", str(folder / "briefing.toml"), "--quiet")
        run("make", str(folder / "a.md"), "-o", str(folder / "out"), "--quiet", cache=cache)
        run("feed", str(folder / "out"), *config, cache=cache)
        feed = folder / "out" / "feed.xml"
        old = feed.read_bytes()
        with studio(folder, cache) as (pid, url), chromium() as browser:
            page = browser.new_page()
            page.set_default_timeout(_MOST_MS)
            done: list[str] = []
            page.on("console", lambda message: done.append(message.text))
            page.add_init_script(COUNTING)
            page.goto(f"{url}hi/e/a.md/")
            page.wait_for_timeout(20_000)  # the editor listens
            before = clips(cache)
            begun, cpu = time.monotonic(), cpu_s(pid)
            rows = correct(page)
            used = cpu_s(pid) - cpu
        if feed.read_bytes() == old:
            raise SystemExit("the feed is as it was")
        spoken = {file: size for file, size in clips(cache).items() if file not in before}
    print(f"{name()}; {args.voice}, {args.minutes:g} minutes; load {os.getloadavg()[0]:.1f}")
    for label, at in rows:
        print(f"{label:24}{at - begun:8.1f} s")
    print(f"processor time of the studio and its workers: {used:.1f} s")
    print(f"clicks: {done.count('click')}; letters: {done.count('input')}")
    print(f"spoken anew: {len(spoken)} of {len(before)} clips, {sum(spoken.values()):,} bytes")


#: Says in the console what the editor does.
COUNTING = """
for (const name of ["click", "input"])
  addEventListener(name, (event) => event.isTrusted && console.debug(name), true);
"""


def correct(page: Page) -> list[tuple[str, float]]:
    """Do what the editor does; return when each step was reached."""
    page.click(".token >> text=5")
    row = page.locator(".rows > li", has=page.locator("details[open]"))
    row.locator("[name=spoken]").press_sequentially("कुल पाँच")
    with page.expect_response(lambda answer: ".wav" in answer.url) as sound:
        row.locator("[value=here]").click()
    sound.value.finished()
    rows = [("the new sound", time.monotonic())]
    page.click("[action=make] button")
    page.wait_for_selector("h1:has-text('हो गया')")
    rows.append(("made again", time.monotonic()))
    page.click("nav >> text=प्रकाशन")
    page.click("#publish button")
    page.wait_for_selector("h1:has-text('हो गया')")
    return [*rows, ("the feed is updated", time.monotonic())]


def clips(cache: Path) -> dict[Path, int]:
    """Return the clips of a cache and their sizes."""
    return {file: file.stat().st_size for file in cache.glob("clips/*/*") if file.is_file()}


if __name__ == "__main__":
    main()
