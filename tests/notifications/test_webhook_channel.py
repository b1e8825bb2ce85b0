"""Events are signed as Standard Webhooks says, and what a receiver can do wrong does no harm."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from standardwebhooks import Webhook, WebhookVerificationError

from notifications.webhook_channel import MOST_READ, Taken, WebhookOutcome, send_event, signed_headers
from tests.notifications.http_server import Service, http_service

SECRET, FORMER = "whsec_" + "YWJj" * 11, "whsec_" + "ZGVm" * 11
BODY = '{"type":"case.moved","data":{"event":"D-2026-0003-5"}}'
HERE = frozenset({"127.0.0.1", "localhost"})


@pytest.fixture
def service() -> Iterator[Service]:
    with http_service() as served:
        yield served


def sent(url: str, *secrets: str, inside: frozenset[str] = HERE, timeout: float = 5) -> WebhookOutcome:
    return send_event(
        url, "D-2026-0003-5", BODY, secrets or (SECRET,), datetime.now(UTC), inside=inside, timeout=timeout
    )


def test_a_receiver_knows_it_by_its_signature(service: Service) -> None:
    assert sent(f"{service.url}/hooks?tenant=1").taken is Taken.YES
    (request,) = service.requests
    assert (request.method, request.path) == ("POST", "/hooks?tenant=1")
    assert request.raw == BODY.encode()
    headers = {name.lower(): value for name, value in request.headers.items()}
    assert headers["webhook-id"] == "D-2026-0003-5"
    assert headers["content-type"] == "application/json"
    assert headers["host"] == f"127.0.0.1:{service.port}"
    assert Webhook(SECRET).verify(request.raw, headers)["type"] == "case.moved"
    for changed in (request.raw.replace(b"5", b"6"), b"{}"):
        with pytest.raises(WebhookVerificationError):
            Webhook(SECRET).verify(changed, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(FORMER).verify(request.raw, headers)


def test_while_two_secrets_are_good_it_is_signed_with_both(service: Service) -> None:
    assert sent(service.url, SECRET, FORMER).taken is Taken.YES
    (request,) = service.requests
    for secret in (SECRET, FORMER):
        Webhook(secret).verify(request.raw, request.headers)


def test_the_signature_is_that_of_the_specification() -> None:
    # The example of the specification's own libraries.
    now = datetime.fromtimestamp(1614265330, UTC).astimezone()
    headers = signed_headers(
        "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], now
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert headers["webhook-timestamp"] == "1614265330"


@pytest.mark.parametrize(
    ("status", "taken"),
    [
        (200, Taken.YES),
        (204, Taken.YES),
        (301, Taken.NOT_NOW),
        (307, Taken.NOT_NOW),
        (400, Taken.NOT_THIS_ONE),
        (401, Taken.NOT_NOW),
        (404, Taken.NOT_NOW),
        (410, Taken.NEVER_AGAIN),
        (413, Taken.NOT_THIS_ONE),
        (429, Taken.NOT_NOW),
        (500, Taken.NOT_NOW),
    ],
)
def test_what_an_answer_means(service: Service, status: int, taken: Taken) -> None:
    with http_service() as elsewhere:
        service.headers = {"Location": elsewhere.url, "Retry-After": "120"}
        service.answers["POST"] = (status, b"" if status == 204 else {})
        outcome = sent(service.url)
        assert outcome.taken is taken
        assert str(status) in outcome.reason
        assert outcome.wait_seconds == (120 if status == 429 else None)
        assert elsewhere.requests == [], "a redirect is not followed"


def test_a_private_place_is_not_called(service: Service) -> None:
    outcome = sent(service.url.replace("http:", "https:"), inside=frozenset())
    assert outcome.taken is Taken.NOT_NOW
    assert "private network" in outcome.reason
    assert service.requests == []


def test_nobody_there_is_said_without_the_address(service: Service) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        outcome = sent(f"http://127.0.0.1:{taken.getsockname()[1]}/token-in-path")
    assert outcome == WebhookOutcome(Taken.NOT_NOW, "It could not be reached: ConnectionRefusedError.")
    nowhere = sent("https://nowhere.invalid/")
    assert nowhere == WebhookOutcome(Taken.NOT_NOW, "The name in the address leads nowhere.")


def test_a_receiver_that_hangs_is_left(service: Service) -> None:
    service.answers["POST"] = (0, {})
    assert sent(service.url, timeout=0.3) == WebhookOutcome(Taken.NOT_NOW, "It did not answer in time.")


def read_whole(connection: socket.socket) -> None:
    """Read a request to its end: to close before that would take the answer back."""
    found = b""
    while BODY.encode() not in found:
        found += connection.recv(65536)


@contextmanager
def raw_server(answer: bytes, *, letters: bool = False) -> Iterator[str]:
    """A server that says these bytes, if `letters` one at a time and without end, and closes."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                read_whole(connection)
                try:
                    connection.sendall(answer)
                    while letters and not over.wait(0.1):
                        connection.sendall(b"a")
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
        over.set()
        thread.join(10)


def test_a_receiver_that_answers_a_letter_at_a_time_is_left_too() -> None:
    with raw_server(b"HTTP/1.1 200 OK\r\nX-Long: ", letters=True) as url:
        assert sent(url, timeout=0.3) == WebhookOutcome(Taken.NOT_NOW, "It did not answer in time.")


@pytest.mark.parametrize("answer", [b"", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200])
def test_an_answer_that_is_none_does_no_harm(answer: bytes) -> None:
    with raw_server(answer) as url:
        assert sent(url).taken is Taken.NOT_NOW


def test_of_an_answer_without_end_little_is_read() -> None:
    with raw_server(b"HTTP/1.1 200 OK\r\n\r\n" + b"a" * MOST_READ, letters=True) as url:
        assert sent(url).taken is Taken.YES


@contextmanager
def https_server(name: str, directory: Path) -> Iterator[tuple[str, Path]]:
    """An https server on this machine whose certificate is for a name. Its address, and the certificate's file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "a test")])
    names: list[x509.GeneralName] = [x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)]
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = directory / "certificate.pem", directory / "key.pem"
    chain.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(chain, private)
    with http_service() as service, socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            raw, _ = listening.accept()
            with raw:
                try:
                    with context.wrap_socket(raw, server_side=True) as safe:
                        read_whole(safe)
                        safe.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
                except OSError:
                    return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        assert service.url
        yield f"https://127.0.0.1:{listening.getsockname()[1]}/", chain
        thread.join(10)


def test_by_https_to_whom_the_certificate_is_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with https_server("127.0.0.1", tmp_path) as (url, chain):
        monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        assert sent(url) == WebhookOutcome(Taken.YES, "It answered 204.")


@pytest.mark.parametrize("trusted", [True, False])
def test_a_certificate_for_another_or_of_nobody_known_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, trusted: bool
) -> None:
    with https_server("another.example.org" if trusted else "127.0.0.1", tmp_path) as (url, chain):
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(chain))
        outcome = sent(url)
    assert outcome == WebhookOutcome(
        Taken.NOT_NOW, "Its certificate is not one that this machine trusts for that name."
    )
