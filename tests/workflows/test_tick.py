"""The sweep: every point is marked once and in order, after an outage too, and one broken case stops no other."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace as changed
from sqlalchemy import Connection, Engine, select

from procedures.catalogue import load
from states.actions import Answer, Escalate
from states.case import Case, dump
from states.decision import CLOCK, Refusal
from store.sessions import reading, writing
from tests.at_work import MONDAY, engine_at_work, fits, raised, settings_for
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER, essex_directory
from tests.states.cases import World
from tests.store.recorded import CASES, CLOCKS, CONCERN, ENTRIES, NOTICES, SECRET, filled, new_case, rows
from workflows import tick as ticking
from workflows.door import Done, act
from workflows.tick import StuckCase, sweep, tick

FORTY_DAYS = MONDAY + timedelta(days=40)
FIRST_EVENING = MONDAY + timedelta(days=1, hours=8)

Marked = tuple[str, str | None, datetime, datetime]
"""What the clock did: the entry's kind, which clock, when it was true and when it was marked."""


def marked(engine: Engine, reference: str) -> list[Marked]:
    with reading(engine) as connection:
        found = connection.execute(
            select(ENTRIES)
            .join(CASES, CASES.c.id == ENTRIES.c.case_id)
            .where(CASES.c.reference == reference, ENTRIES.c.actor == CLOCK)
            .order_by(ENTRIES.c.number)
        )
        return [(e.kind, json.loads(e.facts).get("clock"), e.at, e.recorded_at) for e in found]


def marked_in(world: World) -> list[Marked]:
    return [(e.kind, e.facts.get("clock"), e.at, e.recorded_at) for e in world.entries if e.actor == CLOCK]


def a_world() -> World:
    """The same case with no store: there every point is marked at its very moment."""
    return World.raised(load("essex"), essex_directory(), HEALTH_VISITOR, CONCERN, MONDAY)


def without_marking_times(done: list[Marked]) -> list[tuple[str, str | None, datetime]]:
    return [one[:3] for one in done]


def test_nothing_due_nothing_written(database_url: str) -> None:
    with filled(database_url) as engine:
        new_case(engine)
        sweep(engine, MONDAY)
        before = rows(engine)
        report = sweep(engine, MONDAY)
        assert (report.batches, report.events, report.moved, report.stuck) == (0, {}, (), ())
        assert rows(engine) == before


def test_a_point_is_marked_once_however_often_it_is_looked_at(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        assert sweep(engine, FIRST_EVENING).events == {"warned": 1, "flagged_late": 1}
        before, seen = rows(engine), marked(engine, case.reference)
        for _ in range(2):
            assert sweep(engine, FIRST_EVENING).fired == 0
        assert rows(engine) == before
        assert marked(engine, case.reference) == seen


def test_every_hour_for_forty_days_is_as_at_every_point(database_url: str) -> None:
    """Half past each hour of the day: each point is marked half an hour late, and a new stage's clocks start then.

    Limits in days end at the same moment all the same: what is marked, in which order and when it was true is equal.
    """
    exactly = a_world().until(FORTY_DAYS)
    with filled(database_url) as engine:
        case = new_case(engine)
        for hour in range(24 * 40):
            now = MONDAY + timedelta(hours=hour, minutes=30)
            if 6 < now.hour < 20:
                sweep(engine, now)
        hourly = marked(engine, case.reference)
    assert len(hourly) > 20
    assert {recorded - at for _, _, at, recorded in hourly} == {timedelta(minutes=30)}
    assert without_marking_times(hourly) == without_marking_times(marked_in(exactly))


def test_one_tick_after_forty_days_catches_up_in_order_and_once(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        report = sweep(engine, FORTY_DAYS)
        done = marked(engine, case.reference)
        assert sweep(engine, FORTY_DAYS).fired == 0
    assert done == marked_in(a_world().after_an_outage(FORTY_DAYS))
    assert [kind for kind, *_ in done] == ["warned", "flagged_late", "warned", "moved_up_by_clock"]
    times = [at for _, _, at, _ in done]
    assert times == sorted(times)
    assert {recorded for *_, recorded in done} == {FORTY_DAYS}
    assert (report.moved, report.fired, report.stuck) == ((case.reference,), len(done), ())


def test_the_report_counts_what_was_done(database_url: str) -> None:
    with filled(database_url) as engine:
        cases = [new_case(engine).reference for _ in range(3)]
        report = sweep(engine, MONDAY + timedelta(days=4))
        assert sorted(report.moved) == cases
        assert report.events["moved_up_by_clock"] == 3
        with reading(engine) as connection:
            queued = connection.execute(select(NOTICES).where(NOTICES.c.queued_at > MONDAY)).all()
        assert report.notices == len(queued)


def test_a_full_batch_is_followed_by_the_next(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticking, "BATCH", 2)
    with filled(database_url) as engine:
        cases = [new_case(engine).reference for _ in range(5)]
        report = sweep(engine, MONDAY + timedelta(days=4))
        assert sorted(report.moved) == cases
        assert report.batches >= 5


def test_a_tick_goes_by_its_own_clock(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        raised(context)
        assert tick(context).fired == 0
        clock.advance_to(FIRST_EVENING)
        assert tick(context).at == FIRST_EVENING
        assert fits(context)


def unreadable(connection: Connection, case: Case) -> None:
    _change(connection, case, state="{")


def of_no_known_procedure(connection: Connection, case: Case) -> None:
    _change(connection, case, state=dump(changed(case, procedure="f" * 64)))


def at_another_version(connection: Connection, case: Case) -> None:
    _change(connection, case, state=dump(changed(case, version=7)))


def without_its_clocks(connection: Connection, case: Case) -> None:
    _change(connection, case, state=dump(changed(case, clocks=())))


def at_a_position_that_there_is_not(connection: Connection, case: Case) -> None:
    _change(connection, case, state=dump(changed(case, position="nowhere.answering")))


def whose_entry_is_there_already(connection: Connection, case: Case) -> None:
    first = connection.execute(
        select(ENTRIES).join(CASES, CASES.c.id == ENTRIES.c.case_id).where(CASES.c.reference == case.reference)
    ).one()
    connection.execute(ENTRIES.insert().values({**first._mapping, "number": 2, "position": SECRET}))


def _change(connection: Connection, case: Case, **columns: object) -> None:
    connection.execute(CASES.update().where(CASES.c.reference == case.reference).values(**columns))


@pytest.mark.parametrize(
    "breaking",
    [
        unreadable,
        of_no_known_procedure,
        at_another_version,
        without_its_clocks,
        at_a_position_that_there_is_not,
        whose_entry_is_there_already,
    ],
    ids=lambda breaking: breaking.__name__,
)
def test_a_broken_case_is_named_and_stops_no_other(
    database_url: str, breaking: Callable[[Connection, Case], None]
) -> None:
    with filled(database_url) as engine:
        before, broken, after = new_case(engine), new_case(engine), new_case(engine)
        with writing(engine) as connection:
            breaking(connection, broken)
        untouched = marked(engine, broken.reference)
        for now in (FIRST_EVENING, MONDAY + timedelta(days=4)):
            report = sweep(engine, now)
            assert [stuck.reference for stuck in report.stuck] == [broken.reference]
            assert SECRET not in str(report)
        assert set(report.moved) == {before.reference, after.reference}
        assert marked(engine, broken.reference) == untouched


def test_a_clock_that_was_stopped_meanwhile_is_not_taken_for_a_fault(database_url: str) -> None:
    """Its row was read as due, and before its case was locked somebody acted: looked at again, there is nothing."""
    with filled(database_url) as engine:
        case = new_case(engine)
        with writing(engine) as connection:
            connection.execute(CLOCKS.update().where(CLOCKS.c.number == 99).values(ended_at=MONDAY))
        assert isinstance(act(engine, case.reference, Escalate(reason="No."), SOCIAL_WORKER, MONDAY), Done)
        assert sweep(engine, FIRST_EVENING).stuck == ()


def test_many_workers_share_a_sweep_and_each_point_is_marked_once(database_url: str) -> None:
    now = MONDAY + timedelta(days=4)
    with filled(database_url) as engine:
        cases = [new_case(engine).reference for _ in range(20)]
        together, reports = threading.Barrier(3), []

        def work() -> None:
            together.wait(20)
            reports.append(sweep(engine, now))

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        expected = without_marking_times(marked_in(a_world().after_an_outage(now)))
        for reference in cases:
            assert without_marking_times(marked(engine, reference)) == expected
    assert len(reports) == 3
    assert sum(report.fired for report in reports) == 20 * len(expected)
    assert sorted(reference for report in reports for reference in report.moved) == cases
    assert [stuck for report in reports for stuck in report.stuck] == []


def test_a_person_and_the_clock_cannot_both_win(database_url: str) -> None:
    """An answer comes in the minute in which the stage's limit runs out."""
    now = MONDAY + timedelta(days=3, hours=8)
    with filled(database_url) as engine:
        for _ in range(4):
            case = new_case(engine)
            sweep(engine, now - timedelta(minutes=1))
            together, version = threading.Barrier(2), current_version(engine, case.reference)
            answers: list[Done | Refusal] = []

            def answer(reference: str, seen: int, barrier: threading.Barrier, found: list[Done | Refusal]) -> None:
                barrier.wait(20)
                words = Answer(answer="We will visit.")
                found.append(act(engine, reference, words, SOCIAL_WORKER, now, version=seen))

            thread = threading.Thread(target=answer, args=(case.reference, version, together, answers))
            thread.start()
            together.wait(20)
            reports = [sweep(engine, now)]
            thread.join()
            # Whoever has the case under lock is skipped, not waited for: the next tick comes back to it.
            reports.append(sweep(engine, now))
            kinds = [kind for kind in kinds_after(engine, case.reference, version) if kind != "chased"]
            answered = isinstance(answers[0], Done)
            assert kinds == (["answer", "moved_up_by_clock"] if answered else ["moved_up_by_clock"])
            assert [stuck for report in reports for stuck in report.stuck] == []


def current_version(engine: Engine, reference: str) -> int:
    with reading(engine) as connection:
        asked = select(CASES.c.version).where(CASES.c.reference == reference)
        return int(connection.execute(asked).scalar_one())


def kinds_after(engine: Engine, reference: str, version: int) -> list[str]:
    with reading(engine) as connection:
        return list(
            connection.execute(
                select(ENTRIES.c.kind)
                .join(CASES, CASES.c.id == ENTRIES.c.case_id)
                .where(CASES.c.reference == reference, ENTRIES.c.number > version)
                .order_by(ENTRIES.c.number)
            ).scalars()
        )


def test_a_stuck_case_says_why_without_its_content() -> None:
    assert StuckCase("D-2026-0001", "LookupError").reason == "LookupError"
