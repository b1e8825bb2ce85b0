"""Guards from the referral to the notification, or to one of the side exits."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from procedures.review_course import ReviewFact, ReviewPosition
from states.decision import Refused
from states.review_actions import (
    BeginAssessment,
    CorrectStanding,
    FindNotNotifiable,
    NotificationDisputeResolved,
    NotifyPanel,
    RecordSecretaryOfStateTold,
    ReferIncident,
    TellPartners,
    TellSecretaryOfStateOnly,
    WithdrawNotification,
)
from states.review_checks import Guard, has_happened, known_agency, listed, not_before
from states.review_guards_ratification import open_dispute
from states.review_views import missing_views, views_by_function

CODE = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+")
"""What is meant as a code of the directory, and not as words."""

STANDING = ("incident", "looked_after", "care_leaver", "under_eighteen")
"""What a review knows of the child's standing: whom to tell depends on it."""

if TYPE_CHECKING:
    from states.review import Review
    from states.review_attempt import ReviewAttempt


def _may_refer(attempt: ReviewAttempt) -> None:
    action = cast("ReferIncident", attempt.action)
    known_agency(attempt, action.local_authority)
    if attempt.directory.agencies[action.local_authority].kind != "local_authority":
        raise Refused(
            f"{attempt.agency_name(action.local_authority)} is not a local authority. Name the one in whose area the "
            "child died or was harmed.",
            "not_a_local_authority",
        )
    if action.incident_on:
        has_happened(attempt, action.incident_on, "The incident")
    if action.aware_at:
        has_happened(attempt, action.aware_at, "When the local authority became aware")
        if action.incident_on and attempt.calendar.day_of(action.aware_at) < action.incident_on:
            raise _aware_before_it_happened()


def _aware_before_it_happened() -> Refused:
    reason = "Nobody is aware of an incident before it happens. Check both dates."
    return Refused(reason, "date_before_case", fields=("incident_on", "aware_at"))


def _awareness_is_dated(attempt: ReviewAttempt) -> None:
    action = cast("BeginAssessment", attempt.action)
    has_happened(attempt, action.aware_at, "When the local authority became aware")
    known = attempt.review.fact(ReviewFact.AWARE)
    if known and action.aware_at > known:
        raise Refused(
            "The referral says that the local authority was aware earlier. The clock of the notification is never put "
            "off: give that time, or an earlier one.",
            "aware_earlier",
            fields=("aware_at",),
        )
    if action.incident_on:
        has_happened(attempt, action.incident_on, "The incident")
    happened_on = action.incident_on or attempt.day_of(attempt.review.fact(ReviewFact.INCIDENT))
    if happened_on and attempt.calendar.day_of(action.aware_at) < happened_on:
        raise _aware_before_it_happened()


def _whoever_was_aware_is_known(attempt: ReviewAttempt) -> None:
    """Somebody who is not in the directory may be named as a post, in words; a code that it does not have is a slip."""
    named, people = cast("BeginAssessment", attempt.action).aware_by, attempt.directory.people
    if named in people or not CODE.fullmatch(named):
        return
    near = get_close_matches(named, people, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise Refused(
        f"The directory has no person {named!r}.{hint} Write the post in words if it does not have it.",
        "unknown_person",
        fields=("aware_by",),
    )


def _standing_of_a_death_is_known(attempt: ReviewAttempt) -> None:
    """Whom to tell of a death depends on the child's standing, which is answered and never inferred."""
    action = cast("BeginAssessment | CorrectStanding | NotifyPanel", attempt.action)
    review = attempt.review
    if isinstance(action, NotifyPanel):
        is_death = action.harm == "died"
    else:
        is_death = (action.incident or review.incident) == "death"
    if not is_death:
        return
    looked_after = review.looked_after if action.looked_after is None else action.looked_after
    care_leaver = review.care_leaver if action.care_leaver is None else action.care_leaver
    under_eighteen = review.under_eighteen if action.under_eighteen is None else action.under_eighteen
    missing = [name for name, found in (("looked_after", looked_after), ("care_leaver", care_leaver)) if found is None]
    if care_leaver and under_eighteen is None:
        missing.append("under_eighteen")
    if missing:
        raise Refused(
            f"Whom the local authority tells of a death depends on the child's standing: answer {listed(missing)}.",
            "standing_not_known",
        )


def _partners_were_told(attempt: ReviewAttempt) -> None:
    action = cast("TellPartners", attempt.action)
    has_happened(attempt, action.told_at, "Telling the partners")
    not_before(
        attempt, action.told_at, attempt.review.fact(ReviewFact.AWARE), "Telling the partners", "anybody was aware"
    )
    if attempt.review.fact(ReviewFact.PARTNERS_TOLD):
        raise Refused("It is recorded already that the partners were told.", "already_done")


def _views_differ(attempt: ReviewAttempt) -> None:
    views = {view for given in views_by_function(attempt).values() for view in given}
    if len(views) < 2:  # noqa: PLR2004 - to differ takes two
        raise Refused("The views given so far do not differ. Give yours first.", "views_agree")


def _criteria_are_met(attempt: ReviewAttempt) -> None:
    action, review = cast("NotifyPanel", attempt.action), attempt.review
    if action.abuse_or_neglect == "neither":
        way = "tell the Secretary of State and Ofsted only" if _is_told_of_anyway(attempt) else "find it not notifiable"
        raise Refused(
            f"Without abuse or neglect known or suspected it is not notified to the Panel: {way} instead.",
            "no_abuse_or_neglect",
        )
    if action.harm == "neither":
        raise Refused(
            "The child neither died nor was seriously harmed: find it not notifiable instead. Recovery alone does not "
            "rule serious harm out.",
            "no_serious_harm",
        )
    if action.territory == "neither":
        raise Refused(
            f"It is not for {attempt.agency_name(review.local_authority)} to notify: pass it to the local authority "
            "where it happened, and find it not notifiable here.",
            "not_their_area",
        )
    if action.harm == "seriously_harmed" and review.incident == "death":
        raise Refused(
            "The incident is recorded as a death. Say that the child died, or first put right what is recorded of it.",
            "harm_contradicts_incident",
        )
    has_happened(attempt, action.sent_at, "The notification")
    aware = review.fact(ReviewFact.AWARE)
    not_before(attempt, action.sent_at, aware, "The notification", "the local authority was aware")


def _is_not_notified_yet(attempt: ReviewAttempt) -> None:
    if attempt.review.fact(ReviewFact.NOTIFIED):
        raise Refused("The Panel was notified of it already.", "already_done")


def _views_or_why_not(attempt: ReviewAttempt) -> None:
    """Silence cannot hold a notification up, and neither can dissent: what is missing is only explained."""
    missing = missing_views(attempt)
    if missing and not cast("NotifyPanel", attempt.action).views_not_given:
        raise Refused(
            f"No view is recorded of {listed(missing)}. Record it, or say in `views_not_given` why you notify without.",
            "views_missing",
        )


def _all_find_it_not_notifiable(attempt: ReviewAttempt) -> None:
    missing = missing_views(attempt)
    if missing:
        raise Refused(f"Record every partner's view first. Still to be heard: {listed(missing)}.", "views_missing")
    if any(view for given in views_by_function(attempt).values() for view in given):
        raise Refused(
            "A partner holds that this is to be notified. Take the difference to a disagreement, or let the local "
            "authority notify.",
            "views_differ",
        )


def _both_checks_are_done(attempt: ReviewAttempt) -> None:
    action = cast("FindNotNotifiable", attempt.action)
    if not action.looked_after_checked:
        raise Refused("Check first whether the child was looked after.", "looked_after_not_checked")
    if not action.care_leaver_checked:
        raise Refused("Check first whether this is a care leaver.", "care_leaver_not_checked")


def _authority_agrees_after_a_dispute(attempt: ReviewAttempt) -> None:
    if attempt.review.at is not ReviewPosition.NOTIFICATION_DISPUTED:
        return
    person = attempt.directory.people[attempt.actor]
    if person.agency != attempt.review.local_authority:
        raise Refused(
            f"After a dispute it is {attempt.agency_name(attempt.review.local_authority)} that records this: the duty "
            "to notify is its own.",
            "not_the_local_authority",
        )
    if not cast("FindNotNotifiable", attempt.action).duty_not_engaged:
        raise Refused(
            "State that the local authority's duty to notify is not engaged, or notify the Panel.", "duty_not_stated"
        )


def _is_told_of_anyway(attempt: ReviewAttempt) -> bool:
    review = attempt.review
    return review.incident == "death" and (review.looked_after is True or _is_grown_up_care_leaver(review))


def _is_grown_up_care_leaver(review: Review) -> bool:
    return review.care_leaver is True and review.under_eighteen is False


def _is_for_secretary_of_state_alone(attempt: ReviewAttempt) -> None:
    action, review = cast("TellSecretaryOfStateOnly", attempt.action), attempt.review
    if not _is_told_of_anyway(attempt):
        if review.care_leaver and review.under_eighteen is not False:
            raise Refused(
                "For a care leaver under 18 the partners must test the criteria: notify the Panel, or find it not "
                "notifiable.",
                "criteria_to_be_tested",
            )
        raise Refused(
            "This way is for the death of a looked-after child, or of a care leaver of 18 to 24. Notify the Panel, or "
            "find it not notifiable.",
            "not_looked_after",
        )
    if _is_grown_up_care_leaver(review):
        return
    if action.abuse_or_neglect != "neither":
        raise Refused("Abuse or neglect is known or suspected: notify the Panel.", "abuse_or_neglect")
    if any(view for given in views_by_function(attempt).values() for view in given):
        raise Refused(
            "A partner holds that this is to be notified. Take the difference to a disagreement, or notify the Panel.",
            "views_differ",
        )


def _something_is_put_right(attempt: ReviewAttempt) -> None:
    action, review = cast("CorrectStanding", attempt.action), attempt.review
    if all(getattr(action, name) in (None, getattr(review, name)) for name in STANDING):
        raise Refused("That is what is recorded already. Say what is to be put right.", "already_done")


def _secretary_of_state_was_told(attempt: ReviewAttempt) -> None:
    review, action = attempt.review, cast("RecordSecretaryOfStateTold", attempt.action)
    if review.incident != "death" or not (review.looked_after or review.care_leaver):
        raise Refused(
            "This is recorded of the death of a looked-after child or a care leaver alone.", "not_looked_after"
        )
    if review.fact(ReviewFact.SECRETARY_OF_STATE_TOLD):
        raise Refused("It is recorded already that they were told.", "already_done")
    has_happened(attempt, action.told_at, "Telling the Secretary of State")
    aware = review.fact(ReviewFact.AWARE)
    not_before(attempt, action.told_at, aware, "Telling the Secretary of State", "anybody was aware")


def _panel_was_told_of_withdrawal(attempt: ReviewAttempt) -> None:
    told_on = cast("WithdrawNotification", attempt.action).panel_told_on
    has_happened(attempt, told_on, "Telling the Panel")
    not_before(attempt, told_on, attempt.review.fact(ReviewFact.NOTIFIED), "Telling the Panel", "the notification")


def _partners_find_the_criteria_not_met(attempt: ReviewAttempt) -> None:
    missing = missing_views(attempt)
    still_for = [
        attempt.function_title(function) for function, given in views_by_function(attempt).items() if any(given)
    ]
    if missing or still_for:
        raise Refused(
            "A notification is withdrawn only when the partners determine that the criteria were not met. "
            f"Still to give that view: {listed([*missing, *still_for])}.",
            "views_missing" if missing else "views_differ",
        )


def _notification_dispute_is_open(attempt: ReviewAttempt) -> None:
    reference = cast("NotificationDisputeResolved", attempt.action).reference
    if open_dispute(attempt, "notification", reference) is None:
        raise Refused(f"No open dispute over notifying is linked to {reference!r}. Check it.", "unknown_dispute")


GUARDS: dict[str, tuple[Guard, ...]] = {
    "refer_incident": (_may_refer,),
    "begin_assessment": (_awareness_is_dated, _whoever_was_aware_is_known, _standing_of_a_death_is_known),
    "tell_partners": (_partners_were_told,),
    "dispute_notification": (_views_differ,),
    "notification_dispute_resolved": (_notification_dispute_is_open,),
    "notify_panel": (_is_not_notified_yet, _criteria_are_met, _standing_of_a_death_is_known, _views_or_why_not),
    "find_not_notifiable": (_both_checks_are_done, _all_find_it_not_notifiable, _authority_agrees_after_a_dispute),
    "tell_secretary_of_state_only": (_is_for_secretary_of_state_alone,),
    "correct_standing": (_something_is_put_right, _standing_of_a_death_is_known),
    "record_secretary_of_state_told": (_secretary_of_state_was_told,),
    "withdraw_notification": (_panel_was_told_of_withdrawal, _partners_find_the_criteria_not_met),
}
