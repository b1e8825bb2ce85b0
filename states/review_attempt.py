"""One event on its way through the machine of practice reviews: what its guards may look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from procedures.calendar import WorkingCalendar
from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from states.action import Action
from states.directory import INDEPENDENT_SCRUTINEER, Directory
from states.review import Review
from states.review_due import deadline_of, is_about
from states.review_owner import party_owing
from states.review_parties import (
    GROUP_PARTIES,
    Seated,
    review_everybody,
    review_holders,
    review_responsible,
    voting_partners,
)

VOTING_PARTNER = "voting_partner"
"""The party of whoever has a voice among the partners, beside those of the rules."""

WHERE = {
    P.DRAFT: "It has not been referred yet.",
    P.REFERRED: "It has been referred; its assessment is to begin first.",
    P.CRITERIA_ASSESSMENT: "Whether it is to be notified is being assessed.",
    P.NOTIFICATION_DISPUTED: "The partners differ on whether it is to be notified; the local authority still may.",
    P.NOT_NOTIFIABLE: "It was found not to be notifiable, so there is no rapid review.",
    P.SECRETARY_OF_STATE_AND_OFSTED_ONLY: "Only the Secretary of State and Ofsted are told of it.",
    P.NOTIFIED: "It was notified; agencies are to be asked for their returns first.",
    P.NOTIFICATION_WITHDRAWN: "Its notification was withdrawn.",
    P.RAPID_REVIEW_GATHERING: "Agencies' returns are being gathered.",
    P.RAPID_REVIEW_MEETING: "The meeting was held; the rapid review is being drafted.",
    P.RAPID_REVIEW_DRAFTED: "The rapid review is drafted; the sub-committee is to recommend a decision.",
    P.RAPID_REVIEW_SIGN_OFF: "The decision is before the partners for ratification.",
    P.DECISION_DISPUTED: "The decision was not ratified; a linked disagreement is being resolved first.",
    P.RAPID_REVIEW_SUBMITTED: "It was sent to the Panel; log the Panel's receipt first.",
    P.AWAITING_PANEL: "The Panel has it.",
    P.PANEL_QUERY: "The Panel has asked a question, which is to be answered first.",
    P.PANEL_RESPONDED: "The Panel's response is to be acted on.",
    P.LEARNING_WITHOUT_REVIEW: "Its learning is taken forward without a local review.",
    P.ALTERNATIVE_LEARNING_REVIEW: "Another kind of learning review is held.",
    P.NATIONAL_REVIEW_LINKED: "It is linked to a national review.",
    P.LCSPR_DECIDED: "A local review has been decided; its commissioning is to begin.",
    P.LCSPR_COMMISSIONING: "The local review is being commissioned.",
    P.LCSPR_SCOPED: "The local review is scoped; its work is to begin.",
    P.LCSPR_IN_PROGRESS: "The local review is in progress.",
    P.LCSPR_DRAFT: "The report is in draft, with the sub-committee.",
    P.LCSPR_PARTNER_SIGN_OFF: "The report is before the partners.",
    P.PUBLICATION_PLANNED: "Publication is planned; it is to be sent to the Panel and the Secretary of State first.",
    P.SENT_BEFORE_PUBLICATION: "It was sent ahead of publication.",
    P.PUBLISHED: "The report is published.",
    P.IMPROVEMENTS_ONLY_PUBLISHED: "Information on improvements is published.",
    P.NOTHING_PUBLISHED_JUSTIFIED: "Nothing was published, with a justification.",
    P.ACTION_PLAN_ACTIVE: "Its action plan is being carried out.",
    P.IMPACT_REVIEW: "The impact of its action plan is being reviewed.",
    P.CLOSED: "This review is closed.",
}
"""Why something cannot be done now, by where a review stands."""

RATIFIED = "The decision is ratified by all; it is to be sent to the Panel."
"""The same once the last partner has ratified."""


@dataclass(frozen=True, slots=True)
class ReviewAttempt:
    """An action, or an event of the engine, on a review. `actor` is a person's code, or the clock's.

    `day` is the day of `now` in the rules' own time zone.
    """

    review: Review
    action: Action | None
    actor: str
    rules: ReviewProcedure
    directory: Directory
    now: datetime
    day: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "day", self.calendar.day_of(self.now))

    @property
    def calendar(self) -> WorkingCalendar:
        """The rules' working calendar."""
        return self.rules.working_calendar

    @property
    def voters(self) -> Seated:
        """Who has a voice among the partners today, by function and seat."""
        return voting_partners(self.directory, self.rules, self.review, self.day)

    @property
    def voice(self) -> tuple[str, str] | None:
        """The function and seat for which the actor has a voice among the partners, or None."""
        return next(
            (
                (function, seat)
                for function, seats in self.voters.items()
                for seat, person in seats.items()
                if person.code == self.actor
            ),
            None,
        )

    @property
    def is_scrutineer(self) -> bool:
        """Whether the actor is the independent scrutineer, whatever else they stand in for."""
        person = self.directory.people.get(self.actor)
        return person is not None and INDEPENDENT_SCRUTINEER in person.roles

    def function_title(self, function: str) -> str:
        """A function of the partners' group as a page names it."""
        return self.rules.groups_by_id[self.rules.partners].function(function).title

    def agency_name(self, agency: str) -> str:
        """An agency as a page names it."""
        known = self.directory.agencies.get(agency)
        return known.name if known else agency

    def start_of(self, day: date) -> datetime:
        """The first instant of a local day, UTC."""
        return datetime.combine(day, time(), self.calendar.zone).astimezone(UTC)

    def day_of(self, moment: datetime | None) -> date | None:
        """The local day of an instant, or None."""
        return self.calendar.day_of(moment) if moment else None

    def allowed(self, parties: tuple[str, ...], item: str | None = None) -> set[str]:
        """Everybody who may act for one of these parties today: who answers, whose post it is, who was handed it."""
        found: set[str] = set()
        for party in parties:
            if party == VOTING_PARTNER:
                found |= {person.code for seats in self.voters.values() for person in seats.values()}
                continue
            found |= set(review_everybody(self.directory, self.rules, self.review, party, self.day, item))
            post = review_responsible(self.directory, self.rules, self.review, party, self.day, item).post
            if post and not self._steps_aside(post, party) and self.directory.in_post(post, self.day):
                found.add(post)
        return found | self._handed(parties, item)

    def holders(self, parties: tuple[str, ...], item: str | None = None) -> set[str]:
        """As `allowed`, without business support for empty posts and without anybody who was handed a step."""
        return {
            code
            for party in parties
            for code in review_holders(self.directory, self.rules, self.review, party, self.day, item)
        }

    def stands_for(self, parties: tuple[str, ...], item: str | None = None) -> str | None:
        """In whose post, of these parties, the actor acts as deputy or in its absence; None for a post of their own."""
        for party in parties:
            if party == VOTING_PARTNER:
                voice = self.voice
                held = self.directory.seated(self.rules.partners, voice[1]) if voice else None
                if held and held != self.actor:
                    return held
                continue
            answers = review_responsible(self.directory, self.rules, self.review, party, self.day, item)
            if answers.person == self.actor:
                return answers.post
        return None

    def not_open_here(self) -> str:
        """Why the action is not open where the review stands."""
        where = RATIFIED if self.review.fact(ReviewFact.RATIFIED) else WHERE[self.review.at]
        return f"You cannot do this now. {where}"

    def _handed(self, parties: tuple[str, ...], item: str | None) -> set[str]:
        """Who was handed a step of these parties: the next one, or that of a running clock."""
        review = self.review
        owed: list[tuple[str, str]] = [
            (clock.owner, deadline_of(self.rules, clock.clock).owner)
            for clock in review.clocks
            if is_about(clock.clock, item)
        ]
        party = party_owing(self.rules, review)
        if review.owner and party:
            owed.append((review.owner, party))
        return {owner for owner, party in owed if party in parties and not self._steps_aside(owner, party)}

    def _steps_aside(self, person: str, party: str) -> bool:
        """Whether somebody has stepped aside from what a party of a group that decides would do."""
        return party in GROUP_PARTIES and person in self.review.recused
