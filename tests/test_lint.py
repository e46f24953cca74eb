"""The linter's rules: each finds its bad sample and leaves the good one alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from helpers.lint_builders import Build, World, server
from helpers.lint_samples import (
    GOOD_ARTWORK,
    GOOD_EPISODE,
    GOOD_FEED,
    GOOD_MP3,
    GOOD_MP4,
    GOOD_VTT,
    SAMPLES,
)

from briefing.lint import RULES, check, choose
from briefing.lint.hindi import hindi_rules
from briefing.lint.rule import ALL, PLAYERS, SEVERITIES, Rule


def found(build: Build, world: World, *only: str) -> Counter[str]:
    chosen = choose(only)
    return Counter(f.rule for subject in build(world) for f in check(subject, chosen))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_rule_finds_its_bad_sample(name: str, world: World) -> None:
    assert found(SAMPLES[name].bad, world, name)[name] > 0


@pytest.mark.parametrize("name", SAMPLES)
def test_a_rule_leaves_its_good_sample_alone(name: str, world: World) -> None:
    assert found(SAMPLES[name].good, world, name)[name] == 0


GOOD = {
    "feed": GOOD_FEED,
    "mp3": GOOD_MP3,
    "mp4": GOOD_MP4,
    "episode": GOOD_EPISODE,
    "artwork": GOOD_ARTWORK,
    "transcript": GOOD_VTT,
    "server": server(),
}


@pytest.mark.parametrize("name", GOOD)
def test_no_rule_at_all_finds_fault_with_what_is_good(name: str, world: World) -> None:
    assert found(GOOD[name], world) == Counter()


def test_every_rule_has_samples_and_every_sample_a_rule() -> None:
    ids = [rule.id for rule in RULES]
    assert sorted(SAMPLES) == sorted(ids)
    assert len(set(ids)) == len(ids)


#: What must stand in both languages: numbers, commands, settings, elements.
FIXED = re.compile(r"0x\w+|\d+(?:[.,]\d+)*|briefing \w+|--[\w-]+|\[show\]|<[^<>]+>")
HINDI = re.compile("[\u0904-\u0939]")


def test_every_rule_is_said_in_hindi_and_nothing_else() -> None:
    assert sorted(hindi_rules()) == sorted(rule.id for rule in RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_hindi_says_the_same_numbers_and_commands(rule: Rule) -> None:
    for english, hindi in zip((rule.why, rule.remedy), hindi_rules()[rule.id], strict=True):
        assert HINDI.search(hindi)
        assert [each for each in FIXED.findall(english) if each not in hindi] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_rules_are_tidy(rule: Rule) -> None:
    assert re.fullmatch("[a-z0-9]+-[a-z0-9]+", rule.id)
    assert rule.severity in SEVERITIES
    assert rule.players == ALL or set(rule.players) <= set(PLAYERS)
    assert len(set(rule.players)) == len(rule.players)
    for words in (rule.why, rule.remedy):
        assert words and words == " ".join(words.split()) and not words.endswith(".")


def test_the_page_has_the_table_of_rules() -> None:
    script = Path(__file__).parent.parent / "bench" / "lint_rules.py"
    done = subprocess.run([sys.executable, str(script), "--check"], check=False)
    assert done.returncode == 0, "run: python bench/lint_rules.py"
