"""The door: an event is recorded whole, or refused with a reason and nothing is written."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Connection, Engine, select

from procedures.catalogue import load
from states.actions import Acknowledge, Action, Answer, Escalate, HandOver, Settle, Withdraw
from states.any_case import AnyCase
from states.case import Case
from states.decide import decide
from states.decision import Decision, Refusal
from states.directory import Directory
from store.cases import lock_case
from store.directory import current_directory
from store.recording import Overtaken, record, table
from store.sessions import reading, writing
from store.tables import ProcedureVersion
from tests.at_work import MONDAY
from tests.partnership import (
    DETECTIVE_CONSTABLE,
    HEALTH_VISITOR,
    SCHOOL_NURSE,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.store.recorded import CONCERN, ENTRIES, filled, new_case, rows
from workflows.door import Done, act, raise_disagreement, through_the_door

ANSWER, SETTLE = Answer(answer="We will visit."), Settle(reason="That settles it.")
WITHDRAW, ESCALATE = Withdraw(reason="No longer needed."), Escalate(reason="It cannot be resolved here.")


def asked(engine: Engine, reference: str, action: Action, actor: str, version: int | None = None) -> Done | Refusal:
    return act(engine, reference, action, actor, MONDAY, version=version)


def test_what_is_done_is_there_and_the_next_one_sees_it(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        assert case.reference == "D-2026-0001"
        done = asked(engine, case.reference, ANSWER, SOCIAL_WORKER)
        assert isinstance(done, Done)
        assert (done.case.position, done.case.version) == ("practitioners.considering", 2)
        done = asked(engine, case.reference, SETTLE, HEALTH_VISITOR)
        assert isinstance(done, Done)
        assert done.case.outcome == "settled"


def test_nothing_opens_under_rules_that_the_checker_finds_fault_with(database_url: str) -> None:
    essex = load("essex")
    unsound = essex.model_copy(
        update={"stages": (essex.stages[0].model_copy(update={"clocks": ()}), *essex.stages[1:])}
    )
    with filled(database_url) as engine:
        refused = raise_disagreement(engine, CONCERN, HEALTH_VISITOR, unsound, MONDAY)
        assert isinstance(refused, Refusal)
        assert refused.code == "unproven_rules"
        assert "no clock runs, so the case could wait here in silence" in refused.reason
        with reading(engine) as connection:
            assert connection.execute(select(table(ProcedureVersion))).all() == []


@pytest.mark.parametrize(
    ("action", "actor", "code"),
    [
        (ANSWER, HEALTH_VISITOR, "not_yours"),  # the other side's step
        (ANSWER, TEAM_MANAGER, "not_yours"),  # a manager of the same agency, at the practitioners' stage
        (WITHDRAW, SCHOOL_NURSE, "not_yours"),  # a colleague of the raiser who has no part in it
        (ESCALATE, DETECTIVE_CONSTABLE, "not_yours"),  # an agency that is no party
        (ANSWER, "stranger", "unknown_person"),
        (SETTLE.model_copy(update={"kind": "settled"}), HEALTH_VISITOR, "not_open_here"),
        (HandOver(to="stranger", reason="On leave."), SOCIAL_WORKER, "unknown_person"),
    ],
)
def test_a_person_acting_on_what_is_not_theirs_leaves_no_trace(
    database_url: str, action: Action, actor: str, code: str
) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        before = rows(engine)
        refused = asked(engine, case.reference, action, actor)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.reason[-1]) == (code, ".")
        assert rows(engine) == before


def test_a_case_that_is_not_there(database_url: str) -> None:
    with filled(database_url) as engine:
        before = rows(engine)
        refused = asked(engine, "D-2026-0404", ANSWER, SOCIAL_WORKER)
        assert isinstance(refused, Refusal)
        assert (refused.code, "D-2026-0404" in refused.reason) == ("no_such_case", True)
        assert rows(engine) == before


def test_a_second_click_does_nothing(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        assert isinstance(asked(engine, case.reference, Acknowledge(), SOCIAL_WORKER, case.version), Done)
        before = rows(engine)
        refused = asked(engine, case.reference, Acknowledge(), SOCIAL_WORKER, case.version)
        assert isinstance(refused, Refusal)
        assert (refused.code, refused.stale) == ("changed", True)
        # Without the version that was seen, the machine itself refuses what was done already.
        refused = asked(engine, case.reference, Acknowledge(), SOCIAL_WORKER)
        assert isinstance(refused, Refusal)
        assert refused.code == "already_done"
        assert rows(engine) == before


def test_a_page_that_is_out_of_date_is_told_so(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        assert isinstance(asked(engine, case.reference, ANSWER, SOCIAL_WORKER), Done)
        refused = asked(engine, case.reference, WITHDRAW, HEALTH_VISITOR, case.version)
        assert isinstance(refused, Refusal)
        assert "has changed since you opened it" in refused.reason


@pytest.mark.parametrize(
    ("changes", "actor"),
    [
        ({"responding_agency": "nowhere"}, HEALTH_VISITOR),
        ({"responding_practitioner": "nobody"}, HEALTH_VISITOR),
        ({"category": "weather"}, HEALTH_VISITOR),
        ({}, "stranger"),
        ({}, TEAM_MANAGER),
    ],
)
def test_what_cannot_open_takes_no_number_and_leaves_no_procedure_behind(
    database_url: str, changes: dict[str, Any], actor: str
) -> None:
    with filled(database_url) as engine:
        before = rows(engine)
        action = CONCERN.model_copy(update=changes)
        assert isinstance(raise_disagreement(engine, action, actor, load("essex"), MONDAY), Refusal)
        assert rows(engine) == before
        assert new_case(engine).reference == "D-2026-0001"


def test_what_is_done_beside_an_event_is_part_of_its_transaction(database_url: str) -> None:
    seen: list[int] = []

    def look(connection: Connection) -> None:
        seen.append(len(connection.execute(select(ENTRIES)).all()))

    def fail(_connection: Connection) -> None:
        raise RuntimeError("the draft was not there")

    with filled(database_url) as engine:
        raise_disagreement(engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY, in_transaction=look)
        assert seen == [1]
        before = rows(engine)
        with pytest.raises(RuntimeError):
            raise_disagreement(engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY, in_transaction=fail)
        assert rows(engine) == before


def test_a_case_stays_on_the_procedure_that_it_was_raised_under(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        later = load("essex").model_copy(update={"edition": "the next one"})
        other = raise_disagreement(engine, CONCERN, HEALTH_VISITOR, later, MONDAY)
        assert isinstance(other, Done)
        assert other.case.procedure != case.procedure
        done = asked(engine, case.reference, ANSWER, SOCIAL_WORKER)
        assert isinstance(done, Done)
        assert done.case.procedure == case.procedure
        assert rows(engine)["ProcedureVersion"] == 2


def test_of_two_events_on_one_version_exactly_one_wins(database_url: str) -> None:
    """A person withdraws in the very moment in which another answers: both looked at version 1."""
    attempts: list[tuple[Action, str]] = [(ANSWER, SOCIAL_WORKER), (WITHDRAW, HEALTH_VISITOR)]
    with filled(database_url) as engine:
        for _ in range(5):
            case = new_case(engine)
            outcomes = both_at_once(engine, case, attempts)
            assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Done", "Refusal"]
            (refused,) = [outcome for outcome in outcomes if isinstance(outcome, Refusal)]
            assert refused.code == "changed"
            with reading(engine) as connection:
                numbers = connection.execute(
                    select(ENTRIES.c.number).where(ENTRIES.c.kind.in_(["answer", "withdraw"]))
                ).all()
            assert {row.number for row in numbers} == {2}


def both_at_once(engine: Engine, case: Case, attempts: list[tuple[Action, str]]) -> list[Done | Refusal | Exception]:
    together = threading.Barrier(len(attempts))
    outcomes: list[Done | Refusal | Exception] = []

    def attempt(action: Action, actor: str) -> None:
        try:
            together.wait(20)
            outcomes.append(asked(engine, case.reference, action, actor, case.version))
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test tells
            outcomes.append(problem)

    threads = [threading.Thread(target=attempt, args=one) for one in attempts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_without_the_lock_the_version_alone_decides(database_url: str) -> None:
    """The lock makes writers wait; that nothing is lost does not hang on it."""
    with filled(database_url) as engine:
        case = new_case(engine)

        def behind_the_lock(known: AnyCase, procedure: Any, directory: Directory) -> Decision | Refusal:
            # Decided on a case as it was before somebody else's event, which has been recorded meanwhile.
            assert known.version == 2
            stale = decide(case, WITHDRAW, HEALTH_VISITOR, procedure, directory, MONDAY)
            assert isinstance(stale, Decision)
            return stale

        assert isinstance(asked(engine, case.reference, Acknowledge(), SOCIAL_WORKER), Done)
        before = rows(engine)
        with pytest.raises(Exception, match=r"(?i)unique|duplicate|already"):
            through_the_door(engine, case.reference, behind_the_lock)

        def unlocked() -> None:
            with writing(engine) as connection:
                locked = lock_case(connection, case.reference)
                assert locked
                directory = current_directory(connection)
                decision = decide(case, WITHDRAW, HEALTH_VISITOR, load("essex"), directory.directory, MONDAY)
                assert isinstance(decision, Decision)
                record(connection, [(replace(locked, case=case), decision)], directory.channels)

        with pytest.raises(Overtaken):
            unlocked()
        assert rows(engine) == before
