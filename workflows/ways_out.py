"""The ways by which messages leave, which of them are set up, and which of them work just now.

Where our own mail server is down, every message fails alike. So the first that fails stops the others of its way:
they wait untried, in the order in which they were queued, until one that is called up in a later sweep gets through.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from notifications.channel_settings import ChannelSettings, mail_server_url
from notifications.delivery import DeliveryState
from store.outbox import HeldUp, call_up_oldest, wake
from workflows.settings import Settings

MAIL = "mail"
GOVUK_NOTIFY = "govuk_notify"
_TO_BE_SET_UP = "to be set up: "


def channel_settings(settings: Settings) -> ChannelSettings:
    """What the channels need of the settings. A channel that is not set up has its fields empty."""
    smtp = ""
    if settings.smtp_host and settings.smtp_sender:
        smtp = mail_server_url(
            settings.smtp_host,
            settings.smtp_port,
            sender=settings.smtp_sender,
            user=settings.smtp_user or "",
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else "",
            security=settings.smtp_security,
        )
    return ChannelSettings(
        smtp_url=smtp,
        reply_to=settings.smtp_reply_to or "",
        ask_delivery_receipts=settings.smtp_ask_delivery_receipts,
        notify_api_key=settings.notify_api_key.get_secret_value() if settings.notify_api_key else "",
        notify_email_template_id=settings.notify_email_template_id or "",
        notify_base_url=settings.notify_base_url,
        timeout_seconds=settings.channel_timeout_seconds,
        hosts=settings.channel_hosts,
        plain_to=settings.plain_connections_to,
    )


def way_of(address: str) -> str | None:
    """The way out that an address goes by, if it is shared by many; None for one of a person's or team's own."""
    scheme, separator, _ = address.strip().partition("://")
    if not separator:
        return MAIL
    return GOVUK_NOTIFY if scheme.lower() == GOVUK_NOTIFY.replace("_", "") else None


def awaiting_set_up(way: str) -> str:
    """What a notice waits for whose way out is not set up."""
    return f"{_TO_BE_SET_UP}{way}"


class WaysOut:
    """What is known of the ways out during one sweep. Threads that send may ask `is_stopped` and call `stop`."""

    def __init__(self, channels: ChannelSettings) -> None:
        self._set_up = {
            MAIL: bool(channels.smtp_url),
            GOVUK_NOTIFY: bool(channels.notify_api_key and channels.notify_email_template_id),
        }
        self._suspect: set[str] = set()
        self._stopped: dict[str, datetime] = {}

    def look(
        self, connection: Connection, held_up: Sequence[HeldUp], now: datetime, *, everything: bool = False
    ) -> None:
        """Take in what waits for which way, and call up one notice for each that may work again.

        Whatever waited for a way that is now set up becomes due. A refused sign-in is left alone until the time for
        it comes, because accounts are locked by repeated ones; with `everything` it is tried at once as well.
        """
        for waiting in held_up:
            way = waiting.way.removeprefix(_TO_BE_SET_UP)
            if waiting.way != way:
                if self.is_set_up(way):
                    wake(connection, waiting.way)
                continue
            refused = waiting.state == DeliveryState.NOBODY_CONFIGURED
            if refused and not everything and waiting.next_attempt_at and waiting.next_attempt_at > now:
                self._stopped[way] = waiting.next_attempt_at
            self._suspect.add(way)
        for way in self._suspect - self._stopped.keys():
            call_up_oldest(connection, way)

    def is_set_up(self, way: str | None) -> bool:
        """Whether the settings of a way are there. A person's own address needs none."""
        return way is None or self._set_up[way]

    def is_stopped(self, way: str | None) -> bool:
        """Whether a way has failed in this sweep, or is to be left alone."""
        return way in self._stopped

    def is_suspect(self, way: str | None) -> bool:
        """Whether one message must try a way before the others."""
        return way in self._suspect

    def stop(self, way: str, until: datetime) -> None:
        """Note that a way has just failed by our own fault; what waits is next looked at at `until`."""
        self._stopped[way] = until

    def stopped_until(self, way: str) -> datetime:
        """When what waits for a stopped way is next looked at by itself, if nothing calls it up before."""
        return self._stopped[way]

    def works(self, connection: Connection, way: str | None) -> None:
        """Note that a way let us in: if it was suspect, everything that waits for it becomes due, in order."""
        if way is not None and way in self._suspect and way not in self._stopped:
            self._suspect.discard(way)
            wake(connection, way)
