"""The page that compares voices: one file, no script, nothing from elsewhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

_STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .5rem .75rem; border-bottom: 1px solid #8884 }
td.number { text-align: right; font-variant-numeric: tabular-nums }
blockquote { border-left: 4px solid #7a1f2b; margin: 1rem 0; padding: .25rem 1rem }
.no { color: #b00020 }
"""
_HEAD: tuple[str, ...] = (
    "Voice",
    "Listen",
    "Work per second",
    "Memory",
    "Loudness",
    "True peak",
    "Rate",
)
_HEAD += ("Licence", "Commercial use", "Engine")


def page(text: str, rows: Iterable[Mapping[str, Any]]) -> str:
    """Return the page, UTF-8 HTML; every text in it is escaped.

    >>> "<script>" in page("<script>", [])
    False
    """
    head = "".join(f'<th scope="col">{name}</th>' for name in _HEAD)
    body = "\n".join(_row(row) for row in rows)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; style-src 'unsafe-inline'; media-src 'self' file:">
<title>Voices</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Voices, side by side</h1>
<blockquote lang="hi">{html.escape(text)}</blockquote>
<table>
<thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody>
</table>
<p>Work per second: seconds of work for a second of speech, on this machine, after loading.</p>
</body>
</html>
"""


def _row(row: Mapping[str, Any]) -> str:
    """Return a voice as a row of the table."""
    name = html.escape(row["name"])
    licence = html.escape(row["licence"])
    url = html.escape(row["url"])
    if row["url"].startswith(("http://", "https://")):
        licence = f'<a href="{url}" rel="noreferrer">{licence}</a>'
    memory = f"{row['memory_bytes'] / 1e6:.0f} MB" if row["memory_bytes"] else "–"
    cells = [
        f'<th scope="row">{name}</th>',
        f'<td><audio controls preload="none" src="{html.escape(quote(row["file"]))}" '
        f'aria-label="{name}"></audio></td>',
        f'<td class="number">{row["realtime_factor"]:.2f}</td>',
        f'<td class="number">{memory}</td>',
        f'<td class="number">{row["loudness_lufs"]:.1f} LUFS</td>',
        f'<td class="number">{row["true_peak_dbtp"]:.1f} dBTP</td>',
        f'<td class="number">{html.escape(row["rate"])}</td>',
        f"<td>{licence}</td>",
        f'<td class="{html.escape(row["commercial"])}">{html.escape(row["commercial"])}</td>',
        f"<td>{html.escape(row['engine'])}</td>",
    ]
    return f"<tr>{''.join(cells)}</tr>"
