"""Documents on the pages: the form, what comes back to whom, and how a document is given out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from procedures.review_course import ReviewPosition as P
from store.case_readings import readings_of
from store.key_file import KeyFile
from store.narrative_keys import keep_keys
from store.sessions import reading
from tests.at_work import entries_of, fits, raised
from tests.clamd import EICAR, Clamd
from tests.document_samples import PDF, TXT, docx
from tests.documents_at_work import LONG, added
from tests.notifications.smtp_servers import free_port
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCRUTINEER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import stored_review
from tests.statements import MOST_STATEMENTS, statements
from tests.states.review_line import lead
from tests.web.pages import Pages, opened_pages, token_in

TYPED = {"kind": "minutes", "audience": "raising", "about": "Of Monday's meeting."}


@pytest.fixture
def scanned(database_url: str, tmp_path: Path, clamd: Clamd) -> Iterator[Pages]:
    """Pages with a virus scanner, on both stores, that take documents of one megabyte."""
    with opened_pages(database_url, tmp_path, virus_scanner=clamd.address, document_megabytes=1) as opened:
        yield opened


on_sqlite = pytest.mark.parametrize("store_kind", ["sqlite"])


def send_file(browser: TestClient, form: str, name: str, content: bytes, **typed: str) -> Any:
    fields = {"form_token": token_in(browser.get(form).text), **(TYPED | typed)}
    return browser.post(form, data=fields, files={"file": (name, content, "application/octet-stream")})


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_document_is_added_listed_and_given_out(scanned: Pages, clamd: Clamd) -> None:
    reference = raised(scanned.context)
    browser = scanned.signed_in(HEALTH_VISITOR)
    assert f'href="/cases/{reference}/documents/add"' in browser.get(f"/cases/{reference}").text
    sent = send_file(browser, f"/cases/{reference}/documents/add", "Zz of a child.docx", docx())
    assert (sent.status_code, sent.headers["location"]) == (303, f"/cases/{reference}?done=2")
    assert len(clamd.lengths) == 1
    html = browser.get(sent.headers["location"]).text
    assert "You added a document." in html
    assert "Minutes of a meeting" in html
    assert "Download Zz of a child.docx (DOCX" in words(html)
    got = browser.get(f"/cases/{reference}/documents/2")
    assert got.content.startswith(b"PK\x03\x04")
    assert {name: got.headers[name] for name in ("content-disposition", "cache-control", "x-content-type-options")} == {
        "content-disposition": f'attachment; filename="{reference}-document-2.docx"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    assert "sandbox" in got.headers["content-security-policy"]
    assert "Zz" not in str(got.headers)
    with reading(scanned.context.engine) as connection:
        assert (HEALTH_VISITOR, "document 2") in [(r.person, r.what) for r in readings_of(connection, reference)]
    assert fits(scanned.context)


def test_a_long_one_comes_back_as_it_was(scanned: Pages) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, SOCIAL_WORKER)
    got = scanned.signed_in(HEALTH_VISITOR).get(f"/cases/{reference}/documents/{number}")
    assert (got.content, got.headers["content-length"]) == (LONG, str(len(LONG)))
    assert got.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("page", ["", "/documents/{number}", "/documents/{number}/withdraw", "/documents/add"])
@on_sqlite
def test_whose_it_is_not_finds_nothing(scanned: Pages, page: str) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR, audience="raising")
    address = f"/cases/{reference}{page.format(number=number)}"
    assert scanned.signed_in(HEALTH_VISITOR).get(address).status_code == 200
    assert scanned.signed_in(DETECTIVE_CONSTABLE).get(address).status_code == 404
    other_side = scanned.signed_in(SOCIAL_WORKER).get(address)
    assert other_side.status_code == (404 if "number" in page else 200)
    assert "Zz" not in other_side.text
    assert "added a document" not in other_side.text
    if page == "/documents/{number}":
        for other in (f"/reviews/{reference}/documents/{number}", f"/returns/{reference}/documents/{number}"):
            assert scanned.signed_in(HEALTH_VISITOR).get(other).status_code == 404
        assert scanned.signed_in(HEALTH_VISITOR).get(f"/cases/{reference}/documents/1").status_code == 404
        assert scanned.browser().get(address).status_code == 303


@on_sqlite
def test_only_whoever_added_it_and_business_support_may_withdraw_it(scanned: Pages) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR)
    page = f"/cases/{reference}/documents/{number}/withdraw"
    assert {
        person: scanned.signed_in(person).get(page).status_code
        for person in (HEALTH_VISITOR, BUSINESS_MANAGER, NAMED_NURSE, SOCIAL_WORKER, SCRUTINEER)
    } == {HEALTH_VISITOR: 200, BUSINESS_MANAGER: 200, NAMED_NURSE: 404, SOCIAL_WORKER: 404, SCRUTINEER: 404}


def test_a_mistaken_document_is_withdrawn_with_a_reason(scanned: Pages) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR)
    browser, page = scanned.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/{number}/withdraw"
    without = browser.post(page, data={"form_token": token_in(browser.get(page).text), "reason": " "})
    assert (without.status_code, "Say why you withdraw it." in without.text) == (422, True)
    done = browser.post(page, data={"form_token": token_in(without.text), "reason": "The wrong child's."})
    assert done.headers["location"] == f"/cases/{reference}?done=3"
    html = browser.get(done.headers["location"]).text
    assert "You withdrew a document." in html
    assert "Withdrawn. Its content was taken away" in html
    assert f"/documents/{number}" not in html
    gone = browser.get(f"/cases/{reference}/documents/{number}")
    assert (gone.status_code, "This document was withdrawn" in gone.text) == (410, True)
    again = browser.post(page, data={"form_token": token_in(without.text), "reason": "The wrong child's."})
    assert again.headers["location"] == f"/cases/{reference}"
    assert len(entries_of(scanned.context, reference)) == 3


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("minutes.exe", b"MZ", "Files of this type are not taken."),
        ("minutes.pdf", TXT, "what is in it is something else"),
        ("minutes.txt", b"", "This file is empty."),
        ("minutes.txt", b"a" * 1_000_001, "The largest that is taken is 1 MB"),
        ("minutes.txt", b"a" * 4_000_000, "The largest that is taken is 1 MB"),
        ("minutes.txt", EICAR, "found something harmful in this file (Eicar-Test-Signature)"),
    ],
    ids=["type", "content", "empty", "too large", "far too large", "virus"],
)
@on_sqlite
def test_a_file_that_is_not_taken_leaves_what_was_typed(scanned: Pages, name: str, content: bytes, said: str) -> None:
    reference = raised(scanned.context)
    answer = send_file(scanned.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/add", name, content)
    assert answer.status_code == 422
    assert said in answer.text
    assert "<title>Error: Add a document" in answer.text
    assert "Of Monday&#39;s meeting." in answer.text
    assert re.search(r'value="minutes"[^>]* checked', answer.text)
    assert re.search(r'value="raising"[^>]* checked', answer.text)
    assert len(entries_of(scanned.context, reference)) == 1


@on_sqlite
def test_what_was_left_out_is_asked_for(scanned: Pages) -> None:
    reference = raised(scanned.context)
    browser, form = scanned.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/add"
    token = token_in(browser.get(form).text)
    for files in ({}, {"file": ("", b"", "application/octet-stream")}):
        answer = browser.post(form, data={"form_token": token, "audience": "oversight"}, files=files)
        assert answer.status_code == 422
        for said in ("Choose what kind of document it is.", "Choose who may read it.", "Choose the file"):
            assert said in answer.text
    assert "Choose the file again" in send_file(browser, form, "minutes.pdf", PDF, kind="").text


@on_sqlite
def test_a_name_that_would_do_harm_stays_harmless(scanned: Pages) -> None:
    reference = raised(scanned.context)
    browser = scanned.signed_in(HEALTH_VISITOR)
    name = '../..\\"><script>alert(1)</script>\u202efdp.txt'
    # As a browser writes it, but for line ends, which it writes as %0D%0A.
    token = token_in(browser.get(f"/cases/{reference}/documents/add").text)
    body = (
        (
            f'--b\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n{token}\r\n'
            '--b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nother\r\n'
            '--b\r\nContent-Disposition: form-data; name="audience"\r\n\r\nparties\r\n'
            f'--b\r\nContent-Disposition: form-data; name="file"; filename="{name.replace(chr(34), "%22")}"\r\n\r\n'
        ).encode()
        + TXT
        + b"\r\n--b--\r\n"
    )
    sent = browser.post(
        f"/cases/{reference}/documents/add",
        content=body,
        headers={"Content-Type": "multipart/form-data; boundary=b"},
    )
    assert sent.status_code == 303, sent.text
    html = browser.get(f"/cases/{reference}").text
    assert "<script>alert" not in html
    assert "\u202e" not in html
    kept = entries_of(scanned.context, reference)[-1].narrative["file_name"]
    assert kept == "script> fdp.txt"
    got = browser.get(f"/cases/{reference}/documents/2")
    assert got.headers["content-disposition"] == f'attachment; filename="{reference}-document-2.txt"'


def test_a_scanner_that_is_down_is_not_passed_over(sqlite_url: str, tmp_path: Path) -> None:
    scanner = f"clamd://127.0.0.1:{free_port()}"
    with opened_pages(sqlite_url, tmp_path, virus_scanner=scanner, documents_unscanned=True) as pages:
        reference = raised(pages.context)
        answer = send_file(pages.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/add", "minutes.pdf", PDF)
        assert answer.status_code == 422
        assert "The virus scanner gives no answer, so the file was not taken. Nothing is lost" in answer.text
        assert "Of Monday&#39;s meeting." in answer.text
        assert len(entries_of(pages.context, reference)) == 1


def test_without_a_scanner_business_support_is_told_and_a_setting_decides(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path) as pages:
        reference = raised(pages.context)
        page = words(pages.signed_in(BUSINESS_MANAGER).get(f"/cases/{reference}").text)
        assert "No virus scanner is set up, so nobody can add a document." in page
        side = pages.signed_in(HEALTH_VISITOR)
        assert "Documents cannot be added here yet" in side.get(f"/cases/{reference}").text
        form = side.get(f"/cases/{reference}/documents/add").text
        assert "Documents cannot be added here yet" in form
        assert "multipart" not in form
        token = token_in(side.get(f"/cases/{reference}/answer").text)
        fields = {"form_token": token, **TYPED}
        sent = side.post(f"/cases/{reference}/documents/add", data=fields, files={"file": ("minutes.pdf", PDF)})
        assert sent.status_code == 409
        assert len(entries_of(pages.context, reference)) == 1
    with opened_pages(sqlite_url, tmp_path, documents_unscanned=True) as pages:
        page = words(pages.signed_in(BUSINESS_MANAGER).get(f"/cases/{reference}").text)
        assert "documents are taken and given out without being looked through" in page
        side = pages.signed_in(HEALTH_VISITOR)
        assert send_file(side, f"/cases/{reference}/documents/add", "minutes.pdf", PDF).status_code == 303
        assert entries_of(pages.context, reference)[-1].facts["scanned"] is False


def test_too_many_in_an_hour(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path, documents_unscanned=True, documents_an_hour=1) as pages:
        reference = raised(pages.context)
        browser, form = pages.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/add"
        assert send_file(browser, form, "minutes.pdf", PDF).status_code == 303
        assert send_file(browser, form, "minutes.txt", TXT).status_code == 429


@on_sqlite
def test_a_request_far_beyond_any_document_is_turned_away(scanned: Pages) -> None:
    reference = raised(scanned.context)
    browser, form = scanned.signed_in(HEALTH_VISITOR), f"/cases/{reference}/documents/add"
    answer = browser.post(
        form, headers={"Content-Type": "multipart/form-data; boundary=b", "Content-Length": "80000000"}
    )
    assert answer.status_code == 413
    # Other forms have no reason to be as long as a document.
    assert browser.post("/refer", data={"about": "a" * 3_100_000}).status_code == 413


@on_sqlite
def test_a_form_of_another_site_is_refused(scanned: Pages) -> None:
    reference = raised(scanned.context)
    browser = scanned.signed_in(HEALTH_VISITOR)
    answer = browser.post(
        f"/cases/{reference}/documents/add", data={"form_token": "0" * 64, **TYPED}, files={"file": ("a.pdf", PDF)}
    )
    assert answer.status_code == 403
    assert len(entries_of(scanned.context, reference)) == 1


@on_sqlite
def test_documents_of_a_review_and_of_an_agencys_own_return(scanned: Pages) -> None:
    review = stored_review(scanned.context, scanned.clock, P.RAPID_REVIEW_GATHERING)
    reference = review.reference
    support = scanned.signed_in(BUSINESS_MANAGER)
    sent = send_file(support, f"/reviews/{reference}/documents/add", "panel.pdf", PDF, audience="group")
    number = sent.headers["location"].rpartition("=")[2]
    assert sent.headers["location"] == f"/reviews/{reference}?done={number}"
    partner = scanned.signed_in(ASSISTANT_CHIEF_CONSTABLE)
    assert f"/reviews/{reference}/documents/{number}" in partner.get(f"/reviews/{reference}").text
    assert partner.get(f"/reviews/{reference}/documents/{number}").content == PDF
    agency = scanned.signed_in(lead(HCRG))
    assert agency.get(f"/reviews/{reference}/documents/{number}").status_code == 404
    assert agency.get(f"/returns/{reference}/documents/{number}").status_code == 404
    sent = send_file(agency, f"/returns/{reference}/documents/add", "ours.docx", docx())
    own = sent.headers["location"].rpartition("=")[2]
    assert sent.headers["location"] == f"/returns/{reference}?done={own}"
    html = agency.get(sent.headers["location"]).text
    assert "It is done, and on the record" in html
    assert "ours.docx" in html
    assert "panel.pdf" not in html
    assert agency.get(f"/returns/{reference}/documents/{own}").status_code == 200
    assert scanned.signed_in(CLASS_TEACHER).get(f"/returns/{reference}/documents/{own}").status_code == 404
    assert partner.get(f"/reviews/{reference}/documents/{own}").status_code == 200
    with reading(scanned.context.engine) as connection:
        kept = [(r.person, r.what) for r in readings_of(connection, reference)]
    assert (lead(HCRG), f"document {own}") in kept
    assert (ASSISTANT_CHIEF_CONSTABLE, f"document {own}") in kept


def test_pages_with_many_documents_ask_as_little_as_with_none(scanned: Pages) -> None:
    reference = raised(scanned.context)
    for number in range(12):
        added(scanned.context, reference, HEALTH_VISITOR, TXT + str(number).encode())
    browser = scanned.signed_in(HEALTH_VISITOR)
    browser.get(f"/cases/{reference}")
    with statements(scanned.context.engine) as seen:
        assert browser.get(f"/cases/{reference}").status_code == 200
    assert len(seen) <= MOST_STATEMENTS, seen


@on_sqlite
def test_without_a_key_nothing_is_kept_and_what_was_typed_is_given_back(scanned: Pages, tmp_path: Path) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR)
    browser = scanned.signed_in(HEALTH_VISITOR)
    keep_keys(scanned.context.engine, KeyFile(tmp_path / "none.keys"))
    answer = send_file(browser, f"/cases/{reference}/documents/add", "minutes.pdf", PDF)
    assert (answer.status_code, "Of Monday&#39;s meeting." in answer.text) == (503, True)
    gone = browser.get(f"/cases/{reference}/documents/{number}")
    assert (gone.status_code, "cannot be read at present" in gone.text) == (503, True)
    assert "Download <bdi>the document" in browser.get(f"/cases/{reference}").text
