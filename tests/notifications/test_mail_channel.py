"""Mail, sent to real servers that take it, refuse it, or behave badly."""

import logging
import socketserver
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from notifications.channel_settings import ChannelSettings, mail_server_url
from notifications.channels import send
from notifications.message_identity import key_of
from notifications.notice import Message
from notifications.outcome import OutcomeKind
from tests.notifications.conftest import KEY, NOW
from tests.notifications.smtp_servers import (
    Mailbox,
    certificate_for_loopback,
    free_port,
    only_the_right_password,
    raw_server,
    smtp_server,
)

ADDRESS = "health.visitor@example.org"
SettingsFor = Callable[..., ChannelSettings]


def test_a_mail_arrives_with_both_bodies_and_its_headers(
    mailbox: Mailbox, message: Message, settings_for: SettingsFor
) -> None:
    outcome = send(message, ADDRESS, settings_for(mailbox.port, reply_to="replies@example.org"), now=NOW)

    assert (outcome.kind, outcome.ours) == (OutcomeKind.SENT, False)
    (mail,) = mailbox.mails
    assert mail["Subject"] == message.subject
    assert mail["From"] == "Golden Thread <engine@example.org>"
    assert mail["To"] == ADDRESS
    assert mail["Reply-To"] == "replies@example.org"
    assert mail["Date"].datetime == NOW
    assert mail["X-Golden-Thread-Key"] == KEY
    assert mail.get_all("Message-ID") == [outcome.receipt]
    assert key_of(mail["Message-ID"]) == KEY
    assert mail["References"] == mail["In-Reply-To"] == "<gt-case.D-2026-0001@example.org>"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = mail.iter_parts()
    assert text.get_content().replace("\r\n", "\n") == message.text
    assert html.get_content().replace("\r\n", "\n").strip() == message.html.strip()
    assert mailbox.envelopes[0].rcpt_tos == [ADDRESS]
    assert mailbox.envelopes[0].mail_from == "engine@example.org"


def test_a_second_attempt_sends_the_same_mail(mailbox: Mailbox, message: Message, settings_for: SettingsFor) -> None:
    for _ in range(2):
        send(message, ADDRESS, settings_for(mailbox.port), now=NOW, repeated=True)
    first, second = mailbox.mails
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("command", "answer", "kind", "ours"),
    [
        ("RCPT", "550 5.1.1 No such user", OutcomeKind.PERMANENT, False),
        ("RCPT", "553 5.1.3 Bad address", OutcomeKind.PERMANENT, False),
        ("RCPT", "450 4.2.1 Mailbox busy", OutcomeKind.TRY_AGAIN, False),
        ("RCPT", "451 4.7.1 Greylisted, come back later", OutcomeKind.TRY_AGAIN, False),
        ("RCPT", "421 4.3.2 Closing down", OutcomeKind.TRY_AGAIN, True),
        ("DATA", "554 5.7.1 Looks like spam", OutcomeKind.PERMANENT, False),
        ("DATA", "452 4.3.1 Disk full", OutcomeKind.TRY_AGAIN, False),
        ("MAIL", "451 4.3.0 Try later", OutcomeKind.TRY_AGAIN, True),
        ("MAIL", "550 5.7.1 You may not send as this", OutcomeKind.NOBODY_CONFIGURED, True),
    ],
)
def test_the_servers_code_tells_a_wrong_address_from_a_busy_server(
    mailbox: Mailbox,
    message: Message,
    settings_for: SettingsFor,
    command: str,
    answer: str,
    kind: OutcomeKind,
    ours: bool,
) -> None:
    mailbox.answers[command] = answer
    outcome = send(message, ADDRESS, settings_for(mailbox.port), now=NOW)
    assert (outcome.kind, outcome.ours, outcome.receipt) == (kind, ours, None)
    assert answer[:3] in outcome.reason
    assert mailbox.mails == []
    assert mailbox.commands.count(command) == 1  # Apprise's own retries are off


def test_a_server_that_is_down_is_tried_again(message: Message, settings_for: SettingsFor) -> None:
    outcome = send(message, ADDRESS, settings_for(free_port()), now=NOW)
    assert (outcome.kind, outcome.ours) == (OutcomeKind.TRY_AGAIN, True)


def _say(connection: socketserver.StreamRequestHandler, *lines: str) -> None:
    for line in lines:
        connection.wfile.write(line.encode() + b"\r\n")


def _says_nothing(connection: socketserver.StreamRequestHandler) -> None:
    connection.rfile.read()


def _turns_away(connection: socketserver.StreamRequestHandler) -> None:
    _say(connection, "554 No service here")
    connection.rfile.read()


def _hangs_up_at_once(connection: socketserver.StreamRequestHandler) -> None:
    connection.connection.close()


def _takes_the_mail(connection: socketserver.StreamRequestHandler, *, extension: str) -> list[str]:
    """A whole conversation up to the end of the mail, without the answer to it. Returns the commands."""
    commands = []
    _say(connection, "220 mail.example.org")
    while line := connection.rfile.readline():
        command = line.decode().strip()
        commands.append(command)
        if command.upper().startswith("EHLO"):
            _say(connection, "250-mail.example.org", f"250 {extension}")
        elif command.upper() == "DATA":
            _say(connection, "354 Go on")
            while connection.rfile.readline().rstrip(b"\r\n") != b".":
                pass
            return commands
        else:
            _say(connection, "250 OK")
    return commands


def _never_answers_to_the_mail(connection: socketserver.StreamRequestHandler) -> None:
    _takes_the_mail(connection, extension="HELP")
    connection.rfile.read()


def _breaks_off_after_the_mail(connection: socketserver.StreamRequestHandler) -> None:
    _takes_the_mail(connection, extension="HELP")
    connection.connection.close()


@pytest.mark.parametrize(
    ("behaviour", "patience", "ours", "words"),
    [
        (_says_nothing, 0.3, True, "did not answer in time"),
        (_turns_away, 30, True, "554"),
        (_hangs_up_at_once, 30, True, "could not be reached"),
        (_never_answers_to_the_mail, 1, False, "did not answer in time; the message may have gone"),
        (_breaks_off_after_the_mail, 30, False, "broke off; the message may have gone"),
    ],
)
def test_a_server_that_misbehaves_is_tried_again(
    message: Message,
    settings_for: SettingsFor,
    behaviour: Callable[[socketserver.StreamRequestHandler], None],
    patience: float,
    ours: bool,
    words: str,
) -> None:
    with raw_server(behaviour) as port:
        outcome = send(message, ADDRESS, settings_for(port, timeout_seconds=patience), now=NOW)
    assert (outcome.kind, outcome.ours) == (OutcomeKind.TRY_AGAIN, ours)
    assert words in outcome.reason


@pytest.mark.parametrize(
    ("arrival", "asked"),
    [(False, "NOTIFY=FAILURE,DELAY"), (True, "NOTIFY=SUCCESS,FAILURE,DELAY")],
)
def test_a_server_that_can_is_asked_to_report(
    message: Message, settings_for: SettingsFor, arrival: bool, asked: str
) -> None:
    heard: list[str] = []

    def reports(connection: socketserver.StreamRequestHandler) -> None:
        heard.extend(_takes_the_mail(connection, extension="DSN"))
        _say(connection, "250 Taken")

    with raw_server(reports) as port:
        outcome = send(message, ADDRESS, settings_for(port, ask_delivery_receipts=arrival), now=NOW)
    assert outcome.kind is OutcomeKind.SENT
    assert [command for command in heard if command.startswith("rcpt")] == [f"rcpt TO:<{ADDRESS}> {asked}"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
@pytest.mark.parametrize(
    ("password", "kind"), [("pass/word", OutcomeKind.SENT), ("wrong", OutcomeKind.NOBODY_CONFIGURED)]
)
def test_sign_in(message: Message, password: str, kind: OutcomeKind) -> None:
    with smtp_server(
        Mailbox(), authenticator=only_the_right_password, auth_required=True, auth_require_tls=False
    ) as served:
        url = mail_server_url(
            "127.0.0.1",
            served.port,
            sender="engine@example.org",
            user="engine",
            password=password,
            security="none",
        )
        outcome = send(message, ADDRESS, ChannelSettings(smtp_url=url, timeout_seconds=30), now=NOW)
    assert outcome.kind is kind
    assert len(served.mails) == (kind is OutcomeKind.SENT)
    assert password not in outcome.reason


@pytest.mark.parametrize(("verify", "kind"), [("no", OutcomeKind.SENT), ("yes", OutcomeKind.NOBODY_CONFIGURED)])
def test_starttls_and_a_certificate_that_nobody_signed(
    message: Message, tmp_path: Path, verify: str, kind: OutcomeKind
) -> None:
    with smtp_server(Mailbox(), tls_context=certificate_for_loopback(tmp_path), require_starttls=True) as served:
        url = mail_server_url("127.0.0.1", served.port, sender="engine@example.org", security="starttls")
        settings = ChannelSettings(smtp_url=f"{url}&verify={verify}", timeout_seconds=30)
        outcome = send(message, ADDRESS, settings, now=NOW)
    assert outcome.kind is kind
    assert len(served.mails) == (kind is OutcomeKind.SENT)


def test_mail_is_not_sent_in_the_clear_where_encryption_was_asked_for(mailbox: Mailbox, message: Message) -> None:
    url = mail_server_url("127.0.0.1", mailbox.port, sender="engine@example.org", security="starttls")
    outcome = send(message, ADDRESS, ChannelSettings(smtp_url=url, timeout_seconds=30), now=NOW)
    assert outcome.kind is OutcomeKind.NOBODY_CONFIGURED
    assert mailbox.mails == []


@pytest.mark.parametrize("smtp_url", ["", "nonsense", "json://127.0.0.1/", "mailto://", "mailto://h?from=(@e.org"])
def test_without_a_mail_server_nobody_is_configured(message: Message, smtp_url: str) -> None:
    outcome = send(message, ADDRESS, ChannelSettings(smtp_url=smtp_url), now=NOW)
    assert (outcome.kind, outcome.ours) == (OutcomeKind.NOBODY_CONFIGURED, True)


def test_without_an_address_nobody_is_configured(mailbox: Mailbox, message: Message, settings_for: SettingsFor) -> None:
    outcome = send(message, "  ", settings_for(mailbox.port), now=NOW)
    assert (outcome.kind, outcome.ours) == (OutcomeKind.NOBODY_CONFIGURED, False)


@pytest.mark.parametrize(
    "address",
    [
        "health.visitor",
        "@example.org",
        "health.visitor@",
        "two@example.org, more@example.org",
        "Health visitor <health.visitor@example.org>",
        "visitor@example.org\r\nBcc: somebody@example.org",
        "visitör@example.org",
        "visitor@example.org (at work)",
    ],
)
def test_what_is_not_an_address_is_permanent(
    mailbox: Mailbox, message: Message, settings_for: SettingsFor, address: str
) -> None:
    outcome = send(message, address, settings_for(mailbox.port), now=NOW)
    assert outcome.kind is OutcomeKind.PERMANENT
    assert mailbox.commands == []


def test_an_address_with_an_apostrophe_is_kept_whole(
    mailbox: Mailbox, message: Message, settings_for: SettingsFor
) -> None:
    # Apprise's own reading of addresses would send this to somebody else: manager@example.org.
    send(message, "team'manager@example.org", settings_for(mailbox.port), now=NOW)
    assert mailbox.envelopes[0].rcpt_tos == ["team'manager@example.org"]


def test_a_mail_server_of_a_persons_own(mailbox: Mailbox, message: Message) -> None:
    address = (
        f"mailto://127.0.0.1:{mailbox.port}/one@example.org/two@example.org"
        "?from=team@example.org&cc=three@example.org&retry=3&optional=yes"
    )
    mailbox.answers["RCPT two@example.org"] = "550 5.1.1 No such user"
    outcome = send(message, address, ChannelSettings(timeout_seconds=30, hosts=frozenset({"127.0.0.1"})), now=NOW)
    assert outcome.kind is OutcomeKind.SENT
    assert "2 of 3" in outcome.reason
    assert mailbox.envelopes[0].rcpt_tos == ["one@example.org", "three@example.org"]
    assert key_of(mailbox.mails[0]["Message-ID"]) == KEY


def test_no_address_and_no_word_of_the_message_reaches_the_log(
    mailbox: Mailbox, message: Message, settings_for: SettingsFor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    mailbox.answers["DATA"] = f"554 {ADDRESS} does not want {message.subject}"
    refused = send(message, ADDRESS, settings_for(mailbox.port), now=NOW)
    malformed = send(message, f"mailto://{ADDRESS}:x/", settings_for(mailbox.port), now=NOW)
    mailbox.answers.clear()
    sent = send(replace(message, key="other"), ADDRESS, settings_for(mailbox.port), now=NOW)
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith("mail.")]
    words = " ".join([*ours, refused.reason, malformed.reason, sent.reason])
    assert len(mailbox.mails) == 1
    for secret in (ADDRESS, "health", message.subject, "an answer to the disagreement"):
        assert secret not in words
