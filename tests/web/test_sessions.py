"""Sessions: cookies that no script and no other site gets, an end in time, and no way to bring one's own."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from store.recording import table
from store.sessions import reading, writing
from store.sign_in_tables import SignInLinkRow, WebSessionRow
from store.tables import PersonRow
from store.web_sessions import hash_of
from tests.at_work import change_directory, entries_of, raised
from tests.partnership import BUSINESS_SUPPORT_OFFICER, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.pages import SECOND_FACTOR, SESSION, VISITOR, Pages, give_code, send, token_in, typed_again


def sessions(pages: Pages) -> list[str]:
    with reading(pages.context.engine) as connection:
        return list(connection.execute(select(table(WebSessionRow).c.person)).scalars())


def test_cookies_are_for_this_host_by_https_and_for_no_script(pages: Pages) -> None:
    cookie = pages.browser().get("/sign-in").headers["set-cookie"]
    assert cookie.startswith(f"{VISITOR}=")
    for flag in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
        assert flag in cookie
    assert "Domain" not in cookie
    assert "Max-Age" not in cookie


def test_the_store_keeps_no_token(pages: Pages) -> None:
    token = pages.signed_in(HEALTH_VISITOR).cookies[SESSION]
    with reading(pages.context.engine) as connection:
        row = connection.execute(select(table(WebSessionRow))).one()
    assert token not in str(row)


def test_a_session_that_was_left_alone_is_over(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=29))
    assert browser.get("/my-work").status_code == 200
    pages.real.advance_by(timedelta(minutes=29))
    assert browser.get("/my-work").status_code == 200
    pages.real.advance_by(timedelta(minutes=30))
    answer = browser.get("/my-work")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?ended=1")
    assert "You were signed out" in browser.get(answer.headers["location"]).text
    assert sessions(pages) == []


def test_no_session_lasts_for_ever(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    for _ in range(12 * 3 - 1):
        pages.real.advance_by(timedelta(minutes=20))
        assert browser.get("/my-work").status_code == 200
    pages.real.advance_by(timedelta(minutes=20))
    assert browser.get("/my-work").status_code == 303


def test_a_fast_clock_of_cases_ends_no_session(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    pages.clock.advance_by(timedelta(days=30))
    assert browser.get("/my-work").status_code == 200


def test_staying_signed_in_counts_as_being_there(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=29))
    assert send(browser, "/my-work", to="/still-here").status_code == 204
    pages.real.advance_by(timedelta(minutes=29))
    assert browser.get("/my-work").status_code == 200


def test_every_page_says_until_when_one_is_signed_in(pages: Pages) -> None:
    html = pages.signed_in(HEALTH_VISITOR).get("/my-work").text
    assert "If you do nothing you are signed out at 12:30pm." in html
    assert 'data-idle-seconds="1800"' in html


def test_signing_out_ends_this_session_alone(pages: Pages) -> None:
    here, there = pages.signed_in(HEALTH_VISITOR), pages.signed_in(HEALTH_VISITOR)
    token = here.cookies[SESSION]
    assert send(here, "/sign-out", where="here").headers["location"] == "/signed-out"
    here.cookies.set(SESSION, token, domain="goldenthread.example.org")
    assert here.get("/my-work").status_code == 303
    assert there.get("/my-work").status_code == 200


def test_signing_out_everywhere_ends_every_session_of_the_person(pages: Pages) -> None:
    here, there, another = (pages.signed_in(person) for person in (HEALTH_VISITOR, HEALTH_VISITOR, SOCIAL_WORKER))
    send(here, "/sign-out", where="everywhere")
    assert there.get("/my-work").status_code == 303
    assert another.get("/my-work").status_code == 200


def test_ones_own_sessions_are_listed_and_each_can_be_ended(pages: Pages) -> None:
    there = pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=10))
    here, another = pages.signed_in(HEALTH_VISITOR), pages.signed_in(SOCIAL_WORKER)
    html = here.get("/sign-out").text
    assert html.count("By a link in an e-mail") == 2
    assert "since Monday 1 March 2027 at midday, last used Monday 1 March 2027 at midday" in html
    assert html.count("This is where you are now.") == 1
    (mark,) = marks_on(html)
    assert there.cookies[SESSION] not in html
    assert hash_of(there.cookies[SESSION]) not in html
    assert send(another, "/sign-out", where=mark).status_code == 303
    assert there.get("/my-work").status_code == 200, "nobody else ends it"
    ended = send(here, "/sign-out", where=mark)
    assert "That session is ended." in here.get(ended.headers["location"]).text
    assert there.get("/my-work").status_code == 303
    assert send(here, "/sign-out", where=mark).status_code == 303
    assert sorted(sessions(pages)) == sorted([HEALTH_VISITOR, SOCIAL_WORKER])


def marks_on(html: str) -> list[str]:
    """What the page calls each other session that can be ended."""
    return re.findall(r'value="([0-9a-f]{64})"[^>]*data-module="govuk-button"', html)


def test_whoever_has_not_signed_in_lately_ends_no_session_elsewhere(pages: Pages) -> None:
    here, there = pages.signed_in(HEALTH_VISITOR), pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=10) - timedelta(seconds=1))
    (mark,) = marks_on(here.get("/sign-out").text)
    pages.real.advance_by(timedelta(seconds=1))
    html = here.get("/sign-out").text
    assert marks_on(html) == []
    assert 'value="everywhere"' not in html
    assert "within the last 10 minutes" in html
    assert 'href="/sign-in/again"' in html
    assert "goldenthread sign-out PERSON" in html
    for where in (mark, "everywhere"):
        answer = send(here, "/sign-out", where=where)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-out?again=1")
        assert "Nothing was ended." in here.get(answer.headers["location"]).text
    assert there.get("/my-work").status_code == 200
    assert send(here, "/sign-out", where="here").headers["location"] == "/signed-out"


def test_whoever_signs_in_again_by_a_link_comes_back_and_ends_them(pages: Pages) -> None:
    there, here = pages.signed_in(HEALTH_VISITOR), pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=20))
    before = here.cookies[SESSION]
    sent = send(here, "/sign-in/again")
    assert sent.headers["location"].startswith("/sign-in/sent?asked=")
    html = here.get(sent.headers["location"]).text
    assert "Keep this page open" in html
    assert 'href="/sign-in/again"' in html
    link = pages.latest_link(HEALTH_VISITOR)
    assert 'name="code"' not in here.get(link).text
    assert send(here, link).headers["location"] == SECOND_FACTOR
    answer = give_code(pages, here, HEALTH_VISITOR)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-out")
    assert here.cookies[SESSION] != before
    (mark,) = marks_on(here.get("/sign-out").text)
    assert send(here, "/sign-out", where=mark).headers["location"] == "/sign-out?ended=1"
    assert there.get("/my-work").status_code == 303


def test_whoever_has_no_address_is_told_where_to_turn(pages: Pages) -> None:
    browser, people = pages.signed_in(HEALTH_VISITOR), table(PersonRow)
    change_directory(pages.context, people.update().where(people.c.code == HEALTH_VISITOR).values(email=None))
    html = browser.get("/sign-in/again").text
    assert "you cannot sign in again from here" in html
    assert "business support team" in html
    assert send(browser, "/sign-out", "/sign-in/again").headers["location"] == "/sign-in/again"
    with reading(pages.context.engine) as connection:
        assert connection.execute(select(table(SignInLinkRow))).all() == []


def test_asking_again_is_counted_as_signing_in_is(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    answers = [send(browser, "/sign-in/again").status_code for _ in range(6)]
    assert answers == [303] * 5 + [429]


def test_a_session_of_which_nobody_knows_when_they_signed_in_is_not_of_lately(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    with writing(pages.context.engine) as connection:
        connection.execute(table(WebSessionRow).update().values(authenticated_at=None))
    assert send(browser, "/sign-out", where="everywhere").headers["location"] == "/sign-out?again=1"


def test_a_session_that_is_over_is_not_listed(pages: Pages) -> None:
    pages.signed_in(HEALTH_VISITOR)
    pages.real.advance_by(timedelta(minutes=31))
    assert pages.signed_in(HEALTH_VISITOR).get("/sign-out").text.count("By a link in an e-mail") == 1


def test_whoever_has_left_is_signed_out(pages: Pages) -> None:
    browser, people = pages.signed_in(HEALTH_VISITOR), table(PersonRow)
    today = pages.clock.now().date()
    change_directory(pages.context, people.update().where(people.c.code == HEALTH_VISITOR).values(left_on=today))
    assert browser.get("/my-work").status_code == 303
    assert sessions(pages) == []


def test_a_cookie_that_nobody_gave_out_opens_nothing(pages: Pages) -> None:
    browser = pages.browser()
    browser.cookies.set(SESSION, "made-up", domain="goldenthread.example.org")
    assert browser.get("/my-work").headers["location"] == "/sign-in?ended=1"


def test_one_comes_back_to_the_page_that_one_wanted(pages: Pages) -> None:
    assert pages.browser().get("/cases?show=closed").headers["location"] == "/sign-in?next=%2Fcases%3Fshow%3Dclosed"


def test_what_was_written_when_the_session_ended_comes_back_to_be_sent_again(pages: Pages) -> None:
    reference = raised(pages.context)
    form, browser = f"/cases/{reference}/answer", pages.signed_in(SOCIAL_WORKER)
    token = token_in(browser.get(form).text)
    pages.real.advance_by(timedelta(minutes=31))
    typed = {"form_token": token, "version": "1", "answer": "We will assess\nby Friday."}
    answer = browser.post(form, data=typed)
    assert (answer.status_code, "You were signed out before this was sent" in answer.text) == (401, True)
    assert "Signed in as" not in answer.text
    assert SESSION not in browser.cookies

    # Signed in again in another tab of the same browser, they send it from the page that they still have.
    again = pages.signed_in(SOCIAL_WORKER)
    given = typed_again(answer.text)
    refused = again.post(form, data=given, headers={"Sec-Fetch-Site": "same-origin"})
    assert again.post(form, data=typed_again(refused.text)).status_code == 303
    assert entries_of(pages.context, reference)[-1].narrative["answer"] == typed["answer"]


@pytest.mark.parametrize(
    ("person", "form", "typed"),
    [
        (HEALTH_VISITOR, "/absence", {"first-day": "3", "first-month": "3", "first-year": "2027", "deputy": ""}),
        (BUSINESS_SUPPORT_OFFICER, "/directory/add", {"title": "Nurse", "agency": "", "email": ""}),
        (
            BUSINESS_SUPPORT_OFFICER,
            f"/directory/people/{HEALTH_VISITOR}/contact",
            {"email": "visitor@hcrg.example.org"},
        ),
        (BUSINESS_SUPPORT_OFFICER, "/api-tokens", {"name": "eclipse", "days": "30"}),
    ],
)
def test_short_words_and_days_come_back_too(pages: Pages, person: str, form: str, typed: dict[str, str]) -> None:
    browser = pages.signed_in(person)
    token = token_in(browser.get(form).text)
    pages.real.advance_by(timedelta(minutes=31))
    answer = browser.post(form, data={"form_token": token, **typed})
    assert answer.status_code == 401
    given = typed_again(answer.text)
    assert {name: given[name] for name in typed} == typed


def test_where_nothing_was_written_one_only_signs_in_again(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    token = token_in(browser.get("/absence").text)
    pages.real.advance_by(timedelta(minutes=31))
    answer = browser.post("/absence", data={"form_token": token, "person": HEALTH_VISITOR})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?ended=1")
