"""Transcripts: every word as written, at the time it is spoken, in lines one can read."""

from __future__ import annotations

import html
import itertools
import json
import re
from dataclasses import replace

import pytest
import webvtt
from helpers.published import record
from hypothesis import given
from hypothesis import strategies as st

from briefing.episode.manifest import Manifest, WordRecord
from briefing.formats.text import shorten, timestamp
from briefing.normalise import spoken
from briefing.publish import notes, transcript
from briefing.publish.transcript import SRT_WIDTH, VTT_WIDTH, cues, width_of, wrap

SENTENCES = (
    ("नमस्कार।", 0, 800),
    ("विदेशी निवेशकों ने ₹2,350 करोड़ के शेयर ख़रीदे, जबकि रुपया 12 पैसे मज़बूत होकर $1 के मुक़ाबले ₹86.40 पर पहुँच गया।", 1150, 14_000),  # noqa: E501
    ("A < B & C > D.", 14_700, 16_000),
)  # fmt: skip


def manifest(*sentences: tuple[str, int, int]) -> Manifest:
    said = {"chapter": 0, "paragraph": 0, "voice": "hf_alpha", "speaker": "आशा & co"}
    return record(
        chapters=[
            {"title": "पहला", "start_ms": 0, "end_ms": 14_000},
            {"title": "दूसरा --> तीसरा", "start_ms": 14_700, "end_ms": 16_000},
        ],
        utterances=[
            {**said, "written": written, "start_ms": start, "end_ms": end}
            for written, start, end in sentences
        ],
    )


SAMPLE = manifest(*SENTENCES)


@pytest.mark.parametrize("width", [SRT_WIDTH, VTT_WIDTH])
def test_all_words_in_order_in_short_lines(width: int) -> None:
    found = list(cues(SAMPLE, width))
    lines = [line for cue in found for line in cue.lines]
    assert " ".join(lines) == " ".join(written for written, *_ in SENTENCES)
    assert max(width_of(line) for line in lines) <= width
    assert max(len(cue.lines) for cue in found) == 2


def test_a_sentences_cues_fill_its_time_without_gaps() -> None:
    found = [cue for cue in cues(SAMPLE, SRT_WIDTH) if 1150 <= cue.start_ms < 14_000]
    assert len(found) >= 2
    assert (found[0].start_ms, found[-1].end_ms) == (1150, 14_000)
    for one, other in itertools.pairwise(found):
        assert one.end_ms == other.start_ms


def test_the_share_of_time_is_that_of_the_spoken_words() -> None:
    written, start_ms, end_ms = SENTENCES[1]
    first = next(cue for cue in cues(SAMPLE, VTT_WIDTH) if cue.start_ms == start_ms)
    said = " ".join(first.lines)
    by_speech = len(spoken(said)) / len(spoken(written))
    by_cue = (first.end_ms - start_ms) / (end_ms - start_ms)
    assert said != written
    assert by_cue == pytest.approx(by_speech, abs=0.05)


def test_vtt() -> None:
    text = transcript.vtt(SAMPLE)
    assert text.startswith(
        "WEBVTT\n\nNOTE पहला\n\n00:00:00.000 --> 00:00:00.800\n<v आशा &amp; co>नमस्कार।\n\n"
    )
    assert "\n\nNOTE दूसरा → तीसरा\n\n00:00:14.700 --> " in text
    assert text.endswith("A &lt; B &amp; C &gt; D.\n")


def test_srt() -> None:
    blocks = transcript.srt(SAMPLE).rstrip("\n").split("\n\n")
    assert blocks[0] == "1\n00:00:00,000 --> 00:00:00,800\nआशा & co: नमस्कार।"
    assert sum("आशा" in block for block in blocks) == 1  # who goes on is not named again
    assert [int(block.split("\n")[0]) for block in blocks] == list(range(1, len(blocks) + 1))
    assert blocks[-1].endswith("A < B & C > D.")


def test_json_has_the_segments_of_the_srt() -> None:
    read = transcript.to_data(SAMPLE)
    assert read["version"] == "1.0.0"
    spans = [(row["startTime"], row["endTime"]) for row in read["segments"]]
    named = list(cues(SAMPLE, SRT_WIDTH, named=True))
    assert spans == [(cue.start_ms / 1000, cue.end_ms / 1000) for cue in named]
    said = " ".join(row["body"] for row in read["segments"])
    assert said == " ".join(written for written, *_ in SENTENCES)
    assert {row["speaker"] for row in read["segments"]} == {"आशा & co"}


VOICES = {
    "title": ({"title": "तरंग", "gender": "male"}, "तरंग"),
    "she": ({"gender": "female"}, "समाचार वाचिका"),
    "he": ({"gender": "male"}, "समाचार वाचक"),
}


@pytest.mark.parametrize("name", VOICES)
def test_a_voice_has_a_name_for_people(name: str) -> None:
    voice, person = VOICES[name]
    licence = {"name": "Apache-2.0"}
    said = {"written": "नमस्ते।", "chapter": 0, "paragraph": 0, "voice": "hx_code"}
    made = record(
        voices=[{"name": "hx_code", "engine": "tone", "licence": licence, **voice}],
        chapters=[{"title": "एक", "start_ms": 0, "end_ms": 900}],
        utterances=[{**said, "start_ms": 0, "end_ms": 900}],
    )
    assert f"<v {person}>नमस्ते" in transcript.vtt(made)
    assert f"\n{person}: नमस्ते।" in transcript.srt(made)
    assert transcript.to_data(made)["segments"][0]["speaker"] == person
    data = json.dumps(transcript.to_data(made), ensure_ascii=False)
    shown = (transcript.vtt(made), transcript.srt(made), data)
    assert not any("hx_code" in text for text in (*shown, notes.html(made, "")))


def test_the_name_before_a_text_takes_no_time() -> None:
    """Of two cues alike in length, the one with the name is not longer heard."""
    half = "कखगघङचछजझञ " * 5
    said = {"chapter": 0, "paragraph": 0, "voice": "a", "speaker": "समाचार कक्ष से आशा राव"}
    made = record(
        chapters=[{"title": "एक", "start_ms": 0, "end_ms": 8000}],
        utterances=[{**said, "written": (half * 2).strip(), "start_ms": 0, "end_ms": 8000}],
    )
    first, *_ = cues(made, SRT_WIDTH, named=True)
    spoken_letters = width_of(first.said) / width_of((half * 2).strip())
    assert first.end_ms / 8000 == pytest.approx(spoken_letters, abs=0.05)


WORDS = manifest(("कुल  5-7 किमी — और\u00a0आगे <b>।", 1000, 4000))
WORDS = replace(
    WORDS,
    utterances=(
        replace(
            WORDS.utterances[0],
            words=(
                WordRecord(written="कुल", start_ms=1015, end_ms=1300),
                WordRecord(written="5-7 किमी —", spoken="पाँच", start_ms=1300, end_ms=2000),
                WordRecord(written="और\u00a0आगे", start_ms=2500, end_ms=3000),
                WordRecord(written="<b>।", start_ms=3000, end_ms=3900),
            ),
        ),
    ),
)


def test_vtt_stamps_each_word() -> None:
    stamped = transcript.vtt(WORDS).rstrip("\n").split("\n")[-1]
    assert stamped == (
        "<v आशा &amp; co><00:00:01.015>कुल <00:00:01.300>5-7 किमी — "
        "<00:00:02.500>और आगे <00:00:03.000>&lt;b&gt;।"
    )


def test_a_cue_begins_with_its_first_word() -> None:
    found = list(cues(WORDS, 8))
    assert [cue.lines for cue in found] == [("कुल 5-7", "किमी —"), ("और आगे", "<b>।")]
    assert [(cue.start_ms, cue.end_ms) for cue in found] == [(1000, 2500), (2500, 4000)]


def test_json_holds_the_words() -> None:
    (segment,) = transcript.to_data(WORDS)["segments"]
    assert segment["words"][1] == {"startTime": 1.3, "endTime": 2.0, "body": "5-7 किमी —"}


def test_words_that_are_not_the_sentences_are_not_shown() -> None:
    other = replace(WORDS, utterances=(replace(WORDS.utterances[0], written="कुल किमी।"),))
    assert "<00:" not in transcript.vtt(other)


def test_a_sentence_that_was_not_spoken_has_no_cue() -> None:
    silent = manifest(("चुप।", 500, 500), ("बोलो।", 600, 900))
    assert [cue.lines for cue in cues(silent, VTT_WIDTH)] == [("बोलो।",)]


@given(st.lists(st.text("कखि ्ंab1,।", min_size=1, max_size=60), max_size=30))
def test_wrapping_loses_nothing(words: list[str]) -> None:
    text = " ".join(words)
    rows = wrap(text, VTT_WIDTH)
    assert " ".join(rows).split() == text.split()
    assert all(width_of(row) <= VTT_WIDTH or len(row.split()) == 1 for row in rows)


def test_no_line_begins_with_a_postposition_where_there_is_a_choice() -> None:
    text = (
        "कृषि मंत्री डॉ. मीरा राव ने बताया कि 2.5 लाख किसानों के खाते में रु. 6,000 की पहली किस्त पहुँच जाएगी।"
    )
    rows = wrap(text, VTT_WIDTH)
    assert len(rows) > 1
    assert not any(re.match("(?:का|के|की|को|में|से|पर|ने) ", row) for row in rows[1:])


@given(st.text(max_size=60), st.integers(0, 120))
def test_a_cut_text_fits(text: str, most: int) -> None:
    text = text.encode("utf-8", "ignore").decode()
    short = shorten(text, most, "utf-8")
    assert len(short.encode()) <= max(most, 0)
    assert short == text or text.startswith(short.rstrip("…").rstrip(" ,;:–—-\n"))


def test_webvtt_py_reads_the_cues_and_who_speaks() -> None:
    read = webvtt.from_string(transcript.vtt(SAMPLE))
    ours = list(cues(SAMPLE, VTT_WIDTH))
    texts = [html.unescape(caption.text) for caption in read.captions]
    assert texts == ["\n".join(cue.lines) for cue in ours]
    assert {html.unescape(caption.voice) for caption in read.captions} == {"आशा & co"}
    assert [caption.start for caption in read.captions] == [
        timestamp(cue.start_ms, ".") for cue in ours
    ]
