"""The plan: silences, list numbers, intro and outro."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing.config import Pauses, Settings
from briefing.episode.plan import Sentence, plan
from briefing.episode.result import EpisodeResult
from briefing.pipeline import make
from briefing.planning import plan_script
from briefing.publish import notes
from briefing.read import read_text
from briefing.read.sentences import sentences

PAUSES = Pauses(line_ms=1, sentence_ms=2, paragraph_ms=3, chapter_ms=4)


def planned(text: str, **options: Any) -> list[tuple[str, int]]:
    """Return what is said and the silence after it."""
    settings = Settings(pauses=PAUSES, chapters="heading", disclosure="none", **options)
    made = plan(
        read_text(text), settings, "", "", lambda t, _: [Sentence(s, s) for s in sentences(t)]
    )
    return [(utterance.written, utterance.pause_ms) for utterance in made.utterances]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("एक। दो।\n\nतीन।", [("एक।", 2), ("दो।", 3), ("तीन।", 0)]),
        ("एक [विराम 1] दो।", [("एक", 1000), ("दो।", 0)]),
        ("एक। [विराम 1] दो।", [("एक।", 1000), ("दो।", 0)]),
        ("एक। [विराम 1]\n\nदो।", [("एक।", 1000), ("दो।", 0)]),
        ("एक।\n\n[विराम 1]\n\nदो।", [("एक।", 1000), ("दो।", 0)]),
        ("एक।\n\n<break time='1ms'/>\n\nदो।", [("एक।", 3), ("दो।", 0)]),
        ("[विराम 1] एक।", [("एक।", 0)]),
        ("पहली  \nदूसरी", [("पहली", 1), ("दूसरी", 0)]),
        ("1. एक\n2. दो", [("1. एक", 3), ("2. दो", 0)]),
        ("7. एक [विराम 1] दो", [("7. एक", 1000), ("दो", 0)]),
    ],
)
def test_silences(text: str, expected: list[tuple[str, int]]) -> None:
    assert planned(text) == expected


def test_list_numbers_are_an_option() -> None:
    said = planned("1. एक [विराम 1] दो\n\nतीन", list_numbers=False)
    assert said == [("एक", 1000), ("दो", 3), ("तीन", 0)]
    assert planned("2024. में चुनाव हुए।", list_numbers=False) == [("2024. में चुनाव हुए।", 0)]


SHOW = "# शाम\n\nदिल्ली में बारिश हुई।\n\n## खेल\n\nभारत जीता।"


def episode(folder: Path, text: str = SHOW, **options: Any) -> EpisodeResult:
    (folder / "a.md").write_text(text, encoding="utf-8")
    return make(folder / "a.md", Settings(voice="tone", output=str(folder / "out"), **options))


@pytest.mark.parametrize(
    ("text", "intro", "expected"),
    [
        (SHOW, "आप सुन रहे हैं {title}।", ["आप सुन रहे हैं शाम।", "दिल्ली में बारिश हुई।"]),
        (SHOW, "नमस्कार।", ["नमस्कार।", "शाम"]),
        (SHOW.replace("# शाम", "# कल", 1), "{title}।", ["कल।", "दिल्ली में बारिश हुई।"]),
        ("# शाम", "{title}।", ["शाम।", "शाम"]),
    ],
)
def test_the_title_is_said_once(text: str, intro: str, expected: list[str], tmp_path: Path) -> None:
    made = episode(tmp_path, text, intro=intro, disclosure="none", strict=True)
    assert [row.written for row in made.manifest.utterances][:2] == expected


def test_a_title_of_the_settings_leaves_the_heading(tmp_path: Path) -> None:
    made = episode(tmp_path, intro="{title}।", title="कल", disclosure="none")
    assert [row.written for row in made.manifest.utterances][:2] == ["कल।", "शाम"]


def test_intro_and_outro_are_not_in_the_description(tmp_path: Path) -> None:
    made = episode(tmp_path, intro="आप सुन रहे हैं {title}।", outro="कल फिर मिलेंगे।")
    assert notes.summary(made.manifest) == "दिल्ली में बारिश हुई। भारत जीता।"
    said = [(row.role, row.written) for row in made.manifest.utterances if row.role]
    assert said == [("intro", "आप सुन रहे हैं शाम।"), ("outro", "कल फिर मिलेंगे।")]


def test_pauses_by_sense() -> None:
    """Longer before another thought and after a question, shorter after a few words."""
    text = "क्या बारिश होगी? नहीं। लेकिन बादल रहेंगे, और हवा भी चलेगी। दिन में धूप भी निकलेगी।"
    pauses = []
    for sense in (False, True):
        settings = Settings(pauses=Pauses(by_sense=sense), disclosure="none")
        made = plan_script(read_text(text), settings).plan.utterances
        pauses.append([utterance.pause_ms for utterance in made[:-1]])
    assert pauses == [[350, 350, 350], [460, 530, 350]]
