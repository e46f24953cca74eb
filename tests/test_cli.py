"""The command line: exit codes, messages, JSON; no traceback for a user's mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from briefing.cli import COMMANDS, main
from briefing.cli.make import make
from briefing.config import Settings
from briefing.system import ffmpeg, install

TEXT = "नमस्ते। आज 5 ख़बरें हैं।"


def briefing(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "theta.tsv").write_text("थ\tथ\t\t\tθə\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_has_help(name: str) -> None:
    result = briefing(*([name] if name else []), "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_options_and_settings_have_the_same_names() -> None:
    settings = {field.name for field in fields(Settings)}
    options = {option.name for option in make.params if option.param_type_name == "option"}
    web = {"headers", "cookie", "allow_private"}  # of one run: no file holds what opens a CMS
    assert options - settings == {"config", "as_json", "progress", "quiet", "verbose", *web}


def test_make(folder: Path) -> None:
    result = briefing("make", "a.txt", "--voice", "tone")
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("out/a/a.mp3  0:04, 1 chapter, ")
    assert (folder / "out/a/manifest.json").is_file()


def test_quiet_says_nothing(folder: Path) -> None:
    result = briefing("make", "a.txt", "--voice", "tone", "--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_standard_input_and_json(folder: Path) -> None:
    result = briefing(
        "make", "-", "--voice", "tone", "--title", "शाम", "--json", stdin="# ख़बर\n\nनमस्ते।"
    )
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert made["title"] == "शाम"
    assert Path(made["file"]).is_file()


def test_say(folder: Path) -> None:
    assert briefing("say", "नमस्ते", "--voice", "tone", "-o", "c.wav").exit_code == 0
    assert (folder / "c.wav").read_bytes()[:4] == b"RIFF"
    assert briefing("say", "नमस्ते", "--voice", "tone", "-o", "c.mp3").exit_code == 0
    assert (folder / "c.mp3").read_bytes()[:3] == b"ID3"


@pytest.mark.parametrize("text", ["5", "₹500", "10:30 AM", "OK", "H₂O", "20%", "नमस्ते"])
def test_what_can_be_read_can_be_said(text: str, folder: Path) -> None:
    result = briefing("say", text, "--voice", "tone", "-o", "c.wav")
    assert result.exit_code == 0, result.output
    assert (folder / "c.wav").stat().st_size > 1000


@pytest.mark.parametrize("text", ["…", "—", "😀", "*"])
def test_what_says_nothing_is_refused(text: str, folder: Path) -> None:
    result = briefing("say", text, "--voice", "tone", "-o", "c.wav")
    assert result.exit_code == 1
    assert "to speak" in result.stderr
    assert not (folder / "c.wav").exists()


def test_normalise(folder: Path) -> None:
    assert briefing("normalise", "a.txt").stdout == "नमस्ते। आज पाँच ख़बरें हैं।\n"
    explained = briefing("normalise", "--explain", "a.txt").stdout
    head, row, *counts = explained.splitlines()
    assert head.split() == ["line", "written", "spoken", "class", "rule"]
    assert row.split()[1:] == ["5", "पाँच", "cardinal", "cardinal"]
    assert [line.split() for line in counts if line] == [["1", "cardinal"], ["1", "changes"]]
    tokens = json.loads(briefing("normalise", "--json", "-", stdin=TEXT).stdout)
    assert {"written": "5", "spoken": "पाँच", "kind": "cardinal"}.items() <= tokens[1].items()


def test_normalise_shows_the_phones(folder: Path) -> None:
    result = briefing("normalise", "a.txt", "--phonemes")
    assert result.stdout == "nəməst̪eː. aːdʒ pãːtʃ xəbɾẽː ɦɛ̃ː.\n"
    table = json.loads(briefing("normalise", "a.txt", "--phonemes", "--json").stdout)
    assert table == [{"line": 1, "phones": result.stdout.strip()}]


def test_pronounce(folder: Path) -> None:
    assert briefing("pronounce", "पचपन", "शहर").stdout == "पचपन\tpətʃpən\nशहर\tʃɛɦɛɾ\n"
    assert json.loads(briefing("pronounce", "पचपन", "--json").stdout)[0]["phones"] == "pətʃpən"
    result = briefing("pronounce", "पचपन", "-o", "word.wav", "--voice", "tone", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert (folder / "word.wav").stat().st_size > 1000


def test_the_lexicon_says_how_a_word_sounds(folder: Path) -> None:
    (folder / "lexicon.tsv").write_text("आज\tआज\t\t\tएज\n", encoding="utf-8")
    assert briefing("pronounce", "आज").stdout == "आज\teːdʒ\n"
    assert " eːdʒ " in briefing("normalise", "a.txt", "--phonemes").stdout


def test_voices() -> None:
    rows = {row["name"]: row for row in json.loads(briefing("voices", "--json").stdout)}
    assert rows["hm_omega"]["engine"] == "kokoro"
    assert rows["hm_omega"]["commercial"] == "yes"
    assert rows["tone"]["installed"] == "yes"


def test_voices_lists_the_default_first_and_what_must_be_fetched_last() -> None:
    rows = json.loads(briefing("voices", "--json").stdout)
    names = [row["name"] for row in rows]
    assert names[0] == "hm_omega"
    coqui = [name for name in names if name == "tarang" or name.startswith("coqui-")]
    assert coqui[0] == "tarang" and len(coqui) > 1
    installed = [row["installed"] == "yes" for row in rows[1:]]
    assert installed == sorted(installed, reverse=True)


def test_doctor() -> None:
    result = briefing("doctor", "--json")
    found = {row["what"]: row for row in json.loads(result.stdout)}
    assert found["ffmpeg"]["ok"]
    assert found["voice tone"]["ok"]
    extras = {name.partition(",")[0] for name, row in found.items() if row["optional"]}
    assert {"inputs", "serve", "publish", "cluster", "c2pa"} <= extras


def test_doctor_marks_what_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "packages", lambda extra: ["no-such-package"])
    result = briefing("doctor")
    assert (
        "– serve, briefing serve, briefing studio: not installed (no-such-package)" in result.stdout
    )
    assert "✗" not in result.stdout
    assert result.exit_code == 0


def test_doctor_says_what_takes_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    for name, size_bytes in (("models/0/a.onnx", 3_200_000), ("clips/00/a.flac", 1_900_000)):
        file = tmp_path / "cache" / name
        file.parent.mkdir(parents=True)
        with file.open("wb") as sparse:
            sparse.truncate(size_bytes)
    assert f"✓ folder: {tmp_path}/cache, 5 MB (models 3, clips 1)\n" in briefing("doctor").stdout


MISTAKES = {
    "no such file": (["make", "zz.md"], "zz.md: there is no such file\n  → check the name"),
    "nearly a file": (["make", "a.text"], "there is no such file\n  → did you mean a.txt?"),
    "no folder of a script": (["make", "b/a.txt"], "there is no such file\n  → check the name"),
    "unknown voice": (["make", "a.txt", "--voice", "hm_omga"], "did you mean hm_omega"),
    "unknown format of a clip": (
        ["say", "नमस्ते", "-o", "a.ogg"],
        "known: flac, m4a, m4b",
    ),
    "speed out of range": (["make", "a.txt", "--speed", "9"], "speed = 9.0"),
    "no date": (["make", "a.txt", "--date", "31.1.2026"], "write it as 2026-01-31"),
    "no sound": (["pronounce", "नमQस्ते"], "'Q' (U+0051, LATIN CAPITAL LETTER Q)"),
    "no phone": (["make", "a.txt", "--voice", "tone", "--lexicon", "theta.tsv"], "'θ'"),
    "no lexicon": (["make", "a.txt", "--lexicon", "b.tsv"], "no such lexicon"),
    "no cover": (
        ["make", "a.txt", "--cover", "b.jpg"],
        "b.jpg: there is no such picture\n  → check the name",
    ),
    "cover is no picture": (["make", "a.txt", "--cover", "a.txt"], "neither JPEG nor PNG"),
    "intro with unknown field": (["make", "a.txt", "--intro", "{name}"], "use {title} and {date}"),
    "output is a file": (["make", "a.txt", "-o", "a.txt"], "choose another folder with -o"),
    "no folder there": (["make", "a.txt", "-o", "/proc/x"], "/proc/x"),
    "no settings": (["make", "a.txt", "--config", "no.toml"], "no.toml: No such file or directory"),
    "no such folder": (["feed", "nope"], "nope: there is no such folder\n  → check the name"),
    "no scripts": (["make", "empty"], "put files into it that end in"),
    "no Hindi": (["make", "-"], "found Latin letters"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_are_told_without_a_traceback(name: str, folder: Path) -> None:
    arguments, message = MISTAKES[name]
    (folder / "empty").mkdir()
    plain = "--voice" in arguments or arguments[0] == "feed"
    voice = [] if plain else ["--voice", "tone"]
    result = briefing(*arguments, *voice, stdin="hello world")
    assert result.exit_code == 1
    assert message in result.stderr
    assert result.stderr.startswith("briefing: ")
    assert "Traceback" not in result.output


@pytest.mark.parametrize("arguments", [["make"], ["make", "a", "--chapters", "x"], ["mak"], ["-x"]])
def test_usage_errors_exit_with_2(arguments: list[str]) -> None:
    assert briefing(*arguments).exit_code == 2


TOML_MISTAKES = {
    'voise = "tone"': "unknown key 'voise'\n  → did you mean voice",
    '[show]\ntitel = "x"': "unknown key 'show.titel'\n  → did you mean title",
    'speed = "schnell"': "speed = 'schnell' is not a number",
    'chapters = "paragraf"': "did you mean paragraph",
    "pauses = 3": "pauses must be a table",
    "[pauses]\nsentence_ms = -1": "give 0 to 60000",
    "= 3": "briefing.toml",
}


@pytest.mark.parametrize("toml", TOML_MISTAKES)
def test_mistakes_in_the_settings(toml: str, folder: Path) -> None:
    (folder / "briefing.toml").write_text(toml, encoding="utf-8")
    result = briefing("make", "a.txt", "--voice", "tone")
    assert result.exit_code == 1
    assert TOML_MISTAKES[toml] in result.stderr


def test_settings_are_found_beside_the_script(folder: Path) -> None:
    show = folder / "show"
    show.mkdir()
    (show / "b.md").write_text("नमस्ते।", encoding="utf-8")
    toml = 'voice = "tone"\nintro = "{title}, {date}।"\n[show]\ntitle = "मेरा शो"\n'
    (show / "briefing.toml").write_text(toml, encoding="utf-8")
    options = ["--title", "सुबह", "--date", "2026-01-31", "--json"]
    made = json.loads(briefing("make", "show/b.md", *options).stdout)
    assert made["utterances"][1]["written"] == "सुबह, 31 जनवरी 2026।"
    assert made["utterances"][1]["spoken"] == "सुबह, इकतीस जनवरी दो हज़ार छब्बीस।"


def test_two_newsreaders(folder: Path) -> None:
    text = "---\nvoices:\n  आशा: tone\n---\n\n> [आशा]: नमस्ते।\n\n> [रवि]: नमस्ते।"
    (folder / "c.md").write_text(text, encoding="utf-8")
    result = briefing("make", "c.md", "--voice", "tone")
    assert result.exit_code == 1
    assert "c.md:8: the speaker 'रवि' has no voice" in result.stderr


def test_another_scripts_episode_is_not_overwritten(folder: Path) -> None:
    (folder / "b.txt").write_text(TEXT, encoding="utf-8")
    assert briefing("make", "a.txt", "--voice", "tone", "--title", "शो").exit_code == 0
    result = briefing("make", "b.txt", "--voice", "tone", "--title", "शो")
    assert result.exit_code == 1
    assert "holds the episode of another script, a.txt" in result.stderr


def test_ffmpegs_last_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = folder / "ffmpeg"
    broken.write_text("#!/bin/sh\necho the disk is on fire >&2\nexit 3\n")
    broken.chmod(0o755)
    ffmpeg.executable.cache_clear()
    monkeypatch.setenv("BRIEFING_FFMPEG", str(broken))
    try:
        result = briefing("make", "a.txt", "--voice", "tone")
    finally:
        ffmpeg.executable.cache_clear()
    assert result.exit_code == 1
    assert "(exit code 3): the disk is on fire" in result.stderr
    assert not (folder / "out" / "a").exists()


def test_it_works_in_the_c_locale(folder: Path) -> None:
    environment = {**os.environ, "LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0"}
    environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
    command = [sys.executable, "-m", "briefing", "normalise", "a.txt"]
    done = subprocess.run(command, capture_output=True, env=environment, check=True)
    assert done.stdout.decode() == "नमस्ते। आज पाँच ख़बरें हैं।\n"


@pytest.mark.voice
def test_the_default_voice_speaks(folder: Path) -> None:
    result = briefing("make", "a.txt", "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)
    assert made["voices"][0]["name"] == "hm_omega"
    assert 1000 < made["audio"]["duration_ms"] < 6000
    assert abs(made["audio"]["loudness_lufs"] + 16) <= 0.5


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [(["maek"], "did you mean make?"), (["voices", "compair"], "did you mean compare?")],
)
def test_a_command_that_is_none(arguments: list[str], hint: str) -> None:
    result = briefing(*arguments)
    assert result.exit_code == 2
    assert f"there is no command {arguments[-1]!r}: {hint}" in result.stderr


def test_an_argument_that_is_missing_is_named() -> None:
    assert "Missing argument 'FILE|URL...'" in briefing("make").stderr


def completions(words: str, folder: Path) -> list[str]:
    """Return what bash would be offered for the last of these words, as (kind, value) lines."""
    environment = {
        **os.environ,
        "_BRIEFING_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split(" ")) - 1),
        "PYTHONPATH": str(Path(__file__).parent.parent),
    }
    command = [sys.executable, "-c", "from briefing.cli import main; main(prog_name='briefing')"]
    done = subprocess.run(
        command, capture_output=True, env=environment, cwd=folder, text=True, check=False
    )
    return done.stdout.split()


def test_completion(folder: Path) -> None:
    (folder / "show").mkdir()
    (folder / "show" / "briefing.toml").write_text('voice = "tone"')
    assert completions("briefing make a", folder) == ["file,a"]
    assert completions("briefing make --cover ", folder) == ["file,"]
    assert completions("briefing page o", folder) == ["dir,o"]
    assert completions("briefing make --voice hm", folder) == ["plain,hm_omega", "plain,hm_psi"]
    assert completions("briefing make --config ", folder) == ["plain,show/briefing.toml"]
    assert completions("briefing make --format m", folder) == [
        "plain,mp3",
        "plain,m4a",
        "plain,m4b",
    ]
    assert completions("briefing voices info tar", folder) == ["plain,tarang"]
