"""What is wrong with a procedure file, said so that its author can mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """One fault: the file, the line (0 if none), the field and what was expected."""

    file: str
    line: int
    field: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.field}: {self.expected}" if self.field else f"{place}: {self.expected}"


class ProcedureError(Exception):
    """A procedure that cannot be used; `faults` says why, file and line first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))
