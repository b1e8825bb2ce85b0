"""A review with all that a command tells of it: its record, its rules, the people in it, and what time it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import typer

from command_line.case_account import expect_kind, found_case
from command_line.terminal import fail, the_store
from procedures.review_language import ReviewProcedure
from states.directory import Directory
from states.review import Review
from store.directory import current_directory
from store.procedure_versions import procedure_of
from store.readable_cases import RecordedEntry
from store.recording import PRACTICE_REVIEW
from store.sessions import reading

Reference = Annotated[str, typer.Argument(help="The review, such as R-2026-0001.")]


@dataclass(frozen=True)
class FoundReview:
    """A review as the store holds it at `now`, with the rules that it is frozen to."""

    review: Review
    entries: list[RecordedEntry]
    rules: ReviewProcedure
    directory: Directory
    now: datetime


def found_review(reference: str) -> FoundReview:
    """The review with this reference. Ends with a plain message if there is none, or if it is another kind of case."""
    expect_kind(reference, PRACTICE_REVIEW)
    with the_store() as context, reading(context.engine) as connection:
        review, entries = found_case(connection, reference)
        rules = procedure_of(connection, review.procedure)
        directory = current_directory(connection).directory
        now = context.clock.now()
    if not isinstance(review, Review) or not isinstance(rules, ReviewProcedure):
        fail(f"{reference} is no practice review.")
    return FoundReview(review, entries, rules, directory, now)
