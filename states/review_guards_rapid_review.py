"""Guards of a rapid review: returns, meeting, draft, recommendation."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from procedures.review_course import ReviewFact
from procedures.review_language import Deadline, Question, ReviewProcedure
from states.decision import Refused
from states.review_actions import (
    BeginGathering,
    DraftRapidReview,
    HoldRapidReviewMeeting,
    RecommendDecision,
    RecordReturnGap,
    RequestReturn,
    SubmitReturn,
)
from states.review_checks import Guard, has_happened, known_agency, listed, not_before
from states.review_guards_panel import letter_is_weighed
from states.review_parties import voting_sub_committee

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def return_deadline(rules: ReviewProcedure) -> Deadline | None:
    """The deadline of agencies' returns, or None if the rules set none."""
    return next((deadline for deadline in rules.deadlines if deadline.each == "agency_return"), None)


def _is_notified(attempt: ReviewAttempt) -> None:
    if attempt.review.panel_reference is None or attempt.review.fact(ReviewFact.NOTIFIED) is None:
        raise Refused("There is no rapid review without a notification. Notify the Panel first.", "not_notified")


def _returns_can_be_asked(attempt: ReviewAttempt) -> None:
    for agency in cast("BeginGathering", attempt.action).agencies:
        known_agency(attempt, agency)
    _returns_have_a_time(attempt)


def _returns_have_a_time(attempt: ReviewAttempt) -> None:
    if return_deadline(attempt.rules) is None:
        raise Refused(
            "These rules set no time for agencies' returns. Add a deadline with `each: agency_return` to them.",
            "no_time_for_returns",
        )


def _return_is_new(attempt: ReviewAttempt) -> None:
    agency = cast("RequestReturn", attempt.action).agency
    known_agency(attempt, agency)
    _returns_have_a_time(attempt)
    if attempt.review.return_of(agency):
        raise Refused(f"{attempt.agency_name(agency)} has been asked already.", "already_done")


def _return_is_whole(attempt: ReviewAttempt) -> None:
    action = cast("SubmitReturn", attempt.action)
    asked = attempt.review.return_of(action.agency)
    name = attempt.agency_name(action.agency)
    if asked is None:
        raise Refused(f"{name} has not been asked for a return. Ask it first.", "not_asked")
    if asked.received_at:
        raise Refused(
            f"The return of {name} is in already. What is still missing is asked for as information.", "already_done"
        )
    if action.period_to < action.period_from:
        raise Refused("The period covered ends before it begins. Check both dates.", "period_backwards")
    has_happened(attempt, action.period_to, "The end of the period covered")
    if action.records_secured is False and action.records_secured_on:
        raise Refused(
            "The records were not secured, and a day is given on which they were. Correct one of the two.",
            "secured_or_not",
            fields=("records_secured", "records_secured_on"),
        )
    if action.records_secured_on:
        has_happened(attempt, action.records_secured_on, "Securing the records")
    known = [question.id for question in attempt.rules.criteria]
    if unknown := sorted(action.views_on_criteria.keys() - set(known)):
        raise Refused(f"{_not_asked(unknown, known)} Choose from: {', '.join(known)}.", "unknown_criterion")
    for other in action.other_agencies:
        known_agency(attempt, other)
    signs = attempt.directory.in_post(action.senior_sign_off, attempt.day)
    if signs is None or signs.agency != action.agency:
        raise Refused(f"Name a person of {name} who is in post, by code, as the senior sign-off.", "unknown_person")


def _return_is_waited_for(attempt: ReviewAttempt) -> None:
    agency = cast("RecordReturnGap", attempt.action).agency
    asked = attempt.review.return_of(agency)
    if asked is None:
        raise Refused(f"{attempt.agency_name(agency)} has not been asked for a return.", "not_asked")
    if asked.is_settled:
        raise Refused(f"The return of {attempt.agency_name(agency)} is not waited for any more.", "already_done")


def _returns_are_settled(attempt: ReviewAttempt) -> None:
    waiting = [attempt.agency_name(asked.agency) for asked in attempt.review.returns if not asked.is_settled]
    if waiting:
        raise Refused(
            f"Returns are still waited for: {listed(waiting)}. Receive them, or record each as a gap with its reason.",
            "returns_missing",
        )


def _agencies_that_returns_name_are_asked(attempt: ReviewAttempt) -> None:
    """A local safeguard: an agency that somebody else names is asked, or it is said why it is not."""
    if cast("HoldRapidReviewMeeting", attempt.action).agencies_not_asked:
        return
    returns = attempt.review.returns
    named = dict.fromkeys(other for asked in returns for other in asked.other_agencies)
    missing = [attempt.agency_name(agency) for agency in named if attempt.review.return_of(agency) is None]
    if missing:
        raise Refused(
            f"Returns name agencies that were never asked: {listed(missing)}. Ask each for its return, or say in "
            "`agencies_not_asked` why it is not asked.",
            "agencies_not_asked",
        )


def _every_partner_was_there(attempt: ReviewAttempt) -> None:
    action = cast("HoldRapidReviewMeeting", attempt.action)
    has_happened(attempt, action.held_on, "The meeting")
    requested = attempt.review.fact(ReviewFact.RETURNS_REQUESTED)
    not_before(attempt, action.held_on, requested, "The meeting", "agencies were asked for their returns")
    group = attempt.rules.groups_by_id[attempt.rules.partners]
    known = {function.id: function.title for function in group.functions}
    _functions_exist(action.present, known, "partners")
    absent = [title for name, title in known.items() if name not in action.present]
    if absent:
        raise Refused(
            f"Every safeguarding partner takes part in the meeting; absent: {listed(absent)}. Meet with them, or with "
            "whoever they send.",
            "partner_absent",
        )
    if len(set(action.present)) < group.quorum:
        raise Refused(
            f"The meeting needs {group.quorum} functions of {group.title}. Have deputies named in the directory.",
            "not_quorate",
        )


def _functions_exist(named: tuple[str, ...], known: dict[str, str], whose: str) -> None:
    for name in named:
        if name not in known:
            raise Refused(
                f"{name!r} is not a function of the {whose}. Choose from: {', '.join(known)}.", "unknown_function"
            )


def _everything_is_addressed(attempt: ReviewAttempt) -> None:
    action, rules = cast("DraftRapidReview", attempt.action), attempt.rules
    questions = (*rules.criteria, *rules.regards)
    _all_by_name("aim", rules.aims, set(action.aims), "Address each aim of a rapid review")
    _all_by_name("criterion", rules.criteria, set(action.answers), "Answer each criterion", others=rules.regards)
    _all_by_name("item", rules.regards, set(action.answers), "Answer each have-regard item", others=rules.criteria)
    _all_by_name("reason", questions, set(action.reasons), "Give a reason for each answer")
    if action.answers[rules.panel_criterion] and attempt.review.panel_response != "suggests_local_review":
        raise Refused(
            f"The Panel has not considered this case yet, so {rules.panel_criterion} is answered no. Where its letter "
            "suggests a local review, the decision is taken again with that criterion.",
            "panel_does_not_suggest",
        )


def _all_by_name(
    what: str, wanted: tuple[Question, ...], given: set[str], do: str, others: tuple[Question, ...] = ()
) -> None:
    """Refused, with names, if one of the questions is missing or one is answered that nobody asked.

    One that is misspelt is both: it is named with what was probably meant.
    """
    missing = [question for question in wanted if question.id not in given]
    known = [question.id for question in (*wanted, *others)]
    unknown = sorted(given - set(known))
    if missing:
        words = "; ".join(f"{question.id} ({question.text})" for question in missing)
        misspelt = f" {_not_asked(unknown, known)}" if unknown else ""
        raise Refused(f"{do} by itself; none is inferred. Missing: {words}.{misspelt}", f"{what}_missing")
    if unknown:
        raise Refused(f"{_not_asked(unknown, known)} Choose from: {', '.join(known)}.", f"unknown_{what}")


def _not_asked(unknown: list[str], known: list[str]) -> str:
    """What the rules do not ask, each with the question whose name is nearest."""
    words = []
    for name in unknown:
        near = get_close_matches(name, known, n=1)
        words.append(f"{name} (did you mean {near[0]}?)" if near else name)
    return f"The rules ask nothing called {', '.join(words)}."


def _sub_committee_has_voted(attempt: ReviewAttempt) -> None:
    action = cast("RecommendDecision", attempt.action)
    group = attempt.rules.groups_by_id[attempt.rules.sub_committee]
    known = {function.id: function.title for function in group.functions}
    for_it, against = set(action.in_favour), set(action.against)
    _functions_exist((*action.in_favour, *action.against), known, "sub-committee")
    if for_it & against:
        both = listed(known[name] for name in sorted(for_it & against))
        raise Refused(f"One vote each: {both} cannot vote for it and against it.", "voted_twice")
    voting = voting_sub_committee(attempt.directory, attempt.rules, attempt.review, attempt.day)
    silent = sorted((for_it | against) - set(voting))
    if silent:
        raise Refused(
            f"Nobody can vote for {listed(known[name] for name in silent)} today. Have a deputy named in the "
            "directory; the independent scrutineer never votes.",
            "nobody_votes",
        )
    cast_votes = len(for_it | against)
    if cast_votes < group.quorum:
        raise Refused(
            f"The sub-committee is not quorate: {cast_votes} of the {group.quorum} functions needed have voted.",
            "not_quorate",
        )
    if group.decides == "unanimous" and (against or for_it != set(voting)):
        raise Refused("The sub-committee decides unanimously, and not all have voted for this.", "not_unanimous")
    if len(for_it) <= len(against):
        raise Refused("This recommendation has no majority. Record the one that has.", "no_majority")


def _says_on_which_limb(attempt: ReviewAttempt) -> None:
    """Meeting a criterion compels no review (WT23 339), and not meeting one bars none (338): which it is, is said."""
    action, review = cast("RecommendDecision", attempt.action), attempt.review
    met = [question.id for question in attempt.rules.criteria if review.answers.get(question.id)]
    if action.below_the_criteria and met:
        raise Refused(f"Criteria were answered yes ({', '.join(met)}), so this is not below them.", "criteria_met")
    if action.decision != "local_review" or met:
        return
    if not action.below_the_criteria:
        raise Refused(
            "No criterion was answered yes. Say that this local review is held below the criteria, and what it "
            "focuses on.",
            "limb_not_stated",
        )
    if not action.focus:
        raise Refused("Say what a review below the criteria focuses on.", "no_focus")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "begin_gathering": (_is_notified, _returns_can_be_asked),
    "request_return": (_return_is_new,),
    "submit_return": (_return_is_whole,),
    "record_return_gap": (_return_is_waited_for,),
    "hold_rapid_review_meeting": (
        _returns_are_settled,
        _every_partner_was_there,
        _agencies_that_returns_name_are_asked,
    ),
    "draft_rapid_review": (_everything_is_addressed,),
    "recommend_decision": (letter_is_weighed, _sub_committee_has_voted, _says_on_which_limb),
}
"""What an event asks for beyond being the right person's."""
