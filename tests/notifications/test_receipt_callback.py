"""GOV.UK Notify's delivery receipts."""

import json
from datetime import UTC, datetime

import pytest

from notifications.receipts import ReceiptKind, UnreadableReceiptsError, receipt_in_callback

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
# The example in GOV.UK Notify's documentation, with our reference.
BODY: dict[str, object] = {
    "id": "740e5834-3a29-46b4-9a6f-16142fde533a",
    "reference": "D-2026-0001:7:hv:email",
    "to": "health.visitor@example.org",
    "status": "delivered",
    "created_at": "2026-12-03T10:15:30.000000Z",
    "completed_at": "2026-12-03T10:16:30.000000Z",
    "sent_at": "2026-12-03T10:15:31.000000Z",
    "notification_type": "email",
    "template_id": "f33517ff-2a88-4f6e-b855-c550268ce08a",
    "template_version": 1,
}


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("delivered", ReceiptKind.DELIVERED),
        ("permanent-failure", ReceiptKind.BOUNCED_HARD),
        ("temporary-failure", ReceiptKind.BOUNCED_SOFT),
        ("technical-failure", ReceiptKind.BOUNCED_SOFT),
    ],
)
def test_what_notify_reports(status: str, kind: ReceiptKind) -> None:
    receipt = receipt_in_callback(json.dumps(BODY | {"status": status}).encode(), NOW)
    assert receipt
    assert (receipt.key, receipt.kind) == ("D-2026-0001:7:hv:email", kind)
    assert receipt.at == datetime(2026, 12, 3, 10, 16, 30, tzinfo=UTC)
    assert "example.org" not in receipt.reason


@pytest.mark.parametrize("completed_at", [None, "soon", "2027-01-01T00:00:00Z"])
def test_without_a_time_to_be_trusted_it_came_when_it_was_read(completed_at: str | None) -> None:
    receipt = receipt_in_callback(json.dumps(BODY | {"completed_at": completed_at}), NOW)
    assert receipt
    assert receipt.at == NOW


@pytest.mark.parametrize("reference", [None, "", "not a key of ours"])
def test_a_message_of_somebody_else(reference: str | None) -> None:
    assert receipt_in_callback(json.dumps(BODY | {"reference": reference}), NOW) is None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", "not JSON"),
        ("status=delivered", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        ("[]", "not a GOV.UK Notify delivery receipt"),
        ('"delivered"', "not a GOV.UK Notify delivery receipt"),
        ('{"status": "delivered"}', "`reference` and `status`"),
        (json.dumps(BODY | {"status": "lost"}), "no delivery status 'lost'. Known are: delivered"),
    ],
)
def test_what_cannot_be_read(body: str | bytes, words: str) -> None:
    with pytest.raises(UnreadableReceiptsError, match=words):
        receipt_in_callback(body, NOW)
