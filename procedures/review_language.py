"""The language of practice-review rules: deadlines, the groups that decide, and a local day plan, as data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from procedures.calendar import CalendarRules, WorkingCalendar, working_calendar
from procedures.clock import no_such_clock
from procedures.group import Group
from procedures.review_course import SPANS, ReviewFact, ReviewPosition
from procedures.source import Basis, Document, Identifier, Limit, Part, Sourced, Title

ReviewParty = Literal[
    "business_support",
    "local_authority",
    "referrer",
    "sub_committee_chair",
    "sub_committee",
    "partners_chair",
    "partners",
    "lead_safeguarding_partners",
    "independent_scrutineer",
    "return_agency",
    "asked_agency",
    "recommendation_owner",
]
"""Who owes or is told something in a review.

`return_agency`, `asked_agency` and `recommendation_owner` are the agency of the item that the deadline is about.
"""

Each = Literal["review", "agency_return", "information_request", "panel_request", "recommendation"]
"""What a deadline runs for: once in a review, or once for each item of a kind."""


# Built when they are first used: most commands read no rules of practice reviews and must not pay for them.

Grade = Annotated[str, Field(pattern="^[ABCI](/[ABCI])?$")]
"""How well the source of a rule was read, as for a document."""

LOOKED_AFTER_DEATH = "looked_after_death"
CARE_LEAVER_DEATH = "care_leaver_death"

Only = Literal["looked_after_death", "care_leaver_death"]
"""Which incidents a deadline is for: the death of a looked-after child, or of a care leaver."""


def _spans(value: object) -> object:
    """Positions, with each name of a span of the course, such as `rapid_review`, read as all of its positions."""
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        return value
    return tuple(dict.fromkeys(position for name in value for position in SPANS.get(name, (name,))))


class OtherBasis(Sourced, defer_build=True):
    """A published reading of what a deadline counts from, and within which limit if that differs.

    Those that are not in force are shown as advisory second dates beside the one that is.
    """

    id: Identifier
    counts_from: ReviewFact
    limit: Limit | None = None
    note_shown: str


class Relaxation(Sourced, defer_build=True):
    """A dated national override of one deadline: a longer limit, or none while it lasts."""

    deadline: Identifier
    first: date
    last: date
    limit: Limit | None = None


class Deadline(Sourced, defer_build=True):
    """What is owed by when.

    It runs while the review is in one of `runs_in`, its fact `counts_from` is known and it is not met.

    `limit` is counted from that fact, or back from it where `counted` is `before`; without a limit a person
    sets the time. `met_by` is the fact that meets it; without one, leaving `runs_in` does. `meaning` tells a due time
    (`by`) from a period that must last (`at_least_until`). `only` keeps it to some incidents.

    A deadline of an item (`each`) counts from the item's own start and is met by the item. That of a return is `limit`
    after `counts_from`, if it names a fact of the review, and `at_least` so long after it was asked for. One of a
    recommendation says in `settled_by` by what: its time is then the day by which the recommendation is to be carried
    out, or `limit` after it was accepted.

    `readings` are all published readings of what it counts from; `counts_from` chooses the one in force, and
    `other_bases` are the rest, with the one in force where it is published with another `limit`. `code` is the source
    list's own (`DL05`); `scope` `partnership` and `reference` are for dates that no review's clock runs on, the yearly
    report and the Panel's own: `from_words` says what they count from. `overdue` false means that no lateness is
    flagged, only asked after every `chase`.
    """

    id: Identifier
    code: str | None = None
    title: Title
    owner: ReviewParty
    to: tuple[str, ...] = ()
    scope: Literal["review", "partnership", "reference"] = "review"
    each: Each = "review"
    only: Only | None = None
    counts_from: ReviewFact | None = None
    from_words: str | None = None
    counted: Literal["after", "before"] = "after"
    meaning: Literal["by", "at_least_until"] = "by"
    limit: Limit | None = None
    at_least: Limit | None = None
    at_once: bool = False
    runs_in: Annotated[tuple[ReviewPosition, ...], BeforeValidator(_spans)] = ()
    met_by: ReviewFact | None = None
    settled_by: Literal["evidence", "six_month_check", "twelve_month_check"] | None = None
    day_plan: bool = False
    readings: tuple[OtherBasis, ...] = ()
    warn: tuple[Limit, ...] = ()
    stricter: Limit | None = None
    chase: Limit
    overdue: bool = True
    tell: tuple[ReviewParty, ...] = ()
    grade: Grade | None = None
    effective_from: date | None = None
    effective_to: date | None = None

    @model_validator(mode="after")
    def _is_complete(self) -> Deadline:
        if self.scope != "review":
            if self.counts_from or self.runs_in or not self.from_words:
                raise ValueError("a deadline of no review needs `from_words`, and neither `counts_from` nor `runs_in`")
            return self
        if not self.runs_in:
            raise ValueError("a deadline of a review needs `runs_in`: the positions in which it runs")
        if self.each == "review" and self.counts_from is None:
            raise ValueError("a deadline of a review needs `counts_from`: the fact that it counts from")
        if self.each == "recommendation" and self.settled_by is None:
            raise ValueError("a deadline of a recommendation needs `settled_by`: what it waits for")
        return self

    @property
    def other_bases(self) -> tuple[OtherBasis, ...]:
        """The published readings that are not in force, or not within the limit that is."""
        return tuple(reading for reading in self.readings if not self._is_in_force(reading))

    @property
    def in_force(self) -> Basis:
        """The standing of what it counts from: its own if `bases` gives one, the reading's, or the whole rule's."""
        if "counts_from" in self.bases:
            return self.bases["counts_from"]
        alike = [reading for reading in self.readings if reading.counts_from is self.counts_from]
        return next((reading for reading in alike if self._is_in_force(reading)), alike[0] if alike else self)

    def _is_in_force(self, reading: OtherBasis) -> bool:
        return reading.counts_from is self.counts_from and reading.limit in (None, self.limit)


class Question(Sourced, defer_build=True):
    """A question that partners answer one by one, never by inference."""

    id: Identifier
    text: str


class ReviewProcedure(Part, defer_build=True):
    """The whole rules of practice reviews. A review is frozen to one of these.

    `criteria` are those of regulation 11, `panel_criterion` the one of them on what the Panel concluded; `regards` what
    partners should also have regard to, `aims` what a rapid review must address. `sub_committee` and `partners` are ids
    of groups; the scrutineer sits in neither as a voter. `disagreement_procedure` is the ladder on which a linked
    disagreement opens.
    """

    id: Identifier
    kind: Literal["practice_review"]
    title: str
    partnership: str
    edition: str
    effective_from: date
    effective_to: date | None = None
    extends: Identifier | None = None
    superseded_by: str | None = None
    awaiting_confirmation: str | None = None
    documents: tuple[Document, ...]
    calendar: CalendarRules
    groups: tuple[Group, ...] = Field(min_length=2)
    sub_committee: Identifier
    partners: Identifier
    lead_partners: Identifier | None = None
    disagreement_procedure: Identifier
    ratification: Basis
    panel_criterion: Identifier
    criteria: tuple[Question, ...] = Field(min_length=1)
    regards: tuple[Question, ...] = Field(min_length=1)
    aims: tuple[Question, ...] = Field(min_length=1)
    deadlines: tuple[Deadline, ...] = Field(min_length=1)
    relaxations: tuple[Relaxation, ...] = ()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed, without what was worked out from the original: pydantic would keep that."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    def deadline(self, deadline_id: str) -> Deadline:
        """The deadline with this id. KeyError, naming the ids there are, if there is none."""
        try:
            return self.deadlines_by_id[deadline_id]
        except KeyError:
            raise KeyError(no_such_clock(self.id, deadline_id, self.deadlines_by_id)) from None

    @cached_property
    def deadlines_by_id(self) -> dict[str, Deadline]:
        """Deadlines by id."""
        return {deadline.id: deadline for deadline in self.deadlines}

    @cached_property
    def groups_by_id(self) -> dict[str, Group]:
        """Groups by id."""
        return {group.id: group for group in self.groups}

    @cached_property
    def remembered(self) -> dict[object, object]:
        """Answers already worked out from these rules; they never change, so they stay true."""
        return {}

    @cached_property
    def working_calendar(self) -> WorkingCalendar:
        """The calendar that the deadlines count by."""
        return working_calendar(self.calendar)
