"""What the linter is tested on: MP3s, feeds, folders and servers, good but for what is told."""

from __future__ import annotations

import json
import struct
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from briefing.lint import discover
from briefing.lint.inputs.feed import open_feed
from briefing.lint.inputs.server import Server
from briefing.lint.rule import LintInput
from briefing.system import ffmpeg

# --- audio -------------------------------------------------------------------------------------

TONE = "sine=frequency=440:duration=12,volume=5.9dB"  # -16 LUFS
END_MS = 12_000


@cache
def audio(source: str = TONE, *options: str, suffix: str = ".mp3") -> bytes:
    """Return a file of ffmpeg without a tag: mono at 44.1 kHz and 96 kbit/s unless told."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        usual = ["-ac", "1", "-ar", "44100"] + (["-b:a", "96k"] if suffix == ".mp3" else [])
        plain = ["-id3v2_version", "0", "-map_metadata", "-1"] if suffix == ".mp3" else []
        ffmpeg.run(
            ["-f", "lavfi", "-i", source, *usual, *plain, *options, str(path)], doing="a sample"
        )
        return path.read_bytes()


@cache
def picture(pixels: str = "600x600", kind: str = "mjpeg", colours: str = "yuvj420p") -> bytes:
    """Return a picture of one colour."""
    source = f"color=c=maroon:size={pixels}:duration=0.04:rate=25,format={colours}"
    command = [ffmpeg.executable(), "-v", "error", "-f", "lavfi", "-i", source, "-frames:v", "1"]
    command += ["-pix_fmt", colours, "-f", "image2pipe", "-c:v", kind, "-"]
    return subprocess.run(command, capture_output=True, check=True).stdout


CMYK = bytes.fromhex("ffd8 ffc0 0014 08 0bb8 0bb8 04") + bytes(20)
GIF = b"GIF89a" + bytes(40)

# --- tags, byte by byte: a library would put right what has to be wrong --------------------------


def text(name: str, words: str, encoding: int = 1) -> tuple[str, bytes]:
    return name, bytes([encoding]) + words.encode(
        ["latin-1", "utf-16", "utf-16-be", "utf-8"][encoding]
    )


def txxx(description: str, words: str) -> tuple[str, bytes]:
    data = bytes([1]) + description.encode("utf-16") + b"\0\0" + words.encode("utf-16")
    return "TXXX", data


def apic(data: bytes, mime: str = "image/jpeg", kind: int = 3) -> tuple[str, bytes]:
    return "APIC", b"\1" + mime.encode() + b"\0" + bytes([kind]) + b"\xff\xfe\0\0" + data


def frame(name: str, data: bytes, version: int) -> bytes:
    size = synchsafe(len(data)) if version == 4 else len(data).to_bytes(4, "big")
    return name.encode() + size + b"\0\0" + data


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


@dataclass(frozen=True)
class Chap:
    title: str | None
    start_ms: int
    end_ms: int
    offset: int = 0xFFFFFFFF
    id: str = ""


CHAPTERS = (
    Chap("खेल की ख़बरें", 0, 4000),
    Chap("मौसम", 4000, 8000),
    Chap("बाज़ार", 8000, END_MS),
)


GUID = "guid-of-the-episode"


@dataclass(frozen=True)
class Tag:
    """A tag that is good in all, but for what is changed."""

    version: int = 3
    texts: Sequence[tuple[str, bytes]] = (
        text("TIT2", "सुबह"),
        text("TPE1", "समाचार कक्ष"),
        text("TALB", "सुर्ख़ियाँ"),
        txxx("AI-CONTENT", "true"),
        txxx("GUID", GUID),
    )
    chapters: Sequence[Chap] = CHAPTERS
    encoding: int = 1
    flags: int = 3
    contents: int = 1
    contents_title: str | None = "Chapters"
    children: Sequence[str] | None = None
    pictures: Sequence[tuple[str, bytes]] | None = None
    more: bytes = b""

    def __bytes__(self) -> bytes:
        ids = [chap.id or f"chp{i}" for i, chap in enumerate(self.chapters)]
        pictures = [apic(picture())] if self.pictures is None else self.pictures
        frames = [*self.texts, *pictures]
        frames += [(n, d) for i in range(self.contents) for n, d in [self._ctoc(f"toc{i}", ids)]]
        frames += [self._chap(name, c) for name, c in zip(ids, self.chapters, strict=True)]
        body = b"".join(frame(name, data, self.version) for name, data in frames) + self.more
        return b"ID3" + bytes([self.version, 0, 0]) + synchsafe(len(body)) + body

    def _title(self, title: str | None) -> bytes:
        return b"" if title is None else frame(*text("TIT2", title, self.encoding), self.version)

    def _ctoc(self, name: str, ids: Sequence[str]) -> tuple[str, bytes]:
        names = (ids if self.children is None else self.children)[:255]
        listed = b"".join(child.encode("latin-1") + b"\0" for child in names)
        head = name.encode() + bytes([0, self.flags, len(names)])
        return "CTOC", head + listed + self._title(self.contents_title)

    def _chap(self, name: str, chap: Chap) -> tuple[str, bytes]:
        times = struct.pack(">4I", chap.start_ms, chap.end_ms, chap.offset, chap.offset)
        return "CHAP", name.encode("latin-1") + b"\0" + times + self._title(chap.title)


# --- the world of a sample -----------------------------------------------------------------------


@dataclass
class World:
    """A folder of its own, and web servers that are closed afterwards."""

    folder: Path
    servers: list[ThreadingHTTPServer] = field(default_factory=list)

    def serve(self, files: Mapping[str, bytes], **habits: Any) -> str:
        """Serve files on loopback, with the habits of a good server unless told; return its URL."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler(files, **habits))
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        self.servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}"

    def close(self) -> None:
        for server in self.servers:
            server.shutdown()
            server.server_close()


TYPES = {
    ".mp3": "audio/mpeg",
    ".xml": "application/rss+xml",
    ".jpg": "image/jpeg",
    ".vtt": "text/vtt",
    ".srt": "application/x-subrip",
    ".json": "application/json",
}


def handler(
    files: Mapping[str, bytes],
    *,
    head: int = 200,
    ranges: bool = True,
    mime_type: str = "",
    etag: bool = True,
    length: bool = True,
    moved: Mapping[str, str] | None = None,
    age_s: int = 0,
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self._answer(head)

        def do_GET(self) -> None:
            self._answer(200)

        def _answer(self, status: int) -> None:
            if self.path in (moved or {}):
                self.send_response(302)
                self.send_header("Location", (moved or {})[self.path])
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            data = files.get(self.path)
            if data is None or status >= 400:
                self.send_error(404 if data is None else status)
                return
            asked = self.headers.get("Range") if ranges else None
            part = data[:2] if asked else data
            self.send_response(206 if asked else status)
            if asked:
                self.send_header("Content-Range", f"bytes 0-1/{len(data)}")
            suffix = Path(urlsplit(self.path).path).suffix
            self.send_header("Content-Type", mime_type or TYPES.get(suffix, "x/x"))
            if length:
                self.send_header("Content-Length", str(len(part)))
            if etag:
                self.send_header("ETag", '"1"')
            if age_s:
                self.send_header("Age", str(age_s))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Handler


Build = Callable[[World], Iterable[LintInput]]


def other(suffix: str, titles: Sequence[str], *options: str) -> Build:
    """Build a file with chapters as ffmpeg makes it: M4A, M4B or Opus."""

    def build(world: World) -> Iterable[LintInput]:
        rows, step = [";FFMETADATA1"], END_MS // max(len(titles), 1)
        for i, title in enumerate(titles):
            rows += ["[CHAPTER]", "TIMEBASE=1/1000", f"START={i * step}", f"END={i * step + step}"]
            rows.append(f"title={title}")
        about, path = world.folder / "a.txt", world.folder / f"a{suffix}"
        about.write_text("\n".join(rows) + "\n", encoding="utf-8")
        source = ["-f", "lavfi", "-i", TONE, "-i", str(about), "-map_metadata", "1", "-ac", "1"]
        ffmpeg.run([*source, *options, str(path)], doing="a sample")
        return discover.inputs(str(path))

    return build


@dataclass(frozen=True)
class Sample:
    bad: Build
    good: Build


def served(age_s: int = 0, *changes: tuple[str, str]) -> Build:
    """Build a feed that was sent and is delivered, with what is changed of it on the way."""

    def build(world: World) -> Iterable[LintInput]:
        files: dict[str, bytes] = {}
        url = world.serve(files, age_s=age_s)
        sent = FEED_OF_ONE.format(url=url)
        (world.folder / "feed.xml").write_text(sent, encoding="utf-8")
        for old, new in changes:
            assert old in sent
            sent = sent.replace(old, new)
        files |= {"/feed.xml": sent.encode(), "/a/a.mp3?v=1": b"0123456789"}
        return discover.published(open_feed(str(world.folder / "feed.xml")), ["a/a.mp3"])

    return build


FEED_OF_ONE = """<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>शो</title>
<atom:link href="{url}/feed.xml" rel="self"/>
<item><title>सुबह</title><guid>guid-1</guid>
<enclosure url="{url}/a/a.mp3?v=1" length="10" type="audio/mpeg"/></item>
</channel></rss>"""

# --- builders ------------------------------------------------------------------------------------


def mp3(sound: bytes | None = None, *, after: bytes = b"", bare: bool = False, **tag: Any) -> Build:
    """Build an MP3 with a tag that is good but for what is told."""

    def build(world: World) -> Iterable[LintInput]:
        file = world.folder / "a.mp3"
        head = b"" if bare else bytes(Tag(**tag))
        file.write_bytes(head + (audio() if sound is None else sound) + after)
        return discover.inputs(str(file))

    return build


def sound(source: str) -> Build:
    return lambda world: mp3(audio(source))(world)


def image(data: bytes) -> Build:
    def build(world: World) -> Iterable[LintInput]:
        (world.folder / "artwork.png").write_bytes(data)
        return discover.inputs(str(world.folder / "artwork.png"))

    return build


CUES = [
    (100, 3900, "भारत ने मैच जीता।"),
    (4000, 7900, "कल बारिश होगी।"),
    (8000, 11900, "सोना महँगा हुआ।"),
]


def stamp(ms: int, point: str = ".") -> str:
    return f"00:{ms // 60000:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def vtt(cues: Sequence[tuple[int, int, str]] = CUES, notes: bool = True) -> str:
    blocks = ["WEBVTT"]
    for i, (start, end, words) in enumerate(cues):
        note = f"NOTE {CHAPTERS[i % 3].title}\n\n" if notes else ""
        blocks.append(f"{note}{stamp(start)} --> {stamp(end)}\n{words}")
    return "\n\n".join(blocks) + "\n"


def srt(cues: Sequence[tuple[int, int, str]] = CUES) -> str:
    rows = [
        f"{i}\n{stamp(a, ',')} --> {stamp(b, ',')}\n{t}\n" for i, (a, b, t) in enumerate(cues, 1)
    ]
    return "\n".join(rows)


def segments(cues: Sequence[tuple[int, int, str]] = CUES) -> str:
    rows = [{"startTime": a / 1000, "endTime": b / 1000, "body": t} for a, b, t in cues]
    return json.dumps({"version": "1.0.0", "segments": rows})


def chapters_json(chapters: Sequence[Chap] = CHAPTERS) -> str:
    rows = [{"startTime": chap.start_ms / 1000, "title": chap.title} for chap in chapters]
    return json.dumps({"version": "1.2.0", "chapters": rows})


def transcript(content: str | bytes, name: str = "transcript.vtt") -> Build:
    def build(world: World) -> Iterable[LintInput]:
        data = content.encode() if isinstance(content, str) else content
        (world.folder / name).write_bytes(data)
        return discover.inputs(str(world.folder / name))

    return build


NOTICE = "यह प्रसारण कृत्रिम आवाज़ में है।"


def put_episode(folder: Path) -> None:
    """Write a good episode's folder."""
    folder.mkdir(parents=True)
    data = bytes(Tag()) + audio()
    (folder / f"{folder.name}.mp3").write_bytes(data)
    manifest = {
        "schema": "briefing/manifest/1",
        "guid": GUID,
        "title": "सुबह",
        "slug": folder.name,
        "date": "2026-01-31",
        "source": "a.md",
        "voices": [],
        "disclosure": NOTICE,
        "utterances": [
            {
                "written": NOTICE,
                "chapter": 0,
                "paragraph": 0,
                "voice": "tone",
                "start_ms": 100,
                "end_ms": 3900,
            }
        ],
        "chapters": [
            {"title": chap.title, "start_ms": chap.start_ms, "end_ms": chap.end_ms}
            for chap in CHAPTERS
        ],
        "audio": {
            "file": f"{folder.name}.mp3",
            "mime_type": "audio/mpeg",
            "size_bytes": len(data),
            "duration_ms": END_MS,
            "sha256": sha256(data).hexdigest(),
        },
    }
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "chapters.json").write_text(chapters_json(), encoding="utf-8")
    for suffix, words in (("vtt", vtt()), ("srt", srt()), ("json", segments())):
        (folder / f"transcript.{suffix}").write_text(words, encoding="utf-8")


def episode(edit: Callable[[Path], object] | None = None, name: str = "subah") -> Build:
    """Build a good episode's folder, then edit it."""

    def build(world: World) -> Iterable[LintInput]:
        folder = world.folder / name
        put_episode(folder)
        if edit:
            edit(folder)
        return discover.inputs(str(folder))

    return build


def swap(name: str, *pairs: tuple[str, str]) -> Callable[[Path], object]:
    """Return an edit that replaces words in a file, which must be there."""

    def edit(folder: Path) -> None:
        file = folder / name
        words = file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in words, old
            words = words.replace(old, new)
        file.write_text(words, encoding="utf-8")

    return edit


FEED = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"
 xmlns:podcast="https://podcastindex.org/namespace/1.0" xmlns:psc="http://podlove.org/simple-chapters"
 xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel>
<title>सुर्ख़ियाँ</title>
<link>https://example.org/</link>
<atom:link href="https://example.org/p/feed.xml" rel="self" type="application/rss+xml"/>
<description>हर सुबह की ख़बरें।</description>
<language>hi</language>
<lastBuildDate>Sat, 31 Jan 2026 06:00:00 +0530</lastBuildDate>
<generator>briefing</generator>
<itunes:author>समाचार कक्ष</itunes:author>
<itunes:owner><itunes:email>a@example.org</itunes:email></itunes:owner>
<itunes:image href="https://example.org/p/artwork.jpg"/>
<itunes:category text="News"><itunes:category text="Daily News"/></itunes:category>
<itunes:explicit>false</itunes:explicit>
<podcast:guid>917393e3-1b1e-5cef-ace4-edaa54e1f810</podcast:guid>
<podcast:locked>yes</podcast:locked>
<podcast:txt purpose="ai-content">true</podcast:txt>
<item>
<title>सुबह</title>
<guid isPermaLink="false">guid-2</guid>
<pubDate>Sat, 31 Jan 2026 06:00:00 +0530</pubDate>
<description>00:00 Khel ki khabren&lt;br&gt;00:04 Mausam&lt;br&gt;00:08 Bazar</description>
<enclosure url="https://example.org/p/subah/subah.mp3" length="{length}" type="audio/mpeg"/>
<podcast:txt purpose="ai-content">true</podcast:txt>
<itunes:duration>12</itunes:duration>
<itunes:episode>2</itunes:episode>
<podcast:chapters url="https://example.org/p/subah/chapters.json" type="application/json+chapters"/>
<podcast:transcript url="https://example.org/p/subah/transcript.vtt" type="text/vtt"/>
<psc:chapters version="1.2">
<psc:chapter start="00:00:00.000" title="खेल की ख़बरें"/>
<psc:chapter start="00:00:04.000" title="मौसम"/>
<psc:chapter start="00:00:08.000" title="बाज़ार"/>
</psc:chapters>
</item>
<item>
<title>शाम</title>
<guid isPermaLink="false">guid-1</guid>
<pubDate>Fri, 30 Jan 2026 18:00:00 +0530</pubDate>
<description>शाम की ख़बरें।</description>
<enclosure url="https://example.org/p/shaam/shaam.mp3" length="{length}" type="audio/mpeg"/>
<podcast:txt purpose="ai-content">true</podcast:txt>
<itunes:duration>00:12</itunes:duration>
<podcast:chapters url="https://example.org/p/shaam/chapters.json" type="application/json+chapters"/>
<podcast:transcript url="https://example.org/p/shaam/transcript.srt" type="application/x-subrip"/>
</item>
</channel>
</rss>
"""


def feed_text(*pairs: tuple[str, str]) -> str:
    """Return the good feed with words replaced, which must be there."""
    words = FEED.replace("{length}", str(len(bytes(Tag()) + audio())))
    for old, new in pairs:
        assert old in words, old
        words = words.replace(old, new)
    return words


def feed(*pairs: tuple[str, str], old: Sequence[tuple[str, str]] | None = None) -> Build:
    """Build a feed with its two episodes; ``old`` says how the last one differed from the good."""

    def build(world: World) -> Iterable[LintInput]:
        put_episode(world.folder / "subah")
        put_episode(world.folder / "shaam")
        (world.folder / "artwork.jpg").write_bytes(picture("3000x3000"))
        file = world.folder / "feed.xml"
        file.write_text(feed_text(*pairs), encoding="utf-8")
        (world.folder / "old.xml").write_text(feed_text(*(old or ())), encoding="utf-8")
        return discover.feed(open_feed(str(file), open_feed(str(world.folder / "old.xml"))))

    return build


def told_feed(edit: Callable[[Path], object]) -> Build:
    """Build a good feed, and edit the folder of its newest episode."""

    def build(world: World) -> Iterable[LintInput]:
        inputs = list(feed()(world))
        edit(world.folder / "subah")
        return inputs

    return build


def server(
    kind: str = "audio", path: str = "/a.mp3", told: int | None = None, **habits: Any
) -> Build:
    """Build a live server that gives ten bytes."""

    def build(world: World) -> Iterable[LintInput]:
        url = world.serve({"/a.mp3": bytes(10), "/feed.xml": b"<rss/>", "/a.jpg": b"1"}, **habits)
        mime_type = "audio/mpeg" if kind == "audio" else ""
        return [Server(f"{url}{path}", kind, length=told, mime_type=mime_type)]

    return build
