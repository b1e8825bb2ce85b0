"""A small real IMAP server on loopback: one account, one folder, the commands that reading receipts takes."""

import re
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.notifications.smtp_servers import raw_server


@dataclass
class ImapFolder:
    """What is in the folder, which of it was seen, and what was asked of the server."""

    mails: list[str]
    port: int = 0
    seen: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    breaks_off_at: str = ""


@contextmanager
def imap_server(folder: ImapFolder) -> Iterator[ImapFolder]:
    """Serve a folder for the user "engine" with the password "pass/word"."""
    with raw_server(lambda connection: _converse(connection, folder)) as port:
        folder.port = port
        yield folder


def _converse(connection: socketserver.StreamRequestHandler, folder: ImapFolder) -> None:
    connection.wfile.write(b"* OK IMAP4rev1 ready\r\n")
    while line := connection.rfile.readline().decode().strip():
        tag, command = line.split(" ", 1)
        folder.commands.append(command)
        if folder.breaks_off_at and command.startswith(folder.breaks_off_at):
            return
        connection.wfile.write(_answer(command, folder))
        connection.wfile.write(f"{tag} {_verdict(command)}\r\n".encode())


def _verdict(command: str) -> str:
    if command.startswith("LOGIN") and command != 'LOGIN engine "pass/word"':
        return "NO wrong user or password"
    if command.startswith("SELECT") and command != 'SELECT "INBOX"':
        return "NO no such folder"
    return "OK done"


def _answer(command: str, folder: ImapFolder) -> bytes:
    if command == "CAPABILITY":
        return b"* CAPABILITY IMAP4rev1\r\n"
    if command.startswith("SELECT"):
        return f"* {len(folder.mails)} EXISTS\r\n".encode()
    if command == "UID SEARCH UNSEEN":
        unseen = [str(number) for number in range(1, len(folder.mails) + 1) if number not in folder.seen]
        return f"* SEARCH {' '.join(unseen)}".rstrip().encode() + b"\r\n"
    if fetch := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[(HEADER)?\](<0\.\d+>)?\)", command):
        number = int(fetch[1])
        words = folder.mails[number - 1].replace("\n", "\r\n")
        if fetch[2]:
            words = words.partition("\r\n\r\n")[0] + "\r\n\r\n"
        data = words.encode()
        return f"* {number} FETCH (UID {number} BODY[] {{{len(data)}}}\r\n".encode() + data + b")\r\n"
    if store := re.fullmatch(r"UID STORE (\d+) \+FLAGS\.SILENT \(\\Seen\)", command):
        folder.seen.add(int(store[1]))
    return b""
