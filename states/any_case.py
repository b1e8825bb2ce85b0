"""A case of either kind, and what a case of every kind can be asked: the door and the sweeps know of no other."""

from __future__ import annotations

from datetime import datetime

from msgspec import json

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.decision import CLOCK, Decision, Refusal
from states.directory import Directory
from states.notice_failed import FailedNotice, Others, notice_failed
from states.notices import step_facts
from states.passing_on import pass_on
from states.review import Review
from states.review_due import Meaning, deadline_of, meaning_of
from states.review_notice_failed import review_notice_failed
from states.review_notices import ReviewNotices
from states.review_passing_on import pass_on_review
from states.review_time_passed import review_time_passed
from states.time_passed import time_passed
from states.timing import rule_of

AnyCase = Case | Review

_READER: json.Decoder[AnyCase] = json.Decoder(Case | Review)


class WrongRules(Exception):
    """A case is frozen to rules of another kind: its row was tampered with."""


def read_case(text: str | bytes) -> AnyCase:
    """The case of a JSON text that `dump_case` wrote. ValueError if it is not one."""
    return _READER.decode(text)


def dump_case(case: AnyCase) -> str:
    """The case as JSON text, as the store keeps it: fields at their defaults are left out."""
    return json.encode(case).decode()


def clock_ran(case: AnyCase, number: int, rules: Rules, directory: Directory, now: datetime) -> Decision | Refusal:
    """What the clock `number` of a case does at `now`: see `time_passed` and `review_time_passed`."""
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return time_passed(case, number, rules, directory, now)
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return review_time_passed(case, number, rules, directory, now)
    raise WrongRules(case.reference)


def steps_passed_on(case: AnyCase, rules: Rules, directory: Directory, now: datetime) -> Decision | Refusal:
    """Give every step of a case whose owner is not there to whoever stands in for them now."""
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return pass_on(case, rules, directory, now)
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return pass_on_review(case, rules, directory, now)
    raise WrongRules(case.reference)


def notice_undelivered(
    case: AnyCase, failed: FailedNotice, others: Others, rules: Rules, directory: Directory, now: datetime
) -> Decision | Refusal:
    """Note on a case that a notice did not reach its person, and owe it to others."""
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return notice_failed(case, failed, others, rules, directory, now)
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return review_notice_failed(case, failed, others, rules, directory, now)
    raise WrongRules(case.reference)


def meaning_of_time(case: AnyCase, clock: RunningClock, rules: Rules) -> Meaning:
    """What the due time of a running clock says: of what is asked after, or must last, nothing is ever late."""
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return meaning_of(rules, deadline_of(rules, clock.clock), clock.counts_from or clock.started_at)
    return "by"


def step_in_words(
    case: AnyCase, clock: RunningClock, rules: Rules, directory: Directory, now: datetime
) -> dict[str, str]:
    """What a running clock is about: the stage, what is owed, when it is due (an ISO instant) and by which rule."""
    if isinstance(case, Case) and isinstance(rules, Procedure):
        attempt = Attempt(case, None, CLOCK, rules, directory, now)
        return step_facts(attempt, case, clock, rule_of(rules, clock.stage, clock.clock, case))
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return ReviewNotices(rules, directory, rules.working_calendar.day_of(now)).clock_facts(case, clock)
    raise WrongRules(case.reference)
