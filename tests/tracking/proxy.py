"""A proxy in front of the GitHub test server that counts requests and lets chosen ones fail as networks do."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_NOT_COPIED = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the client gets. `body` is sent as JSON, text as it is."""

    status: int
    body: Any = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request, below the prefix if there is one, and the server's answer: None where it never saw the request."""

    method: str
    target: str
    body: str
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """What becomes of one request: whether the server gets it, and what the client then gets.

    Without an answer the connection drops, or stays silent until the proxy ends.
    """

    forward: bool
    answer: Answer | None = None
    silent: bool = False


def instead(status: int, body: Any = None, headers: Mapping[str, str] | None = None) -> Fault:
    """The server never sees the request; the client gets this answer."""
    return Fault(forward=False, answer=Answer(status, {} if body is None else body, headers or {}))


def moved(location: str, status: int = 301) -> Fault:
    """The server never sees the request; the client is sent to this location."""
    return instead(status, {"message": "Moved Permanently"}, {"Location": location})


def after(status: int, body: Any = None) -> Fault:
    """The server acts on the request; the client gets this answer all the same."""
    return Fault(forward=True, answer=Answer(status, {} if body is None else body))


DROP_BEFORE = Fault(forward=False)
DROP_AFTER = Fault(forward=True)
SILENT_AFTER = Fault(forward=True, silent=True)


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a client that was killed."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class Proxy:
    """Forwards to the server on `port`; a context that ends it.

    `requests` are "METHOD /path?query" in the order they came, `bodies` what came with them, `exchanges`
    the same with what the server said, whatever the client got.
    `on_request` is called with such a line before the server sees the request, `on_answer` once the
    server has acted and before the client knows; both in the proxy's thread. A `prefix`, such as
    Enterprise Server's /api/v3, is taken off before forwarding. With `authorization` the server gets what that gives.
    """

    def __init__(self, port: int, prefix: str = "", authorization: Callable[[], str] | None = None) -> None:
        self.requests: list[str] = []
        self.bodies: list[str] = []
        self.exchanges: list[Exchange] = []
        self.on_request: Callable[[str], None] = lambda _: None
        self.on_answer: Callable[[str], None] = lambda _: None
        self._faults: list[tuple[str, Fault]] = []
        self._ended = threading.Event()
        self._upstream, self._prefix, self._authorization = port, prefix, authorization
        self._server = _Server(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}{prefix}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._ended.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def fail(self, start: str, fault: Fault, times: int = 1) -> None:
        """Let the next requests fail whose line begins with `start`, such as "POST" or "GET /repos/x"."""
        self._faults += [(start, fault)] * times

    def mend(self) -> None:
        """Let no further request fail."""
        self._faults.clear()

    def writes(self) -> list[str]:
        """The requests that were not reads."""
        return [line for line in self.requests if not line.startswith("GET ")]

    def _fault(self, line: str) -> Fault | None:
        for place, (start, fault) in enumerate(self._faults):
            if line.startswith(start):
                del self._faults[place]
                return fault
        return None

    def _act(self, handler: BaseHTTPRequestHandler) -> Answer | None:
        """What to answer; None where the connection is to drop."""
        line = f"{handler.command} {handler.path}"
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        self.requests.append(line)
        self.bodies.append(body.decode())
        self.on_request(line)
        fault = self._fault(line)
        answer = self._forward(handler, body) if fault is None or fault.forward else None
        target = handler.path.removeprefix(self._prefix)
        self.exchanges.append(Exchange(handler.command, target, body.decode(), answer))
        if answer is not None:
            self.on_answer(line)
        if fault is None:
            return answer
        if fault.silent:
            self._ended.wait()
        return fault.answer

    def _forward(self, handler: BaseHTTPRequestHandler, body: bytes) -> Answer:
        upstream = HTTPConnection("127.0.0.1", self._upstream, timeout=30)
        try:
            path = handler.path.removeprefix(self._prefix)
            carried = {"Authorization": self._authorization()} if self._authorization else {}
            upstream.request(handler.command, path, body or None, {**handler.headers, **carried})
            response = upstream.getresponse()
            headers = {name: value for name, value in response.getheaders() if name.lower() not in _NOT_COPIED}
            return Answer(response.status, response.read().decode(), headers)
        finally:
            upstream.close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        proxy = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def handle_any(self) -> None:
                answer = proxy._act(self)
                if answer is None:
                    self.close_connection = True
                    with suppress(OSError):  # the client may be gone
                        self.connection.shutdown(socket.SHUT_RDWR)
                    return
                content = answer.encoded()
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = handle_any  # noqa: N815  # http.server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
                """Print nothing."""

        return Handler
