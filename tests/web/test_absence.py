"""Being away: who stands in is said on a page, what is owed passes to them at once, and only those concerned say it."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from tests.at_work import raised
from tests.partnership import (
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCHOOL_NURSE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages, send

TODAY = date(2026, 11, 2)


def days(first: date = TODAY, last: date = TODAY + timedelta(days=4)) -> dict[str, str]:
    return {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first", first), ("last", last))
        for part in ("day", "month", "year")
    }


def away(pages: Pages, who: str, deputy: str, **fields: str) -> Any:
    return send(pages.signed_in(who), "/absence", **{**days(), "deputy": deputy, **fields})


def text_of(pages: Pages, person: str, path: str = "/absence") -> str:
    html = pages.signed_in(person).get(path).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_what_is_owed_passes_at_once_and_the_page_says_who_covers_it(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    assert away(pages, SOCIAL_WORKER, "assessment_social_worker_ecc").status_code == 303
    assert reference in pages.signed_in("assessment_social_worker_ecc").get("/my-work").text
    shown = text_of(pages, SOCIAL_WORKER)
    assert "You: from Monday 2 November 2026 to Friday 6 November 2026" in shown
    assert "Covered now by Social worker, assessment and intervention" in shown
    assert "What is covered now" in shown
    assert reference in shown
    # Their line manager sees it too, and a manager of another line does not.
    assert reference in text_of(pages, TEAM_MANAGER)
    assert reference not in text_of(pages, NAMED_NURSE)


def test_from_a_later_day_it_passes_then_and_not_before(pages: Pages) -> None:
    reference = raised(pages.context)
    later = days(TODAY + timedelta(days=1), TODAY + timedelta(days=2))
    send(pages.signed_in(SOCIAL_WORKER), "/absence", **later, deputy=TEAM_MANAGER)
    assert "To be covered by Team manager" in text_of(pages, SOCIAL_WORKER)
    assert reference not in text_of(pages, SOCIAL_WORKER)


def test_a_line_manager_says_it_for_those_who_report_to_them(pages_on_both: Pages) -> None:
    pages = pages_on_both
    assert away(pages, TEAM_MANAGER, TEAM_MANAGER, person=SOCIAL_WORKER).status_code == 303
    assert "Named by Team manager" in text_of(pages, SOCIAL_WORKER)
    for manager in (NAMED_NURSE, SERVICE_MANAGER):
        answer = away(pages, manager, SERVICE_MANAGER, person=SOCIAL_WORKER)
        assert answer.status_code == 422
        assert "Who is away? Choose one of the list." in answer.text


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (days(TODAY - timedelta(days=1)), "What is the first day away? Give today or a later day."),
        (days(TODAY, TODAY - timedelta(days=1)), "What is the last day away? Give the first day or a later one."),
        (days(TODAY, date(2028, 1, 1)), "Give a day within a year"),
        ({"first-month": "13"}, "What is the first day away? Give the month as a number"),
        ({"deputy": HEALTH_VISITOR}, "Who stands in? Choose somebody else than whoever is away."),
        ({"deputy": SOCIAL_WORKER}, "Who stands in? Choose one of the list."),
        ({"deputy": ""}, "Who stands in? Choose one."),
    ],
)
def test_errors_say_what_to_do_and_keep_what_was_typed(pages: Pages, fields: dict[str, str], says: str) -> None:
    answer = away(pages, HEALTH_VISITOR, **{"deputy": SCHOOL_NURSE, **fields})
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="2026"' in answer.text
    assert "<title>Error: " in answer.text


def test_whoever_is_back_says_so_and_nobody_else_does(pages_on_both: Pages) -> None:
    pages = pages_on_both
    away(pages, SOCIAL_WORKER, TEAM_MANAGER)
    away(pages, SOCIAL_WORKER, TEAM_MANAGER)
    html = pages.signed_in(SOCIAL_WORKER).get("/absence").text
    assert 'Back from today<span class="govuk-visually-hidden">: You, from Monday 2 November 2026</span>' in html
    (absence,) = re.findall(r'name="absence" value="(\d+)"', html)
    assert send(pages.signed_in(HEALTH_VISITOR), "/absence", "/absence/end", absence=absence).status_code == 404
    assert send(pages.signed_in(SOCIAL_WORKER), "/absence", "/absence/end", absence=absence).status_code == 303
    assert "Who is away, now and later Nobody." in text_of(pages, SOCIAL_WORKER)
    assert send(pages.signed_in(SOCIAL_WORKER), "/absence", "/absence/end", absence=absence).status_code == 404
    reference = raised(pages.context)
    assert reference in pages.signed_in(SOCIAL_WORKER).get("/my-work").text


def test_few_statements(pages: Pages) -> None:
    raised(pages.context)
    away(pages, SOCIAL_WORKER, TEAM_MANAGER)
    browser = pages.signed_in(TEAM_MANAGER)
    browser.get("/absence")
    with statements(pages.context.engine) as seen:
        assert browser.get("/absence").status_code == 200
    assert len(seen) <= MOST_STATEMENTS, seen
