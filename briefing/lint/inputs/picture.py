"""A picture of a feed or a tag."""

from __future__ import annotations

from briefing.formats.picture import shape


class Picture:
    """A picture of a feed or a tag."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.data = data
        self.shape = shape(data)
