"""Voices for tests: the faulty test engine as a user's own voices."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from briefing import voices
from briefing.model import Utterance, Voice
from helpers import faulty_engine

PACE = {"fixed_ms": 60, "letter_ms": 68, "shortest": 0.7, "longest": 1.6}


def voice(data: Path, name: str, **options: Any) -> Voice:
    """Write a voice of the faulty engine below ``BRIEFING_DATA`` and return it."""
    faulty_engine.register()
    folder = data / "voices" / name
    folder.mkdir(parents=True, exist_ok=True)
    plain = (voices.folders()[0] / "tone" / "voice.toml").read_text(encoding="utf-8")
    head = plain.partition("[options.pace]")[0].replace('"tone"', f'"{faulty_engine.NAME}"')
    faults = options.pop("faults", {})
    pace = options.pop("pace", PACE)
    lines = ["[options]", *(f"{key} = {json.dumps(value)}" for key, value in options.items())]
    for table, values in (("pace", pace), ("faults", faults)):
        rows = (
            f"{json.dumps(key, ensure_ascii=False)} = {json.dumps(v)}" for key, v in values.items()
        )
        lines += [f"[options.{table}]", *rows]
    (folder / "voice.toml").write_text(head + "\n".join(lines), encoding="utf-8")
    return voices.read(folder)


def utterances(*spoken: str, voice: str = "tone") -> tuple[Utterance, ...]:
    """Return utterances whose reading is what is written."""
    return tuple(Utterance(text, text, 0, i, voice, 300) for i, text in enumerate(spoken))
