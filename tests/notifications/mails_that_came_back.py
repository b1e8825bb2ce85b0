"""Mails that come back, in the forms of the mail systems in use. Role names and example.org only."""

from textwrap import dedent

from notifications.message_identity import message_id

KEY = "D-2026-0001:7:hv:email"
OUR_ID = message_id(KEY, "example.org")
HEADERS = f"""\
From: Golden Thread <engine@example.org>
To: health.visitor@example.org
Subject: D-2026-0001: you owe the next step
Message-ID: {OUR_ID}
X-Golden-Thread-Key: {KEY}
"""
BODY = "\nYou owe the next step in D-2026-0001.\n"


def report(
    recipients: list[dict[str, str]],
    *,
    returned: str = HEADERS + BODY,
    returned_as: str = "message/rfc822",
    outer: str = "",
) -> str:
    """A delivery status report (RFC 3464) about our mail, as Postfix writes it."""
    blocks = "\n".join(
        "\n".join(f"{name}: {value}" for name, value in recipient.items()) + "\n" for recipient in recipients
    )
    head = dedent(
        """\
        Return-Path: <>
        Date: Thu, 3 Dec 2026 10:15:00 +0000
        From: MAILER-DAEMON@mail.example.org (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: engine@example.org
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Message-ID: <20261203101500.ABC@mail.example.org>
        Content-Type: multipart/report; report-type=delivery-status; boundary="XX"
        """
    )
    return (
        f"{head}{outer}\n--XX\nContent-Type: text/plain\n\n<health.visitor@example.org>: host said no\n\n"
        f"--XX\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.example.org\nArrival-Date: Thu, 3 Dec 2026 10:14:59 +0000\n\n{blocks}\n"
        f"--XX\nContent-Type: {returned_as}\n\n{returned}\n--XX--\n"
    )


def recipient(action: str, status: str) -> dict[str, str]:
    return {
        "Final-Recipient": "rfc822; health.visitor@example.org",
        "Action": action,
        "Status": status,
        "Diagnostic-Code": f"smtp; 550 {status} health.visitor@example.org is not here",
    }


def answer(headers: str = "", *, to: str = f"In-Reply-To: {OUR_ID}") -> str:
    """An answer to our mail, with words about a child in it that must go no further."""
    return (
        "Date: Thu, 3 Dec 2026 10:15:00 +0000\nFrom: health.visitor@example.org\nTo: engine@example.org\n"
        f"Message-ID: <reply@mail.example.org>\nSubject: RE: D-2026-0001: SECRET\n{to}\n{headers}\n"
        "SECRET words about a child\n"
    ).replace("\n\n", "\n", 0 if headers else 1)


EXIM_BOUNCE_OF_OLD = (
    "Date: Thu, 3 Dec 2026 10:15:00 +0000\nFrom: Mail Delivery System <Mailer-Daemon@mail.example.org>\n"
    f"To: engine@example.org\nX-Failed-Recipients: health.visitor@example.org\nIn-Reply-To: {OUR_ID}\n"
    "Subject: Mail delivery failed: returning message to sender\nAuto-Submitted: auto-replied\n\n"
    "This message was created automatically by mail delivery software.\n"
)
READ_BY_PROGRAM = (
    "Date: Thu, 3 Dec 2026 10:15:00 +0000\nFrom: health.visitor@example.org\nTo: engine@example.org\n"
    'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=disposition-notification; boundary="XX"\n'
    f"References: {OUR_ID}\n\n--XX\nContent-Type: text/plain\n\nYour message was displayed.\n\n"
    "--XX\nContent-Type: message/disposition-notification\n\n"
    f"Final-Recipient: rfc822; health.visitor@example.org\nOriginal-Message-ID: {OUR_ID}\n"
    "Disposition: manual-action/MDN-sent-manually; displayed\n\n--XX--\n"
)
