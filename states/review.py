"""A practice review as it stands: everything that a decision about it may depend on, and nothing that is narrative."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from procedures.review_course import ReviewFact, ReviewPosition
from states.case import RunningClock

IncidentKind = Literal["death", "serious_harm", "other"]
Decision = Literal["local_review", "no_review", "alternative_review", "national_review_suggested"]
PanelResponse = Literal["agrees", "questions", "national_review", "suggests_local_review", "none_received"]
SideKind = Literal[
    "immediate_safety",
    "criminal",
    "coroner",
    "domestic_homicide_review",
    "safeguarding_adult_review",
    "child_death_review",
    "other_proceedings",
    "family_engagement",
    "communications",
    "early_learning",
]


class NotificationView(Struct, frozen=True, omit_defaults=True, gc=False):
    """A safeguarding partner's view on whether to notify. `function` is that of the partners' group."""

    function: str
    member: str
    notify: bool
    at: datetime


class Ratification(Struct, frozen=True, omit_defaults=True, gc=False):
    """A safeguarding partner's ratification, or its refusal, of what is before them."""

    function: str
    seat: str
    member: str
    ratified: bool
    at: datetime


class AgencyReturn(Struct, frozen=True, omit_defaults=True, gc=False):
    """What an agency was asked to return, and whether it has. `gap_at` is when it was recorded as not to be had.

    `other_agencies` are those that its return names.
    """

    agency: str
    requested_at: datetime
    due_at: datetime
    received_at: datetime | None = None
    gap_at: datetime | None = None
    records_secured_on: date | None = None
    other_agencies: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing more is waited for."""
        return self.received_at is not None or self.gap_at is not None


class InformationRequest(Struct, frozen=True, omit_defaults=True, gc=False):
    """Information asked of an agency under section 16H of the Children Act 2004."""

    number: int
    agency: str
    requested_at: datetime
    due_at: datetime
    answered_at: datetime | None = None
    refused_at: datetime | None = None


class PanelRequest(Struct, frozen=True, omit_defaults=True, gc=False):
    """Information that the Panel asked for, by a time that it set (Children Act 2004 s.16D).

    `answered_at` is when the answer was sent, however much later that is entered.
    """

    number: int
    asked_at: datetime
    due_at: datetime
    answered_at: datetime | None = None


class Dispute(Struct, frozen=True, omit_defaults=True, gc=False):
    """A disagreement linked to the review, on a ladder of its own. It stops none of the review's clocks.

    `linked_by` is the person who recorded it; None where the engine opened it, which then brings back its outcome.
    """

    about: Literal["notification", "decision"]
    by: str
    opened_at: datetime
    reference: str = ""
    resolved_at: datetime | None = None
    outcome: str | None = None
    linked_by: str | None = None


class Reviewer(Struct, frozen=True, omit_defaults=True, gc=False):
    """The reviewer of a local review, by description, and their interests. Every field is answered, none inferred."""

    description: str
    appointed_at: datetime
    conflict: Literal["none", "managed", "unmanaged"]


class Publication(Struct, frozen=True, omit_defaults=True, gc=False):
    """What is to be published and when, and the proof that it was sent ahead."""

    what: Literal["full_report", "improvements_only", "nothing"]
    planned_on: date | None = None
    sent_to_panel_on: date | None = None
    sent_to_secretary_of_state_on: date | None = None
    sent_to_ofsted_on: date | None = None
    published_on: date | None = None


class OwnerAnswer(Struct, frozen=True, omit_defaults=True, gc=False):
    """What one of the agencies that a recommendation is made to has answered, for itself."""

    agency: str
    accepted: bool
    at: datetime


class Recommendation(Struct, frozen=True, omit_defaults=True, gc=False):
    """A recommendation: of whom, by when, and where it stands. Its words are in the record.

    `owners` are agency codes. Each answers for itself, and each that accepts shows the impact of its own part
    (`shown_by`); `answered_at` and `evidenced_at` are when the last of them had. `state` is that of the
    recommendation's own machine: it is rejected where nobody has accepted it.
    """

    number: int
    owners: tuple[str, ...]
    due_on: date
    state: str = "proposed"
    answers: tuple[OwnerAnswer, ...] = ()
    answered_at: datetime | None = None
    shown_by: tuple[str, ...] = ()
    evidenced_at: datetime | None = None
    six_month_check_at: datetime | None = None
    twelve_month_check_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def to_answer(self) -> tuple[str, ...]:
        """The owners that have not answered yet."""
        known = {answer.agency for answer in self.answers}
        return tuple(owner for owner in self.owners if owner not in known) if self.answered_at is None else ()

    @property
    def carried_by(self) -> tuple[str, ...]:
        """The owners that carry it out: those that have accepted it, once all have answered."""
        declined = {answer.agency for answer in self.answers if not answer.accepted}
        if self.answered_at is None or self.state == "rejected":
            return ()
        return tuple(owner for owner in self.owners if owner not in declined)

    @property
    def to_show(self) -> tuple[str, ...]:
        """The owners whose evidence of impact is still missing."""
        return tuple(owner for owner in self.carried_by if owner not in self.shown_by) if not self.evidenced_at else ()


class SideRecord(Struct, frozen=True, omit_defaults=True, gc=False):
    """Something that runs beside the main line and never blocks it."""

    number: int
    kind: SideKind
    opened_at: datetime
    closed_at: datetime | None = None


class Review(Struct, frozen=True, omit_defaults=True, gc=False, tag_field="kind", tag="practice_review"):
    """A practice review. `version` counts its entries; `position` is the machine's state.

    People and agencies are codes of the directory; instants are UTC. `facts` holds the instants that deadlines count
    from, by `ReviewFact`. Of `looked_after`, `care_leaver` and `under_eighteen` nothing is inferred: None is not known
    yet. `answers` are the criteria and have-regard items answered one by one, by their ids. `panel_reference` is the
    Panel's for the notification, `national_review` its reference for a national review to which this is linked.
    """

    reference: str
    procedure: str
    position: str
    version: int
    referring_agency: str
    referrer: str
    local_authority: str
    incident: IncidentKind
    raised_at: datetime
    looked_after: bool | None = None
    care_leaver: bool | None = None
    under_eighteen: bool | None = None
    owner: str | None = None
    owner_via: str = "post"
    clocks: tuple[RunningClock, ...] = ()
    clock_count: int = 0
    facts: dict[str, datetime] = {}
    notification_views: tuple[NotificationView, ...] = ()
    panel_reference: str | None = None
    national_review: str | None = None
    returns: tuple[AgencyReturn, ...] = ()
    information_requests: tuple[InformationRequest, ...] = ()
    answers: dict[str, bool] = {}
    recommended: Decision | None = None
    ratifications: tuple[Ratification, ...] = ()
    recused: tuple[str, ...] = ()
    decision: Decision | None = None
    disputes: tuple[Dispute, ...] = ()
    panel_requests: tuple[PanelRequest, ...] = ()
    panel_response: PanelResponse | None = None
    reviewer: Reviewer | None = None
    delay_ground: str | None = None
    publication: Publication | None = None
    comments_considered: bool = False
    recommendations: tuple[Recommendation, ...] = ()
    side_records: tuple[SideRecord, ...] = ()
    scrutineer_commented: bool = False
    outcome: str | None = None
    closed_at: datetime | None = None

    @property
    def at(self) -> ReviewPosition:
        """Where the review stands."""
        return ReviewPosition(self.position)

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a step."""
        return self.closed_at is None

    def fact(self, name: ReviewFact) -> datetime | None:
        """When a fact became so, or None if it is not known."""
        return self.facts.get(name.value)

    def clock_numbered(self, number: int) -> RunningClock | None:
        """The running clock with this number, or None if it no longer runs."""
        return next((clock for clock in self.clocks if clock.number == number), None)

    def running(self, clock_id: str) -> RunningClock | None:
        """The running clock with this id, or None."""
        return next((clock for clock in self.clocks if clock.clock == clock_id), None)

    def return_of(self, agency: str) -> AgencyReturn | None:
        """What an agency was asked to return, or None."""
        return next((found for found in self.returns if found.agency == agency), None)

    def recommendation(self, number: int) -> Recommendation | None:
        """The recommendation with this number, or None."""
        return next((found for found in self.recommendations if found.number == number), None)
