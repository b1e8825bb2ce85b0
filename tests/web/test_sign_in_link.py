"""Signing in by a link in an e-mail, which a real mail server takes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from store.recording import table
from store.sessions import reading
from store.tables import NoticeRow, SignInLinkRow
from tests.at_work import address_of, words_of
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.partnership import HEALTH_VISITOR
from tests.web.pages import ADDRESS, SESSION, Pages, opened_pages, send
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


def mailed_link(pages: Pages, mailbox: Mailbox, to: str = "") -> str:
    send(pages.browser(), f"/sign-in?next={to}" if to else "/sign-in", to="/sign-in", address=MAIL, next=to)
    deliver(pages.context, at_once=1)
    found = re.search(rf"{ADDRESS}(/sign-in/link/\S+)", words_of(mailbox.mails[-1]))
    assert found
    return found[1]


def test_the_link_signs_in_once_and_leads_to_the_page_that_was_wanted(pages: Pages, mailbox: Mailbox) -> None:
    link = mailed_link(pages, mailbox, "/cases")
    browser = pages.browser()
    assert "Sign in as Health visitor, HCRG" in browser.get(link).text
    answer = send(browser, link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cases")
    assert browser.get("/my-work").status_code == 200
    assert pages.browser().get(link).status_code == 410


def test_whoever_opens_a_used_link_again_is_told_that_they_are_signed_in(pages: Pages, mailbox: Mailbox) -> None:
    browser, link = pages.browser(), mailed_link(pages, mailbox)
    assert mailbox.mails[-1]["Subject"] == "Golden Thread: your link to sign in"
    assert send(browser, link).status_code == 303
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
    link = mailed_link(pages, mailbox)
    for _ in range(3):
        assert pages.browser().get(link).status_code == 200
    assert send(pages.browser(), link).status_code == 303


def test_two_who_open_it_get_one_session(pages: Pages, mailbox: Mailbox) -> None:
    link = mailed_link(pages, mailbox)
    first, second = pages.browser(), pages.browser()
    second.get(link)
    token = second.get(link).text.split('name="form_token" value="')[1][:64]
    assert send(first, link).status_code == 303
    assert second.post(link, data={"form_token": token}).status_code == 410
    assert SESSION not in second.cookies


def test_the_link_is_over_after_a_quarter_of_an_hour(pages: Pages, mailbox: Mailbox) -> None:
    link = mailed_link(pages, mailbox)
    pages.real.advance_by(timedelta(minutes=15))
    assert pages.browser().get(link).status_code == 410


def test_whoever_reads_the_store_cannot_make_the_link(pages: Pages, mailbox: Mailbox) -> None:
    token = mailed_link(pages, mailbox).rpartition("/")[2]
    link, _, other_half = token.partition(".")
    with reading(pages.context.engine) as connection:
        rows = [*connection.execute(select(table(SignInLinkRow))), *connection.execute(select(table(NoticeRow)))]
    assert link in str(rows)
    assert other_half not in str(rows)
    for forged in (link, f"{link}.", f"{link}.{'0' * 64}", f"{link}.{other_half[:-1]}", "é"):
        assert pages.browser().get(f"/sign-in/link/{forged}").status_code == 410


def test_nobody_is_told_whether_an_address_exists(pages: Pages, mailbox: Mailbox) -> None:
    known, unknown = (send(pages.browser(), "/sign-in", address=one) for one in (MAIL, "nobody@example.org"))
    assert (known.status_code, known.headers["location"]) == (unknown.status_code, unknown.headers["location"])
    assert known.content == unknown.content
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
    mailed_link(pages, mailbox)
    words = words_of(mailbox.mails[-1])
    assert "within 10 minutes" in words
    assert "Do not pass it on" in words
    assert pages.context.settings.safety_line in words


def test_a_session_that_a_browser_brought_is_not_taken_over(pages: Pages, mailbox: Mailbox) -> None:
    browser = pages.signed_in("social_worker_ecc")
    before = browser.cookies[SESSION]
    send(browser, mailed_link(pages, mailbox))
    assert browser.cookies[SESSION] != before
    thief = pages.browser()
    thief.cookies.set(SESSION, before, domain="goldenthread.example.org")
    assert thief.get("/my-work").status_code == 303


def test_signing_out_everywhere_ends_links_that_are_under_way(pages: Pages, mailbox: Mailbox) -> None:
    link = mailed_link(pages, mailbox)
    send(pages.signed_in(HEALTH_VISITOR), "/sign-out", where="everywhere")
    assert pages.browser().get(link).status_code == 410
