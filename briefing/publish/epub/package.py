"""The package of a read-along: what the book is, what it holds, how it can be perceived."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefing.episode.manifest import Manifest
from briefing.formats.markup import Html, fill, join, path
from briefing.formats.podcast import SMALL_COVER
from briefing.formats.text import one_line, timestamp
from briefing.publish.epub.pages import Part

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
_PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"
  xml:lang="$language" prefix="schema: http://schema.org/">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
$metadata
</metadata>
<manifest>
$items
</manifest>
<spine>
$spine
</spine>
</package>
"""
_ACCESSIBILITY = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "auditory"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessModeSufficient", "auditory"),
    ("schema:accessibilityFeature", "synchronizedAudioText"),
    ("schema:accessibilityFeature", "tableOfContents"),
    ("schema:accessibilityFeature", "readingOrder"),
    ("schema:accessibilityFeature", "structuralNavigation"),
    ("schema:accessibilityHazard", "none"),
)
_SUMMARY = "पूरा पाठ लिखा भी है और बोला भी गया है; बोला जा रहा शब्द या वाक्य पाठ में दिखता है।"
_ITEM = '<item id="$id" href="$href" media-type="$type"$more/>'


def package(manifest: Manifest, parts: Sequence[Part], notice: str) -> str:
    """Return the package document. ``notice`` says that the voice is synthetic."""
    return fill(
        _PACKAGE,
        language=manifest.language,
        metadata=join(_metadata(manifest, parts, notice)),
        items=join(_items(manifest, parts)),
        spine=join(fill('<itemref idref="$id"/>', id=part.name) for part in parts),
    )


def _metadata(manifest: Manifest, parts: Sequence[Part], notice: str) -> Iterator[Html]:
    elements = {
        "title": one_line(manifest.title),
        "language": manifest.language,
        "creator": one_line(manifest.author),
        "publisher": one_line(manifest.show),
        "date": manifest.date,
        "description": one_line(notice),
    }
    yield fill('<dc:identifier id="id">$id</dc:identifier>', id=f"urn:uuid:{manifest.guid}")
    for name, text in elements.items():
        if text:
            yield fill("<dc:$name>$text</dc:$name>", name=name, text=text)
    meta = '<meta property="$name"$refines>$value</meta>'
    modified = f"{manifest.date}T00:00:00Z"
    whole = sum(part.duration_ms for part in parts)
    facts = [
        ("dcterms:modified", modified),
        ("media:duration", timestamp(whole, ".")),
        *_ACCESSIBILITY,
    ]
    facts += [("schema:accessibilitySummary", _SUMMARY)]
    facts += [("media:active-class", "-epub-media-overlay-active")]
    for name, value in facts:
        yield fill(meta, name=name, value=value, refines="")
    for part in parts:
        refines = fill(' refines="#$id"', id=f"{part.name}-overlay")
        duration = timestamp(part.duration_ms, ".")
        yield fill(meta, name="media:duration", value=duration, refines=refines)


def _items(manifest: Manifest, parts: Sequence[Part]) -> Iterator[Html]:
    own = {
        "nav": ("nav.xhtml", "application/xhtml+xml", ' properties="nav"'),
        "style": ("style.css", "text/css", ""),
        "cover": (SMALL_COVER, "image/jpeg", ' properties="cover-image"'),
        "audio": (path(manifest.audio.file), _audio_type(manifest.audio.mime_type), ""),
    }
    for picture in dict.fromkeys(part.picture.file for part in parts if part.picture):
        own[picture.partition(".")[0]] = (path(picture), "image/jpeg", "")
    for part in parts:
        overlay = f"{part.name}-overlay"
        more = f' media-overlay="{overlay}"'
        own[part.name] = (f"{part.name}.xhtml", "application/xhtml+xml", more)
        own[overlay] = (f"{part.name}.smil", "application/smil+xml", "")
    for name, (href, kind, more) in own.items():
        yield fill(_ITEM, id=name, href=href, type=kind, more=Html(more))


def _audio_type(kind: str) -> str:
    """Return the media type by which EPUB 3.3 (section 3.2) knows a sound."""
    return "audio/ogg; codecs=opus" if kind == "audio/ogg" else kind
