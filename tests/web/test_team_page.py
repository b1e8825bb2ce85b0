"""A manager's page on their team: who owes what by when, and who waits, as far as the manager may read it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.at_work import raised, run_clock
from tests.partnership import (
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    DETECTIVE_CONSTABLE,
    DETECTIVE_SERGEANT,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
    essex_directory,
)
from tests.web.pages import Pages


def text_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.mark.parametrize(
    ("person", "there"),
    [
        (TEAM_MANAGER, True),
        (SERVICE_MANAGER, True),
        (HEAD_OF_SERVICE, True),
        (BUSINESS_MANAGER, True),
        (SOCIAL_WORKER, False),
        (HEALTH_VISITOR, False),
        (CLASS_TEACHER, False),
    ],
)
def test_it_is_there_for_those_who_lead(pages: Pages, person: str, there: bool) -> None:
    browser = pages.signed_in(person)
    assert browser.get("/team").status_code == (200 if there else 404)
    assert ('href="/team"' in browser.get("/my-work").text) == there


def test_a_manager_sees_what_their_people_owe_and_wait_for(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    pages.clock.advance_by(timedelta(days=2))
    owing = text_of(pages.signed_in(TEAM_MANAGER).get("/team").text)
    assert reference in owing
    assert "Acknowledge the disagreement: Social worker, family support and protection" in owing
    assert "1 working day late It was due by Tuesday 3 November 2026 at 5pm." in owing
    assert "Social worker, family support and protection, Essex County Council 2 1 late Tuesday 3 November" in owing
    waiting = text_of(pages.signed_in(NAMED_NURSE).get("/team?whose=agency").text)
    assert "Waiting: Health visitor, HCRG (0-19 service)" in waiting or reference not in waiting


def test_the_line_above_the_raiser_sees_who_waits(pages: Pages) -> None:
    reference = raised(pages.context)
    directory = pages.signed_in(BUSINESS_MANAGER)
    assert reference not in directory.get("/team").text, "nobody of the office owes or waits"
    html = text_of(pages.signed_in(_manager_of_health_visitor()).get("/team").text)
    assert "Waiting: Health visitor, HCRG (0-19 service)" in html


def test_nothing_is_there_that_the_manager_may_not_read(pages: Pages) -> None:
    reference = raised(pages.context, DETECTIVE_CONSTABLE, HEALTH_VISITOR, "hcrg")
    assert reference in pages.signed_in(DETECTIVE_SERGEANT).get("/team").text
    for address in ("/team", "/team?whose=agency", "/team?late=1"):
        assert reference not in pages.signed_in(TEAM_MANAGER).get(address).text


def test_what_is_chosen_narrows_it(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(TEAM_MANAGER)
    assert f'href="/cases/{reference}"' not in browser.get("/team?late=1").text
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=1, hours=12), timedelta(hours=12))
    assert f'href="/cases/{reference}"' in browser.get("/team?late=1").text
    refused = browser.get("/team?whose=everybody&due_by=x")
    assert refused.status_code == 422
    assert "Whose steps must be one of the list." in refused.text
    assert 'value="x"' in refused.text


def _manager_of_health_visitor() -> str:
    found = essex_directory().people[HEALTH_VISITOR].reports_to
    assert found
    return found
