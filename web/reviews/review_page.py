"""A practice review's page: where it stands, who owes what by when and why, what was decided, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from procedures.review_language import ReviewProcedure
from reports.material import Material
from reports.publication_lock import lock_of
from reports.recorded import NOT_RECORDED
from reports.review_words import DECISIONS, INCIDENTS, PANEL_RESPONSES, agency_name, answer, post, word_of
from reports.tracker import tracker_line
from states.review import Review
from store.own_return import own_return
from store.procedure_versions import procedure_of
from store.readable_cases import RecordedEntry, case_with_record
from store.sessions import reading, writing
from web.access.rate_limit import note_reading_within_limits
from web.cases.action_done import action_done
from web.cases.changed_rules import changed_since
from web.cases.offered_actions import offers
from web.cases.timeline import Moment, folded, timeline
from web.documents.document_list import documents_shown, place_of
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.reviews.review_answers import answers_given
from web.reviews.review_beside import disagreements_linked, recommendations_made, requests_made, side_records
from web.reviews.review_owed import clocks_owed
from web.reviews.review_ratifications import ratifications
from web.reviews.review_returns import returns_asked
from web.site import Site, site_of
from web.words import review_words_of
from workflows.bundle_review import ReviewInBundle, ReviewWords

router = APIRouter()

ENTRIES_FOR_ALL = "group"
"""The audience of most entries of a review: everybody who may read reviews."""

BESIDE = frozenset(
    {
        "add_to_side_record", "close_side_record", "correct_standing", "expect_delay", "hand_over_review",
        "open_side_record", "raise_national_issue", "record_information", "record_panel_query", "record_return_gap",
        "recuse_from_review", "request_information", "request_return", "withdraw_notification",
    }
)  # fmt: skip
"""Actions on a review that are seldom what is asked of the reader: they stand after the others."""


@dataclass(frozen=True)
class OpenedReview:
    """A review that a reader has opened: the review, the rules that it is frozen to, and what they may read of it.

    Made by `open_review_for`, which also keeps that it was read.
    """

    review: Review
    rules: ReviewProcedure
    entries: list[RecordedEntry]
    words: ReviewWords
    material: Material

    @property
    def day(self) -> date:
        """Today, where the rules are."""
        return self.rules.working_calendar.day_of(self.material.now)


def open_review_for(reader: SignedIn, site: Site, reference: str, what: str = "page") -> OpenedReview:
    """A practice review for a reader, with the entries that they may read. That they read it is kept, with `what`.

    NotTheirs if there is none, and just so if it is not theirs to read.
    """
    now = site.now()
    with reading(site.context.engine) as connection:
        found = case_with_record(connection, reader.member, reference)
        rules = procedure_of(connection, found[0].procedure) if found else None
    if found is None or not isinstance(found[0], Review) or not isinstance(rules, ReviewProcedure):
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, reader.person.code, reference, what)
    material = Material.of(found[0], found[1], rules, reader.directory, now)
    return OpenedReview(found[0], rules, found[1], review_words_of(reader.directory, rules), material)


@router.get("/reviews/{reference}")
def show_review(
    request: Request,
    reader: Reader,
    reference: str,
    done: Annotated[int | None, Query(ge=1, le=1_000_000_000)] = None,
    *,
    again: bool = False,
) -> Response:
    """The page. People of an agency that was asked for a return come to that instead: the rest is not theirs.

    After an action, `done` is the number of its entry, and `again` says that it was asked for a second time.
    """
    site = site_of(request)
    try:
        opened = open_review_for(reader, site, reference)
    except NotTheirs:
        if _has_return(reader, site, reference):
            return RedirectResponse(f"/returns/{reference}", 303)
        raise
    review, rules, directory, now = opened.review, opened.rules, reader.directory, site.now()
    line = tracker_line(review, rules, directory, now)
    with reading(site.context.engine) as connection:
        just_done = action_done(connection, reader, reference, opened.entries, done, again=again)
    return page(
        request,
        "review.html",
        just_done=just_done,
        offers=offers(reader, review, rules, now, besides=BESIDE),
        review=review,
        rules=rules,
        changed_rules=changed_since(rules, review.procedure, reader, site),
        words=opened.words,
        where=line.where,
        next_step=post(directory, review.owner) if review.owner else "",
        notes=line.notes,
        owed=clocks_owed(opened.material),
        summary=_summary(opened),
        answers=answers_given(opened.material),
        returns=returns_asked(opened.material),
        ratifications=ratifications(opened.material, opened.day),
        lock=lock_of(opened.review, opened.rules, reader.directory, site.now()),
        beside=side_records(opened.material),
        disagreements=disagreements_linked(opened.material),
        recommendations=recommendations_made(opened.material),
        requests=requests_made(opened.material),
        documents=documents_shown(reader, site, place_of(reader, site, "reviews", reference, review, rules)),
        entries=folded(record_of(opened)),
    )


def record_of(opened: OpenedReview) -> list[Moment]:
    """What the reader may read of a review's record, the newest first."""
    return timeline(opened.entries, opened.words, ReviewInBundle.audiences, ENTRIES_FOR_ALL)


def _has_return(reader: SignedIn, site: Site, reference: str) -> bool:
    with reading(site.context.engine) as connection:
        return own_return(connection, reader.person.code, reference, reader.day) is not None


def _summary(opened: OpenedReview) -> list[tuple[str, str]]:
    review, directory, rules = opened.review, opened.material.directory, opened.rules
    rows = [
        ("Incident", word_of(INCIDENTS, review.incident)),
        ("The child", _child(review)),
        ("Local authority", agency_name(directory, review.local_authority)),
        ("Referred", f"{day_in_words(review.raised_at)}, by {post(directory, review.referrer)}"),
        ("The Panel's reference", review.panel_reference or NOT_RECORDED),
    ]
    if review.national_review:
        rows.append(("National review", review.national_review))
    if review.recommended:
        rows.append(("Recommended", word_of(DECISIONS, review.recommended)))
    rows.append(
        ("Decision", word_of(DECISIONS, review.decision) if review.decision else "Not ratified by all partners")
    )
    if review.panel_response:
        rows.append(("The Panel's response", word_of(PANEL_RESPONSES, review.panel_response)))
    if review.reviewer:
        rows.append(("Reviewer", f"{review.reviewer.description}, since {day_in_words(review.reviewer.appointed_at)}"))
    if review.closed_at:
        rows.append(("Closed", day_in_words(review.closed_at)))
    rows.append(("Rules", f"{rules.title}, {rules.edition}"))
    return rows


def _child(review: Review) -> str:
    """What is recorded of the child's standing: whom a death is told to depends on it."""
    known = (
        ("looked after", review.looked_after),
        ("care leaver", review.care_leaver),
        ("under eighteen", review.under_eighteen),
    )
    return "; ".join(f"{name}: {answer(value).lower()}" for name, value in known).capitalize()
