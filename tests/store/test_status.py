"""Position, owner and running clocks: from the record in SQL, from the record in Python, and as the columns say."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, select

from procedures.catalogue import load
from procedures.language import Procedure
from states.actions import Action, HandOver, RaiseDisagreement, Recuse, SkipStage, TakeFastPath
from states.case import Case, read
from states.directory import Directory
from states.standing import StandingClock, derive
from store.directory import directory_changed
from store.following import news
from store.recording import table
from store.sessions import reading, writing
from store.status import standings
from store.tables import AgencyRow, CaseRow, ClockRow, PersonRow, SeatRow
from store.verification import verify
from tests.at_work import MONDAY
from tests.states import trial
from tests.states.claimed import standing_of
from tests.states.doings import sensible_doings
from tests.states.peopled import RESPONDING, SUPPORT, peopled, raiser, receiver
from tests.store.recorded import filled, new_case, opened
from workflows.door import Done, act, raise_disagreement
from workflows.tick import sweep

CASES, CLOCKS = table(CaseRow), table(ClockRow)
HISTORIES = {"trial": trial.trial(), "essex": load("essex"), "lincolnshire": load("lincolnshire")}


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


def clocks_by_rows(connection: Connection) -> dict[int, set[StandingClock]]:
    found: dict[int, set[StandingClock]] = {}
    for row in connection.execute(select(CLOCKS).where(CLOCKS.c.ended_at.is_(None))):
        found.setdefault(row.case_id, set()).add(StandingClock(row.number, row.clock, row.owner, row.due_at))
    return found


def agree(connection: Connection) -> None:
    assert by_sql(connection) == by_columns(connection)
    clocks = clocks_by_rows(connection)
    for row in connection.execute(select(CASES)):
        standing = derive(news(connection, row.reference, after_entry=0, after_notice=0).entries)
        assert standing == standing_of(read(row.state))
        assert set(standing.clocks) == clocks.get(row.id, set())
        assert json.loads(row.state)["version"] == standing.version


def keep(engine: Engine, directory: Directory) -> None:
    """Store a directory."""
    people = [
        {
            "code": person.code,
            "title": person.title,
            "agency": person.agency,
            "rank": person.rank,
            "roles": json.dumps(person.roles),
            "reports_to": person.reports_to,
            "email": f"{person.code}@example.org",
            "channels": "[]",
        }
        for person in directory.people.values()
    ]
    with writing(engine) as connection:
        connection.execute(
            table(AgencyRow).insert(),
            [{"code": a.code, "name": a.name, "kind": a.kind} for a in directory.agencies.values()],
        )
        connection.execute(table(PersonRow).insert(), people)
        if directory.seats:
            seats = [{"group": seat.group, "seat": seat.seat, "person": seat.person} for seat in directory.seats]
            connection.execute(table(SeatRow).insert(), seats)
        directory_changed(connection)


def raised(engine: Engine, procedure: Procedure, now: datetime) -> Case:
    action = RaiseDisagreement(
        responding_agency=RESPONDING,
        responding_practitioner=receiver(procedure),
        category=procedure.categories[0].id,
        about="About.",
        tried="Tried.",
        would_settle="Settles.",
    )
    done = raise_disagreement(engine, action, raiser(procedure), procedure, now)
    assert isinstance(done, Done), done
    return done.case


def anything(engine: Engine, procedure: Procedure, reference: str, chance: random.Random, now: datetime) -> None:
    """Somebody does something that they may."""
    with reading(engine) as connection:
        case = news(connection, reference, after_entry=0, after_notice=0).case
    members = [code for code in peopled(procedure).people if code.startswith("member_")]
    owners = [clock.owner for clock in case.clocks]
    actor = chance.choice([*owners, case.owner or SUPPORT, raiser(procedure), SUPPORT, *members])
    tried = sensible_doings(procedure, [SUPPORT, receiver(procedure)], now)
    for action in chance.sample(tried, 20):
        if isinstance(act(engine, reference, action, actor, now), Done):
            return


@pytest.mark.parametrize("name", HISTORIES)
def test_on_random_histories_all_agree_and_the_store_verifies(database_url: str, name: str) -> None:
    procedure, chance, now = HISTORIES[name], random.Random(20261102), MONDAY  # noqa: S311 - examples, not secrets
    with opened(database_url) as engine:
        keep(engine, peopled(procedure))
        references = [raised(engine, procedure, now).reference for _ in range(4)]
        for _ in range(12):
            for reference in references:
                anything(engine, procedure, reference, chance, now)
            now += timedelta(hours=chance.choice([1, 5, 20, 70]))
            # Now and then somebody acts before the clock has marked what had run out.
            if chance.random() < 0.7:
                assert sweep(engine, now).stuck == ()
        with reading(engine) as connection:
            agree(connection)
        found = verify(engine)
        assert found.misfits == ()
        assert found.entries > 30


def did(engine: Engine, reference: str, actor: str, action: Action) -> Case:
    done = act(engine, reference, action, actor, MONDAY)
    assert isinstance(done, Done), done
    return done.case


def test_an_owner_is_whoever_a_clock_went_to_last(database_url: str) -> None:
    procedure = trial.trial()
    with opened(database_url) as engine:
        keep(engine, trial.people())
        done = raise_disagreement(engine, trial.concern(), trial.NURSE, procedure, MONDAY)
        assert isinstance(done, Done)
        did(engine, done.case.reference, trial.WORKER, HandOver(to=trial.WORKER_2, reason="On leave."))
        did(engine, done.case.reference, trial.NURSE, TakeFastPath(path="harm", reason="It cannot wait."))
        with reading(engine) as connection:
            agree(connection)
            (clocks,) = clocks_by_rows(connection).values()
        assert {clock.owner for clock in clocks} == {trial.WORKER_2}


def test_a_clock_that_is_handed_on_and_ends_in_one_event_says_so_in_its_row(database_url: str) -> None:
    """The chair steps aside, the clock goes to the next, and with too few left it ends: all in one decision."""
    with opened(database_url) as engine:
        keep(engine, trial.people())
        done = raise_disagreement(engine, trial.concern(), trial.NURSE, trial.trial(), MONDAY)
        assert isinstance(done, Done)
        reference = done.case.reference
        did(
            engine,
            reference,
            trial.NURSE,
            SkipStage(to="panel", consulted=("nurse_manager",), reason="It cannot wait."),
        )
        for member in (trial.MEMBER_COUNCIL, trial.MEMBER_NORTH, trial.MEMBER_POLICE):
            case = did(engine, reference, member, Recuse(reason="I know them."))
        assert case.position == "onward"
        with reading(engine) as connection:
            agree(connection)
        assert verify(engine).misfits == ()


def test_an_empty_store_has_no_standings(database_url: str) -> None:
    with opened(database_url) as engine, reading(engine) as connection:
        assert by_sql(connection) == {}


def test_one_case_just_raised(database_url: str) -> None:
    with filled(database_url) as engine:
        new_case(engine)
        with reading(engine) as connection:
            agree(connection)
            assert len(by_sql(connection)) == 1
