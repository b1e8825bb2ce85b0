"""What an agency may see of a practice review: the return that it was asked for and what it sent, and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Connection, String, cast, exists, func, select

from procedures.review_language import ReviewProcedure
from states.any_case import read_case
from states.directory import Person
from states.review import AgencyReturn, Review
from states.review_parties import answering_for
from store.directory import current_directory
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader
from store.procedure_versions import procedure_of
from store.readable_cases import CASES, CLOCKS, ENTRIES
from store.recording import PRACTICE_REVIEW


@dataclass(frozen=True)
class SentReturn:
    """A return as it was sent. `facts` are JSON values, `narrative` is what was written; `sent_by` a person's code.

    `unreadable` says why what was written cannot be read, where that is so.
    """

    at: datetime
    sent_by: str
    facts: dict[str, Any]
    narrative: dict[str, str]
    unreadable: str | None = None


@dataclass(frozen=True)
class OwnReturn:
    """What an agency was asked to return, by when, and what it sent, oldest first. Instants are UTC."""

    reference: str
    asked: AgencyReturn
    sent: tuple[SentReturn, ...]


def own_return(connection: Connection, person: str, reference: str, day: date) -> OwnReturn | None:
    """The return of the agency of a person (by code) in a review, on a day on which they are in post.

    None if they do not answer for their agency in practice reviews, if it was not asked, and just so if there is no
    such review: who was not asked does not learn of it.
    The position of the review, its owner and everything that others wrote stay in this room, also why a return is
    recorded as not to be had.
    """
    found = _asked_of(connection, person, reference, day)
    if found is None:
        return None
    columns = (ENTRIES.c.case_id, ENTRIES.c.number, ENTRIES.c.at, ENTRIES.c.actor, ENTRIES.c.facts)
    entries = connection.execute(
        select(*columns, ENTRIES.c.narrative_hash, *KEPT)
        .outerjoin_from(ENTRIES, NARRATIVES, OF_ITS_ENTRY)
        .where(
            ENTRIES.c.case_id == found.case_id,
            ENTRIES.c.kind == "submit_return",
            _agency_of_entry(connection) == found.asked.agency,
        )
        .order_by(ENTRIES.c.number)
    )
    narratives = NarrativeReader(connection)
    sent = tuple(SentReturn(e.at, e.actor, _own_facts(e.facts), *narratives.fields(e)) for e in entries)
    return OwnReturn(reference, found.asked, sent)


def returns_asked_of(connection: Connection, person: str, day: date, limit: int = 100) -> list[OwnReturn]:
    """Every return that the agency of a person (by code) was asked for, the latest first, without what was sent.

    Nothing if the person is not in post on that day, or does not answer for the agency in practice reviews.
    """
    found = _answering(connection, person, day)
    if found is None:
        return []
    # Every return that was asked for has had a clock of its own.
    asked_for = exists().where(
        CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.clock.endswith(f"__{found.agency}", autoescape=True)
    )
    asked = (
        select(CASES.c.state).where(CASES.c.kind == PRACTICE_REVIEW, asked_for).order_by(CASES.c.id.desc()).limit(limit)
    )
    reviews = [read_case(row.state) for row in connection.execute(asked)]
    returns = [(one.reference, one.return_of(found.agency)) for one in reviews if isinstance(one, Review)]
    return [OwnReturn(reference, one, ()) for reference, one in returns if one is not None]


def review_behind(
    connection: Connection, person: str, reference: str, day: date
) -> tuple[Review, ReviewProcedure] | None:
    """The review that a person's agency was asked for a return in, with its rules; None as `own_return` says.

    It is there to make the form of the return by, and to ask whether it may be sent: nothing of it may be shown.
    """
    found = _asked_of(connection, person, reference, day)
    rules = procedure_of(connection, found.procedure) if found else None
    return (found.review, rules) if found and isinstance(rules, ReviewProcedure) else None


@dataclass(frozen=True)
class _Asked:
    """A review's row, with the return that it asks of an agency."""

    case_id: int
    procedure: str
    review: Review
    asked: AgencyReturn


def _asked_of(connection: Connection, person: str, reference: str, day: date) -> _Asked | None:
    answering = _answering(connection, person, day)
    if answering is None:
        return None
    asked_case = select(CASES.c.id, CASES.c.state, CASES.c.procedure)
    row = connection.execute(
        asked_case.where(CASES.c.reference == reference, CASES.c.kind == PRACTICE_REVIEW)
    ).one_or_none()
    review = read_case(row.state) if row else None
    asked = review.return_of(answering.agency) if isinstance(review, Review) else None
    return _Asked(row.id, row.procedure, review, asked) if row and isinstance(review, Review) and asked else None


def _answering(connection: Connection, code: str, day: date) -> Person | None:
    """The person, if they are in post and may come to answer for their agency in practice reviews.

    A return tells of a child and a family: that somebody works for the same agency is no reason to read it.
    """
    directory = current_directory(connection).directory
    person = directory.in_post(code, day)
    return person if person and code in answering_for(directory, person.agency, day) else None


def _agency_of_entry(connection: Connection) -> ColumnElement[str]:
    """The agency that an entry is about, out of its facts, which the store keeps as JSON text."""
    if connection.dialect.name == "postgresql":
        return func.json_extract_path_text(cast(ENTRIES.c.facts, JSON), "agency", type_=String)
    return func.json_extract(ENTRIES.c.facts, "$.agency", type_=String)


OWN_FACTS = (
    "agency", "records_secured", "records_secured_on", "period_from", "period_to", "senior_sign_off", "other_agencies",
)  # fmt: skip
"""The facts of an entry that are the agency's own. The others tell where the review stands and who owes what."""


def _own_facts(facts: str) -> dict[str, Any]:
    return {name: value for name, value in json.loads(facts).items() if name in OWN_FACTS}
