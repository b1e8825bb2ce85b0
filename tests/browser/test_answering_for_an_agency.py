"""An agency's safeguarding lead sends its return and answers what else a review asks of it."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from procedures.review_course import ReviewPosition as P
from states.review_actions import RequestInformation
from tests.browser.chromium import choose_role, looked_at
from tests.browser.homes import demonstration, review
from tests.browser.keyboard import choose, follow, press, write, write_day
from tests.partnership import BUSINESS_MANAGER, HCRG
from tests.reviews_at_work import stored_review
from tests.states.review_line import lead, recommendation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITTEN = (
    "Who belongs to the family?",
    "What happened when?",
    "Which were the key episodes of practice, and what do you make of each?",
    "What did the child say, show or want?",
    "What of the child's identity and circumstances matters here?",
    "What has been done at once for the safety of children?",
    "What has your agency learnt already?",
)
ASKED = "Which visits were made in May?"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A review that gathers returns and asks for information, and a published one with a recommendation."""
    with demonstration(tmp_path) as (context, clock):
        gathering = stored_review(context, clock, P.RAPID_REVIEW_GATHERING)
        due = gathering.today + timedelta(days=30)
        gathering.act(BUSINESS_MANAGER, RequestInformation(agency=HCRG, due_on=due, what=ASKED))
        published = stored_review(context, clock, P.PUBLISHED)
        published.act(BUSINESS_MANAGER, recommendation(published, HCRG))
    return tmp_path


def test_an_agency_sends_its_return_and_answers_what_it_was_asked(page: Page, where: str) -> None:
    choose_role(page, lead(HCRG))
    looked_at(page, f"my-work-asked-{where}")
    follow(page, page.get_by_role("link", name="Returns of your agency"))
    looked_at(page, f"returns-{where}")
    follow(page, page.get_by_role("link", name=review(1)))
    sends_the_return(page, where)
    page.goto("/my-work")
    follow(page, page.get_by_role("link", name="What reviews ask of your agency"))
    looked_at(page, f"asked-{where}")
    follow(page, page.get_by_role("link", name="Information that your agency was asked for"))
    gives_information(page, where)
    page.goto("/asked")
    follow(page, page.get_by_role("link", name=f"A recommendation to your agency {review(2)}, number 2"))
    answers_the_recommendation(page, where)


def sends_the_return(page: Page, where: str) -> None:
    looked_at(page, f"return-{where}")
    write(page, WRITTEN[0], "A mother and two children.")
    press(page, "Send the return")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label(WRITTEN[0])).to_have_value("A mother and two children.")
    looked_at(page, f"return-error-{where}")
    for question in WRITTEN:
        write(page, question, "What our records hold.")
    for name in ("period_from", "period_to"):
        write_day(page, name, 1, "March", 2025)
    choose(page, page.get_by_role("group", name="Who has signed it off?").get_by_role("radio").first)
    press(page, "Send the return")
    expect(page.get_by_text("The return is sent, and on the record.")).to_be_visible()
    looked_at(page, f"return-sent-{where}")


def gives_information(page: Page, where: str) -> None:
    expect(page.get_by_text(ASKED)).to_be_visible()
    looked_at(page, f"asked-information-{where}")
    follow(page, page.get_by_role("button", name="Give the information, or say why not"))
    choose(page, page.get_by_label("Yes", exact=True))
    press(page, "Give the information, or say why not")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Yes", exact=True)).to_be_checked()
    looked_at(page, f"asked-information-error-{where}")
    write(page, "What is the information, or why is it not given?", "Two visits.")
    press(page, "Give the information, or say why not")
    expect(page.get_by_text("It is on the record.")).to_be_visible()
    expect(page.get_by_text("Two visits.")).to_be_visible()
    looked_at(page, f"asked-information-given-{where}")


def answers_the_recommendation(page: Page, where: str) -> None:
    looked_at(page, f"asked-recommendation-{where}")
    follow(page, page.get_by_role("button", name="Answer a recommendation"))
    write(page, "What will be done, and by when?", "Each visit is written down on the day.")
    press(page, "Answer a recommendation")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("What will be done, and by when?")).to_have_value("Each visit is written down on the day.")
    looked_at(page, f"asked-recommendation-error-{where}")
    choose(page, page.get_by_label("Yes", exact=True))
    write(page, "What are your reasons?", "It is right.")
    press(page, "Answer a recommendation")
    expect(page.get_by_text("It is on the record.")).to_be_visible()
    looked_at(page, f"asked-recommendation-answered-{where}")
