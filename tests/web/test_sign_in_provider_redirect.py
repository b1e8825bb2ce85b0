"""A provider that sends our server on to another address is not followed: code and secret go nowhere else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import SecretStr

from tests.web.pages import REAL
from web.sign_in.openid_connect import Conversation, NotVouchedFor
from web.sign_in.providers import Provider


class Sending(ThreadingHTTPServer):
    """A provider whose token endpoint leads elsewhere; `asked` is what came, `named` what else it says of itself."""

    asked: list[str]
    named: dict[str, str]

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Sending

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        issuer = self.server.issuer
        body = json.dumps(
            {"issuer": issuer, "token_endpoint": f"{issuer}/token", "jwks_uri": f"{issuer}/keys"} | self.server.named
        )
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(307)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing is said."""


@pytest.fixture
def provider() -> Iterator[Sending]:
    server = Sending(("127.0.0.1", 0), Handler)
    server.asked, server.named = [], {}
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_code_is_given_to_the_provider_alone(provider: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    with pytest.raises(NotVouchedFor, match="the code was not taken: TooManyRedirects"):
        conversation_with(provider).vouched_for("the-code", None, REAL)
    assert provider.asked == ["/.well-known/openid-configuration", "/token"]


def test_nothing_goes_in_the_open_to_where_a_provider_says(provider: Sending, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    provider.named = {"token_endpoint": "http://sign-in.police.example/token"}
    with pytest.raises(NotVouchedFor, match="the provider's token_endpoint is not https"):
        conversation_with(provider).vouched_for("the-code", None, REAL)
    provider.named = {"authorization_endpoint": "http://sign-in.police.example/authorize"}
    with pytest.raises(NotVouchedFor, match="the provider's authorization_endpoint is not https"):
        conversation_with(provider).address()


def conversation_with(provider: Sending) -> Conversation:
    known = Provider(
        name="police",
        title="Essex Police",
        issuer=provider.issuer,
        client_id="golden-thread",
        client_secret=SecretStr("kept"),
        domains=("police.example",),
    )
    return Conversation(
        known, "https://goldenthread.example.org/back", "state", "nonce", "v" * 64, 5, again=False, sent_at=REAL
    )
