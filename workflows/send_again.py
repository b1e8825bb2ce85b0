"""Sending a notice again once what was wrong is mended: by the same outbox, once a day to the same address."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import Connection, update

from states.decision import NoticeOwed, Refusal
from store.directory import NO_CHANNEL, StoredDirectory, current_directory
from store.notice_pages import ASKED_AGAIN, notice_numbered
from store.outbox import add_event, queue_once
from store.recording import notice_row
from store.sessions import writing
from store.stored_notice import NOTICES, StoredNotice
from workflows.context import EngineContext
from workflows.parcels import DEFAULT_CALENDAR

OVER = ("failed", "redirected")
"""States in which a notice is never tried again itself: a new one goes in its place."""
WAITING = ("nobody_configured", "try_again", "queued")


def send_again(context: EngineContext, number: int, by: str) -> StoredNotice | Refusal | None:
    """Queue a notice again, or have one that is still waiting tried at once; `by` is who asked, a code.

    None if there is no such notice. A refusal says why it cannot go, and what has to be mended first.
    """
    now = context.clock.now()
    with writing(context.engine) as connection:
        notice = notice_numbered(connection, number)
        if notice is None:
            return None
        stored = current_directory(connection)
        if stored.directory.in_post(notice.recipient, DEFAULT_CALENDAR.day_of(now)) is None:
            return Refusal("Whoever it was for has left, and what they owed has passed on.", "recipient_left")
        if stored.channels(notice.recipient) == (NO_CHANNEL,):
            return Refusal("There is no address to send it to. Add one in the directory first.", "no_address")
        if notice.state in OVER:
            queued = _queue(connection, notice, stored, now)
            if not queued:
                return Refusal("It was sent again to this address today already.", "sent_again_today")
        elif notice.state in WAITING:
            _try_now(connection, notice, now)
        else:
            return Refusal("It is out already, or no longer wanted.", "not_in_trouble")
        who = stored.directory.title_of(by)
        add_event(connection, notice.id, ASKED_AGAIN, f"{who} asked for it to be sent again.", now)
        return notice


def _queue(connection: Connection, notice: StoredNotice, stored: StoredDirectory, now: datetime) -> int:
    """Queue it anew on each channel that its person has now. Whether it is still wanted is asked when it goes."""
    owed = NoticeOwed(notice.recipient, notice.template, notice.facts, clock=notice.clock)
    rows = []
    for channel in stored.channels(notice.recipient):
        address = stored.address(notice.recipient, channel) or ""
        # Of an address that may hold a password nothing can be read here.
        mark = hashlib.sha256(f"{notice.id}/{address}".encode()).hexdigest()[:12]
        row = notice_row(notice.case_reference, notice.entry, now, owed, channel)
        rows.append(row | {"key": f"{row['key']}/again/{notice.id}/{mark}/{now:%Y%m%d}"})
    return queue_once(connection, rows)


def _try_now(connection: Connection, notice: StoredNotice, now: datetime) -> None:
    known = (NOTICES.c.id == notice.id, NOTICES.c.state == notice.state, NOTICES.c.attempts == notice.attempts)
    connection.execute(update(NOTICES).where(*known).values(next_attempt_at=now, waits_for=None))
