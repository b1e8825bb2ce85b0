"""Reading cases: every statement is scoped to who reads, so that nothing outside this room can list them all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, true

from states.any_case import AnyCase, read_case
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader
from store.recording import DISAGREEMENT, PRACTICE_REVIEW, table
from store.tables import CaseRow, ClockRow, EntryRow

CASES = table(CaseRow)
ENTRIES = table(EntryRow)
CLOCKS = table(ClockRow)


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. `next_due` is the earliest due time of its running clocks."""

    reference: str
    position: str
    owner: str | None
    raised_at: datetime
    next_due: datetime | None


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as recorded. `unreadable` says why what was written in it cannot be read, where that is so."""

    number: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None
    position: str
    audience: str
    facts: dict[str, Any]
    narrative: dict[str, str]
    unreadable: str | None = None


@dataclass(frozen=True)
class Operator:
    """Whoever runs the engine on its own machine, and has the whole database in hand anyway."""


@dataclass(frozen=True)
class GroupStages:
    """What a member of a group reads under one version (hash) of a procedure.

    `own` are the stages that the group decides, `reached` those and all above: what came to the group stays readable
    to it when it has gone higher.
    """

    procedure: str
    own: tuple[str, ...]
    reached: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A person of an agency. `oversight` is for business support and the independent scrutineer, who read all.

    `reviews` is for members of the groups that a practice review is before: the sub-committee and the partners. Nobody
    else reads a review; an agency sees its own return by a look-up of its own.

    `groups` is for members of the groups that disagreements come to: see `store.group_stages`. `stands_for` are the
    people (by code) whose deputy they are today: what these owe, they may read.
    """

    person: str
    agency: str
    oversight: bool = False
    reviews: bool = False
    groups: tuple[GroupStages, ...] = ()
    stands_for: tuple[str, ...] = ()

    @property
    def posts(self) -> tuple[str, ...]:
        """Everybody (by code) whose steps they may take: their own first."""
        return (self.person, *self.stands_for)


Reader = Operator | Member


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """The condition for the cases that a reader may read.

    All for the operator and for oversight. For others the disagreements of their own agency's sides, those that came
    to a group of theirs, and those in which they owe a step; practice reviews for members of their groups.
    """
    if isinstance(reader, Operator) or reader.oversight:
        return true()
    own_side = and_(
        # A disagreement between partners over a review is theirs: their agencies do not learn of the review.
        CASES.c.linked_to.is_(None),
        or_(CASES.c.raising_agency == reader.agency, CASES.c.responding_agency == reader.agency),
    )
    came_to = [
        and_(CASES.c.procedure == group.procedure, CASES.c.reached.in_(group.reached)) for group in reader.groups
    ]
    owed = exists().where(CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(reader.posts))
    disagreements = and_(CASES.c.kind == DISAGREEMENT, or_(own_side, *came_to, owed))
    if reader.reviews:
        return or_(disagreements, CASES.c.kind == PRACTICE_REVIEW, CASES.c.linked_to.is_not(None))
    # Whoever notifies for the local authority works on the review while they owe a step of it. A clock of an item (its
    # id has a double underscore) is about a return or a request, which its agency sees by itself.
    notifies = and_(
        CASES.c.kind == PRACTICE_REVIEW,
        CASES.c.responding_agency == reader.agency,
        exists().where(
            CLOCKS.c.case_id == CASES.c.id,
            CLOCKS.c.ended_at.is_(None),
            CLOCKS.c.owner.in_(reader.posts),
            CLOCKS.c.clock.not_like("%\\_\\_%", escape="\\"),
        ),
    )
    return or_(disagreements, notifies)


def entries_readable_by(reader: Reader) -> ColumnElement[bool]:
    """The condition for the entries that a reader may read of a case that they may read.

    Beside what is for both sides: what is for their own side or their own group, and what they did themselves. It is
    asked of entries joined with their cases.
    """
    if isinstance(reader, Operator) or reader.oversight:
        return true()
    of_groups = [
        and_(
            CASES.c.procedure == group.procedure,
            or_(*(ENTRIES.c.position.startswith(f"{stage}.", autoescape=True) for stage in group.own)),
        )
        for group in reader.groups
    ]
    if reader.reviews:
        of_groups.append(CASES.c.kind == PRACTICE_REVIEW)
    conditions = [
        ENTRIES.c.audience == "parties",
        and_(ENTRIES.c.audience == "raising", CASES.c.raising_agency == reader.agency),
        and_(ENTRIES.c.audience == "responding", CASES.c.responding_agency == reader.agency),
        ENTRIES.c.actor == reader.person,
    ]
    if of_groups:
        conditions.append(and_(ENTRIES.c.audience == "group", or_(*of_groups)))
    return or_(*conditions)


def list_cases(
    connection: Connection, reader: Reader, *, kind: str | None = None, closed_too: bool = False, limit: int = 500
) -> list[CaseLine]:
    """Open cases that a reader may read, the soonest due first; with `closed_too` closed ones after them.

    `kind` keeps to one kind of case (`recording.DISAGREEMENT` or `PRACTICE_REVIEW`).
    """
    asked = (
        select(CASES.c.state)
        .where(readable_by(reader))
        .order_by(CASES.c.closed_at.is_not(None), CASES.c.id)
        .limit(limit)
    )
    if not closed_too:
        asked = asked.where(CASES.c.closed_at.is_(None))
    if kind is not None:
        asked = asked.where(CASES.c.kind == kind)
    cases = [read_case(row.state) for row in connection.execute(asked)]
    lines = [
        CaseLine(c.reference, c.position, c.owner, c.raised_at, min((k.due_at for k in c.clocks), default=None))
        for c in cases
    ]
    return sorted(lines, key=lambda line: (line.next_due is None, line.next_due or line.raised_at))


def case_with_record(
    connection: Connection, reader: Reader, reference: str
) -> tuple[AnyCase, list[RecordedEntry]] | None:
    """A case of either kind and its record, oldest first; None if there is no such case for this reader.

    Of the record, the entries that the reader may read: the numbers of the others are missing.
    """
    asked_case = select(CASES.c.id, CASES.c.state).where(CASES.c.reference == reference, readable_by(reader))
    row = connection.execute(asked_case).one_or_none()
    if row is None:
        return None
    asked = (
        select(ENTRIES, *KEPT)
        .join(CASES, CASES.c.id == ENTRIES.c.case_id)
        .outerjoin(NARRATIVES, OF_ITS_ENTRY)
        .where(ENTRIES.c.case_id == row.id, entries_readable_by(reader))
        .order_by(ENTRIES.c.number)
    )
    narratives = NarrativeReader(connection)
    entries = [
        RecordedEntry(
            e.number,
            e.kind,
            e.at,
            e.recorded_at,
            e.actor,
            e.on_behalf_of,
            e.position,
            e.audience,
            json.loads(e.facts),
            *narratives.fields(e),
        )
        for e in connection.execute(asked)
    ]
    return read_case(row.state), entries
