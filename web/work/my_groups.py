"""What is before a group of the reader's and still wants their own word: a view, or a ratification."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from notifications.dates import due_in_words
from procedures.review_course import ReviewPosition
from procedures.review_language import ReviewProcedure
from states.any_case import AnyCase
from states.case import Case, RunningClock
from states.open_actions import refusal_so_far
from states.review import Review
from states.review_due import deadline_of
from states.review_voting import awaited, voting_partners
from store.case_pages import cases_with_a_group
from store.readable_reviews import readable_reviews
from web.cases.action_page import page_of
from web.reader import SignedIn
from web.words import review_words_of, words_of

GIVE_VIEW, RATIFY = "Give your view", "Say whether you ratify"
PARTNERS = ("partners", "partners_chair")
BEFORE_THE_PARTNERS = frozenset({ReviewPosition.RAPID_REVIEW_SIGN_OFF, ReviewPosition.LCSPR_PARTNER_SIGN_OFF})


@dataclass(frozen=True)
class WantedWord:
    """A case whose group the reader sits in, what is wanted of them, where it stands, and by when it is decided."""

    reference: str
    address: str
    what: str
    where: str
    by: str


def words_wanted(connection: Connection, reader: SignedIn, now: datetime) -> list[WantedWord]:
    """Everything before the reader's groups of which they have not said yet what they think, the soonest due first."""
    found = [*_views(connection, reader, now), *_ratifications(connection, reader)]
    return [word for _, word in sorted(found, key=lambda one: (one[0], one[1].reference))]


def _views(connection: Connection, reader: SignedIn, now: datetime) -> Iterator[tuple[datetime, WantedWord]]:
    if not reader.member.groups:
        return
    person, directory = reader.person.code, reader.directory
    for listed in cases_with_a_group(connection, reader.member):
        case, rules = listed.case, listed.rules
        if not isinstance(case, Case) or person in {view.member for view in case.views}:
            continue
        if refusal_so_far(case, "give_group_view", {}, person, rules, directory, now) is None:
            yield _wanted(case, GIVE_VIEW, words_of(directory, rules).position(case.position), case.clocks)


def _ratifications(connection: Connection, reader: SignedIn) -> Iterator[tuple[datetime, WantedWord]]:
    if not reader.member.reviews:
        return
    for review, rules in readable_reviews(connection, reader.member).reviews:
        if review.at in BEFORE_THE_PARTNERS and _is_awaited(review, rules, reader):
            where = review_words_of(reader.directory, rules).position(review.position)
            partners = [one for one in review.clocks if deadline_of(rules, one.clock).owner in PARTNERS]
            yield _wanted(review, RATIFY, where, partners)


def _is_awaited(review: Review, rules: ReviewProcedure, reader: SignedIn) -> bool:
    missing = awaited(reader.directory, rules, review, reader.day)
    may = voting_partners(reader.directory, rules, review, reader.day)
    return any(
        seats[seat].code == reader.person.code
        for function, seats in may.items()
        for seat in missing.get(function, ())
        if seat in seats
    )


def _wanted(case: AnyCase, what: str, where: str, clocks: Iterable[RunningClock]) -> tuple[datetime, WantedWord]:
    due = min((clock.due_at for clock in clocks), default=None)
    by = due_in_words(due) if due else ""
    return due or case.raised_at, WantedWord(case.reference, page_of(case.reference), what, where, by)
