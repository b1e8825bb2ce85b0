"""Any Apprise URL: Teams, Slack, text messages, web hooks, and mail servers of a person's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from apprise import Apprise, NotifyFormat
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.base import PGPMode

from notifications import mail_channel
from notifications.allowed_places import refusal_of_plugin
from notifications.apprise_plugin import asset, overheard, plugin_for
from notifications.channel_settings import ChannelSettings
from notifications.notice import Message
from notifications.outcome import Outcome, OutcomeKind

# "error=404" stands in the warning of nearly every Apprise plugin that speaks HTTP, and nowhere else does
# Apprise say what the server answered.
_STATUS = re.compile(r"\berror=(\d{3})\b")
_REFUSALS = (300, 500)
_TRY_AGAIN = {408, 425, 429}

_NO_ADDRESS = Outcome(OutcomeKind.PERMANENT, "The address in the directory is not one that can be sent to.")


def send(message: Message, url: str, settings: ChannelSettings, *, now: datetime) -> Outcome:
    """Try once to send a message to an Apprise URL. Its text goes out, in the format of the service."""
    plugin = plugin_for(url, timeout_seconds=settings.timeout_seconds)
    if plugin is None:
        return _NO_ADDRESS
    # The directory may be older than what is allowed, or have come past the pages that look at it.
    if (refusal := refusal_of_plugin(plugin, settings)) is not None:
        return Outcome(OutcomeKind.PERMANENT, refusal)
    if isinstance(plugin, NotifyEmail) and plugin.pgp_mode == PGPMode.NONE:
        server = mail_channel.server_of(plugin)
        return mail_channel.post(message, server, settings, now=now) if server else _NO_ADDRESS
    service = str(plugin.service_name)
    with overheard() as said:
        everybody = Apprise(asset=asset())
        everybody.add(plugin)
        gone = everybody.notify(body=message.text, title=message.subject, body_format=NotifyFormat.TEXT)
    if gone:
        return Outcome(OutcomeKind.SENT, f"{service} took the message.")
    return _failure(service, said)


def _failure(service: str, said: Sequence[str]) -> Outcome:
    """Permanent only where the service itself said so; without a reason, later attempts may succeed."""
    answers = [int(code) for line in said for code in _STATUS.findall(line)]
    if answers and all(_REFUSALS[0] <= code < _REFUSALS[1] and code not in _TRY_AGAIN for code in answers):
        return Outcome(OutcomeKind.PERMANENT, f"{service} refused the message (HTTP {answers[0]}).")
    if answers:
        return Outcome(OutcomeKind.TRY_AGAIN, f"{service} could not take the message now (HTTP {answers[0]}).")
    return Outcome(OutcomeKind.TRY_AGAIN, f"{service} could not be reached, or gave no reason.")
