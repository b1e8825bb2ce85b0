"""What goes wrong is told in plain words, and nothing of what is behind it gets out."""

import logging

import pytest
from fastapi import Request

from store.sessions import writing
from tests.partnership import HEALTH_VISITOR
from tests.web.pages import Pages

SECRET_WORDS = "The child's name is in these words."


def break_down(_request: Request) -> None:
    raise RuntimeError(SECRET_WORDS)


def test_a_fault_of_ours_is_a_page_with_a_number(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    pages.application.add_api_route("/broken", break_down)
    with caplog.at_level(logging.ERROR, "goldenthread.web"):
        answer = pages.browser().get("/broken")
    assert answer.status_code == 500
    assert "Something went wrong here" in answer.text
    for text in (answer.text, caplog.text):
        assert SECRET_WORDS not in text
    assert "Traceback" not in answer.text
    number = answer.text.split("you saw fault <strong>")[1][:8]
    assert f"fault {number}: RuntimeError at " in caplog.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_store_that_is_gone_is_a_page_too_and_not_ready(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    with writing(pages.context.engine) as connection:
        connection.exec_driver_sql("DROP TABLE web_session")
    assert browser.get("/my-work").status_code == 500
    with writing(pages.context.engine) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    assert browser.get("/readyz").status_code == 503
    assert browser.get("/healthz").json() == {"status": "alive"}


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/cases/../../etc/passwd", 404, "There is no such page"),
        ("/static/look/../application.py", 404, "There is no such page"),
        ("/cases?page=0", 422, "check what you entered"),
    ],
)
def test_each_says_what_to_do(pages: Pages, path: str, status: int, says: str) -> None:
    answer = pages.signed_in(HEALTH_VISITOR).get(path)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "0345 603 7627" in answer.text, "and where to call if a child is at risk now"


def test_every_page_says_whom_to_call(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    for path in ("/", "/my-work", "/cases", "/sign-out", "/signed-out"):
        html = browser.get(path).text
        assert 'href="tel:03456037627"' in html
        assert 'href="tel:999"' in html
        assert 'href="#main-content"' in html


def test_the_pages_are_ready(pages: Pages) -> None:
    assert pages.browser().get("/readyz").json() == {"status": "ready", "store": "ready", "engine": "has never run"}
