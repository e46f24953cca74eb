"""Readers: what is spoken of a text, and what a text that cannot be read is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import cases

from briefing.errors import ScriptError
from briefing.read import read, read_text, subtitles
from briefing.read.decode import decode
from briefing.read.kinds import SUFFIXES


def paragraphs(text: str, reader: str = ".md") -> list[str]:
    script = read_text(text, kind=SUFFIXES[reader])
    return [p.with_number() for chapter in script.chapters for p in chapter.paragraphs]


@pytest.mark.parametrize(("reader", "text", "spoken"), cases.rows("read.tsv"))
def test_what_is_spoken(reader: str, text: str, spoken: str) -> None:
    for written, sign in (("\\n", "\n"), ("\\t", "\t"), ("\\\\", "\\")):
        text = text.replace(written, sign)
    assert paragraphs(text, f".{reader}") == spoken.replace("\\u00a0", "\u00a0").split("¶")


@pytest.mark.parametrize(
    ("markdown", "spoken"),
    [
        ("**मोटा** और *तिरछा* और `कोड`", ["मोटा और तिरछा और कोड"]),
        ("[कड़ी](https://example.org/) देखें", ["कड़ी देखें"]),
        ("![बाढ़ का चित्र](a.png)", ["बाढ़ का चित्र"]),
        ("पहला\n\n```\nprint('कोड')\n```\n\nदूसरा", ["पहला", "दूसरा"]),
        ("- एक\n- दो\n  - तीन", ["एक", "दो", "तीन"]),
        ("1. एक\n2. दो", ["1. एक", "2. दो"]),
        ("पंक्ति\nदूसरी पंक्ति", ["पंक्ति दूसरी पंक्ति"]),
        ("<div>डिब्बे में</div>\n\nबाहर", ["डिब्बे में", "बाहर"]),
        ("नमस्ते <b>मोटा</b>", ["नमस्ते मोटा"]),
        ("| शहर | ताप |\n|---|---|\n| दिल्ली | 8 |", ["शहर, ताप।", "दिल्ली, 8।"]),
        ("| शहर |\n|---|\n| दिल्ली |\n|  |\n\nअगला।", ["शहर।", "दिल्ली।", "अगला।"]),
        ("> उद्धरण", ["उद्धरण"]),
        ("***\n\nअंत", ["अंत"]),
        ("क\u200dक ज़ फ़", ["क\u200dक ज़ फ़"]),
    ],
)
def test_markdown(markdown: str, spoken: list[str]) -> None:
    assert paragraphs(markdown) == spoken


def test_headings_are_chapters() -> None:
    script = read_text("# शीर्षक\n\nभूमिका।\n\n## खेल\n\nजीत।\n\n## मौसम\n\nबारिश।")
    assert script.title == "शीर्षक"
    assert [chapter.title for chapter in script.chapters] == ["", "खेल", "मौसम"]
    assert [p.heading for p in script.chapters[1].paragraphs] == [True, False]


def test_front_matter() -> None:
    text = "---\ntitle: सुबह\ndate: 2026-01-31\nauthor: आशा\nvoices:\n  आशा: tone\n---\n\nनमस्ते।"
    script = read_text(text)
    assert (script.title, script.date, script.author) == ("सुबह", "2026-01-31", "आशा")
    assert script.voices == {"आशा": "tone"}
    assert script.chapters[0].paragraphs[0].line == 9


@pytest.mark.parametrize(
    ("front", "message"),
    [
        ("titel: सुबह", "did you mean title?"),
        ("शीर्षक", "not «key: value»"),
    ],
)
def test_wrong_front_matter(front: str, message: str) -> None:
    with pytest.raises(ScriptError, match=message):
        read_text(f"---\n{front}\n---\n\nनमस्ते।")


def test_speakers() -> None:
    script = read_text("> [आशा]: नमस्ते।\n\n> [रवि] शुभ दिन।\n\nफिर मिलेंगे।")
    spoken = [(p.speaker, p.text) for p in script.chapters[0].paragraphs]
    assert spoken == [("आशा", "नमस्ते।"), ("रवि", "शुभ दिन।"), (None, "फिर मिलेंगे।")]


def test_links_are_kept_for_the_notes() -> None:
    script = read_text("[पूरी **ख़बर**](https://example.org/a) और [भीतर](#b)")
    assert script.links == (("पूरी ख़बर", "https://example.org/a"),)


@pytest.mark.parametrize(
    "data",
    [
        "नमस्ते\r\nदुनिया".encode(),
        "\ufeffनमस्ते\nदुनिया".encode(),
        "नमस्ते\nदुनिया".encode("utf-16"),
        b"\xfe\xff" + "नमस्ते\nदुनिया".encode("utf-16-be"),
        "नमस्ते\nदुनिया".encode("utf-32"),
        "नमस्ते\nदुनिया".encode("utf-16-le"),
    ],
)
def test_encodings(data: bytes) -> None:
    assert decode(data, "a.txt") == "नमस्ते\nदुनिया"


def test_both_spellings_of_nukta_are_one() -> None:
    assert decode("\u095b".encode(), "a") == decode("\u091c\u093c".encode(), "a")


@pytest.mark.parametrize(
    ("data", "where", "what"),
    [
        (b"", "a.txt", "the file is empty"),
        (b"  \n\n ", "a.txt", "the file is empty"),
        (b"Hello world", "a.txt", "no Hindi in it; found Latin letters"),
        (b"12 34", "a.txt", "no words"),
        (b"\x7fELF\x02\x00\x00", "a.txt", "this is a program, not text"),
        (b"\x02\x00\x00", "a.txt", "binary file"),
        ("नमस्ते\nक".encode() + b"\xff", "a.txt:2:2", "0xff is not valid UTF-8"),
        ("```\nकोड\n```".encode(), "a.md", "nothing to speak"),
    ],
)
def test_bad_files(data: bytes, where: str, what: str, tmp_path: Path) -> None:
    file = tmp_path / where.split(":")[0]
    file.write_bytes(data)
    with pytest.raises(ScriptError, match=what) as caught:
        read(file)
    assert where in caught.value.where
    assert caught.value.remedy


def test_no_such_file() -> None:
    with pytest.raises(ScriptError, match="no such file"):
        read("nowhere.md")


@pytest.mark.parametrize(
    ("text", "breaks"),
    [
        ("यह [विराम 2] ख़बर", [(2, 2000)]),
        ("यह [विराम: २.५ सेकंड] ख़बर", [(2, 2500)]),
        ("यह [pause 500 ms] ख़बर", [(2, 500)]),
        ("यह [pause: 90s] ख़बर", [(2, 60_000)]),
        ("यह [विराम] ख़बर", [(2, 1000)]),
        ('यह <break time="2s"/> ख़बर', [(2, 2000)]),
        ('यह <break time="300ms"></break> ख़बर', [(2, 300)]),
        ('यह <break strength="strong"/> ख़बर', [(2, 900)]),
        ("यह [विराम 1] [विराम 2] ख़बर", [(2, 3000)]),
        ("ख़बर।\n\n[विराम 3]\n\nअगली।", [(5, 3000)]),
        ("पहली  \nदूसरी", [(4, None)]),
        ("पहली\\\nदूसरी", [(4, None)]),
        ("पहली<br>दूसरी", [(4, None)]),
        ("बहता पानी\nचलता राही\nरुकना कैसा\nमंज़िल आई", [(9, None), (19, None), (30, None)]),
        ("मन का मैला धो ले\nफिर जग अपना हो ले॥ १ ॥", [(16, None)]),
        ("मन का मैला धो ले।\nफिर जग अपना हो ले\n॥ १ ॥", []),
        ("सरकार ने आज नई योजना की\nघोषणा की है।", []),
    ],
)
def test_silences(text: str, breaks: list[tuple[int, int | None]]) -> None:
    made = read_text(text).chapters[0].paragraphs[0].breaks
    assert [(this.at, this.pause_ms) for this in made] == breaks


def test_what_webvtt_gives_no_time_is_named() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\nपहला।\n\n00:2 --> 00:03.000\nदूसरा।\n\nतीसरा।"
    script = subtitles.read(text.encode(), "a.vtt")
    assert [(o.line, o.kind) for o in script.omissions] == [
        (1, "comment"),
        (3, "time_code"),
        (6, "untimed"),
        (9, "untimed"),
    ]
    assert script.notices == (
        "a.vtt, line 6: 2 texts under no time of WebVTT left out: 00:2 --> 00:03.000 दूसरा।",
    )


def test_subtitles_are_recognised_by_their_content(tmp_path: Path) -> None:
    file = tmp_path / "subtitles"
    file.write_text("1\n00:00:01,000 --> 00:00:02,000\nनमस्ते।", encoding="utf-8")
    assert read(file).chapters[0].paragraphs[0].text == "नमस्ते।"


def test_a_definition_in_a_quotation_is_no_speaker() -> None:
    script = read_text("[कड़ी] देखें।\n\n> [कड़ी]: /पता")
    assert [p.speaker for p in script.chapters[0].paragraphs] == [None]
    assert script.chapters[0].paragraphs[0].text == "कड़ी देखें।"


@pytest.mark.parametrize("number", ["", "2\n"])
def test_times_are_not_text_where_a_blank_line_is_missing(number: str) -> None:
    text = f"1\n00:00:01,000 --> 00:00:02,000\nएक।\n{number}00:00:02,500 --> 00:00:03,000\nदो।\n"
    script = subtitles.read(text.encode(), "a.srt")
    said = " ".join(p.text for chapter in script.chapters for p in chapter.paragraphs)
    assert said == "एक। दो।"
