"""Signing in by a link in an e-mail, which a real mail server takes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from store.recording import table
from store.sessions import reading
from store.sign_in_tables import SignInLinkRow
from store.tables import NoticeRow
from tests.at_work import address_of, words_of
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.partnership import HEALTH_VISITOR
from tests.web.pages import ADDRESS, SECOND_FACTOR, SESSION, VISITOR, Pages, give_code, opened_pages, send, token_in
from workflows.deliver import deliver

MAIL = address_of(HEALTH_VISITOR)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server(Mailbox()) as served:
        yield served


@pytest.fixture
def pages(database_url: str, tmp_path: Path, mailbox: Mailbox) -> Iterator[Pages]:
    mail: dict[str, Any] = {
        "smtp_host": "127.0.0.1",
        "smtp_port": mailbox.port,
        "smtp_security": "none",
        "smtp_sender": "gt@example.org",
    }
    with opened_pages(database_url, tmp_path, **mail) as opened:
        yield opened


def mailed_link(pages: Pages, mailbox: Mailbox, browser: TestClient, to: str = "") -> str:
    """Ask for a link in a browser. Returns the one in the mail."""
    send(browser, f"/sign-in?next={to}" if to else "/sign-in", to="/sign-in", address=MAIL, next=to)
    deliver(pages.context, at_once=1)
    found = re.search(rf"{ADDRESS}(/sign-in/link/\S+)", words_of(mailbox.mails[-1]))
    assert found
    return found[1]


def test_the_link_signs_in_once_and_leads_to_the_page_that_was_wanted(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser, "/cases")
    html = browser.get(link).text
    assert "Sign in as Health visitor, HCRG" in html
    assert 'name="code"' not in html, "where it was asked for one button is enough"
    assert send(browser, link).headers["location"] == SECOND_FACTOR
    answer = give_code(pages, browser, HEALTH_VISITOR)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert browser.get("/my-work").status_code == 200
    assert pages.browser().get(link).status_code == 410


def test_whoever_opens_a_used_link_again_is_told_that_they_are_signed_in(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser)
    assert mailbox.mails[-1]["Subject"] == "Golden Thread: your link to sign in"
    assert send(browser, link).status_code == 303
    assert browser.get(link).headers["location"] == SECOND_FACTOR, "a second click on it leads on as well"
    give_code(pages, browser, HEALTH_VISITOR)
    assert "You are signed in already, as Health visitor, HCRG" in browser.get(link).text
    assert "Ask for a new link" in pages.browser().get(link).text


def test_while_no_mail_goes_out_nobody_is_left_waiting_for_it(pages: Pages) -> None:
    stands = "No e-mails are going out from here at the moment"
    assert stands in pages.browser().get("/sign-in/sent").text
    deliver(pages.context)
    assert stands not in pages.browser().get("/sign-in/sent").text
    pages.clock.advance_by(timedelta(hours=1))
    assert stands in pages.browser().get("/sign-in/sent").text


def test_opening_the_link_alone_uses_nothing_up(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser)
    for one in (pages.browser(), pages.browser(), browser, browser):
        assert one.get(link).status_code == 200
    assert send(browser, link).status_code == 303


def asked_and_code(pages: Pages, mailbox: Mailbox) -> tuple[TestClient, str, str]:
    """A browser in which a link is asked for, the link, and the code that is shown there."""
    browser = pages.browser()
    answer = send(browser, "/sign-in", address=MAIL)
    deliver(pages.context, at_once=1)
    found = re.search(rf"{ADDRESS}(/sign-in/link/\S+)", words_of(mailbox.mails[-1]))
    assert found
    return browser, found[1], code_on(browser.get(answer.headers["location"]).text)


def code_on(html: str) -> str:
    found = re.search(r"<strong>(\d{3} \d{3})</strong>", html)
    assert found, html
    return found[1]


def test_in_another_browser_the_code_is_asked_for_that_is_shown_where_one_asked(pages: Pages, mailbox: Mailbox) -> None:
    _, link, code = asked_and_code(pages, mailbox)
    telephone = pages.browser()
    html = telephone.get(link).text
    assert "another browser or on another device" in html
    assert "Ask for a new link" in html
    assert code not in words_of(mailbox.mails[-1])
    without = send(telephone, link)
    assert (without.status_code, "Enter the code of 6 digits" in without.text) == (422, True)
    assert send(telephone, link, code="12345").status_code == 422
    assert SESSION not in telephone.cookies
    answer = send(telephone, link, code=f" {code} ")
    assert (answer.status_code, answer.headers["location"]) == (303, SECOND_FACTOR)
    assert give_code(pages, telephone, HEALTH_VISITOR).headers["location"] == "/my-work"
    assert telephone.get("/my-work").status_code == 200


def test_five_wrong_codes_use_the_link_up_for_everybody(pages: Pages, mailbox: Mailbox) -> None:
    browser, link, code = asked_and_code(pages, mailbox)
    stranger = pages.browser()
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**6:06}"
    for left in ("4 more times", "3 more times", "2 more times", "once more"):
        answer = send(stranger, link, code=wrong)
        assert (answer.status_code, f"You can try {left}" in answer.text) == (422, True), answer.text
    assert browser.get(link).status_code == 200
    assert send(stranger, link, code=wrong).status_code == 410
    for one in (browser, stranger):
        assert one.get(link).status_code == 410
    assert SESSION not in stranger.cookies


def test_codes_are_counted_among_the_tries_of_a_place(database_url: str, tmp_path: Path) -> None:
    with opened_pages(database_url, tmp_path, sign_in_tries_of_a_place=3) as pages:
        link, stranger = pages.asked_link(pages.browser(), HEALTH_VISITOR), pages.browser()
        answers = [send(stranger, link, code="000000").status_code for _ in range(3)]
    assert answers == [422, 422, 429]


def test_a_code_is_good_for_the_link_that_it_was_shown_with(pages: Pages, mailbox: Mailbox) -> None:
    _, first, code = asked_and_code(pages, mailbox)
    _, second, another = asked_and_code(pages, mailbox)
    assert code != another
    assert send(pages.browser(), second, code=code).status_code == 422
    assert send(pages.browser(), first, code=code).status_code == 303


def test_the_code_is_shown_in_the_browser_that_asked_and_nowhere_else(pages: Pages) -> None:
    browser = pages.browser()
    sent = send(browser, "/sign-in", address="nobody@example.org").headers["location"]
    assert code_on(browser.get(sent).text) == code_on(browser.get(sent).text), "it can be loaded again"
    assert "shown" not in pages.browser().get(sent).text
    for other in (pages.browser(), browser):
        assert "Keep this page open" not in other.get("/sign-in/sent").text
    another = pages.browser()
    another.get("/sign-in")
    assert code_on(another.get(sent).text) != code_on(browser.get(sent).text)


def test_the_store_keeps_neither_browser_nor_code(pages: Pages, mailbox: Mailbox) -> None:
    browser, _, code = asked_and_code(pages, mailbox)
    with reading(pages.context.engine) as connection:
        rows = [*connection.execute(select(table(SignInLinkRow))), *connection.execute(select(table(NoticeRow)))]
    for secret in (browser.cookies[VISITOR], code.replace(" ", ""), code):
        assert secret not in str(rows)


def test_two_who_open_it_get_one_session(pages: Pages, mailbox: Mailbox) -> None:
    first, link, code = asked_and_code(pages, mailbox)
    second = pages.browser()
    token = token_in(second.get(link).text)
    assert send(first, link).status_code == 303
    assert second.post(link, data={"form_token": token, "code": code}).status_code == 410
    assert SESSION not in second.cookies


def test_the_link_is_over_after_a_quarter_of_an_hour(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser)
    pages.real.advance_by(timedelta(minutes=15))
    assert browser.get(link).status_code == 410


def test_whoever_reads_the_store_cannot_make_the_link(pages: Pages, mailbox: Mailbox) -> None:
    token = mailed_link(pages, mailbox, pages.browser()).rpartition("/")[2]
    link, _, other_half = token.partition(".")
    with reading(pages.context.engine) as connection:
        rows = [*connection.execute(select(table(SignInLinkRow))), *connection.execute(select(table(NoticeRow)))]
    assert link in str(rows)
    assert other_half not in str(rows)
    for forged in (link, f"{link}.", f"{link}.{'0' * 64}", f"{link}.{other_half[:-1]}", "é"):
        assert pages.browser().get(f"/sign-in/link/{forged}").status_code == 410


def test_nobody_is_told_whether_an_address_exists(pages: Pages, mailbox: Mailbox) -> None:
    shown = []
    for address in (MAIL, "nobody@example.org"):
        browser = pages.browser()
        answer = send(browser, "/sign-in", address=address)
        to, _, asked = answer.headers["location"].partition("=")
        html = browser.get(answer.headers["location"]).text.replace(
            code_on(browser.get(answer.headers["location"]).text), ""
        )
        shown.append((answer.status_code, to, len(asked), sorted(answer.headers), html))
    assert shown[0] == shown[1]
    deliver(pages.context, at_once=1)
    assert [mail["To"] for mail in mailbox.mails] == [MAIL]


def test_a_link_goes_to_nobody_else_if_it_cannot_be_delivered(pages: Pages, mailbox: Mailbox) -> None:
    mailbox.answers[f"RCPT {MAIL}"] = "550 5.1.1 No such user"
    send(pages.browser(), "/sign-in", address=MAIL)
    deliver(pages.context, at_once=1)
    pages.clock.advance_by(timedelta(days=3))
    deliver(pages.context, at_once=1)
    assert [mail["To"] for mail in mailbox.mails] == []


def test_the_mail_says_nothing_but_what_it_is_for(pages: Pages, mailbox: Mailbox) -> None:
    mailed_link(pages, mailbox, pages.browser())
    words = words_of(mailbox.mails[-1])
    assert "within 10 minutes" in words
    assert "Do not pass the link on" in words
    assert "Open it in the browser in which you asked for it" in words
    assert pages.context.settings.safety_line in words


def test_a_session_that_a_browser_brought_is_not_taken_over(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser)
    before = pages.signed_in("social_worker_ecc").cookies[SESSION]
    browser.cookies.set(SESSION, before, domain="goldenthread.example.org")
    send(browser, link)
    assert browser.cookies[SESSION] == before
    give_code(pages, browser, HEALTH_VISITOR)
    assert browser.cookies[SESSION] != before
    thief = pages.browser()
    thief.cookies.set(SESSION, before, domain="goldenthread.example.org")
    assert thief.get("/my-work").status_code == 303


def test_signing_out_everywhere_ends_links_that_are_under_way(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.browser()
    link = mailed_link(pages, mailbox, browser)
    send(pages.signed_in(HEALTH_VISITOR), "/sign-out", where="everywhere")
    assert browser.get(link).status_code == 410
