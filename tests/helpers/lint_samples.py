"""A bad and a good sample for each rule of the linter."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from briefing.lint import discover
from briefing.lint.rule import LintInput
from helpers.lint_builders import (
    CHAPTERS,
    CMYK,
    CUES,
    END_MS,
    GIF,
    NOTICE,
    TONE,
    Build,
    Chap,
    Sample,
    Tag,
    apic,
    audio,
    episode,
    feed,
    frame,
    image,
    mp3,
    other,
    picture,
    served,
    server,
    sound,
    swap,
    text,
    told_feed,
    transcript,
    txxx,
    vtt,
)

LONG = "अ" * 1400  # 4,200 bytes
GOOD_MP3, GOOD_FEED, GOOD_EPISODE = mp3(), feed(), episode()
GOOD_ARTWORK, GOOD_VTT = image(picture("1400x1400")), transcript(vtt())


def dropped(name: str) -> Callable[[Path], object]:
    return lambda folder: (folder / name).unlink()


def tagged(*texts: tuple[str, bytes]) -> Callable[[Path], object]:
    return lambda folder: (folder / "subah.mp3").write_bytes(bytes(Tag(texts=texts)) + audio())


def recorded(source: str) -> Callable[[Path], object]:
    return lambda folder: (folder / "subah.mp3").write_bytes(bytes(Tag()) + audio(source))


def bad_mp3(*arguments: Any, **tag: Any) -> Sample:
    return Sample(mp3(*arguments, **tag), GOOD_MP3)


def bad_sound(source: str) -> Sample:
    return Sample(sound(source), GOOD_MP3)


def bad_chapters(*chapters: Chap, **tag: Any) -> Sample:
    return Sample(mp3(chapters=chapters, **tag), GOOD_MP3)


def bad_episode(edit: Callable[[Path], object] | None, name: str = "subah") -> Sample:
    return Sample(episode(edit, name), GOOD_EPISODE)


def bad_feed(*pairs: tuple[str, str], old: Sequence[tuple[str, str]] | None = None) -> Sample:
    return Sample(feed(*pairs, old=old), GOOD_FEED)


def bad_artwork(data: bytes) -> Sample:
    return Sample(image(data), GOOD_ARTWORK)


def bad_vtt(content: str | bytes) -> Sample:
    return Sample(transcript(content), GOOD_VTT)


def bad_server(*arguments: Any, good: Build | None = None, **habits: Any) -> Sample:
    return Sample(server(*arguments, **habits), good or server())


A, B, C = CHAPTERS
TONE_VOICE = '{"name": "tone", "engine": "tone", "licence": {"name": "Apache-2.0"}}'
HINDI = ("-metadata:s:a:0", "language=hin")
GOOD_MP4 = other(".m4a", ["खेल", "मौसम"], *HINDI)
SHAAM = "https://example.org/p/shaam/shaam.mp3"
SUBAH = "https://example.org/p/subah/subah.mp3"

SAMPLES: Mapping[str, Sample] = {
    "stream-mp3": bad_mp3(b"RIFF" + bytes(5000)),
    "stream-cbr": bad_mp3(audio("anoisesrc=d=6:a=0.2,volume=0:enable='lt(t,3)'", "-q:a", "5")),
    "stream-info": bad_mp3(audio(TONE, "-write_xing", "0")),
    "stream-count": bad_mp3(audio() + audio(TONE, "-write_xing", "0")),
    "stream-strange": bad_mp3(audio() + bytes(Tag()) + audio()),
    "stream-cut": bad_mp3(audio()[:-100]),
    "stream-rate": bad_mp3(audio(TONE, "-ar", "22050", "-b:a", "64k")),
    "stream-mono": bad_mp3(audio(TONE, "-ac", "2", "-b:a", "128k")),
    "stream-bitrate": bad_mp3(audio(TONE, "-b:a", "32k")),
    "sound-decodes": Sample(
        lambda world: broken_opus(world.folder), lambda world: whole_opus(world.folder)
    ),
    "sound-heard": bad_sound("anullsrc=r=44100:d=4"),
    "sound-loudness": bad_sound("sine=frequency=440:duration=12,volume=-4dB"),
    "sound-peak": bad_sound("sine=frequency=440:duration=4,volume=18dB"),
    "sound-clipping": bad_sound("sine=frequency=440:duration=4,volume=40dB"),
    "sound-silence": bad_sound("sine=frequency=440:duration=9,volume=0:enable='between(t,3,7)'"),
    "id3-missing": bad_mp3(bare=True),
    "id3-broken": bad_mp3(more=b"TXXX\0\xff\xff\xff\0\0abc"),
    "id3-twice": bad_mp3(bytes(Tag()) + audio()),
    "id3-version": bad_mp3(version=4),
    "id3-encoding": bad_mp3(encoding=3),
    "id3-garbled": bad_mp3(texts=[("TIT2", b"\0" + "सुबह".encode())]),
    "id3-title": bad_mp3(texts=[text("TPE1", "समाचार कक्ष"), text("TIT2", " ")]),
    "id3-texts": bad_mp3(texts=[text("TIT2", "सुबह")]),
    "id3-size": bad_mp3(more=frame("PRIV", bytes(600_000), 3)),
    "id3-v1": bad_mp3(after=b"TAG" + b"????".ljust(125, b"\0")),
    "cover-missing": bad_mp3(pictures=[]),
    "cover-format": bad_mp3(pictures=[apic(GIF, "image/gif")]),
    "cover-kind": bad_mp3(pictures=[apic(picture(), kind=0)]),
    "cover-pixels": bad_mp3(pictures=[apic(picture("64x64"))]),
    "cover-square": bad_mp3(pictures=[apic(picture("600x400"))]),
    "cover-colours": bad_mp3(pictures=[apic(CMYK)]),
    "cover-size": bad_mp3(pictures=[apic(picture() + bytes(400_000))]),
    "chap-missing": bad_mp3(chapters=[], contents=0),
    "chap-count": bad_chapters(*(Chap("अ", i * 40, i * 40 + 40) for i in range(300))),
    "ctoc-missing": bad_mp3(contents=0),
    "ctoc-one": bad_mp3(contents=2),
    "ctoc-flags": bad_mp3(flags=0),
    "ctoc-children": bad_mp3(children=["chp0", "chp1", "chp7"]),
    "ctoc-title": bad_mp3(contents_title=None),
    "chap-id": bad_chapters(A, B, Chap("बाज़ार", 8000, END_MS, id="chp1")),
    "chap-title": bad_chapters(A, B, Chap(None, 8000, END_MS)),
    "chap-v24": Sample(
        mp3(version=4, encoding=3, chapters=[A, B, Chap("अ" * 40, 8000, END_MS)]),
        mp3(version=4, encoding=3),
    ),
    "chap-order": bad_chapters(A, C, B),
    "chap-span": bad_chapters(A, Chap("मौसम", 4000, 4000), C),
    "chap-first": bad_chapters(Chap("खेल", 500, 4000), B, C),
    "chap-gap": bad_chapters(A, Chap("मौसम", 4000, 7000), C),
    "chap-overlap": bad_chapters(A, Chap("मौसम", 4000, 9000), C),
    "chap-end": bad_chapters(A, B, Chap("बाज़ार", 8000, 11_000)),
    "chap-beyond": bad_chapters(A, B, Chap("बाज़ार", 13_000, 14_000)),
    "chap-offset": bad_chapters(A, B, Chap("बाज़ार", 8000, END_MS, offset=4711)),
    "mp4-titles": Sample(other(".m4b", ["खेल", "अ" * 43], *HINDI), GOOD_MP4),
    "mp4-count": Sample(other(".m4a", ["अ"] * 300, *HINDI), GOOD_MP4),
    "mp4-language": Sample(other(".m4a", ["खेल"]), GOOD_MP4),
    "ogg-count": Sample(other(".opus", ["अ"] * 101), other(".opus", ["अ"] * 100)),
    "copies-episode": bad_episode(swap("chapters.json", ('"startTime": 4.0', '"startTime": 5.0'))),
    "copies-feed": bad_feed(('start="00:00:04.000"', 'start="00:00:05.500"')),
    "copies-transcripts": bad_episode(swap("transcript.srt", ("होगी", "हुई"))),
    "manifest-reads": bad_episode(swap("manifest.json", ('"audio"', '"sound"'))),
    "manifest-audio": bad_episode(dropped("subah.mp3")),
    "manifest-size": bad_episode(swap("manifest.json", ('"size_bytes": ', '"size_bytes": 9'))),
    "manifest-duration": bad_episode(swap("manifest.json", ('12000, "sha', '13000, "sha'))),
    "file-names": bad_episode(None, name="सुबह"),
    "chapters-json": bad_episode(swap("chapters.json", ('"startTime": 4.0', '"startTime": "4"'))),
    "disclosure-spoken": bad_episode(swap("manifest.json", ('"disclosure"', '"said"'))),
    "disclosure-tag": bad_episode(tagged(txxx("AI-CONTENT", "false"))),
    "disclosure-guid": bad_episode(tagged(txxx("AI-CONTENT", "true"))),
    "disclosure-feed": bad_feed(
        ('<podcast:txt purpose="ai-content">true</podcast:txt>\n<itunes:duration>12', "<x>12"),
        ("12</itunes:duration>\n<itunes:episode>", "12</x>\n<itunes:episode>"),
    ),
    "transcript-reads": bad_vtt("1\n00:00:00.000 --> 00:00:01.000\nनमस्ते\n"),
    "transcript-empty": bad_vtt("WEBVTT\n"),
    "transcript-span": bad_vtt(vtt([(1000, 1000, "नमस्ते")])),
    "transcript-order": bad_vtt(vtt([CUES[1], CUES[0], CUES[2]])),
    "transcript-overlap": bad_vtt(vtt([(0, 5000, "एक"), *CUES[1:]])),
    "transcript-beyond": bad_episode(swap("transcript.vtt", ("00:00:11.900", "00:00:19.900"))),
    "transcript-long": bad_vtt(vtt([(0, 45_000, "एक")])),
    "sentence-long": bad_episode(swap("manifest.json", (json.dumps(NOTICE), f'"{"एक " * 36}"'))),
    "sound-end": bad_episode(recorded("sine=frequency=440:duration=80")),
    "chap-density": bad_chapters(*(Chap("अ", i * 1000, i * 1000 + 1000) for i in range(12))),
    "chap-long": bad_chapters(A, Chap("अ" * 61, 4000, 8000), C),
    "feed-xml": bad_feed(("<rss ", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss ")),
    "feed-namespace": bad_feed(("dtds/podcast-1.0.dtd", "DTDs/Podcast-1.0.dtd")),
    "feed-empty": bad_feed(("<item>", "<entry>"), ("</item>", "</entry>")),
    "show-required": bad_feed(("<language>hi</language>", "")),
    "show-recommended": bad_feed(("<itunes:email>a@example.org</itunes:email>", "")),
    "show-podcasting20": bad_feed(("<podcast:locked>yes</podcast:locked>", "")),
    "show-description": bad_feed(("हर सुबह की ख़बरें।", LONG)),
    "show-language": bad_feed(("<language>hi</language>", "<language>हिन्दी</language>")),
    "show-category": bad_feed(('text="Daily News"', 'text="Daily news"')),
    "show-explicit": bad_feed(("explicit>false<", "explicit>clean<")),
    "show-tags": bad_feed(("<title>सुर्ख़ियाँ</title>", "<title>&lt;i&gt;सुर्ख़ियाँ</title>")),
    "show-copyright": bad_feed(("<generator>", "<copyright>© 2026 कक्ष</copyright><generator>")),
    "item-required": bad_feed(("<title>शाम</title>", "")),
    "item-recommended": bad_feed(("<description>शाम की ख़बरें।</description>", "")),
    "item-podcasting20": bad_feed(("<podcast:transcript", "<podcast:words")),
    "item-description": bad_feed(("शाम की ख़बरें।", LONG)),
    "item-duration": bad_feed(("<itunes:duration>12<", "<itunes:duration>120<")),
    "item-number": bad_feed(("<itunes:episode>2<", "<itunes:episode>दो<")),
    "item-tags": bad_feed(("<title>शाम</title>", "<title>&lt;b&gt;शाम&lt;/b&gt;</title>")),
    "item-title": bad_feed(("<title>शाम</title>", f"<title>{'अ' * 101}</title>")),
    "item-tone": Sample(
        told_feed(swap("manifest.json", ('"voices": []', f'"voices": [{TONE_VOICE}]'))), GOOD_FEED
    ),
    "item-stamps": bad_feed(("Bazar", "Bazar mein aaj sona mahanga hua aur chandi sasti")),
    "enclosure-attributes": bad_feed((' type="audio/mpeg"', "")),
    "enclosure-one": bad_feed(
        (
            "<itunes:episode>",
            f'<enclosure url="{SUBAH}?2" length="1" type="audio/mpeg"/><itunes:episode>',
        )
    ),
    "enclosure-ending": bad_feed((SHAAM, "https://example.org/p/play?id=7")),
    "enclosure-type": bad_feed(('type="audio/mpeg"', 'type="audio/mp3"')),
    "enclosure-length": bad_feed((f'length="{len(bytes(Tag()) + audio())}"', 'length="4711"')),
    "enclosure-file": bad_feed((SHAAM, "https://example.org/p/raat/raat.mp3")),
    "url-absolute": bad_feed((SHAAM, "shaam/shaam.mp3")),
    "url-ascii": bad_feed((SHAAM, "https://example.org/p/शाम.mp3")),
    "url-https": bad_feed(("<link>https:", "<link>http:")),
    "link-type": bad_feed(('type="application/json+chapters"', 'type="text/json"')),
    "link-file": bad_feed(("shaam/transcript.srt", "shaam/words.srt")),
    "date-form": bad_feed(("<pubDate>Fri, 30", "<pubDate>Sun, 30")),
    "date-show": bad_feed(("<lastBuildDate>Sat, 31 Jan 2026", "<lastBuildDate>2026-01-31")),
    "date-future": bad_feed(("<pubDate>Sat, 31 Jan 2026", "<pubDate>Thu, 31 Jan 2999")),
    "date-order": bad_feed(("<pubDate>Fri, 30 Jan", "<pubDate>Sat, 31 Jan")),
    "guid-twice": bad_feed(("guid-1<", "guid-2<")),
    "guid-changed": bad_feed(old=[("guid-1<", "guid-0<")]),
    "guid-gone": bad_feed(old=[("guid-1<", "guid-0<"), ("शाम<", "रात<"), ("shaam", "raat")]),
    "guid-permalink": bad_feed((' isPermaLink="false"', "")),
    "enclosure-twice": bad_feed((SHAAM, SUBAH)),
    "enclosure-remade": bad_feed(old=[('length="', 'length="9')]),
    "title-twice": bad_feed(
        ("<title>शाम<", "<title>सुबह<"), ("Fri, 30 Jan 2026 18", "Sat, 31 Jan 2026 05")
    ),
    "artwork-format": bad_artwork(GIF),
    "artwork-square": bad_artwork(picture("1500x1400")),
    "artwork-pixels": bad_artwork(picture("1000x1000")),
    "artwork-colours": bad_artwork(picture("1400x1400", "png", "rgba")),
    "artwork-size": bad_artwork(picture("1400x1400") + bytes(1 << 20)),
    "artwork-address": bad_feed(("artwork.jpg", "artwork.jpg?v=2")),
    "server-answers": bad_server(path="/gone.mp3"),
    "server-head": bad_server(head=405),
    "server-range": bad_server(ranges=False),
    "server-length": bad_server(told=11, good=server(told=10)),
    "server-type": bad_server(mime_type="text/plain"),
    "served-feed": Sample(served(0, ("guid-1", "guid-9")), served()),
    "served-old": Sample(served(60, ('length="10"', 'length="9"')), served(60)),
    "served-items": Sample(served(0, ('length="10"', 'length="9"')), served()),
    "server-cache": bad_server("feed", "/feed.xml", etag=False, good=server("feed", "/feed.xml")),
}


def whole_opus(folder: Path) -> Iterable[LintInput]:
    (folder / "a.opus").write_bytes(audio(TONE, "-c:a", "libopus", "-ar", "48000", suffix=".opus"))
    return discover.inputs(str(folder / "a.opus"))


def broken_opus(folder: Path) -> Iterable[LintInput]:
    (folder / "a.opus").write_bytes(b"OggS" + bytes(500))
    return discover.inputs(str(folder / "a.opus"))
