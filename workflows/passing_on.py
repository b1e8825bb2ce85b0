"""The sweep that passes on the steps of people who have left or are away, on the day that it becomes so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from states.any_case import steps_passed_on
from states.decision import Refusal
from store.cases import references_owed_by
from store.counters import counter, set_counter
from store.directory import VERSION, current_directory
from store.sessions import reading, writing
from workflows.door import through_the_door

LONDON = ZoneInfo("Europe/London")
LOOKED_AT_VERSION = "passed on: directory version"
LOOKED_AT_DAY = "passed on: day"
LOOKED_AT = (VERSION, LOOKED_AT_VERSION, LOOKED_AT_DAY)
"""The counters that say whether to look again."""


@dataclass(frozen=True)
class PassingOnReport:
    """Cases in which a step was passed on, and those in which nobody could take it, with the reason."""

    passed_on: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()


def pass_on(engine: Engine, now: datetime) -> PassingOnReport:
    """Pass on every step whose owner is not there today.

    Looks only if the directory or the day has changed since it last did, so that a tick can ask every minute.
    """
    day = now.astimezone(LONDON).date()
    with reading(engine) as connection:
        counters = [counter(connection, name) for name in LOOKED_AT]
        if has_looked(counters, now):
            return PassingOnReport()
        version = counters[0]
        absent = _absent(connection, day)
        references = references_owed_by(connection, absent) if absent else []
    passed, refused = [], []
    for reference in references:
        try:
            done = through_the_door(
                engine, reference, lambda case, rules, people: steps_passed_on(case, rules, people, now)
            )
        except OperationalError:
            raise
        except Exception as problem:  # noqa: BLE001 - one broken case must not stop everybody else's clocks
            refused.append((reference, type(problem).__name__))
            continue
        if not isinstance(done, Refusal):
            passed.append(reference)
        elif not done.stale:
            refused.append((reference, done.reason))
    if not refused:
        with writing(engine) as connection:
            set_counter(connection, LOOKED_AT_VERSION, version)
            set_counter(connection, LOOKED_AT_DAY, day.toordinal())
    return PassingOnReport(tuple(passed), tuple(refused))


def has_looked(counters: Sequence[int], now: datetime) -> bool:
    """Whether all who are absent were looked for already, by the counters `LOOKED_AT`: for this directory and day."""
    version, looked_at_version, looked_at_day = counters
    return version == looked_at_version and looked_at_day == now.astimezone(LONDON).date().toordinal()


def _absent(connection: Connection, day: date) -> list[str]:
    """Everybody who has left by a day, or for whom another stands in."""
    directory = current_directory(connection).directory
    with_deputy = {deputy.person for deputy in directory.deputies}
    absent = []
    for code, person in directory.people.items():
        if person.left_on is None and code not in with_deputy:
            continue
        there = directory.stand_in(code, day)
        if there is None or there.code != code:
            absent.append(code)
    return absent
