"""Notices that could not reach their person: which are owed to others, and that these were given them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from states.decision import NoticeOwed
from store.outbox import EVENTS, add_event, queue_once
from store.recording import Channels, notice_row
from store.stored_notice import NOTICES, StoredNotice, notice_of

REACHED = ("sent", "delivered")
"""States in which a notice is out of our hands and nothing has come back that says otherwise."""

OTHERS_TOLD = "others_told"
NOBODY_LEFT = "nobody_left"

UNREACHED = ("failed", "nobody_configured", "redirected")


def notices_to_pass_on(connection: Connection, limit: int) -> list[StoredNotice]:
    """Notices that are owed to others and have not been given to them yet, longest owed first."""
    asked = (
        select(NOTICES)
        .where(NOTICES.c.fall_back_at.is_not(None), NOTICES.c.passed_on_at.is_(None))
        .order_by(NOTICES.c.fall_back_at, NOTICES.c.id)
        .limit(limit)
    )
    return [notice_of(row) for row in connection.execute(asked)]


def looked_after_on(connection: Connection, notice: StoredNotice) -> str | None:
    """The state of the same word to the same person on another channel, if it went there or was passed on."""
    same = (
        NOTICES.c.case_reference == notice.case_reference,
        NOTICES.c.recipient == notice.recipient,
        NOTICES.c.template == notice.template,
        NOTICES.c.id != notice.id,
        NOTICES.c.entry.is_not_distinct_from(notice.entry),
        NOTICES.c.clock.is_not_distinct_from(notice.clock),
    )
    looked_after = or_(NOTICES.c.state.in_(REACHED), NOTICES.c.passed_on_at.is_not(None))
    return connection.execute(select(NOTICES.c.state).where(*same, looked_after).limit(1)).scalar_one_or_none()


def unreachable_for(connection: Connection, root: int) -> set[str]:
    """Everybody (by code) whom this notice, or one that stands in for it, has failed to reach."""
    family = or_(NOTICES.c.id == root, NOTICES.c.passed_on_from == root)
    failed = or_(NOTICES.c.state.in_(UNREACHED), NOTICES.c.fall_back_at.is_not(None))
    return set(connection.execute(select(NOTICES.c.recipient).where(family, failed)).scalars())


def mark_passed_on(
    connection: Connection, notice: StoredNotice, *, state: str | None, event: str, reason: str, now: datetime
) -> bool:
    """Mark once that a notice was passed on, or that nobody was left. With a `state`, that is final.

    False if somebody else has marked or changed it meanwhile, and then nothing is written.
    """
    return _mark(connection, notice, state, {"passed_on_at": now}, event, reason, now)


def keep_from_others(
    connection: Connection, notice: StoredNotice, *, state: str | None, reason: str, now: datetime
) -> bool:
    """Mark that a notice is not owed to others after all. With a `state`, that is final."""
    return _mark(connection, notice, state, {"fall_back_at": None}, "looked_after", reason, now)


def others_were_told(connection: Connection, notice: StoredNotice) -> bool:
    """Whether anybody was told in place of this notice's recipient."""
    asked = select(EVENTS.c.id).where(EVENTS.c.notice == notice.id, EVENTS.c.kind == OTHERS_TOLD).limit(1)
    return connection.execute(asked).first() is not None


def _mark(
    connection: Connection,
    notice: StoredNotice,
    state: str | None,
    values: dict[str, object],
    event: str,
    reason: str,
    now: datetime,
) -> bool:
    known = [NOTICES.c.id == notice.id, NOTICES.c.passed_on_at.is_(None)]
    if state:
        known.append(NOTICES.c.state == notice.state)
        values |= {"state": state, "next_attempt_at": None, "waits_for": None}
    changed = connection.execute(update(NOTICES).where(*known).values(values)).rowcount
    if changed:
        add_event(connection, notice.id, event, reason, now)
    return bool(changed)


def note_origin(connection: Connection, root: int, reference: str, entry: int) -> None:
    """Note on the notices that an entry has just queued that they stand in for another."""
    queued = (NOTICES.c.case_reference == reference, NOTICES.c.entry == entry)
    connection.execute(update(NOTICES).where(*queued).values(passed_on_from=root))


def queue_in_place_of(
    connection: Connection, notice: StoredNotice, owed: Sequence[NoticeOwed], channels: Channels, now: datetime
) -> int:
    """Queue notices in place of another without an entry on its case, each once. Returns how many were new.

    Their keys name the notice that failed: one entry may owe several people a notice, and each of them can fail.
    """
    rows = []
    for one in owed:
        for channel in channels(one.recipient):
            row = notice_row(notice.case_reference, notice.entry, now, one, channel)
            named = {"key": f"{row['key']}/instead/{notice.id}", "passed_on_from": notice.root}
            rows.append(row | named)
    return queue_once(connection, rows)
