"""The manifest: what is written is read back, what is wrong is told with its place."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from helpers.published import episode, record
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.episode import manifest
from briefing.episode.library import check_guids, episodes
from briefing.episode.manifest import Manifest, UtteranceRecord, from_dict, to_dict
from briefing.errors import FeedError
from briefing.publish.page.sections import sections

SHIPPED = Path(manifest.__file__).with_name("manifest.schema.json")
SAID = {"written": "नमस्ते।", "spoken": "नमस्ते।", "chapter": 0, "paragraph": 0, "voice": "tone"}
VOICE = {"name": "tone", "engine": "tone", "licence": {"name": "Apache-2.0", "commercial": True}}
WHOLE: dict[str, Any] = to_dict(
    record(
        pictures=[{"file": "picture-0a1b2c3d.jpg", "alt": "झील", "credit": "", "start_ms": 950}],
        episode=3,
        voices=[VOICE],
        chapters=[{"title": "खेल · मौसम", "start_ms": 0, "end_ms": 2000}],
        stories=[
            {"title": "खेल", "start_ms": 0, "end_ms": 950},
            {"title": "मौसम", "start_ms": 950, "end_ms": 2000},
        ],
        utterances=[
            {**SAID, "start_ms": 0, "end_ms": 900},
            {**SAID, "start_ms": 950, "end_ms": 2000, "speaker": "आशा", "unread": ["@"]},
            {**SAID, "start_ms": 2000, "end_ms": 2000, "failed": "no sound"},
        ],
        links=[{"text": "यहाँ", "url": "https://example.org/"}],
        corrections=[{"date": "2026-02-01", "text": "सही संख्या पचास है।"}],
        versions={"briefing": "0.1.0", "engines": {"tone": {"numpy": "2"}}},
        listened=True,
    )
)


def with_value(key: str, value: object) -> dict[str, Any]:
    """Return the whole manifest with another value at a key like ``utterances.0.start_ms``."""
    table: dict[str, Any] = json.loads(json.dumps(WHOLE))
    *path, last = [int(part) if part.isdigit() else part for part in key.split(".")]
    place: Any = table
    for part in path:
        place = place[part]
    place[last] = value
    return table


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = from_dict(WHOLE, "a test")
    manifest.write(tmp_path / "manifest.json", made)
    assert manifest.read(tmp_path / "manifest.json") == made
    assert json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8")) == WHOLE


def test_keys_stand_in_the_order_of_the_fields() -> None:
    assert list(WHOLE) == [field.name for field in fields(Manifest)]
    names = [field.name for field in fields(UtteranceRecord)]
    rows = [list(row) for row in WHOLE["utterances"]]
    assert all(row == [name for name in names if name in row] for row in rows)
    assert [{"speaker", "unread", "failed"} & set(row) for row in rows] == [
        set(),
        {"speaker", "unread"},
        {"failed"},
    ]


def test_unknown_keys_are_accepted_and_left_out() -> None:
    table = with_value("utterances.0.stress", [[0, 400]]) | {"mood": "calm"}
    assert from_dict(table, "a test") == from_dict(WHOLE, "a test")


@pytest.mark.parametrize(
    "gone", ["show", "time", "author", "links", "versions", "episode", "season", "language"]
)
def test_a_manifest_of_an_older_version_is_read(gone: str) -> None:
    table = {key: value for key, value in WHOLE.items() if key != gone}
    assert from_dict(table, "a test").guid == WHOLE["guid"]


MISTAKES: dict[str, tuple[object, str]] = {
    "guid": (7, "guid = 7 is not a text in quotes"),
    "date": ("2026-02-31", "date = '2026-02-31' is not a date like 2026-01-31"),
    "time": ("07:00", "time = '07:00' is not a time like 07:00:00+05:30"),
    "title": ("\ud800", "title = '\\ud800' is not Unicode text"),
    "episode": (True, "episode = True is not a whole number"),
    "season": (-1, "season = -1 is not 0 or more"),
    "audio": ([], "audio must be a table of keys and values"),
    "audio.file": ("../a.mp3", "audio.file = '../a.mp3' is not a file's name"),
    "audio.duration_ms": (10**400, "audio.duration_ms = "),
    "audio.sha256": ("0" * 63, "audio.sha256 = "),
    "voices.0.licence": ({}, "voices[0].licence.name is missing"),
    "chapters": ("x", "chapters = 'x' is not a list"),
    "chapters.0": (None, "chapters[0] must be a table"),
    "chapters.0.start_ms": (3000, "chapters[0].start_ms = 3000 is not between 0 and 2000"),
    "utterances.1.start_ms": (1.5, "utterances[1].start_ms = 1.5 is not a whole number"),
    "utterances.1.end_ms": (900, "utterances[1].start_ms = 950 is not between 0 and 900"),
    "utterances.1.unread": (["@", 3], "utterances[1].unread[1] = 3 is not a text in quotes"),
    "versions.engines.tone": ("2", "versions.engines.tone must be a table"),
    "schema": ("briefing/manifest/9", "a manifest of schema 'briefing/manifest/9'"),
}


@pytest.mark.parametrize("key", MISTAKES)
def test_a_wrong_value_is_told_with_its_place(key: str) -> None:
    value, message = MISTAKES[key]
    with pytest.raises(FeedError) as caught:
        from_dict(with_value(key, value), "out/a/manifest.json")
    assert message in caught.value.what
    assert caught.value.where == "out/a/manifest.json"
    assert caught.value.remedy == "make the episode again"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", "[" * 100_000, '{"schema": []}'])
def test_what_is_no_manifest_is_told(text: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError) as caught:
        manifest.read(tmp_path / "manifest.json")
    assert caught.value.where == str(tmp_path / "manifest.json")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=4,
)


def paths(value: object, place: str = "") -> list[str]:
    """Return the key of every value in a manifest, however deep."""
    if not isinstance(value, dict | list):
        return [place]
    rows = value.items() if isinstance(value, dict) else enumerate(value)
    inner = [path for key, part in rows for path in paths(part, f"{place}.{key}".strip("."))]
    return [place, *inner] if place else inner


@settings(max_examples=300, deadline=None)
@given(key=st.sampled_from(paths(WHOLE)), value=JSON_VALUES)
def test_any_value_is_read_or_told(key: str, value: object) -> None:
    """What is read is a manifest by its own schema too, and is written as it was read."""
    table = with_value(key, value)
    try:
        read = from_dict(table, "a test")
    except FeedError as error:
        assert error.where == "a test"
    else:
        assert from_dict(to_dict(read), "a test") == read or value != value
        jsonschema.validate(table, manifest.schema())


def test_the_schema_that_is_shipped_is_that_of_the_types() -> None:
    assert json.loads(SHIPPED.read_text(encoding="utf-8")) == manifest.schema(), "run make schema"


def test_the_schema_is_one_and_knows_right_from_wrong() -> None:
    validator = jsonschema.Draft202012Validator
    validator.check_schema(manifest.schema())
    format_checker = validator.FORMAT_CHECKER
    judge = validator(manifest.schema(), format_checker=format_checker)
    assert not list(judge.iter_errors(WHOLE))
    unseen = {"title", "audio.duration_ms", "chapters.0.start_ms", "utterances.1.end_ms"}
    for key, (value, _) in MISTAKES.items():
        assert bool(list(judge.iter_errors(with_value(key, value)))) == (key not in unseen), key


def test_the_episodes_of_a_folder_are_the_same_for_all(tmp_path: Path) -> None:
    """Two of one day without a number stand by their folders; a hidden folder has none."""
    for name, date in (("b", "2026-01-31"), ("a", "2026-01-31"), ("c", "2026-01-30")):
        episode(tmp_path / name, date=date, title=name.upper())
    episode(tmp_path / "d", date="2026-01-31", episode=2)
    episode(tmp_path / ".e")
    assert [made.name for made in episodes(tmp_path)] == ["d", "b", "a", "c"]


def test_two_episodes_with_one_guid_are_told(tmp_path: Path) -> None:
    for name in ("a", "b"):
        episode(tmp_path / name, guid="same")
    with pytest.raises(FeedError, match=r"b: the same GUID as .*a: one is a copy"):
        check_guids(episodes(tmp_path))


def test_what_sounds_otherwise_is_known_by_its_clip() -> None:
    made = from_dict(WHOLE, "a test")
    rows = [replace(row, clip=f"{i}") for i, row in enumerate(made.utterances)]
    before = replace(made, utterances=tuple(rows))
    after = replace(before, utterances=(rows[1], replace(rows[0], clip="new"), rows[2]))
    assert after.changed_since(before) == (1,)


def test_the_page_shows_chapters_that_were_merged() -> None:
    """A file may hold fewer chapters than the script: a sentence stands under its mark."""
    rows = [
        {**SAID, "written": name, "chapter": i, "start_ms": i * 1000, "end_ms": i * 1000 + 900}
        for i, name in enumerate(("क", "ख", "ग"))
    ]
    marks = [
        {"title": "1", "start_ms": 0, "end_ms": 1000},
        {"title": "2", "start_ms": 1000, "end_ms": 3000},
    ]
    shown = list(sections(record(chapters=marks, utterances=rows)))
    assert [[p.text for p in section.paragraphs] for section in shown] == [["क"], ["ख", "ग"]]
