"""A disagreement is raised by one side and answered by the other, with what goes wrong on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose, follow, open_details, press, press_enter, write, write_day
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def go_on(page: Page, button: str = "Save and continue") -> None:
    press(page, button)


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_disagreement_is_raised_and_answered(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    says_that_the_child_is_safe(page, where)
    chooses_with_whom(page, where)
    writes_and_leaves_it_for_later(page, where)
    reference = checks_and_sends(page, where)
    choose_role(page, SOCIAL_WORKER)
    records_no_meeting(page, reference, where)
    answers(page, reference, where)
    choose_role(page, HEALTH_VISITOR)
    settles(page, reference, where)


def says_that_the_child_is_safe(page: Page, where: str) -> None:
    page.goto("/")
    press(page, "Raise a disagreement")
    go_on(page, "Continue")
    looked_at(page, f"raise-safety-error-{where}")
    choose(page, page.get_by_label("Yes"))
    go_on(page, "Continue")
    heading(page, "Make the child safe first")
    looked_at(page, f"raise-danger-{where}")
    follow(page, page.get_by_role("link", name="Back", exact=True))
    looked_at(page, f"raise-safety-{where}")
    choose(page, page.get_by_label("No", exact=True))
    go_on(page, "Continue")


def chooses_with_whom(page: Page, where: str) -> None:
    heading(page, "Which agency do you disagree with?")
    looked_at(page, f"raise-agency-{where}")
    go_on(page)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    press_enter(page, page.get_by_role("link", name="Which agency do you disagree with? Choose one."))
    looked_at(page, f"raise-agency-error-{where}")
    choose(page, page.get_by_label("Essex County Council", exact=True))
    go_on(page)
    heading(page, "Whose view differs from yours?")
    looked_at(page, f"raise-person-{where}")
    choose(page, page.get_by_label("Social worker, family support and protection"))
    go_on(page)


def writes_and_leaves_it_for_later(page: Page, where: str) -> None:
    choose(page, page.get_by_label("Threshold or level of need"))
    go_on(page)
    heading(page, "Which child is it about? (optional)")
    looked_at(page, f"raise-child-{where}")
    go_on(page)
    heading(page, "What do you disagree about?")
    open_details(page, "Help to word it well")
    looked_at(page, f"raise-about-{where}")
    write(page, page.get_by_role("textbox"), "The referral was closed.\nWe think that an assessment is needed.")
    go_on(page, "Save and come back later")


def checks_and_sends(page: Page, where: str) -> str:
    expect(page.get_by_role("heading", name="What I have begun")).to_be_visible()
    looked_at(page, f"my-work-drafts-{where}")
    follow(page, page.get_by_role("link", name="Go on with the disagreement with Essex County Council"))
    heading(page, "What has been tried so far?")
    write(page, page.get_by_role("textbox"), "We spoke on Friday.")
    go_on(page)
    write(page, page.get_by_role("textbox"), "An assessment by the end of next week.")
    go_on(page)
    heading(page, "Check your answers before you send it")
    expect(page.get_by_text("by e-mail")).to_be_visible()
    open_details(page, "How the days are counted")
    looked_at(page, f"raise-check-{where}")
    follow(page, page.get_by_role("link", name="Change your answer: What has been tried"))
    write(page, page.get_by_role("textbox"), "We spoke on Friday and met on Monday.")
    go_on(page)
    expect(page.get_by_text("We spoke on Friday and met on Monday.")).to_be_visible()
    go_on(page, "Raise the disagreement")
    heading(page, "Disagreement raised")
    looked_at(page, f"raise-raised-{where}")
    reference = re.search(r"D-\d{4}-\d{4}", page.title())
    assert reference
    return reference[0]


def records_no_meeting(page: Page, reference: str, where: str) -> None:
    page.goto(f"/cases/{reference}")
    open_details(page, "More that you can do")
    looked_at(page, f"case-actions-{where}")
    follow(page, page.get_by_role("button", name="Record a meeting of the two sides"))
    write_day(page, "held_on", 31, 2, 2026)
    write(page, "What do you still not agree on?", "The level of need.")
    go_on(page, "Record a meeting of the two sides")
    expect(page.get_by_label("What do you still not agree on?")).to_have_value("The level of need.")
    looked_at(page, f"action-error-{where}")
    follow(page, page.get_by_role("link", name="Cancel"))


def answers(page: Page, reference: str, where: str) -> None:
    follow(page, page.get_by_role("button", name="Answer the disagreement"))
    open_details(page, "Read what has been written so far")
    looked_at(page, f"action-answer-{where}")
    write(page, "What is your answer?", "We will assess by Friday.")
    go_on(page, "Answer the disagreement")
    expect(page.get_by_text("You answered.")).to_be_visible()
    looked_at(page, f"case-answered-{where}")
    page.goto(f"/cases/{reference}/acknowledge")
    heading(page, "This is not open to you now")
    looked_at(page, f"action-not-open-{where}")


def settles(page: Page, reference: str, where: str) -> None:
    page.goto(f"/cases/{reference}")
    follow(page, page.get_by_role("button", name="Say that it is settled"))
    write(page, "What settles it?", "The assessment begins on Friday.")
    go_on(page, "Say that it is settled")
    expect(page.get_by_text("You said that it is settled.")).to_be_visible()
    looked_at(page, f"case-settled-{where}")
