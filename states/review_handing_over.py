"""Handing a step of a practice review over: whose step it is, and who may take it."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from states.decision import Refused
from states.directory import BUSINESS_SUPPORT
from states.review_actions import HandOverReview
from states.review_checks import Guard
from states.review_due import deadline_of
from states.review_owner import party_owing
from states.review_voting import voting_partners, voting_sub_committee

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def former_owner(attempt: ReviewAttempt) -> str | None:
    """Whose steps change hands: whom the action names, or else the actor's own, or else the next step's owner's.

    Business support owes nearly always something as well; where the next step's owner is not there, theirs goes first.
    """
    review, of = attempt.review, cast("HandOverReview", attempt.action).of
    if of is not None:
        return of
    if not _owes(attempt, attempt.actor):
        return review.owner
    if attempt.actor != review.owner and attempt.actor in _support(attempt) and _is_absent(attempt, review.owner):
        return review.owner
    return attempt.actor


def _owes(attempt: ReviewAttempt, person: str) -> bool:
    return person == attempt.review.owner or any(clock.owner == person for clock in attempt.review.clocks)


def _is_absent(attempt: ReviewAttempt, person: str | None) -> bool:
    there = attempt.directory.stand_in(person, attempt.day)
    return there is None or there.code != person


def _may_hand_over(attempt: ReviewAttempt) -> None:
    former, directory = former_owner(attempt), attempt.directory
    if attempt.actor != former and attempt.actor not in _support(attempt):
        raise Refused("Only the person who owes the step, or business support, can hand it over.", "not_yours")
    if former is not None and not _owes(attempt, former):
        raise Refused(f"{former!r} owes nothing here, so there is nothing of theirs to hand over.", "nothing_owed")
    to = cast("HandOverReview", attempt.action).to
    if directory.in_post(to, attempt.day) is None:
        raise Refused(f"{to!r} is not in the directory, or has left.", "unknown_person")
    there = directory.stand_in(to, attempt.day)
    if there is not None and there.code != to:
        raise Refused(f"They are away. Hand over to {there.title} ({there.code}), who stands in.", "away")
    if to == former:
        raise Refused("They owe this step already.", "already_done")
    if to in attempt.review.recused:
        raise Refused("They have stepped aside from this review. Hand over to somebody else.", "recused")
    if former is not None and to not in _who_may_take_it(attempt, former):
        raise Refused(
            "Hand over to a deputy named in the directory, somebody of the same agency, or business support.",
            "other_agency",
        )


def _who_may_take_it(attempt: ReviewAttempt, former: str) -> set[str]:
    """Deputies, business support, colleagues of the same agency, and the others who vote with a chair."""
    directory, day = attempt.directory, attempt.day
    known = directory.people.get(former)
    colleagues = {code for code, person in directory.people.items() if known and person.agency == known.agency}
    found = {*directory.deputies_of(former, day), *_support(attempt), *colleagues}
    for party, voting in (("partners_chair", voting_partners), ("sub_committee_chair", voting_sub_committee)):
        if party in _parties_of(attempt, former):
            seated = voting(directory, attempt.rules, attempt.review, day)
            found |= {person.code for seats in seated.values() for person in seats.values()}
    return found


def _parties_of(attempt: ReviewAttempt, former: str) -> set[str | None]:
    """The parties whose part somebody owes: that of the next step, and those of running clocks."""
    review = attempt.review
    found: set[str | None] = {
        deadline_of(attempt.rules, clock.clock).owner for clock in review.clocks if clock.owner == former
    }
    return found | ({party_owing(attempt.rules, review)} if review.owner == former else set())


def _support(attempt: ReviewAttempt) -> set[str]:
    return {person.code for person in attempt.directory.with_role(BUSINESS_SUPPORT, attempt.day)}


GUARDS: dict[str, tuple[Guard, ...]] = {"hand_over_review": (_may_hand_over,)}
"""What handing a step over asks for."""
