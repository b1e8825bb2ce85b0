"""The secret of a receiver: it is made from a random salt in the store and the secret outside it, and kept nowhere."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime

from store.webhooks import Webhook
from workflows.secret import keyed_hash

_PREFIX = "whsec_"


class SecretChanged(Exception):
    """The secret outside the database is another than when this receiver was given its own: nothing can be signed."""


def new_salt() -> str:
    """A salt that nothing else has."""
    return secrets.token_hex(16)


def secret_from(secret: bytes, salt: str) -> str:
    """The secret of a receiver, as Standard Webhooks writes them: 256 bits, shown to people once."""
    return _PREFIX + base64.b64encode(bytes.fromhex(keyed_hash(secret, "webhook secret", salt))).decode()


def mark_of(secret: bytes, salt: str) -> str:
    """What tells later whether the secret outside is the same; it says nothing about either."""
    return keyed_hash(secret, "webhook secret mark", salt)[:16]


def secrets_now(webhook: Webhook, secret: bytes, now: datetime) -> Sequence[str]:
    """The secrets that sign at present: the newest first, and the one before for as long as both are good.

    SecretChanged if neither can be made any more.
    """
    if mark_of(secret, webhook.salt) != webhook.secret_mark:
        raise SecretChanged
    found = [secret_from(secret, webhook.salt)]
    if webhook.former_salt is not None and webhook.former_until is not None and now < webhook.former_until:
        found.append(secret_from(secret, webhook.former_salt))
    return found
