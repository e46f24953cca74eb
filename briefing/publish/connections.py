"""Connections to the web server: how many there may be, and how long one may keep it waiting."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from functools import cache
from typing import Any

#: A browser's request comes at once; the rest of one that drips is not waited for.
HEADERS_S = 10.0
MOST_CONNECTIONS = 200


@cache
def protocol() -> type[asyncio.Protocol]:
    """Return uvicorn's HTTP protocol with these limits, which it lacks.

    Where there are too many connections, the one goes that has kept the server waiting for longest
    (a slowloris attack); where all of them are being answered, the new one.
    """
    from uvicorn.protocols.http.h11_impl import H11Protocol

    waiting: OrderedDict[Any, asyncio.TimerHandle] = OrderedDict()

    class Patient(H11Protocol):
        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            if len(self.connections) > MOST_CONNECTIONS:
                oldest = next(iter(waiting), self)
                oldest.transport.abort()
            self._wait()

        def connection_lost(self, exc: Exception | None) -> None:
            self._wait_no_more()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            if self.cycle is not None and not self.cycle.response_complete:
                self._wait_no_more()  # the request has come; it is being answered
            else:
                self._wait()

        def on_response_complete(self) -> None:
            super().on_response_complete()
            self._wait_no_more()  # uvicorn has a limit of its own until the next request begins

        def _wait(self) -> None:
            if self not in waiting:
                waiting[self] = self.loop.call_later(HEADERS_S, self.transport.abort)

        def _wait_no_more(self) -> None:
            if timer := waiting.pop(self, None):
                timer.cancel()

    return Patient
