"""Raising a disagreement on the pages: a question a page, a private draft all along, and sent once."""

import re
from html import unescape
from typing import Any

import pytest

from tests.at_work import entries_of, notices_of
from tests.partnership import (
    BUSINESS_MANAGER,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEALTH_VISITOR,
    SCHOOL_NURSE,
    SCRUTINEER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages, send, token_in
from workflows import drafts

ABOUT = "Threshold: “not met”.\nI have seen <b>otherwise</b>."
ANSWERS = {
    "person": ("responding_practitioner", SOCIAL_WORKER),
    "kind": ("category", "threshold"),
    "child": ("child_reference", "REF-77"),
    "about": ("about", ABOUT),
    "tried": ("tried", "We spoke on Friday."),
    "settle": ("would_settle", "An assessment by next week."),
}


def path_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def written(browser: Any, but: str | None = None) -> str:
    """Answer every question, or all before one of them. Returns the page that comes next."""
    here = path_of(send(browser, "/raise/new", responding_agency=COUNCIL))
    while (step := here.rpartition("/")[2]) not in ("check", but):
        name, text = ANSWERS[step]
        here = path_of(send(browser, here, **{name: text}))
    return here


def saved(pages: Pages, person: str = HEALTH_VISITOR) -> list[dict[str, Any]]:
    return [draft.fields for draft in drafts.mine(pages.context.engine, person)]


def test_safety_comes_first_and_needs_no_signing_in(pages: Pages) -> None:
    browser = pages.browser()
    assert "Is a child in danger now?" in browser.get("/raise").text
    assert path_of(send(browser, "/raise", danger="yes")) == "/raise/danger"
    assert "999" in browser.get("/raise/danger").text
    assert path_of(send(browser, "/raise", danger="no")) == "/raise/new"
    assert path_of(browser.get("/raise/new")) == "/sign-in?next=%2Fraise%2Fnew"
    answer = send(browser, "/raise")
    assert (answer.status_code, 'href="#danger"' in answer.text) == (422, True)


def test_each_answer_is_saved_as_it_is_given(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    here = path_of(send(browser, "/raise/new", responding_agency=COUNCIL))
    assert saved(pages) == [{"responding_agency": COUNCIL}]
    given = {"responding_agency": COUNCIL}
    for step in ("person", "kind", "child", "about", "tried", "settle"):
        assert here.endswith(f"/{step}")
        name, text = ANSWERS[step]
        here = path_of(send(browser, here, **{name: text.replace("\n", "\r\n")}))
        given[name] = text
        assert saved(pages) == [given]
    assert here.endswith("/check")


def test_before_it_is_sent_it_says_whom_it_reaches_how_and_by_when(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(HEALTH_VISITOR)
    text = unescape(browser.get(written(browser)).text)
    assert "<strong>Social worker, family support and protection, Essex County Council</strong>, by e-mail" in text
    assert "Tuesday 3 November 2026" in text
    assert "Thursday 5 November 2026" in text
    days = text[text.index("Limit: 3 working days.") :]
    assert re.findall(r"<li>(\w+) \d", days[: days.index("</ol>")]) == ["Tuesday", "Wednesday", "Thursday"]
    assert notices_of(pages.context, "D-2026-0001") == []


def test_it_is_sent_once_and_its_draft_goes_with_it(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(HEALTH_VISITOR)
    here = written(browser)
    form = {"form_token": token_in(browser.get(here).text)}
    first, second = (browser.post(here, data=form) for _ in range(2))
    assert path_of(first) == "/raise/raised/D-2026-0001"
    text = browser.get(path_of(first)).text
    for words in (
        "Disagreement raised",
        "D-2026-0001",
        "Social worker, family support and protection, Essex County Council",
        "Tuesday 3 November",
    ):
        assert words in text
    assert (second.status_code, "D-2026-0001" in second.text) == (409, True)
    assert saved(pages) == []
    entry = entries_of(pages.context, "D-2026-0001")[0]
    assert (entry.narrative["about"], entry.narrative["child_reference"]) == (ABOUT, "REF-77")
    assert {notice.recipient for notice in notices_of(pages.context, "D-2026-0001")} == {SOCIAL_WORKER}
    assert pages.signed_in(SOCIAL_WORKER).get("/raise/raised/D-2026-0001").status_code == 404
    for back in (
        browser.get(here),
        send(browser, "/raise/new", here.replace("check", "about"), about="One word more."),
    ):
        assert back.status_code == 404
        assert "There is no such draft of yours" in back.text
        assert "stands under what you wait for in your work" in back.text
    assert "One word more." in back.text


def test_an_answer_that_is_missing_is_asked_for_and_may_wait(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    here = written(browser, but="about")
    answer = send(browser, here, about=" ")
    assert (answer.status_code, 'href="#about"' in answer.text) == (422, True)
    assert "Write your answer." in answer.text
    assert path_of(send(browser, here, about="Half a sen", then="later")) == "/my-work"
    assert saved(pages)[0]["about"] == "Half a sen"
    work = browser.get("/my-work").text
    assert "Go on with the disagreement with Essex County Council" in work
    draft = here.split("/")[2]
    assert path_of(browser.get(f"/raise/{draft}")) == f"/raise/{draft}/tried"
    assert path_of(browser.get(f"/raise/{draft}/check")) == f"/raise/{draft}"
    assert path_of(send(browser, here, f"/raise/{draft}/check")) == f"/raise/{draft}"


def test_what_is_too_long_comes_back_whole(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    text = "x" * 20_001
    answer = send(browser, written(browser, but="about"), about=text)
    assert answer.status_code == 422
    assert text in answer.text


def test_coming_back_to_the_first_question_begins_no_second_draft(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(HEALTH_VISITOR)
    for agency in (COUNCIL, COUNCIL, "essex_police"):
        assert path_of(send(browser, "/raise/new", responding_agency=agency)) == "/raise/1/person"
    assert saved(pages) == [{"responding_agency": "essex_police"}]
    assert path_of(send(browser, "/raise/1/person", responding_practitioner=DETECTIVE_CONSTABLE)) == "/raise/1/kind"
    assert path_of(send(browser, "/raise/new", responding_agency=COUNCIL)) == "/raise/2/person"


def test_those_who_work_with_children_are_offered_before_those_above_them(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    html = browser.get(path_of(send(browser, "/raise/new", responding_agency=COUNCIL))).text
    offered = re.findall(r'value="([a-z_]+_ecc)"', html)
    assert offered.index(SOCIAL_WORKER) < offered.index(TEAM_MANAGER) < offered.index("chief_executive_ecc")
    assert set(offered[-3:]) >= {"director_education_ecc", "director_public_health_ecc"}, "no rung of the ladder"


def test_another_agency_asks_anew_for_the_person(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    here = written(browser)
    base = here.removesuffix("/check")
    assert path_of(send(browser, f"{base}/agency", responding_agency="essex_police")) == f"{base}/person"
    assert "responding_practitioner" not in saved(pages)[0]
    people = browser.get(f"{base}/person").text
    assert ("Detective constable" in people, "Social worker" in people) == (True, False)
    answer = send(browser, f"{base}/person", responding_practitioner=SOCIAL_WORKER)
    assert answer.status_code == 422, "they are of another agency"


def test_ones_own_agency_is_not_offered(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    assert f'value="{HCRG}"' not in browser.get("/raise/new").text
    assert send(browser, "/raise/new", responding_agency=HCRG).status_code == 422
    assert saved(pages) == []


@pytest.mark.parametrize("person", [SCHOOL_NURSE, SOCIAL_WORKER, BUSINESS_MANAGER, SCRUTINEER])
@pytest.mark.parametrize("step", ["", "/about", "/check", "/delete"])
def test_a_draft_is_its_authors_alone(pages: Pages, person: str, step: str) -> None:
    here = written(pages.signed_in(HEALTH_VISITOR)).removesuffix("/check") + step
    browser = pages.signed_in(person)
    assert browser.get(here).status_code == 404
    if step:
        answer = send(browser, "/sign-out", here, about="Another text.")
        # Deleting what is not there is what was asked for.
        assert answer.status_code == (303 if step == "/delete" else 404)
    assert saved(pages)[0]["about"] == ABOUT
    assert saved(pages, person) == []
    assert "What I have begun" not in browser.get("/my-work").text


@pytest.mark.parametrize(
    "address", ["/raise/1", "/raise/99999999999999999999999/about", "/raise/x/about", "/raise/new/x"]
)
def test_what_is_no_draft_has_no_page(pages: Pages, address: str) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    assert browser.get(address).status_code == 404
    assert send(browser, "/raise/new", address, about="x").status_code == 404


def test_a_draft_is_deleted_once_it_is_sure(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    delete = written(browser).replace("/check", "/delete")
    assert "cannot be brought back" in browser.get(delete).text
    assert len(saved(pages)) == 1
    form = {"form_token": token_in(browser.get(delete).text)}
    for _ in range(2):
        assert path_of(browser.post(delete, data=form)) == "/my-work?deleted=1"
    assert saved(pages) == []
    assert "The draft is deleted." in browser.get("/my-work?deleted=1").text


def test_what_was_written_is_shown_as_it_was_written(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    html = browser.get(written(browser)).text
    assert "<b>" not in html
    assert ABOUT in unescape(html)


def test_raising_too_often_has_to_wait_and_keeps_the_draft(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    for _ in range(pages.context.settings.raises_an_hour):
        assert path_of(send(browser, written(browser))).startswith("/raise/raised/")
    assert send(browser, written(browser)).status_code == 429
    assert len(saved(pages)) == 1


def test_a_draft_from_elsewhere_is_taken_up_where_it_is_open(pages: Pages) -> None:
    odd = {"about": 7, "category": "no_such_category", "surprise": "kept", "responding_agency": COUNCIL}
    number = drafts.save(pages.context.engine, HEALTH_VISITOR, odd, pages.context.clock.now())
    browser = pages.signed_in(HEALTH_VISITOR)
    assert path_of(browser.get(f"/raise/{number}")) == f"/raise/{number}/person"
    assert path_of(send(browser, f"/raise/{number}/person", responding_practitioner=SOCIAL_WORKER)).endswith("/kind")
    assert saved(pages)[0]["surprise"] == "kept"


def test_few_statements_on_every_page(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    here = written(browser)
    base = here.removesuffix("/check")
    for address in ("/raise", "/raise/new", f"{base}/about", here, f"{base}/delete", "/my-work"):
        with statements(pages.context.engine) as seen:
            assert browser.get(address).status_code == 200
        assert len(seen) <= MOST_STATEMENTS, (address, seen)
