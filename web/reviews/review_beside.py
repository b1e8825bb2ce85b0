"""What stands beside a review's main line, as its page shows it: side records, disagreements, requests, learning."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.dates import day_in_words, due_in_words
from reports.beside_part import notes
from reports.material import Material
from reports.recorded import NOT_RECORDED, written
from reports.review_words import SIDES, agency_name, agency_names, on_day, word_of
from states.review import Recommendation
from workflows.answer_words import ENDINGS

ABOUT = {"notification": "Whether to notify", "decision": "The decision"}
RECOMMENDATION_STATES = {
    "proposed": "To be answered",
    "accepted": "Accepted",
    "rejected": "Not accepted",
    "evidenced": "Carried out, with evidence",
    "closed": "Closed",
}


@dataclass(frozen=True)
class Beside:
    """Something beside the main line: what it is, how it stands, and what was written on it.

    `reference` is that of a linked disagreement, else empty.
    """

    title: str
    standing: str
    written: tuple[str, ...] = ()
    reference: str = ""


def side_records(material: Material) -> list[Beside]:
    """Proceedings, the family's part, and whatever else runs beside the review and never blocks it."""
    return [
        Beside(
            word_of(SIDES, one.kind),
            f"Open since {on_day(one.opened_at)}"
            if one.closed_at is None
            else f"{on_day(one.opened_at)} to {on_day(one.closed_at)}",
            tuple(text for entry in notes(material, one) if (text := written(entry, "text")) != NOT_RECORDED),
        )
        for one in material.review.side_records
    ]


def disagreements_linked(material: Material) -> list[Beside]:
    """Disagreements between partners that were opened from the review."""
    return [
        Beside(
            ABOUT[one.about],
            f"Opened {on_day(one.opened_at)}, by {material.named(one.by)}. It stops no clock of the review"
            if one.resolved_at is None
            else f"{word_of(ENDINGS, one.outcome).rstrip('.')}, {on_day(one.resolved_at)}",
            reference=one.reference,
        )
        for one in material.review.disputes
    ]


def recommendations_made(material: Material) -> list[Beside]:
    """The recommendations of a review: whose they are, by when, and how they stand."""
    texts = dict(enumerate((written(entry, "what") for entry in material.record.all("add_recommendation")), 1))
    return [
        Beside(
            f"Recommendation {one.number}, for {agency_names(material.directory, one.owners)}",
            f"{_standing(material, one)}. To be carried out by {day_in_words(one.due_on)}",
            tuple(text for text in [texts.get(one.number, NOT_RECORDED)] if text != NOT_RECORDED),
        )
        for one in material.review.recommendations
    ]


def _standing(material: Material, one: Recommendation) -> str:
    """How a recommendation stands; of one that is made to several agencies also who has answered what for itself."""
    words = RECOMMENDATION_STATES.get(one.state, one.state)
    if len(one.owners) == 1:
        return words
    directory = material.directory
    said = [
        (agency_names(directory, [answer.agency for answer in one.answers if answer.accepted]), "accepted by"),
        (agency_names(directory, [answer.agency for answer in one.answers if not answer.accepted]), "not accepted by"),
        (agency_names(directory, one.to_answer), "still to answer:"),
        (agency_names(directory, one.to_show), "evidence is missing of"),
    ]
    return "; ".join([words, *(f"{how} {whose}" for whose, how in said if whose != NOT_RECORDED)])


def requests_made(material: Material) -> list[Beside]:
    """Information that the Panel has asked for, and that was asked of agencies under section 16H."""
    review = material.review
    by_panel = [
        Beside(
            f"Question {one.number} of the Panel, {on_day(one.asked_at)}",
            f"Answered {on_day(one.answered_at)}"
            if one.answered_at
            else f"To be answered by {due_in_words(one.due_at)}",
        )
        for one in review.panel_requests
    ]
    return by_panel + [
        Beside(
            f"Information asked of {agency_name(material.directory, one.agency)}, {on_day(one.requested_at)}",
            f"Given {on_day(one.answered_at)}"
            if one.answered_at
            else f"Refused {on_day(one.refused_at)}"
            if one.refused_at
            else f"Due by {due_in_words(one.due_at)}",
        )
        for one in review.information_requests
    ]
