"""A site on this machine, which tests fill with pages."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from briefing.read.fetch import WebAccess

#: Lets the readers ask this machine.
HERE = WebAccess(allow_private=True)
Answer = tuple[int, dict[str, str], bytes]


class Site:
    """A site on this machine: what it answers for each path, and what it was asked with."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[dict[str, str]], Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                site.asked.append((self.path, headers))
                answer = site.answers.get(self.path)
                status, sent, body = answer(headers) if answer else (404, {}, b"")
                self.send_response(status)
                for name, value in {"Content-Length": str(len(body)), **sent}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def page(self, path: str, body: bytes, **headers: str) -> None:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = lambda _: (200, sent, body)

    def moved(self, path: str, to: str) -> None:
        self.answers[path] = lambda _: (302, {"Location": to}, b"")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
