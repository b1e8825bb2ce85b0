"""Keys for what people write: they are kept outside the database, so that whoever has its rows alone reads nothing.

A store's engine knows where its keys are (`keep_keys`), and asks for them only when something written is read or
recorded: clocks run without any.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import Connection, Engine

from store.sessions import StoreError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

SECRET_BYTES = 32
NONCE_BYTES = 12
"""The length that NIST SP 800-38D, 5.2.1.1, recommends for AES-GCM."""

_OPTION = "narrative_keys"


class KeyMissing(StoreError):
    """What people write can be neither kept nor read without a key that is not there; the message says what to do.

    `key` is the id of the key, where it is known which one is missing.
    """

    def __init__(self, message: str, key: str | None = None) -> None:
        self.key = key
        super().__init__(message)


class NotAsEncrypted(Exception):
    """A ciphertext that this key did not make for this place: it was changed, or put here from elsewhere."""


@dataclass(frozen=True, repr=False)
class NarrativeKey:
    """A key. Its `id` is made from its secret, so that no other key can go by the same name."""

    secret: bytes

    @cached_property
    def id(self) -> str:
        """Sixteen hexadecimal digits, which say nothing about the secret."""
        return self._derived("id").hex()[:16]

    def encrypt(self, text: str, place: str) -> bytes:
        """A text under AES-256-GCM, bound to a place: it opens there and nowhere else. Its nonce stands first."""
        return self.encrypt_bytes(text.encode(), place)

    def encrypt_bytes(self, content: bytes, place: str) -> bytes:
        """As `encrypt`, for what is no text."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, content, place.encode())

    def decrypt(self, kept: object, place: str) -> str:
        """The text. NotAsEncrypted if this is not what `encrypt` made for the place."""
        try:
            return self.decrypt_bytes(kept, place).decode()
        except UnicodeDecodeError:
            raise NotAsEncrypted from None

    def decrypt_bytes(self, kept: object, place: str) -> bytes:
        """As `decrypt`, for what is no text."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - as for the cipher

        # SQLite keeps any value in any column.
        if not isinstance(kept, bytes):
            raise NotAsEncrypted
        try:
            return self._cipher.decrypt(kept[:NONCE_BYTES], kept[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError):
            raise NotAsEncrypted from None

    def likeness(self, text: str) -> str:
        """A keyed hash, the same for the same text: it tells equal texts apart from others, to whoever has the key."""
        return hmac.new(self._derived("likeness"), text.encode(), hashlib.sha256).hexdigest()

    @cached_property
    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - sweeps never load it

        return AESGCM(self._derived("encryption"))

    def _derived(self, purpose: str) -> bytes:
        # The secret is random and as long as the hash, so one HMAC for each purpose is all that HKDF would do.
        return hmac.new(self.secret, f"golden thread narrative {purpose}".encode(), hashlib.sha256).digest()


def new_key() -> NarrativeKey:
    """A key that nobody else has."""
    return NarrativeKey(os.urandom(SECRET_BYTES))


@dataclass(frozen=True)
class KeyRing:
    """Keys: the first encrypts, all decrypt. `where` says for people where they are kept."""

    keys: tuple[NarrativeKey, ...]
    where: str

    @property
    def first(self) -> NarrativeKey | None:
        """The key that encrypts, or None."""
        return self.keys[0] if self.keys else None

    def get(self, key: object) -> NarrativeKey | None:
        """The key of an id, or None."""
        return next((one for one in self.keys if one.id == key), None)


class KeySource(Protocol):
    """Where a store's keys come from."""

    def ring(self) -> KeyRing:
        """The keys as they are now. KeyMissing if they cannot be read."""
        ...

    def first_ever(self) -> NarrativeKey | None:
        """A first key, made for a store in which nothing is encrypted yet. None if this source makes none itself.

        The caller holds the store's lock for writers, so it is made once.
        """
        ...

    def none_there(self) -> str:
        """What to do where there is no key to encrypt with, as a sentence."""
        ...


class HeldKeys:
    """Keys in this process alone: for a store that does not outlive it."""

    def __init__(self) -> None:
        self._ring = KeyRing((new_key(),), "memory")

    def ring(self) -> KeyRing:
        """The one key."""
        return self._ring

    def first_ever(self) -> NarrativeKey | None:
        """None: there is one from the start."""
        return None

    def none_there(self) -> str:
        """Never said: there is one."""
        return ""


def keep_keys(engine: Engine, source: KeySource) -> None:
    """Say where the keys of a store are, for everything that is done with this engine from now on."""
    engine.update_execution_options(**{_OPTION: source})


def keys_of(connection: Connection) -> KeySource:
    """Where the keys of a connection's store are. KeyMissing if nobody has said."""
    source: KeySource | None = connection.get_execution_options().get(_OPTION)
    if source is None:
        raise KeyMissing("This store was opened without saying where its keys are.")
    return source
