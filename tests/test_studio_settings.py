"""Sound: who speaks, pauses and music are changed where they are said, and nothing else is."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import pytest
from click.testing import CliRunner

from briefing.cli import main
from briefing.config_file import load
from briefing.errors import BriefingError, ConfigError, ScriptError, VoiceError
from briefing.mix.music import IDENTS
from briefing.pipeline import make
from briefing.studio import history
from briefing.studio.changes import ConflictError
from briefing.studio.chapters import UP, move
from briefing.studio.correct import rewrite, undo
from briefing.studio.desk import Desk
from briefing.studio.front_matter import with_values
from briefing.studio.settings import (
    HERE,
    SHOW,
    change,
    settings_version,
    sound_files,
    values,
    with_settings,
)

TOML = """# our show
voice = "tone"  # for now
disclosure = "none"

[show]
title = "शो"

[voices]
"आशा" = "tone"  # she reads the market

# how long it is silent
[pauses]
sentence_ms = 350  # after a sentence
"""
SCRIPT = """---
title: शाम
# who speaks
voices:
  रवि: tone
---

नमस्कार।

रवि: कल मिलेंगे।

आशा: जी।
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "briefing.toml").write_text(TOML, encoding="utf-8")
    (tmp_path / "a.md").write_text(SCRIPT, encoding="utf-8")
    shutil.copy(next(IDENTS.glob("chime*")), tmp_path / "ours.flac")
    return Desk(tmp_path, editor="आशा")


def toml(desk: Desk) -> str:
    return (desk.folder / "briefing.toml").read_text(encoding="utf-8")


def text(desk: Desk) -> str:
    return (desk.folder / "a.md").read_text(encoding="utf-8")


def here(desk: Desk, **given: str) -> None:
    change(desk, "a.md", dotted(given), HERE, desk.open("a.md").version)


def show(desk: Desk, **given: str) -> None:
    change(desk, "a.md", dotted(given), SHOW, settings_version(desk))


def dotted(given: dict[str, str]) -> dict[str, str]:
    return {key.replace("__", "."): value for key, value in given.items()}


def test_a_setting_of_the_show_keeps_what_stands_around_it(desk: Desk) -> None:
    show(desk, pauses__sentence_ms="400", voices__आशा="hf_alpha", voice="hm_psi")
    after = TOML.replace("350", "400").replace('= "tone"  # she', '= "hf_alpha"  # she')
    assert toml(desk) == after.replace('voice = "tone"', 'voice = "hm_psi"')
    assert desk.open("a.md").planned.plan.utterances[-1].voice == "hf_alpha"
    (made,) = history.read(desk.folder / "a.md")
    assert (made.file, made.line, made.who) == ("briefing.toml", 2, "आशा")
    undo(desk, "a.md")
    assert toml(desk) == TOML


def test_what_is_new_gets_its_table(desk: Desk) -> None:
    show(desk, sound__set="default", sound__duck_db="18", pauses__by_sense="true")
    found = values(desk, desk.open("a.md"))
    assert (found["sound.set"], found["sound.duck_db"]) == ("default", 18.0)
    assert found["pauses.by_sense"] is True
    assert toml(desk).startswith(TOML.rstrip("\n"))
    show(desk, sound__duck_db="", pauses__by_sense="")
    assert "duck_db" not in toml(desk) and "by_sense" not in toml(desk)
    assert values(desk, desk.open("a.md"))["sound.duck_db"] == 15.0


def test_without_settings_there_will_be_some(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(desk.folder)
    (desk.folder / "briefing.toml").unlink()
    (desk.folder / "b.md").write_text("नमस्ते।\n", encoding="utf-8")
    assert settings_version(desk) == ""
    change(desk, "b.md", {"pauses.line_ms": "200"}, SHOW, "")
    assert toml(desk) == "[pauses]\nline_ms = 200\n"
    undo(desk, "b.md")
    assert toml(desk) == ""


def test_settings_of_another_folder_are_left_alone(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.move(desk.folder / "briefing.toml", elsewhere)
    monkeypatch.chdir(elsewhere)
    with pytest.raises(ConfigError, match="another folder"):
        show(desk, pauses__line_ms="200")
    assert (elsewhere / "briefing.toml").read_text(encoding="utf-8") == TOML


def test_a_text_of_music_becomes_a_table() -> None:
    text = 'sound = "default"\n\n[pauses]\nline_ms = 100 # short\n'
    assert with_settings(text, {"sound.tune": "off"}) == (
        '\n[pauses]\nline_ms = 100 # short\n\n[sound]\nset = "default"\ntune = "off"\n'
    )


def test_line_ends_of_windows_stay() -> None:
    made = with_settings("# ours\r\n[pauses]\r\nline_ms = 1\r\n", {"pauses.sentence_ms": 2})
    assert made == "# ours\r\n[pauses]\r\nline_ms = 1\r\nsentence_ms = 2\r\n"


def test_a_voice_for_one_script(desk: Desk) -> None:
    here(desk, voices__आशा="hf_beta", voices__रवि="hm_psi")
    assert text(desk) == SCRIPT.replace("  रवि: tone\n", "  रवि: hm_psi\n  आशा: hf_beta\n")
    assert toml(desk) == TOML
    voices = [u.voice for u in desk.open("a.md").planned.plan.utterances]
    assert voices == ["tone", "hm_psi", "hf_beta"]
    here(desk, voices__आशा="")
    undo(desk, "a.md")
    undo(desk, "a.md")
    assert text(desk) == SCRIPT


def test_music_for_one_script(desk: Desk) -> None:
    here(desk, sound__set="default", sound__chime="ours.flac", sound__sting="off")
    assert "---\ntitle: शाम\n" in text(desk)
    assert "sound:\n  set: default\n  chime: ours.flac\n  sting: off\n---\n" in text(desk)
    sound = desk.open("a.md").settings.sound
    assert (sound.set, Path(sound.chime).name) == ("default", "ours.flac")
    here(desk, sound__set="", sound__chime="", sound__sting="")
    assert text(desk) == SCRIPT
    # What the show says cannot be taken away by saying nothing.
    show(desk, sound__tune="ours.flac")
    with pytest.raises(ScriptError, match="the show has one"):
        here(desk, sound__tune="")
    here(desk, sound__tune="off")
    assert desk.open("a.md").settings.sound.tune == "off"


FRONT = {
    "none": ("नमस्ते।\n", "---\nvoices:\n  रवि: tone\n---\n\nनमस्ते।\n"),
    "a byte order mark": ("\ufeffनमस्ते।\n", "\ufeff---\nvoices:\n  रवि: tone\n---\n\nनमस्ते।\n"),
    "line ends of Windows": (
        "---\r\ntitle: क\r\n---\r\nनमस्ते।",
        "---\r\ntitle: क\r\nvoices:\r\n  रवि: tone\r\n---\r\nनमस्ते।",
    ),
    "others": (
        "---\nvoices:\n    आशा: x\n    # he\n\ndate: 2026-01-01\n---\nनमस्ते।\n",
        "---\nvoices:\n    आशा: x\n    # he\n    रवि: tone\n\ndate: 2026-01-01\n---\nनमस्ते।\n",
    ),
    "the same key elsewhere": (
        "---\nsound:\n  रवि: off\nvoices:\n  रवि: x\n---\nनमस्ते।\n",
        "---\nsound:\n  रवि: off\nvoices:\n  रवि: tone\n---\nनमस्ते।\n",
    ),
    "a line that ends nothing": (
        "---\nनमस्ते।\n",
        "---\nvoices:\n  रवि: tone\n---\n\n---\nनमस्ते।\n",
    ),
}


@pytest.mark.parametrize("name", FRONT)
def test_front_matter(name: str) -> None:
    before, after = FRONT[name]
    assert with_values(before, "voices", {"रवि": "tone"}) == after


def test_one_word_of_music_becomes_a_table_in_front_matter() -> None:
    made = with_values("---\nsound: default\n---\nक।\n", "sound", {"bed": "off"})
    assert made == "---\nsound:\n  set: default\n  bed: off\n---\nक।\n"


WRONG = {
    "an unknown key": {"pauses.word_ms": "1"},
    "a setting that is not for here": {"publish": "x"},
    "no number": {"pauses.line_ms": "long"},
    "too long": {"pauses.line_ms": "99999999"},
    "endless": {"sound.duck_db": "inf"},
    "no such voice": {"voices.आशा": "nobody"},
    "no such file": {"sound.tune": "none.mp3"},
    "a file elsewhere": {"sound.tune": "../a.mp3"},
    "no sound": {"sound.tune": "a.md"},
    "neither true nor false": {"pauses.by_sense": "maybe"},
    "no speaker": {"voices.": "tone"},
    "a speaker that is more than one line": {"voices.रवि: tone\nform": "tone"},
    "a speaker that would be a comment": {"voices.# रवि": "tone"},
}


@pytest.mark.parametrize("scope", [HERE, SHOW])
@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_not_written(name: str, scope: str, desk: Desk) -> None:
    version = desk.open("a.md").version if scope == HERE else settings_version(desk)
    with pytest.raises(BriefingError) as caught:
        change(desk, "a.md", WRONG[name], scope, version)
    assert ".part-" not in str(caught.value)
    assert (text(desk), toml(desk)) == (SCRIPT, TOML)
    assert sorted(f.name for f in desk.folder.iterdir()) == ["a.md", "briefing.toml", "ours.flac"]


def test_the_sounds_that_can_be_chosen(desk: Desk) -> None:
    outside = desk.folder.parent / "outside.mp3"
    outside.write_bytes(b"x")
    (desk.folder / "link.mp3").symlink_to(outside)
    for name in ("music/a.WAV", "out/episode/b.mp3", "music/.c.mp3", "out/d.mp3", "notes.txt"):
        (desk.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (desk.folder / name).write_bytes(b"x")
    assert sound_files(desk) == ["ours.flac", "music/a.WAV"]
    outside.unlink()


def test_a_script_cannot_say_all(desk: Desk) -> None:
    with pytest.raises(ScriptError, match="cannot say"):
        here(desk, pauses__line_ms="100")
    (desk.folder / "b.txt").write_text("नमस्ते।\n", encoding="utf-8")
    with pytest.raises(ScriptError, match="no place for settings"):
        change(desk, "b.txt", {"sound.set": "off"}, HERE, desk.open("b.txt").version)


def test_nothing_to_change_is_no_change(desk: Desk) -> None:
    show(desk, pauses__sentence_ms="350")
    here(desk, voices__रवि="tone")
    assert (text(desk), toml(desk)) == (SCRIPT, TOML)
    assert history.read(desk.folder / "a.md") == []


def test_two_editors_lose_no_work(desk: Desk) -> None:
    script, settings = desk.open("a.md").version, settings_version(desk)
    rewrite(desk, "a.md", 0, "प्रणाम।", script)
    show(desk, pauses__line_ms="100")
    now = (text(desk), toml(desk))
    for scope, version in ((HERE, script), (SHOW, settings)):
        with pytest.raises(ConflictError):
            change(desk, "a.md", {"voices.आशा": "hf_beta"}, scope, version)
    assert (text(desk), toml(desk)) == now


def test_a_bulletin_is_shown_as_it_will_be_made(desk: Desk) -> None:
    bulletin = "---\nform: bulletin\n---\n\n## खेल\n\nजीते।\n\n## मौसम\n\nधूप।\n"
    (desk.folder / "b.md").write_text(bulletin, encoding="utf-8")
    said = [row.utterance.written for row in desk.open("b.md").rows]
    assert "खेल।" in said and "इसी के साथ यह बुलेटिन समाप्त हुआ।" in said


def test_an_episode_is_changed_by_its_order_and_its_mix(desk: Desk) -> None:
    (desk.folder / "b.md").write_text("## क\n\nएक।\n\n## ख\n\nदो।\n", encoding="utf-8")
    make(desk.folder / "b.md", desk.settings("b.md"))
    assert desk.open("b.md").state == "made"
    move(desk, "b.md", 1, UP, desk.open("b.md").version)
    assert desk.open("b.md").state == "changed"
    undo(desk, "b.md")
    assert desk.open("b.md").state == "made"
    for given in ({"pauses.chapter_ms": "900"}, {"sound.set": "default"}):
        change(desk, "b.md", given, SHOW, settings_version(desk))
        assert desk.open("b.md").state == "changed"
        undo(desk, "b.md")
        assert desk.open("b.md").state == "made"


ROUNDS = int(os.environ.get("BRIEFING_KILLS", "4"))


def reorder(folder: Path) -> None:
    """Move a chapter and change the settings, again and again."""
    desk = Desk(folder)
    for number in itertools.count():
        move(desk, "b.md", 1, UP, desk.open("b.md").version)
        line_ms = {"pauses.line_ms": f"{number % 2 * 100}"}
        change(desk, "b.md", line_ms, SHOW, settings_version(desk))


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")
def test_a_kill_damages_nothing(desk: Desk) -> None:
    parts = ("## क\n\nएक।\n", "## ख\n\nदो।\n")
    whole = {"\n".join(parts), "\n".join(reversed(parts))}
    file = desk.folder / "b.md"
    file.write_text(min(whole), encoding="utf-8")
    for number in range(ROUNDS):
        process = get_context("fork").Process(target=reorder, args=(desk.folder,))
        process.start()
        known = len(history.read(file))
        while len(history.read(file)) == known:
            time.sleep(0.005)
        process.join(0.007 * number)
        process.kill()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        assert file.read_text(encoding="utf-8") in whole
        assert load(desk.folder / "briefing.toml").pauses.line_ms in (0, 100, 300)
        assert desk.open("b.md").rows and "b.md" in desk.names()
        lines = history.path_of(file).read_text(encoding="utf-8").splitlines()
        assert len(history.read(file)) == len(lines) > 0


def run(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["settings", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_the_command(desk: Desk) -> None:
    file = str(desk.folder / "a.md")
    assert "pauses.sentence_ms = 350\n" in run(file)
    assert "voices.आशा = hf_alpha\n" in run(file, "voices.आशा=hf_alpha", "sound.duck_db=20.5")
    assert "duck_db = 20.5" in toml(desk)
    assert "sound.set = default\n" in run(file, "--here", "sound.set=default")
    assert "  set: default\n" in text(desk)
    assert '"pauses.by_sense": false' in run(file, "--json")
    assert "unknown key" in run(file, "sound.tone=1", code=1)
    assert "not KEY=VALUE" in run(file, "sound.tone", code=2)


def test_errors_have_the_kind_of_what_is_wrong(desk: Desk) -> None:
    with pytest.raises(VoiceError, match="no voice named"):
        show(desk, voice="nobody")
