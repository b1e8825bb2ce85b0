"""Receipts that GOV.UK Notify posts: its "delivery receipts" callback."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from notifications.notice import KEY_FORM
from notifications.receipt import Receipt, ReceiptKind, UnreadableReceiptsError

# GOV.UK Notify, REST API documentation, "Delivery receipts" and "Email status descriptions".
_STATUSES = {
    "delivered": (ReceiptKind.DELIVERED, "GOV.UK Notify reported that the message was delivered."),
    "permanent-failure": (ReceiptKind.BOUNCED_HARD, "GOV.UK Notify reported that the address is wrong."),
    "temporary-failure": (
        ReceiptKind.BOUNCED_SOFT,
        "GOV.UK Notify could not deliver it: a full mailbox, or a spam filter.",
    ),
    "technical-failure": (
        ReceiptKind.BOUNCED_SOFT,
        "GOV.UK Notify did not send it, for a fault between Notify and its provider.",
    ),
}


def receipt_in_callback(body: str | bytes, now: datetime) -> Receipt | None:
    """The receipt in the body of one callback; None where the message has no key of ours.

    In: the JSON object that Notify posts; `now` (aware), taken where it gives no usable time. The address in
    it is not looked at.

    Raises:
        UnreadableReceiptsError: it is not JSON, or not a delivery receipt.
    """
    try:
        words = json.loads(body)
    except ValueError:
        raise UnreadableReceiptsError(
            "This is not JSON. Give the body of a GOV.UK Notify delivery receipt as it was posted."
        ) from None
    if not isinstance(words, dict) or "status" not in words or "reference" not in words:
        raise UnreadableReceiptsError(
            "This is not a GOV.UK Notify delivery receipt: it has to be an object with `reference` and `status`."
        )
    found = _STATUSES.get(str(words["status"]))
    if found is None:
        raise UnreadableReceiptsError(
            f"GOV.UK Notify has no delivery status {str(words['status'])[:40]!r}. Known are: {', '.join(_STATUSES)}."
        )
    key = str(words["reference"] or "")
    if not KEY_FORM.fullmatch(key):
        return None
    kind, reason = found
    return Receipt(key, kind, _completed(words.get("completed_at"), now), reason)


def _completed(words: object, now: datetime) -> datetime:
    try:
        at = datetime.fromisoformat(str(words))
    except ValueError:
        return now.astimezone(UTC)
    aware = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return min(aware, now).astimezone(UTC)
