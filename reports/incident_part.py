"""The incident and its notification, as parts of a document."""

from __future__ import annotations

from procedures.review_course import ReviewFact
from reports.material import Material
from reports.recorded import NOT_RECORDED, fact, written
from reports.review_words import INCIDENTS, agency_name, answer, on_day, when, word_of
from reports.word_document import WordDocument

_ABUSE = {"known": "Known", "suspected": "Suspected", "neither": "Neither known nor suspected"}
_HARM = {"died": "The child died", "seriously_harmed": "The child was seriously harmed", "neither": "Neither"}
_TERRITORY = {
    "happened_here": "It happened in the area of the local authority",
    "outside_england_lives_here": "It happened outside England, and the child normally lives in the area",
    "neither": "Neither",
}


def incident(document: WordDocument, material: Material) -> None:
    """What the incident was, when, and what its referral said."""
    review, referred = material.review, material.record.first("refer_incident")
    document.particulars(
        "The incident",
        [
            ("Kind of incident", word_of(INCIDENTS, review.incident)),
            ("Day of the incident", on_day(review.fact(ReviewFact.INCIDENT))),
            ("Local authority aware", when(review.fact(ReviewFact.AWARE))),
            ("Aware by", aware_by(material)),
            ("Looked-after child", answer(review.looked_after)),
            ("Care leaver", answer(review.care_leaver)),
            ("Under eighteen", answer(review.under_eighteen)),
            ("Referred by", material.who(referred)),
            ("Referring agency", agency_name(material.directory, review.referring_agency)),
            ("Referred on", when(review.raised_at)),
        ],
    )


def aware_by(material: Material) -> str:
    """Who in the local authority became aware, as the assessment recorded it."""
    code = fact(material.record.last("begin_assessment"), "aware_by")
    return material.named(str(code)) if code in material.directory.people else str(code or NOT_RECORDED)


def referral_words(document: WordDocument, material: Material) -> None:
    """What the referral and the assessment wrote on incident, children and family."""
    referred, assessed = material.record.first("refer_incident"), material.record.last("begin_assessment")
    for heading, entry, field in (
        ("What happened", referred, "about"),
        ("Children", referred, "children"),
        ("Family", assessed, "family"),
    ):
        document.heading(heading, 2)
        document.paragraph(written(entry, field))
        if entry and field in entry.narrative:
            document.note(material.place(entry))


def notification(document: WordDocument, material: Material) -> None:
    """How the criteria for notifying were answered, and each partner's view."""
    entry = material.notified
    document.particulars(
        "The notification",
        [
            ("Sent to the Panel", when(material.review.fact(ReviewFact.NOTIFIED))),
            ("Sent by", material.who(entry)),
            ("Panel's reference", fact(entry, "panel_reference") or NOT_RECORDED),
            ("Abuse or neglect", word_of(_ABUSE, fact(entry, "abuse_or_neglect"))),
            ("Death or serious harm", word_of(_HARM, fact(entry, "harm"))),
            ("Where", word_of(_TERRITORY, fact(entry, "territory"))),
            ("Reason", written(entry, "reason")),
        ],
    )


def notification_views(document: WordDocument, material: Material) -> None:
    """Each partner's view on notifying, with its reason; a partner without one stands there as not recorded."""
    group = material.rules.groups_by_id[material.rules.partners]
    rows = []
    for function in group.functions:
        view = next((one for one in material.review.notification_views if one.function == function.id), None)
        if view is None:
            rows.append((function.title, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED))
            continue
        entries = material.record.all("give_notification_view")
        entry = next((one for one in reversed(entries) if one.actor == view.member), None)
        words = "To be notified" if view.notify else "Not to be notified"
        rows.append((function.title, material.named(view.member), words, when(view.at), written(entry, "reason")))
    document.table("Views on notifying", ("Partner", "By", "View", "When", "Reason given"), rows, (14, 26, 14, 18, 28))
    missing = written(material.notified, "views_not_given")
    if missing != NOT_RECORDED:
        document.notice("Why views are missing", missing)
