"""Speakers: who says what in subtitles, and in texts that name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from briefing.config import Settings
from briefing.errors import VoiceError
from briefing.pipeline import make

VTT = """WEBVTT

00:00:01.000 --> 00:00:02.000
<v आशा>नमस्ते,</v>

00:00:02.000 --> 00:00:03.000
<v.loud आशा>आप कैसे हैं?
<v रवि &amp; साथी>ठीक हूँ।

00:00:03.500 --> 00:00:04.000
शुभ दिन।
"""
SRT = """1
00:00:01,000 --> 00:00:02,000
आशा: नमस्ते।

2
00:00:02,000 --> 00:00:03,000
रवि: समय: दस बजे।

3
00:00:03,000 --> 00:00:04,000
फिर मिलेंगे।
"""


def rows(folder: Path, name: str, text: str, **options: Any) -> list[tuple[str, str]]:
    (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(voice="tone", output=str(folder / "out"), disclosure="none", strict=True)
    made = make(folder / name, settings.with_options(**options))
    return [(row.speaker, row.written) for row in made.manifest.utterances]


def test_voices_of_webvtt(tmp_path: Path) -> None:
    assert rows(tmp_path, "a.vtt", VTT) == [
        ("आशा", "नमस्ते, आप कैसे हैं?"),
        ("रवि & साथी", "ठीक हूँ।"),
        ("", "शुभ दिन।"),
    ]


@pytest.mark.parametrize(("name", "text"), [("a.srt", SRT), ("a.md", "आशा: नमस्ते।")])
def test_names_with_a_voice_are_speakers(name: str, text: str, tmp_path: Path) -> None:
    spoken = rows(tmp_path, name, text, voices={"आशा": "tone"})
    assert spoken[0] == ("आशा", "नमस्ते।")
    assert spoken[1:] == ([("", "रवि: समय: दस बजे।"), ("", "फिर मिलेंगे।")] if len(spoken) > 1 else [])
    assert rows(tmp_path, name, text)[0] == ("", "आशा: नमस्ते।")


def test_the_voice_of_a_speaker_is_used(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="no_such_voice"):
        rows(tmp_path, "a.srt", SRT, voices={"रवि": "no_such_voice"})
