"""Channels that somebody writes into the directory: where they may not lead, they do not come in."""

from __future__ import annotations

from store.directory_file import DirectoryFile
from workflows.settings import Settings


def look_at_channels(file: DirectoryFile, settings: Settings) -> None:
    """Note a fault for each channel in a directory file to which nothing may be sent. Importing it lists them."""
    named = [(code, channel) for code, written in file.people.items() for channel in written.channels]
    if not any("://" in channel for _, channel in named):
        return
    # Apprise takes a fifth of a second to load, which directories of e-mail addresses alone need not wait for.
    from notifications.allowed_places import refusal_of  # noqa: PLC0415 - as said
    from workflows.ways_out import channel_settings  # noqa: PLC0415 - as said

    sending = channel_settings(settings)
    for code, channel in named:
        if (refusal := refusal_of(channel, sending)) is not None:
            file.fault("people", code, "channels", refusal)
