"""The virus scanner of a partnership: clamd by its INSTREAM command, or any program that reads a file from its input.

Without one nothing is looked through; whether files are taken all the same is a setting.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import socket
import struct
import subprocess
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from workflows.settings import Settings

LOG = logging.getLogger("goldenthread.documents")

AT_ONCE = 64 * 1024
LONGEST_ANSWER = 4_096
CLAMD_PORT = 3310
FOUND = 1
"""What clamscan, clamdscan and those that follow them answer to a file with a virus; 0 to one without."""


class ScannerDown(Exception):
    """The scanner gave no answer. The message is for the log, and says nothing of the file."""


@dataclass(frozen=True)
class Scanned:
    """What came of looking a file through: whether a scanner did it, and what it found."""

    by_scanner: bool
    found: str | None = None


def looked_through(settings: Settings, content: BinaryIO) -> Scanned:
    """Have a file looked through by the scanner that the settings name. ScannerDown if it gives no answer."""
    if settings.virus_scanner is None:
        return Scanned(by_scanner=False)
    seconds = settings.virus_scanner_seconds
    try:
        if settings.virus_scanner.startswith("clamd:"):
            return Scanned(by_scanner=True, found=_by_clamd(settings.virus_scanner, content, seconds))
        return Scanned(by_scanner=True, found=_by_program(settings.virus_scanner, content, seconds))
    except (OSError, subprocess.TimeoutExpired, ValueError) as problem:
        raise ScannerDown(f"{type(problem).__name__} on asking the virus scanner") from None


def _by_clamd(address: str, content: BinaryIO, seconds: float) -> str | None:
    """What clamd found, or None. See clamd(8), INSTREAM: pieces with their length in front, and one without any."""
    with _connected(address, seconds) as connection:
        content.seek(0)
        try:
            connection.sendall(b"zINSTREAM\0")
            while piece := content.read(AT_ONCE):
                connection.sendall(struct.pack("!L", len(piece)) + piece)
            connection.sendall(struct.pack("!L", 0))
        except (BrokenPipeError, ConnectionResetError):
            # It stops listening to what is longer than its own StreamMaxLength; its answer says so.
            pass
        answer = _answer(connection)
    if answer == "stream: OK":
        return None
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return _plain(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScannerDown(f"clamd answered: {_plain(answer)}")


def _connected(address: str, seconds: float) -> socket.socket:
    where = urlsplit(address)
    if where.hostname:
        return socket.create_connection((where.hostname, where.port or CLAMD_PORT), timeout=seconds)
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(seconds)
        connection.connect(where.path)
    except BaseException:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> str:
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        piece = connection.recv(LONGEST_ANSWER)
        if not piece:
            break
        said += piece
    return said.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _by_program(command: str, content: BinaryIO, seconds: float) -> str | None:
    """What a program found in its standard input, or None."""
    content.seek(0)
    handle = content.fileno()
    os.lseek(handle, 0, os.SEEK_SET)
    ended = subprocess.run(  # noqa: S603 - whoever sets the engine up names the program, and nothing of the file is in it
        shlex.split(command), stdin=handle, capture_output=True, timeout=seconds, check=False
    )
    if ended.returncode == 0:
        return None
    if ended.returncode == FOUND:
        named = re.search(rb":\s*(\S+)\s+FOUND", ended.stdout[:LONGEST_ANSWER])
        return _plain(named[1].decode("utf-8", "replace")) if named else "something harmful"
    raise ScannerDown(f"the virus scanner ended with {ended.returncode}")


def _plain(text: str) -> str:
    """What a scanner says, fit for a page and a log."""
    return re.sub(r"[^\w .:/()-]", "?", text)[:100]
