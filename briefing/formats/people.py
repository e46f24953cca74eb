"""What people call a voice: never by the code name that settings have for it."""

from __future__ import annotations

from collections.abc import Mapping

_BY_GENDER: Mapping[str, str] = {
    "male": "समाचार वाचक",
    "female": "समाचार वाचिका",
    "none": "परीक्षण स्वर",
}


def voice_name(title: str, gender: str) -> str:
    """Return a voice's name for listeners: the one it has, else what it does.

    >>> voice_name("तरंग", "male"), voice_name("", "female"), voice_name("", "unknown")
    ('तरंग', 'समाचार वाचिका', 'समाचार वाचक')
    """
    return title or _BY_GENDER.get(gender, _BY_GENDER["male"])
