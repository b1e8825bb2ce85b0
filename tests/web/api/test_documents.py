"""Documents through the interface: listed with their hashes, given out whole, and added through the form's checks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from procedures.review_course import ReviewPosition as P
from store.case_readings import readings_of
from store.key_file import KeyFile
from store.narrative_keys import keep_keys
from store.sessions import reading
from tests.at_work import entries_of, fits, raised
from tests.clamd import EICAR, Clamd, running
from tests.document_samples import PDF, TXT, docx
from tests.documents_at_work import LONG, added, withdrawn
from tests.notifications.smtp_servers import free_port
from tests.partnership import (
    BUSINESS_MANAGER,
    CLASS_TEACHER,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import stored_review
from tests.states.review_line import lead
from tests.web.api.interface import Calls, Interface
from tests.web.pages import opened_pages

MINUTES = {"kind": "minutes", "audience": "raising", "about": "Of Monday's meeting."}


@pytest.fixture
def scanned(sqlite_url: str, tmp_path: Path, clamd: Clamd) -> Iterator[Interface]:
    """The interface with a virus scanner, taking documents of one megabyte."""
    with opened_pages(sqlite_url, tmp_path, virus_scanner=clamd.address, document_megabytes=1) as pages:
        yield Interface(pages)


def send(calls: Calls, at: str, name: str, content: bytes, key: str | None = None, **typed: str) -> Any:
    headers = {"Idempotency-Key": key or str(uuid4())}
    files = {"file": (name, content, "application/octet-stream")}
    return calls.client.post(at, data=MINUTES | typed, files=files, headers=headers)


def test_a_document_is_added_once_listed_with_its_hash_and_given_out(database_url: str, tmp_path: Path) -> None:
    with running() as clamd, opened_pages(database_url, tmp_path, virus_scanner=clamd.address) as pages:
        interface = Interface(pages)
        reference, content = raised(interface.context), docx()
        calls, at = interface.of(HEALTH_VISITOR), f"/cases/{reference}/documents"
        assert calls.get(at).json() == {
            "reference": reference, "documents": [], "audiences": ["parties", "raising"], "not_open": None,
        }  # fmt: skip
        sent = send(calls, at, "Zz of a child.docx", content, "one")
        assert (sent.status_code, sent.headers["location"]) == (201, f"/api/v1{at}/2"), sent.text
        again = send(calls, at, "Zz of a child.docx", content, "one")
        assert (again.status_code, again.content) == (201, sent.content)
        assert again.headers["idempotency-replayed"] == "true"
        assert len(clamd.lengths) == 1, "what was answered before is not looked through again"
        assert send(calls, at, "Zz of a child.docx", content, "one", about="Of Tuesday's.").status_code == 422
        same = send(calls, at, "Zz of a child.docx", content)
        assert (same.status_code, same.json()["number"], same.json()["again"]) == (200, 2, True)
        (line,) = calls.get(at).json()["documents"]
        assert line["sha256"] == sent.json()["sha256"] == hashlib.sha256(content).hexdigest()
        assert (line["name"], line["kind"], line["audience"]) == ("Zz of a child.docx", "minutes", "raising")
        got = calls.get(f"{at}/2")
        assert got.content == content
        assert got.headers["content-disposition"] == f'attachment; filename="{reference}-document-2.docx"'
        assert "sandbox" in got.headers["content-security-policy"]
        assert "Zz" not in f"{got.headers}{sent.text}"
        assert [one.kind for one in entries_of(interface.context, reference)] == ["raise_disagreement", "add_document"]
        with reading(interface.context.engine) as connection:
            read = [(one.person, one.what.partition(" (")[0]) for one in readings_of(connection, reference)]
        assert (HEALTH_VISITOR, "api document 2") in read
        assert fits(interface.context)


def test_whose_it_is_not_finds_nothing(scanned: Interface) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR, LONG, audience="raising")
    at = f"/cases/{reference}/documents"
    own_system, other_system = (scanned.of(None, agency=one, scopes=("read",)) for one in (HCRG, COUNCIL))
    for reads in (scanned.of(HEALTH_VISITOR), own_system):
        assert reads.get(f"{at}/{number}").content == LONG
        assert [one["number"] for one in reads.get(at).json()["documents"]] == [number]
    for other in (scanned.of(SOCIAL_WORKER), other_system):
        assert other.get(f"{at}/{number}").status_code == 404
        assert other.get(at).json()["documents"] == []
    outside = scanned.of(DETECTIVE_CONSTABLE)
    for path in (at, f"{at}/{number}", f"{at}/1", "/cases/D-2026-9999/documents", "/cases/D-2026-9999/documents/2"):
        assert outside.get(path).status_code == 404, path
    assert send(outside, at, "minutes.pdf", PDF).status_code == 404
    assert send(own_system, at, "minutes.pdf", PDF).status_code == 403
    assert own_system.get(at).json()["audiences"] == []
    assert send(scanned.of(HEALTH_VISITOR, scopes=("read",)), at, "minutes.pdf", PDF).status_code == 403


def test_what_was_withdrawn_is_gone_and_what_cannot_be_read_is_not_given_out(
    scanned: Interface, tmp_path: Path
) -> None:
    reference = raised(scanned.context)
    unread = added(scanned.context, reference, SOCIAL_WORKER, TXT)
    number = added(scanned.context, reference, HEALTH_VISITOR)
    withdrawn(scanned.context, reference, number, HEALTH_VISITOR)
    calls = scanned.of(HEALTH_VISITOR)
    answer = calls.get(f"/cases/{reference}/documents/{number}")
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (410, "withdrawn")
    line = calls.get(f"/cases/{reference}/documents").json()["documents"][0]
    assert (line["withdrawn"], line["href"]) == (True, None)
    keep_keys(scanned.context.engine, KeyFile(tmp_path / "none.keys"))
    answer = calls.get(f"/cases/{reference}/documents/{unread}")
    assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (503, "not-now")
    assert calls.get(f"/cases/{reference}/documents").json()["documents"][1]["name"] is None
    assert send(calls, f"/cases/{reference}/documents", "minutes.pdf", PDF).status_code == 503


def test_a_mistaken_document_is_withdrawn_once_by_whoever_added_it(scanned: Interface) -> None:
    reference = raised(scanned.context)
    number = added(scanned.context, reference, HEALTH_VISITOR)
    at, reason = f"/cases/{reference}/documents/{number}", {"reason": "It belongs to another family's record."}
    other = scanned.of(SOCIAL_WORKER).write("POST", f"{at}/withdrawal", reason)
    assert (other.status_code, other.json()["detail"]) == (
        403,
        "A document is withdrawn by whoever added it, or by the business support team.",
    )
    assert scanned.of(DETECTIVE_CONSTABLE).write("POST", f"{at}/withdrawal", reason).status_code == 404
    calls = scanned.of(HEALTH_VISITOR)
    assert scanned.of(HEALTH_VISITOR, scopes=("read",)).write("POST", f"{at}/withdrawal", reason).status_code == 403
    assert calls.write("POST", f"{at}/withdrawal", {"reason": " "}).status_code == 422
    assert calls.get(at).status_code == 200
    first = calls.write("POST", f"{at}/withdrawal", reason, key="once")
    assert (first.status_code, first.json()) == (200, {"number": number})
    again = calls.write("POST", f"{at}/withdrawal", reason, key="once")
    assert (again.json(), again.headers["Idempotency-Replayed"]) == (first.json(), "true")
    assert calls.write("POST", f"{at}/withdrawal", reason).status_code == 409
    assert calls.get(at).status_code == 410
    assert entries_of(scanned.context, reference)[-1].narrative["reason"] == reason["reason"]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("minutes.exe", b"MZ", "Files of this type are not taken."),
        ("minutes.pdf", TXT, "what is in it is something else"),
        ("minutes.txt", b"", "This file is empty."),
        ("minutes.txt", b"a" * 1_000_001, "The largest that is taken is 1 MB"),
        ("minutes.txt", EICAR, "found something harmful in this file (Eicar-Test-Signature)"),
    ],
    ids=["type", "content", "empty", "too large", "virus"],
)
def test_a_file_that_is_not_taken_is_refused_with_the_reason(
    scanned: Interface, name: str, content: bytes, said: str
) -> None:
    reference = raised(scanned.context)
    answer = send(scanned.of(HEALTH_VISITOR), f"/cases/{reference}/documents", name, content)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/file")
    assert said in answer.json()["detail"]
    assert len(entries_of(scanned.context, reference)) == 1


def test_a_form_that_is_none_is_refused(scanned: Interface) -> None:
    reference = raised(scanned.context)
    calls, at = scanned.of(HEALTH_VISITOR), f"/cases/{reference}/documents"
    assert send(calls, at, "minutes.txt", b"a" * 4_000_000).status_code == 413
    for wrong, field in (({"kind": "diary"}, "/kind"), ({"audience": "group"}, "/audience"), ({"more": "1"}, "/more")):
        answer = send(calls, at, "minutes.pdf", PDF, **wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, field), answer.text
    key = {"Idempotency-Key": "one"}
    nothing = calls.client.post(at, data=MINUTES | {"file": "x"}, files={"other": ("a.pdf", PDF)}, headers=key)
    assert {one["pointer"] for one in nothing.json()["errors"]} == {"/file", "/other"}
    assert "class" not in nothing.text
    assert calls.client.post(at, json=MINUTES, headers=key).status_code == 415
    assert calls.client.post(at, data=MINUTES, headers=key).status_code == 415
    form = "multipart/form-data"
    for charset in ("undefined", "utf-7", "none"):
        headers = key | {"Content-Type": f"{form}; boundary=b; charset={charset}"}
        assert calls.client.post(at, content=b"--b--\r\n", headers=headers).status_code == 415
    for unreadable in (form, f"{form}; boundary=b"):
        headers = key | {"Content-Type": unreadable}
        assert calls.client.post(at, content=b"--c", headers=headers).status_code == 400
    assert calls.client.post(at, data=MINUTES, files={"file": ("a.pdf", PDF)}).status_code == 400
    assert len(entries_of(scanned.context, reference)) == 1


def test_a_scanner_that_gives_no_answer_or_is_not_there_is_not_passed_over(sqlite_url: str, tmp_path: Path) -> None:
    for settings in ({"virus_scanner": f"clamd://127.0.0.1:{free_port()}"}, {}):
        with opened_pages(sqlite_url, tmp_path, **settings) as pages:
            interface = Interface(pages)
            reference = raised(interface.context)
            calls, at = interface.of(HEALTH_VISITOR), f"/cases/{reference}/documents"
            answer = send(calls, at, "minutes.pdf", PDF)
            assert (answer.status_code, answer.json()["type"].rpartition("#")[2]) == (503, "not-now")
            assert bool(calls.get(at).json()["not_open"]) is (settings == {})
            assert len(entries_of(interface.context, reference)) == 1


def test_too_many_in_an_hour(sqlite_url: str, tmp_path: Path) -> None:
    with opened_pages(sqlite_url, tmp_path, documents_unscanned=True, documents_an_hour=1) as pages:
        interface = Interface(pages)
        calls, at = interface.of(HEALTH_VISITOR), f"/cases/{raised(interface.context)}/documents"
        assert send(calls, at, "minutes.pdf", PDF).status_code == 201
        often = send(calls, at, "minutes.txt", TXT)
        assert (often.status_code, often.headers["retry-after"]) == (429, "3600")


def test_documents_of_an_agencys_own_return(scanned: Interface) -> None:
    clock = scanned.pages.clock
    review = stored_review(scanned.context, clock, P.RAPID_REVIEW_GATHERING)
    clock.advance_to(max(clock.now(), review.now))
    at = f"/returns/{review.reference}/documents"
    of_review = added(scanned.context, review.reference, BUSINESS_MANAGER, TXT, audience="group")
    calls = scanned.of(lead(HCRG))
    headers, ours = {"Idempotency-Key": "one"}, docx()
    sent = calls.client.post(at, data={"kind": "chronology"}, files={"file": ("ours.docx", ours)}, headers=headers)
    assert sent.status_code == 201, sent.text
    (line,) = calls.get(at).json()["documents"]
    assert (line["name"], line["audience"], line["href"]) == ("ours.docx", "group", sent.json()["href"])
    assert calls.get(f"{at}/{line['number']}").content == ours
    assert calls.get(f"{at}/{of_review}").status_code == 404
    assert calls.get(f"/cases/{review.reference}/documents/{line['number']}").status_code == 404
    for other in (lead(POLICE), CLASS_TEACHER, BUSINESS_MANAGER):
        assert scanned.of(other).get(f"{at}/{line['number']}").status_code == 404
    assert scanned.of(lead(POLICE)).get(at).json()["documents"] == []
    support = scanned.of(BUSINESS_MANAGER).get(f"/cases/{review.reference}/documents").json()["documents"]
    assert [one["number"] for one in support] == [line["number"], of_review]
    withdrawal, reason = f"{at}/{line['number']}/withdrawal", {"reason": "It was the wrong one."}
    assert scanned.of(lead(POLICE)).write("POST", withdrawal, reason).status_code == 404
    assert calls.write("POST", withdrawal, reason).status_code == 200
    assert calls.get(f"{at}/{line['number']}").status_code == 410
