"""Show notes: what an app shows of an episode, as HTML and as plain text.

HTML for apps that show ``content:encoded``; plain text with times for ``description``, which Apple
limits to 4,000 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from briefing.episode.manifest import Manifest
from briefing.formats.text import clean, clock, cut, line
from briefing.publish import chapters
from briefing.publish.address import ascii_url

MOST_BYTES = 4_000
SUMMARY_LENGTH = 300  # characters
_IN_THIS, _LINKS, _VOICE, _LICENCE = "इस अंक में", "कड़ियाँ", "आवाज़", "लाइसेंस"


def summary(manifest: Manifest) -> str:
    """Return the first sentences of an episode, without its headings."""
    titles = {line(manifest["title"]), *(mark.title for mark in chapters.marks(manifest))}
    text = ""
    for spoken in manifest["utterances"]:
        sentence = line(spoken["written"])
        if text and len(text) + 1 + len(sentence) > SUMMARY_LENGTH:
            break
        if sentence not in titles:
            text = f"{text} {sentence}".strip()
    return cut(text, SUMMARY_LENGTH) or line(manifest["title"])


def description(manifest: Manifest, ai_notice: str) -> str:
    """Return the notes as plain text of at most 4,000 bytes, cut between words.

    The summary; a line a chapter, ``HH:MM:SS`` and a title in Latin letters; the links; the notice.
    What does not fit is left out from the end, but not the notice, which may take half of the room.
    """
    notice = cut(line(ai_notice), MOST_BYTES // 2, "utf-8")
    blocks = [
        summary(manifest),
        "\n".join(chapters.lines(chapters.marks(manifest))),
        "\n".join(f"{text}: {url}" for text, url in _links(manifest)),
    ]
    room = MOST_BYTES - len(f"\n\n{notice}".encode())
    told = _cut_lines("\n\n".join(block for block in blocks if block), room)
    return "\n\n".join(part for part in (told, notice) if part)


def _cut_lines(text: str, most_bytes: int) -> str:
    """Cut a text behind its last line that fits whole, or within its only line."""
    kept = text
    while len(kept.encode()) > most_bytes and "\n" in kept:
        kept = kept.rpartition("\n")[0].rstrip()
    return cut(kept, max(most_bytes, 0), "utf-8")


def html(manifest: Manifest, ai_notice: str) -> str:
    """Return the notes as HTML: summary, chapters with times, links, voices, the notice."""
    parts = [f"<p>{_escaped(summary(manifest))}</p>"]
    rows = [f"{clock(m.start_ms)} {_escaped(m.title)}" for m in chapters.marks(manifest)]
    parts += _list(_IN_THIS, rows)
    links = [f'<a href="{_escaped(url)}">{_escaped(text)}</a>' for text, url in _links(manifest)]
    parts += _list(_LINKS, links)
    parts += [f"<p>{_VOICE}: {voice}</p>" for voice in _voices(manifest)]
    if notice := line(ai_notice):
        parts.append(f"<p>{_escaped(notice)}</p>")
    return "\n".join(parts)


def _list(title: str, rows: list[str]) -> list[str]:
    items = "".join(f"<li>{row}</li>" for row in rows)
    return [f"<p><strong>{title}</strong></p>", f"<ul>{items}</ul>"] if rows else []


def _links(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (text, ASCII URL) of each link once."""
    for url, text in {link["url"]: link["text"] for link in manifest["links"]}.items():
        try:
            address = ascii_url(url)
        except ValueError:
            continue  # «https://» and nothing behind it leads nowhere
        yield line(text) or address, address


def _voices(manifest: Manifest) -> Iterator[str]:
    for voice in manifest["voices"]:
        licence = voice["licence"]
        named = _escaped(licence["name"])
        if licence["url"]:
            named = f'<a href="{_escaped(licence["url"])}">{named}</a>'
        by = f" ({_escaped(licence['attribution'])})" if licence["attribution"] else ""
        yield f"{_escaped(voice['name'])}{by}, {_LICENCE} {named}"


def _escaped(text: str) -> str:
    return escape(clean(text))
