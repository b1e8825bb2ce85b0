"""The secret outside the database: what is made from it cannot be made by whoever has only read the rows."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets

from workflows.settings import Settings, SettingsError

FILE = "secret"


def secret_of(settings: Settings) -> bytes:
    """The secret that the settings name, or else the one kept in the home directory, made there if there is none.

    SettingsError if it cannot be read or made.
    """
    if settings.secret is not None:
        return settings.secret.get_secret_value().encode()
    path = settings.home / FILE
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        try:
            # Exclusive: of two processes that start at once, one makes it and the other reads it.
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass
        kept = path.read_text(encoding="ascii").strip()
    except OSError as problem:
        raise SettingsError(f"The secret in {path} cannot be read or made: {problem.strerror}.") from None
    if not kept:
        raise SettingsError(f"The secret in {path} is empty. Delete the file, or set GOLDENTHREAD_SECRET.")
    return kept.encode()


def keyed_hash(secret: bytes, purpose: str, text: str) -> str:
    """An HMAC-SHA-256 of a text in hexadecimal. One for a purpose says nothing about one for another."""
    return hmac.new(secret, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def link_token(secret: bytes, link: str) -> str:
    """The token that a sign-in link carries: the id of its row, and the half that is kept nowhere."""
    return f"{link}.{keyed_hash(secret, 'sign-in link', link)}"


def link_in(secret: bytes, token: str) -> str | None:
    """The id of a sign-in link's row out of its token; None if the token was not made with this secret."""
    link, _, _ = token.partition(".")
    return link if hmac.compare_digest(link_token(secret, link).encode(), token.encode()) else None
