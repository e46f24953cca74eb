"""The studio as a program of its own, asked over a socket: who is let in, and what is only text."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree as ET

import pytest
from helpers.published import EVIL, episode, python, server

from briefing.episode import library
from briefing.pipeline import make
from briefing.studio.desk import Desk
from briefing.system.files import sha256

SCRIPT = """---
title: {title}
date: 2026-01-31
---

पहला वाक्य 5 बजे। {title} यहाँ है।
"""
TOML = """voice = "tone"
disclosure = "none"

[show]
title = "शो"
description = "ख़बरें"
base_url = "https://example.org/p/"
"""


class Answer:
    """An answer, read to its end."""

    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.text = body.decode("utf-8", "replace")
        self.body = body


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("studio")
    desk(place)
    (place / "secret.md").write_text("गुप्त।", encoding="utf-8")
    return place


def desk(place: Path) -> Path:
    folder = place / "desk"
    folder.mkdir()
    (folder / "briefing.toml").write_text(TOML, encoding="utf-8")
    (folder / "a.md").write_text(SCRIPT.format(title="शाम"), encoding="utf-8")
    (folder / "evil.md").write_text(SCRIPT.format(title=EVIL), encoding="utf-8")
    (folder / "lexicon.tsv").write_text(f"{EVIL}\tबुरा\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with server("studio", "desk", cwd=place) as url:
        yield url


@pytest.fixture
def ask(url: str) -> Iterator[Ask]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=20)

    def send(
        path: str, form: Mapping[str, str] | None = None, *, whole: bool = False, **headers: str
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body = None if form is None else urlencode(form)
        address = path if whole else parts.path + path
        connection.request("GET" if body is None else "POST", address, body, named)
        response = connection.getresponse()
        return Answer(response.status, dict(response.headers), response.read())

    yield send
    connection.close()


def test_the_address_leads_in(ask: Ask, url: str) -> None:
    assert len(urlsplit(url).path.strip("/")) >= 43
    home = ask("", Accept_Language="en-GB,en")
    assert (home.status, home.headers["location"]) == (303, f"{urlsplit(url).path}en/")
    page = ask("hi/")
    assert page.status == 200
    assert "मसौदा" in page.text and "a.md" in page.text
    assert "Draft" in ask("en/").text


@pytest.mark.parametrize(
    "path", ["/", "/hi/", "//", "/hi/e/a.md/", f"/{'x' * 43}/hi/", "/assets/studio.css", "/%00/hi/"]
)
def test_nobody_enters_without_the_token(path: str, ask: Ask) -> None:
    for form in (None, {"text": "नया।"}):
        answer = ask(path, form, whole=True)
        assert answer.status == 404
        assert "briefing" not in answer.text.lower()


STRANGERS = {
    "another origin": {"Origin": "https://evil.example"},
    "another port": {"Origin": "http://127.0.0.1:1"},
    "no origin at all": {"Origin": "null"},
    "another site": {"Sec_Fetch_Site": "cross-site"},
    "another port of this machine": {"Sec_Fetch_Site": "same-site"},
}


@pytest.mark.parametrize("name", STRANGERS)
def test_no_other_page_sends_a_form(name: str, ask: Ask, place: Path) -> None:
    before = (place / "desk" / "a.md").read_bytes()
    for action in (
        "text",
        "reading",
        "undo",
        "make",
        "shape/split",
        "shape/settings",
        "shape/revert",
    ):
        assert ask(f"hi/e/a.md/{action}", {"text": "नया।"}, **STRANGERS[name]).status == 403
    for page in ("publish", "prune"):
        assert ask(f"hi/{page}/", {}, **STRANGERS[name]).status == 403
    assert (place / "desk" / "a.md").read_bytes() == before
    assert not (place / "desk" / "out").exists()


def test_another_name_for_this_machine_is_not_answered(ask: Ask) -> None:
    assert ask("hi/", Host="evil.example").status == 400


WAYS = [
    "..%2fsecret.md",
    "%2e%2e/secret.md",
    "..%5csecret.md",
    "%2fetc%2fpasswd",
    "a.md%00",
    "x.md",
]


@pytest.mark.parametrize("way", WAYS)
def test_no_name_leads_elsewhere(way: str, ask: Ask) -> None:
    below = ("", "word/?w=x", "sound/0.wav", "shape/")
    for path in (f"hi/e/{way}/{rest}" for rest in below):
        answer = ask(path)
        assert answer.status in (400, 404)
        assert "गुप्त" not in answer.text and "root:" not in answer.text
    assert ask(f"assets/{way}").status == 404
    assert ask("assets/..%2fapp.py").status == 404


def test_every_answer_is_closed_to_others(ask: Ask) -> None:
    for path in ("hi/", "hi/e/a.md/", "assets/studio.js", "hi/e/nothing.md/"):
        headers = ask(path).headers
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy and "frame-ancestors 'none'" in policy
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"


def test_scripts_in_titles_and_lexicons_are_text(ask: Ask) -> None:
    page = ask("hi/e/evil.md/")
    assert page.status == 200
    shown = [page.text, ask("hi/").text, ask("hi/e/evil.md/shape/").text]
    shown.append(ask(f"hi/e/evil.md/word/?w={quote(EVIL)}").text)
    shown.append(ask(f"hi/e/a.md/word/?w=x&r={quote(EVIL)}").text)
    shown.append(ask("hi/e/a.md/reading", {"written": EVIL, "spoken": EVIL}).text)
    for text in shown:
        assert "alert(" in text
        assert re.findall(r"<script[^>]*>", text) == re.findall(
            r'<script src="/[\w-]+/assets/\w+\.js"(?: defer)?>', text
        )
        assert not re.search(r"<[^>]+\son\w+=", text)


def version(ask: Ask) -> str:
    found = re.search(r'name="version" value="(\w+)"', ask("hi/e/a.md/").text)
    assert found
    return found[1]


def test_a_correction_and_its_conflict(ask: Ask, place: Path) -> None:
    seen = version(ask)
    form = {"index": "0", "version": seen, "text": "पहला नया वाक्य 5 बजे।"}
    answer = ask("hi/e/a.md/text", form, Sec_Fetch_Site="same-origin")
    assert (answer.status, answer.headers["location"].endswith("/hi/e/a.md/#s0")) == (303, True)
    text = (place / "desk" / "a.md").read_text(encoding="utf-8")
    assert "पहला नया वाक्य 5 बजे। शाम यहाँ है।" in text
    answer = ask("en/e/a.md/text", {**form, "text": "दूसरे हाथ का वाक्य।"})
    assert answer.status == 409
    assert "Somebody changed it" in answer.text and "दूसरे हाथ का वाक्य।" in answer.text
    assert (place / "desk" / "a.md").read_text(encoding="utf-8") == text
    assert ask("hi/e/a.md/undo", {}).status == 303
    assert version(ask) == seen


def test_chapters_change_the_file(ask: Ask, place: Path) -> None:
    file = place / "desk" / "b.md"
    file.write_text(f"{EVIL} पहला। दूसरा।\n\n## {EVIL} खेल\n\nतीसरा।\n", encoding="utf-8")
    before = file.read_text(encoding="utf-8")

    def act(action: str, **fields: str) -> Answer:
        page = ask("en/e/b.md/shape/").text
        assert not re.search(r"<script>|<[^>]+\son\w+=", page)
        found = re.search(r'name="version" value="(\w+)"', page)
        assert found
        return ask(f"en/e/b.md/shape/{action}", {"version": found[1], **fields})

    titled = act("retitle", index="1", text="क्रिकेट <b>", then="1")
    assert (titled.status, titled.headers["location"].endswith("/shape/#c1")) == (303, True)
    assert act("split", sentence="1", text="मौसम").status == 303
    assert act("move", index="2", where="up").status == 303
    assert act("merge", index="1").status == 303
    after = file.read_text(encoding="utf-8")
    assert after == f"{EVIL} पहला।\n\nतीसरा।\n\n## मौसम\n\nदूसरा।\n"
    stale = ask("en/e/b.md/shape/retitle", {"version": "0", "index": "1", "text": "मेरा शीर्षक"})
    assert (stale.status, "मेरा शीर्षक" in stale.text) == (409, True)
    assert act("move", index="1", where="up").status == 400
    for _ in range(4):
        assert act("revert").status == 303
    assert file.read_text(encoding="utf-8") == before
    file.unlink()


def test_settings_change_the_file_of_the_show(ask: Ask, place: Path) -> None:
    file, script = place / "desk" / "briefing.toml", place / "desk" / "a.md"
    before = script.read_text(encoding="utf-8")

    def save(scope: str, **changed: str) -> Answer:
        page = ask("en/e/a.md/shape/").text
        known = dict(re.findall(r'name="(\w*version)" value="(\w+)"', page))
        # A form sends all its fields; what is as it was is not written.
        fields = {"pauses.sentence_ms": "350", "sound.duck_db": "15", "sound.tune": ""}
        given = {key.replace("__", "."): value for key, value in changed.items()}
        return ask("en/e/a.md/shape/settings", {**known, "scope": scope, **fields, **given})

    assert save("show", pauses__chapter_ms="900", voice="tone").status == 303
    assert file.read_text(encoding="utf-8") == f"{TOML}\n[pauses]\nchapter_ms = 900\n"
    assert save("here", sound__set="default").status == 303
    assert "\nsound:\n  set: default\n---" in script.read_text(encoding="utf-8")
    refused = save("here", voice="hf_alpha")
    assert (refused.status, "a script cannot say voice" in refused.text) == (400, True)
    assert save("show", sound__tune="../secret.md").status == 400
    assert save("show", sound__duck_db="loud").status == 400
    form = {"scope": "show", "show_version": "0", "pauses.line_ms": "1"}
    assert ask("en/e/a.md/shape/settings", form).status == 409
    for _ in range(2):
        assert ask("en/e/a.md/shape/revert", {}).status == 303
    assert file.read_text(encoding="utf-8") == TOML
    assert script.read_text(encoding="utf-8") == before


def test_a_form_that_is_too_large(ask: Ask) -> None:
    assert ask("hi/e/a.md/text", {"text": "अ" * 100_000}).status == 413
    assert ask("hi/e/a.md/text", {f"f{n}": "" for n in range(2000)}).status == 413


def test_a_wrong_form_is_explained(ask: Ask) -> None:
    seen = version(ask)
    answer = ask("en/e/a.md/text", {"index": "99", "text": "अ", "version": seen})
    assert (answer.status, "cannot be changed here" in answer.text) == (400, True)
    answer = ask("en/e/a.md/reading", {"written": "x", "spoken": "<b>"})
    assert (answer.status, "cannot speak" in answer.text) == (400, True)
    assert ask("en/e/a.md/undo", {}).status == 400
    assert version(ask) == seen


def test_the_sound_of_a_sentence(ask: Ask) -> None:
    answer = ask("hi/e/a.md/sound/0.wav")
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/wav")
    assert answer.body.startswith(b"RIFF")
    assert ask("hi/e/a.md/sound/99.wav").status == ask("hi/e/a.md/sound/99.json").status == 400
    words = json.loads(ask("hi/e/a.md/sound/0.json").text)
    assert [word for word, _, _ in words] == ["पहला", "वाक्य", "5 बजे।"]
    times = [ms for _, start, end in words for ms in (start, end)]
    assert times == sorted(times) and times[-1] <= (len(answer.body) - 44) / 2 / 16
    assert ask(f"hi/e/a.md/word/sound.wav?w={quote('कमला')}&r={quote('कमऽला')}").status == 200


def test_an_episode_is_made_and_published_with_progress(ask: Ask, place: Path) -> None:
    for action in ("hi/e/a.md/make", "hi/publish/"):
        answer = ask(action, {})
        assert answer.status == 303
        job = answer.headers["location"].partition("/hi/")[2]
        events = ask(f"hi/{job}events").text
        steps = [json.loads(line[6:]) for line in events.splitlines() if line]
        assert steps[-1]["finished"] and steps[-1]["done"] == steps[-1]["total"] > 0
        assert "हो गया" in ask(f"hi/{job}").text
    assert (place / "desk" / "out" / "feed.xml").is_file()
    assert "प्रकाशित" in ask("hi/e/a.md/").text
    assert "वही" in ask("hi/publish/").text


def test_the_sound_of_the_whole_and_previews(ask: Ask, place: Path) -> None:
    if not (place / "desk" / "out").exists():
        job = ask("hi/e/a.md/make", {}).headers["location"].partition("/hi/")[2]
        ask(f"hi/{job}events")
    whole = ask("hi/e/a.md/shape/audio")
    assert (whole.status, whole.headers["content-type"]) == (200, "audio/mpeg")
    part = ask("hi/e/a.md/shape/audio", Range="bytes=100-199")
    assert (part.status, part.body) == (206, whole.body[100:200])
    assert re.fullmatch(r"\d+\.\d LU\n", ask("hi/e/a.md/shape/range").text)
    assert "LUFS" in ask("hi/e/a.md/shape/").text
    for name in ("0", "end"):
        mix = ask(f"hi/e/a.md/shape/preview/{name}.mp3")
        assert (mix.status, mix.headers["content-type"]) == (200, "audio/mpeg")
        assert len(mix.body) > 1000
    assert ask("hi/e/a.md/shape/preview/0.mp3?sound.set=default").body != mix.body
    assert ask("hi/e/a.md/shape/preview/0.mp3?sound.tune=..%2fsecret.md").status == 400
    assert ask("hi/e/a.md/shape/preview/99.mp3").status == 400
    assert ask("hi/e/a.md/shape/voice.wav?voice=tone").body == ask("hi/e/a.md/sound/0.wav").body
    assert ask(f"hi/e/a.md/shape/voice.wav?voice={quote(EVIL)}").status == 400
    for name in ("x", "-1", "..%2f0", "1e3", "०"):
        assert ask(f"hi/e/a.md/shape/preview/{quote(name, safe='%')}.mp3").status == 404
    assert ask("hi/e/evil.md/shape/audio").status == 404
    assert ask("hi/e/evil.md/shape/range").status == 404


def test_old_episodes_are_shown_and_then_removed(ask: Ask, place: Path) -> None:
    for day in ("01", "02"):
        episode(place / "desk" / "out" / f"old{day}", date=f"2020-01-{day}")
    kept = len([f for f in (place / "desk" / "out").iterdir() if (f / "manifest.json").is_file()])
    page = ask(f"en/prune/?keep={kept - 1}").text
    assert "old01" in page and "old02" not in page
    seen = re.search(r'name="seen" value="([^"]*)"', page)
    assert seen and seen[1] == "old01"
    form = {"keep": str(kept - 1), "seen": "old02"}
    refused = ask("en/prune/", form).headers["location"].partition("/en/")[2]
    ask(f"en/{refused}events")
    assert "somebody changed it" in ask(f"en/{refused}").text
    assert (place / "desk" / "out" / "old01").is_dir()
    job = ask("en/prune/", {**form, "seen": "old01"}).headers["location"].partition("/en/")[2]
    ask(f"en/{job}events")
    assert "old01" in ask(f"en/{job}").text
    assert not (place / "desk" / "out" / "old01").exists()
    assert "No episode would go." in ask("en/prune/?keep=60").text


def test_a_case_is_shown_and_nothing_changes(ask: Ask, place: Path) -> None:
    before = (place / "desk" / "a.md").read_bytes(), (place / "desk" / "lexicon.tsv").read_bytes()
    form = {"index": "0", "written": "5 बजे", "spoken": "पाँच बजकर", "scope": "report"}
    answer = ask("en/e/a.md/reading", form)
    assert (answer.status, "5 बजे।\tपहला वाक्य पाँच बजकर।\n" in answer.text) == (200, True)
    after = (place / "desk" / "a.md").read_bytes(), (place / "desk" / "lexicon.tsv").read_bytes()
    assert after == before


def test_what_is_not_there(ask: Ask) -> None:
    for path in ("fr/", "hi/nothing/", "hi/jobs/x/", "hi/jobs/x/events", "assets/none.css"):
        assert ask(path).status == 404


ROUNDS = int(os.environ.get("BRIEFING_KILLS", "4"))
VOICE = os.environ.get("BRIEFING_KILLS_VOICE", "tone")


@pytest.mark.slow
@pytest.mark.parametrize("action", ["text", "reading", "undo"])
def test_a_kill_damages_nothing(action: str, tmp_path: Path) -> None:
    """Kill the server while it works, as a power cut would: every file is whole, old or new."""
    folder = desk(tmp_path)
    script, lexicon = folder / "a.md", folder / "lexicon.tsv"
    for number in range(ROUNDS):
        script.write_text(SCRIPT.format(title="शाम"), encoding="utf-8")
        old, rows = script.read_text(encoding="utf-8"), lexicon.read_text(encoding="utf-8")
        text = f"वाक्य {number} यहाँ।"
        kill_during(action, number, text, tmp_path)
        edited = old.replace("पहला वाक्य 5 बजे।", text)
        assert script.read_text(encoding="utf-8") in (old, edited)
        row = f"शब्द{number}\tशब्द\n"
        assert lexicon.read_text(encoding="utf-8") in (rows, rows + row)
        history = folder / "a.md.history.jsonl"
        for line in history.read_text("utf-8").splitlines() if history.is_file() else ():
            assert json.loads(line)["file"] in ("a.md", "lexicon.tsv")


@pytest.mark.slow
@pytest.mark.parametrize("action", ["make", "publish"])
def test_a_kill_leaves_an_episode_old_or_new(action: str, tmp_path: Path) -> None:
    """Kill the server at moments all over the work: episode and feed are whole, old or new."""
    folder = desk(tmp_path)
    (folder / "evil.md").unlink()
    toml = TOML.replace("https://example.org", "http://127.0.0.1:9").replace("tone", VOICE)
    (folder / "briefing.toml").write_text(toml, encoding="utf-8")
    lasts_s = 0.0
    known: set[str] = set()
    for number in range(ROUNDS + 1):
        text = SCRIPT.format(title="शाम").replace("पहला", f"पहला {number}")
        (folder / "a.md").write_text(text, encoding="utf-8")
        if action == "publish":
            made = make(folder / "a.md", Desk(folder).settings("a.md"))
            known.add(made.manifest.audio.sha256)
        begun = time.monotonic()
        kill_at(f"e/a.md/{action}" if action == "make" else "publish/", tmp_path, lasts_s * number)
        lasts_s = lasts_s or (time.monotonic() - begun) / ROUNDS
        assert (folder / "a.md").read_text(encoding="utf-8") == text
        texts = [f"पहला {n} वाक्य 5 बजे।" for n in range(number + 1)]
        whole(folder / "out" / "sham", texts)
        delivered(tmp_path / "web", known)
    kill_at("e/a.md/make", tmp_path, 0)
    kill_at("publish/", tmp_path, 0)
    record = library.load(folder / "out" / "sham").manifest
    delivered(tmp_path / "web", {record.audio.sha256})
    assert f'length="{record.audio.size_bytes}"' in (tmp_path / "web" / "feed.xml").read_text(
        "utf-8"
    )
    assert not list((folder / "out").glob("**/.work*"))


def whole(folder: Path, texts: list[str]) -> None:
    """Check that an episode is all of one state: what its manifest says is what is there."""
    record = library.load(folder).manifest
    assert sha256(folder / record.audio.file) == record.audio.sha256
    assert record.body[0].written in texts


def delivered(web: Path, known: set[str]) -> None:
    """Check that a feed names only audio that is there and whole."""
    if (web / "feed.xml").is_file():
        for node in ET.parse(web / "feed.xml").iter("enclosure"):
            path = urlsplit(node.attrib["url"]).path.removeprefix("/p/")
            assert sha256(web / path) in known


def kill_at(action: str, place: Path, after_s: float) -> None:
    """Ask a new server for some work and kill it so long after; wait for the end where it is 0."""
    program = python("studio", "desk", "--publish", "web", cwd=place)
    assert program.stdout is not None
    parts = urlsplit(program.stdout.readline().strip())
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=300)
    connection.request("POST", f"{parts.path}hi/{action}", "")
    answer = connection.getresponse()
    answer.read()
    if after_s:
        time.sleep(after_s)
    else:
        connection.request("GET", f"{answer.headers['location']}events")
        assert '"finished": true' in connection.getresponse().read().decode()
    program.kill()
    program.communicate(timeout=30)
    connection.close()


def kill_during(action: str, number: int, text: str, place: Path) -> None:
    """Ask a new server for an action and kill it a little later, later from round to round."""
    program = python("studio", "desk", cwd=place)
    assert program.stdout is not None
    parts = urlsplit(program.stdout.readline().strip())
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    connection.request("GET", f"{parts.path}hi/e/a.md/")
    found = re.search(r'name="version" value="(\w+)"', connection.getresponse().read().decode())
    assert found
    form = {"index": "0", "version": found[1], "text": text}
    form |= {"written": f"शब्द{number}", "spoken": "शब्द"}
    if action == "undo":
        connection.request("POST", f"{parts.path}hi/e/a.md/text", urlencode(form))
        assert connection.getresponse().read() == b""
    connection.request("POST", f"{parts.path}hi/e/a.md/{action}", urlencode(form))
    time.sleep(0.004 * number)
    program.kill()
    program.communicate(timeout=10)
    connection.close()
