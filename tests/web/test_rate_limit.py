"""How often one may try: counted in the store, by address typed and by where the request comes from."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from store.recording import table
from store.sessions import reading
from store.tables import TryRow
from tests.web.pages import Pages, opened_pages, send
from web.application import create_application


def test_an_address_may_ask_five_times_in_a_quarter_of_an_hour(pages_on_both: Pages) -> None:
    pages, browser = pages_on_both, pages_on_both.browser()
    answers = [send(browser, "/sign-in", address="Somebody@example.org").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]
    assert "Wait 15 minutes" in send(browser, "/sign-in", address=" somebody@EXAMPLE.org ").text
    assert send(browser, "/sign-in", address="another@example.org").status_code == 303
    pages.real.advance_by(timedelta(minutes=15))
    assert send(browser, "/sign-in", address="somebody@example.org").status_code == 303


def test_a_place_may_not_try_one_address_after_another(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path, sign_in_tries_of_a_place=3) as pages:
        browser = pages.browser()
        answers = [send(browser, "/sign-in", address=f"somebody.{n}@example.org").status_code for n in range(4)]
        assert answers == [303, 303, 303, 429]


def test_another_process_counts_the_same(pages: Pages) -> None:
    for _ in range(5):
        send(pages.browser(), "/sign-in", address="somebody@example.org")
    another = Pages(pages.context, pages.clock, pages.real, create_application(pages.context, real_clock=pages.real))
    assert send(another.browser(), "/sign-in", address="somebody@example.org").status_code == 429


def test_no_address_is_kept(pages: Pages) -> None:
    send(pages.browser(), "/sign-in", address="somebody@example.org")
    with reading(pages.context.engine) as connection:
        rows = connection.execute(select(table(TryRow))).all()
    assert {row.kind for row in rows} == {"sign-in", "sign-in of a place"}
    assert "somebody" not in str(rows)
    assert "testclient" not in str(rows)


def test_what_is_no_address_is_said_to_be_none_and_kept(pages: Pages) -> None:
    answer = send(pages.browser(), "/sign-in", address="health visitor", next="/cases")
    assert answer.status_code == 422
    assert "Enter your work e-mail address, like name@example.org" in answer.text
    assert 'value="health visitor"' in answer.text
    assert 'value="/cases"' in answer.text
    assert "<title>Error: Sign in" in answer.text
