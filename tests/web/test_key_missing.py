"""The key to what people write is missing: a page says so in plain words, and nothing that was typed is lost."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest

from store.key_file import KeyFile
from store.narrative_keys import keep_keys
from tests.at_work import entries_of, raised
from tests.partnership import COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.pages import Pages, token_in, typed_again
from workflows import drafts

TYPED = "The threshold is met: <b>three</b> visits.\nI have said so twice."


def lose_keys(pages: Pages, to: Path) -> None:
    """Let the store's keys be looked for in another file, which may be there or not."""
    keep_keys(pages.context.engine, KeyFile(to))


def find_keys(pages: Pages, keys_file: Path) -> None:
    keep_keys(pages.context.engine, KeyFile(keys_file))


def test_an_action_without_a_key_gives_back_what_was_typed_and_can_be_sent_again(
    pages_on_both: Pages, keys_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    form = browser.get(f"/cases/{reference}/answer").text
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    lose_keys(pages, tmp_path / "lost.keys")
    fields = {"form_token": token_in(form), "version": version[1], "answer": TYPED}
    with caplog.at_level(logging.ERROR, "goldenthread.web"):
        answer = browser.post(f"/cases/{reference}/answer", data=fields)
    assert answer.status_code == 503
    assert "This has not been kept yet" in answer.text
    assert "business support team" in answer.text
    assert "Something went wrong here" not in answer.text
    assert str(tmp_path) not in answer.text, "where the keys are is nothing for a browser"
    assert "lost.keys" in caplog.text, "and everything for whoever keeps them"
    assert "threshold" not in caplog.text
    assert reference not in caplog.text
    assert [entry.kind for entry in entries_of(pages.context, reference)] == ["raise_disagreement"]

    find_keys(pages, keys_file)
    assert f'action="/cases/{reference}/answer"' in answer.text
    again = browser.post(f"/cases/{reference}/answer", data=typed_again(answer.text))
    assert again.status_code == 303
    assert entries_of(pages.context, reference)[-1].narrative["answer"] == TYPED


def test_a_draft_without_its_key_is_neither_opened_nor_saved_over(
    pages_on_both: Pages, keys_file: Path, tmp_path: Path
) -> None:
    pages = pages_on_both
    engine = pages.context.engine
    number = drafts.save(engine, HEALTH_VISITOR, {"responding_agency": COUNCIL}, pages.clock.now())
    browser = pages.signed_in(HEALTH_VISITOR)
    form = browser.get(f"/raise/{number}/agency").text
    other = KeyFile(tmp_path / "other.keys")
    other.add()
    lose_keys(pages, tmp_path / "other.keys")
    (kept,) = KeyFile(keys_file).ring().keys

    listed = browser.get("/my-work")
    assert "A draft that cannot be read at present" in listed.text
    assert str(tmp_path) not in listed.text
    for address in (f"/raise/{number}", f"/raise/{number}/agency", f"/raise/{number}/check"):
        opened = browser.get(address)
        assert opened.status_code == 503
        assert f"the key <strong>{kept.id}</strong>, with which it was encrypted, is missing" in opened.text
        assert "Nothing is lost" in opened.text
    typed = {"form_token": token_in(form), "responding_agency": "essex_police"}
    answer = browser.post(f"/raise/{number}/agency", data=typed)
    assert answer.status_code == 503
    assert "nothing is saved over it" in answer.text
    assert "essex_police" in answer.text

    find_keys(pages, keys_file)
    assert [one.fields for one in drafts.mine(engine, HEALTH_VISITOR)] == [{"responding_agency": COUNCIL}]


def test_a_file_of_keys_that_cannot_be_read_is_a_page_too(pages: Pages, tmp_path: Path) -> None:
    reference = raised(pages.context)
    spoilt = tmp_path / "spoilt.keys"
    spoilt.write_text("no key at all\n")
    lose_keys(pages, spoilt)
    answer = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}")
    assert answer.status_code == 503
    assert "This cannot be read at the moment" in answer.text
    assert "Nothing is lost" in answer.text
    assert str(spoilt) not in answer.text


def test_a_case_without_its_key_shows_everything_else(pages: Pages, tmp_path: Path) -> None:
    reference = raised(pages.context)
    lose_keys(pages, tmp_path / "lost.keys")
    answer = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}")
    assert answer.status_code == 200
    assert "This cannot be read here at present. Tell the business support team." in answer.text
    assert str(tmp_path) not in answer.text
