"""Forms that were not made for this browser are refused, on every page that there is."""

import pytest
from starlette.testclient import TestClient

from tests.at_work import entries_of, raised
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.matrix_world import operations_of
from tests.web.pages import Pages, send, token_in, typed_again
from web.application import ROUTERS

CHANGING = [
    (method, path.replace("{token}", "x").replace("{reference}", "D-2026-0001"))
    for method, path in (("POST", "/sign-in"), ("POST", "/sign-in/link/{token}"), ("POST", "/sign-out"))
]


def refused(browser: TestClient, path: str, **fields: str) -> bool:
    answer = browser.post(path, data=fields)
    return answer.status_code == 403 and "send this again" in answer.text


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_a_form_without_its_token_is_refused(pages: Pages, method: str, path: str) -> None:
    assert method == "POST"
    assert refused(pages.signed_in(HEALTH_VISITOR), path)
    assert refused(pages.browser(), path)


def test_every_route_that_changes_something_checks_the_token(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    for path in {operation.partition(" ")[2] for operation in operations_of(ROUTERS)}:
        answer = browser.post(path.replace("{", "").replace("}", ""), data={})
        assert answer.status_code in (403, 404), path


def test_a_token_of_another_session_is_refused(pages: Pages) -> None:
    others = token_in(pages.signed_in(SOCIAL_WORKER).get("/sign-out").text)
    assert refused(pages.signed_in(HEALTH_VISITOR), "/sign-out", form_token=others)


def test_a_form_from_another_site_is_refused_even_with_a_good_token(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    token = token_in(browser.get("/sign-out").text)
    for site in ("cross-site", "same-site"):
        answer = browser.post("/sign-out", data={"form_token": token}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
    assert browser.get("/my-work").status_code == 200


def test_a_form_of_ours_is_taken(pages: Pages) -> None:
    assert send(pages.signed_in(HEALTH_VISITOR), "/sign-out").status_code == 303


def test_what_was_written_comes_back_to_be_sent_again_if_it_came_from_a_page_of_ours(pages: Pages) -> None:
    reference = raised(pages.context)
    form = f"/cases/{reference}/answer"
    others = token_in(pages.signed_in(HEALTH_VISITOR).get("/sign-out").text)
    browser = pages.signed_in(SOCIAL_WORKER)
    browser.get(form)
    typed = {"form_token": others, "version": "1", "answer": "We assess <b>by Friday</b>."}
    forged = browser.post(form, data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert (forged.status_code, "by Friday" in forged.text) == (403, False)
    assert "by Friday" not in browser.post(form, data=typed).text, "a browser that says nothing vouches for nothing"
    ours = browser.post(form, data=typed, headers={"Sec-Fetch-Site": "same-origin"})
    assert ours.status_code == 403
    assert "You are signed in as Social worker" in ours.text
    again = browser.post(form, data=typed_again(ours.text))
    assert again.status_code == 303
    assert entries_of(pages.context, reference)[-1].narrative["answer"] == typed["answer"]
