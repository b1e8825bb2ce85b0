"""Sending an event to another system: signed as Standard Webhooks says, to a place that was looked at, and no further.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from http.client import HTTPConnection, HTTPException

from standardwebhooks import Webhook

from notifications.outside_address import AddressRefused, OutsideAddress, look_up, read_address

MOST_READ = 16 * 1024
"""Bytes of an answer that are read: what stands in it is of no account."""

_PER_ANSWER = 3
# 404 and 401 are true of whatever is sent there; these are about the one event.
_THIS_ONE = frozenset({400, 409, 413, 415, 422})
_GONE = 410
_LATER = frozenset({429, 503})


class Taken(StrEnum):
    """What came of sending an event: it was taken, this one was not, nothing is taken now, or nothing ever will be."""

    YES = "yes"
    NOT_THIS_ONE = "not_this_one"
    NOT_NOW = "not_now"
    NEVER_AGAIN = "never_again"


@dataclass(frozen=True)
class WebhookOutcome:
    """What came of it, and why in plain words that hold no address. `wait_seconds` is what the receiver asked for."""

    taken: Taken
    reason: str
    wait_seconds: int | None = None


def signed_headers(event: str, body: str, secrets: Sequence[str], now: datetime) -> dict[str, str]:
    """The headers of an event: its id, when it is sent, and a signature with each secret that is good at present."""
    # The library takes an instant's own digits for those of UTC.
    at = now.astimezone(UTC)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Golden-Thread",
        "webhook-id": event,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(secret).sign(event, at, body) for secret in secrets),
    }


def send_event(
    url: str,
    event: str,
    body: str,
    secrets: Sequence[str],
    now: datetime,
    *,
    inside: Collection[str],
    timeout: float,
    only: Collection[str] = (),
) -> WebhookOutcome:
    """Send an event and say what came of it. Never raises for what lies outside.

    In: the real time, which receivers compare with theirs; the hosts that may be called in a private network; how many
    seconds one step may take; the hosts that alone may be called, if any are named. A redirect is not followed.
    """
    try:
        address = read_address(url, inside, only)
        places = look_up(address, inside)
    except AddressRefused as refused:
        return WebhookOutcome(Taken.NOT_NOW, str(refused))
    except (OSError, UnicodeError):
        return WebhookOutcome(Taken.NOT_NOW, "The name in the address leads nowhere.")
    headers = signed_headers(event, body, secrets, now) | {"Host": address.host_header}
    connection = _Looked(address, places, timeout)
    # Each step has its time; a receiver that answers a letter at a time must not hold us for hours.
    stop = threading.Timer(timeout * _PER_ANSWER, connection.break_off)
    stop.daemon = True
    stop.start()
    try:
        connection.request("POST", address.path, body.encode(), headers)
        answer = connection.getresponse()
        status, later = answer.status, answer.getheader("Retry-After")
        if connection.broken_off:
            # What was cut short reads like headers that have come to their end.
            raise TimeoutError
        with suppress(OSError, HTTPException):
            answer.read(MOST_READ)
    except ssl.SSLCertVerificationError:
        return WebhookOutcome(Taken.NOT_NOW, "Its certificate is not one that this machine trusts for that name.")
    except (OSError, HTTPException, ValueError) as problem:
        if connection.broken_off or isinstance(problem, TimeoutError):
            return WebhookOutcome(Taken.NOT_NOW, "It did not answer in time.")
        return WebhookOutcome(Taken.NOT_NOW, f"It could not be reached: {type(problem).__name__}.")
    finally:
        stop.cancel()
        connection.close()
    return _outcome(status, later)


def _outcome(status: int, later: str | None) -> WebhookOutcome:
    if 200 <= status < 300:  # noqa: PLR2004 - RFC 9110, 15.3
        return WebhookOutcome(Taken.YES, f"It answered {status}.")
    if status == _GONE:
        return WebhookOutcome(Taken.NEVER_AGAIN, "It answered 410: it wants no more events.")
    if status in _THIS_ONE:
        return WebhookOutcome(Taken.NOT_THIS_ONE, f"It answered {status} to this event.")
    if 300 <= status < 400:  # noqa: PLR2004 - RFC 9110, 15.4
        return WebhookOutcome(Taken.NOT_NOW, f"It answered {status}: redirects are not followed.")
    wait = int(later) if status in _LATER and later and later.isascii() and later.isdigit() and len(later) < 7 else None  # noqa: PLR2004 - eleven days
    return WebhookOutcome(Taken.NOT_NOW, f"It answered {status}.", wait)


class _Looked(HTTPConnection):
    """A connection to the places that were looked at, whatever the name would lead to by now."""

    def __init__(self, address: OutsideAddress, places: Sequence[tuple[str, int]], timeout: float) -> None:
        super().__init__(address.host, address.port, timeout=timeout)
        self._address = address
        self._places = places
        self.broken_off = False

    def connect(self) -> None:
        """Connect to the first place that answers, and greet it by its name."""
        problem: OSError = OSError("it leads nowhere")
        for place in self._places:
            try:
                raw = socket.create_connection(place, self.timeout)
                break
            except OSError as failed:
                problem = failed
        else:
            raise problem
        self.sock = raw
        if self._address.is_https:
            self.sock = ssl.create_default_context().wrap_socket(raw, server_hostname=self._address.host)
        if self.broken_off:
            raise TimeoutError

    def break_off(self) -> None:
        """Let whatever waits for an answer fail now."""
        self.broken_off = True
        if self.sock is not None:
            with suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)
