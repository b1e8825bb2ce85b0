"""Where messages may go that leave by an Apprise address of the directory: to hosts that are named, and no others.

Business support writes these addresses, and whoever runs the engine says where they may lead. Without a word from
there, to outside services whose place stands in Apprise itself, and to no host that an address names.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from apprise import NotifyBase
from apprise.plugins.email import NotifyEmail
from apprise.plugins.email.common import SecureMailMode

from notifications.apprise_plugin import plugin_for
from notifications.channel_settings import ChannelSettings
from notifications.govuk_notify_channel import SCHEME as GOVUK_NOTIFY
from notifications.outside_address import is_named, is_this_machine

FIXED = frozenset(
    {
        "clicksend", "discord", "gchat", "nexmo", "opsgenie", "pagerduty", "pover", "signl4", "slack", "tgram",
        "twilio", "vonage", "webex", "wxteams", "zoom",
    }
)  # fmt: skip
"""Kinds of Apprise address that name no host: each of these plugins was looked at, and calls its own service by https,
whatever its address says. One with `{host}` in its templates never belongs here."""

UNREADABLE = "An Apprise address is expected that messages can be sent to, and Apprise cannot make sense of this one."
_ASK = "Ask whoever runs Golden Thread to name"
_SETTING = "in GOLDENTHREAD_CHANNEL_HOSTS, if messages may go there."


def refusal_of(address: str, settings: ChannelSettings) -> str | None:
    """Why nothing may be sent to an address of the directory, without the address; None where it may.

    E-mail addresses and GOV.UK Notify go by ways that whoever runs the engine has set up, and are not looked at.
    """
    kind, separator, _ = address.strip().partition("://")
    if not separator or kind.lower() == GOVUK_NOTIFY:
        return None
    plugin = plugin_for(address.strip(), timeout_seconds=settings.timeout_seconds)
    return UNREADABLE if plugin is None else refusal_of_plugin(plugin, settings)


def refusal_of_plugin(plugin: NotifyBase, settings: ChannelSettings) -> str | None:
    """The same of an address that Apprise has read."""
    host, encrypted = _host_of(plugin), _is_encrypted(plugin)
    if settings.hosts is not None and not _may_lead_there(plugin, host, settings.hosts):
        if host is None:
            return f"Messages may not go to a service of this kind. {_ASK} its kind, such as bulksms://, {_SETTING}"
        return f"The address leads to a host to which messages may not go. {_ASK} that host {_SETTING}"
    if host is not None and (is_this_machine(host) or host in settings.plain_to):
        return None
    # A kind without a host goes where its plugin goes, and as that does.
    if host is not None and not encrypted:
        return "What is sent to this address would not be encrypted. Write the kind that is, such as jsons for json."
    if not plugin.verify_certificate:
        return "The address says verify=no, so that anybody could take what is sent to it. Leave that out."
    return None


def _may_lead_there(plugin: NotifyBase, host: str | None, named: Collection[str]) -> bool:
    if host is not None:
        return is_named(host, named)
    return any(kind in FIXED or f"{kind}://" in named for kind in _kinds(plugin))


def _host_of(plugin: NotifyBase) -> str | None:
    """The host that an address leads to, if it names one. Mail goes to the server, whatever stands behind the @."""
    if isinstance(plugin, NotifyEmail):
        return str(plugin.smtp_host or plugin.host or "").lower()
    templates: tuple[Any, ...] = plugin.templates
    if not any("{host}" in template for template in templates):
        return None
    return str(plugin.host or "").lower().strip("[]")


def _is_encrypted(plugin: NotifyBase) -> bool:
    if isinstance(plugin, NotifyEmail):
        return plugin.secure_mode in (SecureMailMode.SSL, SecureMailMode.STARTTLS)
    # A kind that has no word for going in the open never does.
    return bool(plugin.secure) or not plugin.protocol


def _kinds(plugin: NotifyBase) -> set[str]:
    """All that an address of this kind may begin with."""
    # Apprise says None, one word or several, and its types know of None alone.
    names: tuple[Any, ...] = (plugin.secure_protocol, plugin.protocol)
    return {str(kind) for name in names if name for kind in ([name] if isinstance(name, str) else name)}
