"""`goldenthread document` as somebody types it, and what bundles and checks say of documents."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from typer.testing import Result

from store.case_readings import readings_of
from store.sessions import reading
from tests.command_line.conftest import Typed
from tests.document_samples import TXT
from tests.documents_at_work import NAME
from tests.partnership import CLASS_TEACHER, HEALTH_VISITOR, NAMED_NURSE, SOCIAL_WORKER


@pytest.fixture
def added(settled_in: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """A disagreement to which the health visitor has added a document, for their own side."""
    monkeypatch.setenv("GOLDENTHREAD_DOCUMENTS_UNSCANNED", "true")
    (tmp_path / NAME).write_bytes(TXT)
    result = add(settled_in)
    assert (result.exit_code, result.stderr) == (0, ""), result.stderr
    assert "Added as document 2" in result.stdout
    assert "No virus scanner is set up" in result.stdout
    return settled_in


def add(
    typed: Typed, actor: str = HEALTH_VISITOR, audience: str = "raising", name: str = NAME, kind: str = "minutes"
) -> Result:
    return typed.type_in("document", "add", typed.reference, name, "--as", actor, "--kind", kind, "--for", audience)


def test_it_is_added_listed_got_and_withdrawn(added: Typed, tmp_path: Path) -> None:
    assert "already: it is document 2" in add(added).stdout
    listed = added.type_in("document", "list", added.reference).stdout
    assert listed.startswith(f"2: Minutes of a meeting, {NAME} (txt, 1 kB), for raising\n")
    got = added.type_in("document", "get", added.reference, "2", "--as", NAMED_NURSE)
    path = tmp_path / f"{added.reference}-document-2.txt"
    assert (got.exit_code, path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (0, TXT, 0o600)
    with reading(added.context.engine) as connection:
        assert [(r.person, r.what) for r in readings_of(connection, added.reference)] == [(NAMED_NURSE, "document 2")]
    for person in (SOCIAL_WORKER, CLASS_TEACHER):
        refused = added.type_in("document", "get", added.reference, "2", "--as", person)
        assert (refused.exit_code, refused.stderr) == (1, f"There is no document 2 of {added.reference} for you.\n")
    gone = added.type_in("document", "withdraw", added.reference, "2", "--as", HEALTH_VISITOR, "--reason", "Wrong.")
    assert "is withdrawn" in gone.stdout
    (told,) = json.loads(added.type_in("document", "list", added.reference, "--json").stdout)
    assert (told["number"], told["withdrawn"], told["name"]) == (2, True, NAME)
    assert added.type_in("document", "get", added.reference, "2", "--as", HEALTH_VISITOR).exit_code == 1


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_what_cannot_be_added_is_refused_in_plain_words(added: Typed, tmp_path: Path) -> None:
    (tmp_path / "minutes.exe").write_bytes(b"MZ")
    cases = {
        ("minutes.exe", HEALTH_VISITOR, "raising", "minutes"): (1, "Files of this type are not taken."),
        ("nowhere.pdf", HEALTH_VISITOR, "raising", "minutes"): (2, "nowhere.pdf cannot be read: No such file"),
        (NAME, SOCIAL_WORKER, "raising", "minutes"): (1, "Choose one of those whom you can add a document for."),
        (NAME, CLASS_TEACHER, "parties", "minutes"): (1, "There is no such case for you."),
        (NAME, HEALTH_VISITOR, "everybody", "minutes"): (2, "--for: choose one of: parties, raising"),
        (NAME, HEALTH_VISITOR, "raising", "letter"): (2, "--kind: choose one of: minutes, chronology, other"),
    }
    for (name, actor, audience, kind), (code, said) in cases.items():
        result = add(added, actor, audience, name, kind)
        assert (result.exit_code, result.stderr.startswith(said)) == (code, True), result.stderr


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_without_a_scanner_nothing_is_added_unless_a_setting_says_so(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(TXT)
    result = add(settled_in)
    assert (result.exit_code, "no virus scanner is set up" in result.stderr) == (1, True)


def test_a_bundle_lists_documents_and_can_hold_them(added: Typed, tmp_path: Path) -> None:
    assert "with 1 document." in added.type_in("verify").stdout
    plain, whole = tmp_path / "plain.html", tmp_path / "whole.html"
    added.type_in("bundle", added.reference, "--output", plain)
    added.type_in("bundle", added.reference, "--documents", "--output", whole)
    for path, content in ((plain, "not in this file"), (whole, "in this file")):
        page = path.read_text(encoding="utf-8")
        assert f"<bdi>{NAME}</bdi>" in page
        assert f"<td>{content}</td>" in page
        assert added.type_in("bundle", "--check", path).exit_code == 0
    changed = whole.read_text(encoding="utf-8").replace('"content": "Q2hy', '"content": "Q2hz')
    whole.write_text(changed, encoding="utf-8")
    result = added.type_in("bundle", "--check", whole)
    assert result.exit_code == 1
    assert "entry 2: the document that it added is not as on the record" in result.stdout
    added.type_in("document", "withdraw", added.reference, "2", "--as", HEALTH_VISITOR, "--reason", "Wrong.")
    after = tmp_path / "after.html"
    added.type_in("bundle", added.reference, "--documents", "--output", after)
    assert 'withdrawn (<a href="#entry-3">entry 3</a>)' in after.read_text(encoding="utf-8")
    assert added.type_in("bundle", "--check", after).exit_code == 0
