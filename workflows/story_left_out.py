"""Fields beside texts that a story may leave out, and what is then meant, for actions of either kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from procedures.language import Procedure
from procedures.review_course import ReviewFact
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.any_case import AnyCase
from states.directory import Directory
from states.review import Review

TO_BE_FOUND = "to be found"
LAST_MOMENT = datetime(9999, 12, 31, tzinfo=UTC)
PERIOD = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a step is done in: the rules, the case if there is one, the directory, who does it, with which fields, when.

    `now` is UTC, `day` the London day.
    """

    rules: Rules
    case: AnyCase | None
    directory: Directory
    actor: str
    given: Mapping[str, Any]
    now: datetime
    day: date

    @property
    def agency(self) -> str:
        """The agency of whoever does it."""
        person = self.directory.people.get(self.actor)
        return person.agency if person else TO_BE_FOUND

    @property
    def review_rules(self) -> ReviewProcedure:
        """The rules, which are those of practice reviews. TypeError otherwise."""
        if not isinstance(self.rules, ReviewProcedure):
            raise TypeError(f"{self.rules.id} are no rules of practice reviews")
        return self.rules


@dataclass(frozen=True, slots=True)
class Instead:
    """What stands where a field is left out: in words, as it is found, and any value of its type until then."""

    words: str
    found: Callable[[Situation], Any]
    until_then: Any = TO_BE_FOUND


def _agency_of_the_responder(situation: Situation) -> str:
    person = situation.directory.people.get(str(situation.given.get("responding_practitioner", "")))
    return person.agency if person else "unknown"


def _first_category(situation: Situation) -> str:
    return situation.rules.categories[0].id if isinstance(situation.rules, Procedure) else TO_BE_FOUND


def _first_local_authority(situation: Situation) -> str:
    agencies = situation.directory.agencies.values()
    return next((agency.code for agency in agencies if agency.kind == "local_authority"), TO_BE_FOUND)


def _aware(situation: Situation) -> datetime:
    known = situation.case.fact(ReviewFact.AWARE) if isinstance(situation.case, Review) else None
    return known or situation.now


def _every_partner(situation: Situation) -> list[str]:
    rules = situation.review_rules
    return [function.id for function in rules.groups_by_id[rules.partners].functions]


def _everybody_else(situation: Situation) -> list[str]:
    rules, against = situation.review_rules, situation.given.get("against", ())
    functions = [function.id for function in rules.groups_by_id[rules.sub_committee].functions]
    return [name for name in functions if name not in against]


def _every_aim(situation: Situation) -> dict[str, str]:
    return {aim.id: f"How it stands with {aim.id.replace('_', ' ')}." for aim in situation.review_rules.aims}


def _questions(situation: Situation) -> list[str]:
    rules = situation.review_rules
    return [question.id for question in (*rules.criteria, *rules.regards)]


TODAY = Instead("the day of the step", lambda situation: situation.day, date.max)
NOW = Instead("the moment of the step", lambda situation: situation.now, LAST_MOMENT)
WHO = Instead("whoever does it", lambda situation: situation.actor)
A_REFERENCE = Instead("`SIN-1`", lambda _: "SIN-1")
AN_ADDRESS = Instead("an address at example.org", lambda _: "https://example.org/review")

LEFT_OUT: Mapping[str, Mapping[str, Instead]] = {
    "raise_disagreement": {
        "responding_agency": Instead("the agency of the responding practitioner", _agency_of_the_responder),
        "category": Instead("the first category of the procedure", _first_category),
    },
    "record_meeting": {"held_on": TODAY},
    "refer_incident": {"local_authority": Instead("the directory's first local authority", _first_local_authority)},
    "begin_assessment": {
        "aware_at": Instead("what the referral says, or the moment of the step", _aware, LAST_MOMENT),
        "aware_by": WHO,
    },
    "tell_partners": {"told_at": NOW},
    "notify_panel": {"sent_at": NOW, "panel_reference": A_REFERENCE},
    "record_secretary_of_state_told": {"told_at": NOW},
    "withdraw_notification": {"panel_told_on": TODAY},
    "submit_return": {
        "agency": Instead("the agency of whoever does it", lambda situation: situation.agency),
        "period_from": Instead("a year before the step", lambda situation: situation.day - PERIOD, date.min),
        "period_to": TODAY,
        "senior_sign_off": WHO,
    },
    "hold_rapid_review_meeting": {
        "held_on": TODAY,
        "present": Instead("every function of the partners", _every_partner, [TO_BE_FOUND]),
    },
    "draft_rapid_review": {
        "aims": Instead("a text for each aim", _every_aim, {}),
        "answers": Instead("no to every question", lambda situation: dict.fromkeys(_questions(situation), False), {}),
        "reasons": Instead(
            "a text for each question", lambda situation: dict.fromkeys(_questions(situation), "The reason."), {}
        ),
    },
    "recommend_decision": {
        "in_favour": Instead("every function of the sub-committee that is not against", _everybody_else, [])
    },
    "submit_rapid_review": {"sent_at": NOW},
    "log_panel_receipt": {"received_on": TODAY},
    "answer_panel_query": {"sent_at": NOW},
    "record_panel_response": {"received_on": TODAY},
    "link_national_review": {"panel_reference": A_REFERENCE},
    "appoint_reviewer": {"description": Instead("`Independent reviewer`", lambda _: "Independent reviewer")},
    "tell_of_reviewer": {"told_on": TODAY},
    "record_supervision_check": {"checked_on": TODAY},
    "report_delay": {"panel_told_on": TODAY, "secretary_of_state_told_on": TODAY},
    "raise_national_issue": {"panel_told_on": TODAY},
    "send_before_publication": {"sent_to_panel_on": TODAY, "sent_to_secretary_of_state_on": TODAY},
    "send_to_ofsted": {"sent_on": TODAY},
    "justify_not_publishing": {"sent_on": TODAY},
    "publish_report": {"published_on": TODAY, "address": AN_ADDRESS},
    "publish_improvements": {"published_on": TODAY, "address": AN_ADDRESS},
    "publish_nothing": {"sent_to_panel_on": TODAY, "sent_to_secretary_of_state_on": TODAY},
    "record_audit": {"audited_on": TODAY},
    "dispute_opened": {"opened_at": NOW},
}
"""By action and field."""


def yes_to(ids: list[str], situation: Situation) -> dict[str, bool]:
    """Answers written as a list: yes to these questions, and no to every other of the rules."""
    return {**dict.fromkeys(_questions(situation), False), **dict.fromkeys(ids, True)}
