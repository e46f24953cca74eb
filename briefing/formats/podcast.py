"""What the files of a podcast are called and what they are, for who writes them and who checks.

The limits of players are elsewhere: writers keep to them, and the linter states them on its own.
"""

from __future__ import annotations

from collections.abc import Mapping

# In the folder of the show.
FEED, COVER, INDEX = "feed.xml", "cover.jpg", "index.html"
#: The cover as the page shows it, in both.
SMALL_COVER = "cover-600.jpg"
# In the folder of an episode, besides its audio and its manifest (and a cover and an index).
VTT, SRT, TRANSCRIPT = "transcript.vtt", "transcript.srt", "transcript.json"
CHAPTERS = "chapters.json"
CHAPTER_FOLDER = "chapters"  # a file for each

#: MIME types by the end of a file's name; the longest that fits. The chapters' is of the Podcast
#: Namespace (JSON Chapters Format 1.2), the feed's of the RSS Advisory Board.
TYPES: Mapping[str, str] = {
    CHAPTERS: "application/json+chapters",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
    ".xml": "application/rss+xml",
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".epub": "application/epub+zip",
}

#: XML namespaces of a feed by their usual prefixes: Apple's, the Podcast Namespace, the RSS Content
#: Module, Podlove Simple Chapters, Atom (RFC 4287).
NAMESPACES: Mapping[str, str] = {
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "psc": "http://podlove.org/simple-chapters",
    "atom": "http://www.w3.org/2005/Atom",
}


def media_type(name: str) -> str:
    """Return the MIME type of a file by its name.

    >>> media_type("chapters.json"), media_type("a.MP3"), media_type("a.exe")
    ('application/json+chapters', 'audio/mpeg', 'application/octet-stream')
    """
    fits = [end for end in TYPES if name.lower().endswith(end)]
    return TYPES[max(fits, key=len)] if fits else "application/octet-stream"
