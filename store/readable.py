"""What a reader may read, as conditions in the query: of cases, and of the entries of their records."""

from __future__ import annotations

from typing import cast

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true, union_all

from procedures.graph import BEFORE_A_STAGE
from states.decision import CLOCK
from store.readers import Member, Operator, Reader, SideStages
from store.recording import DISAGREEMENT, PRACTICE_REVIEW, table
from store.tables import CaseRow, ClockRow, EntryRow, PersonRow

CASES = table(CaseRow)
ENTRIES = table(EntryRow)
CLOCKS = table(ClockRow)
PEOPLE = table(PersonRow)


def readable_by(reader: Reader) -> ColumnElement[bool]:
    """The condition for the cases that a reader may read.

    All for the operator and for oversight. For others the disagreements of a side that they are on (see `on_side`),
    those that came to a group of theirs, and those in which they, or whoever they stand for, owe a step or did
    something; practice reviews for members of their groups.
    """
    if isinstance(reader, Operator) or reader.oversight:
        return true()
    # One list of ids from several indexes: as alternatives of one condition they would be asked of every case.
    return cast("ColumnElement[bool]", CASES.c.id.in_(union_all(*_ways_in(reader))))


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
        and_(ENTRIES.c.audience == "raising", on_side(reader, "raising")),
        and_(ENTRIES.c.audience == "responding", on_side(reader, "responding")),
        ENTRIES.c.actor == reader.person,
    ]
    if of_groups:
        conditions.append(and_(ENTRIES.c.audience == "group", or_(*of_groups)))
    return or_(*conditions)


def on_side(reader: Member, side: str) -> ColumnElement[bool]:
    """Whether a reader is on a side (`raising` or `responding`) of a disagreement.

    They are its practitioner or the line manager of its practitioner, they answer for it by rank at a stage that the
    case has reached, or they are of its agency and owe a step, or did something for somebody of it. Deputies are on the
    sides of those for whom they stand.
    """
    agency = CASES.c.raising_agency if side == "raising" else CASES.c.responding_agency
    acted = (
        select(ENTRIES.c.case_id)
        .join(PEOPLE, PEOPLE.c.code == func.coalesce(ENTRIES.c.on_behalf_of, ENTRIES.c.actor))
        .where(_done_by(reader), PEOPLE.c.agency == agency)
        .correlate(CASES)
    )
    ways = [*_of_practitioners(reader, side), CASES.c.id.in_(acted)]
    if reader.agencies == (reader.agency,):
        # Whoever stands in for another agency's people may owe a step there, against their own agency.
        ways.append(and_(agency == reader.agency, CASES.c.id.in_(_owing(reader))))
    return or_(*ways)


def _ways_in(reader: Member) -> list[Select[tuple[int]]]:
    """The ids of the cases that a reader may read: one statement for each way in."""
    found = select(CASES.c.id)
    disagreement = CASES.c.kind == DISAGREEMENT
    # A disagreement between partners over a review is theirs: their agencies do not learn of the review.
    between_agencies = and_(disagreement, CASES.c.linked_to.is_(None))
    ways = [
        found.where(between_agencies, condition)
        for side in ("raising", "responding")
        for condition in _of_practitioners(reader, side)
    ]
    ways.append(found.where(disagreement, CASES.c.id.in_(_owing(reader))))
    ways.append(found.join(ENTRIES, ENTRIES.c.case_id == CASES.c.id).where(between_agencies, _done_by(reader)))
    if reader.named_by:
        raised_there = CASES.c.raising_agency.in_(reader.agencies)
        ways.append(found.where(between_agencies, CASES.c.procedure.in_(reader.named_by), raised_there))
    ways += [
        found.where(disagreement, CASES.c.procedure == group.procedure, CASES.c.reached.in_(group.reached))
        for group in reader.groups
    ]
    if reader.reviews:
        return [*ways, found.where(or_(CASES.c.kind == PRACTICE_REVIEW, CASES.c.linked_to.is_not(None)))]
    # Whoever notifies for the local authority works on the review while they owe a step of it. A clock of an item (its
    # id has a double underscore) is about a return or a request, which its agency sees by itself.
    step = _owing(reader).where(CLOCKS.c.clock.not_like("%\\_\\_%", escape="\\"))
    notifies = (CASES.c.kind == PRACTICE_REVIEW, CASES.c.responding_agency == reader.agency, CASES.c.id.in_(step))
    return [*ways, found.where(*notifies)]


def _of_practitioners(reader: Member, side: str) -> list[ColumnElement[bool]]:
    columns = (CASES.c.raiser, CASES.c.raising_agency), (CASES.c.responder, CASES.c.responding_agency)
    (practitioner, agency), (_, other) = columns if side == "raising" else reversed(columns)

    def has_come(one: SideStages) -> ColumnElement[bool]:
        """Whether a case has come to the stage; the raising side's holder is asked at its gate already."""
        reached = CASES.c.reached.in_(one.reached)
        at_its_gate = [f"{one.reached[0]}.{phase}" for phase in BEFORE_A_STAGE]
        return or_(reached, CASES.c.position.in_(at_its_gate)) if side == "raising" else reached

    return [
        practitioner.in_([*reader.posts, *reader.manages]),
        *(
            and_(
                practitioner.in_(one.practitioners),
                CASES.c.procedure.in_(one.procedures),
                has_come(one),
                # An agency that is the other side is nobody's proxy here.
                or_(agency.in_(reader.agencies), other.not_in(reader.agencies)),
            )
            for one in reader.answers
        ),
    ]


def _owing(reader: Member) -> Select[tuple[int]]:
    return select(CLOCKS.c.case_id).where(CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(reader.posts))


def _done_by(reader: Member) -> ColumnElement[bool]:
    return and_(ENTRIES.c.actor.in_(reader.posts), ENTRIES.c.actor != CLOCK)
