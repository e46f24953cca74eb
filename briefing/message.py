"""A text for the user that can be said in another language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Message(str):
    """An English text, made of a template and values: the template is its key, as with gettext.

    A text without values is its own template, and need not be a message.

    >>> said = Message("the voice {voice} is not installed", voice="asha")
    >>> said, said.template, said.values
    ('the voice asha is not installed', 'the voice {voice} is not installed', {'voice': 'asha'})
    """

    template: str
    values: Mapping[str, object]

    def __new__(cls, template: str, **values: object) -> Message:
        made = super().__new__(cls, template.format_map(values))
        made.template, made.values = template, values
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return _made, (self.template, dict(self.values))


def _made(template: str, values: Mapping[str, object]) -> Message:
    return Message(template, **values)


def said_with(text: str, templates: Mapping[str, str]) -> str:
    """Return a text in the language of the templates, by the English ones; else as it is.

    >>> hindi = {"the voice {voice} is not installed": "{voice} आवाज़ स्थापित नहीं है"}
    >>> said_with(Message("the voice {voice} is not installed", voice="asha"), hindi)
    'asha आवाज़ स्थापित नहीं है'
    >>> said_with("no word of it", hindi)
    'no word of it'
    """
    if isinstance(text, Message):
        found = templates.get(text.template)
        return found.format_map(text.values) if found else text
    return templates.get(text, text)
