"""Cases as their readers see them: nobody sees what is not theirs, and what they read is kept."""

import re
from datetime import timedelta

import pytest

from states.actions import FinishDuty, Reopen, Withdraw
from states.course_actions import RedirectMatter
from states.group_actions import Recuse
from store.case_readings import readings_of
from store.sessions import reading
from tests.at_work import do, entries_of, name_deputy, raised, run_clock
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    CHIEF_CONSTABLE,
    CLASS_TEACHER,
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCHOOL_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import Pages


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (HEALTH_VISITOR, 200),
        (SOCIAL_WORKER, 200),
        (TEAM_MANAGER, 200),
        (BUSINESS_MANAGER, 200),
        (SCRUTINEER, 200),
        (NAMED_NURSE, 200),
        (SCHOOL_NURSE, 404),
        (SERVICE_MANAGER, 404),
        (DETECTIVE_CONSTABLE, 404),
        (CLASS_TEACHER, 404),
        (ASSISTANT_CHIEF_CONSTABLE, 404),
    ],
)
def test_a_case_is_there_for_its_sides_and_for_oversight(pages_on_both: Pages, person: str, status: int) -> None:
    reference = raised(pages_on_both.context)
    browser = pages_on_both.signed_in(person)
    assert browser.get(f"/cases/{reference}").status_code == status
    assert (reference in browser.get("/cases").text) == (status == 200)


def test_a_case_that_is_not_yours_answers_as_one_that_does_not_exist(pages: Pages) -> None:
    reference = raised(pages.context)
    browser = pages.signed_in(DETECTIVE_CONSTABLE)
    theirs, none = browser.get(f"/cases/{reference}"), browser.get("/cases/D-2026-9999")
    without_token = re.compile(r'name="form_token" value="[0-9a-f]+"')
    assert (theirs.status_code, without_token.sub("", theirs.text)) == (
        none.status_code,
        without_token.sub("", none.text),
    )
    assert theirs.headers == none.headers


def test_a_group_reads_what_has_come_to_it_and_not_before(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    partner = pages.signed_in(ASSISTANT_CHIEF_CONSTABLE)
    assert partner.get(f"/cases/{reference}").status_code == 404
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=12), timedelta(hours=6))
    assert "Delegated Safeguarding Partners" in partner.get(f"/cases/{reference}").text
    assert pages.signed_in(CHIEF_CONSTABLE).get(f"/cases/{reference}").status_code == 404
    assert pages.signed_in(DETECTIVE_CONSTABLE).get(f"/cases/{reference}").status_code == 404


def test_entries_for_a_few_are_read_by_those_few(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    word = "Word of an allegation, passed on beside the case."
    do(pages.context, reference, RedirectMatter(redirect="allegation_against_staff", reason=word), HEALTH_VISITOR)
    seen = {
        person: word in pages.signed_in(person).get(f"/cases/{reference}").text
        for person in (HEALTH_VISITOR, NAMED_NURSE, SCHOOL_NURSE, SOCIAL_WORKER, TEAM_MANAGER, SCRUTINEER)
    }
    assert seen == {
        HEALTH_VISITOR: True,
        NAMED_NURSE: True,
        SCHOOL_NURSE: False,
        SOCIAL_WORKER: False,
        TEAM_MANAGER: False,
        SCRUTINEER: True,
    }
    other_side = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}").text
    assert other_side.count("gt-timeline__entry") == 1, "nor that there is such an entry"


def test_what_a_group_keeps_to_itself_is_read_by_the_group(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=12), timedelta(hours=6))
    why = "I know one of the practitioners well."
    do(pages.context, reference, Recuse(reason=why), ASSISTANT_CHIEF_CONSTABLE)
    assert why in pages.signed_in("chief_nurse_snee_icb").get(f"/cases/{reference}").text
    assert why in pages.signed_in(SCRUTINEER).get(f"/cases/{reference}").text
    assert why not in pages.signed_in(HEALTH_VISITOR).get(f"/cases/{reference}").text
    assert why not in pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}").text


def test_reading_a_case_is_kept(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}")
    pages.signed_in(DETECTIVE_CONSTABLE).get(f"/cases/{reference}")
    pages.signed_in(SOCIAL_WORKER).get("/cases")
    with reading(pages.context.engine) as connection:
        kept = readings_of(connection, reference)
    assert [(one.person, one.what, one.at) for one in kept] == [(SOCIAL_WORKER, "page", pages.clock.now())]


def test_the_page_says_where_it_is_who_owes_what_and_why(pages: Pages) -> None:
    reference = raised(pages.context)
    html = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}").text
    text = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert "Practitioners: the responding side is to answer." in text
    assert "Acknowledge the disagreement You. By Tuesday 3 November 2026 at 5pm" in text
    assert "Limit: 1 working day." in text
    assert "Counted from Monday 2 November 2026." in text
    assert "What it is about What it is about." in text
    assert 'aria-current="step"' in html


def test_my_work_has_what_i_owe_and_what_i_wait_for(pages: Pages) -> None:
    reference = raised(pages.context)
    mine, waiting = (pages.signed_in(person).get("/my-work").text for person in (SOCIAL_WORKER, HEALTH_VISITOR))
    assert "2 steps" in mine
    assert "You wait for nothing" in mine
    assert "You owe nothing" in waiting
    assert "From Social worker, family support and protection, Essex County Council." in waiting
    assert f'href="/cases/{reference}"' in waiting
    pages.clock.advance_by(timedelta(days=2))
    late = pages.signed_in(SOCIAL_WORKER).get("/my-work").text
    assert "1 working day late" in late
    assert late.index("Acknowledge the disagreement") < late.index("Resolve it between practitioners")


def test_a_deputy_finds_the_steps_of_whom_they_stand_for(pages: Pages) -> None:
    name_deputy(pages.context, SOCIAL_WORKER, DETECTIVE_CONSTABLE)
    reference = raised(pages.context)
    browser = pages.signed_in(DETECTIVE_CONSTABLE)
    assert reference in browser.get("/my-work").text
    assert browser.get(f"/cases/{reference}").status_code == 200


def test_lists_have_pages_and_keep_what_was_chosen_in_the_address(pages: Pages) -> None:
    references = [raised(pages.context) for _ in range(27)]
    browser = pages.signed_in(HEALTH_VISITOR)
    first, second = browser.get("/cases").text, browser.get("/cases?page=2").text
    assert 'href="/cases?page=2"' in first
    assert sum(f"/cases/{one}" in first for one in references) == 25
    assert sum(f"/cases/{one}" in second for one in references) == 2
    assert browser.get("/cases?page=99").text.count("gt-step__what") == 2
    assert browser.get("/cases?page=none").status_code == 422


@pytest.mark.parametrize("path", ["/my-work", "/cases", "/cases/D-2026-0001"])
@pytest.mark.parametrize("person", [HEALTH_VISITOR, SOCIAL_WORKER, ASSISTANT_CHIEF_CONSTABLE, BUSINESS_MANAGER])
def test_no_page_asks_more_of_the_store_when_there_are_more_cases(pages: Pages, path: str, person: str) -> None:
    for _ in range(15):
        raised(pages.context)
    browser = pages.signed_in(person)
    browser.get(path)
    with statements(pages.context.engine) as seen:
        browser.get(path)
    assert 0 < len(seen) <= MOST_STATEMENTS, seen


def test_a_reopened_case_is_on_its_rung_since_it_came_back(pages: Pages) -> None:
    reference = raised(pages.context)
    told = FinishDuty(duty="tell_other_side_of_withdrawal", text="Told.")
    for action in (Withdraw(reason="A misunderstanding."), told, Reopen(reason="It was none.")):
        pages.clock.advance_by(timedelta(hours=1))
        do(pages.context, reference, action, HEALTH_VISITOR)
    shown = pages.signed_in(HEALTH_VISITOR).get(f"/cases/{reference}").text
    assert "It is here since Monday 2 November 2026 at midday: the responding side is to answer." in shown


def test_reminders_that_follow_one_upon_another_take_up_one_line_and_are_all_there(pages: Pages) -> None:
    reference = raised(pages.context)
    do(pages.context, reference, Withdraw(reason="It is settled."), HEALTH_VISITOR)
    run_clock(pages.context, pages.clock, pages.clock.now() + timedelta(days=21), timedelta(hours=12))
    reminders = [entry for entry in entries_of(pages.context, reference) if entry.kind == "chased"]
    assert len(reminders) > 5
    html = pages.signed_in(SOCIAL_WORKER).get(f"/cases/{reference}").text
    record = html.partition('id="record"')[2]
    assert f"asked after {len(reminders)} times" in record
    assert record.count("gt-timeline__entry") < 6
    assert record.count("Still not done, asked after again: ") == len(reminders)
