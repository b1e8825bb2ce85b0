"""Notices that did not arrive, as the business support team mends them: real mail, refused and taken again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.at_work import AtWork, change_person, history_of, notices_of, raised
from tests.notifications.smtp_servers import Mailbox, smtp_server
from tests.partnership import BUSINESS_MANAGER, SCRUTINEER, SOCIAL_WORKER
from tests.web.pages import Pages, opened_pages, send
from tests.web.statements import asks_little
from tests.web.test_procedures import text_of
from workflows.deliver import deliver


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with smtp_server(Mailbox()) as served:
        yield served


@pytest.fixture
def pages_with_mail(database_url: str, tmp_path: Path, mailbox: Mailbox) -> Iterator[Pages]:
    mail: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_security": "none"}
    with opened_pages(database_url, tmp_path, **mail, smtp_sender="Golden Thread <engine@example.org>") as opened:
        yield opened


def refused(pages: Pages, mailbox: Mailbox) -> tuple[AtWork, str]:
    """A disagreement whose first notice to the social worker the mail server refuses for good."""
    work = AtWork(pages.context, pages.clock, mailbox)
    reference = raised(pages.context)
    work.refuse(SOCIAL_WORKER)
    deliver(pages.context)
    return work, reference


def shown(browser: TestClient, state: str = "") -> str:
    return text_of(browser.get(f"/notices{f'?state={state}' if state else ''}").text)


def test_it_says_why_who_was_told_instead_and_what_to_do(pages_with_mail: Pages, mailbox: Mailbox) -> None:
    _, reference = refused(pages_with_mail, mailbox)
    browser = pages_with_mail.signed_in(BUSINESS_MANAGER)
    page = shown(browser)
    assert f"Something is owed: {reference} To Social worker" in page
    assert "The mail server refused the address (550)." in page
    assert "Told instead: Business manager, business support team" in page
    assert "(sent)" in page
    assert "Ask them for an address that works, change it in the directory, and send it again." in page
    assert f"/directory/people/{SOCIAL_WORKER}" in browser.get("/notices").text
    assert "Something is owed" in shown(browser, "redirected")
    assert "There is none of these." in shown(browser, "waiting")
    asks_little(pages_with_mail, browser, "/notices")
    assert pages_with_mail.signed_in(SCRUTINEER).get("/notices").status_code == 404


def test_once_the_address_is_mended_it_is_sent_again_and_arrives(pages_with_mail: Pages, mailbox: Mailbox) -> None:
    work, reference = refused(pages_with_mail, mailbox)
    browser, pages = pages_with_mail.signed_in(BUSINESS_MANAGER), pages_with_mail
    first = notices_of(pages.context, reference)[0]
    change_person(pages.context, SOCIAL_WORKER, email="mended@example.org")
    assert send(browser, "/notices", f"/notices/{first.id}/again").status_code == 303
    assert history_of(pages.context, first)[-1] == "asked_again"
    deliver(pages.context)
    (mail,) = [one for one in work.mailbox.mails if one["To"] == "mended@example.org"]
    assert reference in mail["Subject"]
    assert "Every notice has gone out." in shown(browser)
    again = send(browser, "/directory", f"/notices/{first.id}/again")
    assert again.status_code == 409
    assert "It was sent again to this address today already." in again.text
    deliver(pages.context)
    assert len([one for one in work.mailbox.mails if one["To"] == "mended@example.org"]) == 1


def test_without_an_address_it_says_what_to_mend_first(pages_with_mail: Pages, mailbox: Mailbox) -> None:
    pages = pages_with_mail
    change_person(pages.context, SOCIAL_WORKER, email=None)
    reference = raised(pages.context)
    deliver(pages.context)
    browser, notice = pages.signed_in(BUSINESS_MANAGER), notices_of(pages.context, reference)[0]
    refusal = send(browser, "/directory", f"/notices/{notice.id}/again")
    assert refusal.status_code == 409
    assert "There is no address to send it to. Add one in the directory first." in refusal.text
    change_person(pages.context, SOCIAL_WORKER, left_on=pages.clock.now().date())
    gone = send(browser, "/directory", f"/notices/{notice.id}/again")
    assert "has left" in gone.text


def test_what_waits_for_our_mail_server_goes_by_itself(pages: Pages) -> None:
    raised(pages.context)
    deliver(pages.context)
    browser = pages.signed_in(BUSINESS_MANAGER)
    page = shown(browser)
    assert "Every notice has gone out." not in page
    assert "mail server or an account has to be mended" in page or "A setting of the engine is missing" in page
    assert send(browser, "/notices", "/notices/999999/again").status_code == 404
