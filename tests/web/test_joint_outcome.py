"""The written outcome of a disagreement: one side proposes its words, the other agrees them or proposes others."""

import re
from typing import Any

import pytest

from states.ladder_actions import Answer, Settle
from tests.at_work import do, entries_of, notices_of, raised
from tests.partnership import HEALTH_VISITOR, SCHOOL_NURSE, SCRUTINEER, SOCIAL_WORKER
from tests.web.pages import Pages
from tests.web.test_case_actions import post

WORDS, OTHER_WORDS = "A joint visit on Friday.", "A joint visit on Thursday."
JOINT = "duty=written_outcome"


@pytest.fixture
def settled(pages_on_both: Pages) -> tuple[Pages, str]:
    reference = raised(pages_on_both.context)
    do(pages_on_both.context, reference, Answer(answer="We will visit."), SOCIAL_WORKER)
    do(pages_on_both.context, reference, Settle(reason="That settles it."), HEALTH_VISITOR)
    return pages_on_both, reference


def propose(pages: Pages, person: str, reference: str, text: str) -> Any:
    return post(pages, person, f"/cases/{reference}/propose-outcome?{JOINT}", duty="written_outcome", text=text)


def agree(pages: Pages, person: str, reference: str) -> Any:
    return post(pages, person, f"/cases/{reference}/agree-outcome?{JOINT}", duty="written_outcome")


def outcome_on(pages: Pages, person: str, path: str) -> str:
    """The outcome as a page shows it, as plain text; empty if it shows none."""
    html = pages.signed_in(person).get(path).text
    found = re.search(r'<section class="gt-outcome".*?</section>', html, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def test_one_side_proposes_and_the_other_agrees_what_it_sees(settled: tuple[Pages, str]) -> None:
    pages, reference = settled
    page = f"/cases/{reference}"
    assert outcome_on(pages, SOCIAL_WORKER, page) == ""
    assert propose(pages, SOCIAL_WORKER, reference, WORDS).status_code == 303
    assert f"Proposed, not agreed yet {WORDS}" in outcome_on(pages, HEALTH_VISITOR, page)
    assert WORDS in outcome_on(pages, HEALTH_VISITOR, f"{page}/agree-outcome")
    assert pages.signed_in(SOCIAL_WORKER).get(f"{page}/agree-outcome").status_code == 409
    assert agree(pages, HEALTH_VISITOR, reference).status_code == 303
    shown = outcome_on(pages, SCRUTINEER, page)
    assert f"Agreed by both sides {WORDS}" in shown
    assert re.search(r"proposed by Social worker.*Agreed by Health visitor", shown)
    told = [one for one in notices_of(pages.context, reference) if "Both sides have agreed" in str(one.facts)]
    assert {one.recipient for one in told} == {SOCIAL_WORKER}
    assert WORDS not in str(told)


def test_other_words_are_agreed_by_nobody_else_yet(settled: tuple[Pages, str]) -> None:
    pages, reference = settled
    propose(pages, SOCIAL_WORKER, reference, WORDS)
    assert propose(pages, HEALTH_VISITOR, reference, OTHER_WORDS).status_code == 303
    shown = outcome_on(pages, SOCIAL_WORKER, f"/cases/{reference}")
    assert f"Proposed, not agreed yet {OTHER_WORDS}" in shown
    assert WORDS not in shown
    agree(pages, SOCIAL_WORKER, reference)
    assert "Agreed by both sides" in outcome_on(pages, HEALTH_VISITOR, f"/cases/{reference}")


def test_words_that_have_changed_since_they_were_read_are_not_agreed(settled: tuple[Pages, str]) -> None:
    pages, reference = settled
    propose(pages, SOCIAL_WORKER, reference, WORDS)
    form = f"/cases/{reference}/agree-outcome"
    browser = pages.signed_in(HEALTH_VISITOR)
    html = browser.get(form).text
    token = re.search(r'name="form_token" value="(\w+)"', html)
    assert token
    propose(pages, HEALTH_VISITOR, reference, OTHER_WORDS)
    propose(pages, SOCIAL_WORKER, reference, "Third words.")
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    sent = {"form_token": token[1], "version": version[1], "duty": "written_outcome"}
    assert browser.post(form, data=sent).status_code == 409
    assert [entry.kind for entry in entries_of(pages.context, reference)].count("agree_outcome") == 0


def test_a_colleague_without_a_part_finds_neither_form(settled: tuple[Pages, str]) -> None:
    pages, reference = settled
    propose(pages, SOCIAL_WORKER, reference, WORDS)
    for name in ("propose-outcome", "agree-outcome"):
        assert pages.signed_in(SCHOOL_NURSE).get(f"/cases/{reference}/{name}").status_code == 404
