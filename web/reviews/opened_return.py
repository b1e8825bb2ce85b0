"""An agency's own return, opened by one of its people: what was asked, what was sent, and whether they may send it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from sqlalchemy import Connection

from procedures.review_language import ReviewProcedure
from states.decision import Refusal
from states.directory import Directory, Person
from states.open_action import NOT_YOURS
from states.review import AgencyReturn, Review
from states.review_actions_open import refusal_on_review
from store.own_return import OwnReturn, SentReturn, own_return, review_behind
from web.words import review_words_of
from workflows.action_fields import ActionField, fields_of, question_behind
from workflows.action_words import question_of

KIND = "submit_return"
SENT_ALREADY = Refusal("Your agency has sent this return.", "already_done")
WHOSE = NOT_YOURS - {"unknown_person"}
"""Codes of refusals that say whose the step is. Whoever opens a return is known: who is not was named in it."""

ReturnStanding = Literal["sent", "gap", "late", "to_send"]
"""How a return stands: sent, recorded as not to be had, not sent in time, or to be sent."""


@dataclass(frozen=True)
class OpenedReturn:
    """A return that somebody of the agency has opened. `refusal` says why they cannot send it now; None if they can.

    The review and its rules are there to make the form by: nothing of them is shown.
    """

    found: OwnReturn
    review: Review
    rules: ReviewProcedure
    fields: tuple[ActionField, ...]
    refusal: Refusal | None


def opened_return(
    connection: Connection, directory: Directory, person: Person, reference: str, day: date, now: datetime
) -> OpenedReturn | None:
    """The return of a person's agency, on a day on which they are in post; None where there is none for them."""
    found = own_return(connection, person.code, reference, day)
    behind = review_behind(connection, person.code, reference, day) if found else None
    if found is None or behind is None:
        return None
    review, rules = behind
    if found.asked.received_at:
        return OpenedReturn(found, review, rules, (), SENT_ALREADY)
    refusal = refusal_on_review(review, KIND, {"agency": person.agency}, person.code, rules, directory, now)
    fields = () if refusal else fields_of(KIND, review, person.code, rules, directory, now)
    return OpenedReturn(found, review, rules, fields, why_not_sent(refusal) if refusal else None)


def why_not_sent(refusal: Refusal) -> Refusal:
    """A refusal to send a return, without what a guard says of where the review stands."""
    if refusal.code == "not_open_here":
        return replace(refusal, reason="It can no longer be sent here. Ask the business support team.")
    if refusal.code in WHOSE:
        said = "The return is sent by whoever answers for your agency in practice reviews, or their deputy."
        return replace(refusal, reason=said)
    return refusal


def standing_of(asked: AgencyReturn, now: datetime) -> ReturnStanding:
    """How a return stands."""
    if asked.received_at:
        return "sent"
    if asked.gap_at:
        return "gap"
    return "late" if now > asked.due_at else "to_send"


def facts_sent(one: SentReturn, directory: Directory, rules: ReviewProcedure) -> Iterable[tuple[str, str]]:
    """What was sent beside what was written: each question of the form, and its answer in words."""
    words = review_words_of(directory, rules)
    for name, value in one.facts.items():
        if value and name != "agency":
            yield question_of(KIND, name).label, words.value(value)


def written_in(one: SentReturn, rules: ReviewProcedure) -> Iterable[tuple[str, str]]:
    """What was written: each question of the form, and the text."""
    for name, text in one.narrative.items():
        if text:
            yield question_behind(KIND, name, rules), text
