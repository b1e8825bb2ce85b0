"""What people do in the demonstration's review: who, on which working day after the referral, and at what time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from procedures.calendar import WorkingCalendar
from procedures.deadline import count_forward
from procedures.duration import Duration, Unit
from procedures.review_language import ReviewProcedure
from states import review_actions as do
from states.action import Action

COUNCIL, POLICE, HEALTH = "essex_county_council", "essex_police", "hcrg"
REFERRER = "school_nurse_hcrg"
SUPPORT = "escb_business_manager"
NOTIFIER = "service_manager_ecc"
COMMITTEE_CHAIR = "head_safeguarding_mse_icb"
COUNCIL_PARTNER, POLICE_PARTNER = "director_childrens_services_ecc", "assistant_chief_constable_essex_police"
HEALTH_PARTNER = "chief_nurse_snee_icb"

TEXT = "Demonstration: there is no such child."
FUNCTIONS = ("council", "police", "health")

LEADS = {
    COUNCIL: "quality_assurance_manager_ecc",
    POLICE: "detective_inspector_essex_police",
    HEALTH: "named_nurse_hcrg",
}
"""Who answers for an agency in practice reviews."""


def referral(today: date) -> do.ReferIncident:
    """The referral, of an incident of the day before."""
    return do.ReferIncident(
        local_authority=COUNCIL, incident="serious_harm", incident_on=today - timedelta(days=1), about=TEXT
    )


@dataclass(frozen=True)
class Step:
    """What somebody does at an instant, UTC. `refused` where the engine is expected to refuse it, and says why."""

    at: datetime
    actor: str
    action: Callable[[datetime], Action]
    refused: bool = False


def steps(referred_at: datetime, rules: ReviewProcedure) -> list[Step]:
    """Everything that is done, in order: up to a decision that two of the three partners have ratified.

    Actions are made when they are done, with what time it then is.
    """
    calendar = rules.working_calendar

    def on(working_day: int, hour: int) -> datetime:
        return _instant(calendar, referred_at, working_day, hour)

    def day_of(now: datetime) -> date:
        return calendar.day_of(now)

    view, ratify = do.GiveNotificationView(notify=True, reason=TEXT), do.Ratify(reason=TEXT)
    return [
        Step(
            referred_at + timedelta(hours=1),
            SUPPORT,
            lambda now: do.BeginAssessment(aware_at=referred_at, aware_by="service manager"),
        ),
        Step(referred_at + timedelta(hours=1, minutes=30), SUPPORT, lambda now: do.TellPartners(told_at=now)),
        Step(on(1, 10), COUNCIL_PARTNER, lambda now: view),
        Step(on(1, 11), POLICE_PARTNER, lambda now: view),
        Step(on(1, 12), HEALTH_PARTNER, lambda now: view),
        Step(on(1, 15), NOTIFIER, _notification),
        Step(on(2, 10), COMMITTEE_CHAIR, lambda now: do.BeginGathering(agencies=tuple(LEADS))),
        Step(on(4, 11), LEADS[COUNCIL], lambda now: _return(COUNCIL, day_of(now), rules)),
        Step(on(4, 14), LEADS[POLICE], lambda now: _return(POLICE, day_of(now), rules)),
        Step(on(5, 11), LEADS[HEALTH], lambda now: _return(HEALTH, day_of(now), rules)),
        Step(
            on(5, 15),
            COMMITTEE_CHAIR,
            lambda now: do.HoldRapidReviewMeeting(held_on=day_of(now), present=FUNCTIONS),
        ),
        Step(on(6, 10), SUPPORT, lambda now: _draft(rules)),
        Step(
            on(6, 12),
            COMMITTEE_CHAIR,
            lambda now: do.RecommendDecision(decision="local_review", in_favour=FUNCTIONS, rationale=TEXT),
        ),
        Step(on(6, 14), COUNCIL_PARTNER, lambda now: ratify),
        Step(on(6, 15), POLICE_PARTNER, lambda now: ratify),
        Step(on(7, 10), SUPPORT, lambda now: do.SubmitRapidReview(sent_at=now), refused=True),
    ]


def _instant(calendar: WorkingCalendar, start: datetime, working_days: int, hour: int) -> datetime:
    found = count_forward(start, Duration(amount=working_days, unit=Unit.WORKING_DAYS), calendar)
    return datetime.combine(calendar.day_of(found.due_at), time(hour), calendar.zone).astimezone(UTC)


def _notification(now: datetime) -> do.NotifyPanel:
    return do.NotifyPanel(
        sent_at=now,
        panel_reference="DEMONSTRATION",
        abuse_or_neglect="suspected",
        harm="seriously_harmed",
        territory="happened_here",
        reason=TEXT,
    )


def _return(agency: str, today: date, rules: ReviewProcedure) -> do.SubmitReturn:
    return do.SubmitReturn(
        agency=agency,
        period_from=today - timedelta(days=730),
        period_to=today,
        records_secured=True,
        records_secured_on=today,
        senior_sign_off=LEADS[agency],
        family_composition=TEXT,
        chronology=TEXT,
        key_practice_episodes=TEXT,
        voice_of_child=TEXT,
        identity_and_context=TEXT,
        immediate_action=TEXT,
        single_agency_learning=TEXT,
        views_on_criteria={question.id: TEXT for question in rules.criteria[:3]},
    )


def _draft(rules: ReviewProcedure) -> do.DraftRapidReview:
    asked = [question.id for question in (*rules.criteria, *rules.regards)]
    return do.DraftRapidReview(
        aims={aim.id: TEXT for aim in rules.aims},
        answers={name: name == asked[0] for name in asked},
        reasons=dict.fromkeys(asked, TEXT),
        identity=TEXT,
    )
