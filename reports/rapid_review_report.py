"""The rapid review report as a Word document for the Panel.

Its topics are those of Working Together 2023, paragraph 343, and the fields that partnerships were seen to report
on. Everything in it stands in the review or in its record; what was not recorded is said to be so.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from procedures.review_course import RAPID_REVIEW, ReviewPosition
from procedures.review_language import ReviewProcedure
from reports.agencies_part import agencies_named, agencies_table, from_each_agency, gaps
from reports.beside_part import beside, proceedings_table
from reports.criteria_part import aims, criteria_table, views_on_criteria
from reports.dates_part import dates_table
from reports.decision_part import (
    decided_words,
    decision_words,
    disputes_table,
    dissent,
    ratifications_table,
    recommendation,
)
from reports.incident_part import incident, notification, referral_words
from reports.material import Material, begin, end
from reports.recorded import NOT_RECORDED, RecordedEntry, written
from reports.review_words import PROCEEDINGS
from reports.word_document import WordDocument
from states.directory import Directory
from states.review import Review

_UP_TO_THE_PANEL = (
    ReviewPosition.REFERRED,
    ReviewPosition.CRITERIA_ASSESSMENT,
    ReviewPosition.NOTIFICATION_DISPUTED,
    *RAPID_REVIEW,
)


def rapid_review_report(
    review: Review,
    entries: Iterable[RecordedEntry],
    rules: ReviewProcedure,
    directory: Directory,
    now: datetime,
) -> bytes:
    """The report as the bytes of a .docx file.

    `entries` are those of the review that the reader may see: what is left out of them is missing in the report.
    `now`, aware, is the date on the report.
    """
    material = Material.of(review, entries, rules, directory, now)
    document = begin(material, "Rapid review report", "To the Child Safeguarding Practice Review Panel")
    _facts(document, material)
    document.heading("What a rapid review must address")
    aims(document, material)
    _agencies(document, material)
    document.heading("Key practice episodes")
    from_each_agency(document, material, "key_practice_episodes")
    _identity(document, material)
    _action(document, material)
    _criteria(document, material)
    _decision(document, material)
    document.heading("Parallel proceedings")
    proceedings_table(document, material, PROCEEDINGS)
    document.heading("What the family was told")
    if not beside(document, material, "family_engagement"):
        document.paragraph(NOT_RECORDED)
    document.heading("Dates")
    dates_table(document, material, _UP_TO_THE_PANEL, other_readings=False)
    return end(document, material)


def _facts(document: WordDocument, material: Material) -> None:
    document.heading("Facts")
    incident(document, material)
    referral_words(document, material)
    document.heading("Notification", 2)
    notification(document, material)
    document.heading("Family composition, from each agency", 2)
    from_each_agency(document, material, "family_composition", 3)


def _agencies(document: WordDocument, material: Material) -> None:
    document.heading("Agencies involved")
    agencies_table(document, material)
    gaps(document, material)
    agencies_named(document, material)
    document.heading("Key events, from each agency", 2)
    from_each_agency(document, material, "chronology", 3)


def _identity(document: WordDocument, material: Material) -> None:
    document.heading("Identity, context and inequality")
    document.paragraph(written(material.drafted, "identity"))
    document.heading("From each agency", 2)
    from_each_agency(document, material, "identity_and_context", 3)
    document.heading("The voice of the child", 2)
    from_each_agency(document, material, "voice_of_child", 3)


def _action(document: WordDocument, material: Material) -> None:
    document.heading("Immediate action")
    if not beside(document, material, "immediate_safety"):
        document.paragraph(NOT_RECORDED)
    document.heading("By each agency", 2)
    from_each_agency(document, material, "immediate_action", 3)
    document.heading("Learning already acted on")
    if not beside(document, material, "early_learning"):
        document.paragraph(NOT_RECORDED)
    document.heading("Each agency's own learning", 2)
    from_each_agency(document, material, "single_agency_learning", 3)


def _criteria(document: WordDocument, material: Material) -> None:
    document.heading("Criteria for a local review")
    document.heading("What partners must take into account", 2)
    criteria_table(document, material, "Criteria for a local review", material.rules.criteria)
    document.heading("What partners should also have regard to", 2)
    criteria_table(document, material, "Matters to have regard to", material.rules.regards)
    document.heading("Views of agencies", 2)
    views_on_criteria(document, material)


def _decision(document: WordDocument, material: Material) -> None:
    document.heading("Decision and rationale")
    document.particulars(
        "The decision", [("Decision", decision_words(material)), ("Ratified on", decided_words(material))]
    )
    document.heading("Recommendation of the sub-committee", 2)
    recommendation(document, material, material.recommended)
    document.heading("Suggestion of a national review")
    document.paragraph(written(material.drafted, "national_issues"))
    document.heading("Ratification by the safeguarding partners")
    ratifications_table(document, material)
    document.heading("Linked disagreements", 2)
    disputes_table(document, material)
    dissent(document, material)
