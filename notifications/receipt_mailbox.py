"""Mailboxes that receipts come to: an mbox file, a Maildir folder, or an IMAP mailbox."""

from __future__ import annotations

import mailbox
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_binary_file
from email.message import EmailMessage
from email.policy import default
from functools import partial
from pathlib import Path
from typing import IO, cast

from notifications.imap_mailbox import SCHEMES, imap_mails
from notifications.receipt import Receipt, UnreadableReceiptsError
from notifications.receipt_mail import receipt_in


@dataclass(frozen=True)
class MailboxReading:
    """What a mailbox held: the receipts, and how many mails were looked at to find them."""

    receipts: tuple[Receipt, ...]
    mails: int


@contextmanager
def receipts_from(source: str, now: datetime, *, timeout_seconds: float = 15.0) -> Iterator[MailboxReading]:
    """The receipts in a mailbox, to be recorded within the `with` block.

    In: the path of an mbox file or of a Maildir folder, or `imaps://user:password@host/Folder`. A path is
    only read, and all of it each time: recording a receipt twice must do no harm. An IMAP mailbox is asked
    for what is unseen, and that is marked as seen when the block ends well, so nothing is lost if recording
    fails.

    Raises:
        UnreadableReceiptsError: there is no such mailbox, it is of no known kind, or the server refused.
    """
    if source.partition("://")[0].lower() in SCHEMES:
        with imap_mails(source, timeout_seconds=timeout_seconds) as mails:
            yield _reading(mails, now)
    elif "://" in source:
        raise UnreadableReceiptsError(
            "Receipts can be read from an mbox file, a Maildir folder, imaps:// or imap://, and from nothing else."
        )
    else:
        yield _reading(_mails_at(Path(source)), now)


def _reading(mails: Iterable[EmailMessage], now: datetime) -> MailboxReading:
    found = [receipt_in(mail, now) for mail in mails]
    return MailboxReading(tuple(receipt for receipt in found if receipt is not None), len(found))


def _mails_at(path: Path) -> Iterator[EmailMessage]:
    if path.is_dir():
        return _mails_of_folder(path)
    if not path.exists():
        raise UnreadableReceiptsError(f"There is no file or folder {path}.")
    return _mails_of_file(path)


def _mails_of_folder(path: Path) -> Iterator[EmailMessage]:
    if not (path / "cur").is_dir() or not (path / "new").is_dir():
        raise UnreadableReceiptsError(f"{path} is not a Maildir: it has no folders `new` and `cur`.")
    return _parsed(partial(mailbox.Maildir, path, create=False))


def _mails_of_file(path: Path) -> Iterator[EmailMessage]:
    try:
        with path.open("rb") as file:
            beginning = file.read(5)
    except OSError as problem:
        raise UnreadableReceiptsError(f"{path} cannot be read: {problem.strerror}.") from None
    # The standard library finds no mail in a file of any other kind, and says nothing.
    if beginning and beginning != b"From ":
        raise UnreadableReceiptsError(
            f"{path} is not an mbox file: its first line has to begin with 'From '. A single mail "
            "can be put into a Maildir folder."
        )
    return _parsed(partial(mailbox.mbox, path, create=False))


def _parsed(opening: Callable[..., mailbox.Mailbox[mailbox.Message]]) -> Iterator[EmailMessage]:
    def factory(file: IO[bytes]) -> EmailMessage:
        return message_from_binary_file(file, policy=default)

    box = opening(factory=factory)
    try:
        for mail in box:
            yield cast("EmailMessage", mail)
    finally:
        box.close()
