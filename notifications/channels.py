"""The one door through which messages leave."""

from __future__ import annotations

from datetime import datetime

from notifications import apprise_channel, govuk_notify_channel, mail_channel
from notifications.channel_settings import ChannelSettings
from notifications.notice import Message
from notifications.outcome import Outcome, OutcomeKind


def send(
    message: Message, address: str, settings: ChannelSettings, *, now: datetime, repeated: bool = False
) -> Outcome:
    """Try once to send a message to an address, and say what came of it.

    In: an e-mail address, `govuknotify://person@example.org`, or any Apprise URL; `now` (aware), which a mail
    is dated with; `repeated`, whether this message may have gone out before, so that a channel that cannot
    recognise a second copy is asked first.

    Raises nothing for what an address, a server or the network does: every failure is an Outcome. It waits up
    to `settings.timeout_seconds` for each answer of a server.
    """
    address = address.strip()
    if not address:
        return Outcome(OutcomeKind.NOBODY_CONFIGURED, "There is no address for this role in the directory.")
    scheme, separator, rest = address.partition("://")
    if not separator:
        return mail_channel.send(message, address, settings, now=now)
    if scheme.lower() == govuk_notify_channel.SCHEME:
        return govuk_notify_channel.send(message, rest, settings, repeated=repeated)
    return apprise_channel.send(message, address, settings, now=now)
