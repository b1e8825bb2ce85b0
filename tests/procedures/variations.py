"""Procedures changed for a test: as text, as an overlay file, or as plain data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from procedures.catalogue import LIBRARY, load
from procedures.fault import Fault, ProcedureError
from procedures.language import Procedure
from procedures.reading import read_procedure

Data = dict[str, Any]


def faults_of(path: Path) -> list[Fault]:
    """The faults of a file that must not be readable."""
    try:
        read_procedure(path, (LIBRARY,))
    except ProcedureError as problem:
        return problem.faults
    raise AssertionError(f"{path.name} was read without a fault")


def data_of(name: str) -> Data:
    """A library procedure, its bases laid under it, as plain data that may be changed."""
    return deepcopy(load(name).model_dump(mode="json"))


def procedure_with(name: str, change: Callable[[Data], object]) -> Procedure:
    """A library procedure after a change to its plain data."""
    data = data_of(name)
    change(data)
    return Procedure.model_validate(data)


def item(items: list[Data], identifier: str) -> Data:
    """The item of a list with this id."""
    return next(entry for entry in items if entry["id"] == identifier)


def stage(data: Data, identifier: str) -> Data:
    """A stage of a procedure's plain data."""
    return item(data["stages"], identifier)


def clocks(data: Data) -> Iterator[Data]:
    """Every clock of a procedure's plain data that has an expiry of its own."""
    yield from data["every_stage"]
    for entry in data["stages"]:
        yield from entry["clocks"]
    yield from data["onward"]["clocks"]
