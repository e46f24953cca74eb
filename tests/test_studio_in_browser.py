"""The studio in a real browser: from a wrong word to the feed, by mouse, by keyboard, without JS.

Needs Playwright and a Chromium that is installed already (``BRIEFING_CHROMIUM`` names another one).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from helpers.browser import MARKS, faults, guarded, until
from helpers.published import episode, server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = MARKS
SCRIPT = "---\ntitle: शाम\ndate: 2026-01-31\n---\n\nनमस्कार। आज 5 ख़बरें हैं।\n\nलखनऊ में bahut zgqzta है।\n"
MUSIC = SCRIPT.replace("---\n\n", "sound: default\n---\n\n") + "\n## खेल\n\nभारत जीता।\n"
TOML = """voice = "tone"
disclosure = "none"
[show]
title = "शो"
description = "ख़बरें"
base_url = "https://example.org/p/"
"""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "a.md").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "briefing.toml").write_text(TOML, encoding="utf-8")
    return tmp_path


@pytest.fixture
def url(place: Path) -> Iterator[str]:
    with server("studio", cwd=place) as url:
        yield url


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """Give a page on which nothing may go wrong or leave the machine."""
    with guarded(browser, url, locale="hi-IN") as (page, _):
        page.goto(url)
        yield page


def test_from_a_wrong_word_to_the_feed(page: Page, place: Path) -> None:
    page.click("text=शाम")
    page.click("#s1 .token")
    assert page.input_value("#s1 [name=written]") == "5"
    page.fill("#s1 [name=spoken]", "कुल पाँच")
    page.click("#s1 [value=here]")
    until(page, "document.querySelector('#s1 mark').textContent.includes('कुल पाँच')")
    assert "आज [5]{बोलें: कुल पाँच} ख़बरें" in (place / "a.md").read_text(encoding="utf-8")
    page.click("text=पिछला सुधार वापस लें")
    until(page, "!document.querySelector('#s1 mark').textContent.includes('कुल')")
    page.click("#s1 .token")
    page.fill("#s1 [name=spoken]", "पूरी पाँच")
    with page.expect_response(lambda r: r.url.partition("?")[0].endswith("sound/1.wav")) as sound:
        page.click("#s1 [action=reading] button:not([value])")
    assert sound.value.status == 200
    until(page, "document.querySelector('#s1 mark').textContent.includes('पूरी पाँच')")
    assert page.evaluate("document.activeElement.closest('li').id") == "s1"
    page.click("#s1 summary")
    page.fill("#s1 textarea", "आज 5 बड़ी ख़बरें हैं।")
    page.click("#s1 [action=text] button")
    until(page, "document.querySelector('#s1 .written').textContent === 'आज 5 बड़ी ख़बरें हैं।'")
    assert "आज 5 बड़ी ख़बरें हैं।" in (place / "a.md").read_text(encoding="utf-8")
    page.click("text=पिछला सुधार वापस लें")
    until(page, "document.querySelector('#s1 .written').textContent === 'आज 5 ख़बरें हैं।'")
    assert (place / "a.md").read_text(encoding="utf-8") == SCRIPT
    page.click("text=एपिसोड बनाएँ")
    page.wait_for_selector("h1:has-text('हो गया')")
    page.click("nav >> text=प्रकाशन")
    page.click("text=अभी प्रकाशित करें")
    page.wait_for_selector("h1:has-text('हो गया')")
    assert (place / "out" / "feed.xml").is_file()
    page.click("nav >> text=एपिसोड")
    assert page.inner_text(".state") == "प्रकाशित"


def test_two_windows_show_the_conflict(page: Page, browser: Browser, url: str) -> None:
    page.goto(f"{url}hi/e/a.md/")
    other = browser.new_page()
    other.goto(f"{url}hi/e/a.md/")
    for window, text in ((other, "नमस्ते।"), (page, "प्रणाम।")):
        window.click("#s0 summary")
        window.fill("#s0 textarea", text)
        window.click("#s0 [action=text] button")
    until(page, "document.querySelector('h1').textContent.includes('किसी और ने')")
    assert page.input_value("textarea") == "प्रणाम।"
    other.close()


def test_a_word_is_said_another_way(page: Page, url: str, place: Path) -> None:
    from playwright.sync_api import expect

    page.goto(f"{url}hi/e/a.md/")
    page.click("#s2 summary")
    page.click("#s2 .words >> text=लखनऊ")
    expect(page.locator(".candidates li")).to_have_count(3)
    page.click(".syllables a >> nth=1")
    assert "लख्नऊ" in page.inner_text(".candidates")
    page.click(".candidates .play >> nth=0")
    until(
        page, "!document.getElementById('sound').paused || document.getElementById('sound').ended"
    )
    page.click(".candidates button.pill >> nth=0")
    page.wait_for_url("**/e/a.md/#s2")
    assert "लखनऊ\tलखनऊ\t\t\tलख्नऊ" in (place / "lexicon.tsv").read_text(encoding="utf-8")


def test_the_queue_of_doubts(page: Page, place: Path) -> None:
    from playwright.sync_api import expect

    page.click("nav >> text=जाँचने लायक़")
    page.wait_for_selector(".doubts li")
    before = page.locator(".doubts .what").count()
    page.click("text=ठीक है, हमेशा ऐसे >> nth=0")
    expect(page.locator(".doubts .what")).to_have_count(before - 1)
    assert (place / "lexicon.tsv").is_file()


def test_playing_all_by_the_keyboard(page: Page, url: str) -> None:
    page.goto(f"{url}hi/e/a.md/")
    page.keyboard.press("Space")
    until(page, "document.querySelector('[aria-current]')?.id === 's0'")
    until(page, "document.querySelector('[aria-current]')?.id === 's1'")
    page.keyboard.press("k")
    until(page, "document.querySelector('[aria-current]')?.id === 's2'")
    page.keyboard.press("Escape")
    assert page.locator("[aria-current]").count() == 0
    page.click("#s1 .from")
    until(page, "document.querySelector('[aria-current]')?.id === 's2'")


def test_chapters_by_the_keyboard(page: Page, url: str, place: Path) -> None:
    page.goto(f"{url}en/e/a.md/")
    page.click("text=Order and sound")
    page.click("#c0 summary")
    page.select_option("#c0 select", label="लखनऊ में bahut zgqzta है।")
    page.fill("#c0 [action=split] input[name=text]", "लखनऊ")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.id === 'c1'")
    page.click("#c0 summary")
    page.select_option("#c0 select", index=0)
    page.fill("#c0 [action=split] input[name=text]", "आज <i>")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.chapters > li').length === 2")
    page.focus("#c1 .up")
    page.keyboard.press("Enter")
    # It is the first now, which cannot go up: the focus is on the chapter.
    until(page, "document.activeElement.id === 'c0'")
    assert "लखनऊ: has moved up" in page.inner_text("#status")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.activeElement.matches('#c1 .up') || document.activeElement.id === 'c1'")
    before = (place / "a.md").read_text(encoding="utf-8")
    page.focus("#c1 .before")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.chapters > li').length === 1")
    text = (place / "a.md").read_text(encoding="utf-8")
    assert text == SCRIPT.replace("\n\nनमस्कार", "\n\n## आज <i>\n\nनमस्कार")
    page.click("text=Undo")
    until(page, "document.querySelectorAll('.chapters > li').length === 2")
    assert (place / "a.md").read_text(encoding="utf-8") == before


def test_the_time_line_plays_from_where_it_is_clicked(page: Page, url: str, place: Path) -> None:
    from playwright.sync_api import expect

    (place / "a.md").write_text(MUSIC, encoding="utf-8")
    page.goto(f"{url}en/e/a.md/")
    page.click("text=Make the episode")
    page.wait_for_selector("h1:has-text('Done')", timeout=60_000)
    page.goto(f"{url}en/e/a.md/shape/")
    assert page.locator(".drawing rect").count() >= 4
    expect(page.locator("#range")).to_contain_text("LU", timeout=20_000)
    seek = page.locator("#seek")
    box = seek.bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.75, box["y"] + 20)
    until(page, "!document.getElementById('whole').paused")
    seconds = page.evaluate("document.getElementById('whole').duration")
    assert page.evaluate("document.getElementById('whole').currentTime") > seconds * 0.7
    page.click("#whole-play")
    until(page, "document.getElementById('whole').paused")
    seek.focus()
    page.keyboard.press("Home")
    until(page, "document.getElementById('seek').getAttribute('aria-valuetext') === '0:00'")
    page.locator(".starts .at >> nth=1").press("Enter")
    until(page, "!document.getElementById('whole').paused")
    page.locator(".preview >> nth=1").press("Enter")
    until(page, "document.getElementById('whole').paused")
    until(page, "document.getElementById('mix').currentTime > 0.2")
    with page.expect_response(lambda response: "voice.wav?" in response.url) as voice:
        page.click(".preview[data-speaker='']")
    assert (voice.value.status, voice.value.url.endswith("voice=tone")) == (200, True)
    page.fill("[name='sound.duck_db']", "20")
    with page.expect_request(lambda request: "sound.duck_db=20" in request.url) as asked:
        page.click(".preview[aria-label$='Levels and lengths']")
    assert "/preview/0.mp3?" in asked.value.url
    until(page, "document.getElementById('mix').currentTime > 0.2")
    assert "duck_db" not in (place / "briefing.toml").read_text(encoding="utf-8")
    page.click("[name=scope][aria-label$='Levels and lengths']")
    until(page, "document.getElementById('status').textContent === 'Saved'")
    assert "duck_db = 20" in (place / "briefing.toml").read_text(encoding="utf-8")
    page.select_option("[name='sound.sting']", "off")
    with page.expect_response(lambda response: response.url.endswith("/shape/settings")):
        page.click("[value=here][aria-label$='Music']")
    assert "  sting: off" in (place / "a.md").read_text(encoding="utf-8")
    until(page, "document.querySelector('main').textContent.includes('been changed since')")


def test_words_are_lit_as_they_are_spoken(page: Page, url: str) -> None:
    page.goto(f"{url}hi/e/a.md/")
    page.click("#s1 .play")
    until(page, "[...CSS.highlights.get('heard')].join() === 'आज'")
    until(page, "[...CSS.highlights.get('heard')].join() === 'ख़बरें'")
    until(page, "CSS.highlights.get('heard').size === 0")


def test_a_case_is_on_the_clipboard(page: Page, url: str, place: Path) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{url}hi/e/a.md/")
    page.click("#s1 .token")
    page.fill("#s1 [name=spoken]", "पूरे पाँच")
    page.click("#s1 [value=report]")
    until(page, "document.querySelector('#s1 .case textarea')")
    case = "# cardinal\nआज 5 ख़बरें हैं।\tआज पूरे पाँच ख़बरें हैं।\n"
    assert page.input_value("#s1 .case textarea") == case
    assert page.evaluate("navigator.clipboard.readText()") == case
    assert (place / "a.md").read_text(encoding="utf-8") == SCRIPT


def test_old_episodes_are_removed(page: Page, place: Path) -> None:
    for day in ("01", "02"):
        episode(place / "out" / f"old{day}", date=f"2020-01-{day}")
    page.goto(page.url.partition("/hi/")[0] + "/hi/prune/?keep=1")
    page.click("text=हटाएँ (1)")
    page.wait_for_selector("h1:has-text('हो गया')")
    assert [f.name for f in (place / "out").iterdir() if f.is_dir()] == ["old02"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 1440])
def test_axe_finds_nothing_and_all_fits(
    scheme: Any, width: int, page: Page, url: str, place: Path
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    (place / "a.md").write_text(f"{SCRIPT}\n## खेल\n\nजीते। हारे।\n", encoding="utf-8")
    pages = ("hi/", "en/", "hi/e/a.md/", "hi/e/a.md/word/?w=लखनऊ", "hi/doubts/", "en/publish/")
    for path in (*pages, "en/prune/", "hi/e/a.md/shape/", "en/e/a.md/shape/"):
        page.goto(url + path)
        for summary in page.locator("summary").all():
            summary.click()
        assert faults(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path


SMALL = """[...document.querySelectorAll("a, button, summary, textarea, input:not([type=hidden])")]
  .filter((e) => !e.matches(".skip, [type=checkbox], #theme"))
  .map((e) => [e.outerHTML.slice(0, 60), e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.height < 43.5 || box.width < 43.5)).map(([e]) => e)"""


def test_fingers_find_what_they_press(browser: Browser, url: str) -> None:
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    for path in ("hi/", "hi/e/a.md/", "hi/e/a.md/word/?w=लखनऊ", "hi/doubts/", "en/prune/"):
        page.goto(url + path)
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate(SMALL) == [], path
    assert page.get_attribute("nav a >> nth=0", "aria-current") is None
    page.goto(f"{url}hi/")
    assert page.get_attribute("nav a >> nth=0", "aria-current") == "page"
    context.close()


def test_without_javascript(browser: Browser, url: str, place: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{url}en/e/a.md/")
    page.click("#s0 summary")
    page.fill("#s0 textarea", "नमस्ते।")
    page.click("#s0 [action=text] button")
    page.wait_for_url("**/e/a.md/#s0")
    assert "नमस्ते।" in (place / "a.md").read_text(encoding="utf-8")
    page.click("text=Make the episode")
    page.wait_for_selector("h1:has-text('Done')")
    context.close()
