"""Notices that were claimed, sorted into those to send, and those that are settled without sending anything."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from notifications.channel_settings import ChannelSettings
from notifications.delivery import DeliveryEvent, DeliveryState, state_after
from notifications.outcome import Outcome, OutcomeKind
from procedures.calendar import CalendarRules, WorkingCalendar, working_calendar
from states.directory import BUSINESS_SUPPORT, Directory
from store.directory import StoredDirectory, current_directory
from store.outbox import (
    Settlement,
    claim_notices,
    hold_up,
    owners_of_clocks,
    procedures_of_cases,
    recipients_by_id,
    settle,
)
from store.procedure_versions import procedure_of
from store.stored_notice import StoredNotice
from workflows.settling import settle_outcome
from workflows.still_wanted import why_not_wanted
from workflows.ways_out import WaysOut, awaiting_set_up, way_of

DEFAULT_CALENDAR = working_calendar(CalendarRules())
"""Counts working days where no case's procedure says how: England's bank holidays, Europe/London."""

_NO_ADDRESS = Outcome(OutcomeKind.NOBODY_CONFIGURED, "There is no address for this role in the directory.")
_LEFT = Outcome(OutcomeKind.PERMANENT, "Whoever held this post has left.")
_NOT_SET_UP = Outcome(OutcomeKind.NOBODY_CONFIGURED, "What it goes out by is not set up.", ours=True)


@dataclass
class Parcel:
    """A notice on its way out, as it was before its lease: whom it was meant for, the address, the way out."""

    notice: StoredNotice
    meant_for: str
    address: str
    way: str | None
    directory: Directory
    calendar: WorkingCalendar
    leased: StoredNotice = field(init=False)


@dataclass
class Sorted:
    """What became of claimed notices. `settled` are those written at once, with the state of each."""

    claimed: int
    to_send: list[Parcel] = field(default_factory=list)
    settled: list[tuple[StoredNotice, str]] = field(default_factory=list)
    held_up: list[StoredNotice] = field(default_factory=list)


def sort_claimed(connection: Connection, now: datetime, limit: int, ways: WaysOut, channels: ChannelSettings) -> Sorted:
    """Claim notices and settle those that need no sending; the others are to be leased in the same transaction.

    Addresses are those of the directory as it is now, and each notice is asked whether it is still wanted.
    """
    claimed = claim_notices(connection, now, limit)
    sorted_ = Sorted(len(claimed))
    sorting = _Sorting(connection, claimed, now)
    trying: set[str] = set()
    stopped: dict[str, list[StoredNotice]] = {}
    for notice in claimed:
        unwanted = sorting.why_not_wanted(notice)
        if unwanted:
            state = state_after(DeliveryState(notice.state), DeliveryEvent.CANCEL)
            kept = Settlement(state, None, unwanted, fall_back_at=notice.fall_back_at)
            settle(connection, notice, kept, "cancelled", now)
            sorted_.settled.append((notice, state))
            continue
        address = sorting.address(notice)
        way = way_of(address) if address else None
        left = sorting.has_left(notice)
        if left or not address or not ways.is_set_up(way):
            outcome = _LEFT if left else _NOT_SET_UP if address else _NO_ADDRESS
            waits_for = awaiting_set_up(way) if way else None
            settled = settle_outcome(connection, notice, outcome, now, waits_for)
            sorted_.settled.append((notice, settled.state))
        elif way and ways.is_stopped(way):
            stopped.setdefault(way, []).append(notice)
        elif way is None or way not in trying:
            sorted_.to_send.append(sorting.parcel(notice, address, way))
            if way and ways.is_suspect(way):
                # The others of this way keep their place until this one has shown whether it works.
                trying.add(way)
    for way, theirs in stopped.items():
        hold_up(connection, theirs, way, ways.stopped_until(way), now)
        sorted_.held_up += theirs
    return sorted_


class _Sorting:
    """What sorting a batch has to look up, each thing once for the whole batch."""

    def __init__(self, connection: Connection, claimed: list[StoredNotice], now: datetime) -> None:
        self._connection = connection
        self._stored: StoredDirectory = current_directory(connection)
        self._today = DEFAULT_CALENDAR.day_of(now)
        self._owners = owners_of_clocks(connection, claimed)
        self._origins = recipients_by_id(connection, {n.passed_on_from for n in claimed if n.passed_on_from})
        chased = {notice.case_reference for notice in claimed if notice.template == "chaser"}
        self._procedures = procedures_of_cases(connection, chased)
        team = self._stored.directory.with_role(BUSINESS_SUPPORT, self._today)
        there = [self._stored.directory.stand_in(member.code, self._today) for member in team]
        self._support = {member.code for member in team} | {person.code for person in there if person}

    def meant_for(self, notice: StoredNotice) -> str:
        return self._origins.get(notice.passed_on_from or 0, notice.recipient)

    def why_not_wanted(self, notice: StoredNotice) -> str | None:
        return why_not_wanted(notice, self._owners, self.meant_for(notice), self._support, self._today)

    def has_left(self, notice: StoredNotice) -> bool:
        """Whether the recipient is in the directory, and in post no longer."""
        directory = self._stored.directory
        return notice.recipient in directory.people and directory.in_post(notice.recipient, self._today) is None

    def address(self, notice: StoredNotice) -> str | None:
        return self._stored.address(notice.recipient, notice.channel)

    def parcel(self, notice: StoredNotice, address: str, way: str | None) -> Parcel:
        version = self._procedures.get(notice.case_reference)
        calendar = procedure_of(self._connection, version).working_calendar if version else DEFAULT_CALENDAR
        return Parcel(notice, self.meant_for(notice), address, way, self._stored.directory, calendar)
