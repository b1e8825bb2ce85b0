"""Audits: the scrutineer draws a sample by chance that can be drawn again, and answers for each case of it."""

import re
from typing import Any

import pytest

from store.audits import drawn
from tests.at_work import raised
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SCRUTINEER
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages, send

DRAWING = {
    "kind": "disagreement", "standing": "open", "size": "2",
    "first-day": "1", "first-month": "11", "first-year": "2026",
    "last-day": "2", "last-month": "11", "last-year": "2026",
}  # fmt: skip
ANSWERS = {"timely": "in_part", "voice": "no", "fed_back": "not_yet", "grade": "good"}


def draw(pages: Pages, **changed: str) -> Any:
    return send(pages.signed_in(SCRUTINEER), "/audits", **(DRAWING | changed))


def text_of(pages: Pages, path: str) -> str:
    html = pages.signed_in(SCRUTINEER).get(path).text
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def sampled(html: str) -> list[str]:
    return re.findall(r'href="/audits/\d+/(D-2026-\d{4})"', html)


def test_a_sample_is_drawn_and_can_be_drawn_again(pages_on_both: Pages) -> None:
    pages = pages_on_both
    references = [raised(pages.context) for _ in range(5)]
    answer = draw(pages)
    assert answer.status_code == 303
    html = pages.signed_in(SCRUTINEER).get(answer.headers["location"]).text
    seed = re.search(r"<dd>([0-9a-f]{16})\.", html)
    assert seed
    assert sampled(html) == drawn(references, seed[1], 2)
    assert "2 of 5: Professional disagreements, still open" in " ".join(html.split())
    assert drawn(references, "another", 5) != drawn(references, "a third", 5)
    assert "Sample 1: Professional disagreements" in text_of(pages, "/audits")


def test_answers_become_figures_without_words(pages_on_both: Pages) -> None:
    pages = pages_on_both
    raised(pages.context)
    sample = draw(pages).headers["location"]
    browser = pages.signed_in(SCRUTINEER)
    form = f"{sample}/D-2026-0001"
    wrong = send(browser, form, **(ANSWERS | {"grade": ""}))
    assert wrong.status_code == 422
    assert "How do you grade the practice? Choose one." in wrong.text
    assert re.search(r'value="in_part"\s+checked', wrong.text)
    assert send(browser, form, **ANSWERS, themes="reluctance").status_code == 303
    figures = text_of(pages, sample)
    assert "1 of 1 audited." in figures
    assert "In part 1" in figures
    assert "Reluctance to challenge across rank or profession 1" in figures
    assert "Good 1" in figures
    send(browser, form, **(ANSWERS | {"grade": "inadequate"}))
    assert "Good 0" in text_of(pages, sample)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"size": "0"}, "How many cases? Give a number from 1 to 200."),
        ({"size": "many"}, "How many cases? Give a number from 1 to 200."),
        ({"first-month": "12"}, "Until which day? Give the first day or a later one."),
        ({"standing": "closed"}, "There is no such case in these days. Choose other days."),
        ({"kind": ""}, "Which kind of case? Choose one."),
    ],
)
def test_errors_say_what_to_do_and_keep_what_was_typed(pages: Pages, changed: dict[str, str], says: str) -> None:
    raised(pages.context)
    answer = draw(pages, **changed)
    assert answer.status_code == 422
    assert says in answer.text
    assert 'value="2026"' in answer.text


@pytest.mark.parametrize("person", [HEALTH_VISITOR, BUSINESS_MANAGER])
def test_for_everybody_else_there_are_no_audits(pages: Pages, person: str) -> None:
    raised(pages.context)
    sample = draw(pages).headers["location"]
    browser = pages.signed_in(person)
    for address in ("/audits", sample, f"{sample}/D-2026-0001"):
        assert browser.get(address).status_code == 404
        assert send(browser, "/sign-out", address, **DRAWING).status_code in (404, 405)
    assert "/audits" not in browser.get("/my-work").text


def test_a_case_that_is_not_in_the_sample_is_not_asked_about(pages: Pages) -> None:
    raised(pages.context)
    sample = draw(pages).headers["location"]
    browser = pages.signed_in(SCRUTINEER)
    assert browser.get(f"{sample}/D-2026-0002").status_code == 404
    assert browser.get("/audits/99").status_code == 404
    assert 'href="/audits"' in browser.get("/my-work").text


def test_few_statements(pages: Pages) -> None:
    for _ in range(15):
        raised(pages.context)
    sample = draw(pages, size="15").headers["location"]
    browser = pages.signed_in(SCRUTINEER)
    for address in ("/audits", sample, f"{sample}/D-2026-0003"):
        with statements(pages.context.engine) as seen:
            assert browser.get(address).status_code == 200
        assert len(seen) <= MOST_STATEMENTS, seen
