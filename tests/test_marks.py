"""What authors mark in the words: what is spoken, by whom, how; and nothing of it read aloud."""

from __future__ import annotations

import pytest

from briefing.config import Settings
from briefing.episode.audit import losses
from briefing.errors import ScriptError
from briefing.model import Utterance
from briefing.planning import plan_script
from briefing.read import read_text

CAST = {"आशा": "tone", "रवि जी": "tone"}

#: The text, and for each sentence: who speaks, what is written, what is spoken.
CASES = [
    ("WHO{बोलें: हू} आया।", [(None, "WHO आया।", "हू आया।")]),
    ("WHO {say: हू} आया।", [(None, "WHO आया।", "हू आया।")]),
    ("[5-7 किमी]{बोलें: 5 से 7 कोस} दूर।", [(None, "5-7 किमी दूर।", "पाँच से सात कोस दूर।")]),
    ("{बोलें: नमस्ते} दोस्तो।", [(None, "नमस्ते दोस्तो।", "नमस्ते दोस्तो।")]),
    ("*WHO*{बोलें: हू} और [धीरे]612{बोलें: छह एक दो}[/धीरे]।", [(None, "WHO और 612।", "हू और छह एक दो।")]),
    ("सेट {1, 2} और [धीरे बोलो]।", [(None, "सेट {1, 2} और [धीरे बोलो]।", "सेट, एक, दो, और, धीरे बोलो।")]),
    ("आशा: नमस्ते।\nकल मिलेंगे।", [("आशा", "नमस्ते।", "नमस्ते।"), ("आशा", "कल मिलेंगे।", "कल मिलेंगे।")]),
    ("आशा: *हाँ* जी।\nरवि जी: नहीं।", [("आशा", "हाँ जी।", "हाँ जी।"), ("रवि जी", "नहीं।", "नहीं।")]),
    ("कल: धूप।\n**आशा:** ठीक।", [(None, "कल: धूप।", "कल: धूप।"), ("आशा", "ठीक।", "ठीक।")]),
    ("# आशा: एक जीवन\n\nपाठ।", [(None, "आशा: एक जीवन", "आशा: एक जीवन"), (None, "पाठ।", "पाठ।")]),
    ("> [आशा]: नमस्ते।", [("आशा", "नमस्ते।", "नमस्ते।")]),
    ('<speak>क <sub alias="खग">घ</sub> <s>च</s></speak>', [(None, "क घ च", "क खग च")]),
]  # fmt: skip


def said(text: str, kind: str = "markdown") -> tuple[Utterance, ...]:
    script = read_text(text, kind=kind)
    settings = Settings(voice="tone", voices=CAST, disclosure="none", chapters="none")
    planned = plan_script(script, settings)
    assert losses(planned.script, planned.plan.utterances) == []
    return planned.plan.utterances


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_what_is_said(text: str, wanted: list[tuple[str | None, str, str]]) -> None:
    found = said(text)
    assert [(one.speaker, one.written, one.spoken) for one in found] == wanted


#: The text, and what of the spoken text is marked.
MARKS = [
    ("यह *बहुत* ज़रूरी है।", [("बहुत", "emphasis")]),
    ("यह _12 बार_ हुआ।", [("बारह बार", "emphasis")]),
    ("यह **बहुत** ज़रूरी है।", []),
    ("*पूरा वाक्य यही है।* दूसरा *भी* है।", [("भी", "emphasis")]),
    ("[धीरे]पता लिखिए।[/धीरे] बस।", [("पता लिखिए।", "slow")]),
    ("एक [slow]दो। तीन।", [("दो।", "slow"), ("तीन।", "slow")]),
    ("एक[/धीरे] दो।", []),
    ("एक *दो [विराम 1] तीन* चार।", [("दो", "emphasis"), ("तीन", "emphasis")]),
    ("1. एक *दो*\n2. *तीन* चार", [("दो", "emphasis"), ("तीन", "emphasis")]),
    ('<prosody rate="x-slow">एक</prosody> <emphasis level="none">दो</emphasis>।', [("एक", "slow")]),
]


@pytest.mark.parametrize(("text", "wanted"), MARKS)
def test_what_is_marked(text: str, wanted: list[tuple[str, str]]) -> None:
    found = [
        (one.spoken[mark.start : mark.end].strip(), mark.kind)
        for one in said(text)
        for mark in one.delivery.marks
    ]
    assert found == wanted


@pytest.mark.parametrize("name", ["say-as", "phoneme", "voice", "lexicon", "prosody"])
def test_other_ssml_is_refused_with_a_remedy(name: str) -> None:
    with pytest.raises(ScriptError) as caught:
        said(f"पहली पंक्ति।\n\nक <{name} rate='fast' x='y'>ख</{name}>।")
    assert f"<{name}" in caught.value.what
    assert caught.value.where == "line 3" and caught.value.remedy


def test_marks_work_in_plain_text() -> None:
    (one,) = said("WHO{बोलें: हू} *बहुत* आया।", "text")
    assert (one.spoken, one.delivery.marks[0].kind) == ("हू बहुत आया।", "emphasis")


def test_noncharacters_of_a_stranger_do_no_harm() -> None:
    text = "एक\ufdd8 दो\ufdd7 तीन\ufdd6 \ufdd4चार\ufdd5पाँच\ufdd0।"
    assert read_text(text).chapters[0].paragraphs[0].breaks == ()
