"""Recording decisions: the case, its entries, its clocks and its notices, together or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, insert
from sqlmodel import SQLModel

from states.any_case import AnyCase, dump_case
from states.case import Case, RunningClock
from states.decision import Decision, NoticeOwed
from states.review import Review
from store.bulk import insert_rows, update_rows
from store.narratives import Written, write_narratives
from store.record import FIRST, canonical, entry_row, salted
from store.tables import CaseRow, ClockRow, EntryRow, NoticeRow
from store.webhook_deliveries import DELIVERIES, delivery_rows, entries_apart
from store.webhooks import Webhook, receivers

Channels = Callable[[str], Sequence[str]]
"""The channels of a person, by code: each notice owed becomes a row for each of them."""


DISAGREEMENT, PRACTICE_REVIEW = "disagreement", "practice_review"
"""The kinds of case."""

CLOCK_KEY = {"case_id": "case_id", "number": "number"}


class ClockMissing(Exception):
    """A clock that the case says is running has no row: nothing was written."""


class Overtaken(Exception):
    """Somebody else changed the case after it was read: nothing was written."""


class LockedCase(Struct, frozen=True, gc=False):
    """A case under the transaction's lock: its row's id, the case, and the hash of its newest entry."""

    id: int
    case: AnyCase
    head: str


class Recorded(Struct, frozen=True, gc=False):
    """What was written: the case as it is now, the hash of its newest entry, and how many notices were queued."""

    case: AnyCase
    head: str
    notices: int


def table(model: type[SQLModel]) -> Any:
    """The SQLAlchemy table of a model."""
    return model.__table__  # type: ignore[attr-defined]  # SQLModel adds it to every table model


def open_case(connection: Connection, decision: Decision, channels: Channels) -> Recorded:
    """Write a case that has just been raised."""
    case = decision.case
    columns = case_columns(case, head=FIRST)
    inserted = insert(table(CaseRow)).values(reference=case.reference, **columns).returning(table(CaseRow).c.id)
    case_id = int(connection.execute(inserted).scalar_one())
    return record(connection, [(LockedCase(case_id, case, FIRST), decision)], channels)[0]


def record(
    connection: Connection, decided: Sequence[tuple[LockedCase, Decision]], channels: Channels
) -> list[Recorded]:
    """Write decisions on locked cases, each case at most once.

    Overtaken if a case is no longer at its version. KeyMissing if somebody wrote something and there is no key for it.
    """
    gathered = _Gathered([], [], [], [])
    _update_cases(connection, _case_rows(decided, gathered), len(decided))
    insert_rows(connection, table(EntryRow), gathered.entries)
    write_narratives(connection, gathered.narratives)
    insert_rows(connection, table(ClockRow), (_clock_row(k.id, c) for k, d in decided for c in d.clocks_started))
    _end_clocks(connection, decided)
    changed = [(k.id, c) for k, d in decided for c in d.clocks_changed]
    _update_clocks(
        connection, [{"case_id": i, "number": c.number, "next_at": c.next_at, "owner": c.owner} for i, c in changed]
    )
    insert_rows(connection, table(NoticeRow), _all_notice_rows(decided, channels, gathered))
    told = receivers(connection)
    if told:
        # The partnership's own systems are told of every entry, so that nothing has to be counted for them.
        bounded = any(one.agency for one in told)
        apart = entries_apart(connection, [locked.id for locked, _ in decided]) if bounded else {}
        insert_rows(connection, DELIVERIES, _all_delivery_rows(decided, told, apart))
    return [
        Recorded(decision.case, head, queued)
        for (_, decision), head, queued in zip(decided, gathered.heads, gathered.queued, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What comes to light while rows are being written: heads and counts of notices in the order of the decisions."""

    entries: list[dict[str, Any]]
    narratives: list[Written]
    heads: list[str]
    queued: list[int]


def _case_rows(decided: Iterable[tuple[LockedCase, Decision]], gathered: _Gathered) -> Iterator[dict[str, Any]]:
    """The rows of the cases, gathering those of their entries, chained."""
    for locked, decision in decided:
        head, last = locked.head, decision.entries[-1]
        columns = _moving_columns(decision.case, head)
        for entry in decision.entries:
            state = columns["state"] if entry is last else None
            narrative = salted(entry.narrative) if entry.narrative else None
            row = entry_row(locked.id, decision.case.reference, entry, head, state, narrative)
            if narrative is not None:
                gathered.narratives.append(Written(locked.id, entry.number, narrative))
            head = row["hash"]
            gathered.entries.append(row)
        gathered.heads.append(head)
        yield {"id": locked.id, "known": locked.case.version, **columns, "head": head}


def _all_notice_rows(
    decided: Iterable[tuple[LockedCase, Decision]], channels: Channels, gathered: _Gathered
) -> Iterator[dict[str, Any]]:
    for _, decision in decided:
        rows = notice_rows(decision, channels)
        gathered.queued.append(len(rows))
        yield from rows


def _all_delivery_rows(
    decided: Iterable[tuple[LockedCase, Decision]], told: Sequence[Webhook], apart: Mapping[int, Counter[str]]
) -> Iterator[dict[str, Any]]:
    for locked, decision in decided:
        before = None if locked.head == FIRST else locked.case.position
        # The decision's own entries are written by now.
        known = apart.get(locked.id, Counter()) - Counter(entry.audience for entry in decision.entries)
        yield from delivery_rows(decision, before, told, known)


def case_columns(case: AnyCase, head: str) -> dict[str, Any]:
    """The columns of a case's row."""
    return {
        "procedure": case.procedure,
        "raised_at": case.raised_at,
        **(_of_disagreement(case) if isinstance(case, Case) else _of_review(case)),
        **_moving_columns(case, head),
    }


def _moving_columns(case: AnyCase, head: str) -> dict[str, Any]:
    """Those of them that an event can change. The rest are written once: they stand in indexes, which cost a sweep."""
    # A review has no priorities and no rungs.
    priority, reached = (case.priority, case.reached) if isinstance(case, Case) else ("", None)
    return {
        "version": case.version,
        "position": case.position,
        "owner": case.owner,
        "category": case.category if isinstance(case, Case) else case.incident,
        "priority": priority,
        "reached": reached,
        "outcome": case.outcome,
        "closed_at": case.closed_at,
        "state": dump_case(case),
        "head": head,
    }


def _of_disagreement(case: Case) -> dict[str, Any]:
    return {
        "kind": DISAGREEMENT,
        "raising_agency": case.raising.agency,
        "responding_agency": case.responding.agency,
        "raiser": case.raising.practitioner,
        "responder": case.responding.practitioner,
        "linked_to": case.linked_to,
    }


def _of_review(review: Review) -> dict[str, Any]:
    return {
        "kind": PRACTICE_REVIEW,
        "raising_agency": review.referring_agency,
        "responding_agency": review.local_authority,
        "raiser": review.referrer,
        "responder": None,
        "linked_to": None,
    }


def notice_rows(decision: Decision, channels: Channels) -> list[dict[str, Any]]:
    """The outbox rows of a decision: one for each notice and each of its recipient's channels."""
    if not decision.notices:
        return []
    entry = decision.entries[-1]
    rows: dict[str, dict[str, Any]] = {}
    for notice in decision.notices:
        for channel in channels(notice.recipient):
            row = notice_row(decision.case.reference, entry.number, entry.recorded_at, notice, channel)
            # One entry may owe a person two notices of one template (two clocks, say): the second adds its place.
            key = row["key"]
            while row["key"] in rows:
                row["key"] = f"{key}#{len(rows)}"
            rows[row["key"]] = row
    return list(rows.values())


def notice_row(reference: str, entry: int | None, now: datetime, notice: NoticeOwed, channel: str) -> dict[str, Any]:
    """One outbox row."""
    return {
        "key": f"{reference}/{entry}/{notice.template}/{notice.recipient}/{channel}",
        "case_reference": reference,
        "entry": entry,
        "clock": notice.clock,
        "recipient": notice.recipient,
        "channel": channel,
        "template": notice.template,
        "facts": canonical(notice.facts),
        "queued_at": now,
        "state": "queued",
        "attempts": 0,
        "next_attempt_at": now,
    }


def _update_cases(connection: Connection, cases: Iterable[dict[str, Any]], count: int) -> None:
    found = update_rows(connection, table(CaseRow), {"id": "id", "known": "version"}, cases)
    if found != count:
        raise Overtaken(f"{count - found} of {count} cases were changed by somebody else")


def _clock_row(case_id: int, clock: RunningClock) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "number": clock.number,
        "clock": clock.clock,
        "stage": clock.stage,
        "owner": clock.owner,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "next_at": clock.next_at,
        "ended_at": None,
        "ended_how": None,
    }


def _end_clocks(connection: Connection, decided: Iterable[tuple[LockedCase, Decision]]) -> None:
    rows = [
        {"case_id": locked.id, "number": end.number, "ended_at": end.at, "ended_how": end.how}
        for locked, decision in decided
        for end in decision.clocks_ended
    ]
    _update_clocks(connection, rows)


def _update_clocks(connection: Connection, rows: list[dict[str, Any]]) -> None:
    found = update_rows(connection, table(ClockRow), CLOCK_KEY, rows)
    if found != len(rows):
        raise ClockMissing(f"{len(rows) - found} of {len(rows)} clocks have no row")
