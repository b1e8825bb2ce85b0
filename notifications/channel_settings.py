"""What the channels need to be told: our mail server, our GOV.UK Notify account, how long to wait."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import quote, urlencode

GOVUK_NOTIFY_URL = "https://api.notifications.service.gov.uk"

Security = Literal["none", "starttls", "tls"]


@dataclass(frozen=True)
class ChannelSettings:
    """How messages leave. An empty field means that this channel is not set up.

    Fields:
        smtp_url: the mail server and sender as an Apprise URL (`mailto://` or `mailtos://`);
            `mail_server_url` below makes one.
        reply_to: where replies go, if not to the sender's address.
        ask_delivery_receipts: ask mail servers that can (RFC 3461) to report arrival too. Failures and delays
            are always asked for.
        notify_api_key, notify_email_template_id: of the GOV.UK Notify service. Its template has the subject
            ((subject)) and the body ((body)).
        notify_base_url: where GOV.UK Notify is.
        timeout_seconds: how long one answer of a server is waited for.
        hosts: to which Apprise addresses may lead, as `notifications/allowed_places.py` says; None for those that
            whoever runs the engine has written, which may lead anywhere.
        plain_to: hosts to which these may lead without encryption.
    """

    smtp_url: str = field(default="", repr=False)
    reply_to: str = ""
    ask_delivery_receipts: bool = False
    notify_api_key: str = field(default="", repr=False)
    notify_email_template_id: str = ""
    notify_base_url: str = GOVUK_NOTIFY_URL
    timeout_seconds: float = 15.0
    hosts: frozenset[str] | None = frozenset()
    plain_to: frozenset[str] = frozenset()


def mail_server_url(
    host: str,
    port: int,
    *,
    sender: str,
    user: str = "",
    password: str = "",
    security: Security = "starttls",
) -> str:
    """The Apprise URL of a mail server, every part quoted.

    In: the sender as an address or "Golden Thread <noreply@example.org>"; `security` as the server speaks it:
    "tls" from the first byte (usually port 465), "starttls" (587), or "none" (a server on this machine).
    """
    account = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    mode = {"none": "insecure", "starttls": "starttls", "tls": "ssl"}[security]
    # Naming the server as `smtp` keeps Apprise from putting its own presets for known mail providers in its
    # place.
    query = urlencode({"from": sender, "mode": mode, "smtp": host}, quote_via=quote)
    return f"{'mailto' if security == 'none' else 'mailtos'}://{account}{host}:{port}?{query}"
