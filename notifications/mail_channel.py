"""E-mail: Apprise reads the server's address, and the conversation with the server is held here.

Apprise's own mail plugin answers with a bare boolean and keeps the server's code to itself, writes a
Message-ID of its own on every attempt, and makes the plain text out of the HTML. The code tells a wrong
address from a busy server, the Message-ID lets a second copy be recognised, and the plain text is written by
hand.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from functools import cache

from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.common import SECURE_MODES, SecureMailMode

from notifications.apprise_plugin import plugin_for
from notifications.channel_settings import ChannelSettings
from notifications.mail_message import as_mail
from notifications.notice import Message
from notifications.outcome import Outcome, OutcomeKind
from notifications.smtp_answer import outcome_before, outcome_of_refusal

_SERVER_NOT_SET_UP = Outcome(
    OutcomeKind.NOBODY_CONFIGURED, "No mail server is set up, or its address is not one.", ours=True
)


@dataclass(frozen=True)
class MailServer:
    """A mail server and the mail's envelope, as an Apprise `mailto` URL gives them."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)
    verify_certificate: bool
    sender: Address
    to: tuple[Address, ...]
    copies: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()


def send(message: Message, address: str, settings: ChannelSettings, *, now: datetime) -> Outcome:
    """Try once to mail a message to an e-mail address by our own mail server."""
    plugin = plugin_for(settings.smtp_url, timeout_seconds=settings.timeout_seconds) if settings.smtp_url else None
    server = server_of(plugin) if isinstance(plugin, NotifyEmail) else None
    if server is None:
        return _SERVER_NOT_SET_UP
    recipient = e_mail_address(address)
    if recipient is None:
        return Outcome(OutcomeKind.PERMANENT, "The address in the directory is not an e-mail address.")
    return post(message, replace(server, to=(recipient,)), settings, now=now)


def e_mail_address(words: str) -> Address | None:
    """The address that the words are, alone and whole; None where mail cannot be sent to them."""
    try:
        address = Address(addr_spec=words)
    except (MessageError, ValueError, IndexError):
        return None
    # Letters beyond ASCII need SMTPUTF8 of every server on the way, which cannot be known from here.
    whole = address.addr_spec == words and words.isascii()
    return address if address.username and address.domain and whole else None


def server_of(plugin: NotifyEmail) -> MailServer | None:
    """The server and the envelope that an Apprise mail plugin stands for; None where an address is not one.

    Apprise takes a looser view of addresses than mail servers do.
    """
    name, words = plugin.from_addr
    sender = e_mail_address(str(words))
    to = _all_addresses(target for _, target in plugin.targets)
    copies = _all_addresses(sorted({*plugin.cc, *plugin.bcc}))
    reply_to = _all_addresses(sorted(plugin.reply_to))
    if sender is None or to is None or copies is None or reply_to is None:
        return None
    security = plugin.secure_mode or SecureMailMode.INSECURE
    return MailServer(
        host=plugin.smtp_host,
        port=plugin.port or SECURE_MODES[security]["default_port"],
        security=security,
        user=plugin.user or "",
        password=plugin.password or "",
        verify_certificate=plugin.verify_certificate,
        sender=Address(display_name=str(name or "Golden Thread"), addr_spec=sender.addr_spec),
        to=to,
        copies=copies,
        reply_to=reply_to,
    )


def _all_addresses(words: Iterable[str]) -> tuple[Address, ...] | None:
    addresses = [e_mail_address(target) for target in words]
    found = tuple(address for address in addresses if address is not None)
    return found if len(found) == len(addresses) else None


def post(message: Message, server: MailServer, settings: ChannelSettings, *, now: datetime) -> Outcome:
    """Try once to hand a message to a mail server. What it answers decides the outcome.

    A time-out after the mail was handed over leaves open whether it went: it is tried again, and the
    Message-ID tells the copies apart from a new mail.
    """
    replies = e_mail_address(settings.reply_to)
    mail = as_mail(
        message,
        sender=server.sender,
        to=server.to,
        reply_to=server.reply_to or ((replies,) if replies else ()),
        now=now,
    )
    recipients = [address.addr_spec for address in (*server.to, *server.copies)]
    try:
        with _conversation(server, settings.timeout_seconds) as smtp:
            options = _report_options(smtp, settings)
            try:
                refused = smtp.sendmail(server.sender.addr_spec, recipients, mail.as_bytes(), (), options)
            except (smtplib.SMTPException, OSError) as problem:
                return outcome_of_refusal(problem)
    except (smtplib.SMTPException, OSError) as problem:
        return outcome_before(problem)
    reason = "The mail server took the message."
    if refused:
        reason = f"The mail server took the message for {len(recipients) - len(refused)} of {len(recipients)}."
    return Outcome(OutcomeKind.SENT, reason, receipt=str(mail["Message-ID"]))


@contextmanager
def _conversation(server: MailServer, timeout_seconds: float) -> Iterator[smtplib.SMTP]:
    """A server that has greeted us, over TLS and signed in where that is asked for."""
    verify = server.verify_certificate
    smtp = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=timeout_seconds, context=_tls(verify=verify))
        if server.security == SecureMailMode.SSL
        else smtplib.SMTP(server.host, server.port, timeout=timeout_seconds)
    )
    try:
        if server.security == SecureMailMode.STARTTLS:
            smtp.starttls(context=_tls(verify=verify))
        if server.user and server.password:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
        yield smtp
    finally:
        # What the server says to a goodbye changes nothing about the mail that it took.
        with suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


@cache
def _tls(*, verify: bool) -> ssl.SSLContext:
    """How we speak TLS. Reading the certificates that are trusted takes longer than a mail does, so it is done once."""
    context = ssl.create_default_context()
    if not verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _report_options(smtp: smtplib.SMTP, settings: ChannelSettings) -> Sequence[str]:
    """Ask to be told of failure and delay, and of arrival where wanted, of a server that can (RFC 3461)."""
    if not smtp.has_extn("dsn"):
        return ()
    return ("NOTIFY=SUCCESS,FAILURE,DELAY" if settings.ask_delivery_receipts else "NOTIFY=FAILURE,DELAY",)
