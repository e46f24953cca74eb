"""The page that compares voices: it looks like the show's, and asks nobody else for anything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from briefing.formats.markup import Html, escape, fill, join, on_the_web
from briefing.publish.page import ASSETS, asset, assets
from briefing.publish.page.render import POLICY
from briefing.system.files import write

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="$policy">
<meta name="color-scheme" content="light dark">
<title>Voices, side by side</title>
<link rel="icon" href="$assets/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="$assets/page.css">
<script src="$assets/page.js"></script>
</head>
<body>
<header class="top">
<span>briefing voices compare</span>
<button type="button" class="plain js-only" id="theme" aria-pressed="false" aria-label="Dark"><svg
  viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="7.25"/><path
  d="M10 2.75a7.25 7.25 0 0 1 0 14.5z"/></svg></button>
</header>
<main id="content">
<header class="masthead"><h1>Voices, side by side</h1></header>
<blockquote class="voices-text" lang="hi">$text</blockquote>
<ul class="voices">
$rows
</ul>
</main>
<footer class="colophon">
<p>Work for a second of speech: on this machine, after loading.</p>
</footer>
</body>
</html>
"""
_VOICE = """<li>
<h2 id="$name">$name</h2>
<audio controls preload="none" src="$file" aria-labelledby="$name"></audio>
<dl>
$facts
</dl>
</li>"""
_FACT = "<div><dt>$name</dt><dd>$value</dd></div>"


def write_page(folder: Path, text: str, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write the page and its assets into the folder of the clips, and return the page's file."""
    for name in assets():
        if data := asset(name):
            write(folder / ASSETS / name, data)
    file = folder / "index.html"
    write(file, page(text, rows))
    return file


def page(text: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the page, UTF-8 HTML; every text in it is escaped.

    >>> "<script>" in page("<script>", [])
    False
    """
    return fill(_PAGE, policy=POLICY, assets=ASSETS, text=text, rows=join(map(_voice, rows)))


def _voice(row: Mapping[str, Any]) -> Html:
    """Return a voice: its clip, and what is to be known of it."""
    memory = row["memory_bytes"]
    no = Html('<span class="no">no</span>')
    facts = {
        "Commercial use": no if row["commercial"] == "no" else row["commercial"],
        "Licence": _licence(row["licence"], row["url"]),
        "Work for a second of speech": f"{row['realtime_factor']:.2f} s",
        "Memory": f"{memory / 1e6:.0f} MB" if memory else "–",
        "Loudness": f"{row['loudness_lufs']:.1f} LUFS",
        "True peak": f"{row['true_peak_dbtp']:.1f} dBTP",
        "Rate": row["rate"],
        "Engine": row["engine"],
    }
    listed = join(fill(_FACT, name=name, value=value) for name, value in facts.items())
    return fill(_VOICE, name=row["name"], file=quote(row["file"]), facts=listed)


def _licence(name: str, url: str) -> Html:
    link = '<a href="$url" rel="license noopener noreferrer">$name</a>'
    return fill(link, url=url, name=name) if on_the_web(url) else escape(name)
