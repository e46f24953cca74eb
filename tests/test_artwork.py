"""The covers: what directories ask for, legible, shaped, and the same every time."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from briefing.config import Settings
from briefing.errors import ConfigError
from briefing.publish.colour import (
    BLACK,
    READABLE,
    WHITE,
    contrast,
    faded,
    ink_on,
    mix,
    parse,
)
from briefing.publish.covers import cover, typeface
from briefing.publish.covers.artwork import LARGE, LARGE_BYTES, SMALL, SMALL_BYTES, Design, draw
from briefing.show import Show

DESIGN = Design("समाचार कक्ष", "सर्वोच्च न्यायालय का फ़ैसला", "31 जनवरी 2026", (122, 31, 43))


@pytest.mark.parametrize(("edge", "most"), [(LARGE, LARGE_BYTES), (SMALL, SMALL_BYTES)])
def test_it_is_what_directories_ask_for(edge: int, most: int) -> None:
    data = draw(DESIGN, edge, most)
    image = Image.open(BytesIO(data))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (edge, edge))
    assert len(data) <= most


def test_it_is_the_same_every_time_and_another_for_other_words() -> None:
    one = draw(DESIGN, SMALL, SMALL_BYTES)
    assert draw(DESIGN, SMALL, SMALL_BYTES) == one
    assert draw(replace(DESIGN, below="1 फ़रवरी 2026"), SMALL, SMALL_BYTES) != one


def glyphs(text: str) -> list[int]:
    infos, _ = typeface._shaped(text, 400)
    return [info.codepoint for info in infos]


SHAPED = {
    "a conjunct is one glyph": ("क्ष", 1),
    "ज्ञ": ("ज्ञ", 1),
    "श्र": ("श्र", 1),
    "a half form and a letter": ("न्या", 3),
    "reph over the next letter": ("र्म", 2),
}


@pytest.mark.parametrize("name", SHAPED)
def test_conjuncts(name: str) -> None:
    text, count = SHAPED[name]
    found = glyphs(text)
    assert len(found) == count
    virama = typeface.font(400).get_nominal_glyph(ord("\u094d"))
    assert virama not in found
    assert 0 not in found


def test_the_sign_of_short_i_stands_before_its_letter() -> None:
    letter = typeface.font(400).get_nominal_glyph(ord("क"))
    assert glyphs("कि")[1:] == [letter]


def test_a_joiner_and_a_non_joiner_have_their_effect() -> None:
    assert glyphs("क्‍ष") != glyphs("क्ष") != glyphs("क्‌ष")


WORDS = {
    "none": "",
    "emojis only": "🌧️👋",
    "another script": "مرحبا",
    "one long word": "क" * 80,
    "many words": "सरकार ने किसानों के लिए नई योजना की घोषणा की " * 12,
    "one letter": "अ",
}


@pytest.mark.parametrize("name", WORDS)
def test_any_words_stay_within_the_margins(name: str) -> None:
    design = Design(WORDS[name], WORDS[name], WORDS[name], (29, 78, 121))
    image = Image.open(BytesIO(draw(design, SMALL, SMALL_BYTES))).convert("L")
    margin = image.crop((SMALL - 30, 0, SMALL, SMALL))
    assert int(np.asarray(margin).max()) < 120
    assert len(draw(design, SMALL, SMALL_BYTES)) <= SMALL_BYTES


@pytest.mark.parametrize("channels", list(itertools.product((0, 60, 128, 190, 255), repeat=3)))
def test_text_is_legible_on_every_colour(channels: tuple[int, int, int]) -> None:
    ink = ink_on(channels)
    away = BLACK if ink == WHITE else WHITE
    for ground in (channels, mix(channels, away, 0.17), mix(channels, away, 0.34)):
        assert contrast(ink, ground) >= READABLE
    assert contrast(faded(ink, channels, 0.18), channels) >= READABLE


@pytest.mark.parametrize("text", ["red", "#fff", "#12345g", "7a1f2b", ""])
def test_what_is_no_colour(text: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(text))):
        parse(text)


def picture(path: Path, size: tuple[int, int], mode: str = "RGB", form: str = "PNG") -> Path:
    Image.new(mode, size).save(path, form)
    return path


def test_artwork_that_is_right_is_not_changed(tmp_path: Path) -> None:
    file = picture(tmp_path / "a.jpg", (1400, 1400), form="JPEG")
    assert cover.given(file) == file.read_bytes()


@pytest.mark.parametrize(("edge", "mode"), [(1500, "RGBA"), (3200, "L"), (1400, "P")])
def test_other_artwork_is_made_right(edge: int, mode: str, tmp_path: Path) -> None:
    data = cover.given(picture(tmp_path / "a.png", (edge, edge), mode))
    image = Image.open(BytesIO(data))
    edge = min(edge, LARGE)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (edge, edge))
    assert len(data) <= LARGE_BYTES


def test_artwork_that_cannot_be_made_right(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="1400 × 1500 pixels"):
        cover.given(picture(tmp_path / "a.png", (1400, 1500)))
    with pytest.raises(ConfigError, match="1000 × 1000 pixels"):
        cover.given(picture(tmp_path / "a.png", (1000, 1000)))
    (tmp_path / "a.png").write_text("no picture")
    with pytest.raises(ConfigError, match="neither JPEG nor PNG"):
        cover.given(tmp_path / "a.png")


def test_the_shows_artwork_is_the_episodes_too(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", (1400, 1400))
    settings = Settings(show=Show(artwork="a.png"), folder=tmp_path)
    small = Image.open(BytesIO(cover.small(settings, "शाम", "2026-01-31")))
    assert small.size == (SMALL, SMALL)
    assert small.getextrema() == ((0, 0), (0, 0), (0, 0))
    cover.write(tmp_path, settings, [])
    with Image.open(tmp_path / "cover.jpg") as image:
        assert image.size == (1400, 1400)


@pytest.mark.parametrize(("edge", "embedded"), [(1400, 1400), (1401, 600), (3000, 600)])
def test_players_do_not_wait_for_the_picture_in_the_audio(
    edge: int, embedded: int, tmp_path: Path
) -> None:
    """The feed has the large one."""
    file = picture(tmp_path / "a.jpg", (edge, edge), form="JPEG")
    data = cover.embedded(Settings(cover=str(file)), "शाम", "2026-01-31")
    assert Image.open(BytesIO(data)).size == (embedded, embedded)
    assert (data == file.read_bytes()) == (edge == embedded)
