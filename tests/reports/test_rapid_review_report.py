"""The rapid review report, opened again: its headings, its tables, and nothing that was not recorded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as rewritten
from functools import cache

from docx.document import Document
from msgspec.structs import replace

from reports.rapid_review_report import rapid_review_report
from reports.recorded import NOT_RECORDED
from states.review import Review
from store.readable_cases import RecordedEntry
from tests.partnership import BUSINESS_MANAGER, essex_directory
from tests.reports.opened import everything, headings, name_of, opened, particulars, table, under
from tests.reports.reviews import at, gathering, referred, submitted
from tests.reports.rules import review_rules

HEADINGS = [
    "Facts",
    "What a rapid review must address",
    "Agencies involved",
    "Key practice episodes",
    "Identity, context and inequality",
    "Immediate action",
    "Learning already acted on",
    "Criteria for a local review",
    "Decision and rationale",
    "Suggestion of a national review",
    "Ratification by the safeguarding partners",
    "Parallel proceedings",
    "What the family was told",
    "Dates",
    "Sources",
]
NOW = at(1, 22)

Story = Callable[[], tuple[Review, list[RecordedEntry]]]


@cache
def report(story: Story) -> Document:
    review, entries = story()
    return opened(rapid_review_report(review, entries, review_rules(), essex_directory(), NOW))


def test_the_headings_are_the_same_whatever_was_recorded() -> None:
    for story in (referred, gathering, submitted):
        assert headings(report(story)) == HEADINGS


def test_the_first_page_says_what_it_is_and_that_its_guidance_is_superseded() -> None:
    document = report(submitted)
    assert particulars(document, "Particulars of this document") == {
        "Reference": "R-2026-0004",
        "Panel's reference": "SIN-1234",
        "Partnership": "Essex Safeguarding Children Board",
        "Local authority": "Essex County Council",
        "Edition of the guidance": (
            "Working Together 2023, in force from Friday 15 December 2023. Superseded by Working Together 2026"
        ),
        "Date of this document": "Friday 22 January 2027",
        "Where the review stands": "Local review: a reviewer is being commissioned",
        "Made from": "The review's record up to entry 19",
    }
    notices = [one.text for one in document.paragraphs if one.style and one.style.name == "Notice"]
    assert any("It has been superseded by Working Together 2026" in notice for notice in notices)
    assert not any(notice.startswith("Draft") for notice in notices)


def test_before_all_partners_have_ratified_it_is_a_draft() -> None:
    document = report(gathering)
    assert "Draft: The safeguarding partners have not all ratified a decision." in everything(document)
    assert particulars(document, "The decision") == {"Decision": NOT_RECORDED, "Ratified on": NOT_RECORDED}


def test_each_agency_has_a_row_late_missing_or_recorded_as_a_gap() -> None:
    document = report(submitted)
    rows = {row[0]: row[1:] for row in table(document, "Agency returns")[1:]}
    assert rows["HCRG (0-19 service)"][2] == "Received 6 Jan 2027, 1 working day late"
    assert rows["Essex Police"][2] == "Not received: gap recorded 7 Jan 2027"
    assert rows["Essex County Council"] == ["29 Dec 2026", "5 Jan 2027", "Not received", NOT_RECORDED, NOT_RECORDED]
    assert "Gap, Essex Police: The file is with the crown prosecutor." in everything(document)


def test_each_criterion_stands_by_itself_and_an_unanswered_one_is_not_inferred() -> None:
    review, entries = submitted()
    review = replace(review, answers={name: value for name, value in review.answers.items() if name != "themes"})
    entries = [one if one.kind != "draft_rapid_review" else _without_answer(one, "themes") for one in entries]
    document = opened(rapid_review_report(review, entries, review_rules(), essex_directory(), NOW))
    answers = [(row[0].splitlines()[0], row[1], row[2]) for row in table(document, "Criteria for a local review")[1:]]
    assert answers == [
        ("Does the case show improvements that are needed, also ones found before?", "Yes",
         "Missed appointments were not followed up."),
        ("Does it show recurrent themes?", NOT_RECORDED, NOT_RECORDED),
        ("Does it show concerns about agencies working together?", "Yes", NOT_RECORDED),
        ("Has the Panel concluded that a local review may be more appropriate?", "No", "The Panel has not seen it."),
    ]  # fmt: skip


def test_agencies_views_stand_criterion_by_criterion() -> None:
    document = report(submitted)
    names = [name for found in document.tables if (name := name_of(found)) and name.startswith("Views of agencies")]
    assert len(names) == 1
    assert table(document, names[0])[1:] == [
        ["HCRG (0-19 service)", "Missed appointments were a theme of two earlier reviews."]
    ]
    for criterion in review_rules().criteria:
        assert criterion.text.rstrip(".?") in headings(document, 3)


def test_every_partner_has_a_row_with_who_ratified_when_and_why() -> None:
    document = report(submitted)
    assert table(document, "Ratification by the safeguarding partners")[1:] == [
        ["Local authority", "Director of Children's Services, Essex County Council", "Ratified",
         "Thursday 14 January 2027 at 10am", "The criteria are met."],
        ["Police", "Assistant Chief Constable, Essex Police", "Ratified",
         "Thursday 14 January 2027 at 11am", "The criteria are met."],
        ["Health", "Executive Chief Nursing Officer, Mid and South Essex Integrated Care Board", "Ratified",
         "Thursday 14 January 2027 at midday", "The criteria are met."],
    ]  # fmt: skip


def test_a_partner_who_has_not_ratified_is_not_left_out() -> None:
    review, entries = submitted()
    ratified = [one for one in entries if one.kind == "ratify"]
    missing = [one for one in entries if one is not ratified[1]]
    document = opened(rapid_review_report(review, missing, review_rules(), essex_directory(), NOW))
    assert table(document, "Ratification by the safeguarding partners")[2] == ["Police", *[NOT_RECORDED] * 4]


def test_a_date_shows_what_it_counts_from_and_its_source() -> None:
    document = report(submitted)
    rows = {row[0]: row[1:] for row in table(document, "Deadlines, what they count from and when they were met")[1:]}
    assert rows["Send the rapid review to the Panel (DL05)"] == [
        "The notification to the Panel, 24 Dec 2026",
        "The end of Tuesday 19 January 2027",
        "15 Jan 2027, in time",
        "should, CP practice review guidance",
    ]
    assert rows["Notify the Panel (DL01)"][3] == "should, WT23 para 330 and p. 144 (superseded)"


def test_a_rapid_review_that_was_not_sent_in_time_says_so() -> None:
    document = report(gathering)
    rows = {row[0]: row[1:] for row in table(document, "Deadlines, what they count from and when they were met")[1:]}
    assert rows["Send the rapid review to the Panel (DL05)"][2] == "Not recorded: 3 working days late"


def test_what_people_wrote_stands_under_its_heading_with_its_place_in_the_record() -> None:
    document = report(submitted)
    assert under(document, "What happened") == [
        "A child was seriously harmed at home.",
        "The ambulance service was called by a neighbour.",
        "Entry 1, Thursday 17 December 2026, Head of the 0-19 service, HCRG (0-19 service).",
    ]
    assert under(document, "Gather the facts")[0] == "The facts are gathered as far as they are known."
    assert under(document, "Learning already acted on") == [NOT_RECORDED]
    assert under(document, "What the family was told") == [NOT_RECORDED]
    assert table(document, "Parallel proceedings")[1:] == [
        ["Criminal proceedings", "Wednesday 30 December 2026", "Open", "One adult is under investigation."]
    ]


def test_of_a_review_that_was_only_referred_nearly_nothing_is_said() -> None:
    document = report(referred)
    assert under(document, "Key practice episodes") == [NOT_RECORDED]
    assert under(document, "Agencies involved") == [NOT_RECORDED]
    assert {row[1] for row in table(document, "Criteria for a local review")[1:]} == {NOT_RECORDED}
    assert set(particulars(document, "The notification").values()) == {NOT_RECORDED}
    assert under(document, "Dates") == [NOT_RECORDED]


def test_only_the_sources_that_it_cites_are_listed_with_the_edition_that_replaces_them() -> None:
    sources = {row[0]: row[3] for row in table(report(submitted), "Sources")[1:]}
    assert sources == {
        "WT23": "Working Together to Safeguard Children 2026",
        "REG": "None is recorded",
        "CP": "None is recorded",
    }


def test_no_code_of_a_person_or_an_agency_is_shown() -> None:
    words = everything(report(submitted))
    for code in (BUSINESS_MANAGER, *essex_directory().people):
        assert code not in words


def _without_answer(entry: RecordedEntry, name: str) -> RecordedEntry:
    answers = {key: value for key, value in entry.facts["answers"].items() if key != name}
    return rewritten(entry, facts=entry.facts | {"answers": answers})
