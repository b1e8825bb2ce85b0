"""Acting on a disagreement from its page: what is offered, what comes back, and that nothing is done twice."""

import re
from html import unescape
from typing import Any

import pytest

from states.ladder_actions import Acknowledge, Answer
from tests.at_work import do, entries_of, name_deputy, raised
from tests.partnership import (
    BUSINESS_MANAGER,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    SCRUTINEER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages, send, token_in

ANSWER = "We will assess again.\nBy Friday."


def offered(html: str) -> set[str]:
    """The actions that a case's page leads to."""
    return set(re.findall(r'href="/cases/D-2026-0001/([a-z-]+)', html))


def kinds(pages: Pages, reference: str) -> list[str]:
    return [entry.kind for entry in entries_of(pages.context, reference)]


def post(pages: Pages, person: str, address: str, **fields: Any) -> Any:
    """Open a form and send it as somebody would, with the hidden fields that it has."""
    browser = pages.signed_in(person)
    html = browser.get(address).text
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version, html
    fields = {"form_token": token_in(html), "version": version[1], **fields}
    return browser.post(address.partition("?")[0], data=fields)


@pytest.mark.parametrize(
    ("person", "some", "none"),
    [
        (SOCIAL_WORKER, {"answer", "acknowledge", "ask-information", "hand-over"}, {"settle", "withdraw"}),
        (HEALTH_VISITOR, {"settle", "withdraw", "escalate"}, {"answer", "acknowledge", "give-information"}),
        (TEAM_MANAGER, set(), {"answer", "settle"}),
        (SCRUTINEER, {"record-learning"}, {"answer", "settle", "withdraw"}),
    ],
)
def test_the_page_offers_what_the_reader_may_do_and_nothing_else(
    pages: Pages, person: str, some: set[str], none: set[str]
) -> None:
    reference = raised(pages.context)
    found = offered(pages.signed_in(person).get(f"/cases/{reference}").text)
    assert some <= found
    assert not none & found


def test_what_the_reader_owes_stands_first_and_stands_out(pages: Pages) -> None:
    reference = raised(pages.context)
    shown = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}").text
    buttons = re.findall(r'class="govuk-button([^"]*)gt-offers__button"[^>]*href="/cases/[^/]+/([a-z-]+)', shown)
    owed = [action for classes, action in buttons if "secondary" not in classes]
    assert owed == ["acknowledge", "answer"]
    assert [action for _, action in buttons[:2]] == owed


def test_what_is_not_open_now_says_why(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(HEALTH_VISITOR)
    assert "Give the information that was asked for" in browser.get(f"/cases/{reference}").text
    answer = browser.get(f"/cases/{reference}/give-information")
    assert (answer.status_code, "The responding side is to answer first." in answer.text) == (409, True)
    assert browser.get(f"/cases/{reference}/answer").status_code == 403


def test_an_answer_is_recorded_and_says_who_is_told(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    answer = post(pages, SOCIAL_WORKER, f"/cases/{reference}/answer", answer=ANSWER.replace("\n", "\r\n"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{reference}?done=2")
    assert entries_of(pages.context, reference)[-1].narrative == {"answer": ANSWER}
    after = pages.signed_in(SOCIAL_WORKER).get(answer.headers["location"]).text
    assert "You answered." in after
    banner = after[after.index("You answered.") : after.index("Professional disagreement")]
    assert "Health visitor, HCRG" in banner
    assert "Social worker" not in banner
    # It is said to whoever did it, and to nobody else who has the address.
    assert "You answered." not in pages.signed_in(HEALTH_VISITOR).get(answer.headers["location"]).text


def test_a_second_click_answers_with_what_was_done(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    address = f"/cases/{reference}/answer"
    form = {"form_token": token_in(browser.get(address).text), "version": "1", "answer": ANSWER}
    first, second = (browser.post(address, data=form) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert second.headers["location"] == f"/cases/{reference}?done=2&again=1"
    assert kinds(pages, reference) == ["raise_disagreement", "answer"]
    assert "not a second time" in browser.get(second.headers["location"]).text


def test_a_second_click_with_other_words_is_not_taken_for_the_first(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    address = f"/cases/{reference}/ask-information"
    form = {"form_token": token_in(browser.get(address).text), "version": "1"}
    assert browser.post(address, data=form | {"question": "Since when?"}).status_code == 303
    answer = browser.post(address, data=form | {"question": "And since when exactly?"})
    assert answer.status_code == 409
    assert "And since when exactly?" in answer.text
    assert len(kinds(pages, reference)) == 2


def test_an_overtaken_page_keeps_what_was_typed_and_tells_what_has_happened(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    address = f"/cases/{reference}/answer"
    form = {"form_token": token_in(browser.get(address).text), "version": "1", "answer": ANSWER}
    do(pages.context, reference, Acknowledge(), SOCIAL_WORKER)
    answer = browser.post(address, data=form)
    assert answer.status_code == 409
    assert "This case has changed since you opened it." in answer.text
    since = answer.text[answer.text.index("What has happened since") : answer.text.index("<form method")]
    assert ("Acknowledged it" in since, "Raised the disagreement" in since) == (True, False)
    assert ANSWER in answer.text
    assert kinds(pages, reference)[-1] == "acknowledge"
    # Having seen it, one can send it as it stands.
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version
    assert browser.post(address, data=form | {"version": version[1]}).status_code == 303


def test_what_is_typed_stays_where_it_is_no_longer_open(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    address = f"/cases/{reference}/ask-information"
    form = {"form_token": token_in(browser.get(address).text), "version": "1", "question": "Since when?"}
    do(pages.context, reference, Answer(answer="Done."), SOCIAL_WORKER)
    answer = browser.post(address, data=form)
    assert (answer.status_code, "Since when?" in answer.text) == (409, True)


def test_errors_say_what_to_do_and_lead_to_the_field(pages: Pages) -> None:
    reference = raised(pages.context)
    answer = post(
        pages, SOCIAL_WORKER, f"/cases/{reference}/record-meeting",
        **{"held_on-day": "31", "held_on-month": "2", "held_on-year": "2026", "agreed": "", "not_agreed": "The level."},
    )  # fmt: skip
    assert answer.status_code == 422
    assert "<title>Error: " in answer.text
    found = dict(re.findall(r'<a href="#([a-z_-]+)">([^<]+)</a>', answer.text))
    assert {name: unescape(text) for name, text in found.items()} == {
        "held_on-day": "On which day did you meet? There is no such day. Check day, month and year.",
        "agreed": "What do you agree on? Write your answer.",
    }
    for kept in ('value="31"', 'value="2"', "The level."):
        assert kept in answer.text
    for name in found:
        assert f'id="{name}"' in answer.text
    assert kinds(pages, reference) == ["raise_disagreement"]


def test_a_form_without_a_version_does_nothing(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    address = f"/cases/{reference}/answer"
    for version in ({}, {"version": "-1"}, {"version": "9" * 30}, {"version": "²"}):
        assert send(browser, address, answer=ANSWER, **version).status_code == 409
    assert kinds(pages, reference) == ["raise_disagreement"]


def test_what_it_is_about_can_be_chosen_beforehand_and_nothing_else(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(HEALTH_VISITOR)
    html = browser.get(f"/cases/{reference}/redirect?redirect=complaint&reason=Typed by somebody else").text
    assert re.search(r'value="complaint"\s+checked', html)
    assert "Typed by somebody else" not in html


@pytest.mark.parametrize("name", ["raise-disagreement", "hand_over", "set-meeting", "nothing", "Answer"])
def test_no_other_action_has_a_page(pages: Pages, name: str) -> None:
    reference = raised(pages.context)
    assert pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}/{name}").status_code == 404


def test_a_case_that_is_not_yours_has_no_forms(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(DETECTIVE_CONSTABLE)
    assert browser.get(f"/cases/{reference}/answer").status_code == 404
    answer = send(browser, "/sign-out", f"/cases/{reference}/answer", version="1", answer=ANSWER)
    assert answer.status_code == 404
    assert kinds(pages, reference) == ["raise_disagreement"]


def test_whoever_may_not_act_is_refused_by_the_door_too(pages: Pages) -> None:
    reference = raised(pages.context)
    answer = send(pages.signed_in(TEAM_MANAGER), "/sign-out", f"/cases/{reference}/answer", version="1", answer=ANSWER)
    assert (answer.status_code, ANSWER in answer.text) == (409, True)
    assert kinds(pages, reference) == ["raise_disagreement"]


def test_handing_over_leads_back_to_the_case(pages: Pages) -> None:
    reference = raised(pages.context)
    answer = post(
        pages, SOCIAL_WORKER, f"/cases/{reference}/hand-over", to=TEAM_MANAGER, reason="I am on another case."
    )
    assert answer.status_code == 303, answer.text
    after = pages.signed_in(SOCIAL_WORKER).get(answer.headers["location"]).text
    assert "You handed the step over." in after
    assert "Team manager" in after[: after.index("Professional disagreement")]


def test_a_deputy_acts_for_whom_they_stand_in_for(pages: Pages) -> None:
    reference = raised(pages.context)
    name_deputy(pages.context, SOCIAL_WORKER, TEAM_MANAGER)
    answer = post(pages, TEAM_MANAGER, f"/cases/{reference}/answer", answer=ANSWER)
    assert answer.status_code == 303
    entry = entries_of(pages.context, reference)[-1]
    assert (entry.actor, entry.on_behalf_of) == (TEAM_MANAGER, SOCIAL_WORKER)


def test_few_statements_whatever_is_asked(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    post(pages, SOCIAL_WORKER, f"/cases/{reference}/acknowledge")
    for address in (f"/cases/{reference}?done=2", f"/cases/{reference}/answer", f"/cases/{reference}/hand-over"):
        with statements(pages.context.engine) as seen:
            assert browser.get(address).status_code == 200
        assert len(seen) <= MOST_STATEMENTS, seen


def test_every_form_that_is_offered_opens(pages: Pages) -> None:
    reference = raised(pages.context)
    opened = 0
    for person in (SOCIAL_WORKER, HEALTH_VISITOR, BUSINESS_MANAGER):
        browser = pages.signed_in(person)
        for name in offered(browser.get(f"/cases/{reference}").text):
            answer = browser.get(f"/cases/{reference}/{name}")
            assert answer.status_code == 200, (person, name)
            assert 'name="version"' in answer.text
            opened += 1
    assert opened > 20
