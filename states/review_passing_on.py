"""A step of a practice review whose owner has left or is away: it passes on at once."""

from __future__ import annotations

from dataclasses import replace as rewritten
from datetime import date, datetime

from msgspec.structs import replace

from procedures.review_language import ReviewProcedure
from states.case import RunningClock
from states.decision import Decision, Refusal
from states.directory import BUSINESS_SUPPORT, Directory
from states.responsible import NobodyThere, Responsible
from states.review import Review
from states.review_beside import beside
from states.review_due import deadline_of, item_of
from states.review_notices import ReviewNotices
from states.review_owner import party_owing
from states.review_parties import review_responsible


def pass_on_review(review: Review, rules: ReviewProcedure, directory: Directory, now: datetime) -> Decision | Refusal:
    """Give every step of a review whose owner is not there to whoever stands in for them now.

    Who is there keeps what they have, so a deputy finishes what came to them. A stale refusal if all are there.
    """
    day = rules.working_calendar.day_of(now)
    absent = {person for person in owners_of(review) if is_absent(directory, person, day)}
    if not absent:
        return Refusal("Everybody who owes a step in this review is there.", "nobody_absent", stale=True)
    try:
        return _pass_on(review, rules, directory, now, day, absent)
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}.", "nobody_there")


def owners_of(review: Review) -> set[str]:
    """Everybody who owes something in a review."""
    return {clock.owner for clock in review.clocks} | ({review.owner} if review.owner else set())


def is_absent(directory: Directory, person: str, day: date) -> bool:
    """Whether somebody has left, or another stands in for them on a day."""
    there = directory.stand_in(person, day)
    return there is None or there.code != person


def _pass_on(
    review: Review, rules: ReviewProcedure, directory: Directory, now: datetime, day: date, absent: set[str]
) -> Decision | Refusal:
    owed = ReviewNotices(rules, directory, day)
    handed: list[tuple[RunningClock, Responsible]] = []
    for clock in review.clocks:
        if clock.owner in absent:
            deadline = deadline_of(rules, clock.clock)
            found = review_responsible(directory, rules, review, deadline.owner, day, item_of(clock.clock))
            by = _successor(directory, review, clock.owner, clock.owner_for, found, day)
            if by.person == clock.owner:
                continue
            passed = replace(clock, owner=by.person, owner_for=by.post)
            handed.append((passed, by))
            owed.handed_over(review, passed, clock.owner)
    owner = None
    if review.owner in absent:
        party = party_owing(rules, review) or BUSINESS_SUPPORT
        found = review_responsible(directory, rules, review, party, day)
        owner = _successor(directory, review, review.owner, None, found, day)
    if not handed and (owner is None or owner.person == review.owner):
        # Whoever stands in for them is recused, so that it stays theirs.
        return Refusal("Nobody else may take what is owed in this review.", "nobody_absent", stale=True)
    return beside(review, "passed_on", at=now, now=now, facts={}, handed=handed, owner=owner, notices=owed.notices)


def _successor(
    directory: Directory, review: Review, absent: str | None, acted_for: str | None, found: Responsible, day: date
) -> Responsible:
    """Who takes over: the absent person's own deputy first, then whoever answers for the party now (`found`).

    `acted_for` is the post whose step it was already, if not the absent person's own.
    """
    post, deputy = acted_for or absent, directory.stand_in(absent, day)
    if deputy and deputy.code != absent and deputy.code not in review.recused:
        return Responsible(deputy.code) if deputy.code == post else Responsible(deputy.code, "deputy", post)
    return rewritten(found, post=post) if found.via == "business_support" else found
