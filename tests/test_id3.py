"""ID3: what is written, mutagen reads; what mutagen writes, is read; nothing breaks the reader."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mutagen import id3 as oracle

from briefing.formats import id3
from briefing.lint.inputs.id3 import read

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
    made = oracle.ID3()
    made.add(title)
    made.add(oracle.CTOC(element_id="toc", flags=3, child_element_ids=["a"], sub_frames=[title]))
    made.add(oracle.CHAP(element_id="a", start_time=5, end_time=900, sub_frames=[title]))
    if version == 3:
        made.update_to_v23()
    written = BytesIO()
    made.save(written, v2_version=version)
    tag = read(written.getvalue())
    assert tag is not None
    assert (tag.version, tag.broken) == (version, "")
    assert tag.text("TIT2") == TITLE
    (toc,) = tag.contents
    assert (toc.id, toc.flags, toc.children) == ("toc", 3, ("a",))
    (chap,) = tag.chapters
    assert (chap.id, chap.start_ms, chap.end_ms, chap.title) == ("a", 5, 900, TITLE)


def test_a_table_of_contents_has_a_limit() -> None:
    with pytest.raises(ValueError, match="255"):
        id3.contents([f"chp{i}" for i in range(256)], "Chapters")


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(data: bytes) -> None:
    tag = read(b"ID3\x03\x00\x00\x00\x00\x02\x00" + data)
    assert tag is not None
    assert all(isinstance(frame.text, str) for frame in tag.frames)


def test_an_mp3_without_a_tag_has_none() -> None:
    assert read(b"\xff\xfb\x90\x00") is None
