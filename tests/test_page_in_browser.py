"""The page in a real browser: it plays, seeks, follows the speech, obeys the keyboard.

Needs Playwright and a Chromium that is installed already (``BRIEFING_CHROMIUM`` names another one).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from helpers.browser import MARKS, faults, guarded, until
from helpers.published import EVIL, episode, python, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = MARKS


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("browser")
    episode(place / "out" / "a", sound=True)
    changes: dict[str, Any] = {
        "title": EVIL,
        "date": "2026-02-01",
        "titles": {0: EVIL, 2: f"{EVIL} 2"},
    }
    episode(place / "out" / "b", sound=True, **changes)
    words = [("एक", 0, 4000), ("दो", 4000, 9000)]
    timed = [{"written": w, "start_ms": start, "end_ms": end} for w, start, end in words]
    said = {"written": "एक दो", "chapter": 0, "paragraph": 0, "voice": "tone", "words": timed}
    utterances = [{**said, "start_ms": 0, "end_ms": 9000}]
    chapters = [{"title": "गिनती", "start_ms": 0, "end_ms": 12_000}]
    changes = {"date": "2026-01-01", "utterances": utterances, "chapters": chapters}
    episode(place / "out" / "w", sound=True, **changes)
    return place


@pytest.fixture(scope="module")
def url(place: Path) -> Iterator[str]:
    with server("serve", "--port", "0", cwd=place, logs=True) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Give a page of its own memory, on which nothing may go wrong or leave the machine."""
    with guarded(browser, url) as (page, wrong):
        page.on("console", lambda m: wrong.append(m.text) if m.type == "error" else None)
        page.goto(f"{url}a/")
        yield page


def audio(page: Page, what: str) -> Any:
    return page.evaluate(f"document.getElementById('audio').{what}")


def current(page: Page, kind: str) -> str:
    """Return the text of what is marked as current: a sentence (``.s``) or a chapter."""
    return page.locator(f"{kind}[aria-current]").first.inner_text().split("\n")[0]


def at(page: Page, seconds: float) -> None:
    until(page, f"Math.abs(document.getElementById('audio').currentTime - {seconds}) < 0.6")


def test_it_plays_and_the_text_follows(page: Page) -> None:
    assert page.locator(".s[aria-current]").count() == 0
    page.click("#play")
    until(page, "document.getElementById('audio').currentTime > 0.3")
    assert page.get_attribute("#play", "aria-label") == "रोकें"
    assert current(page, ".s") == "शाम की ख़बरें"
    until(page, "document.querySelector('.s[aria-current]').textContent === 'नमस्कार।'")
    assert 1.9 < audio(page, "currentTime") < 3
    assert float(page.get_attribute("#played", "width") or 0) > 0
    page.click("#play")
    assert audio(page, "paused")
    assert page.inner_text("#elapsed") == "0:02"


def test_the_word_that_is_heard_is_lit(page: Page, url: str) -> None:
    page.goto(f"{url}w/")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.goto(f"{url}w/#t=1")
    until(page, "document.querySelector('.lit')?.textContent === 'एक'")
    page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.lit')?.textContent === 'दो'")
    assert page.locator(".lit").count() == 1


def test_a_chapter_seeks_and_is_marked(page: Page) -> None:
    page.click(".contents a >> nth=1")
    at(page, 6)
    assert not audio(page, "paused")
    assert current(page, ".contents a") == "बाज़ार"
    assert page.inner_text("#now-playing") == "बाज़ार"
    assert page.url.endswith("#t=6")
    assert current(page, ".s") == "बाज़ार"


def test_a_sentence_seeks(page: Page) -> None:
    page.click("text=बाज़ार ₹20 चढ़ा।")
    at(page, 8)
    assert current(page, ".s") == "बाज़ार ₹20 चढ़ा।"


def test_the_waveform_seeks(page: Page) -> None:
    box = page.locator(".wave").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + box["height"] / 2)
    at(page, 9)
    assert "0:09 / 0:12" in (page.get_attribute("#seek", "aria-valuetext") or "")


def test_the_keyboard(page: Page) -> None:
    for key, seconds in [("]", 6), ("ArrowRight", 11), ("ArrowLeft", 6), ("[", 0), ("l", 11.95)]:
        page.keyboard.press(key)
        at(page, seconds)
    page.keyboard.press("j")
    at(page, 0)
    page.keyboard.press("Space")
    until(page, "!document.getElementById('audio').paused")
    page.keyboard.press("k")
    until(page, "document.getElementById('audio').paused")
    page.keyboard.press(">")
    assert (audio(page, "playbackRate"), page.input_value("#rate")) == (1.25, "1.25")
    assert page.inner_text("#status") == "रफ़्तार 1.25×"
    page.keyboard.press("<")
    page.keyboard.press("<")
    assert audio(page, "playbackRate") == 0.75
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("k")
    assert audio(page, "paused")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()


def test_letters_can_be_turned_off(page: Page) -> None:
    page.keyboard.press("?")
    page.uncheck("#letters")
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("]")
    page.keyboard.press("ArrowRight")
    at(page, 5)
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()
    page.click("#help")
    page.check("#letters")
    page.keyboard.press("Escape")
    page.keyboard.press("]")
    at(page, 6)


def test_a_hindi_layout_has_the_same_keys(page: Page) -> None:
    hindi = "new KeyboardEvent('keydown', {key: 'क', code: 'KeyK', bubbles: true})"
    page.evaluate(f"document.body.dispatchEvent({hindi})")
    until(page, "!document.getElementById('audio').paused")


def test_the_focused_button_keeps_its_own_key(page: Page) -> None:
    page.focus("#ahead")
    page.keyboard.press("Space")
    at(page, 11.95)
    assert audio(page, "paused")


@pytest.mark.parametrize(
    ("fragment", "seconds"), [("#t=8", 8), ("#t=0:08", 8), ("#t=npt:0:00:08.5", 8.5), ("#t=x", 0)]
)
def test_links_into_the_episode(fragment: str, seconds: float, page: Page, url: str) -> None:
    page.goto("about:blank")
    page.goto(f"{url}a/{fragment}")
    at(page, seconds)


def test_the_place_is_remembered(page: Page, url: str) -> None:
    page.keyboard.press("]")
    at(page, 6)
    page.keyboard.press("ArrowLeft")
    at(page, 1)
    page.goto(url)
    assert page.locator(".left").all_inner_texts() == ["", "0:11 बाकी", ""]
    page.goto(f"{url}a/")
    at(page, 1)
    assert page.inner_text("#status") == "पिछली बार 0:01 तक सुना था।"


def test_the_text_follows_until_the_listener_scrolls(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 360})
    page.keyboard.press("]")
    page.keyboard.press("k")
    until(page, "scrollY > 100")
    page.mouse.move(600, 100)
    page.mouse.wheel(0, -2000)
    until(page, "!document.getElementById('follow').hidden")
    page.click("#follow")
    until(page, "scrollY > 100 && document.getElementById('follow').hidden")


def test_the_list_plays(page: Page, url: str) -> None:
    page.goto(url)
    assert not page.locator("#player").is_visible()
    assert page.locator("h3").all_inner_texts()[:2] == [EVIL, "शाम की ख़बरें"]
    page.click(".list .play >> nth=0")
    until(page, "document.getElementById('audio').currentTime > 0.2")
    assert page.inner_text("#now-playing") == EVIL
    assert page.get_attribute(".list .play >> nth=0", "aria-label") == f"रोकें: {EVIL}"
    page.click(".list .play >> nth=1")
    until(page, "document.getElementById('audio').src.endsWith('/a/a.mp3')")
    assert page.get_attribute(".list .play >> nth=0", "aria-label") == f"चलाएँ: {EVIL}"


def test_the_system_knows_what_is_played(page: Page, url: str) -> None:
    page.goto(f"{url}b/")
    page.click("#play")
    until(page, "navigator.mediaSession.playbackState === 'playing'")
    assert page.evaluate("navigator.mediaSession.metadata.title") == EVIL
    assert page.evaluate("navigator.mediaSession.metadata.artist") == "समाचार कक्ष"
    artwork = page.evaluate("navigator.mediaSession.metadata.artwork")
    assert [(a["src"], a["sizes"]) for a in artwork] == [(f"{url}b/cover-600.jpg", "600x600")]


def test_the_numerals_are_in_the_pages_own_type(page: Page) -> None:
    page.evaluate("document.fonts.ready")
    for place in (".clock", ".stamp", ".step", ".rate select", ".meta"):
        family = page.evaluate(f"getComputedStyle(document.querySelector('{place}')).fontFamily")
        assert family.startswith("Tiro"), place


def test_the_cover_is_shown(page: Page, url: str) -> None:
    for path in ("", "a/"):
        page.goto(url + path)
        until(page, "document.querySelector('.cover').naturalWidth === 600")


@pytest.mark.parametrize("path", ["", "a/", "b/"])
def test_a_small_screen(path: str, page: Page, url: str) -> None:
    page.set_viewport_size({"width": 375, "height": 667})
    page.goto(url + path)
    if not path:
        page.click(".list .play >> nth=0")
    assert page.evaluate("document.documentElement.scrollWidth") == 375
    for button in page.locator("button:visible, select:visible").all():
        box = button.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 375
        assert min(box["width"], box["height"]) >= 24


def test_dark_by_the_system_and_by_the_switch(page: Page) -> None:
    def paper() -> int:
        colour = page.evaluate("getComputedStyle(document.body).backgroundColor")
        return sum(int(value) for value in re.findall(r"\d+", colour)[:3])

    assert paper() > 700
    page.emulate_media(color_scheme="dark")
    assert paper() < 100
    assert page.get_attribute("#theme", "aria-pressed") == "true"
    page.click("#theme")
    assert paper() > 700
    page.reload()
    assert paper() > 700
    page.keyboard.press("d")
    assert paper() < 100


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["", "a/", "b/"])
def test_nothing_that_axe_finds(path: str, scheme: Any, page: Page, url: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(url + path)
    if not path:
        page.click(".list .play >> nth=0")
    assert faults(page) == []
    page.click("#share")
    assert faults(page) == []


def test_sharing_from_where_one_is(page: Page, url: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.keyboard.press("]")
    at(page, 6)
    page.keyboard.press("s")
    assert page.locator("#sharing").is_visible()
    assert page.input_value("#link") == f"{url}a/#t=6"
    assert page.inner_text("#from-clock") == "0:06"
    page.click("#copy")
    until(page, "document.getElementById('copy').textContent.startsWith('कॉपी हुआ')")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}a/#t=6"
    page.uncheck("#from")
    assert page.input_value("#link") == f"{url}a/"
    sent = page.get_attribute("#whatsapp", "href") or ""
    assert unquote(sent) == f"https://wa.me/?text=शाम की ख़बरें\n{url}a/"


def test_sharing_from_the_list(page: Page, url: str) -> None:
    page.goto(url)
    page.click(".list .play >> nth=1")
    until(page, "document.getElementById('audio').currentTime > 0.1")
    page.click("#share")
    page.uncheck("#from")
    assert page.input_value("#link") == f"{url}a/"
    page.keyboard.press("Escape")
    assert page.get_attribute("#download", "href") == "a/a.mp3"


def test_copying_without_the_clipboard(page: Page) -> None:
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.click("#share")
    page.click("#copy")
    until(page, "document.getElementById('copy').textContent.startsWith('कॉपी हुआ')")


def test_the_download_is_the_file(page: Page) -> None:
    with page.expect_download() as download:
        page.click("#download")
    assert download.value.suggested_filename == "a.mp3"


def test_hindi_is_set_in_the_pages_own_type(page: Page) -> None:
    assert page.evaluate("document.documentElement.lang") == "hi"
    page.evaluate("document.fonts.ready")
    assert page.evaluate("document.fonts.check('16px Tiro', 'ख़बरें')")
    loaded = page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').length")
    assert loaded == 2


def test_without_javascript_it_is_a_text_under_a_player(browser: Browser, url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}a/")
    assert page.locator("audio[controls]").is_visible()
    assert not page.locator("#play").is_visible()
    assert page.locator("text=बाज़ार ₹20 चढ़ा।").is_visible()
    assert page.locator(".contents a >> nth=1").get_attribute("href") == "#t=6"
    context.close()


def test_written_files_work_from_the_disk(browser: Browser, place: Path) -> None:
    program = python("page", cwd=place)
    program.communicate(timeout=60)
    assert program.returncode == 0
    page = browser.new_page()
    page.goto((place / "out" / "index.html").as_uri())
    page.click("h3 a >> nth=1")
    until(page, "location.href.includes('/a/')")
    page.goto((place / "out" / "a" / "index.html").as_uri())
    page.click("#play")
    until(page, "document.getElementById('audio').currentTime > 0.3")
    assert current(page, ".s") == "शाम की ख़बरें"
    page.close()
