"""The second step after a link: an app that is set up once, whose codes are good once and not for guessing."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from store.authenticators import AUTHENTICATORS, authenticator_of
from store.directory_history import changes_of
from store.half_sign_ins import HALVES
from store.sessions import reading
from tests.at_work import change_person
from tests.partnership import BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER, HEALTH_VISITOR, SCHOOL_NURSE
from tests.web.pages import SECOND_FACTOR, SESSION, Pages, give_code, offered_app, opened_pages, send
from web.sign_in.authenticator import app_secret
from web.sign_in.second_factor import MOST_CODES
from workflows.secret import secret_of

HALF = "__Host-goldenthread-half"


def half_in(pages: Pages, person: str = HEALTH_VISITOR) -> TestClient:
    """A browser in which somebody has followed a link."""
    browser = pages.browser()
    assert send(browser, pages.asked_link(browser, person)).headers["location"] == SECOND_FACTOR
    return browser


def digits(pages: Pages, person: str = HEALTH_VISITOR, away: int = 0) -> str:
    """What the app of somebody shows now, or so many seconds away."""
    with reading(pages.context.engine) as connection:
        known = authenticator_of(connection, person)
    assert known
    app = app_secret(secret_of(pages.context.settings), person, known.salt)
    return pyotp.TOTP(app).at(pages.real.now() + timedelta(seconds=away))


def set_up(pages: Pages, person: str = HEALTH_VISITOR) -> TestClient:
    """A browser in which somebody has set up their app and is signed in."""
    browser = half_in(pages, person)
    assert give_code(pages, browser, person).status_code == 303
    pages.real.advance_by(timedelta(minutes=1))
    return browser


def test_a_link_alone_opens_nothing(pages_on_both: Pages) -> None:
    browser = half_in(pages_on_both)
    assert SESSION not in browser.cookies
    assert browser.get("/my-work").headers["location"].startswith("/sign-in")
    assert browser.post("/still-here").status_code == 403
    cookie = next(one for one in browser.cookies.jar if one.name == HALF)
    assert cookie.secure
    assert cookie.has_nonstandard_attr("HttpOnly")


def test_the_first_time_the_app_is_set_up_and_the_next_time_asked_for(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = half_in(pages)
    html = browser.get(SECOND_FACTOR).text
    assert "Set up your authenticator app" in html
    assert "<svg width" in html
    assert offered_app(browser) == offered_app(browser), "loading the page again offers the same"
    assert give_code(pages, browser, HEALTH_VISITOR).headers["location"] == "/my-work"
    assert browser.get("/my-work").status_code == 200
    assert HALF not in browser.cookies
    pages.real.advance_by(timedelta(minutes=5))
    again = half_in(pages)
    html = again.get(SECOND_FACTOR).text
    assert "The code of your authenticator app" in html
    assert "gt-shown-key" not in html
    assert "<svg width" not in html
    assert give_code(pages, again, HEALTH_VISITOR).headers["location"] == "/my-work"


def test_the_store_holds_nothing_that_gives_a_code(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = half_in(pages)
    app = offered_app(browser)
    give_code(pages, browser, HEALTH_VISITOR)
    with reading(pages.context.engine) as connection:
        rows = str(connection.execute(select(AUTHENTICATORS)).all())
    assert app not in rows


def test_each_code_is_good_once(pages_on_both: Pages) -> None:
    pages = pages_on_both
    set_up(pages)
    code, first, second = digits(pages), half_in(pages), half_in(pages)
    earlier = digits(pages, away=-30)
    assert send(first, SECOND_FACTOR, code=code).status_code == 303
    for used in (code, earlier):
        answer = send(second, SECOND_FACTOR, code=used)
        assert (answer.status_code, "These digits were used already" in answer.text) == (422, True)
    assert SESSION not in second.cookies
    assert send(second, SECOND_FACTOR, code=digits(pages, away=30)).status_code == 303


@pytest.mark.parametrize("typed", ["", "12345", "<b>123456</b>", "wrong", "\uff11\uff12\uff13\uff14\uff15\uff16"])
def test_what_is_no_code_is_answered_with_what_to_do(pages: Pages, typed: str) -> None:
    browser = half_in(pages)
    app = offered_app(browser)
    answer = send(browser, SECOND_FACTOR, code=typed)
    assert (answer.status_code, "Enter the 6 digits that your app shows now" in answer.text) == (422, True)
    assert offered_app(browser) == app, "and the app that was being set up stays the same"


def test_wrong_codes_are_counted_for_their_person_and_stop(pages_on_both: Pages) -> None:
    pages = pages_on_both
    set_up(pages)
    wrong = f"{(int(digits(pages)) + 1) % 10**6:06}"
    browsers = [half_in(pages), half_in(pages)]
    for number in range(MOST_CODES - 1):
        answer = send(browsers[number % 2], SECOND_FACTOR, code=wrong)
        assert (answer.status_code, "These are not the digits" in answer.text) == (422, True)
    stopped = send(browsers[0], SECOND_FACTOR, code=digits(pages))
    assert (stopped.status_code, "15 minutes" in stopped.text) == (429, True)
    assert SESSION not in browsers[0].cookies
    other = half_in(pages, SCHOOL_NURSE)
    assert give_code(pages, other, SCHOOL_NURSE).status_code == 303, "others are not stopped by it"


def test_the_second_step_is_not_good_for_long(pages_on_both: Pages) -> None:
    pages = pages_on_both
    set_up(pages)
    browser = half_in(pages)
    pages.real.advance_by(timedelta(minutes=10))
    assert browser.get(SECOND_FACTOR).status_code == 410
    fresh = half_in(pages)
    browser.cookies.set(HALF, "made-up", domain="goldenthread.example.org")
    assert browser.get(SECOND_FACTOR).status_code == 410
    assert "Ask for a new link" in browser.get(SECOND_FACTOR).text
    give_code(pages, fresh, HEALTH_VISITOR)
    with reading(pages.context.engine) as connection:
        assert connection.execute(select(HALVES.c.person)).all() == [], "and what is over is deleted"


def test_of_two_windows_in_which_an_app_is_set_up_the_first_one_counts(pages_on_both: Pages) -> None:
    pages = pages_on_both
    first, second = half_in(pages), half_in(pages)
    left_lying = offered_app(second)
    give_code(pages, first, HEALTH_VISITOR)
    answer = send(second, SECOND_FACTOR, code=pyotp.TOTP(left_lying).at(pages.real.now()))
    assert (answer.status_code, "These are not the digits" in answer.text) == (422, True)
    assert "gt-shown-key" not in answer.text
    pages.real.advance_by(timedelta(minutes=1))
    assert give_code(pages, second, HEALTH_VISITOR).status_code == 303


def test_whoever_has_left_meanwhile_is_not_let_in(pages: Pages) -> None:
    browser = half_in(pages)
    today = pages.clock.now().date()
    change_person(pages.context, HEALTH_VISITOR, left_on=today)
    give_code(pages, browser, HEALTH_VISITOR)
    assert browser.get("/my-work").status_code == 303


def test_a_new_phone_is_for_whoever_has_just_used_the_old_one(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = set_up(pages)
    pages.real.advance_by(timedelta(minutes=20))
    html = browser.get("/sign-out").text
    assert ("A new phone" in html, "Take the app off" in html) == (True, False)
    late = send(browser, "/sign-out", "/sign-in/new-phone")
    assert late.headers["location"] == "/sign-out?again=1"
    browser = half_in(pages)
    give_code(pages, browser, HEALTH_VISITOR)
    assert "Take the app off" in browser.get("/sign-out").text
    elsewhere = half_in(pages)
    assert send(browser, "/sign-out", "/sign-in/new-phone").headers["location"] == "/signed-out?from=everywhere"
    for one in (browser, elsewhere):
        assert one.get("/my-work").status_code == 303
    assert elsewhere.get(SECOND_FACTOR).status_code == 410
    assert "Set up your authenticator app" in half_in(pages).get(SECOND_FACTOR).text


def test_business_support_takes_a_lost_one_off_and_not_its_own(pages_on_both: Pages) -> None:
    pages = pages_on_both
    theirs, support = set_up(pages), pages.signed_in(BUSINESS_SUPPORT_OFFICER)
    place = f"/directory/people/{HEALTH_VISITOR}"
    assert "they sign in with a link and an authenticator app" in support.get(place).text
    assert send(support, place, f"{place}/sign-in-anew").headers["location"] == f"{place}?done=anew"
    assert theirs.get("/my-work").status_code == 303
    assert "Set up your authenticator app" in half_in(pages).get(SECOND_FACTOR).text
    with reading(pages.context.engine) as connection:
        (change,) = changes_of(connection, HEALTH_VISITOR, size=5)
    assert change.kind == "sign_in_anew"
    own = f"/directory/people/{BUSINESS_SUPPORT_OFFICER}"
    assert "Let them sign in anew" not in support.get(own).text
    assert send(support, own, f"{own}/sign-in-anew").status_code == 404
    assert send(pages.signed_in(BUSINESS_MANAGER), own, f"{own}/sign-in-anew").status_code == 303


def test_where_it_is_switched_off_a_link_is_enough(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    with opened_pages(database_url, tmp_path_factory.mktemp("home"), second_factor=False) as pages:
        browser = pages.browser()
        assert send(browser, pages.asked_link(browser, HEALTH_VISITOR)).headers["location"] == "/my-work"
        assert browser.get("/my-work").status_code == 200
        assert "A new phone" not in browser.get("/sign-out").text
