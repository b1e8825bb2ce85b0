"""Which notice a mail is: one key gives one Message-ID, and a Message-ID gives its key back."""

from __future__ import annotations

import re

from notifications.notice import KEY_FORM

KEY_HEADER = "X-Golden-Thread-Key"

_NOTICE_MARK = "gt."
_CASE_MARK = "gt-case."
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_OURS = re.compile(r"<?gt\.((?:[A-Za-z0-9_-]|=[0-9A-F]{2})+)@[^\s<>@]+>?")


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the notice with this key, with its angle brackets.

    The same on every attempt, so that a mail server or a reader who gets the message twice can see that it is
    one. It can be read back without a table: the key's characters outside A-Z a-z 0-9 - _ become =XX.
    """
    return f"<{_NOTICE_MARK}{_escaped(key)}@{domain}>"


def thread_id(case_reference: str, domain: str) -> str:
    """The Message-ID that every mail about a case refers to, which makes them one thread."""
    return f"<{_CASE_MARK}{_escaped(case_reference)}@{domain}>"


def key_of(identifier: str) -> str | None:
    """The key within a Message-ID, with or without brackets; None where it is not a notice's."""
    found = _OURS.fullmatch(identifier.strip())
    if not found:
        return None
    key = re.sub(r"=([0-9A-F]{2})", lambda pair: chr(int(pair[1], 16)), found[1])
    return key if KEY_FORM.fullmatch(key) else None


def keys_in(header: str) -> list[str]:
    """The keys of all notices that a References or In-Reply-To header names, in its order."""
    return [key for word in re.findall(r"<[^<>\s]+>", header) if (key := key_of(word)) is not None]


def _escaped(words: str) -> str:
    return "".join(letter if letter in _PLAIN else f"={ord(letter):02X}" for letter in words)
