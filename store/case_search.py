"""What somebody looks for among cases, as a condition of a query. What people wrote is encrypted, and not searched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_, select, true

from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from store.readable_cases import CASES, CLOCKS
from store.recording import table
from store.tables import PersonRow

PEOPLE = table(PersonRow)

Show = Literal["open", "closed", "all"]
Order = Literal["", "due", "newest", "oldest", "reference"]


@dataclass(frozen=True)
class CaseSearch:
    """What is looked for; what is left empty is not asked. Instants are aware, and codes those of the directory.

    `reference` is a part of one. `stage` is a disagreement's, `position` a review's; `category` is that of a
    disagreement or the incident of a review; `agency` is on either side. `owners` (people), `owner_agency` and
    `owner_role` (a rank or a role) say who owes a step, `late_at` that its time is over then, and `due_by` that it ends
    by then: one running clock must meet all of these. `never_late` are clocks that no lateness is told of, by
    their ids. Cases are in `order`; "" is the usual one for what is shown.
    """

    reference: str = ""
    stage: str = ""
    position: str = ""
    category: str = ""
    priority: str = ""
    agency: str = ""
    owners: tuple[str, ...] | None = None
    owner_agency: str = ""
    owner_role: str = ""
    late_at: datetime | None = None
    due_by: datetime | None = None
    raised_from: datetime | None = None
    raised_before: datetime | None = None
    show: Show = "open"
    order: Order = ""
    never_late: tuple[str, ...] = ()

    def condition(self) -> ColumnElement[bool]:
        """The condition for cases. It is asked beside the one for their reader, never instead of it."""
        return and_(true(), *self._of_cases(), *self._of_clocks())

    def ordering(self) -> list[ColumnElement[object]]:
        """What the cases are ordered by; cases that are alike stand in the order in which they were opened."""
        usual = {"open": "due", "closed": "closed", "all": "newest"}[self.show]
        order = self.order or usual
        if order == "due":
            # What only has to last, or is never late, puts no case at the top.
            due = select(func.min(CLOCKS.c.due_at)).where(_runs(), *can_be_late(self.never_late))
            first = due.correlate(CASES).scalar_subquery()
            return [first.is_(None), first, CASES.c.id]
        return {
            "closed": [CASES.c.closed_at.desc(), CASES.c.id.desc()],
            "newest": [CASES.c.raised_at.desc(), CASES.c.id.desc()],
            "oldest": [CASES.c.raised_at, CASES.c.id],
            "reference": [CASES.c.reference],
        }[order]

    def _of_cases(self) -> Iterable[ColumnElement[bool]]:
        if self.show != "all":
            yield CASES.c.closed_at.is_(None) if self.show == "open" else CASES.c.closed_at.is_not(None)
        if self.reference:
            yield CASES.c.reference.contains(self.reference, autoescape=True)
        if self.stage:
            yield or_(CASES.c.position == self.stage, CASES.c.position.startswith(f"{self.stage}.", autoescape=True))
        for column, wanted in (("position", self.position), ("category", self.category), ("priority", self.priority)):
            if wanted:
                yield CASES.c[column] == wanted
        if self.agency:
            yield or_(CASES.c.raising_agency == self.agency, CASES.c.responding_agency == self.agency)
        if self.raised_from:
            yield CASES.c.raised_at >= self.raised_from
        if self.raised_before:
            yield CASES.c.raised_at < self.raised_before

    def _of_clocks(self) -> Iterable[ColumnElement[bool]]:
        conditions: list[ColumnElement[bool]] = []
        if self.owners is not None:
            conditions.append(CLOCKS.c.owner.in_(self.owners))
        if self.owner_agency:
            conditions.append(CLOCKS.c.owner.in_(select(PEOPLE.c.code).where(PEOPLE.c.agency == self.owner_agency)))
        if self.owner_role:
            # Roles are a JSON list of plain words.
            plays = PEOPLE.c.roles.contains(f'"{self.owner_role}"', autoescape=True)
            conditions.append(
                CLOCKS.c.owner.in_(select(PEOPLE.c.code).where(or_(PEOPLE.c.rank == self.owner_role, plays)))
            )
        if self.late_at:
            conditions.append(CLOCKS.c.due_at < self.late_at)
        if self.due_by:
            conditions.append(CLOCKS.c.due_at <= self.due_by)
        if self.late_at or self.due_by:
            conditions += can_be_late(self.never_late)
        if conditions:
            yield exists().where(_runs(), *conditions)


def can_be_late(never: Iterable[str]) -> list[ColumnElement[bool]]:
    """The conditions for a clock of which lateness is told; a clock of an item has the item after its id."""
    return [not_(or_(CLOCKS.c.clock == one, CLOCKS.c.clock.startswith(f"{one}__", autoescape=True))) for one in never]


def never_late(known: Iterable[Rules]) -> tuple[str, ...]:
    """The ids of the clocks of reviews of which no lateness is told, by the rules that there are."""
    return tuple(
        sorted(
            {
                one.id
                for rules in known
                if isinstance(rules, ReviewProcedure)
                for one in rules.deadlines
                if one.meaning == "at_least_until" or not one.overdue
            }
        )
    )


def _runs() -> ColumnElement[bool]:
    return and_(CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None))
