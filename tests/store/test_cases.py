"""Finding cases: under a lock, or because a clock of theirs is due."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from procedures.catalogue import load
from store.cases import claim_due, lock_case, new_reference, next_instant
from store.counters import advance, counter, set_counter
from store.procedure_versions import VERSIONS, freeze, procedure_of
from store.sessions import reading, writing
from store.sweeps import last_runs, sweep_finished
from tests.at_work import MONDAY
from tests.store.recorded import CASES, CLOCKS, filled, new_case, opened

LATER = MONDAY + timedelta(days=4)


def test_a_case_is_found_by_its_reference(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        with writing(engine) as connection:
            locked = lock_case(connection, case.reference)
            assert locked
            assert locked.case == case
            assert lock_case(connection, "D-2026-9999") is None


def test_due_clocks_come_earliest_first_and_no_more_than_asked_for(database_url: str) -> None:
    with filled(database_url) as engine:
        for _ in range(3):
            new_case(engine)
        with writing(engine) as connection:
            due = claim_due(connection, LATER, 100)
            keys = [(clock.next_at, clock.case_id, clock.number) for clock in due]
            assert keys == sorted(keys)
            assert len({clock.case_id for clock in due}) == 3
            assert all(clock.next_at <= LATER for clock in due)
            assert [(c.case_id, c.number) for c in claim_due(connection, LATER, 2)] == [key[1:] for key in keys[:2]]


def test_what_is_not_due_or_has_ended_is_left_alone(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        first = min(clock.next_at for clock in case.clocks)
        with writing(engine) as connection:
            assert claim_due(connection, first - timedelta(microseconds=1), 100) == []
            assert [clock.next_at for clock in claim_due(connection, first, 100)] == [first]
            connection.execute(CLOCKS.update().values(ended_at=MONDAY, ended_how="stopped"))
            assert claim_due(connection, LATER, 100) == []
            assert next_instant(connection) is None


def test_the_next_instant_is_the_earliest_of_all(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        with reading(engine) as connection:
            assert next_instant(connection) == min(clock.next_at for clock in case.clocks)


@pytest.mark.parametrize("left", [1, 40_000])
def test_cases_can_be_left_out_however_many(database_url: str, left: int) -> None:
    with filled(database_url) as engine:
        for _ in range(2):
            new_case(engine)
        with writing(engine) as connection:
            first, second = sorted({clock.case_id for clock in claim_due(connection, LATER, 100)})
            leave = {first, *range(10_000, 10_000 + left)}
            assert {clock.case_id for clock in claim_due(connection, LATER, 100, leave=leave)} == {second}


def test_a_case_that_cannot_be_read_is_named_and_does_not_hide_the_others(database_url: str) -> None:
    with filled(database_url) as engine:
        broken, whole = new_case(engine), new_case(engine)
        with writing(engine) as connection:
            connection.execute(CASES.update().where(CASES.c.reference == broken.reference).values(state="{"))
        with writing(engine) as connection:
            found = {clock.reference: clock.locked for clock in claim_due(connection, LATER, 100)}
        assert found[broken.reference] is None
        assert found[whole.reference]


@pytest.mark.parametrize("store_kind", ["postgresql"])
@pytest.mark.postgresql
def test_another_workers_cases_are_skipped_without_waiting(database_url: str) -> None:
    with filled(database_url) as engine:
        new_case(engine)
        second = new_case(engine)
        with writing(engine) as worker, writing(engine) as other:
            mine = {clock.case_id for clock in claim_due(worker, LATER, 1)}
            theirs = {clock.reference for clock in claim_due(other, LATER, 100)}
            assert len(mine) == 1
            assert theirs == {second.reference}
        with writing(engine) as worker, writing(engine) as other:
            assert claim_due(worker, LATER, 100)
            assert claim_due(other, LATER, 100) == []


def test_references_have_no_gaps_and_start_anew_each_year(database_url: str) -> None:
    with opened(database_url) as engine:
        _take_references(engine)


def _take_references(engine: Engine) -> None:
    with writing(engine) as connection:
        assert [new_reference(connection, "D", year) for year in (2026, 2026, 2027, 2026)] == [
            "D-2026-0001",
            "D-2026-0002",
            "D-2027-0001",
            "D-2026-0003",
        ]

    def take_one_and_fail() -> None:
        with writing(engine) as connection:
            new_reference(connection, "D", 2026)
            raise RuntimeError("the case did not open")

    with pytest.raises(RuntimeError):
        take_one_and_fail()
    with writing(engine) as connection:
        assert new_reference(connection, "D", 2026) == "D-2026-0004"


def test_counters(database_url: str) -> None:
    with opened(database_url) as engine, writing(engine) as connection:
        assert counter(connection, "unheard of") == 0
        set_counter(connection, "known", 7)
        assert advance(connection, "known") == 8
        set_counter(connection, "known", 3)
        assert counter(connection, "known") == 3


def test_two_who_do_a_thing_for_the_first_time_at_once_take_turns(database_url: str) -> None:
    """Raising the year's first cases: none of a counter, a procedure version or a sweep is there yet."""
    essex, together = load("essex"), threading.Barrier(4)
    numbers: list[int] = []
    wrong: list[Exception] = []

    def do_it() -> None:
        try:
            together.wait(20)
            with writing(engine) as connection:
                freeze(connection, essex, MONDAY)
                numbers.append(advance(connection, "disagreements in 2031"))
            sweep_finished(engine, "tick", MONDAY, {"fired": 0})
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test tells
            wrong.append(problem)

    with opened(database_url) as engine:
        threads = [threading.Thread(target=do_it) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert sorted(numbers) == [1, 2, 3, 4]
        assert set(last_runs(engine)) == {"tick"}


def test_a_frozen_procedure_is_kept_once_and_comes_back_whole(database_url: str) -> None:
    essex = load("essex")
    with opened(database_url) as engine, writing(engine) as connection:
        version = freeze(connection, essex, MONDAY)
        assert freeze(connection, essex, MONDAY + timedelta(days=1)) == version
        found = procedure_of(connection, version)
        assert found == essex
        with pytest.raises(LookupError, match="no procedure version"):
            procedure_of(connection, "f" * 64)


def test_a_procedure_text_that_was_changed_is_not_run(database_url: str) -> None:
    essex = load("essex").model_copy(update={"title": "Another title"})
    with opened(database_url) as engine, writing(engine) as connection:
        version = freeze(connection, essex, MONDAY)
        text = connection.execute(select(VERSIONS.c.text)).scalar_one()
        connection.execute(VERSIONS.update().values(text=text.replace("Another", "Some other")))
        with pytest.raises(LookupError, match="does not fit its hash"):
            procedure_of(connection, version)
