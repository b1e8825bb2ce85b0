"""Tokens are made and ended by business support alone, on a page or on the command line, and shown once."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from command_line.main import application
from store.api_tables import ApiTokenRow
from store.recording import table
from store.sessions import reading
from store.web_sessions import hash_of
from tests.partnership import BUSINESS_MANAGER, COUNCIL, HEALTH_VISITOR, SCRUTINEER
from tests.web.api.interface import Interface
from tests.web.pages import Pages, send

FORM = {"name": "Case management system", "whose": f"person:{HEALTH_VISITOR}", "scopes": "read", "days": "90"}


def token_on(html: str) -> str:
    return html.partition(">goldenthread_")[2].partition("<")[0]


def rows(pages: Pages) -> str:
    with reading(pages.context.engine) as connection:
        return str(connection.execute(select(table(ApiTokenRow))).all())


def test_a_token_is_made_shown_once_used_and_ended(pages_on_both: Pages) -> None:
    pages = pages_on_both
    browser = pages.signed_in(BUSINESS_MANAGER)
    assert "There is no token yet." in browser.get("/api-tokens").text
    made = send(browser, "/api-tokens", **FORM)
    token = f"goldenthread_{token_on(made.text)}"
    assert len(token) > 50
    assert token not in browser.get("/api-tokens").text
    assert (token in rows(pages), hash_of(token) in rows(pages)) == (False, True)
    calls = Interface(pages).with_token(token)
    assert calls.get("/token").json()["person"]["code"] == HEALTH_VISITOR
    assert "never" not in browser.get("/api-tokens").text.partition("Last used</th>")[2]
    assert send(browser, "/api-tokens", "/api-tokens/1/end").headers["location"] == "/api-tokens?ended=1"
    assert calls.get("/token").status_code == 401
    assert "Ended" in browser.get("/api-tokens?ended=1").text


@pytest.mark.parametrize("person", [HEALTH_VISITOR, SCRUTINEER])
def test_for_everybody_else_there_is_no_such_page(pages: Pages, person: str) -> None:
    browser = pages.signed_in(person)
    assert browser.get("/api-tokens").status_code == 404
    support = pages.signed_in(BUSINESS_MANAGER)
    send(support, "/api-tokens", **FORM)
    assert send(browser, "/my-work/calendar", "/api-tokens", **FORM).status_code == 404
    assert send(browser, "/my-work/calendar", "/api-tokens/1/end").status_code == 404
    assert "Ended" not in support.get("/api-tokens").text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", {"name": " "}),
        ("whose", {"whose": ""}),
        ("whose", {"whose": "person:nobody"}),
        ("whose", {"whose": "agency:none"}),
        ("scopes", {"scopes": ""}),
        ("scopes", {"scopes": "everything"}),
        ("scopes", {"scopes": "act", "whose": f"agency:{COUNCIL}"}),
        ("days", {"days": ""}),
        ("days", {"days": "0"}),
        ("days", {"days": "366"}),
        ("days", {"days": "for ever"}),
    ],
)
def test_what_cannot_stand_is_asked_again_and_kept(pages: Pages, field: str, typed: dict[str, str]) -> None:
    answer = send(pages.signed_in(BUSINESS_MANAGER), "/api-tokens", **FORM | typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert f'id="{field}"' in answer.text
    if field != "name":
        assert 'value="Case management system"' in answer.text


def test_tokens_on_the_command_line(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.web.pages import opened_pages  # noqa: PLC0415 - for this test alone

    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(tmp_path))

    def typed(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(application("token"), ["token", *words])
        return done.exit_code, done.output

    with opened_pages(sqlite_url, tmp_path) as pages:
        assert typed("list") == (0, "There is no token.\n")
        code, output = typed("make", "System", "--person", HEALTH_VISITOR, "--scope", "read", "--days", "30")
        assert (code, output.startswith("goldenthread_")) == (0, True)
        assert "This is token 1" in output
        assert output.splitlines()[0] not in rows(pages)
        assert HEALTH_VISITOR not in typed("list")[1]
        assert "Health visitor" in typed("list")[1]
        assert typed("make", "System", "--agency", COUNCIL, "--scope", "act", "--days", "30")[0] == 2
        assert typed("make", "System", "--person", "nobody", "--scope", "read", "--days", "4000") == (
            2,
            """--person or --agency: Choose a person who is in post.
--days: Give how many days it is to last, from 1 to 365.
""",
        )
        assert typed("revoke", "1")[0] == 0
        assert typed("revoke", "1")[0] == 1
        assert "ended" in typed("list")[1]
