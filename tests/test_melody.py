"""Intonation: which tune a sentence has, what that does to the pitch, and that it can be off."""

from __future__ import annotations

import numpy as np
import pytest
from helpers.cases import rows

from briefing import voices
from briefing.config import Settings
from briefing.engines import PLAIN, SynthesisOptions, load, speech
from briefing.engines.melody import Prosody, Register, prosody
from briefing.episode.tune import tune_of
from briefing.model import Delivery, Mark, Utterance
from briefing.planning import plan_script
from briefing.read import read_text
from briefing.synthesise.cache import key

SYMBOLS = "tˈʊm bˈaːzaːɾ ɟˈaːʊɡeː?"
SPANS = [((0, 3), (0, 4)), ((4, 9), (5, 13)), ((10, 15), (14, 22))]
REGISTER = Register(120, 180)


@pytest.mark.parametrize(("spoken", "tune"), [(spoken, tune) for spoken, tune in rows("tunes.tsv")])
def test_tunes(spoken: str, tune: str) -> None:
    assert tune_of(spoken) == tune


def moved(delivery: Delivery, register: Register | None = REGISTER) -> Prosody:
    return prosody(SYMBOLS, SPANS, delivery, register)


def test_a_plain_sentence_is_the_models_own_to_the_bit() -> None:
    made = moved(PLAIN)
    assert (made.scale == 1).all() and (made.shift_hz == 0).all() and (made.pace == 1).all()


def test_a_question_rises_by_more_than_a_statement_may() -> None:
    made = moved(Delivery("question"))
    pitch = made.scale * 100 + made.shift_hz  # of a model that would stay at 100 Hz
    assert (pitch[: SYMBOLS.index("ɟ")] == 100).all()
    assert pitch[-1] > 100 * 2 ** (5.2 / 12) and (np.diff(pitch[-6:]) > 0).all()


def test_without_a_register_a_question_is_the_models_own() -> None:
    assert (moved(Delivery("question"), None).shift_hz == 0).all()


@pytest.mark.parametrize("tune", ["exclamation", "heading"])
def test_a_wider_range_keeps_the_middle(tune: str) -> None:
    made = moved(Delivery(tune))
    low, middle, high = (made.scale * hz + made.shift_hz for hz in (100, 120, 140))
    assert np.allclose(middle, 120) and (low < 100).all() and (high > 140).all()


def test_a_paragraph_begins_higher_and_ends_lower() -> None:
    opens, closes = moved(Delivery(opens=True)).scale, moved(Delivery(closes=True)).scale
    assert opens[0] > 1.03 and opens[-1] == 1 and closes[0] == 1 and closes[-1] < 0.97


@pytest.mark.parametrize(("kind", "higher"), [("emphasis", True), ("slow", False)])
def test_marks_move_their_words_alone(kind: str, higher: bool) -> None:
    made = moved(Delivery(marks=(Mark(4, 9, kind),)))
    inside = slice(*SPANS[1][1])
    assert (made.pace[inside] < 1).all() and (made.scale[inside] > 1).all() == higher
    outside = np.delete(np.arange(len(SYMBOLS)), np.arange(inside.start, inside.stop))
    assert (made.pace[outside] == 1).all() and (made.scale[outside] == 1).all()


def said(melody: str) -> tuple[Utterance, ...]:
    text = "# ख़बरें\n\nपहला वाक्य। दूसरा *अच्छा* वाक्य। तुम आओगे?\n\nअकेला वाक्य!"
    settings = Settings(voice="tone", disclosure="none", melody=melody)
    return plan_script(read_text(text), settings).plan.utterances


def test_a_plan_says_how_each_sentence_is_delivered() -> None:
    deliveries = [utterance.delivery for utterance in said("on")]
    assert [delivery.tune for delivery in deliveries] == [
        "heading",
        "",
        "",
        "question",
        "exclamation",
    ]
    assert [(delivery.opens, delivery.closes) for delivery in deliveries] == [
        (False, False),
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]


def test_switched_off_only_the_authors_marks_remain() -> None:
    mark = Mark(6, 11, "emphasis")
    assert [utterance.delivery for utterance in said("off")] == [
        *(PLAIN, PLAIN, Delivery(marks=(mark,)), PLAIN, PLAIN)
    ]


def test_the_key_of_a_clip_names_its_delivery_where_it_is_heard() -> None:
    options, asked = SynthesisOptions(), Delivery("question")
    tone, omega = voices.find("tone"), voices.find("hm_omega")
    assert key("क?", tone, options, asked) == key("क?", tone, options)
    assert key("क?", omega, options, PLAIN) == key("क?", omega, options)
    other = {key("क?", omega, options, d) for d in (asked, Delivery(opens=True), PLAIN)}
    assert len(other) == 3


@pytest.mark.voice
@pytest.mark.parametrize("voice", ["hm_omega", "hf_alpha"])
def test_emphasis_is_slower(voice: str) -> None:
    engine = load(voices.find(voice), SynthesisOptions())
    text = "यह बहुत ज़रूरी काम है।"
    usual = speech(engine, text).words
    strong = speech(engine, text, Delivery(marks=(Mark(3, 7, "emphasis"),))).words
    lengths = [[word.end_ms - word.start_ms for word in words] for words in (usual, strong)]
    assert 1.05 < lengths[1][1] / lengths[0][1] < 1.35
    assert lengths[0][2:] == lengths[1][2:]
