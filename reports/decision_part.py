"""How the partners decided, as parts of a document: recommendation, ratification, difference, Panel."""

from __future__ import annotations

from procedures.group import Function
from procedures.review_course import ReviewFact, ReviewPosition
from reports.material import Material
from reports.recorded import NOT_RECORDED, RecordedEntry, fact, written
from reports.review_words import DECISIONS, DISPUTE_ENDINGS, day_of, on_day, when, word_of
from reports.word_document import WordDocument
from states.review import Dispute

_RATIFIED = {"ratify": "Ratified", "refuse_ratification": "Not ratified", "recuse_from_review": "Stepped aside"}
_DIFFERED = {"dispute_notification": "Whether to notify", "refuse_ratification": "The decision"}


def recommendation(document: WordDocument, material: Material, entry: RecordedEntry | None) -> None:
    """What the sub-committee recommended, with the votes and the rationale."""
    below = fact(entry, "below_the_criteria")
    document.particulars(
        "The sub-committee's recommendation",
        [
            ("Recommendation", word_of(DECISIONS, fact(entry, "decision"))),
            ("Recommended on", on_day(entry.at) if entry else NOT_RECORDED),
            ("Recommended by", material.who(entry)),
            ("In favour", _votes(material, entry, "in_favour")),
            ("Against", _votes(material, entry, "against")),
            *([("Below the criteria", "Recommended although the criteria are not met")] if below else []),
        ],
    )
    document.heading("Rationale", 2)
    document.paragraph(written(entry, "rationale"))
    if entry and "focus" in entry.narrative:
        document.heading("Focus", 2)
        document.paragraph(written(entry, "focus"))


def ratifications_table(document: WordDocument, material: Material) -> None:
    """One row for each voice on the newest recommendation; a partner without one stands there as not recorded."""
    group = material.rules.groups_by_id[material.rules.partners]
    entries = _voices(material)
    rows: list[tuple[str, ...]] = []
    for function in group.functions:
        of_it = [entry for entry in entries if _function_of(material, entry) == function.id]
        rows += [_voice_row(material, function.title, entry) for entry in of_it]
        if not of_it:
            rows.append((function.title, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED))
    known = {function.id for function in group.functions}
    rows += [
        _voice_row(material, NOT_RECORDED, entry) for entry in entries if _function_of(material, entry) not in known
    ]
    document.table(
        "Ratification by the safeguarding partners",
        ("Partner", "By", "View", "When", "Reason given"),
        rows,
        (14, 26, 12, 18, 30),
    )


def disputes_table(document: WordDocument, material: Material) -> None:
    """Disagreements that were opened from the review, and their outcomes; none recorded is said so."""
    disputes = material.review.disputes
    if not disputes:
        document.paragraph(NOT_RECORDED)
        return
    document.table(
        "Linked disagreements",
        ("About", "Opened by", "Opened", "Reference", "Outcome"),
        [
            (
                {"notification": "Whether to notify", "decision": "The decision"}[one.about],
                material.named(one.by),
                when(one.opened_at),
                one.reference or NOT_RECORDED,
                _ending(one),
            )
            for one in disputes
        ],
        (18, 28, 20, 16, 18),
    )


def _ending(dispute: Dispute) -> str:
    if dispute.resolved_at is None:
        return "Still open"
    return f"{word_of(DISPUTE_ENDINGS, dispute.outcome)}, {on_day(dispute.resolved_at)}"


def dissent(document: WordDocument, material: Material) -> None:
    """Why partners did not ratify an earlier recommendation, or differed on notifying; nothing where none did.

    What was said of the newest recommendation stands with the ratifications.
    """
    newest = material.recommended
    voices = {entry.number for entry in _voices(material)}
    entries = [
        one
        for one in material.record.all("dispute_notification", "refuse_ratification")
        if one.number not in voices or newest is None
    ]
    if not entries:
        return
    document.heading("Why partners differed", 2)
    rows = [(material.who(one), _DIFFERED[one.kind], when(one.at), written(one, "reason")) for one in entries]
    document.table("Why partners differed", ("By", "On", "When", "Reason given"), rows, (28, 20, 20, 32))


def decision_words(material: Material) -> str:
    """The decision that was ratified, or that there is none."""
    return word_of(DECISIONS, material.review.decision)


def decided_words(material: Material) -> str:
    """When the last of the partners ratified the decision that stands; not recorded while it is taken again."""
    review = material.review
    return when(review.fact(ReviewFact.DECIDED) if review.decision else None)


def _votes(material: Material, entry: RecordedEntry | None, field: str) -> str:
    votes = fact(entry, field)
    if votes is None:
        return NOT_RECORDED
    return ", ".join(material.named(str(code)) for code in votes) or "Nobody"


def _voices(material: Material) -> list[RecordedEntry]:
    """What partners said of the newest recommendation, in order."""
    recommended = material.recommended
    if recommended is None:
        return []
    signing = (ReviewPosition.RAPID_REVIEW_SIGN_OFF.value, ReviewPosition.DECISION_DISPUTED.value)
    return [entry for entry in material.record.all(*_RATIFIED, after=recommended.number) if entry.position in signing]


def _voice_row(material: Material, partner: str, entry: RecordedEntry) -> tuple[str, ...]:
    return (partner, material.who(entry), _RATIFIED[entry.kind], when(entry.at), written(entry, "reason"))


def _function_of(material: Material, entry: RecordedEntry) -> str | None:
    """The function that somebody spoke for: as recorded, else as the review keeps it, else by the seat they hold."""
    told = fact(entry, "function")
    if isinstance(told, str):
        return told
    kept = next((one for one in material.review.ratifications if one.member == entry.actor), None)
    if kept:
        return kept.function
    group = material.rules.groups_by_id[material.rules.partners]
    return next((one.id for one in group.functions if _sits_in(material, group.id, one, entry)), None)


def _sits_in(material: Material, group: str, function: Function, entry: RecordedEntry) -> bool:
    day = day_of(entry.at)
    for seat in function.seats:
        holder = material.directory.seated(group, seat)
        there = material.directory.stand_in(holder, day)
        if entry.actor in (holder, there.code if there else None) or entry.on_behalf_of == holder:
            return True
    return False
