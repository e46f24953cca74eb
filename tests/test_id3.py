"""ID3: what is written, mutagen reads; what mutagen writes, is read; nothing breaks the reader."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen import id3 as oracle

from briefing import id3

TITLE = "मुख्य समाचार: आज की सबसे बड़ी ख़बरें और उनके मायने"


def test_mutagen_reads_what_is_written() -> None:
    frames = [
        id3.text("TIT2", TITLE),
        id3.described("USLT", "hin", "पहली पंक्ति\nदूसरी पंक्ति"),
        id3.contents(["chp0", "chp1"], "Chapters"),
        id3.chapter("chp0", 0, 1500, TITLE),
        id3.chapter("chp1", 1500, 3000, "खेल"),
        id3.picture(b"\xff\xd8\xff", "image/jpeg"),
    ]
    tag = oracle.ID3(BytesIO(id3.render(frames)))
    assert str(tag["TIT2"]) == TITLE
    assert tag.getall("USLT")[0].text == "पहली पंक्ति\nदूसरी पंक्ति"
    assert tag["CTOC:toc"].child_element_ids == ["chp0", "chp1"]
    assert str(tag["CHAP:chp0"].sub_frames["TIT2"]) == TITLE
    assert (tag["CHAP:chp1"].start_time, tag["CHAP:chp1"].end_time) == (1500, 3000)
    assert tag.getall("APIC")[0].data == b"\xff\xd8\xff"


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("encoding", [id3.UTF16, id3.UTF8])
def test_what_mutagen_writes_is_read(version: int, encoding: int) -> None:
    title = oracle.TIT2(encoding=encoding, text=[TITLE])
    tag = oracle.ID3()
    tag.add(title)
    tag.add(oracle.CTOC(element_id="toc", flags=3, child_element_ids=["a"], sub_frames=[title]))
    tag.add(oracle.CHAP(element_id="a", start_time=5, end_time=900, sub_frames=[title]))
    if version == 3:
        tag.update_to_v23()
    written = BytesIO()
    tag.save(written, v2_version=version)
    read = id3.parse(written.getvalue())
    assert read is not None
    assert read.version == (version, 0)
    assert read.text("TIT2") == TITLE
    (toc,) = (id3.contents_of(frame, version) for frame in read.all("CTOC"))
    assert (toc.element_id, toc.flags, toc.children) == ("toc", 3, ("a",))
    (chap,) = (id3.chapter_of(frame, version) for frame in read.all("CHAP"))
    assert (chap.element_id, chap.start_ms, chap.end_ms, chap.title) == ("a", 5, 900, TITLE)


def test_a_table_of_contents_has_a_limit() -> None:
    with pytest.raises(ValueError, match="255"):
        id3.contents([f"chp{i}" for i in range(256)], "Chapters")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    tag = id3.parse(b"ID3\x03\x00\x00\x00\x00\x02\x00" + data)
    assert tag is not None
    for frame in tag.frames:
        id3.text_of(frame)


def test_an_mp3_without_a_tag_has_none() -> None:
    assert id3.parse(b"\xff\xfb\x90\x00") is None
