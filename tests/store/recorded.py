"""A store with the Essex directory and cases on it, for tests that look at its rows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, func, select

from procedures.catalogue import load
from states.actions import Action, RaiseDisagreement
from states.case import Case
from states.decide import decide
from states.decision import Decision
from store.cases import lock_case
from store.directory import current_directory
from store.readable_cases import Operator, case_with_record
from store.recording import LockedCase, table
from store.sessions import open_store, reading
from store.tables import (
    CaseRow,
    ClockRow,
    EntryRow,
    NarrativeRow,
    NoticeRow,
    ProcedureVersion,
    Setting,
    SweepRow,
)
from tests.at_work import MONDAY
from tests.partnership import COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER, fill
from workflows.door import Done, raise_disagreement

CASES, CLOCKS, ENTRIES, NOTICES = table(CaseRow), table(ClockRow), table(EntryRow), table(NoticeRow)
COUNTED = (CaseRow, ClockRow, EntryRow, NarrativeRow, NoticeRow, ProcedureVersion, Setting, SweepRow)
SECRET = "Zz-what-a-person-wrote"

CONCERN = RaiseDisagreement(
    responding_agency=COUNCIL,
    responding_practitioner=SOCIAL_WORKER,
    category="threshold",
    about=SECRET,
    tried=SECRET,
    would_settle=SECRET,
)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """A store, whose connections are closed at the end."""
    engine = open_store(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def filled(url: str) -> Iterator[Engine]:
    """A migrated store with the Essex directory."""
    with opened(url) as engine:
        fill(engine)
        yield engine


def new_case(engine: Engine) -> Case:
    """A disagreement just raised by the health visitor with the social worker, on a Monday at nine."""
    done = raise_disagreement(engine, CONCERN, HEALTH_VISITOR, load("essex"), MONDAY)
    assert isinstance(done, Done), done
    return done.case


def decided(connection: Connection, reference: str, action: Action, actor: str) -> tuple[LockedCase, Decision]:
    """A case under lock with what an action does to it, not recorded yet."""
    locked = lock_case(connection, reference)
    assert locked
    assert isinstance(locked.case, Case)
    directory = current_directory(connection).directory
    decision = decide(locked.case, action, actor, load("essex"), directory, MONDAY)
    assert isinstance(decision, Decision), decision
    return locked, decision


def texts_of(engine: Engine, reference: str) -> list[tuple[int, dict[str, str]]]:
    """What was written in each entry of a case, with the entry's number."""
    with reading(engine) as connection:
        found = case_with_record(connection, Operator(), reference)
    assert found
    return [(entry.number, entry.narrative) for entry in found[1]]


def rows(engine: Engine) -> dict[str, int]:
    """How many rows each table holds, and the sum of all case versions, which any change of a case raises."""
    with reading(engine) as connection:
        counts = {
            model.__name__: int(connection.execute(select(func.count()).select_from(table(model))).scalar_one())
            for model in COUNTED
        }
        versions = connection.execute(select(func.coalesce(func.sum(CASES.c.version), 0))).scalar_one()
        return counts | {"versions": int(versions)}
