"""Whether a case's row and its clocks agree with its record, once the record's chain has been followed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from states.any_case import AnyCase, read_case
from store.chain import Chain, ClockOnRecord, How, Misfit, instant
from store.record import state_hash
from store.recording import case_columns


def disagreements(row: Any, chain: Chain, clocks: Mapping[int, Any]) -> list[Misfit]:
    """Everything on the row of a case, and on those of its clocks (by number), that is not as its record tells.

    Rows have the columns of the tables as attributes; an instant may be its text.
    """
    reference = row.reference
    if chain.state_hash is None or state_hash(row.state) != chain.state_hash:
        said = f"the state on the case's row is not the one that entry {chain.last} vouches for"
        return [Misfit(reference, None, "changed", said)]
    case = _read(row.state)
    if case is None:
        return [Misfit(reference, None, "changed", "the state on the case's row cannot be read")]
    wrong = [name for name, value in case_columns(case, chain.head).items() if not _same(getattr(row, name), value)]
    said = "the column {} of the case's row is not as on the record"
    return [
        *(Misfit(reference, None, "changed", said.format(name)) for name in wrong),
        *_clocks(case, chain, clocks),
    ]


def _read(state: str) -> AnyCase | None:
    try:
        return read_case(state)
    except ValueError:
        return None


def _clocks(case: AnyCase, chain: Chain, rows: Mapping[int, Any]) -> list[Misfit]:
    found: list[Misfit] = []

    def says(how: How, said: str) -> None:
        found.append(Misfit(case.reference, None, how, said))

    for number, told in sorted(chain.clocks.items()):
        if number not in rows:
            says("removed", f"clock {number} ({told.clock}) is missing")
            continue
        for name in _columns_that_differ(case, told, rows[number]):
            says("changed", f"the column {name} of clock {number} ({told.clock}) is not as on the record")
    for number in sorted(rows.keys() - chain.clocks.keys(), key=str):
        says("inserted", f"clock {number} was put in: no entry starts it")
    running = {number for number, told in chain.clocks.items() if told.ended_at is None}
    if running != {clock.number for clock in case.clocks}:
        says("disagrees", "the clocks that run in its state are not those that run on the record")
    return found


def _columns_that_differ(case: AnyCase, told: ClockOnRecord, row: Any) -> list[str]:
    expected: dict[str, object] = {
        "clock": told.clock,
        "stage": told.stage,
        "owner": told.owner,
        "started_at": told.started_at,
        "due_at": told.due_at,
        "ended_at": told.ended_at,
        "ended_how": told.ended_how,
    }
    running = case.clock_numbered(told.number)
    if running:
        # Once a clock has ended, nothing reads its next instant any more.
        expected["next_at"] = running.next_at
    return [name for name, value in expected.items() if not _same(getattr(row, name), value)]


def _same(kept: object, expected: object) -> bool:
    if isinstance(expected, datetime):
        try:
            return instant(kept) == expected
        except (TypeError, ValueError):
            return False
    return kept == expected
