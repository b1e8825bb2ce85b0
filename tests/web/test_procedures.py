"""The library of procedures: what is in force, what older cases run on, where it all stands, and what differs."""

import logging
import re
from html import unescape
from pathlib import Path

import pytest

from procedures.catalogue import LIBRARY, files, frozen_text, load, load_rules, text_hash
from procedures.clock import Clock
from procedures.clock_table import clock_table
from procedures.language import Procedure
from procedures.plain_words import plain_words
from tests.at_work import raised
from tests.partnership import COUNCIL, DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.pages import Pages, opened_pages, token_in
from tests.web.statements import asks_little
from workflows import drafts


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def plain(words: str) -> str:
    return " ".join(words.split())


def first_clock(rules: Procedure) -> Clock:
    """The first clock of a ladder that runs for more than a day."""
    return next(clock for clock in rules.stages[0].clocks if clock.limit.amount > 1)


def earlier_essex() -> Procedure:
    """Essex as it might have been before: another edition, and a week longer to answer at the first stage."""
    now = load("essex")
    first, *rest = now.stages
    clock = first_clock(now)
    longer = clock.model_copy(update={"limit": clock.limit.model_copy(update={"amount": clock.limit.amount + 5})})
    clocks = tuple(longer if one is clock else one for one in first.clocks)
    stage = first.model_copy(update={"clocks": clocks})
    return now.model_copy(update={"edition": "MASA 2023-24", "stages": (stage, *rest)})


@pytest.mark.parametrize("name", [path.stem.replace("-", "_") for path in files()])
def test_every_procedure_of_the_library_has_its_page(pages: Pages, name: str) -> None:
    rules = load_rules(name)
    browser = pages.signed_in(DETECTIVE_CONSTABLE)
    html = browser.get(f"/procedures/{name}").text
    text = text_of(html)
    assert f"/procedures/{name}" in browser.get("/procedures").text
    assert rules.title in text
    for row in clock_table(rules):
        assert plain(row.title) in text
    for document in rules.documents:
        if document.superseded_by:
            assert plain(document.superseded_by) in text
    for section in plain_words(rules)[1:]:
        assert plain(section.title) in text
    drawn = browser.get(f"/procedures/{name}/picture.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["content-disposition"].startswith("attachment")
    assert "<title" in drawn.text


def test_a_clock_says_its_limit_its_force_its_source_and_that_it_was_superseded(pages: Pages) -> None:
    text = text_of(pages.signed_in(SOCIAL_WORKER).get("/procedures/practice_review_wt2023").text)
    assert "15 working days, counted from" in text
    assert "Superseded by Working Together to Safeguard Children 2026" in text
    assert "should, Working Together" in text.replace("Should", "should").replace(" ,", ",")


def test_the_text_of_the_files_is_there_without_where_they_lie(pages: Pages) -> None:
    html = pages.signed_in(SOCIAL_WORKER).get("/procedures/essex").text
    assert "essex.yaml" in html
    assert "common.yaml" in html
    assert "id: essex" in html
    assert str(LIBRARY) not in html


def test_a_case_says_that_the_rules_have_changed_and_shows_how(pages_on_both: Pages) -> None:
    pages, older = pages_on_both, earlier_essex()
    changed, same = raised(pages.context, rules=older), raised(pages.context)
    browser = pages.signed_in(SOCIAL_WORKER)
    html = browser.get(f"/cases/{changed}").text
    assert "The rules have changed since this case was opened" in html
    address = re.search(r'href="(/procedures/compare[^"]+)"', html)
    assert address
    difference = text_of(browser.get(address[1].replace("&amp;", "&")).text)
    assert "MASA 2023-24" in difference
    limits = " ".join(first_clock(rules).limit.words() for rules in (older, load("essex")))
    assert f"Limit {limits}" in difference
    assert "The rules have changed" not in browser.get(f"/cases/{same}").text
    version = text_hash(frozen_text(older))[:12]
    assert f'href="/procedures/essex/{version}"' in html
    assert "Older version" in browser.get("/procedures").text
    frozen = browser.get(f"/procedures/essex/{version}").text
    assert "MASA 2023-24" in frozen
    assert "As cases are frozen to it" in frozen
    assert browser.get(f"/procedures/essex/{version}/picture.svg").status_code == 200
    asks_little(pages, browser, "/procedures")
    asks_little(pages, browser, f"/cases/{changed}")


def test_two_procedures_are_compared_and_two_kinds_are_not(pages: Pages) -> None:
    browser = pages.signed_in(SOCIAL_WORKER)
    assert "There is a problem" not in browser.get("/procedures/compare").text
    assert "There is a problem" not in browser.get("/procedures/compare?first=essex").text
    both = browser.get("/procedures/compare?first=essex&second=london")
    assert both.status_code == 200
    assert "London" in both.text
    assert "do not differ" in browser.get("/procedures/compare?first=essex&second=essex").text
    for second, said in (("practice_review_wt2023", "Choose two of one kind"), ("", "Choose the second procedure")):
        refused = browser.get(f"/procedures/compare?first=essex&second={second}")
        assert refused.status_code == 422
        assert said in refused.text
        assert '<option value="essex" selected' in refused.text


def test_what_there_is_not_is_not_found_and_nobody_reads_it_signed_out(pages: Pages) -> None:
    browser = pages.signed_in(SOCIAL_WORKER)
    for path in ("/procedures/none", "/procedures/essex/000000000000", "/procedures/essex/0", "/procedures/common"):
        assert browser.get(path).status_code == 404, path
    assert pages.browser().get("/procedures").status_code == 303


def test_a_file_that_cannot_be_read_is_told_to_business_support(sqlite_url: str, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "broken.yaml").write_text("id: broken\ntitle: [\n", encoding="utf-8")
    with opened_pages(sqlite_url, tmp_path, procedure_directory=own) as pages:
        assert "broken.yaml" in pages.signed_in("escb_business_manager").get("/procedures").text
        assert "broken.yaml" not in pages.signed_in(SOCIAL_WORKER).get("/procedures").text


def test_without_the_procedure_nobody_loses_what_they_typed_and_the_rest_of_the_pages_goes_on(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    with opened_pages(sqlite_url, tmp_path, procedure_directory=own) as pages:
        reference = raised(pages.context)
        browser = pages.signed_in(HEALTH_VISITOR)
        number = drafts.save(pages.context.engine, HEALTH_VISITOR, {"responding_agency": COUNCIL}, pages.clock.now())
        form = browser.get(f"/raise/{number}/about").text
        (own / "essex-confirmed.yaml").write_text("extends: essex\nedition: [\n", encoding="utf-8")
        with caplog.at_level(logging.ERROR, "goldenthread.web"):
            shown = browser.get("/raise")
            sent = browser.post(
                f"/raise/{number}/about", data={"form_token": token_in(form), "about": "Words that took an hour."}
            )
        for answer in (shown, sent):
            assert answer.status_code == 503
            assert "business support team" in answer.text
            assert "essex-confirmed" not in answer.text
        assert "Words that took an hour." in sent.text
        assert "essex-confirmed.yaml:2" in caplog.text
        assert "took an hour" not in caplog.text
        assert browser.get(f"/cases/{reference}").status_code == 200
        assert browser.get("/my-work").status_code == 200
