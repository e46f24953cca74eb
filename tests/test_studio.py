"""The studio without a browser: what stands where, corrections, conflicts, undo, states."""

from __future__ import annotations

import io
import json
import wave
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from subprocess import Popen
from threading import Event
from time import sleep
from typing import Any

import pytest
from helpers.published import episode

from briefing.episode import manifest
from briefing.episode.heard import HeardFault
from briefing.episode.result import PlannedScript
from briefing.errors import BriefingError, ConfigError, ScriptError
from briefing.lint import Finding
from briefing.lint.hindi import hindi_rules
from briefing.model import Script, Utterance
from briefing.normalise.user import Entry
from briefing.pipeline import make
from briefing.planning import plan_script
from briefing.progress import Progress, ProgressCallback
from briefing.studio import correct, history
from briefing.studio.booth import Booth
from briefing.studio.changes import ConflictError
from briefing.studio.correct import rewrite, say_as, undo
from briefing.studio.desk import Desk
from briefing.studio.doubts import doubts
from briefing.studio.episode_page import episode_page
from briefing.studio.html import View
from briefing.studio.job_page import job_page
from briefing.studio.jobs import BusyError, CancelledError, Job, Jobs, Line
from briefing.studio.release import prune, publish, review
from briefing.studio.report import case
from briefing.studio.source import locate
from briefing.synthesise.cache import ClipCache
from briefing.synthesise.workers import SubprocessWorker
from briefing.system.folders import cache_folder

UNSERVED = "http://127.0.0.1:9"  # the port where nobody answers
SCRIPT = """---
title: शाम
date: 2026-01-31
# a note for the desk
---

<!-- do not touch -->
## बाज़ार

सेंसेक्स **612** अंक चढ़ा। [रुपया](https://example.org/r) मज़बूत हुआ।[^1]

- पहली बात। दूसरी बात।

[^1]: स्रोत
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("BRIEFING_CACHE", str(tmp_path / "cache"))
    folder = tmp_path / "desk"
    folder.mkdir()
    (folder / "briefing.toml").write_text(
        'voice = "tone"\ndisclosure = "none"\n[show]\ntitle = "शो"\n', encoding="utf-8"
    )
    (folder / "a.md").write_text(SCRIPT, encoding="utf-8")
    return Desk(folder, editor="आशा")


def said(line: int, *texts: str) -> list[Utterance]:
    return [Utterance(text, text, 0, 0, "tone", line=line) for text in texts]


WRITTEN = {
    "plain": ("एक। दो।", ["एक।", "दो।"], ["एक।", "दो।"]),
    "bold": ("**एक** दो।", ["एक दो।"], ["**एक** दो।"]),
    "a bold sentence": ("**एक दो।** तीन।", ["एक दो।", "तीन।"], ["एक दो।", "तीन।"]),
    "bold inside a word": ("प्र**धान** जी।", ["प्रधान जी।"], ["प्र**धान** जी।"]),
    "a link": ("[एक](https://x.org/a_b) दो।", ["एक दो।"], ["[एक](https://x.org/a_b) दो।"]),
    "a tag": ("एक <b>दो</b>।", ["एक दो।"], ["एक <b>दो</b>।"]),
    "an entity": ("एक &amp; दो।", ["एक & दो।"], ["एक &amp; दो।"]),
    "a bar for a danda": ("एक | दो।", ["एक।", "दो।"], ["एक |", "दो।"]),
    "a nukta in one code point": ("\u0958लम।", ["क़लम।"], ["\u0958लम।"]),
    "line ends": ("एक\r\nदो। तीन।", ["एक दो।", "तीन।"], ["एक\r\nदो।", "तीन।"]),
    "a list's number": ("1. एक।", ["3. एक।"], ["एक।"]),
    "a silence": ("एक [विराम 2] दो।", ["एक दो।"], ["एक [विराम 2] दो।"]),
    "a spoken form": (
        "एक WHO{बोलें: हू} दो। तीन",
        ["एक WHO दो।", "तीन"],
        ["एक WHO{बोलें: हू} दो।", "तीन"],
    ),
    "a spoken form at the end": ("एक [दो]{say: तीन}", ["एक दो"], ["एक [दो]{say: तीन}"]),
    "slow speech": ("एक [धीरे]दो[/धीरे] तीन।", ["एक दो तीन।"], ["एक [धीरे]दो[/धीरे] तीन।"]),
    "the same twice": ("हाँ। हाँ।", ["हाँ।", "हाँ।"], ["हाँ।", "हाँ।"]),
    "not there": ("एक।", ["दो।"], [None]),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_where_a_sentence_stands(name: str) -> None:
    text, sentences, expected = WRITTEN[name]
    spans = locate(f"# शीर्षक\n\n{text}\n", said(3, *sentences))
    whole = f"# शीर्षक\n\n{text}\n"
    assert [whole[span.start : span.end] if span else None for span in spans] == expected
    starts = [span.start for span in spans if span]
    assert starts == sorted(set(starts))


def test_a_sentence_is_sought_in_its_own_paragraph() -> None:
    text = "हाँ।\n\nनहीं।\n\nहाँ।\n"
    spans = locate(text, [*said(3, "नहीं।"), *said(5, "हाँ।")])
    assert [span.start for span in spans if span] == [6, 13]
    assert locate(text, said(0, "हाँ।")) == [None]


def test_a_headline_that_is_said_twice_stands_once() -> None:
    text = "## बाज़ार\n\nचढ़ा।\n\n## खेल\n\nजीते।\n"
    utterances = [*said(1, "बाज़ार"), *said(5, "खेल"), *said(1, "बाज़ार"), *said(3, "चढ़ा।")]
    spans = locate(text, [*utterances, *said(5, "खेल"), *said(7, "जीते।")])
    assert spans[0] == spans[2] and spans[1] == spans[4] and None not in spans


def sentence(desk: Desk, written: str) -> int:
    rows = desk.open("a.md").rows
    return next(row.index for row in rows if row.utterance.written == written)


def test_the_rows_of_a_script(desk: Desk) -> None:
    rows = desk.open("a.md").rows
    assert [row.source for row in rows] == [
        "बाज़ार",
        "सेंसेक्स **612** अंक चढ़ा।",
        "[रुपया](https://example.org/r) मज़बूत हुआ।",
        "पहली बात।",
        "दूसरी बात।",
    ]
    (number,) = [t for t in rows[1].tokens if t.kind == "cardinal"]
    assert (number.written, number.spoken) == ("612", "छह सौ बारह")


def test_the_title_of_a_chapter_is_marked_and_a_sentence_like_it_is_not(desk: Desk) -> None:
    (desk.folder / "b.md").write_text("## खेल\n\nभारत जीता।\n\nखेल\n", encoding="utf-8")
    script = desk.open("b.md")
    named = [row for row in script.rows if row.utterance.written == "खेल"]
    assert [script.is_heading(row) for row in named] == [True, False]
    page = episode_page(View("hi", "/"), script, None)
    assert page.count("अध्याय का शीर्षक") == 1


def test_what_was_made_leads_on_to_publishing() -> None:
    made = Job("1", "make", "a.md", 1, 1, finished=True)
    assert 'href="/hi/publish/">प्रकाशन</a><a' in job_page(View("hi", "/"), made)
    for other in (replace(made, error=BusyError("make")), replace(made, finished=False)):
        assert 'href="/hi/publish/">प्रकाशन</a><a' not in job_page(View("hi", "/"), other)


def test_a_correction_changes_its_sentence_and_nothing_else(desk: Desk) -> None:
    file = desk.folder / "a.md"
    file.chmod(0o640)
    before = file.read_text(encoding="utf-8")
    script = desk.open("a.md")
    index = sentence(desk, "रुपया मज़बूत हुआ।")
    rewrite(desk, "a.md", index, "[रुपया](https://example.org/r) कमज़ोर\r\nहुआ।", script.version)
    assert file.read_text(encoding="utf-8") == before.replace("मज़बूत हुआ", "कमज़ोर हुआ")
    assert file.stat().st_mode & 0o777 == 0o640
    (change,) = history.read(file)
    assert (change.who, change.line, change.file) == ("आशा", 10, "a.md")
    assert change.after == "[रुपया](https://example.org/r) कमज़ोर हुआ।"
    assert desk.open("a.md").version == change.version != script.version


def test_line_ends_and_encoding_stay(desk: Desk) -> None:
    data = b"\xef\xbb\xbf" + "पहला।\r\n\r\nदूसरा क़लम।\r\n".replace("क़", "\u0958").encode()
    (desk.folder / "a.md").write_bytes(data)
    script = desk.open("a.md")
    rewrite(desk, "a.md", 0, "नया।", script.version)
    assert (desk.folder / "a.md").read_bytes() == data.replace("पहला".encode(), "नया".encode())


def test_an_empty_text_removes_a_sentence(desk: Desk) -> None:
    rewrite(desk, "a.md", sentence(desk, "पहली बात।"), "  ", desk.open("a.md").version)
    assert "\n- दूसरी बात।\n" in (desk.folder / "a.md").read_text(encoding="utf-8")
    undo(desk, "a.md")
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT


def test_two_editors_lose_no_work(desk: Desk) -> None:
    seen = desk.open("a.md").version
    rewrite(desk, "a.md", sentence(desk, "पहली बात।"), "पहली नई बात।", seen)
    after = (desk.folder / "a.md").read_bytes()
    with pytest.raises(ConflictError, match="somebody changed it in the meantime"):
        rewrite(desk, "a.md", sentence(desk, "दूसरी बात।"), "अंतिम बात।", seen)
    assert (desk.folder / "a.md").read_bytes() == after
    assert len(history.read(desk.folder / "a.md")) == 1


def test_what_could_not_be_read_is_not_written(desk: Desk) -> None:
    (desk.folder / "a.md").write_text("केवल यही।\n", encoding="utf-8")
    with pytest.raises(ScriptError):
        rewrite(desk, "a.md", 0, "", desk.open("a.md").version)
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == "केवल यही।\n"
    with pytest.raises(ScriptError, match="cannot be changed here"):
        rewrite(desk, "a.md", 7, "नया।", desk.open("a.md").version)


def test_a_correction_plans_its_script_once(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    script = desk.open("a.md")
    planned: list[str] = []

    def counted(read: Script, *rest: Any) -> PlannedScript:
        planned.append(read.text)
        return plan_script(read, *rest)

    monkeypatch.setattr("briefing.studio.desk.plan_script", counted)
    rewrite(desk, "a.md", sentence(desk, "पहली बात।"), "नई बात।", script.version)
    assert "नई बात।" in [row.source for row in desk.open("a.md").rows]
    assert len(planned) == 1
    say_as(desk, "a.md", Entry("नई", "नयी"))  # the same bytes, another reading
    assert "नयी बात।" in [row.utterance.spoken for row in desk.open("a.md").rows]
    assert len(planned) == 2


def test_undo_walks_back_and_stops(desk: Desk) -> None:
    for word in ("एक", "दो", "तीन"):
        rewrite(desk, "a.md", 3, f"{word} बात।", desk.open("a.md").version)
    undo(desk, "a.md")
    assert "- दो बात।" in (desk.folder / "a.md").read_text(encoding="utf-8")
    undo(desk, "a.md")
    undo(desk, "a.md")
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT
    with pytest.raises(ScriptError, match="nothing to take back"):
        undo(desk, "a.md")


def test_undo_after_other_hands(desk: Desk) -> None:
    file = desk.folder / "a.md"
    rewrite(desk, "a.md", 3, "एकदम नई बात।", desk.open("a.md").version)
    file.write_text(file.read_text(encoding="utf-8") + "\nऔर एक।\n", encoding="utf-8")
    undo(desk, "a.md")
    assert file.read_text(encoding="utf-8") == f"{SCRIPT}\nऔर एक।\n"
    rewrite(desk, "a.md", 3, "एकदम नई बात।", desk.open("a.md").version)
    file.write_text(file.read_text(encoding="utf-8").replace("एकदम नई", "किसी"), encoding="utf-8")
    with pytest.raises(ConflictError):
        undo(desk, "a.md")


def test_a_reading_here_only(desk: Desk) -> None:
    def say(written: str, spoken: str) -> None:
        version = desk.open("a.md").version
        correct.say_here(desk, "a.md", 1, written, spoken, version)

    say("612", "छह एक दो")
    text = SCRIPT.replace("**612**", "**[612]{बोलें: छह एक दो}**")
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == text
    row = desk.open("a.md").rows[1]
    assert row.utterance.spoken == "सेंसेक्स छह एक दो अंक चढ़ा।"
    assert [(t.written, t.spoken) for t in row.tokens if t.kind != "plain"] == [("612", "छह एक दो")]
    assert "".join(token.written for token in row.tokens) == row.utterance.written
    # Said otherwise again, it is one mark; taken back twice, the file is what it was.
    say("612", "छह सौ बारह")
    assert "**[612]{बोलें: छह सौ बारह}**" in (desk.folder / "a.md").read_text(encoding="utf-8")
    undo(desk, "a.md")
    undo(desk, "a.md")
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT
    assert not (desk.folder / "lexicon.tsv").exists()


@pytest.mark.parametrize(("written", "spoken"), [("999", "नौ"), ("", "नौ"), ("612", "<b>}")])
def test_what_cannot_be_said_here(written: str, spoken: str, desk: Desk) -> None:
    with pytest.raises(BriefingError):
        correct.say_here(desk, "a.md", 1, written, spoken, desk.open("a.md").version)
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT


def test_a_reading_for_the_show(desk: Desk) -> None:
    file = desk.folder / "lexicon.tsv"
    file.write_text("# ours\nRBI\tआर बी आई\tlexicon\told\n\nUPSC\tयू पी एस सी", encoding="utf-8")
    say_as(desk, "a.md", Entry("सेंसेक्स", "शेयर सूचकांक"), known="")
    say_as(desk, "a.md", Entry("RBI", "रिज़र्व बैंक"), known="आर बी आई")
    assert file.read_text(encoding="utf-8").splitlines() == [
        "# ours",
        "RBI\tरिज़र्व बैंक\tlexicon\told",
        "",
        "UPSC\tयू पी एस सी",
        "सेंसेक्स\tशेयर सूचकांक",
    ]
    assert "शेयर सूचकांक" in desk.open("a.md").rows[1].utterance.spoken
    undo(desk, "a.md")
    undo(desk, "a.md")
    text = "# ours\nRBI\tआर बी आई\tlexicon\told\n\nUPSC\tयू पी एस सी"
    assert file.read_text(encoding="utf-8") == text


def test_a_pronunciation_for_the_show(desk: Desk) -> None:
    before = desk.open("a.md").rows
    say_as(desk, "a.md", Entry("रुपया", "रुपया", respelling="रुपैया"))
    assert "रुपया\tरुपया\t\t\tरुपैया\n" in (desk.folder / "lexicon.tsv").read_text("utf-8")
    after = desk.open("a.md").rows
    changed = [a.index for a, b in zip(before, after, strict=True) if a.sound != b.sound]
    assert changed == [2]


def test_a_lexicon_that_lies_elsewhere_is_not_written(desk: Desk) -> None:
    (desk.folder.parent / "other.tsv").write_text("RBI\tआर बी आई\n", encoding="utf-8")
    (desk.folder / "lexicon.tsv").symlink_to(desk.folder.parent / "other.tsv")
    with pytest.raises(ScriptError, match="leads out of the folder"):
        say_as(desk, "a.md", Entry("RBI", "रिज़र्व बैंक"))
    assert (desk.folder.parent / "other.tsv").read_text("utf-8") == "RBI\tआर बी आई\n"


READINGS = {
    "signs": Entry("RBI", "<b>"),
    "another number of words": Entry("RBI", "रिज़र्व बैंक", respelling="रिज़र्व"),
    "no phone": Entry("RBI", "बैंक", respelling="bæŋkθ"),
    "nothing written": Entry("", "बैंक"),
    "a comment": Entry("#बैंक", "बैंक"),
}


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_that_cannot_be_spoken(name: str, desk: Desk) -> None:
    with pytest.raises(ConfigError):
        say_as(desk, "a.md", READINGS[name])
    assert not (desk.folder / "lexicon.tsv").exists()
    assert not history.path_of(desk.folder / "a.md").exists()


def test_a_reading_that_another_changed(desk: Desk) -> None:
    say_as(desk, "a.md", Entry("RBI", "आर बी आई"), known="")
    with pytest.raises(ConflictError):
        say_as(desk, "a.md", Entry("RBI", "रिज़र्व बैंक"), known="")


def test_a_tab_or_a_line_end_makes_no_second_column(desk: Desk) -> None:
    say_as(desk, "a.md", Entry("RBI\tx\n", "आर बी आई\nऔर\tएक"))
    (row,) = [
        r for r in (desk.folder / "lexicon.tsv").read_text("utf-8").splitlines() if r[0] != "#"
    ]
    assert row == "RBI x\tआर बी आई और एक"


def test_states(desk: Desk) -> None:
    assert desk.open("a.md").state == "draft"
    make(desk.folder / "a.md", desk.settings("a.md"))
    assert desk.open("a.md").state == "made"
    rewrite(desk, "a.md", 3, "नई बात।", desk.open("a.md").version)
    script = desk.open("a.md")
    assert (script.state, script.changed) == ("changed", (3,))
    undo(desk, "a.md")
    assert desk.open("a.md").state == "made"
    assert all(row.heard for row in desk.open("a.md").rows)


def test_the_list_names_what_cannot_be_read(desk: Desk) -> None:
    (desk.folder / "README.md").write_text("# Notes in English\n", encoding="utf-8")
    (desk.folder / "lexicon.tsv").write_text("RBI\tरिज़र्व बैंक\n", encoding="utf-8")
    (desk.folder / "b.md").write_text("---\nwrong: 1\n---\nनमस्ते।\n", encoding="utf-8")
    listed = {item.name: item for item in desk.scripts()}
    assert set(listed) == {"a.md", "b.md"}
    assert listed["b.md"].error and "unknown key" in listed["b.md"].error.what


@pytest.mark.parametrize("name", ["../a.md", "/etc/passwd", ".a.md", "b.md", "a.md/", "", "c.md"])
def test_no_name_leads_elsewhere(name: str, desk: Desk) -> None:
    (desk.folder.parent / "secret.md").write_text("गुप्त।", encoding="utf-8")
    (desk.folder / "c.md").symlink_to(desk.folder.parent / "secret.md")
    with pytest.raises(BriefingError):
        desk.open(name)
    assert "c.md" not in desk.names()


def test_the_history_is_plain_and_survives_a_slip(desk: Desk) -> None:
    rewrite(desk, "a.md", 3, "नई बात।", desk.open("a.md").version)
    file = history.path_of(desk.folder / "a.md")
    assert json.loads(file.read_text(encoding="utf-8"))["before"] == "पहली बात।"
    file.write_text(file.read_text(encoding="utf-8") + "{broken\n", encoding="utf-8")
    assert len(history.read(desk.folder / "a.md")) == 1
    undo(desk, "a.md")
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT


def test_nothing_is_left_where_the_disk_refuses(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("briefing.studio.changes.shutil.copymode", full)
    with pytest.raises(BriefingError, match="No space left"):
        rewrite(desk, "a.md", 3, "नई बात।", desk.open("a.md").version)
    assert (desk.folder / "a.md").read_text(encoding="utf-8") == SCRIPT
    assert not history.path_of(desk.folder / "a.md").exists()
    assert sorted(f.name for f in desk.folder.iterdir()) == ["a.md", "briefing.toml"]
    assert correct.reading(desk.open("a.md"), "RBI") is None


@pytest.fixture
def booth() -> Iterator[Booth]:
    booth = Booth()
    yield booth
    booth.close()


def test_the_sound_of_a_sentence_and_of_a_word(desk: Desk, booth: Booth) -> None:
    script = desk.open("a.md")
    for data in (booth.sentence(script, 1), booth.word(script, "रुपया", "रुपैया")):
        with wave.open(io.BytesIO(data)) as sound:
            assert (sound.getnchannels(), sound.getsampwidth()) == (1, 2)
            assert sound.getnframes() > sound.getframerate() / 10


def workers(booth: Booth) -> list[Popen[bytes]]:
    """Return the processes that speak for a booth at present."""
    found = booth._pool._workers if booth._pool else []
    return [w._process for w in found if isinstance(w, SubprocessWorker) and w._process]


def test_the_voice_is_loaded_ahead_and_kept(desk: Desk, booth: Booth) -> None:
    script = desk.open("a.md")
    booth.warm(script)
    wait_until(lambda: len(workers(booth)) == 1)
    (process,) = workers(booth)
    booth.warm(script)
    booth.sentence(script, 1)
    booth.word(script, "रुपया", "रुपैया")
    assert workers(booth) == [process]
    booth.make(script)
    assert workers(booth) == [process] and process.poll() is None


def test_a_voice_that_nobody_needs_is_let_go(desk: Desk) -> None:
    booth = Booth(idle_s=0.05)
    script = desk.open("a.md")
    sound = booth.sentence(script, 1)
    wait_until(lambda: booth._pool is None)
    assert workers(booth) == []
    booth.warm(script)
    assert booth.sentence(script, 1) == sound
    booth.close()


def test_a_sentence_is_spoken_before_it_is_asked_for(
    desk: Desk, booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    (desk.folder / "a.md").write_text("पहले से बोला गया वाक्य।", encoding="utf-8")
    script = desk.open("a.md")
    store = ClipCache(cache_folder() / "clips")
    key = script.rows[-1].sound
    assert not store.holds(key)
    booth.begin(script, script.rows[-1].index)
    wait_until(lambda: store.holds(key))

    def refuse(*_: object) -> None:
        raise BriefingError("not installed")

    monkeypatch.setattr("briefing.studio.booth.speak", refuse)
    booth.begin(script, 0)  # a correction does not fail for it
    with pytest.raises(BriefingError):
        booth.sentence(script, 0)


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        sleep(0.05)
    pytest.fail("30 s later it is still not so")


def test_only_the_changed_sentence_is_spoken_anew(desk: Desk, booth: Booth) -> None:
    first = booth.make(desk.open("a.md"))
    assert (first.spoken, first.reused) == (5, 0)
    rewrite(desk, "a.md", 3, "नई बात।", desk.open("a.md").version)
    second = booth.make(desk.open("a.md"))
    assert (second.spoken, second.reused, second.changed) == (1, 4, (3,))
    assert second.manifest.guid == first.manifest.guid
    assert desk.open("a.md").state == "made"


def test_a_job_reports_and_can_be_cancelled(desk: Desk, booth: Booth) -> None:
    jobs = Jobs()
    script = desk.open("a.md")

    def work(report: ProgressCallback) -> tuple[str, ...]:
        return (booth.make(script, report).audio.name,)

    job = finished(jobs, jobs.start("make", "a.md", work))
    assert (job.done, job.total, job.result, job.error) == (5, 5, ("sham.mp3",), None)
    gate = Event()

    def slow(report: ProgressCallback) -> tuple[str, ...]:
        gate.wait(10)
        report(Progress("speaking", 1, 2, 0, 0))
        raise AssertionError("it went on")

    job = jobs.start("make", "a.md", slow)
    with pytest.raises(BusyError):
        jobs.start("publish", "", slow)
    jobs.cancel(job.id)
    gate.set()
    job = finished(jobs, job)
    assert isinstance(job.error, CancelledError) and jobs.running is None


def test_a_job_that_breaks_ends(caplog: pytest.LogCaptureFixture) -> None:
    jobs = Jobs()
    job = finished(jobs, jobs.start("make", "", lambda report: 1 / 0))  # type: ignore[arg-type, return-value]
    assert job.error and job.error.what == "an internal error"
    assert "ZeroDivisionError" in caplog.text


def finished(jobs: Jobs, job: Job) -> Job:
    while not job.finished:
        job = jobs.wait(job, 10)
    return job


def test_doubts_by_harm(desk: Desk) -> None:
    text = "वह bahut zgqzta है।\n\nयह ☃७ और ⛄ देखिए। zgqzta फिर।\n"
    (desk.folder / "a.md").write_text(text, encoding="utf-8")
    script = desk.open("a.md")
    found = doubts(script)
    kinds = [doubt.kind for doubt in found]
    order = ["failed", "lost", "unread", "guessed"]
    assert kinds == sorted(kinds, key=order.index)
    assert len({(d.kind, d.words) for d in found}) == len(found)
    guessed = [doubt for doubt in found if doubt.kind == "guessed"]
    assert guessed and all(doubt.reading for doubt in guessed)
    # To accept a guess is a row of the lexicon with its reading.
    for doubt in guessed:
        say_as(desk, "a.md", Entry(doubt.words, doubt.reading), known="")
    assert not [doubt for doubt in doubts(desk.open("a.md")) if doubt.kind == "guessed"]


def test_what_was_heard_otherwise_is_a_doubt(desk: Desk, booth: Booth) -> None:
    made = booth.make(desk.open("a.md"))
    fault = HeardFault(kind="twice", words="बात", at_ms=900, confidence=0.7)
    said = made.manifest.utterances
    heard = (*said[:-1], replace(said[-1], heard=(fault,)))
    manifest.write(made.folder / manifest.NAME, replace(made.manifest, utterances=heard))
    (doubt,) = (doubt for doubt in doubts(desk.open("a.md")) if doubt.kind == "misheard")
    assert (doubt.words, doubt.reading) == (said[-1].written, "«बात» is heard twice (70 %)")


def test_publishing_says_what_changes_and_keeps_the_guid(desk: Desk, booth: Booth) -> None:
    toml = desk.folder / "briefing.toml"
    show = 'description = "ख़बरें"\nbase_url = "https://example.org/p/"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + show, encoding="utf-8")
    first = booth.make(desk.open("a.md"))
    assert [item.change for item in review(desk).items] == ["new"]
    publish(desk, lambda progress: None)
    assert desk.open("a.md").state == "published"
    assert not review(desk).changes
    rewrite(desk, "a.md", 3, "नई बात।", desk.open("a.md").version)
    booth.make(desk.open("a.md"))
    assert [item.change for item in review(desk).items] == ["replaced"]
    assert desk.open("a.md").state == "made"
    desk.destination = str(desk.folder.parent / "web")
    notices = {first.folder.name: "पहले कुछ और कहा गया था।"}
    desk.check = False
    lines = publish(desk, lambda progress: None, notices)
    feed = (desk.folder.parent / "web" / "feed.xml").read_text(encoding="utf-8")
    assert f'<guid isPermaLink="false">{first.manifest.guid}</guid>' in feed
    assert "): पहले कुछ और कहा गया था।" in feed
    assert any("web" in str(line) for line in lines)
    toml.write_text(toml.read_text("utf-8").replace("https://example.org", UNSERVED), "utf-8")
    desk.check = True
    lines = publish(desk, lambda progress: None)
    worst, *others = lines
    assert isinstance(worst, Finding) and worst.severity == "error", "errors come first"
    assert worst.file == f"{UNSERVED}/p/feed.xml"
    assert not any("server-answers" in str(line) for line in others), "one for all files"
    english, hindi = (job_page(View(language, "/t/"), shown(lines)) for language in ("en", "hi"))
    assert f"✗ {UNSERVED}/p/feed.xml: " in english
    said = hindi_rules()[worst.rule]
    assert f"✗ {said.why}" in hindi and f"उपाय: {said.remedy}" in hindi
    assert f'lang="en">{UNSERVED}/p/feed.xml: ' in hindi, "the details stay"
    with pytest.raises(ScriptError, match="no such episode"):
        publish(desk, lambda progress: None, {"../a": "x"})


def shown(lines: tuple[Line, ...]) -> Job:
    """Return a publication that is finished, with these lines."""
    return Job("1", "publish", "", finished=True, result=lines)


def test_publishing_without_a_show(desk: Desk, booth: Booth) -> None:
    booth.make(desk.open("a.md"))
    with pytest.raises(ConfigError, match="the show has no description"):
        publish(desk, lambda progress: None)


def test_old_episodes_are_removed_as_they_were_seen(desk: Desk) -> None:
    for day in ("29", "30", "31"):
        episode(desk.folder / "out" / f"a{day}", date=f"2026-01-{day}")
    with pytest.raises(ConflictError):
        prune(desk, 1, ["a29"])
    with pytest.raises(ConflictError):
        prune(desk, 3, ["a29"])
    assert prune(desk, 1, ["a29", "a30"]) == ("a29", "a30")
    assert [f.name for f in (desk.folder / "out").iterdir() if f.is_dir()] == ["a31"]


def test_a_reading_is_reported_as_a_case(desk: Desk) -> None:
    (desk.folder / "a.md").write_text("सेंसेक्स 612 अंक चढ़ा।", encoding="utf-8")
    script = desk.open("a.md")
    index = script.rows[-1].index
    found = case(script, index, " 612 ", "छः सौ बारह")
    assert found == "# cardinal\nसेंसेक्स 612 अंक चढ़ा।\tसेंसेक्स छः सौ बारह अंक चढ़ा।\n"
    assert case(script, index, "अंक", "अङ्क") == "अंक\tअङ्क\n"
    for number, written in ((99, "612"), (index, " ")):
        with pytest.raises(ScriptError, match="nothing to report"):
            case(script, number, written, "छः")
