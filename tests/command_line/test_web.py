"""`goldenthread web` starts the pages, and says in plain words why it does not."""

import subprocess
import sys
from pathlib import Path

import pytest
import requests

from tests.certificates import Authority
from tests.notifications.smtp_servers import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]


def command(home: Path, port: int, *words: str, **settings: str) -> subprocess.Popen[str]:
    program = "from command_line.main import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", program, "web", "--port", str(port), *words],
        cwd=ROOT,
        env={"GOLDENTHREAD_HOME": str(home), "PATH": "", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def is_up(address: str, authority: Path | None = None) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=5, verify=str(authority) if authority else True).ok
    except requests.ConnectionError:
        return False


def test_it_shows_the_pages_and_says_where(tmp_path: Path) -> None:
    port = free_port()
    with command(tmp_path, port, GOLDENTHREAD_DEMONSTRATION="true") as process:
        until(lambda: process.poll() is not None or is_up(f"http://127.0.0.1:{port}"), 60)
        answer = requests.get(f"http://127.0.0.1:{port}/", timeout=5)
        role = requests.get(f"http://127.0.0.1:{port}/sign-in/role", timeout=5)
        process.terminate()
        said, complained = process.communicate(timeout=20)
    assert answer.ok
    assert "server" not in answer.headers
    assert role.status_code == 404, "the setting alone does not make a store one of the demonstration"
    assert "The pages are at http://localhost:8000." in said
    assert complained == ""


def test_an_address_without_https_is_refused_in_plain_words(tmp_path: Path) -> None:
    with command(tmp_path, free_port(), GOLDENTHREAD_BASE_URL="http://goldenthread.example.org") as process:
        _, complained = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "write an https address" in complained
    assert "Traceback" not in complained


def test_for_other_machines_it_listens_with_a_certificate_or_not_at_all(tmp_path: Path) -> None:
    everywhere, port = ("--host", "0.0.0.0"), free_port()  # noqa: S104 - what the test is about
    with command(tmp_path, port, *everywhere) as process:
        _, complained = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "GOLDENTHREAD_WEB_CERTIFICATE" in complained
    authority = Authority(tmp_path)
    certificate, key = authority.signed("the pages", "127.0.0.1")
    named = {"GOLDENTHREAD_WEB_CERTIFICATE": str(certificate), "GOLDENTHREAD_WEB_CERTIFICATE_KEY": str(key)}
    with command(tmp_path, port, *everywhere, **named) as process:
        until(lambda: process.poll() is not None or is_up(f"https://127.0.0.1:{port}", authority.certificate), 60)
        assert process.poll() is None, "it has ended instead of listening"
        with pytest.raises(requests.ConnectionError):
            requests.get(f"http://127.0.0.1:{port}/readyz", timeout=5)
        process.terminate()
        _, complained = process.communicate(timeout=20)
    assert complained == ""
