"""The independent scrutineer reads a case, advises, draws a sample for audit and answers for it."""

from datetime import datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose_value, follow, press, tick, write, write_day
from tests.browser.test_managing import act
from tests.partnership import SCRUTINEER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_scrutineer_advises_and_audits(page: Page, where: str, now: datetime) -> None:
    choose_role(page, SCRUTINEER)
    page.goto("/cases/D-2026-0001")
    act(page, "Give advice")
    press(page, "Give advice")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"advice-error-{where}")
    write(page, "What do you advise?", "Read the chronology together before you answer.")
    press(page, "Give advice")
    expect(page.get_by_text("You gave advice, which decides nothing.")).to_be_visible()
    looked_at(page, f"advised-{where}")
    follow(page, page.get_by_role("link", name="Audits", exact=True))
    draws(page, where, now)
    answers(page, where)


def draws(page: Page, where: str, now: datetime) -> None:
    looked_at(page, f"audits-{where}")
    press(page, "Draw the sample")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"audits-error-{where}")
    choose_value(page, "kind", "disagreement")
    choose_value(page, "standing", "either")
    write_day(page, "first", 1, 1, 2026)
    write_day(page, "last", now.day, now.month, now.year)
    write(page, "How many cases?", "5")
    press(page, "Draw the sample")
    expect(page.get_by_role("heading", name="Audit sample 1")).to_be_visible()
    looked_at(page, f"audit-sample-{where}")


def answers(page: Page, where: str) -> None:
    follow(page, page.get_by_role("link", name="Answer on D-2026-0001"))
    press(page, "Keep the answers")
    looked_at(page, f"audit-case-error-{where}")
    for name, value in (("timely", "in_part"), ("voice", "no"), ("fed_back", "not_yet"), ("grade", "good")):
        choose_value(page, name, value)
    tick(page, "A manager was slow to answer")
    looked_at(page, f"audit-case-{where}")
    press(page, "Keep the answers")
    expect(page.get_by_text("1 of 1 audited.")).to_be_visible()
    looked_at(page, f"audit-figures-{where}")
