"""Answers kept under idempotency keys: a write that is asked for twice is done once, and answered alike.

The key is claimed at the beginning of the transaction that does what was asked, and the answer kept at its end: both
are there or neither is, whatever crashes in between. A second request meanwhile waits for the first one's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, delete, select, update

from store.api_tables import ApiAnswerRow
from store.recording import table
from store.upsert import insert_into

ANSWERS = table(ApiAnswerRow)


@dataclass(frozen=True)
class KeptAnswer:
    """What was answered under a key. `request_hash` is that of the request which it answers."""

    request_hash: str
    status: int
    body: str


def claim_key(
    connection: Connection, token: int, key_hash: str, request_hash: str, now: datetime, expires_at: datetime
) -> KeptAnswer | None:
    """Claim a key of a token for a request. The answer if one is kept already; None if it is to be done now."""
    connection.execute(delete(ANSWERS).where(ANSWERS.c.token == token, ANSWERS.c.expires_at <= now))
    row = {"token": token, "key_hash": key_hash, "request_hash": request_hash, "body": "", "expires_at": expires_at}
    # PostgreSQL waits here for whoever has the key in a transaction that is under way; SQLite's writers queue anyway.
    claimed = insert_into(connection, ANSWERS).values(**row).on_conflict_do_nothing().returning(ANSWERS.c.token)
    if connection.execute(claimed).first() is not None:
        return None
    return KeptAnswer(*connection.execute(_under(token, key_hash)).one())


def kept_answer(connection: Connection, token: int, key_hash: str, now: datetime) -> KeptAnswer | None:
    """The answer that is kept under a key; None if there is none, or none yet."""
    row = connection.execute(_under(token, key_hash).where(ANSWERS.c.expires_at > now)).one_or_none()
    return KeptAnswer(*row) if row else None


def _under(token: int, key_hash: str) -> Select[tuple[str, int, str]]:
    asked = select(ANSWERS.c.request_hash, ANSWERS.c.status, ANSWERS.c.body)
    return asked.where(ANSWERS.c.token == token, ANSWERS.c.key_hash == key_hash)


def keep_answer(connection: Connection, token: int, key_hash: str, status: int, body: str) -> None:
    """Keep the answer under a key that was claimed in the same transaction."""
    mine = (ANSWERS.c.token == token, ANSWERS.c.key_hash == key_hash)
    connection.execute(update(ANSWERS).where(*mine).values(status=status, body=body))
