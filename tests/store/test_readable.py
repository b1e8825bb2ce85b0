"""Who reads a disagreement: its practitioners, their managers, who answers by rank once it comes to them, deputies."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, select

from procedures.language import Procedure
from states.actions import Answer, Escalate, HandOver
from states.course_actions import RedirectMatter
from states.directory import Directory
from states.open_on_disagreements import open_on_disagreement
from store.directory import current_directory, directory_changed
from store.membership import member_of
from store.readable import CASES, readable_by
from store.readable_cases import case_with_record
from store.recording import table
from store.sessions import reading, writing
from store.tables import DeputyRow, PersonRow
from tests.at_work import MONDAY
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    CLASS_TEACHER,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    SCHOOL_NURSE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.states import trial
from tests.states.peopled import peopled
from tests.store.recorded import filled, new_case, opened
from tests.store.test_status import HISTORIES, anything, keep, raised
from workflows.door import Done, act, raise_disagreement
from workflows.tick import sweep

DAY = MONDAY.date()


def readers(engine: Engine, reference: str, day: date = DAY) -> set[str]:
    """Everybody, oversight apart, who reads a case on a day."""
    with reading(engine) as connection:
        directory = current_directory(connection).directory
        return {code for code in directory.people if reads(connection, directory, code, reference, day)}


def reads(connection: Connection, directory: Directory, code: str, reference: str, day: date = DAY) -> bool:
    member = member_of(connection, directory, directory.people[code], day)
    asked = select(CASES.c.id).where(CASES.c.reference == reference, readable_by(member))
    return not member.oversight and connection.execute(asked).one_or_none() is not None


def read_by(engine: Engine, reference: str, person: str) -> list[str]:
    """The kinds of the entries that somebody reads of a case; none if it is not theirs."""
    with reading(engine) as connection:
        directory = current_directory(connection).directory
        member = member_of(connection, directory, directory.people[person], DAY)
        found = case_with_record(connection, member, reference)
    return [entry.kind for entry in found[1]] if found else []


def do(engine: Engine, reference: str, actor: str, action: Any) -> None:
    done = act(engine, reference, action, actor, MONDAY)
    assert isinstance(done, Done), done


def change(engine: Engine, statement: Any) -> None:
    with writing(engine) as connection:
        connection.execute(statement)
        directory_changed(connection)


def deputise(engine: Engine, person: str, deputy: str) -> None:
    change(engine, table(DeputyRow).insert().values(person=person, deputy=deputy, first=DAY, last=DAY))


AT_FIRST = {HEALTH_VISITOR, NAMED_NURSE, SOCIAL_WORKER, TEAM_MANAGER}


def test_at_first_the_two_practitioners_and_their_line_managers_read_it(database_url: str) -> None:
    with filled(database_url) as engine:
        assert readers(engine, new_case(engine).reference) == AT_FIRST


def test_senior_managers_read_it_once_it_has_come_to_them(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        do(engine, reference, HEALTH_VISITOR, Escalate(reason="It cannot wait."))
        found = readers(engine, reference)
        assert found == AT_FIRST | {HEAD_OF_SERVICE, SERVICE_MANAGER}
        assert not {SCHOOL_NURSE, DETECTIVE_CONSTABLE, DIRECTOR_OF_CHILDRENS_SERVICES} & found


def test_a_deputy_reads_it_for_as_long_as_they_stand_in(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        deputise(engine, SOCIAL_WORKER, CLASS_TEACHER)
        assert readers(engine, reference) == AT_FIRST | {CLASS_TEACHER}
        assert readers(engine, reference, DAY + timedelta(days=1)) == AT_FIRST


def test_whoever_was_handed_a_step_and_whoever_did_something_read_it(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        do(engine, reference, SOCIAL_WORKER, HandOver(to="assessment_social_worker_ecc", reason="On leave."))
        assert readers(engine, reference) == AT_FIRST | {"assessment_social_worker_ecc"}
        do(engine, reference, "assessment_social_worker_ecc", Answer(answer="Yes."))
        assert readers(engine, reference) == AT_FIRST | {"assessment_social_worker_ecc"}


def test_above_a_vacant_line_managers_post_the_next_one_reads_it(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        people = table(PersonRow)
        change(engine, people.update().where(people.c.code == TEAM_MANAGER).values(left_on=DAY))
        found = readers(engine, reference)
        assert SERVICE_MANAGER in found
        assert DIRECTOR_OF_CHILDRENS_SERVICES not in found


def test_a_sides_own_entries_are_read_by_that_side_alone(database_url: str) -> None:
    """One's own agency is not enough: whoever reads the case as a deputy on the other side reads the other side's."""
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        note = RedirectMatter(redirect="allegation_against_staff", reason="Word of it.")
        do(engine, reference, HEALTH_VISITOR, note)
        deputise(engine, SOCIAL_WORKER, SCHOOL_NURSE)
        deputise(engine, HEALTH_VISITOR, CLASS_TEACHER)
        seen = {person: "redirect" in read_by(engine, reference, person) for person in (*AT_FIRST, CLASS_TEACHER)}
        assert seen == {
            HEALTH_VISITOR: True,
            NAMED_NURSE: True,
            CLASS_TEACHER: True,
            SOCIAL_WORKER: False,
            TEAM_MANAGER: False,
        }
        assert "redirect" not in read_by(engine, reference, SCHOOL_NURSE)


def test_a_proxy_reads_for_whom_it_acts_and_never_against_its_own_agency(database_url: str) -> None:
    with opened(database_url) as engine:
        keep(engine, trial.people())
        for agency, practitioner, others in (("council", trial.WORKER, True), ("north", trial.NURSE, False)):
            done = raise_disagreement(engine, trial.concern(agency, practitioner), trial.DOCTOR, trial.trial(), MONDAY)
            assert isinstance(done, Done), done
            before = readers(engine, done.case.reference)
            assert "south_manager" not in before
            do(engine, done.case.reference, trial.DOCTOR, Escalate(reason="It cannot wait."))
            after = readers(engine, done.case.reference)
            # The practice has no manager: the boards' act for it, one of them at the gate already.
            assert (trial.NURSE_MANAGER in after - before) == others
            assert ("south_manager" in after) == (not others)


@pytest.mark.parametrize("name", HISTORIES)
def test_whoever_has_something_to_do_reads_it_and_strangers_never(database_url: str, name: str) -> None:
    procedure, chance, now = HISTORIES[name], random.Random(20261103), MONDAY  # noqa: S311 - examples, not secrets
    with opened(database_url) as engine:
        keep(engine, peopled(procedure))
        references = [raised(engine, procedure, now).reference for _ in range(2)]
        for _ in range(8):
            for reference in references:
                anything(engine, procedure, reference, chance, now)
                assert not left_out(engine, procedure, reference, now)
            now += timedelta(hours=chance.choice([1, 20, 70]))
            sweep(engine, now)


IN_HASTE = {"take_fast_path", "set_child_protecting_time"}
"""What higher ranks may do before a case has come to them, where a procedure says so: they hear of it from others."""


def left_out(engine: Engine, procedure: Procedure, reference: str, now: Any) -> set[str]:
    """Everybody to whom an action is open and who does not read the case; and strangers who read it."""
    day = now.date()
    with reading(engine) as connection:
        directory = current_directory(connection).directory
        everything = member_of(connection, directory, directory.people["support"], day)
        found = case_with_record(connection, everything, reference)
        assert found
        case: Any = found[0]
        missing = set()
        for code, person in directory.people.items():
            if member_of(connection, directory, person, day).oversight:
                continue
            found_open = open_on_disagreement(case, code, procedure, directory, now)
            acts = any(one.standing == "open" and one.kind not in IN_HASTE for one in found_open)
            if acts and not reads(connection, directory, code, reference, day):
                missing.add(code)
            if person.agency == "third_agency" and reads(connection, directory, code, reference, day):
                missing.add(code)
        return missing


def test_partners_of_a_group_read_it_when_it_has_come_to_the_group(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = new_case(engine).reference
        do(engine, reference, HEALTH_VISITOR, Escalate(reason="It cannot wait."))
        assert ASSISTANT_CHIEF_CONSTABLE not in readers(engine, reference)
        do(engine, reference, HEAD_OF_SERVICE, Escalate(reason="It cannot wait."))
        assert ASSISTANT_CHIEF_CONSTABLE in readers(engine, reference)


def test_the_ways_in_are_asked_of_indexes(database_url: str) -> None:
    """Among very many cases a reader's own are found without looking at the others."""
    with filled(database_url) as engine:
        new_case(engine)
        with reading(engine) as connection:
            directory = current_directory(connection).directory
            member = member_of(connection, directory, directory.people[SERVICE_MANAGER], DAY)
            asked = select(CASES.c.id).where(readable_by(member), CASES.c.raising_agency != COUNCIL)
            sql = asked.compile(connection, compile_kwargs={"literal_binds": True})
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
                plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {sql}".replace("%", "%%")))
                assert "Seq Scan" not in plan, plan
            else:
                rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")
                plan = "\n".join(str(row[3]) for row in rows)
        for index in ("ix_cases_raiser", "ix_cases_responder", "entry_by_person", "clock_running_by_owner"):
            assert index in plan, plan
