"""Every mechanical damage to a procedure is either refused by the checker, or leaves a procedure that lives.

The judge of what lives is `brute_force`, a second reading of the language that shares no code with the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache

import pytest
from pydantic import ValidationError

from procedures.language import Procedure
from procedures.liveness import check
from procedures.names import faults_in_names
from tests.procedures.brute_force import Ladder
from tests.procedures.variations import Data, clocks, data_of

EXPIRIES = ("move_up", "prompt_raiser", "require_meeting", "open_stage", "flag")
STOPS = ("acknowledged", "answered", "meeting_recorded")
OWNERS = ("chair", "gatekeeper")


@cache
def small_ladder() -> Data:
    """The teaching example with a gate, a prompt, a required meeting, a cap and a group, and no leaps or holds."""
    data = data_of("all_features")
    data["stages"] = [stage for stage in data["stages"] if stage["id"] != "heads_of_service"]
    data["stages"][0]["skips"] = []
    data.update(fast_paths=[], redirects=[], proxies=[])
    data["hold"].update(allowed=False, by=[], reasons=[], cap=None, cap_in_all=None)
    data["reopening"].update(allowed=False)
    return data


def without_each_item(data: Data) -> Iterator[tuple[str, Data]]:
    lists = [("every_stage",), ("caps",), ("closing_duties",), ("notices",), ("stages",), ("groups",)]
    lists += [("stages", number, "clocks") for number in range(len(data["stages"]))]  # type: ignore[misc]
    for path in lists:
        for number in range(len(at(data, path))):
            changed = deepcopy(data)
            gone = at(changed, path).pop(number)
            yield f"{path} without {gone.get('id', number)}", changed
    changed = deepcopy(data)
    changed["stages"][1]["gate"] = None
    yield "no gate", changed


def at(data: Data, path: tuple[str | int, ...]) -> list[Data]:
    here = data
    for step in path:
        here = here[step]  # type: ignore[index]
    return here  # type: ignore[return-value]


def with_each_clock_changed(data: Data) -> Iterator[tuple[str, Data]]:
    for number, clock in enumerate(clocks(data)):
        changes: list[tuple[str, object]] = [("on_expiry", expiry) for expiry in EXPIRIES]
        changes += [("stops", [*clock["stops"], stop]) for stop in STOPS] + [("stops", [])]
        changes += [("owner", owner) for owner in OWNERS] + [("only", "group")]
        for field, value in changes:
            if clock[field] != value:
                changed = deepcopy(data)
                list(clocks(changed))[number][field] = value
                yield f"{clock['id']}.{field} = {value}", changed


def with_each_duty_changed(data: Data) -> Iterator[tuple[str, Data]]:
    for number, duty in enumerate(data["closing_duties"]):
        for field, value in (("outcomes", ["decided"]), ("outcomes", ["withdrawn"]), ("owner", "chair"),
                             ("owner", "holder"), ("from_stage", "panel")):  # fmt: skip
            changed = deepcopy(data)
            changed["closing_duties"][number][field] = value
            yield f"{duty['id']}.{field} = {value}", changed


def verdict(data: Data) -> str | None:
    """Why a procedure is refused, or None if the checker lets it pass."""
    try:
        procedure = Procedure.model_validate(data)
    except ValidationError as problem:
        return str(problem)
    names = faults_in_names(procedure)
    if names:
        return names[0][1]
    faults = check(procedure).faults
    return str(faults[0]) if faults else None


def test_the_undamaged_ladder_lives_by_both_readings() -> None:
    assert verdict(small_ladder()) is None
    assert Ladder(small_ladder()).waits_in_silence() is None


@pytest.mark.slow
@pytest.mark.parametrize("damage", [without_each_item, with_each_clock_changed, with_each_duty_changed])
def test_no_damage_slips_through(damage: object) -> None:
    refused: list[str] = []
    passed: list[str] = []
    for name, data in damage(small_ladder()):  # type: ignore[operator]
        if verdict(data):
            refused.append(name)
        else:
            passed.append(name)
            assert Ladder(data).waits_in_silence() is None, name
    assert refused
    assert passed
