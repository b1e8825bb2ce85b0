"""Lists are searched and filtered by what stands in the address; what cannot be is said, and what was typed is kept."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import urlencode

import pytest

from procedures.review_course import ReviewPosition as P
from tests.at_work import raised
from tests.partnership import (
    BUSINESS_MANAGER,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import COMMITTEE_CHAIR
from tests.web.pages import Pages


def listed(html: str) -> list[str]:
    """The references of a list, in its order."""
    return re.findall(r'gt-step__what"><a class="govuk-link" href="/(?:cases|reviews)/([DR]-[0-9-]+)"', html)


@pytest.fixture
def two(pages: Pages) -> tuple[str, str]:
    """A case of the health visitor with the council, and one of the constable with the health visitor."""
    return raised(pages.context), raised(pages.context, DETECTIVE_CONSTABLE, HEALTH_VISITOR, HCRG)


CHOSEN: list[tuple[dict[str, str], list[int]]] = [
    ({}, [0, 1]),
    ({"reference": "d-2026-0002"}, [1]),
    ({"reference": "0001"}, [0]),
    ({"stage": "practitioners", "agency": POLICE}, [1]),
    ({"stage": "held"}, []),
    ({"category": "threshold", "owner": "me"}, [1]),
    ({"owner": HCRG}, [1]),
    ({"role": "line_manager"}, []),
    ({"late": "1"}, []),
    ({"due_by": "3 November 2026"}, [0, 1]),
    ({"due_by": "2/11/2026"}, []),
    ({"raised_from": "2026-11-02", "raised_to": "2.11.2026"}, [0, 1]),
    ({"raised_from": "3/11/2026"}, []),
    ({"show": "closed"}, []),
    ({"show": "all", "sort": "newest"}, [1, 0]),
    ({"of": "somebody else", "stage": "practitioners"}, [0, 1]),
]


def test_cases_are_found_by_what_is_chosen(pages: Pages, two: tuple[str, str]) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    for chosen, expected in CHOSEN:
        html = browser.get(f"/cases?{urlencode(chosen)}").text
        assert listed(html) == [two[place] for place in expected], chosen
        for name, value in chosen.items():
            if name in ("reference", "due_by", "raised_from", "raised_to"):
                assert f'value="{value}"' in html


def test_no_search_finds_what_is_not_the_readers(pages: Pages, two: tuple[str, str]) -> None:
    queries = ("show=all", "reference=D-2026", "stage=practitioners", "category=threshold&show=all", f"owner={HCRG}")
    for person, own in ((DETECTIVE_CONSTABLE, two[1]), (SOCIAL_WORKER, two[0])):
        browser = pages.signed_in(person)
        for query in queries:
            assert set(listed(browser.get(f"/cases?{query}").text)) <= {own}, query
        exported = browser.get("/cases.csv?show=all").text
        assert [one for one in two if one in exported] == [own]


WRONG = [
    ("due_by", "31/2/2026", "There is no such day. Check day, month and year."),
    ("due_by", "soon", "Due by the end of must be a day such as 3/12/2026."),
    ("raised_from", "1/1/0001", "Give a year from 2000 to 2100."),
    ("reference", "Smith", "Reference must be all or part of one, such as D-2026-0012."),
    ("agency", "ministry", "must be one of the list. Choose another."),
    ("owner", "<b>me</b>", "Who owes a step must be one of the list."),
    ("late", "perhaps", "is either chosen or not"),
]


@pytest.mark.parametrize("path", ["/cases", "/reviews", "/tracker"])
def test_what_cannot_be_is_said_and_kept(pages: Pages, path: str) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    for field, typed, said in WRONG:
        answer = browser.get(f"{path}?{urlencode({field: typed, 'role': 'line_manager'})}")
        assert answer.status_code == 422
        html = unescape(answer.text)
        assert "There is a problem" in html
        assert html.count(said) == 2, "above the page and at the field"
        assert f'href="#{field}"' in html
        assert f'id="{field}"' in html
        assert typed in html or field == "late"
        assert "<b>me</b>" not in answer.text
        assert 'value="line_manager" selected' in html


def test_days_that_are_the_wrong_way_round_are_told_of(pages: Pages) -> None:
    answer = pages.signed_in(HEALTH_VISITOR).get("/cases?raised_from=3/11/2026&raised_to=2/11/2026")
    assert answer.status_code == 422
    assert "Raised up to must not be before Raised from." in answer.text


def test_a_file_of_what_cannot_be_is_the_page_that_says_so(pages: Pages) -> None:
    for path in ("/cases.csv", "/cases.xlsx", "/reviews.csv", "/tracker.xlsx", "/tracker/picture.svg"):
        answer = pages.signed_in(BUSINESS_MANAGER).get(f"{path}?due_by=never")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
        assert 'value="never"' in answer.text


def test_an_address_keeps_only_what_is_chosen(pages: Pages) -> None:
    browser = pages.signed_in(COMMITTEE_CHAIR)
    for path in ("/cases", "/reviews", "/tracker", "/team"):
        answer = browser.get(f"{path}?due_by=3%2F12%2F2026&late=&unknown=")
        assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?due_by=3%2F12%2F2026")
        assert browser.get(f"{path}?due_by=").headers["location"] == path


def test_pages_of_a_list_and_its_files_keep_what_is_chosen(pages: Pages) -> None:
    for _ in range(27):
        raised(pages.context)
    html = unescape(pages.signed_in(HEALTH_VISITOR).get("/cases?stage=practitioners&sort=oldest").text)
    assert "27 disagreements." in html
    for address in ("/cases?stage=practitioners&sort=oldest&page=2", "/cases.csv?stage=practitioners&sort=oldest"):
        assert f'href="{address}"' in html


CHOSEN_REVIEWS: list[tuple[str, set[int]]] = [
    ("", {0, 1}),
    ("position=referred", {1}),
    ("incident=death", {1}),
    ("late=1", {0}),
    ("owner=me", {0}),
    ("reference=R-2026-0001&show=all", {0}),
    ("show=closed", set()),
    ("role=business_support", {0, 1}),
    ("role=practitioner&late=1", set()),
    ("agency=essex_county_council&sort=newest", {0, 1}),
    ("raised_from=10/11/2026", {1}),
]


def test_reviews_and_tracker_find_the_same(pages: Pages) -> None:
    gathering = stored_review(pages.context, pages.clock, P.RAPID_REVIEW_GATHERING)
    gathering.until("2026-11-20 09:00")
    both = gathering, stored_review(pages.context, pages.clock, P.REFERRED, incident="death")
    browser = pages.signed_in(COMMITTEE_CHAIR)
    for query, expected in CHOSEN_REVIEWS:
        references = {both[place].reference for place in expected}
        assert set(listed(browser.get(f"/reviews?{query}").text)) == references, query
        if "show" not in query and "sort" not in query:
            html = browser.get(f"/tracker?{query}").text
            assert set(re.findall(r'gt-before-table"><a [^>]*>(R-[0-9-]+)', html)) == references, query


PATHS = ("/cases?show=all&late=1&owner=hcrg&role=practitioner&due_by=1/1/2030", "/cases.csv", "/team", "/my-work")


@pytest.mark.parametrize("person", [TEAM_MANAGER, COMMITTEE_CHAIR, BUSINESS_MANAGER])
def test_statements_do_not_grow_with_the_cases(pages: Pages, person: str) -> None:
    browser, counts = pages.signed_in(person), dict.fromkeys(PATHS, MOST_STATEMENTS)
    for more in (1, 14):
        for _ in range(more):
            raised(pages.context)
        for path in PATHS:
            browser.get(path)
            with statements(pages.context.engine) as seen:
                assert browser.get(path).status_code == 200
            # The first time tells how many there are, and no page may ask more later.
            assert 0 < len(seen) <= counts[path], (path, seen)
            counts[path] = len(seen)


def test_nobody_finds_their_words_by_searching_for_them(pages: Pages) -> None:
    raised(pages.context)
    names = re.findall(r'<(?:input|select)[^>]* name="([a-z_]+)"', pages.signed_in(BUSINESS_MANAGER).get("/cases").text)
    assert set(names) - {"form_token"} == {
        "reference", "stage", "category", "agency", "owner", "role", "due_by", "raised_from", "raised_to", "show",
        "sort", "late",
    }  # fmt: skip
