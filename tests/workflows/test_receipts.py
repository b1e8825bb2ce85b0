"""What comes back about notices: arrivals, bounces and replies, each applied once."""

import json
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime

import pytest

from notifications.delivery_decision import LEASE
from notifications.message_identity import KEY_HEADER
from notifications.outcome import Outcome, OutcomeKind
from notifications.receipt import Receipt, ReceiptKind
from notifications.receipt_callback import receipt_in_callback
from notifications.receipt_mail import receipt_in
from store.outbox import claim_notices, lease
from store.sessions import writing
from tests.at_work import AtWork, entries_of, fits, history_of, name_deputy, notices_of, raised
from tests.partnership import BUSINESS_MANAGER, SOCIAL_WORKER, TEAM_MANAGER
from workflows.deliver import deliver
from workflows.receipts import ReceiptsReport, apply_receipts
from workflows.settling import settle_outcome


@pytest.fixture
def sent(at_work: AtWork) -> AtWork:
    """An engine at work that has sent one notice, to the social worker; what comes back comes an hour later."""
    raised(at_work.context)
    deliver(at_work.context)
    at_work.clock.advance_by(timedelta(hours=1))
    return at_work


def came_back(sent: AtWork, kind: ReceiptKind, *, minutes: int = 30) -> Receipt:
    """A receipt about the notice, so many minutes after it was sent."""
    key = str(sent.mails_to(SOCIAL_WORKER)[0][KEY_HEADER])
    at = sent.clock.now() - timedelta(minutes=60 - minutes)
    return Receipt(key, kind, at, "What the other side reported.")


def apply(sent: AtWork, *receipts: Receipt) -> ReceiptsReport:
    return apply_receipts(sent.context, receipts)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (ReceiptKind.DELIVERED, "delivered"),
        (ReceiptKind.REPLIED, "delivered"),
        (ReceiptKind.AUTO_REPLIED, "delivered"),
        (ReceiptKind.DELAYED, "sent"),
        (ReceiptKind.BOUNCED_SOFT, "try_again"),
        (ReceiptKind.BOUNCED_HARD, "redirected"),
    ],
)
def test_a_receipt_is_written_down_once(sent: AtWork, kind: ReceiptKind, state: str) -> None:
    receipt = came_back(sent, kind)
    first, second = apply(sent, receipt), apply(sent, receipt)
    assert (first.applied, first.known_before) == ({kind.value: 1}, 0)
    assert (second.applied, second.known_before) == ({}, 1)
    notice = notices_of(sent.context, "D-2026-0001")[0]
    assert notice.state == state
    assert history_of(sent.context, notice).count(kind.value) == 1


def test_a_bounce_is_an_event_on_the_case_and_goes_to_others(sent: AtWork) -> None:
    name_deputy(sent.context, SOCIAL_WORKER, TEAM_MANAGER)
    report = apply(sent, came_back(sent, ReceiptKind.BOUNCED_HARD))
    assert report.redirected == ("D-2026-0001",)
    entry = entries_of(sent.context, "D-2026-0001")[-1]
    assert entry.kind == "notice_undelivered"
    assert TEAM_MANAGER in entry.facts["passed_to"]
    assert "@" not in json.dumps(entry.facts)
    assert fits(sent.context)
    deliver(sent.context)
    assert len(sent.mails_to(TEAM_MANAGER)) == len(sent.mails_to(BUSINESS_MANAGER)) == 1


def test_a_mail_that_came_back_for_now_is_sent_again_under_its_message_id(sent: AtWork) -> None:
    apply(sent, came_back(sent, ReceiptKind.BOUNCED_SOFT))
    sent.clock.advance_by(timedelta(minutes=5))
    deliver(sent.context)
    first, second = sent.mails_to(SOCIAL_WORKER)
    assert first["Message-ID"] == second["Message-ID"]


def test_a_bounce_after_a_report_of_arrival_counts(sent: AtWork) -> None:
    bounced = came_back(sent, ReceiptKind.BOUNCED_HARD, minutes=20)
    arrived = came_back(sent, ReceiptKind.DELIVERED, minutes=10)
    report = apply(sent, bounced, arrived)
    assert report.redirected == ("D-2026-0001",), "they are applied in the order in which they are true"


def test_a_receipt_while_it_is_being_sent_again_leaves_the_lease_alone(at_work: AtWork) -> None:
    raised(at_work.context)
    at_work.mailbox.answers["DATA"] = "451 4.3.0 Not now"
    deliver(at_work.context)
    key = notices_of(at_work.context, "D-2026-0001")[0].key
    apply_receipts(at_work.context, [Receipt(key, ReceiptKind.DELIVERED, at_work.clock.now(), "It arrived.")])
    notice = notices_of(at_work.context, "D-2026-0001")[0]
    assert (notice.state, notice.next_attempt_at) == ("delivered", None)
    assert deliver(at_work.context).sent == 0


def test_a_bounce_that_is_quicker_than_the_worker_that_sends_is_not_lost(at_work: AtWork) -> None:
    raised(at_work.context)
    with writing(at_work.context.engine) as connection:
        claimed = claim_notices(connection, at_work.clock.now(), 10)
        (leased,) = lease(connection, claimed, at_work.clock.now() + LEASE)
    back = Receipt(leased.key, ReceiptKind.BOUNCED_HARD, at_work.clock.now(), "It came back.")
    assert apply(at_work, back).redirected == ("D-2026-0001",)
    with writing(at_work.context.engine) as connection:
        went = Outcome(OutcomeKind.SENT, "The mail server took the message.")
        settle_outcome(connection, leased, went, at_work.clock.now(), None)
    notice = notices_of(at_work.context, "D-2026-0001")[0]
    assert (notice.state, notice.next_attempt_at, notice.leased_until) == ("redirected", None, None)


def test_keys_that_nobody_knows_are_told(sent: AtWork) -> None:
    stray = Receipt("D-2025-0099/1/owed/somebody/email", ReceiptKind.BOUNCED_HARD, sent.clock.now(), "It came back.")
    report = apply(sent, stray, came_back(sent, ReceiptKind.DELIVERED))
    assert (report.unknown, report.applied) == ((stray.key,), {"delivered": 1})


def test_a_bounce_of_the_very_mail_that_was_sent_is_recognised(sent: AtWork) -> None:
    bounce = bounce_of(sent.mails_to(SOCIAL_WORKER)[0], sent)
    receipt = receipt_in(bounce, sent.clock.now())
    assert receipt is not None
    assert apply(sent, receipt).redirected == ("D-2026-0001",)


def bounce_of(mail: EmailMessage, sent: AtWork) -> EmailMessage:
    """A report (RFC 3464) that a mail of ours came back for good."""
    status = EmailMessage()
    status["Reporting-MTA"] = "dns; mail.example.org"
    recipient = EmailMessage()
    recipient["Final-Recipient"] = f"rfc822; {mail['To']}"
    recipient["Action"], recipient["Status"] = "failed", "5.1.1"
    delivery = EmailMessage()
    delivery["Content-Type"] = "message/delivery-status"
    delivery.set_payload([status, recipient])
    returned = EmailMessage()
    returned["Content-Type"] = "message/rfc822"
    returned.set_payload([mail])
    bounce = EmailMessage()
    bounce["From"], bounce["To"] = "MAILER-DAEMON@mail.example.org", "engine@example.org"
    bounce["Date"] = format_datetime(sent.clock.now() - timedelta(minutes=30))
    bounce["Content-Type"] = 'multipart/report; report-type=delivery-status; boundary="XX"'
    bounce.set_payload([delivery, returned])
    return bounce


def test_what_gov_uk_notify_posts(sent: AtWork) -> None:
    key = str(sent.mails_to(SOCIAL_WORKER)[0][KEY_HEADER])
    body = {"reference": key, "status": "delivered", "completed_at": "2026-11-02T09:20:00.000000Z"}
    receipt = receipt_in_callback(json.dumps(body), sent.clock.now())
    assert receipt is not None
    assert [apply(sent, receipt).applied, apply(sent, receipt).applied] == [{"delivered": 1}, {}]
