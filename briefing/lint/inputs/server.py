"""A file on a web server, and how the server answers."""

from __future__ import annotations

from functools import cached_property

from briefing.system.web import Response, Web

#: What the linter's requests call themselves.
AGENT = "briefing-lint (podcast linter)"


class Server:
    """A file on a web server, and how the server answers a request for it.

    ``kind`` is ``feed``, ``audio``, ``artwork`` or ``file``; ``length`` and ``mime_type`` are what
    the feed announces, None and empty where it announces nothing.
    """

    def __init__(
        self,
        url: str,
        kind: str,
        *,
        length: int | None = None,
        mime_type: str = "",
        web: Web | None = None,
    ) -> None:
        self.url = url
        self.name = url
        self.kind = kind
        self.length = length
        self.mime_type = mime_type
        self._web = web or Web(url, agent=AGENT)

    @cached_property
    def head(self) -> Response:
        """Return the answer to a HEAD request."""
        return self._web.ask(self.url, method="HEAD")

    @cached_property
    def start(self) -> Response:
        """Return the answer to a request for the first two bytes."""
        return self._web.ask(self.url, most_bytes=3, Range="bytes=0-1")
