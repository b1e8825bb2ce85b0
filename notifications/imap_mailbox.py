"""Mails in an IMAP mailbox, read without marking them until they are dealt with."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
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
def imap_mails(url: str, *, timeout_seconds: float) -> Iterator[list[EmailMessage]]:
    """The unseen mails of a mailbox; marked as seen when the `with` block ends without an error.

    In: `imaps://user:password@host:port/Folder` (port 993 and INBOX where none is given). `imap://` turns to
    TLS before it signs in; `imap://...?security=none` does not, for a server on this machine. Of a mail that
    is not a report only the headers are fetched.

    Raises:
        UnreadableReceiptsError: the URL is incomplete, or the server cannot be reached or refuses.
    """
    host, port, parts = _parts(url)
    with ExitStack() as stack:
        with _plain_errors(host):
            client = _greeted(host, port, parts.scheme.lower(), timeout_seconds)
            stack.callback(_take_leave, client)
            if parts.scheme.lower() == "imap" and parse_qs(parts.query).get("security") != ["none"]:
                client.starttls(ssl.create_default_context())
            client.login(unquote(parts.username or ""), unquote(parts.password or ""))
            numbers = _unseen(client, unquote(parts.path.strip("/")) or "INBOX")
            mails = list(_fetched(client, numbers))
        # Errors of the block itself are its own, and pass through here as they are.
        yield mails
        with _plain_errors(host):
            for number in numbers:
                client.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")


def _parts(url: str) -> tuple[str, int | None, SplitResult]:
    """The host, the port if one is given, and the URL taken apart."""
    try:
        parts = urlsplit(url)
        if parts.hostname and parts.username and parts.password:
            return parts.hostname, parts.port, parts
    except ValueError:
        # A port or a host that is not one; what is said below covers it.
        pass
    raise UnreadableReceiptsError(
        "An IMAP mailbox is written imaps://user:password@host:port/Folder; here a part is missing or is not one."
    )


def _greeted(host: str, port: int | None, scheme: str, timeout_seconds: float) -> imaplib.IMAP4:
    if scheme == "imaps":
        context = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=context, timeout=timeout_seconds)
    return imaplib.IMAP4(host, port or 143, timeout=timeout_seconds)


def _take_leave(client: imaplib.IMAP4) -> None:
    with suppress(imaplib.IMAP4.error, OSError):
        client.logout()
    # A connection that broke is not closed by the goodbye that could not be said.
    with suppress(OSError):
        client.shutdown()


@contextmanager
def _plain_errors(host: str) -> Iterator[None]:
    """Turn what the network and the server do into plain words, without the account."""
    try:
        yield
    except (imaplib.IMAP4.error, OSError) as problem:
        raise UnreadableReceiptsError(f"The IMAP mailbox on {host} could not be read: {_plain(problem)}.") from None


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
