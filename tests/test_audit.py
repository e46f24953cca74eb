"""The audit: nothing is lost silently, and nothing that is well is called lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing import pipeline, planning
from briefing.config import Settings
from briefing.episode.audit import UnspokenWords, counts, losses
from briefing.episode.plan import Sentence, plan
from briefing.errors import ScriptError
from briefing.model import Chapter, Script, Utterance
from briefing.normalise import spoken
from briefing.read import read, read_text
from briefing.read.kinds import SUFFIXES
from briefing.read.sentences import sentences

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
#: One paragraph after another in every format that is read.
TEXTS = {
    "md": (
        "# सुर्ख़ियाँ\n\nपहली ख़बर **बड़ी** है।\n\n- दूसरी\n- तीसरी\n\n<div>चौथी</div>\n\n```\nकोड\n```\n"
    ),
    "txt": "पहली ख़बर <b>बड़ी</b> है।\n\nदूसरी ख़बर\n\nतीसरी, 25 लोग\n",
    "srt": (
        "1\n00:00:01,000 --> 00:00:02,000\nपहली ख़बर।\n\n"
        "2\n00:00:05,000 --> 00:00:06,000\nदूसरी ख़बर।\n"
    ),
}
TEXTS |= {"sbv": "0:00:01.000,0:00:02.000\nपहली ख़बर।\n\n0:00:05.000,0:00:06.000\nदूसरी ख़बर।\n"}
TEXTS |= {"vtt": "WEBVTT\n\n" + TEXTS["srt"], "text": TEXTS["txt"], "markdown": TEXTS["md"]}


def utterances(script: Script) -> tuple[Utterance, ...]:
    def cut(text: str, _: object) -> Iterable[Sentence]:
        return [Sentence(sentence, spoken(sentence)) for sentence in sentences(text)]

    return plan(script, Settings(), "", "", cut).utterances


def test_every_reader_has_a_text() -> None:
    of_text = {name for name, kind in SUFFIXES.items() if kind in ("markdown", "text", "subtitles")}
    assert {f".{name}" for name in TEXTS} == of_text


@pytest.mark.parametrize("name", TEXTS)
def test_a_planted_loss_is_found_in_every_reader(name: str) -> None:
    """Each paragraph in turn, and each word of it, is dropped; the audit names the line."""
    script = read_text(TEXTS[name], kind=SUFFIXES[f".{name}"])
    assert losses(script, utterances(script)) == []
    lines = TEXTS[name].split("\n")
    for c, chapter in enumerate(script.chapters):
        for p, paragraph in enumerate(chapter.paragraphs):
            for word in paragraph.text.split():
                left = paragraph.text.replace(word, "", 1)
                kept = [*chapter.paragraphs]
                kept[p : p + 1] = [replace(paragraph, text=left, breaks=())] if left else []
                chapters = [*script.chapters]
                chapters[c] = Chapter(chapter.title, tuple(kept))
                planted = replace(script, chapters=tuple(chapters))
                (loss,) = losses(planted, utterances(planted))
                assert len(loss.words) == 1
                assert loss.words[0] in lines[loss.line - 1]


@pytest.mark.parametrize("file", sorted((ROOT / "examples").glob("*.md")), ids=lambda f: f.name)
def test_examples_lose_nothing(file: Path) -> None:
    script = read(file)
    assert losses(script, utterances(script)) == []


def rows(name: str) -> list[str]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("reader", [".md", ".txt"])
def test_sentences_lose_nothing(reader: str) -> None:
    texts = [line.split("\t")[1].replace("‖", "") for line in rows("sentences_news.tsv")]
    script = read_text("\n\n".join(texts), kind=SUFFIXES[reader])
    assert losses(script, utterances(script)) == []


@pytest.mark.parametrize("row", rows("read.tsv"))
def test_cases_of_reading_lose_nothing(row: str) -> None:
    reader, text, _ = row.split("\t")
    text = text.replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
    script = read_text(text, kind=SUFFIXES[f".{reader}"])
    assert losses(script, utterances(script)) == []


def test_what_is_left_out_is_counted() -> None:
    text = "---\ntitle: क\n---\nपाठ[^1] <b>क</b> [ख](http://x.y)\n\n```\nx\n```\n\n[^1]: नोट\n"
    expected = {"code": 1, "footnote": 2, "front_matter": 1, "link_target": 1, "markup": 2}
    assert counts(read_text(text)) == expected


def test_a_word_is_looked_for_in_its_own_paragraph() -> None:
    """«है» stands everywhere; the line that lacks it is the one that is named."""
    script = Script("", (), text="एक है\n\nदो है\n\nतीन है")
    heard = [
        Utterance(t, t, 0, 0, "tone", line=n) for t, n in (("एक है", 1), ("दो", 3), ("तीन है", 5))
    ]
    assert losses(script, heard) == [UnspokenWords(3, ("है",))]


@pytest.mark.parametrize("reader", [".md", ".txt"])
def test_a_list_number_that_is_changed_is_lost(reader: str) -> None:
    script = read_text("1. दाल\n4. चावल\n7. आटा", kind=SUFFIXES[reader])
    items = [utterance for utterance in utterances(script) if utterance.line]
    counted = [
        replace(item, written=f"{place}. {item.written.partition(' ')[2]}")
        for place, item in enumerate(items, start=1)
    ]
    assert losses(script, utterances(script)) == []
    assert losses(script, counted) == [UnspokenWords(2, ("4",)), UnspokenWords(3, ("7",))]


def test_words_that_markup_parts_are_one() -> None:
    script = Script("", (), text="प्र**धान** मंत्री")
    assert losses(script, [Utterance("प्रधान मंत्री", "", 0, 0, "tone", line=1)]) == []


PIECES = (
    *("क", "ख ग", "**", "*", "_", "`", "<b>", "</b>", "<!--", "-->", "<div>", "[", "](x)", "|"),
    *("\n", "\n\n", "    ", "> ", "- ", "1. ", "100. ", "# ", "```", "~~~", "---", "[^1]", "।"),
    *("[^1]: ", "ग<sup>2</sup>", "<script>", "</script>", "l ", "I ", "&amp;", "\\", "5", "="),
    *("[विराम 2]", "॥ १ ॥", "<br>", "<sub>", "</sub>", "<style>", "<p", "'", "....", "\t"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.sampled_from([".md", ".txt"]))
def test_no_mixture_of_markup_loses_text(pieces: list[str], reader: str) -> None:
    try:
        script = read_text("".join(["शुरू ", *pieces]), kind=SUFFIXES[reader])
        heard = utterances(script)
    except ScriptError:
        return
    assert losses(script, heard) == [], [p for c in script.chapters for p in c.paragraphs]


def test_a_loss_is_a_warning_and_with_strict_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(text: str) -> list[str]:
        return [sentence for sentence in sentences(text) if "दूसरा" not in sentence]

    monkeypatch.setattr(planning, "sentences", cut)
    (tmp_path / "a.md").write_text("पहला वाक्य।\n\nदूसरा वाक्य।", encoding="utf-8")
    chosen = Settings(voice="tone", output=str(tmp_path))
    made = pipeline.make(tmp_path / "a.md", chosen)
    assert [w for w in made.warnings if "a.md:3: these words would not be spoken: दूसरा वाक्य" in w]
    with pytest.raises(ScriptError, match="दूसरा वाक्य") as caught:
        pipeline.make(tmp_path / "a.md", replace(chosen, strict=True))
    assert caught.value.where.endswith("a.md:3")
