"""Mails in an IMAP mailbox, read without marking them until they are dealt with."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from notifications.receipt import UnreadableReceiptsError
from notifications.receipt_mail import is_report

SCHEMES = frozenset({"imap", "imaps"})

# A report sends at most our own mail back. What is longer is cut, and its first parts are still read.
_LONGEST_REPORT = 1_000_000
# One reading of a mailbox that nobody has emptied for long must end; the next goes on from there.
_MOST_MAILS = 2_000


@contextmanager
def imap_mails(url: str, *, timeout_seconds: float) -> Iterator[Iterator[EmailMessage]]:
    """The unseen mails of a mailbox; marked as seen when the `with` block ends without an error.

    In: `imaps://user:password@host:port/Folder` (port 993 and INBOX where none is given). `imap://` turns to
    TLS before it signs in; `imap://...?security=none` does not, for a server on this machine. Of a mail that
    is not a report only the headers are fetched.

    Raises:
        UnreadableReceiptsError: the URL is incomplete, or the server cannot be reached or refuses.
    """
    parts = urlsplit(url)
    if not (parts.hostname and parts.username and parts.password):
        raise UnreadableReceiptsError(
            "An IMAP mailbox is written imaps://user:password@host/Folder; user, password or host is missing."
        )
    client: imaplib.IMAP4 | None = None
    try:
        client = _connected(parts, timeout_seconds)
        client.login(unquote(parts.username), unquote(parts.password))
        numbers = _unseen(client, unquote(parts.path.strip("/")) or "INBOX")
        yield _fetched(client, numbers)
        for number in numbers:
            client.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
    except (imaplib.IMAP4.error, OSError) as problem:
        raise UnreadableReceiptsError(
            f"The IMAP mailbox on {parts.hostname} could not be read: {_plain(problem)}."
        ) from None
    finally:
        if client is not None:
            with suppress(imaplib.IMAP4.error, OSError):
                client.logout()


def _connected(parts: SplitResult, timeout_seconds: float) -> imaplib.IMAP4:
    host = parts.hostname or ""
    context = ssl.create_default_context()
    if parts.scheme.lower() == "imaps":
        return imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=timeout_seconds)
    client = imaplib.IMAP4(host, parts.port or 143, timeout=timeout_seconds)
    if parse_qs(parts.query).get("security") != ["none"]:
        client.starttls(context)
    return client


def _unseen(client: imaplib.IMAP4, folder: str) -> list[str]:
    quoted = folder.replace("\\", "\\\\").replace('"', '\\"')
    status, _ = client.select(f'"{quoted}"')
    if status != "OK":
        raise UnreadableReceiptsError(f"The IMAP server has no folder {folder!r} for this account.")
    _, found = client.uid("SEARCH", "UNSEEN")
    numbers = found[0].decode().split() if found and found[0] else []
    return numbers[:_MOST_MAILS]


def _fetched(client: imaplib.IMAP4, numbers: list[str]) -> Iterator[EmailMessage]:
    for number in numbers:
        mail = _fetch(client, number, "BODY.PEEK[HEADER]")
        if mail is not None and is_report(mail):
            mail = _fetch(client, number, f"BODY.PEEK[]<0.{_LONGEST_REPORT}>")
        if mail is not None:
            yield mail


def _fetch(client: imaplib.IMAP4, number: str, what: str) -> EmailMessage | None:
    """A mail, or its headers; None where it was deleted in the meantime."""
    _, answer = client.uid("FETCH", number, f"({what})")
    words = next((item[1] for item in answer if isinstance(item, tuple)), None)
    return message_from_bytes(words, policy=default) if words is not None else None


def _plain(problem: Exception) -> str:
    if isinstance(problem, TimeoutError):
        return "it did not answer in time"
    if isinstance(problem, ssl.SSLError):
        return "a safe connection could not be made"
    if isinstance(problem, imaplib.IMAP4.abort):
        return "the connection broke"
    if isinstance(problem, imaplib.IMAP4.error):
        return "it refused the sign-in or a question"
    return "it could not be reached"
