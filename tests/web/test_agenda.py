"""The agenda for the sub-committee's next meeting: everything that waits for it, and nothing about a child."""

from datetime import UTC, date, datetime, timedelta

import pytest

from notifications.dates import day_in_words
from procedures.review_course import ReviewPosition
from tests.at_work import raised, run_clock
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER
from tests.reports.opened import opened, rows
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import TEXT
from tests.web.pages import Pages

SECTIONS = [
    "Late",
    "Due up to the meeting",
    "For decision",
    "Each open review",
    "Ratification by the partners",
    "Publication",
    "Recommendations: evidence and checks of impact",
    "Disagreements with the partners",
]


def test_everything_that_waits_for_the_meeting_stands_on_it(pages_on_both: Pages) -> None:
    pages = pages_on_both
    review = stored_review(pages.context, pages.clock, ReviewPosition.RAPID_REVIEW_SIGN_OFF)
    disagreement = raised(pages.context)
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=13), timedelta(hours=6))
    browser = pages.signed_in(BUSINESS_MANAGER)
    with statements(pages.context.engine) as asked:
        answer = browser.get("/agenda")
    assert answer.status_code == 200
    assert len(asked) <= MOST_STATEMENTS
    for title in SECTIONS:
        assert f". {title}</h2>" in answer.text
    assert "Recommendation on the rapid review" in answer.text
    assert "Local authority, Police and Health" in answer.text, "nobody has ratified it yet"
    assert f"/reviews/{review.reference}" in answer.text
    assert f"/cases/{disagreement}" in answer.text
    assert TEXT not in answer.text, "what people wrote"
    word = browser.get("/agenda.docx")
    found = [row for one in opened(word.content).tables for row in rows(one)]
    assert any(row[0] == disagreement for row in found)
    assert any(row[:2] == [review.reference, "Recommendation on the rapid review"] for row in found)
    assert TEXT not in str(found)


def test_what_is_to_be_decided_and_what_happened_since_the_last_meeting(pages: Pages) -> None:
    drafted = stored_review(pages.context, pages.clock, ReviewPosition.RAPID_REVIEW_DRAFTED).reference
    found = _rows(pages)
    assert [row[0] for row in found if row[1] == "The recommendation on a local review"] == [drafted]
    happened = _happened(found)
    assert (drafted, "Referred") in happened
    assert (drafted, "Notified to the Panel") in happened
    closed = stored_review(pages.context, pages.clock, ReviewPosition.CLOSED).reference
    found = _rows(pages)
    assert [row[0] for row in found if row[1] == "The recommendation on a local review"] == [drafted], (
        "a decision waits however long ago it came up"
    )
    happened = _happened(found)
    assert (drafted, "Referred") not in happened, "that was before"
    assert (closed, "Closed: published") in happened


@pytest.mark.parametrize("typed", ["2026-12-10", "10/12/2026", "10 December 2026"])
def test_the_day_may_be_written_in_several_ways(pages: Pages, typed: str) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    day = date(pages.clock.now().year, 12, 10)
    answer = browser.get("/agenda", params={"meeting": typed.replace("2026", str(day.year))})
    assert f"Meeting on {day_in_words(day)}." in answer.text


def test_the_meeting_is_taken_to_be_on_a_working_day(pages: Pages) -> None:
    # Four weeks on is Christmas Day, and after it come a weekend and the bank holiday for Boxing Day.
    pages.clock.advance_to(datetime(2026, 11, 27, 10, tzinfo=UTC))
    assert "Meeting on Tuesday 29 December 2026." in pages.signed_in(BUSINESS_MANAGER).get("/agenda").text


def _rows(pages: Pages) -> list[list[str]]:
    answer = pages.signed_in(BUSINESS_MANAGER).get("/agenda.docx")
    return [row for one in opened(answer.content).tables for row in rows(one)]


def _happened(found: list[list[str]]) -> list[tuple[str, str]]:
    return [(row[0], row[2]) for row in found if len(row) == 3]


@pytest.mark.parametrize(
    ("asked", "field", "said"),
    [
        ("meeting=2026-02-30", "meeting", "There is no such day"),
        ("meeting=tomorrow", "meeting", "Write day, month and year"),
        ("meeting=2020-01-01", "meeting", "must be today or within a year"),
        ("since=2031-01-01", "since", "must be today or within the year before"),
    ],
)
def test_a_day_that_cannot_be_is_said_and_kept(pages: Pages, asked: str, field: str, said: str) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    for path in ("/agenda", "/agenda.docx"):
        answer = browser.get(f"{path}?{asked}")
        assert answer.status_code == 422
        assert said in answer.text
        assert f'href="#{field}"' in answer.text
        assert f'value="{asked.partition("=")[2]}"' in answer.text


@pytest.mark.parametrize("person", [HEALTH_VISITOR, SOCIAL_WORKER])
def test_whoever_reads_no_reviews_finds_no_agenda(pages: Pages, person: str) -> None:
    browser = pages.signed_in(person)
    assert browser.get("/agenda").status_code == 404
    assert browser.get("/agenda.docx").status_code == 404
