"""The independent scrutineer reads a case, advises, draws a sample for audit and answers for it."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose, follow, press, tab_to, write, write_day
from tests.browser.test_managing import act
from tests.partnership import SCRUTINEER

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_scrutineer_advises_and_audits(page: Page, where: str) -> None:
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
    page.goto("/audits")
    draws(page, where)
    answers(page, where)


def draws(page: Page, where: str) -> None:
    looked_at(page, f"audits-{where}")
    press(page, "Draw the sample")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"audits-error-{where}")
    choose(page, "kind", "disagreement")
    choose(page, "standing", "either")
    write_day(page, "first", "1", "1", "2026")
    today = datetime.now(UTC)
    write_day(page, "last", str(today.day), str(today.month), str(today.year))
    write(page, "How many cases?", "5")
    press(page, "Draw the sample")
    expect(page.get_by_role("heading", name="Audit sample 1")).to_be_visible()
    looked_at(page, f"audit-sample-{where}")


def answers(page: Page, where: str) -> None:
    follow(page, page.get_by_role("link", name="Answer on D-2026-0001"))
    press(page, "Keep the answers")
    looked_at(page, f"audit-case-error-{where}")
    for name, value in (("timely", "in_part"), ("voice", "no"), ("fed_back", "not_yet"), ("grade", "good")):
        choose(page, name, value)
    tab_to(page, page.get_by_label("A manager was slow to answer"))
    page.keyboard.press("Space")
    looked_at(page, f"audit-case-{where}")
    press(page, "Keep the answers")
    expect(page.get_by_text("1 of 1 audited.")).to_be_visible()
    looked_at(page, f"audit-figures-{where}")
