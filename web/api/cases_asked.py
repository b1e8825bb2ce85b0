"""Which cases are asked for: the same search as on the pages' lists."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from notifications.dates import LONDON
from store.case_search import CaseSearch, Order, Show
from web.api.callers import Caller
from web.api.case_shapes import CaseKind

Code = Annotated[str, Field(pattern=r"^[a-z0-9_.]*$", max_length=100)]


class CasesAsked(BaseModel):
    """What is asked for in the query of a list. What is left out is not asked."""

    model_config = ConfigDict(extra="forbid")

    kind: CaseKind = Field(default="disagreement", description="Which kind of case.")
    show: Show = Field(default="open", description="Open cases, closed ones, or all.")
    order: Order = Field(default="", description="Empty: as is usual for what is shown.")
    stage: Code = Field(default="", description="Disagreements at this stage of their procedure.")
    position: Code = Field(default="", description="Reviews at this position.")
    category: Code = Field(default="", description="The kind of disagreement, or of incident.")
    priority: Code = Field(default="", description="Disagreements of this priority.")
    agency: Code = Field(default="", description="With this agency, by code, on either side.")
    owed_by_me: bool = Field(
        default=False, description="In which the token's person, or somebody whom they stand in for, owes a step."
    )
    owner_agency: Code = Field(default="", description="In which somebody of this agency, by code, owes a step.")
    late: bool = Field(default=False, description="In which such a step is late.")
    due_by: date | None = Field(default=None, description="In which such a step is due by the end of this day.")
    raised_from: date | None = Field(default=None, description="Raised on this day or later.")
    raised_to: date | None = Field(default=None, description="Raised on this day or earlier.")
    page: int = Field(default=1, ge=1, le=100_000, description="The number of the page. Past the end: the last.")

    @property
    def asks_for_lateness(self) -> bool:
        """Whether the order or a condition depends on which clocks can be late at all."""
        return self.kind == "practice_review" or self.late or self.due_by is not None

    def search(self, caller: Caller, now: datetime, never_late: tuple[str, ...]) -> CaseSearch:
        """The search of the store. It is asked beside the condition for what the caller may read."""
        return CaseSearch(
            stage=self.stage,
            position=self.position,
            category=self.category,
            priority=self.priority,
            agency=self.agency,
            owners=caller.member.posts if self.owed_by_me else None,
            owner_agency=self.owner_agency,
            late_at=now if self.late else None,
            due_by=_end_of(self.due_by),
            raised_from=_beginning_of(self.raised_from),
            raised_before=_end_of(self.raised_to),
            show=self.show,
            order=self.order,
            never_late=never_late,
        )

    def query(self, page: int) -> str:
        """The query of another page of the same list."""
        given = self.model_dump(mode="json", exclude_defaults=True) | {"page": page}
        return urlencode({name: str(value).lower() for name, value in given.items()})


def _beginning_of(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), LONDON)


def _end_of(day: date | None) -> datetime | None:
    """The beginning of the day after, by London's days. The last day that there is has none."""
    if day is None or day == date.max:
        return None
    return datetime.combine(day + timedelta(days=1), time(), LONDON)
