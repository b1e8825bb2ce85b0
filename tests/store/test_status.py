"""Position, owner and running clocks: from the record in SQL, from the record in Python, and as the columns say."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from procedures.catalogue import load
from states.actions import HandOver, TakeFastPath
from states.case import read
from states.decision import Decision
from states.standing import Standing, StandingClock, derive, standing_of
from store.directory import current_directory
from store.following import news
from store.recording import table
from store.sessions import reading
from store.status import running_clocks, standings
from store.tables import CaseRow, ClockRow
from tests.at_work import do, engine_at_work, fits, raised, settings_for
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER, TEAM_MANAGER
from tests.states.doings import sensible_doings
from tests.store.recorded import opened
from workflows.context import EngineContext
from workflows.door import Done, act
from workflows.tick import sweep

CASES, CLOCKS = table(CaseRow), table(ClockRow)


def by_sql(connection: Connection) -> dict[int, tuple[int, str, str | None, bool]]:
    return {
        row.case_id: (row.version, row.position, row.owner, bool(row.is_open))
        for row in connection.execute(standings(connection))
    }


def by_columns(connection: Connection) -> dict[int, tuple[int, str, str | None, bool]]:
    return {
        row.id: (row.version, row.position, row.owner, row.closed_at is None)
        for row in connection.execute(select(CASES))
    }


def clocks_by_sql(connection: Connection) -> dict[int, set[StandingClock]]:
    found: dict[int, set[StandingClock]] = {}
    for row in connection.execute(running_clocks(connection)):
        due = datetime.fromisoformat(row.due)
        found.setdefault(row.case_id, set()).add(StandingClock(row.number, row.clock, row.owner, due))
    return found


def clocks_by_rows(connection: Connection) -> dict[int, set[StandingClock]]:
    found: dict[int, set[StandingClock]] = {}
    for row in connection.execute(select(CLOCKS).where(CLOCKS.c.ended_at.is_(None))):
        found.setdefault(row.case_id, set()).add(StandingClock(row.number, row.clock, row.owner, row.due_at))
    return found


def agree(connection: Connection) -> None:
    assert by_sql(connection) == by_columns(connection)
    assert clocks_by_sql(connection) == clocks_by_rows(connection)
    for row in connection.execute(select(CASES)):
        written = news(connection, row.reference, after_entry=0, after_notice=0)
        standing: Standing = derive(written.entries)
        assert standing == standing_of(read(row.state))
        assert set(standing.clocks) == clocks_by_sql(connection).get(row.id, set())
        assert json.loads(row.state)["version"] == standing.version


def anything(context: EngineContext, reference: str, chance: random.Random) -> None:
    """Somebody does something that they may."""
    with reading(context.engine) as connection:
        known = news(connection, reference, after_entry=0, after_notice=0)
        people = sorted(current_directory(connection).directory.people)
    case = known.case
    owners = sorted({clock.owner for clock in case.clocks} | {case.owner or HEALTH_VISITOR, HEALTH_VISITOR})
    actor = chance.choice(owners)
    tried = sensible_doings(load("essex"), [chance.choice(people)], context.clock.now())
    for action in chance.sample(tried, 6):
        done = act(context.engine, reference, action, actor, context.clock.now())
        if isinstance(done, Done):
            assert isinstance(done.decision, Decision)
            return


def test_on_random_histories_the_three_agree(database_url: str, tmp_path: Path) -> None:
    chance = random.Random(20261102)  # noqa: S311 - examples, not secrets
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        references = [raised(context) for _ in range(4)]
        for _ in range(8):
            for reference in references:
                anything(context, reference, chance)
            clock.advance_by(timedelta(hours=chance.choice([1, 5, 20, 70])))
            assert sweep(context.engine, clock.now()).stuck == ()
            with reading(context.engine) as connection:
                agree(connection)
        assert fits(context)


def test_an_owner_is_whoever_a_clock_went_to_last(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        reference = raised(context)
        do(context, reference, HandOver(to=TEAM_MANAGER, reason="On leave."), SOCIAL_WORKER)
        do(context, reference, TakeFastPath(path="significant_risk", reason="It cannot wait."), HEALTH_VISITOR)
        with reading(context.engine) as connection:
            agree(connection)
            (clocks,) = clocks_by_sql(connection).values()
        assert {clock.clock for clock in clocks} == {"senior_managers_acknowledge", "senior_managers_resolve"}


def test_an_empty_store_has_no_standings(database_url: str) -> None:
    with opened(database_url) as engine, reading(engine) as connection:
        assert by_sql(connection) == {}
        assert clocks_by_sql(connection) == {}
