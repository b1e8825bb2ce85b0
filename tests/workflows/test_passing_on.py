"""On the day on which somebody has left or is away, what they owe passes on: at once, once, and whatever else fails."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from states.actions import Answer
from states.decision import CLOCK
from store.recording import table
from store.sessions import writing
from store.tables import DeputyRow
from tests.at_work import (
    MONDAY,
    change_directory,
    change_person,
    do,
    engine_at_work,
    entries_of,
    fits,
    name_deputy,
    raised,
    settings_for,
)
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER, TEAM_MANAGER
from tests.store.recorded import CASES, CLOCKS, rows
from workflows.context import EngineContext
from workflows.passing_on import pass_on
from workflows.tick import sweep

TODAY = MONDAY.date()


def owner_of(context: EngineContext, reference: str) -> tuple[str | None, set[str]]:
    """Who owes the next step of a case, and who owes its running clocks."""
    with writing(context.engine) as connection:
        case = connection.execute(CASES.select().where(CASES.c.reference == reference)).one()
        clocks = connection.execute(CLOCKS.select().where(CLOCKS.c.case_id == case.id, CLOCKS.c.ended_at.is_(None)))
        return case.owner, {clock.owner for clock in clocks}


def test_nobody_away_nothing_is_passed_on(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        raised(context)
        assert pass_on(context.engine, MONDAY).passed_on == ()
        before = rows(context.engine)
        assert pass_on(context.engine, MONDAY).passed_on == ()
        assert rows(context.engine) == before


def test_a_deputy_takes_over_on_the_day_that_they_were_named_for(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        reference = raised(context)
        tomorrow = TODAY + timedelta(days=1)
        row = {"person": SOCIAL_WORKER, "deputy": TEAM_MANAGER, "first": tomorrow, "last": tomorrow}
        change_directory(context, table(DeputyRow).insert().values(row))
        assert sweep(context.engine, MONDAY).passed_on == ()
        # A minute past midnight in London, which in November is a minute past midnight here too.
        clock.advance_to(MONDAY + timedelta(hours=15, minutes=1))
        assert sweep(context.engine, clock.now()).passed_on == (reference,)
        assert owner_of(context, reference) == (TEAM_MANAGER, {TEAM_MANAGER})
        entry = entries_of(context, reference)[-1]
        assert (entry.kind, entry.actor) == ("passed_on", CLOCK)
        # Who is there keeps what they have when the deputy's days are over.
        assert sweep(context.engine, clock.now() + timedelta(days=1)).passed_on == ()
        assert fits(context)


def test_one_who_has_left_is_not_warned_before_the_step_has_passed_on(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        reference = raised(context)
        change_person(context, SOCIAL_WORKER, left_on=date(2026, 11, 3))
        clock.advance_to(MONDAY + timedelta(days=1, hours=8))
        report = sweep(context.engine, clock.now())
        assert report.passed_on == (reference,)
        assert [entry.kind for entry in entries_of(context, reference)][1] == "passed_on"
        assert owner_of(context, reference) == (BUSINESS_MANAGER, {BUSINESS_MANAGER})


def test_an_owner_of_the_next_step_without_a_clock_of_their_own_is_seen_too(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        reference = raised(context)
        do(context, reference, Answer(answer="We will visit."), SOCIAL_WORKER)
        with writing(context.engine) as connection:
            connection.execute(update(CLOCKS).values(owner=SOCIAL_WORKER))
        name_deputy(context, HEALTH_VISITOR, "school_nurse_hcrg")
        assert pass_on(context.engine, MONDAY).passed_on == (reference,)


def test_a_broken_case_does_not_keep_the_others_from_passing_on(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        broken, whole = raised(context), raised(context)
        with writing(context.engine) as connection:
            connection.execute(CASES.update().where(CASES.c.reference == broken).values(state="{"))
        name_deputy(context, SOCIAL_WORKER, TEAM_MANAGER)
        report = pass_on(context.engine, MONDAY)
        assert report.passed_on == (whole,)
        assert [reference for reference, _ in report.refused] == [broken]
        # It is asked again each time until it is mended, and the sweep goes on meanwhile.
        evening = MONDAY + timedelta(days=1, hours=8)
        again = sweep(context.engine, evening)
        assert {stuck.reference for stuck in again.stuck} == {broken}
        assert again.fired > 0


def test_without_a_support_team_the_case_is_named_and_waits_for_a_directory(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        reference = raised(context)
        for code in (SOCIAL_WORKER, BUSINESS_MANAGER, "escb_business_support_officer"):
            change_person(context, code, left_on=TODAY)
        report = pass_on(context.engine, MONDAY)
        assert [refused for refused, _ in report.refused] == [reference]
        assert "business_support" in report.refused[0][1]
        change_person(context, BUSINESS_MANAGER, left_on=None)
        assert pass_on(context.engine, MONDAY).passed_on == (reference,)


@pytest.mark.parametrize("person", [SOCIAL_WORKER, TEAM_MANAGER])
def test_two_who_stand_for_one_another_both_keep_their_steps(database_url: str, tmp_path: Path, person: str) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        reference = raised(context, receiver=person)
        name_deputy(context, SOCIAL_WORKER, TEAM_MANAGER)
        name_deputy(context, TEAM_MANAGER, SOCIAL_WORKER)
        assert pass_on(context.engine, MONDAY).passed_on == ()
        assert owner_of(context, reference)[0] == person
