"""A message as a mail: its headers, its two bodies, and what lets a reader recognise a second copy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from notifications.message_identity import KEY_HEADER, message_id, thread_id
from notifications.notice import Message

# Python folds a header that is longer than this behind its colon, which some readers show as a space before the
# subject. RFC 5322, 2.1.1 allows 998.
# The body is in seven bits: what a server on the way has to encode anew breaks the sender's signature (RFC 6376, 5.3).
_POLICY = SMTP.clone(max_line_length=250, cte_type="7bit")


def as_mail(
    message: Message,
    *,
    sender: Address,
    to: Sequence[Address],
    reply_to: Sequence[Address] = (),
    now: datetime,
) -> EmailMessage:
    """The mail for a message: plain text and HTML side by side, dated `now`.

    The Message-ID depends on the key alone, so every attempt sends the same mail. There is no Auto-Submitted
    header, on purpose: it would keep out-of-office answers from coming back (RFC 3834, section 2), and that
    somebody is away is what an escalation needs to hear. Nothing here answers mail, so no loop can begin.
    """
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = sender
    mail["To"] = to
    if reply_to:
        mail["Reply-To"] = reply_to
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(message.key, sender.domain)
    mail[KEY_HEADER] = message.key
    if message.case_reference:
        thread = thread_id(message.case_reference, sender.domain)
        mail["In-Reply-To"] = thread
        mail["References"] = thread
    mail.set_content(message.text)
    mail.add_alternative(message.html, subtype="html")
    return mail
