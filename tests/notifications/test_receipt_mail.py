"""Which receipt a mail is."""

from datetime import UTC, datetime
from email import message_from_string
from email.policy import default

import pytest

from notifications.receipt import Receipt, ReceiptKind
from notifications.receipt_mail import receipt_in
from tests.notifications.mails_that_came_back import (
    BODY,
    EXIM_BOUNCE_OF_OLD,
    HEADERS,
    KEY,
    OUR_ID,
    READ_BY_PROGRAM,
    answer,
    recipient,
    report,
)

NOW = datetime(2026, 12, 3, 12, 0, tzinfo=UTC)
SENT_AT = datetime(2026, 12, 3, 10, 15, tzinfo=UTC)
WITHOUT_ID = "\n".join(line for line in HEADERS.splitlines() if not line.startswith("Message-ID")) + "\n"
WITHOUT_KEY = "\n".join(line for line in HEADERS.splitlines() if not line.startswith("X-")) + "\n"


def read(words: str) -> Receipt | None:
    return receipt_in(message_from_string(words, policy=default), NOW)


@pytest.mark.parametrize(
    ("mail", "kind"),
    [
        (report([recipient("failed", "5.1.1")]), ReceiptKind.BOUNCED_HARD),
        (report([recipient("failed", "5.0.0")]), ReceiptKind.BOUNCED_HARD),
        (report([recipient("Failed", "4.4.7 (expired)")]), ReceiptKind.BOUNCED_SOFT),
        (report([recipient("failed", "")]), ReceiptKind.BOUNCED_HARD),
        (report([recipient("delayed", "4.4.1")]), ReceiptKind.DELAYED),
        (report([recipient("delivered", "2.0.0")]), ReceiptKind.DELIVERED),
        (report([recipient("delivered", "2.0.0"), recipient("failed", "5.1.1")]), ReceiptKind.BOUNCED_HARD),
        (READ_BY_PROGRAM, ReceiptKind.DELIVERED),
        (EXIM_BOUNCE_OF_OLD, ReceiptKind.BOUNCED_HARD),
        (answer(), ReceiptKind.REPLIED),
        (answer("Auto-Submitted: no\n"), ReceiptKind.REPLIED),
        (answer("Auto-Submitted: auto-replied (vacation)\n"), ReceiptKind.AUTO_REPLIED),
        (answer("Auto-Submitted: auto-generated; owner-email=x@example.org\n"), ReceiptKind.AUTO_REPLIED),
        (answer("Precedence: auto_reply\n"), ReceiptKind.AUTO_REPLIED),
        (answer("X-Autoreply: yes\n"), ReceiptKind.AUTO_REPLIED),
        (answer("Return-Path: <>\n"), ReceiptKind.AUTO_REPLIED),
        (answer(to=f"References: <gt-case.D-2026-0001@example.org>\n {OUR_ID}"), ReceiptKind.REPLIED),
    ],
)
def test_what_came_back(mail: str, kind: ReceiptKind) -> None:
    receipt = read(mail)
    assert receipt
    assert (receipt.key, receipt.kind, receipt.at) == (KEY, kind, SENT_AT)
    assert "SECRET" not in receipt.reason
    assert "example.org" not in receipt.reason


@pytest.mark.parametrize(
    "mail",
    [
        report([recipient("failed", "5.1.1")], returned=HEADERS, returned_as="text/rfc822-headers"),
        report([recipient("failed", "5.1.1")], returned=WITHOUT_ID + BODY),
        report([recipient("failed", "5.1.1")], returned=WITHOUT_KEY + BODY),
        report([recipient("failed", "5.1.1")], returned="Subject: x\n\n", outer=f"In-Reply-To: {OUR_ID}\n"),
        report([recipient("failed", "5.1.1")], returned="Subject: x\n\n", outer=f"References: {OUR_ID}\n"),
    ],
    ids=["headers alone", "by the key", "by the Message-ID", "by In-Reply-To", "by References"],
)
def test_a_report_is_matched_by_what_it_sends_back(mail: str) -> None:
    receipt = read(mail)
    assert receipt
    assert (receipt.key, receipt.kind) == (KEY, ReceiptKind.BOUNCED_HARD)
    assert receipt.reason == "The mail came back: the address does not take it (5.1.1)."


def test_a_reply_to_a_reply_is_about_the_mail_that_it_answers() -> None:
    other = "<gt.other=3Anotice@example.org>"
    receipt = read(answer(to=f"In-Reply-To: {other}\nReferences: {OUR_ID} {other}"))
    assert receipt
    assert receipt.key == "other:notice"


@pytest.mark.parametrize(
    "mail",
    [
        answer(to="In-Reply-To: <other@mail.example.org>"),
        answer(to="X-Nothing: here"),
        report([recipient("failed", "5.1.1")], returned="Subject: an advertisement\n\n"),
        report([recipient("relayed", "2.0.0")]),
        report([]),
        "",
        "no headers at all",
        "Content-Type: multipart/report; boundary=XX\n\nnothing within\n",
        "Content-Type: multipart/report; boundary=XX\n\n--XX\nContent-Type: message/delivery-status\n\n--XX--\n",
    ],
)
def test_what_is_no_receipt_of_ours(mail: str) -> None:
    assert read(mail) is None


@pytest.mark.parametrize("date", ["", "Date: yesterday\n", "Date: Fri, 1 Jan 2027 00:00:00 +0000\n"])
def test_without_a_date_to_be_trusted_it_came_when_it_was_read(date: str) -> None:
    receipt = read(f"{date}In-Reply-To: {OUR_ID}\n\nyes\n")
    assert receipt
    assert receipt.at == NOW


def test_dates_are_read_in_their_own_zone() -> None:
    receipt = read(f"Date: Thu, 3 Dec 2026 06:15:00 -0400\nIn-Reply-To: {OUR_ID}\n\nyes\n")
    assert receipt
    assert receipt.at == SENT_AT
