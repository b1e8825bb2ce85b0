"""The decision record of a review as a Word document.

Its four parts and seven office dates are those of the form that Manchester used (May 2017, before the regime of
2018); what the present rules add to them stands after: the Panel's letter, the reviewer, notices and families.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from procedures.review_course import OPEN, ReviewFact
from procedures.review_language import ReviewProcedure
from reports.agencies_part import agencies_named, agencies_table, gaps
from reports.beside_part import beside
from reports.criteria_part import criteria_table
from reports.dates_part import dates_table
from reports.decision_part import (
    decided_words,
    decision_words,
    disputes_table,
    dissent,
    ratifications_table,
    recommendation,
)
from reports.incident_part import incident, notification, notification_views, referral_words
from reports.material import Material, begin, end, times, to_be_confirmed
from reports.recorded import NOT_RECORDED, RecordedEntry, fact, fact_day, written
from reports.review_words import CONFLICTS, DECISIONS, LCSPR, PANEL_RESPONSES, answer, on_day, when, word_of
from reports.word_document import WordDocument
from states.directory import Directory
from states.review import Review


def decision_record(
    review: Review,
    entries: Iterable[RecordedEntry],
    rules: ReviewProcedure,
    directory: Directory,
    now: datetime,
) -> bytes:
    """The record as the bytes of a .docx file; `entries` and `now` as for the rapid review report."""
    material = Material.of(review, entries, rules, directory, now)
    document = begin(material, "Decision record", f"On whether to hold a {LCSPR}")
    to_be_confirmed(document, material)
    document.heading("Office dates")
    _office_dates(document, material)
    document.heading("Part 1: referral")
    incident(document, material)
    referral_words(document, material)
    document.heading("Notification", 2)
    notification(document, material)
    document.heading("Views of the partners on notifying", 2)
    notification_views(document, material)
    document.heading("Part 2: agency summary")
    agencies_table(document, material)
    gaps(document, material)
    agencies_named(document, material)
    document.heading("Part 3: recommendation of the sub-committee")
    recommendation(document, material, material.recommended)
    _earlier(document, material)
    _decision(document, material)
    _panel(document, material)
    _reviewer(document, material)
    _delay(document, material)
    document.heading("What families were told")
    if not beside(document, material, "family_engagement"):
        document.paragraph(NOT_RECORDED)
    _advice(document, material)
    document.heading("Deadlines")
    dates_table(document, material, OPEN)
    return end(document, material)


def _office_dates(document: WordDocument, material: Material) -> None:
    record, review = material.record, material.review
    recommended = material.recommended
    deadlines = [one.due_at for one in review.returns]
    rows = [
        ("Referral received", when(review.raised_at), _entry(record.first("refer_incident"))),
        ("Sent to the chair of the sub-committee", times(material.notified), _entry(material.notified)),
        ("Call for information", times(record.first("begin_gathering")), _entry(record.first("begin_gathering"))),
        ("Last date for agencies", when(max(deadlines)) if deadlines else NOT_RECORDED, "Agency returns"),
        (
            "Meeting",
            on_day(fact_day(record.last("hold_rapid_review_meeting"), "held_on")),
            _entry(record.last("hold_rapid_review_meeting")),
        ),
        ("Recommendation submitted", times(recommended), _entry(recommended)),
        ("Decision", decided_words(material), "The last ratification"),
        (
            "Decision to hold a local review",
            when(review.fact(ReviewFact.REVIEW_DECIDED)),
            "From which the time to publish counts",
        ),
    ]
    document.table("Office dates", ("What", "When", "Where it is taken from"), rows, (36, 38, 26))


def _entry(entry: RecordedEntry | None) -> str:
    return f"Entry {entry.number}" if entry else NOT_RECORDED


def _earlier(document: WordDocument, material: Material) -> None:
    """Recommendations that were not the last: a decision that was retaken shows what it replaced."""
    newest = material.recommended
    earlier = [one for one in material.record.all("recommend_decision") if newest is None or one.number < newest.number]
    if not earlier:
        return
    document.heading("Earlier recommendations", 2)
    rows = [
        (on_day(one.at), word_of(DECISIONS, fact(one, "decision")), written(one, "rationale"), _entry(one))
        for one in earlier
    ]
    document.table("Earlier recommendations", ("Date", "Recommendation", "Rationale", "Taken from"), rows,
                   (20, 26, 40, 14))  # fmt: skip


def _decision(document: WordDocument, material: Material) -> None:
    document.heading("Part 4: decision of the safeguarding partners")
    document.particulars(
        "The decision", [("Decision", decision_words(material)), ("Ratified on", decided_words(material))]
    )
    document.heading("Ratification", 2)
    ratifications_table(document, material)
    document.heading("Criteria for a local review", 2)
    criteria_table(document, material, "Criteria for a local review", material.rules.criteria)
    document.heading("Matters to have regard to", 2)
    criteria_table(document, material, "Matters to have regard to", material.rules.regards)
    document.heading("Linked disagreements", 2)
    disputes_table(document, material)
    dissent(document, material)


def _panel(document: WordDocument, material: Material) -> None:
    document.heading("The Panel")
    record, review = material.record, material.review
    letters = record.all("record_panel_response")
    went_on = record.last("go_on_without_panel_response")
    document.particulars(
        "The Panel",
        [
            ("Rapid review sent", when(review.fact(ReviewFact.SUBMITTED))),
            ("Receipt", on_day(fact_day(record.last("log_panel_receipt"), "received_on"))),
            ("Response", word_of(PANEL_RESPONSES, review.panel_response)),
            ("Last letter received", on_day(fact_day(letters[-1] if letters else None, "received_on"))),
            *([("National review", review.national_review)] if review.national_review else []),
            *([("Gone on without a response", written(went_on, "reason"))] if went_on else []),
        ],
    )
    if letters:
        document.heading("Letters of the Panel", 2)
    for letter in letters:
        document.paragraph(f"{word_of(PANEL_RESPONSES, fact(letter, 'response'))}: {written(letter, 'letter')}")
        document.note(material.place(letter))
    questions = record.all("record_panel_query", "answer_panel_query")
    if questions:
        document.heading("Questions of the Panel", 2)
    for entry in questions:
        asked = entry.kind == "record_panel_query"
        document.paragraph(f"{'Asked' if asked else 'Answered'}: {written(entry, 'question' if asked else 'answer')}")
        document.note(material.place(entry))


def _reviewer(document: WordDocument, material: Material) -> None:
    document.heading("Reviewer, conflict check and notices")
    told, appointed = material.record.last("tell_of_reviewer"), material.record.last("appoint_reviewer")
    reviewer = material.review.reviewer
    named = fact(told, "reviewer_named")
    document.particulars(
        "Reviewer, conflict check and notices",
        [
            ("Reviewer", reviewer.description if reviewer else NOT_RECORDED),
            ("Appointed on", on_day(reviewer.appointed_at) if reviewer else NOT_RECORDED),
            ("Knowledge and practice", written(appointed, "experience")),
            ("Conflict of interest", word_of(CONFLICTS, reviewer.conflict if reviewer else None)),
            ("How a conflict is managed", written(appointed, "conflict_management")),
            ("Panel, Ofsted and Department for Education told", on_day(fact_day(told, "told_on"))),
            ("Reviewer named to them", answer(named if isinstance(named, bool) else None)),
        ],
    )


def _delay(document: WordDocument, material: Material) -> None:
    """The newest delay with its reasons, and when they were told; nothing where none was ever expected."""
    expected = material.record.last("expect_delay")
    if expected is None:
        return
    told = material.record.last("report_delay", after=expected.number)
    document.heading("Delay", 2)
    document.particulars(
        "Delay",
        [
            ("Expected since", on_day(expected.at)),
            ("Ground", word_of({}, fact(expected, "ground"))),
            ("Reasons", written(expected, "reason")),
            ("Panel told", on_day(fact_day(told, "panel_told_on"))),
            ("Secretary of State told", on_day(fact_day(told, "secretary_of_state_told_on"))),
        ],
    )


def _advice(document: WordDocument, material: Material) -> None:
    document.heading("Advice of the independent scrutineer")
    comments = [one for one in material.record.all("comment_as_scrutineer") if fact(one, "recommendation") is None]
    if not comments:
        document.paragraph(NOT_RECORDED)
    for entry in comments:
        document.paragraph(written(entry, "comment"))
        document.note(material.place(entry))
