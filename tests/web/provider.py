"""A real OpenID Connect provider beside the tests: a process of its own that speaks the whole protocol."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from tests.notifications.smtp_servers import free_port
from tests.waiting import until


@contextmanager
def provider_process(people: list[dict[str, Any]]) -> Iterator[str]:
    """A provider that knows some people, each as the claims of their ID tokens. Yields its issuer."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    known = [word for claims in people for word in ("--user-claims", json.dumps(claims))]
    process = subprocess.Popen(
        [
            sys.executable,
            "-W",
            "ignore",
            "-m",
            "oidc_provider_mock",
            "--port",
            str(port),
            "--require-nonce",
            "1",
            *known,
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until(lambda: answers(issuer), 60)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def answers(issuer: str) -> bool:
    try:
        return requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).ok
    except requests.ConnectionError:
        return False


def allow(address: str, subject: str) -> str:
    """Sign in at the provider as somebody, where a browser was sent. Returns where the provider sends it back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def deny(address: str) -> str:
    """Refuse at the provider. Returns where it sends the browser back to."""
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=10)
    return str(answer.headers["Location"])
