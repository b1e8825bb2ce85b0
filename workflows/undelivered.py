"""Giving to others what could not reach its person: their deputy and business support, as an event on the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine

from procedures.calendar import WorkingCalendar
from procedures.rules import Rules
from states.any_case import AnyCase, notice_undelivered
from states.decision import Decision, Refusal
from states.directory import Directory
from states.notice_failed import FailedNotice, Others, notices_to_others, others_to_tell
from store.directory import current_directory
from store.sessions import reading, writing
from store.stored_notice import StoredNotice
from store.undelivered import (
    NOBODY_LEFT,
    OTHERS_TOLD,
    REACHED,
    keep_from_others,
    looked_after_on,
    mark_passed_on,
    note_origin,
    notices_to_pass_on,
    queue_in_place_of,
    unreachable_for,
)
from workflows.door import Done, through_the_door
from workflows.parcels import DEFAULT_CALENDAR
from workflows.settling import state_once_passed_on
from workflows.trip_points import reached

_AT_MOST = 500


class _DoneByAnother(Exception):
    """Another worker has passed the notice on, or its state has changed: everything here is undone."""


@dataclass(frozen=True)
class ToldOthers:
    """The notices that went to others instead, by id, and the references of their cases, one for each notice."""

    references: tuple[str, ...] = ()
    notices: tuple[int, ...] = ()


def tell_others(engine: Engine, now: datetime) -> ToldOthers:
    """Give to others every notice that is owed to them, each once, however often this is asked or killed."""
    with reading(engine) as connection:
        owed = notices_to_pass_on(connection, _AT_MOST)
    told = [notice for notice in owed if _PassingOn(engine, notice, now).carry_out()]
    return ToldOthers(tuple(notice.case_reference for notice in told), tuple(notice.id for notice in told))


class _PassingOn:
    """One notice on its way to others."""

    def __init__(self, engine: Engine, notice: StoredNotice, now: datetime) -> None:
        self._engine = engine
        self._notice = notice
        self._now = now
        self._failed = FailedNotice(
            notice.recipient, notice.template, notice.facts, notice.clock, notice.reason or "No reason is known."
        )
        self._unreachable: set[str] = set()
        self._others = Others()

    def carry_out(self) -> bool:
        """Pass it on through the door. Whether anybody else was told."""
        if self._needs_nobody_else():
            return False
        try:
            done = through_the_door(
                self._engine, self._notice.case_reference, self._decide, in_transaction=self._mark_with_the_case
            )
            if isinstance(done, Refusal):
                self._without_the_case()
        except _DoneByAnother:
            return False
        except (LookupError, ValueError):
            return self._although_unreadable()
        return bool(self._others)

    def _although_unreadable(self) -> bool:
        """As `carry_out`, where the case or its procedure cannot be read: the watchdog tells of that."""
        try:
            self._without_the_case()
        except _DoneByAnother:
            return False
        return bool(self._others)

    def _needs_nobody_else(self) -> bool:
        """Whether the person was told on another channel, others were told for that one, or it is about no case."""
        notice, now = self._notice, self._now
        with reading(self._engine) as connection:
            self._unreachable = unreachable_for(connection, notice.root)
            elsewhere = looked_after_on(connection, notice)
        if notice.case_reference and elsewhere is None:
            return False
        with writing(self._engine) as connection:
            if not notice.case_reference:
                reason = "It is about no case, so nobody else is told."
                mark_passed_on(connection, notice, state=None, event=NOBODY_LEFT, reason=reason, now=now)
            else:
                state = None if elsewhere in REACHED else state_once_passed_on(notice)
                reason = "The same word is looked after on another channel."
                keep_from_others(connection, notice, state=state, reason=reason, now=now)
        return True

    def _decide(self, case: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        self._find_others(directory, rules.working_calendar)
        return notice_undelivered(case, self._failed, self._others, rules, directory, self._now)

    def _find_others(self, directory: Directory, calendar: WorkingCalendar) -> None:
        day = calendar.day_of(self._now)
        self._others = others_to_tell(directory, self._notice.recipient, self._unreachable, day)

    def _mark_with_the_case(self, connection: Connection, done: Done[AnyCase]) -> None:
        if done.decision.notices:
            note_origin(connection, self._notice.root, self._notice.case_reference, done.case.version)
        self._mark(connection)
        reached("undelivered.told")

    def _without_the_case(self) -> None:
        """Nothing more is written on a closed case, but word of its end must reach somebody all the same.

        So must word of a case that cannot be read, and it must not keep the notices of others from going on.
        """
        with writing(self._engine) as connection:
            stored = current_directory(connection)
            self._find_others(stored.directory, DEFAULT_CALENDAR)
            self._mark(connection)
            owed = notices_to_others(self._failed, self._others, stored.directory)
            queue_in_place_of(connection, self._notice, owed, stored.channels, self._now)

    def _mark(self, connection: Connection) -> None:
        if looked_after_on(connection, self._notice) is not None:
            # Another worker has passed on the same word of another channel since this one looked.
            raise _DoneByAnother
        if self._others:
            instead = "the deputy and business support" if self._others.deputies else "business support"
            state, event, reason = state_once_passed_on(self._notice), OTHERS_TOLD, f"Told instead: {instead}."
        else:
            state, event, reason = None, NOBODY_LEFT, "Nobody else is left to be told."
        if not mark_passed_on(connection, self._notice, state=state, event=event, reason=reason, now=self._now):
            raise _DoneByAnother
