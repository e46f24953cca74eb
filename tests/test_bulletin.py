"""The form of a bulletin: what is said in which order, in which chapter, over which music."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefing.cli import main
from briefing.config import Bulletin, Pauses, Settings
from briefing.config_file import load
from briefing.encode import delivery
from briefing.errors import ConfigError, ScriptError
from briefing.model import Mark, Script
from briefing.pipeline import make
from briefing.planning import plan_script
from briefing.publish import notes
from briefing.read import read_text
from briefing.show import Show
from briefing.sound import Sound

SETTINGS = Settings(voice="tone", form="bulletin", show=Show(title="सुबह की सुर्ख़ियाँ"))
TEXT = """# शाम

## बाज़ार में तेज़ी

सेंसेक्स चढ़ा। रुपया मज़बूत हुआ।

## भारत जीता

कप्तान ने शतक लगाया।
"""


def planned(text: str = TEXT, settings: Settings = SETTINGS) -> tuple[list[str], list[str]]:
    """Return the chapters' titles, and each utterance after its role."""
    made = plan_script(read_text(text), settings, "शाम", "2026-01-31")
    assert made.losses == ()
    lines = [
        f"{'*' if u.opens_story else ''}{u.role}: {u.written}" for u in made.plan.utterances[1:]
    ]
    return list(made.plan.chapters), lines


def test_the_order_of_a_bulletin() -> None:
    chapters, lines = planned()
    assert chapters == [
        "आरंभ",
        "मुख्य समाचार",
        "बाज़ार में तेज़ी",
        "भारत जीता",
        "मुख्य समाचार एक बार फिर",
        "समापन",
    ]
    assert lines == [
        "intro: नमस्कार।",
        "intro: आज शनिवार है, 31 जनवरी 2026।",
        "intro: आप सुन रहे हैं सुबह की सुर्ख़ियाँ।",
        "headline: सबसे पहले मुख्य समाचार।",
        "headline: बाज़ार में तेज़ी।",
        "headline: भारत जीता।",
        "*: बाज़ार में तेज़ी",
        ": सेंसेक्स चढ़ा।",
        ": रुपया मज़बूत हुआ।",
        "*: भारत जीता",
        ": कप्तान ने शतक लगाया।",
        "headline: और अब मुख्य समाचार एक बार फिर।",
        "headline: बाज़ार में तेज़ी।",
        "headline: भारत जीता।",
        "outro: इसी के साथ यह बुलेटिन समाप्त हुआ।",
        "outro: नमस्कार।",
    ]


def test_the_script_may_greet_itself() -> None:
    _, lines = planned(TEXT.replace("# शाम\n", "# शाम\n\nशुभ संध्या।\n"))
    assert lines[:3] == [": शाम", ": शुभ संध्या।", "headline: सबसे पहले मुख्य समाचार।"]


def test_headline_lines() -> None:
    """A headline of its own is said at the top, and not in the story."""
    text = TEXT.replace("\nसेंसेक्स", "\nheadline: सेंसेक्स नई ऊँचाई पर\n\nसेंसेक्स")
    _, lines = planned(text)
    assert lines.count("headline: सेंसेक्स नई ऊँचाई पर।") == 2
    assert "*: बाज़ार में तेज़ी" in lines
    assert not any("headline:" in line.partition(": ")[2] for line in lines)


def test_a_headline_is_said_as_it_is_marked() -> None:
    """Spoken forms, emphasis and silences of a heading, or of a line, are heard each time."""
    text = TEXT.replace("## भारत जीता", "## *भारत* WHO{बोलें: हू} से जीता")
    text = text.replace(
        "\nसेंसेक्स", "\nheadline: रुपया [धीरे]612{बोलें: छह एक दो} पर[/धीरे] [विराम 2] बंद\n\nसेंसेक्स"
    )
    made = plan_script(read_text(text), SETTINGS, "शाम", "2026-01-31").plan.utterances
    said = [u for u in made if u.role == "headline"]
    rows = ["रुपया छह एक दो पर", "बंद।", "भारत हू से जीता।"]
    assert [u.spoken for u in said] == [said[0].spoken, *rows, said[4].spoken, *rows]
    for index in (0, 4):
        slow, _, emphatic = said[index + 1 : index + 4]
        assert slow.delivery.marks == (Mark(6, 17, "slow"),)
        assert slow.pause_ms == 2000
        assert emphatic.delivery.marks == (Mark(0, 4, "emphasis"),)


def test_a_text_without_headings_has_headline_lines() -> None:
    text = "शुभ संध्या।\n\nसुर्ख़ी: भारत जीता\n\nकप्तान ने शतक लगाया।\n\nसुर्ख़ी: बारिश\n\nदिल्ली भीगी।\n"
    chapters, lines = planned(text)
    assert chapters[2:4] == ["भारत जीता", "बारिश"]
    assert lines[0] == ": शुभ संध्या।"
    assert "*: कप्तान ने शतक लगाया।" in lines


def test_a_bulletin_needs_stories() -> None:
    with pytest.raises(ScriptError, match="needs stories"):
        planned("दिल्ली में बारिश हुई।")


def test_the_desk_edits_the_words() -> None:
    words = Bulletin(greeting="{show}, {day}।", headlines="", again="", closing="{title} समाप्त।")
    _, lines = planned(settings=Settings(**{**vars(SETTINGS), "bulletin": words}))
    assert lines[:2] == ["intro: सुबह की सुर्ख़ियाँ, शनिवार।", "headline: बाज़ार में तेज़ी।"]
    assert lines[-1] == "outro: शाम समाप्त।"
    wrong = Bulletin(again="{hour}")
    with pytest.raises(ConfigError, match="hour") as caught:
        planned(settings=Settings(**{**vars(SETTINGS), "bulletin": wrong}))
    assert "{day}" in caught.value.remedy


def test_a_long_bulletin_names_the_station_in_its_middle() -> None:
    stories = [f"## ख़बर {i}\n\n" + "दिल्ली में आज बारिश हुई। " * 70 for i in "कखगघ"]
    _, lines = planned("\n\n".join(stories))
    (place,) = (i for i, line in enumerate(lines) if line.startswith("*identification"))
    assert lines[place] == "*identification: आप सुन रहे हैं सुबह की सुर्ख़ियाँ।"
    assert lines[place + 1] == "*: ख़बर ग"
    _, short = planned("\n\n".join(stories[:2]))
    assert not any("identification" in line for line in short)


def test_few_chapters_and_all_stories(tmp_path: Path) -> None:
    """Players show at most six an hour, and at least four; page, notes, telephone all stories."""
    names = ["ख़बर क", "ख़बर ख", "ख़बर ग", "ख़बर घ", "ख़बर ङ"]
    script = tmp_path / "a.md"
    stories = "\n\n".join(f"## {name}\n\n" + "दिल्ली में बारिश हुई। " * 12 for name in names)
    script.write_text(f"---\ntitle: शाम\ndate: 2026-01-31\n---\n\n{stories}\n", encoding="utf-8")
    settings = replace(SETTINGS, output=str(tmp_path / "out"), pauses=Pauses(sentence_ms=3000))
    made = make(script, settings)
    assert [chapter.title for chapter in made.manifest.chapters] == [
        "आरंभ · मुख्य समाचार",
        "ख़बर क · ख़बर ख",
        "ख़बर ग · ख़बर घ",
        "ख़बर ङ · मुख्य समाचार एक बार फिर · समापन",
    ]
    told = [story.title for story in made.manifest.contents]
    assert told == ["आरंभ", "मुख्य समाचार", *names, "मुख्य समाचार एक बार फिर", "समापन"]
    assert len(delivery.stories(made.manifest, 0)) == len(told)
    assert all(name in notes.html(made.manifest, "") for name in told)
    assert all(name in (made.folder / "manifest.json").read_text("utf-8") for name in told)
    asked = make(script, replace(settings, chapters="heading")).manifest
    assert [chapter.title for chapter in asked.chapters] == told
    assert asked.stories == ()


def test_front_matter_and_the_command_line(tmp_path: Path) -> None:
    script = Script("", (), form="bulletin")
    assert Settings().for_script(script).form == "bulletin"
    with pytest.raises(ConfigError, match="form"):
        Settings().for_script(Script("", (), form="buletin"))
    (tmp_path / "briefing.toml").write_text(
        'form = "bulletin"\n[bulletin]\nagain = "फिर से।"', encoding="utf-8"
    )
    assert load(tmp_path / "briefing.toml").bulletin.again == "फिर से।"
    assert "--form [bulletin]" in CliRunner().invoke(main, ["make", "--help"]).output


def test_a_bulletin_with_music(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(f"---\ndate: 2026-01-31\n---\n{TEXT}", encoding="utf-8")
    wanted = Settings(
        **{**vars(SETTINGS), "sound": Sound(set="default"), "output": str(tmp_path / "out")}
    )
    record = make(tmp_path / "a.md", wanted).manifest
    assert record.notice[-1].end_ms <= 5000
    starts = {story.title: story.start_ms for story in record.contents}
    spoken = {u.written: u for u in reversed(record.utterances)}
    # The bed is heard alone before the headlines, the sting before its story; both open a story.
    assert spoken["सबसे पहले मुख्य समाचार।"].start_ms - starts["मुख्य समाचार"] == 1800
    assert 2300 < spoken["भारत जीता"].start_ms - starts["भारत जीता"] < 3000
    assert record.audio.duration_ms - record.utterances[-1].end_ms > 8000
