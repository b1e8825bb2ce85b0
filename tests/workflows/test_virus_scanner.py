"""The virus scanner: clamd on a port and on a socket, a program, and what happens where none answers."""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest

from tests.at_work import settings_for
from tests.clamd import EICAR, Clamd, running
from tests.notifications.smtp_servers import free_port
from workflows.settings import Settings
from workflows.virus_scanner import Scanned, ScannerDown, looked_through

LARGE = b"a" * 300_000


def with_scanner(tmp_path: Path, scanner: str | None, seconds: float = 10) -> Settings:
    url = f"sqlite:///{tmp_path / 'unused.db'}"
    return settings_for(url, tmp_path, virus_scanner=scanner, virus_scanner_seconds=seconds)


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    with running() as started:
        yield started


def file(content: bytes) -> BinaryIO:
    made = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
    made.write(content)
    return made


def test_clamd_on_a_port(tmp_path: Path, clamd: Clamd) -> None:
    settings = with_scanner(tmp_path, clamd.address)
    assert looked_through(settings, io.BytesIO(LARGE)) == Scanned(by_scanner=True)
    assert looked_through(settings, io.BytesIO(LARGE + EICAR)) == Scanned(True, "Eicar-Test-Signature")
    assert clamd.lengths == [300_000, 300_000 + len(EICAR)]


def test_clamd_on_a_socket(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as short, running(Path(short) / "clamd.ctl") as clamd:
        settings = with_scanner(tmp_path, clamd.address)
        assert looked_through(settings, io.BytesIO(EICAR)).found == "Eicar-Test-Signature"


@pytest.mark.parametrize("says", [b"", b"stream: Can't open file ERROR\0", b"nonsense\n", b"stream: \0"])
def test_an_answer_that_is_none(tmp_path: Path, clamd: Clamd, says: bytes) -> None:
    clamd.says = says
    with pytest.raises(ScannerDown):
        looked_through(with_scanner(tmp_path, clamd.address), io.BytesIO(LARGE))


def test_what_is_longer_than_clamd_takes_is_not_taken_for_clean(tmp_path: Path, clamd: Clamd) -> None:
    clamd.longest = 100_000
    with pytest.raises(ScannerDown):
        looked_through(with_scanner(tmp_path, clamd.address), io.BytesIO(LARGE * 10))


def test_nobody_there(tmp_path: Path) -> None:
    for scanner in (f"clamd://127.0.0.1:{free_port()}", f"clamd://{tmp_path}/none.ctl", f"{tmp_path}/no-such-scanner"):
        with pytest.raises(ScannerDown), file(LARGE) as content:
            looked_through(with_scanner(tmp_path, scanner), content)


PROGRAM = """
import sys
content = sys.stdin.buffer.read()
if b"EICAR" in content:
    print("stream: Eicar-Signature FOUND")
    sys.exit(1)
sys.exit(2 if b"broken" in content else 0)
"""


def test_a_program(tmp_path: Path) -> None:
    (tmp_path / "scan.py").write_text(PROGRAM, encoding="utf-8")
    settings = with_scanner(tmp_path, f"{sys.executable} {tmp_path / 'scan.py'}")
    with file(LARGE) as clean, file(EICAR) as virus, file(b"broken") as broken:
        assert looked_through(settings, clean) == Scanned(by_scanner=True)
        assert looked_through(settings, virus) == Scanned(True, "Eicar-Signature")
        with pytest.raises(ScannerDown):
            looked_through(settings, broken)


def test_a_program_that_does_not_end(tmp_path: Path) -> None:
    settings = with_scanner(tmp_path, "sleep 60", seconds=0.1)
    with pytest.raises(ScannerDown), file(LARGE) as content:
        looked_through(settings, content)


def test_without_a_scanner(tmp_path: Path) -> None:
    assert looked_through(with_scanner(tmp_path, None), io.BytesIO(EICAR)) == Scanned(by_scanner=False)


@pytest.mark.parametrize(
    "scanner", ["clamd:", "clamd://", "clamd:127.0.0.1", "clamd://host:99999999", "clamd://h/p", "'"]
)
def test_a_scanner_that_cannot_be_meant(tmp_path: Path, scanner: str) -> None:
    with pytest.raises(ValueError, match="write clamd://host:3310"):
        with_scanner(tmp_path, scanner)
