"""Tokens of other systems: whose they are, what they may be used for, until when, and how often they were used."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, select, update

from store.api_tables import ApiTokenRow
from store.recording import table
from store.web_sessions import hash_of

TOKENS = table(ApiTokenRow)
PREFIX = "goldenthread_"
"""What every token begins with, so that programs that look for lost secrets know one."""


@dataclass(frozen=True)
class ApiToken:
    """A token. `person` (a code) or `agency` is whose it is: one of the two is None. Instants are real time, in UTC."""

    id: int
    name: str
    person: str | None
    agency: str | None
    scopes: tuple[str, ...]
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    revoked_by: str | None

    def is_good(self, now: datetime) -> bool:
        """Whether it lets its system in."""
        return self.revoked_at is None and now < self.expires_at


def make_token(
    connection: Connection,
    name: str,
    scopes: tuple[str, ...],
    *,
    person: str | None = None,
    agency: str | None = None,
    made_by: str,
    now: datetime,
    expires_at: datetime,
) -> tuple[int, str]:
    """Make a token of a person, or of an agency. Returns its id and the token, which is stored nowhere."""
    token = PREFIX + secrets.token_urlsafe(32)
    row = {
        "token_hash": hash_of(token),
        "name": name,
        "person": person,
        "agency": agency,
        "scopes": json.dumps(scopes),
        "made_by": made_by,
        "made_at": now,
        "expires_at": expires_at,
        "calls": 0,
    }
    return int(connection.execute(TOKENS.insert().values(**row).returning(TOKENS.c.id)).scalar_one()), token


def token_behind(connection: Connection, token: str) -> ApiToken | None:
    """The token of this text, good or not; None if there never was one."""
    row = connection.execute(_asked().where(TOKENS.c.token_hash == hash_of(token))).one_or_none()
    return _read(row) if row else None


def note_use(connection: Connection, token: int, now: datetime) -> int:
    """Note that a token was used. Returns how often it was within this minute, this time too."""
    minute = now.replace(second=0, microsecond=0)
    counted = case((TOKENS.c.minute == minute, TOKENS.c.calls + 1), else_=1)
    used = update(TOKENS).where(TOKENS.c.id == token).values(minute=minute, calls=counted, last_used_at=now)
    return int(connection.execute(used.returning(TOKENS.c.calls)).scalar_one())


def tokens(connection: Connection) -> list[ApiToken]:
    """Every token there ever was, the latest made first."""
    return [_read(row) for row in connection.execute(_asked().order_by(TOKENS.c.id.desc()))]


def revoke_token(connection: Connection, token: int, by: str, now: datetime) -> bool:
    """End a token at once and for good. False if there is none, or it was ended before."""
    known = (TOKENS.c.id == token, TOKENS.c.revoked_at.is_(None))
    return bool(connection.execute(update(TOKENS).where(*known).values(revoked_at=now, revoked_by=by)).rowcount)


def _asked() -> Select[Any]:
    return select(
        TOKENS.c.id,
        TOKENS.c.name,
        TOKENS.c.person,
        TOKENS.c.agency,
        TOKENS.c.scopes,
        TOKENS.c.made_by,
        TOKENS.c.made_at,
        TOKENS.c.expires_at,
        TOKENS.c.last_used_at,
        TOKENS.c.revoked_at,
        TOKENS.c.revoked_by,
    )


def _read(row: Any) -> ApiToken:
    return ApiToken(**(dict(row._mapping) | {"scopes": tuple(json.loads(row.scopes))}))
