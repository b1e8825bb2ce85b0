"""Receipts in mails: reports of delivery (RFC 3464), automatic answers (RFC 3834) and replies by people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage, Message
from email.parser import HeaderParser
from email.policy import default
from email.utils import parsedate_to_datetime

from notifications.message_identity import KEY_HEADER, keys_in
from notifications.notice import KEY_FORM
from notifications.receipt import Receipt, ReceiptKind

_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
# Worst first: where a report names several recipients of one message, the worst fate is told.
_WORST_FIRST = (
    ReceiptKind.BOUNCED_HARD,
    ReceiptKind.BOUNCED_SOFT,
    ReceiptKind.DELAYED,
    ReceiptKind.DELIVERED,
)
_REASONS = {
    ReceiptKind.BOUNCED_HARD: "The mail came back: the address does not take it",
    ReceiptKind.BOUNCED_SOFT: "The mail came back after a server had tried in vain",
    ReceiptKind.DELAYED: "A mail server has not been able to pass the mail on yet, and still tries",
    ReceiptKind.DELIVERED: "A mail server reported that the mail reached the mailbox",
}


def receipt_in(mail: EmailMessage, now: datetime) -> Receipt | None:
    """The receipt that a mail is; None where it is not about a notice of ours.

    In: a mail of which the headers, and for a report the parts, are there; `now` (aware), taken where the
    mail is undated or dated in the future. Of a reply only the headers are looked at.
    """
    if mail.get_content_type() == "multipart/report":
        return _report(mail, now)
    key = next(iter(_keys_answered(mail)), None)
    if key is None:
        return None
    at = _dated(mail, now)
    if mail.get("X-Failed-Recipients"):
        # Exim's way of saying so, also where its bounce is not a report of the standard's form.
        return Receipt(key, ReceiptKind.BOUNCED_HARD, at, f"{_REASONS[ReceiptKind.BOUNCED_HARD]}.")
    if _is_automatic(mail):
        return Receipt(key, ReceiptKind.AUTO_REPLIED, at, "An automatic answer came: the person may be away.")
    return Receipt(key, ReceiptKind.REPLIED, at, "A reply came. It was not kept.")


def is_report(mail: EmailMessage) -> bool:
    """Whether the parts of a mail are needed to read its receipt: true for reports, never for replies."""
    return mail.get_content_type() == "multipart/report"


def _report(mail: EmailMessage, now: datetime) -> Receipt | None:
    key = next(iter(_keys_returned(mail)), None) or next(iter(_keys_answered(mail)), None)
    if key is None:
        return None
    if _has_part(mail, "message/disposition-notification"):
        return Receipt(key, ReceiptKind.DELIVERED, _dated(mail, now), "A mail program confirmed the mail.")
    fates = [fate for part in mail.walk() if _is_status(part) for fate in _fates(part)]
    if not fates:
        return None
    kind, status = min(fates, key=lambda fate: _WORST_FIRST.index(fate[0]))
    return Receipt(key, kind, _dated(mail, now), f"{_REASONS[kind]}{f' ({status})' if status else ''}.")


def _is_status(part: Message) -> bool:
    return part.get_content_type() == "message/delivery-status" and part.is_multipart()


def _fates(part: Message) -> Iterator[tuple[ReceiptKind, str]]:
    """What became of each recipient, with the status code (RFC 3464, 2.3.3 and 2.3.4)."""
    for block in part.get_payload():
        if not isinstance(block, Message) or block.get("Action") is None:
            continue
        action = str(block["Action"]).strip().lower()
        found = _STATUS.search(str(block.get("Status", "")))
        status = found[0] if found else ""
        if action == "failed":
            # 4.x.x here means that the server gave up on a fault that may pass, such as a full mailbox.
            soft = status.startswith("4")
            yield (ReceiptKind.BOUNCED_SOFT if soft else ReceiptKind.BOUNCED_HARD), status
        elif action == "delayed":
            yield ReceiptKind.DELAYED, status
        elif action == "delivered":
            yield ReceiptKind.DELIVERED, status
        # "relayed" and "expanded" say only that it went on to a system that reports nothing further.


def _keys_returned(mail: EmailMessage) -> Iterator[str]:
    """The keys in the headers of the mail that a report sends back, whole or in part."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and part.is_multipart():
            yield from _keys_carried(part.get_payload(0))
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            yield from _keys_carried(_headers_in(part))


def _headers_in(part: Message) -> Message:
    words = part.get_payload(decode=True)
    text = words.decode("utf-8", errors="replace") if isinstance(words, bytes) else ""
    return HeaderParser(policy=default).parsestr(text)


def _keys_carried(returned: object) -> Iterator[str]:
    """The key of a mail of ours, by its own header, or by its Message-ID where the header was dropped."""
    if not isinstance(returned, Message):
        return
    key = str(returned.get(KEY_HEADER, "")).strip()
    if KEY_FORM.fullmatch(key):
        yield key
    yield from keys_in(str(returned.get("Message-ID", "")))


def _keys_answered(mail: EmailMessage) -> Iterator[str]:
    """The keys of the mails that this one answers, the one that it answers directly first."""
    yield from keys_in(str(mail.get("In-Reply-To", "")))
    yield from reversed(keys_in(str(mail.get("References", ""))))


def _has_part(mail: EmailMessage, content_type: str) -> bool:
    return any(part.get_content_type() == content_type for part in mail.walk())


def _is_automatic(mail: EmailMessage) -> bool:
    """Whether a program wrote it: by RFC 3834, and by the marks of programs that are older than it."""
    submitted = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        submitted != "no"
        or str(mail.get("Precedence", "")).strip().lower() in {"auto_reply", "bulk", "junk"}
        or any(mail.get(name) is not None for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or str(mail.get("Return-Path", "")).strip() == "<>"
    )


def _dated(mail: EmailMessage, now: datetime) -> datetime:
    """The mail's own date, in UTC; `now` where it has none, or one that has not come yet."""
    try:
        date = parsedate_to_datetime(str(mail["Date"]))
    except (TypeError, ValueError):
        return now.astimezone(UTC)
    # Mail dated "-0000" has no known zone and is read as UTC (RFC 5322, 3.3).
    aware = date.replace(tzinfo=UTC) if date.tzinfo is None else date
    return min(aware, now).astimezone(UTC)
