"""What agencies were asked for and what they returned, as parts of a document."""

from __future__ import annotations

from reports.material import Material
from reports.recorded import NOT_RECORDED, RecordedEntry, fact, fact_day, written
from reports.review_words import agency_name, agency_names, post, short_day
from reports.time_left import time_left
from reports.word_document import WordDocument
from states.review import AgencyReturn


def agencies_table(document: WordDocument, material: Material) -> None:
    """One row for each agency that was asked: when it was asked, by when, what came, and what it covers."""
    returns = material.review.returns
    if not returns:
        document.paragraph(NOT_RECORDED)
        return
    document.table(
        "Agency returns",
        ("Agency", "Asked on", "Due", "Return", "Records secured", "Period covered, and who signed it off"),
        [_row(material, one) for one in returns],
        (22, 14, 14, 20, 14, 24),
    )


def returned(material: Material, agency: str) -> RecordedEntry | None:
    """The newest return of an agency."""
    return material.record.last("submit_return", agency=agency)


def from_each_agency(document: WordDocument, material: Material, field: str, level: int = 2) -> None:
    """What each agency wrote in one field of its return, under a heading of its own."""
    entries = [entry for one in material.review.returns if (entry := returned(material, one.agency))]
    if not entries:
        document.paragraph(NOT_RECORDED)
    for entry in entries:
        document.heading(agency_name(material.directory, fact(entry, "agency")), level)
        document.paragraph(written(entry, field))
        document.note(material.place(entry))


def gaps(document: WordDocument, material: Material) -> None:
    """The returns that are not to be had, with the reasons; nothing where there are none."""
    for entry in material.record.all("record_return_gap"):
        agency = fact(entry, "agency")
        asked = material.review.return_of(str(agency))
        if asked and asked.gap_at and not asked.received_at:
            document.notice(f"Gap, {agency_name(material.directory, agency)}", written(entry, "reason"))


def agencies_named(document: WordDocument, material: Material) -> None:
    """Agencies that the returns name and that were not asked themselves, and why they were not."""
    met = material.record.last("hold_rapid_review_meeting")
    why = [("Why they were not asked", written(met, "agencies_not_asked"))] if _has_why(met) else []
    document.particulars(
        "Agencies named by others", [("Named in returns, and not asked themselves", other_agencies(material)), *why]
    )


def _has_why(met: RecordedEntry | None) -> bool:
    return met is not None and "agencies_not_asked" in met.narrative


def other_agencies(material: Material) -> str:
    """Agencies that the returns name and that were not asked themselves."""
    asked = {one.agency for one in material.review.returns}
    named: dict[str, None] = {}
    for one in material.review.returns:
        entry = returned(material, one.agency)
        named |= dict.fromkeys(fact(entry, "other_agencies") or ())
    return agency_names(material.directory, [code for code in named if code not in asked])


def _row(material: Material, asked: AgencyReturn) -> tuple[str, ...]:
    entry = returned(material, asked.agency)
    secured = fact_day(entry, "records_secured_on") or asked.records_secured_on
    return (
        agency_name(material.directory, asked.agency),
        short_day(asked.requested_at),
        short_day(asked.due_at),
        _return(material, asked),
        "No" if fact(entry, "records_secured") is False else short_day(secured),
        _cover(material, entry),
    )


def _return(material: Material, asked: AgencyReturn) -> str:
    if asked.received_at:
        left = time_left(asked.due_at, asked.received_at, material.rules.working_calendar)
        return f"Received {short_day(asked.received_at)}, {left.words() if left.late else 'in time'}"
    if asked.gap_at:
        return f"Not received: gap recorded {short_day(asked.gap_at)}"
    return "Not received"


def _cover(material: Material, entry: RecordedEntry | None) -> str:
    if entry is None:
        return NOT_RECORDED
    signed = str(fact(entry, "senior_sign_off") or "")
    signer = post(material.directory, signed) if signed in material.directory.people else signed or NOT_RECORDED
    return f"{short_day(fact_day(entry, 'period_from'))} to {short_day(fact_day(entry, 'period_to'))}\n\n{signer}"
