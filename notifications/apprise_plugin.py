"""Apprise URLs made into plugins, and what Apprise says while it works, kept out of the log."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from apprise import Apprise, AppriseAsset, NotifyBase, PersistentStoreMode

_LOGGER = logging.getLogger("apprise")


def plugin_for(url: str, *, timeout_seconds: float) -> NotifyBase | None:
    """The plugin for an Apprise URL; None where Apprise cannot make sense of the URL."""
    with overheard():
        plugin = Apprise.instantiate(url, asset=asset())
    if plugin is None:
        return None
    # The outbox keeps the count of attempts and their times; a second loop inside one attempt would outlast
    # the lease. And ?optional=yes in a URL would report a failure as a success.
    plugin.retry = 0
    plugin.optional = False
    # A message goes where the directory says, whatever the service or ?redirect=yes in a URL says of another place.
    plugin.redirects = False
    plugin.socket_connect_timeout = timeout_seconds
    plugin.socket_read_timeout = timeout_seconds
    return plugin


def asset() -> AppriseAsset:
    """How Apprise works here: in this thread, with nothing kept on disk and nothing put into the words."""
    return AppriseAsset(
        app_id="Golden Thread",
        app_desc="Golden Thread",
        async_mode=False,
        interpret_emojis=False,
        storage_mode=PersistentStoreMode.MEMORY,
    )


@contextmanager
def overheard() -> Iterator[list[str]]:
    """What Apprise says at WARNING and above in this thread, as a list that grows.

    Its messages name addresses and servers, so none of them goes on to the log. A filter rather than
    `apprise.LogCapture`, which adds a handler: that would hear other threads too, and silence nothing.
    """
    said: list[str] = []
    thread = threading.get_ident()

    def keep(record: logging.LogRecord) -> bool:
        if record.thread != thread:
            return True
        if record.levelno >= logging.WARNING:
            said.append(record.getMessage())
        return False

    _LOGGER.addFilter(keep)
    try:
        yield said
    finally:
        _LOGGER.removeFilter(keep)
