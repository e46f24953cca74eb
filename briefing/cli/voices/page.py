"""The page that compares voices: one file without scripts or external resources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from briefing.formats.markup import Html, escape, fill, join

_STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid #8884 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
blockquote { border-left: 4px solid #7a1f2b; margin: 1rem 0; padding: .25rem 1rem }
.no { color: #b00020 }
"""
_HEAD = (
    "Voice",
    "Listen",
    "Work per second",
    "Memory",
    "Loudness",
    "True peak",
    "Rate",
    "Licence",
    "Commercial use",
    "Engine",
)


_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:">
<title>Voices</title>
<style>$style</style>
</head>
<body>
<h1>Voices, side by side</h1>
<blockquote lang="hi">$text</blockquote>
<table>
<thead><tr>$head</tr></thead>
<tbody>
$rows
</tbody>
</table>
<p>Work per second: seconds of work for a second of speech, on this machine, after loading.</p>
</body>
</html>
"""
_ROW = """<tr><th scope="row">$name</th>\
<td><audio controls preload="none" src="$file" aria-label="$name"></audio></td>\
<td class="number">$work</td>\
<td class="number">$memory</td>\
<td class="number">$loudness</td>\
<td class="number">$peak</td>\
<td class="number">$rate</td>\
<td>$licence</td>\
<td class="$commercial">$commercial</td>\
<td>$engine</td></tr>"""


def page(text: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the page, UTF-8 HTML; every text in it is escaped.

    >>> "<script>" in page("<script>", [])
    False
    """
    head = join((fill('<th scope="col">$name</th>', name=name) for name in _HEAD), by="")
    return fill(_PAGE, style=Html(_STYLE), text=text, head=head, rows=join(map(_row, rows)))


def _row(row: Mapping[str, Any]) -> Html:
    """Return a voice as a row of the table."""
    licence = escape(row["licence"])
    if row["url"].startswith(("http://", "https://")):
        link = '<a href="$url" rel="noreferrer">$licence</a>'
        licence = fill(link, url=row["url"], licence=licence)
    return fill(
        _ROW,
        name=row["name"],
        file=quote(row["file"]),
        work=f"{row['realtime_factor']:.2f}",
        memory=f"{row['memory_bytes'] / 1e6:.0f} MB" if row["memory_bytes"] else "–",
        loudness=f"{row['loudness_lufs']:.1f} LUFS",
        peak=f"{row['true_peak_dbtp']:.1f} dBTP",
        rate=row["rate"],
        licence=licence,
        commercial=row["commercial"],
        engine=row["engine"],
    )
