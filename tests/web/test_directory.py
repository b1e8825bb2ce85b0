"""The directory as the business support team keeps it: found, confirmed, changed, and every change kept."""

import re
from datetime import date

import pytest

from store.absences import absences_of
from store.directory import StoredDirectory, current_directory
from store.directory_history import changes_of
from store.sessions import reading
from tests.at_work import change_person, entries_of, raised
from tests.partnership import (
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    SCRUTINEER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.web.pages import Pages, send, token_in
from tests.web.statements import asks_little
from tests.web.test_procedures import text_of

PAGES = (
    "/directory",
    "/directory?show=stale&q=nurse",
    "/directory/partnership",
    "/directory/changes",
    "/directory/add",
    "/directory/file",
    f"/directory/people/{SOCIAL_WORKER}",
    f"/directory/people/{SOCIAL_WORKER}/contact",
    f"/directory/people/{SOCIAL_WORKER}/absence",
    f"/directory/people/{SOCIAL_WORKER}/left",
)


def stored(pages: Pages) -> StoredDirectory:
    with reading(pages.context.engine) as connection:
        return current_directory(connection)


def kinds(pages: Pages, person: str | None = None) -> list[tuple[str | None, str]]:
    """By whom and what was changed, the newest first."""
    with reading(pages.context.engine) as connection:
        return [(one.by, one.kind) for one in changes_of(connection, person, size=100)]


def day_typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.mark.parametrize("path", PAGES)
def test_it_is_there_for_business_support_and_for_nobody_else(pages: Pages, path: str) -> None:
    assert pages.signed_in(BUSINESS_MANAGER).get(path).status_code == 200
    for person in (SOCIAL_WORKER, SCRUTINEER):
        assert pages.signed_in(person).get(path).status_code == 404, person
    assert pages.browser().get(path).status_code == 303


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_more_when_there_is_more(pages: Pages, path: str) -> None:
    for _ in range(15):
        raised(pages.context)
    asks_little(pages, pages.signed_in(BUSINESS_MANAGER), path)


def test_people_are_found_by_post_agency_and_standing_and_listed_in_pages(pages: Pages) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    change_person(pages.context, SOCIAL_WORKER, last_confirmed=date(2026, 1, 5))
    change_person(pages.context, HEALTH_VISITOR, last_confirmed=date(2026, 10, 30), email=None)
    first = browser.get("/directory").text
    assert first.count('class="govuk-table__row') == 26
    assert 'href="/directory?page=2"' in first
    found = text_of(browser.get("/directory?q=health+visitor&agency=hcrg").text)
    assert "1 person, by agency and post" in found
    assert "No address" in found
    stale = browser.get("/directory?show=stale&q=social+worker").text
    assert "Monday 5 January 2026, nine months ago" in text_of(stale) or "months ago" in text_of(stale)
    assert "To be confirmed" in stale
    assert HEALTH_VISITOR not in browser.get("/directory?show=stale").text
    assert HEALTH_VISITOR in browser.get("/directory?show=unreachable").text
    assert "Nobody in the directory is so" in browser.get("/directory?show=left").text
    assert "@" not in browser.get("/directory?q=health.visitor.hcrg@example.org").text.partition("<table")[2]


def test_details_are_confirmed_with_one_click_and_one_comes_back_to_the_same_list(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(BUSINESS_MANAGER)
    change_person(pages.context, SOCIAL_WORKER, last_confirmed=date(2025, 1, 5))
    listed = browser.get("/directory?q=social+worker").text
    answer = browser.post(
        f"/directory/people/{SOCIAL_WORKER}/confirm",
        data={"form_token": token_in(listed), "listed": "1", "page": "1", "q": "social worker"},
    )
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/directory?q=social+worker&page=1&confirmed={SOCIAL_WORKER}"
    assert "are confirmed, as of today" in browser.get(answer.headers["location"]).text
    assert stored(pages).contacts[SOCIAL_WORKER].last_confirmed == date(2026, 11, 2)
    assert kinds(pages, SOCIAL_WORKER) == [(BUSINESS_MANAGER, "confirmed")]
    page = text_of(browser.get(f"/directory/people/{SOCIAL_WORKER}").text)
    assert "Contact details confirmed" in page
    assert "by Business manager" in page


def test_contact_details_are_changed_and_a_secret_channel_is_never_shown(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/contact"
    secret = "gchat://token-of-a-team/webhook/key"
    saved = send(browser, path, email="new.address@example.org", channels=f"{secret}\r\nteam@example.org")
    assert saved.headers["location"].endswith("?done=changed")
    contact = stored(pages).contacts[SOCIAL_WORKER]
    assert (contact.email, contact.channels) == ("new.address@example.org", (secret, "team@example.org"))
    assert contact.last_confirmed == date(2026, 11, 2)
    for shown in (path, f"/directory/people/{SOCIAL_WORKER}", "/directory?q=social+worker", "/directory/changes"):
        html = browser.get(shown).text
        assert "token-of-a-team" not in html, shown
    history = text_of(browser.get("/directory/changes").text)
    assert "social.worker.ecc@example.org became new.address@example.org" in history
    assert "Other channels changed" in history
    send(browser, path, email="new.address@example.org", keep="1")
    assert stored(pages).contacts[SOCIAL_WORKER].channels == ("team@example.org",)


def test_a_channel_that_leads_where_it_may_not_is_refused_with_whom_to_ask(pages: Pages) -> None:
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/contact"
    before = stored(pages).contacts[SOCIAL_WORKER]
    refused = send(browser, path, email="new@example.org", channels="jsons://127.0.0.1:8000/api")
    assert refused.status_code == 422
    assert "The address leads to a host to which messages may not go. Ask whoever runs Golden Thread" in refused.text
    assert ">jsons://127.0.0.1:8000/api</textarea>" in refused.text
    file = "code,title,agency,channels\nnewcomer,Newcomer,hcrg,jsons://127.0.0.1:8000/api\n"
    upload = "/directory/file"
    checked = browser.post(
        upload,
        data={"form_token": token_in(browser.get(upload).text), "do": "import"},
        files={"file": ("people.csv", file.encode(), "text/csv")},
    )
    assert "to which messages may not go" in text_of(checked.text)
    assert "newcomer" not in stored(pages).contacts
    assert stored(pages).contacts[SOCIAL_WORKER] == before


def test_whoever_has_such_a_channel_from_before_can_still_be_marked_as_having_left(pages: Pages) -> None:
    change_person(pages.context, SOCIAL_WORKER, channels='["jsons://127.0.0.1:8000/api"]')
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/left"
    day = {"left_on-day": "2", "left_on-month": "11", "left_on-year": "2026"}
    assert send(browser, path, **day).headers["location"].endswith("?done=left")


def test_what_cannot_stand_comes_back_as_it_was_typed(pages: Pages) -> None:
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/contact"
    refused = send(browser, path, email="not an address", channels="nowhere")
    assert refused.status_code == 422
    assert "There is a problem" in refused.text
    assert 'value="not an address"' in refused.text
    assert ">nowhere</textarea>" in refused.text
    assert "such as slack://..., or further e-mail addresses." in refused.text
    assert stored(pages).contacts[SOCIAL_WORKER].email == "social.worker.ecc@example.org"
    assert kinds(pages) == []


def test_whoever_has_left_is_marked_and_their_steps_pass_on_at_once(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/left"
    assert "What is the first day" in browser.get(path).text
    gone = send(browser, path, **day_typed("left_on", date(2026, 11, 2)))
    page = text_of(browser.get(gone.headers["location"]).text)
    passed = re.search(r"passed on at once: (D-\S+) : (.+?) Essex County Council", page)
    assert passed, page
    assert passed[1] == reference
    assert pages.signed_in(SOCIAL_WORKER).get("/my-work").status_code == 303, "signed out"
    assert entries_of(pages.context, reference)[-1].kind == "passed_on"
    assert [kind for _, kind in kinds(pages, SOCIAL_WORKER)] == ["steps_passed_on", "left"]
    assert send(browser, "/directory/add", path, **day_typed("left_on", date(2026, 11, 2))).status_code == 404


def test_nothing_is_asked_of_a_post_that_somebody_has_left(pages: Pages) -> None:
    browser, person = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}"
    assert "Let them sign in anew" in browser.get(person).text
    send(browser, f"{person}/left", **day_typed("left_on", date(2026, 11, 2)))
    page = browser.get(person).text
    assert "Left on: Monday 2 November 2026" in text_of(page)
    assert "Let them sign in anew" not in page


def test_the_last_of_business_support_cannot_be_marked_as_gone(pages: Pages) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    today = day_typed("left_on", date(2026, 11, 2))
    send(browser, f"/directory/people/{BUSINESS_SUPPORT_OFFICER}/left", **today)
    refused = send(browser, f"/directory/people/{BUSINESS_MANAGER}/left", **today)
    assert refused.status_code == 422
    assert "at least one person in post with the role business_support" in refused.text


def test_an_absence_is_recorded_and_ended(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    browser, path = pages.signed_in(BUSINESS_MANAGER), f"/directory/people/{SOCIAL_WORKER}/absence"
    wrong = send(browser, path, deputy=SOCIAL_WORKER, **day_typed("first", date(2026, 11, 2)))
    assert wrong.status_code == 422
    days = day_typed("first", date(2026, 11, 2)) | day_typed("last", date(2026, 11, 6))
    away = send(browser, path, deputy=TEAM_MANAGER, **days)
    page = text_of(browser.get(away.headers["location"]).text)
    assert f"{reference} : Team manager" in page
    assert "stands in from Monday 2 November 2026 to Friday 6 November 2026" in page
    assert SOCIAL_WORKER in browser.get("/directory?show=away").text
    with reading(pages.context.engine) as connection:
        [absence] = absences_of(connection, [SOCIAL_WORKER], date(2026, 11, 2))
    assert absence.named_by == BUSINESS_MANAGER
    back = send(browser, path, f"{path}/end", absence=str(absence.id))
    assert back.headers["location"].endswith("?done=back")
    assert [kind for _, kind in kinds(pages, SOCIAL_WORKER)] == ["back", "steps_passed_on", "away"]
    assert send(browser, path, f"{path}/end", absence=str(absence.id)).status_code == 404


def test_somebody_new_is_added(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(BUSINESS_MANAGER)
    wrong = send(browser, "/directory/add", title="Family worker", agency="hcrg", email="nowhere")
    assert wrong.status_code == 422
    assert 'value="Family worker"' in wrong.text
    added = send(
        browser, "/directory/add", title="Family worker", agency="hcrg", rank="practitioner",
        reports_to="named_nurse_hcrg", email="family.worker@example.org", roles="review_lead",
    )  # fmt: skip
    assert added.headers["location"] == "/directory/people/family_worker_hcrg?done=added"
    person = stored(pages).directory.people["family_worker_hcrg"]
    assert (person.rank, person.reports_to, person.roles) == ("practitioner", "named_nurse_hcrg", ("review_lead",))
    assert kinds(pages) == [(BUSINESS_MANAGER, "added")]
    again = send(browser, "/directory/add", title="Family worker", agency="hcrg")
    assert again.headers["location"] == "/directory/people/family_worker_hcrg_2?done=added"


CSV = "code,title,agency,email\n{code},Ward sister,hcrg,{email}\n"


def upload(pages: Pages, name: str, text: str, **fields: str) -> tuple[int, str]:
    browser = pages.signed_in(BUSINESS_MANAGER)
    form = {"form_token": token_in(browser.get("/directory/file").text), **fields}
    answer = browser.post("/directory/file", data=form, files={"file": (name, text.encode(), "text/plain")})
    return answer.status_code, answer.text


def test_a_file_is_checked_whole_and_on_any_fault_nothing_is_written(pages_on_both: Pages) -> None:
    pages = pages_on_both
    before = stored(pages).version
    status, html = upload(pages, "people.csv", CSV.format(code="Ward Sister", email="nowhere"), do="import")
    text = text_of(html)
    assert status == 422
    assert "The file has 2 faults. Nothing was written." in text
    assert "2 code Expected a code of small letters" in text
    assert "2 email Expected one e-mail address" in text
    for name, content in (("people.yaml", "people: [\n"), ("people.txt", "x"), ("people.csv", "\0")):
        assert upload(pages, name, content, do="import")[0] == 422, name
    assert stored(pages).version == before
    assert kinds(pages) == []


def test_a_fault_names_a_code_as_it_is_written(pages: Pages) -> None:
    text = CSV.format(code="ward_sister", email="ward.sister@example.org")
    _, html = upload(pages, "people.csv", text + text.splitlines()[1] + "\n")
    assert "3 code 'ward_sister' stands on line 2 already" in text_of(html)


def test_a_file_is_checked_first_and_then_imported(pages_on_both: Pages) -> None:
    pages = pages_on_both
    before, text = stored(pages).version, CSV.format(code="ward_sister", email="ward.sister@example.org")
    status, html = upload(pages, "people.csv", text, do="check")
    assert status == 200
    assert "To be added: 1" in html
    assert "Ward sister, HCRG" in html
    assert stored(pages).version == before
    assert upload(pages, "people.csv", text, do="import")[0] == 303
    assert "ward_sister" in stored(pages).contacts
    assert kinds(pages) == [(BUSINESS_MANAGER, "imported"), (BUSINESS_MANAGER, "added")]
    assert "1 added" in text_of(pages.signed_in(BUSINESS_MANAGER).get("/directory/changes").text)


def test_without_a_file_it_says_so(pages: Pages) -> None:
    browser = pages.signed_in(BUSINESS_MANAGER)
    answer = send(browser, "/directory/file", do="import")
    assert answer.status_code == 422
    assert "Choose a directory file" in answer.text


def test_others_change_nothing(pages: Pages) -> None:
    browser = pages.signed_in(DETECTIVE_CONSTABLE)
    token = token_in(browser.get("/refer").text)
    for path in ("confirm", "contact", "left", "absence", "absence/end"):
        there = browser.post(f"/directory/people/{SOCIAL_WORKER}/{path}", data={"form_token": token, "absence": "1"})
        assert there.status_code == 404, path
    for path in ("/directory/add", "/directory/file"):
        assert browser.post(path, data={"form_token": token}).status_code == 404, path
    assert kinds(pages) == []
