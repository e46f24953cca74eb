"""The plan: what becomes of the silences and the list numbers of a text."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.config import Pauses, Settings
from briefing.episode.plan import Sentence, plan
from briefing.read import read_text
from briefing.read.sentences import sentences

PAUSES = Pauses(line_ms=1, sentence_ms=2, paragraph_ms=3, chapter_ms=4)


def planned(text: str, **options: Any) -> list[tuple[str, int]]:
    """Return what is said and the silence after it."""
    settings = Settings(pauses=PAUSES, chapters="heading", disclosure="none", **options)
    made = plan(read_text(text), settings, "", "", lambda t: [Sentence(s, s) for s in sentences(t)])
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
