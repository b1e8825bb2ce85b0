"""A real HTTP server on loopback that stands in for a service on the internet and answers by script."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Request:
    """What was asked of the service."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    raw: bytes = b""


@dataclass
class Service:
    """What the service answers, by method, and what it was asked."""

    port: int = 0
    answers: dict[str, tuple[int, object]] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    """Headers of every answer."""
    requests: list[Request] = field(default_factory=list)
    patience: threading.Event = field(default_factory=threading.Event)
    """Answers wait for it where a status of 0 is scripted: a service that hangs until the test is over."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def http_service() -> Iterator[Service]:
    """Serve on a free port of 127.0.0.1; without a script, every request is answered 200 and {}."""
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keep the test's output clean."""

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            words = self.rfile.read(length)
            if len(words) < length:
                return  # whoever sent it was killed in the middle: nothing was asked
            service.requests.append(
                Request(self.command, self.path, dict(self.headers), json.loads(words) if words else None, words)
            )
            status, body = service.answers.get(self.command, (200, {}))
            if status == 0:
                service.patience.wait(30)
                return
            answer = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            for name, value in service.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server(("127.0.0.1", 0), Handler) as server:
        service.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield service
        finally:
            service.patience.set()
            server.shutdown()
            thread.join(10)
