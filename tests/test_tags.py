"""What the audio file itself says of its episode."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from helpers.faulty import utterances

from briefing.episode.identity import EpisodeInfo
from briefing.episode.plan import Plan
from briefing.episode.tags import episode_tags
from briefing.voices import find

INFO = EpisodeInfo(
    title="सुबह",
    slug="subah",
    folder=Path("out/subah"),
    source="a.md",
    date="2026-01-31",
    author="समाचार कक्ष",
    show="सुर्ख़ियाँ",
    guid="guid-1",
    episode=7,
)
PLAN = Plan(("सुबह",), utterances("नमस्ते।", "आज\x00 बारिश हुई।"))
VOICE = find("hm_omega")


def test_the_tags_of_an_episode() -> None:
    tags = episode_tags(INFO, PLAN, [VOICE], "कृत्रिम आवाज़।", b"JPEG")
    assert (tags.title, tags.artist, tags.album) == ("सुबह", "समाचार कक्ष", "सुर्ख़ियाँ")
    assert (tags.date, tags.track, tags.cover) == ("2026-01-31", 7, b"JPEG")
    assert tags.comment == f"कृत्रिम आवाज़। Voice: समाचार वाचक: {VOICE.licence.name}"
    assert "आज बारिश हुई।" in tags.text


def test_an_episode_without_a_show_is_an_album_of_its_own() -> None:
    assert episode_tags(replace(INFO, show=""), PLAN, [], "", None).album == "सुबह"


@pytest.mark.parametrize(("commercial", "limited"), [(True, False), (False, True), (None, False)])
def test_a_licence_that_forbids_sale_says_so(commercial: bool | None, limited: bool) -> None:
    voice = replace(VOICE, licence=replace(VOICE.licence, commercial=commercial))
    comment = episode_tags(INFO, PLAN, [voice], "", None).comment
    assert ("not for commercial use" in comment) is limited


def test_the_test_voice_needs_no_credit() -> None:
    assert episode_tags(INFO, PLAN, [find("tone")], "", None).comment == ""
