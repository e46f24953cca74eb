"""Show notes: what apps show about an episode, as HTML and as plain text.

HTML for apps that show ``content:encoded``; plain text with times for ``description``, which Apple
limits to 4,000 bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from briefing.episode.dates import english_date, hindi_date
from briefing.episode.manifest import Manifest
from briefing.formats.markup import Html, escape, fill, join
from briefing.formats.text import one_line, shorten, timestamp, xml_safe
from briefing.publish import chapters
from briefing.publish.address import ascii_url

MOST_BYTES = 4_000
SUMMARY_LENGTH = 300  # characters
_ANGLES = str.maketrans("<>", "‹›")
_IN_THIS, _LINKS, _VOICE, _LICENCE = "इस अंक में", "कड़ियाँ", "आवाज़", "लाइसेंस"
_PICTURE = "चित्र"
_OF_A_PICTURE = re.compile("चित्र|तस्वीर|फ\u093c?ोटो|छाया|photo|image|©", re.I)
#: What begins a notice of correction, and how its day is written, by the episode's language.
_CORRECTED = {"hi": ("सुधार", hindi_date), "en": ("Correction", english_date)}
_SHOWN_CORRECTIONS = 2  # in the description, the newest


def summary(manifest: Manifest) -> str:
    """Return what the author says of an episode.

    Without that it is the first sentences of the script, without its headings.
    """
    if manifest.description:
        return manifest.description
    titles = {one_line(manifest.title), *(one_line(m.title) for m in manifest.contents)}
    text = ""
    for utterance in manifest.body:
        sentence = one_line(utterance.written)
        if text and len(text) + 1 + len(sentence) > SUMMARY_LENGTH:
            break
        if sentence not in titles:
            text = f"{text} {sentence}".strip()
    return shorten(text, SUMMARY_LENGTH) or one_line(manifest.title)


def plain(text: str) -> str:
    """Return a text on one line without what an app that expects HTML takes for a tag.

    RSS leaves open whether titles and descriptions are HTML: some apps drop what stands in ``<>``.

    >>> plain("HTML में <p> और 5 < 7")
    'HTML में ‹p› और 5 ‹ 7'
    """
    return one_line(text).translate(_ANGLES)


def description(manifest: Manifest, ai_notice: str) -> str:
    """Return the notes as plain text of at most 4,000 bytes, cut between words.

    The summary; a line for each chapter, ``HH:MM:SS`` and a Latin title; the links; whose the
    picture is; what was corrected; the notice.
    What does not fit is cut from the end, except the last two, which may take half of the space.
    """
    corrected = "\n".join(map(plain, corrections(manifest)[-_SHOWN_CORRECTIONS:]))
    notice = shorten(plain(ai_notice), MOST_BYTES // 2 - len(corrected.encode()), "utf-8")
    last = "\n\n".join(filter(None, (corrected, notice)))
    blocks = [
        plain(summary(manifest)),
        "\n".join(chapters.lines(chapters.marks(manifest))),
        "\n".join(f"{plain(text)}: {url}" for text, url in _links(manifest)),
        plain(picture_credit(manifest)),
    ]
    room = MOST_BYTES - len(f"\n\n{last}".encode())
    notes = _cut_lines("\n\n".join(block for block in blocks if block), room)
    return "\n\n".join(part for part in (notes, last) if part)


def _cut_lines(text: str, most_bytes: int) -> str:
    """Cut a text after its last line that fits completely, or within its only line."""
    kept = text
    while len(kept.encode()) > most_bytes and "\n" in kept:
        kept = kept.rpartition("\n")[0].rstrip()
    return shorten(kept, max(most_bytes, 0), "utf-8")


def html(manifest: Manifest, ai_notice: str) -> str:
    """Return the notes as HTML: summary, corrections, chapters, links, voices, the notice."""
    parts = [
        fill("<p>$text</p>", text=text) for text in (summary(manifest), *corrections(manifest))
    ]
    rows = [
        fill("$time $titles", time=timestamp(mark.start_ms), titles=chapters.titles(manifest, mark))
        for mark in chapters.marks(manifest)
    ]
    parts += _list(_IN_THIS, rows)
    parts += _list(_LINKS, [_link(text, url) for text, url in _links(manifest)])
    parts += [fill("<p>$label: $voice</p>", label=_VOICE, voice=v) for v in _voices(manifest)]
    if credit := picture_credit(manifest):
        parts.append(fill("<p>$text</p>", text=credit))
    if notice := one_line(ai_notice):
        parts.append(fill("<p>$text</p>", text=notice))
    return xml_safe(join(parts))


def corrections(manifest: Manifest) -> list[str]:
    """Return the notices of correction, the oldest first: «सुधार (31 जनवरी 2026): …»."""
    word, day = _CORRECTED.get(manifest.language, _CORRECTED["hi"])
    return [f"{word} ({day(notice.date)}): {notice.text}" for notice in manifest.corrections]


def picture_credit(manifest: Manifest) -> str:
    """Return whose the picture of an episode is, as its page said it; nothing where none did."""
    credit = manifest.cover_credit
    return f"{_PICTURE}: {credit}" if credit and not _OF_A_PICTURE.search(credit) else credit


def _link(text: str, url: str) -> Html:
    return fill('<a href="$url">$text</a>', url=url, text=text)


def _list(title: str, rows: Sequence[Html]) -> list[Html]:
    items = join((fill("<li>$row</li>", row=row) for row in rows), by="")
    heading = fill("<p><strong>$title</strong></p>", title=title)
    return [heading, fill("<ul>$items</ul>", items=items)] if rows else []


def _links(manifest: Manifest) -> Iterator[tuple[str, str]]:
    """Yield (text, ASCII URL) of each link once."""
    for url, text in {link.url: link.text for link in manifest.links}.items():
        try:
            address = ascii_url(url)
        except ValueError:
            continue  # «https://» with nothing after it leads nowhere
        yield one_line(text) or address, address


def _voices(manifest: Manifest) -> Iterator[Html]:
    for voice in manifest.voices:
        licence = voice.licence
        name = escape(licence.name)
        yield fill(
            f"$voice$attribution, {_LICENCE} $licence",
            voice=voice.person,
            attribution=f" ({licence.attribution})" if licence.attribution else "",
            licence=_link(name, licence.url) if licence.url else name,
        )
