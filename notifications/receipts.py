"""Delivery receipts, read from where they come in: mailboxes and GOV.UK Notify's callback."""

from __future__ import annotations

from notifications.receipt import Receipt, ReceiptKind, UnreadableReceiptsError
from notifications.receipt_callback import receipt_in_callback
from notifications.receipt_mailbox import MailboxReading, receipts_from

__all__ = [
    "MailboxReading",
    "Receipt",
    "ReceiptKind",
    "UnreadableReceiptsError",
    "receipt_in_callback",
    "receipts_from",
]
