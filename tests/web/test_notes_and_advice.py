"""A side's own notes and the scrutineer's advice, on the pages of those whom they are for."""

import pytest

from tests.at_work import entries_of, raised
from tests.partnership import (
    BUSINESS_MANAGER,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCRUTINEER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.web.pages import Pages
from tests.web.test_case_actions import post

NOTE, ADVICE = "Ask the named nurse before we answer.", "Look at the chronology together."


def test_a_note_is_read_by_ones_own_side_and_oversight_alone(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    assert post(pages, HEALTH_VISITOR, f"/cases/{reference}/add-note", note=NOTE).status_code == 303
    read = {
        person: pages.signed_in(person).get(f"/cases/{reference}").text
        for person in (HEALTH_VISITOR, NAMED_NURSE, SOCIAL_WORKER, TEAM_MANAGER, SCRUTINEER, BUSINESS_MANAGER)
    }
    assert {person for person, html in read.items() if NOTE not in html} == {SOCIAL_WORKER, TEAM_MANAGER}
    assert "For the raising side alone, HCRG (0-19 service), and oversight" in read[NAMED_NURSE]
    assert "note" not in read[SOCIAL_WORKER].partition("The record")[2]
    # Nor does the form of the other side show it.
    assert NOTE not in pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}/answer").text


def test_advice_is_read_by_both_sides_and_decides_nothing(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    before = entries_of(pages.context, reference)[-1]
    answer = post(pages, SCRUTINEER, f"/cases/{reference}/advise", advice=ADVICE)
    after = entries_of(pages.context, reference)[-1]
    assert (after.position, after.facts.get("clocks_started"), after.facts.get("clocks_ended")) == (
        before.position,
        None,
        None,
    )
    done = pages.signed_in(SCRUTINEER).get(answer.headers["location"]).text
    assert "You gave advice, which decides nothing." in done
    for person in (HEALTH_VISITOR, SOCIAL_WORKER):
        assert ADVICE in pages.signed_in(person).get(f"/cases/{reference}").text


@pytest.mark.parametrize(
    ("person", "name"),
    [
        (BUSINESS_MANAGER, "advise"),
        (SOCIAL_WORKER, "advise"),
        (SCRUTINEER, "answer"),
        (SCRUTINEER, "settle"),
        (SCRUTINEER, "add-note"),
    ],
)
def test_nobody_else_advises_and_the_scrutineer_does_nothing_else(pages: Pages, person: str, name: str) -> None:
    reference = raised(pages.context)
    assert pages.signed_in(person).get(f"/cases/{reference}/{name}").status_code == 403
