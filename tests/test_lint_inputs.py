"""What the linter reads: against other readers, and against files that mean harm."""

from __future__ import annotations

import mmap
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from helpers.lint_builders import (
    CHAPTERS,
    Tag,
    World,
    apic,
    audio,
    feed_text,
    picture,
    srt,
    text,
    vtt,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutagen.id3 import ID3
from mutagen.mp3 import MP3

from briefing.formats.picture import shape
from briefing.lint import RULES, check, lint
from briefing.lint.inputs import id3, mpeg, xml
from briefing.lint.inputs.audio import Mp3
from briefing.lint.inputs.consistency import ChapterList, difference, from_notes, from_text
from briefing.lint.inputs.feed import Feed
from briefing.lint.inputs.picture import Picture
from briefing.lint.inputs.transcript import Transcript
from briefing.system import web


@pytest.mark.parametrize(("version", "encoding"), [(3, 1), (4, 3), (4, 1)])
def test_the_tag_is_what_mutagen_reads(version: int, encoding: int, tmp_path: Path) -> None:
    file = tmp_path / "a.mp3"
    words = [text("TIT2", "सुबह", encoding), text("TALB", "", encoding)]
    file.write_bytes(bytes(Tag(version=version, encoding=encoding, texts=words)) + audio())
    ours, theirs = Mp3(file).tag, ID3(file, translate=False)
    assert ours is not None
    assert ours.version == theirs.version[1]
    assert ours.text("TIT2") == str(theirs["TIT2"])
    assert [(c.id, c.start_ms, c.end_ms, c.title) for c in ours.chapters] == [
        (c.element_id, c.start_time, c.end_time, str(c.sub_frames["TIT2"]))
        for c in theirs.getall("CHAP")
    ]
    contents = theirs.getall("CTOC")[0]
    assert ours.contents[0].children == tuple(contents.child_element_ids)
    assert ours.contents[0].flags == contents.flags
    assert ours.images[0].data == theirs.getall("APIC")[0].data == picture()


def test_a_tag_with_unsynchronisation_and_an_extended_header() -> None:
    frames = bytes(Tag(pictures=[apic(b"\xff\xd8\xff\xe0")]))[10:]
    body = bytes.fromhex("00000006 0000 00000000") + frames.replace(b"\xff", b"\xff\0")
    size = bytes(len(body) >> shift & 0x7F for shift in (21, 14, 7, 0))
    tag = id3.read(b"ID3\3\0\xc0" + size + body)
    assert tag is not None
    assert (tag.broken, tag.text("TIT2")) == ("", "सुबह")
    assert [chapter.title for chapter in tag.chapters] == [chap.title for chap in CHAPTERS]


@pytest.mark.parametrize("options", [(), ("-ac", "2", "-q:a", "4"), ("-ar", "22050")])
def test_frames_and_duration_are_what_mutagen_reads(options: tuple[str, ...]) -> None:
    data = audio("sine=duration=7", *options)
    stream = mpeg.walk(data, 0)
    info: Any = MP3(BytesIO(data)).info
    assert stream is not None and stream.info is not None
    assert stream.frames == stream.info.frames
    assert (stream.header.rate_hz, stream.header.channels) == (info.sample_rate, info.channels)
    assert abs(stream.duration_ms - info.length * 1000) < 60
    assert abs(stream.duration_ms - 7000) <= 1


def test_a_mapped_file_is_read_in_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mp3").write_bytes(audio())
    whole = mpeg.walk(audio(), 0)
    released: list[int] = []
    give_back = mpeg._release
    monkeypatch.setattr(mpeg, "_WINDOW_BYTES", 2 * mmap.PAGESIZE)

    def release(data: bytes | mmap.mmap, until: int) -> int:
        released.append(until)
        return give_back(data, until)

    monkeypatch.setattr(mpeg, "_release", release)
    assert Mp3(tmp_path / "a.mp3").stream == whole
    assert len(released) >= 2


def test_pictures_are_what_they_are() -> None:
    assert shape(picture("40x30")) == shape(picture("40x30"))
    found = [shape(picture("40x30", *kind)) for kind in (("mjpeg",), ("png", "rgba"))]
    assert [str(f and (f.format, f.width, f.height, f.colours)) for f in found] == [
        "('JPEG', 40, 30, 'RGB')",
        "('PNG', 40, 30, 'RGB with alpha')",
    ]


LAUGHS = """<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>
<rss version="2.0"><channel><title>&c;</title></channel></rss>"""
OUTSIDE = """<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>
<rss version="2.0"><channel><title>&a;</title></channel></rss>"""


@pytest.mark.parametrize("document", [LAUGHS, OUTSIDE, "<a>" * 200 + "</a>" * 200])
def test_harmful_xml_is_refused_unread(document: str) -> None:
    with pytest.raises(xml.UnsafeError):
        xml.parse(document.encode())


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"<rss", b'<?xml version="1.0" encoding="x"?><a/>']
)
def test_broken_xml_is_a_finding(data: bytes) -> None:
    findings = list(check(Feed("feed.xml", data), RULES))
    assert [finding.rule for finding in findings] == ["feed-xml"]


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/../secret.mp3",
        "https://example.org/%2e%2e/secret.mp3",
        "https://example.org/a%2f..%2f..%2fsecret.mp3",
        "https://example.org/secret.mp3%00",
        "file:///secret.mp3/..",
        "",
    ],
)
def test_a_url_stands_for_no_file_outside_the_folder(url: str, tmp_path: Path) -> None:
    (tmp_path / "secret.mp3").write_bytes(b"1")
    (tmp_path / "out").mkdir()
    assert Feed("feed.xml", feed_text().encode(), tmp_path / "out").local(url) is None


def test_a_url_stands_for_the_file_at_the_end_of_its_path(tmp_path: Path) -> None:
    file = tmp_path / "aaj" / "aaj.mp3"
    file.parent.mkdir()
    file.write_bytes(b"1")
    feed = Feed("feed.xml", feed_text().encode(), tmp_path)
    assert feed.local("https://example.org/podcast/aaj/aaj.mp3?v=2") == file


def test_a_head_stays_a_head_when_redirected(world: World) -> None:
    url = world.serve({"/a.mp3": b"12345"}, moved={"/old.mp3": "/a.mp3"})
    answer = web.Web(f"{url}/old.mp3").ask(f"{url}/old.mp3", method="HEAD")
    assert (answer.status, answer.headers["content-length"], answer.body) == (200, "5", b"")


def test_a_redirect_to_a_file_is_not_followed(world: World) -> None:
    url = world.serve({}, moved={"/a.mp3": "file:///etc/passwd"})
    answer = web.Web(f"{url}/a.mp3").ask(f"{url}/a.mp3")
    assert answer.body == b""
    assert answer.problem or answer.status == 302


def test_a_body_is_read_up_to_a_limit(world: World) -> None:
    url = world.serve({"/a.mp3": bytes(5000)})
    assert len(web.Web(f"{url}/a.mp3").ask(f"{url}/a.mp3", most_bytes=100).body) == 100


def test_a_server_that_is_not_there_is_an_answer_too() -> None:
    assert web.Web("http://127.0.0.1:9/").ask("http://127.0.0.1:9/").problem


def test_the_notes_of_a_transcript_are_chapters_but_for_others(tmp_path: Path) -> None:
    file = tmp_path / "a.vtt"
    file.write_text(vtt().replace("WEBVTT\n", "WEBVTT\n\nNOTE कृत्रिम आवाज़\n"), encoding="utf-8")
    notes = [(note.text, note.start_ms) for note in Transcript(file).notes]
    copy = from_notes(notes, [str(chap.title) for chap in CHAPTERS])
    assert copy and [title for title, _ in copy.chapters] == [chap.title for chap in CHAPTERS]
    assert from_notes([("कृत्रिम आवाज़", 0)], ["खेल", "मौसम"]) is None


@pytest.mark.parametrize(
    ("words", "chapters"),
    [
        ("सुबह।\n\n00:00:00 Khel\n00:01:05 Mausam\n01:00:00 Bazar", [0, 65_000, 3_600_000]),
        ("<ul><li>00:00 Khel</li><li>(01:05) – Mausam</li></ul>", [0, 65_000]),
        ("मैच 10:30 पर शुरू होगा।\n12:00 तक चलेगा।", None),
        ("", None),
    ],
)
def test_time_stamped_lines(words: str, chapters: list[int] | None) -> None:
    found = from_text(words)
    assert (found and [start for _, start in found.chapters]) == chapters


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (ChapterList("b", (("Khel ki khabren", 0), ("Mausam", 4000)), 1000, short=True), True),
        (ChapterList("b", (("खेल की…", 0), ("मौसम", 4900)), 1000, short=True), True),
        (ChapterList("b", (("Khel", 0), ("Bazar", 4000)), 1000, short=True), False),
        (ChapterList("b", (("खेल की ख़बरें", 0), ("मौसम", 5100)), 1000), False),
        (ChapterList("b", (("खेल की ख़बरें", 0),), 1000), False),
        (ChapterList("b", (("खेल की ख़बरें", 0),), 1000, partial=True), True),
    ],
)
def test_differences(other: ChapterList, same: bool) -> None:
    assert (difference(ChapterList("a", (("खेल की ख़बरें", 0), ("मौसम", 4000))), other) == "") == same


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000 align:start\n<v a>R&amp;D\nक\n", "R&D क"),
        ("a.vtt", "\ufeffWEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nक\u2028ख\r\n", "क\u2028ख"),
        ("a.srt", "\ufeff1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>a</i> < b\r\n", "a < b"),
        ("a.json", '{"segments": [{"startTime": 1, "endTime": 2, "body": "क"}]}', "क"),
    ],
)
def test_transcripts(name: str, content: str, words: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    read = Transcript(tmp_path / name)
    assert read.problem == ""
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read.cues] == [(1000, 2000, words)]


SEEDS = {
    "a.mp3": bytes(Tag()) + audio("sine=duration=1"),
    "b.mp3": bytes(Tag(version=4, encoding=3)),
    "feed.xml": feed_text().encode(),
    "a.vtt": vtt().encode(),
    "a.srt": srt().encode(),
    "a.jpg": picture("40x40"),
    "chapters.json": b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "a"}]}',
}
FAST = tuple(rule for rule in RULES if not rule.slow)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
@pytest.mark.parametrize("name", SEEDS)
def test_damaged_files_are_findings_never_exceptions(
    name: str, data: st.DataObject, tmp_path: Path
) -> None:
    seed = SEEDS[name]
    damaged = bytearray(seed)
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, min(len(seed), 4000) - 1))
        damaged[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(seed)) | st.just(len(seed)))
    (tmp_path / name).write_bytes(damaged[:end])
    lint([str(tmp_path / name)], chosen=FAST)


def test_an_empty_picture_is_a_finding() -> None:
    assert [f.rule for f in check(Picture("a.png", b""), RULES)] == ["artwork-format"]


@pytest.mark.parametrize(
    "manifest",
    [
        "null",
        "[]",
        "[" * 100_000,
        '{"chapters": [{}], "audio": {"file": "a.mp3"}}',
        '{"chapters": 1, "audio": {"file": "a.mp3"}}',
        '{"chapters": [{"title": "a", "start_ms": "x"}], "audio": {"file": "a.mp3"}}',
        '{"chapters": [], "audio": []}',
    ],
)
def test_a_wrong_manifest_is_a_finding(manifest: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(manifest, encoding="utf-8")
    findings = lint([str(tmp_path)]).findings
    assert [finding.rule for finding in findings] == ["manifest-reads"]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("chapters.json", '{"version": "1", "chapters": [{"startTime": 1e999}]}', "chapters-json"),
        ("chapters.json", '{"version": "1", "chapters": [{"startTime": NaN}]}', "chapters-json"),
        ("chapters.json", "[" * 100_000, "chapters-json"),
        ("a.json", '{"segments": [{"startTime": 1e999, "endTime": 1}]}', "transcript-reads"),
        ("a.json", '{"segments": ' + "[" * 100_000, "transcript-reads"),
    ],
)
def test_wrong_json_is_a_finding(name: str, content: str, rule: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    findings = lint([str(tmp_path / name)]).findings
    assert [finding.rule for finding in findings] == [rule]


ODD = [
    "http://[::1/a.mp3",
    "9" * 5000,
    "https://",
    "\x7f",
    "००:००",
    "Sat, 31 Jan 99999 06:00:00 +9999",
]
PLACES = [
    "https://example.org/p/subah/subah.mp3",
    "https://example.org/p/artwork.jpg",
    "Sat, 31 Jan 2026 06:00:00 +0530",
    "<itunes:duration>12<",
    "<itunes:episode>2<",
    'length="',
    'start="00:00:04.000"',
    "guid-1",
]


@pytest.mark.parametrize("odd", ODD)
@pytest.mark.parametrize("place", PLACES)
def test_odd_values_in_a_feed_are_findings_never_exceptions(
    odd: str, place: str, tmp_path: Path
) -> None:
    new = {"<": f"{place[:-2]}{odd}<", '"': f'{place}{odd}" x="'}.get(place[-1], odd)
    (tmp_path / "feed.xml").write_text(feed_text((place, new)), encoding="utf-8")
    (tmp_path / "old.xml").write_text(feed_text(), encoding="utf-8")
    lint([str(tmp_path / "feed.xml")], against=str(tmp_path / "old.xml"))
