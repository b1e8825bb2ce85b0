"""A store filled with open cases: everything as the engine itself writes it, chains and clocks included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec.structs import replace as changed
from sqlalchemy import Connection, Engine

from procedures.catalogue import load
from procedures.language import Procedure
from states.actions import Acknowledge, RaiseDisagreement
from states.case import Case
from states.decide import decide, drafted
from states.decision import Decision, Entry
from states.directory import Directory
from states.time_passed import time_passed
from store.bulk import insert_rows
from store.directory import current_directory, directory_changed
from store.migrations import upgrade
from store.narrative_keys import HeldKeys, keep_keys
from store.narratives import Written, write_narratives
from store.procedure_versions import freeze
from store.record import FIRST, entry_row, salted
from store.recording import case_columns, table
from store.sessions import open_store, writing
from store.tables import AgencyRow, CaseRow, ClockRow, EntryRow, PersonRow, SeatRow

PROCEDURE = Path(__file__).parent / "monday_morning.yaml"
AGENCIES = 40
PRACTITIONERS = 12
FIRST_MORNING = datetime(2026, 1, 5, 10, tzinfo=UTC)
CHUNK = 5_000


def fill(url: str, due_each_day: int, measured_days: int, open_cases: int) -> tuple[Engine, list[datetime]]:
    """A fresh store with `open_cases` cases, each with one running clock at its due point.

    `due_each_day` of them fall due in the same minute of each of the first `measured_days` working days; the rest
    are spread over the half year after. Returns the store and the measured instants.
    """
    upgrade(url)
    engine = open_store(url)
    keep_keys(engine, HeldKeys())
    procedure = load(str(PROCEDURE))
    with writing(engine) as connection:
        directory = _people(connection)
        version = freeze(connection, procedure, FIRST_MORNING)
        days = _opening_days(procedure)
        measured = list(islice(days, measured_days))
        rest = list(islice(days, 126))
        plan = [(day, due_each_day) for day in measured]
        left = open_cases - due_each_day * measured_days
        plan += [(day, left // len(rest) + (1 if place < left % len(rest) else 0)) for place, day in enumerate(rest)]
        number = 0
        instants = []
        for opened, count in plan:
            cases = list(_cases(procedure, version, directory, opened, number, count))
            number += count
            if opened in measured:
                instants.append(cases[0][0].clocks[0].due_at)
            _write(connection, cases, number - count)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # What the server does by itself on a store that lives for longer than a measurement.
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
        else:
            connection.exec_driver_sql("ANALYZE")
    return engine, instants


def _opening_days(procedure: Procedure) -> Iterator[datetime]:
    moment = FIRST_MORNING
    while True:
        if procedure.working_calendar.is_working_day(moment.date()):
            yield moment
        moment += timedelta(days=1)


def _people(connection: Connection) -> Directory:
    agencies = [{"code": f"agency_{n}", "name": f"Agency {n}", "kind": "health"} for n in range(AGENCIES)]
    people: list[dict[str, Any]] = []
    for agency in agencies:
        code = agency["code"]
        people.append(_person(f"{code}_manager", code, "senior_manager"))
        people += [
            _person(f"{code}_practitioner_{n}", code, "practitioner", f"{code}_manager") for n in range(PRACTITIONERS)
        ]
    people.append(_person("support", "agency_0", None) | {"roles": '["business_support"]'})
    seats = []
    for group in load(str(PROCEDURE)).groups:
        for function in group.functions:
            for seat in function.seats:
                member = f"{group.id}_{seat}"
                people.append(_person(member, "agency_0", None))
                seats.append({"group": group.id, "seat": seat, "person": member})
    for model, rows in ((AgencyRow, agencies), (PersonRow, people), (SeatRow, seats)):
        insert_rows(connection, table(model), rows)
    directory_changed(connection)
    return current_directory(connection).directory


def _person(code: str, agency: str, rank: str | None, reports_to: str | None = None) -> dict[str, Any]:
    return {
        "code": code,
        "title": code.replace("_", " "),
        "agency": agency,
        "rank": rank,
        "reports_to": reports_to,
        "roles": "[]",
        "email": f"{code}@example.org",
        "channels": "[]",
    }


def _cases(
    procedure: Procedure, version: str, directory: Directory, opened: datetime, first: int, count: int
) -> Iterator[tuple[Case, list[Entry]]]:
    """Cases opened on one morning, between ever other practitioners. Only the reference differs within a pair."""
    pairs: dict[int, tuple[Case, list[Entry]]] = {}
    for number in range(first, first + count):
        pair = number % (AGENCIES * 3)
        if pair not in pairs:
            pairs[pair] = _opened(procedure, version, directory, opened, pair)
        case, entries = pairs[pair]
        yield changed(case, reference=f"D-2026-{number:06d}"), entries


def _opened(
    procedure: Procedure, version: str, directory: Directory, opened: datetime, pair: int
) -> tuple[Case, list[Entry]]:
    """A case that was raised, acknowledged and warned: its one clock runs out next."""
    here, there = pair % AGENCIES, (pair * 7 + 1) % AGENCIES
    there = there if there != here else (there + 1) % AGENCIES
    raiser = f"agency_{here}_practitioner_{pair % PRACTITIONERS}"
    receiver = f"agency_{there}_practitioner_{(pair + 5) % PRACTITIONERS}"
    action = RaiseDisagreement(
        responding_agency=f"agency_{there}",
        responding_practitioner=receiver,
        category="threshold",
        about="Text of what it is about.",
        tried="Text of what was tried.",
        would_settle="Text of what would settle it.",
    )
    draft = drafted("", action, raiser, procedure, version, directory, opened)
    entries: list[Entry] = []
    case = _after(decide(draft, action, raiser, procedure, directory, opened), entries)
    case = _after(decide(case, Acknowledge(), receiver, procedure, directory, opened), entries)
    warning = case.clocks[0]
    case = _after(time_passed(case, warning.number, procedure, directory, warning.next_at), entries)
    return case, entries


def _after(decision: object, entries: list[Entry]) -> Case:
    assert isinstance(decision, Decision), decision
    assert isinstance(decision.case, Case)
    entries += decision.entries
    return decision.case


def _write(connection: Connection, cases: list[tuple[Case, list[Entry]]], first_id: int) -> None:
    for start in range(0, len(cases), CHUNK):
        rows: dict[Any, list[dict[str, Any]]] = {CaseRow: [], EntryRow: [], ClockRow: []}
        narratives: list[Written] = []
        for place, (case, entries) in enumerate(cases[start : start + CHUNK], first_id + start + 1):
            head = FIRST
            for entry in entries:
                text = salted(entry.narrative) if entry.narrative else None
                row = entry_row(place, case.reference, entry, head, None, text)
                if text is not None:
                    narratives.append(Written(place, entry.number, text))
                head = row["hash"]
                rows[EntryRow].append(row)
            rows[CaseRow].append({"id": place, "reference": case.reference, **case_columns(case, head)})
            for clock in case.clocks:
                rows[ClockRow].append(
                    {
                        "case_id": place,
                        "number": clock.number,
                        "clock": clock.clock,
                        "stage": clock.stage,
                        "owner": clock.owner,
                        "started_at": clock.started_at,
                        "due_at": clock.due_at,
                        "next_at": clock.next_at,
                    }
                )
        for model, written in rows.items():
            insert_rows(connection, table(model), written)
        write_narratives(connection, narratives)
