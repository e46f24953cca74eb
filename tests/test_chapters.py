"""Chapters: by headings, else by length; their titles."""

from __future__ import annotations

from itertools import accumulate

import pytest

from briefing.episode.chapters import TITLE_LENGTH, arrange, short_title
from briefing.episode.marks import within_an_hour
from briefing.model import Chapter, ChapterMark, Utterance
from briefing.read import read_text
from briefing.read.sentences import sentences

SENTENCE = "मौसम विभाग ने कहा कि अगले कुछ दिन तक बारिश के आसार नहीं हैं। "


def chapters(text: str, mode: str = "auto") -> list[Chapter]:
    return arrange(read_text(text), mode, sentences)


def titles(text: str, mode: str = "auto") -> list[str]:
    return [chapter.title for chapter in chapters(text, mode)]


def article(paragraphs: int) -> str:
    """Return a text of a title and paragraphs of about 14 seconds."""
    return "\n\n".join(["# मौसम", *(f"भाग {n}। {SENTENCE * 2}" for n in range(paragraphs))])


def test_an_article_of_37_minutes_has_a_few_chapters() -> None:
    made = chapters(article(158))
    assert 2 <= len(made) <= 4
    lengths = [sum(len(p.text) for p in chapter.paragraphs) for chapter in made]
    assert max(lengths) < 1.1 * min(lengths)
    assert made[0].title == "भाग 0"
    assert len(chapters(article(158), "paragraph")) == 158


def test_a_short_text_without_headings_is_one_chapter() -> None:
    assert titles(article(4)) == ["मौसम"]
    assert titles("पहली बात।\n\nदूसरी बात।") == ["पहली बात"]


def test_one_long_paragraph_is_not_cut() -> None:
    assert titles(f"# मौसम\n\n{SENTENCE * 400}") == ["मौसम"]


def test_a_bulletin_has_a_chapter_for_each_item() -> None:
    items = "\n\n".join(f"## ख़बर {n}\n\n{SENTENCE}" for n in range(10))
    assert titles(f"# शाम\n\nनमस्कार।\n\n{items}") == ["शाम", *(f"ख़बर {n}" for n in range(10))]


NESTED = (
    f"# किताब\n\n## खेल\n\n### क्रिकेट\n\n{SENTENCE}\n\n### हॉकी\n\n{SENTENCE}"
    f"\n\n## मौसम\n\n{SENTENCE}"
)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("auto", ["किताब", "खेल", "मौसम"]),
        ("heading", ["किताब", "क्रिकेट", "हॉकी", "मौसम"]),
        ("none", ["किताब"]),
    ],
)
def test_short_subsections_begin_no_chapter(mode: str, expected: list[str]) -> None:
    text = NESTED.replace("## खेल", "नमस्कार।\n\n## खेल", 1)
    assert titles(text, mode) == expected


def test_long_subsections_do() -> None:
    long = NESTED.replace(SENTENCE, "\n\n".join([SENTENCE] * 120))
    assert titles(long) == ["क्रिकेट", "हॉकी", "मौसम"]


def test_every_paragraph_stays_in_its_order() -> None:
    for text in (article(158), NESTED):
        whole = [p for chapter in read_text(text).chapters for p in chapter.paragraphs]
        for mode in ("auto", "heading", "paragraph", "none"):
            assert [p for chapter in chapters(text, mode) for p in chapter.paragraphs] == whole


@pytest.mark.parametrize(
    ("lengths_s", "roles", "expected"),
    [
        ([300] * 4, "", "क|ख|ग|घ"),  # 20 minutes: four may stay
        ([600] * 6, "", "क|ख|ग|घ|ङ|च"),
        ([590] * 6, "", "क · ख|ग|घ|ङ|च"),  # an hour has six, less than an hour five
        ([10, 200, 200, 200, 200], "", "क · ख|ग|घ|ङ"),  # the short one first
        # What is said around the stories stays apart from them.
        ([8, 40, 30, 60, 60, 60, 30, 25], "ih    ho", "क · ख|ग · घ|ङ · च|छ · ज"),
        (
            [8, 40, 30, 60, 60, 60, 30, 25],
            " h    ho",
            "क · ख|ग · घ|ङ · च|छ · ज",
        ),  # its own greeting
        ([8, 40, 30, 60, 60, 60, 30, 25], "", "क · ख · ग|घ|ङ|च · छ · ज"),
    ],
)
def test_at_most_six_an_hour_and_at_least_four(
    lengths_s: list[int], roles: str, expected: str
) -> None:
    ends_ms = [end * 1000 for end in accumulate(lengths_s)]
    starts_ms = [0, *ends_ms[:-1]]
    marks = list(map(ChapterMark, "कखगघङचछज", starts_ms, ends_ms))
    said = [
        Utterance("", "", chapter, 0, "", role=role.strip())
        for chapter, role in enumerate(roles.ljust(len(marks)))
    ]
    assert "|".join(mark.title for mark in within_an_hour(marks, said)) == expected


@pytest.mark.parametrize("text", [SENTENCE, "क" * 90, "1,50,000 " * 9])
def test_a_title_is_whole_words(text: str) -> None:
    title = short_title(text, sentences)
    words = title.rstrip("…").split()
    assert text.split()[: len(words)] == words
    assert len(title) <= TITLE_LENGTH or len(words) == 1


def test_a_title_quotes_nobody() -> None:
    assert short_title("«वाह!» उन्होंने कहा।", sentences) == "वाह! उन्होंने कहा"
