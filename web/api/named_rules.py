"""Rules that a caller names: there, unknown, or not to be read at present."""

from __future__ import annotations

from datetime import date

from procedures.catalogue import load_rules
from procedures.fault import Fault, ProcedureError
from procedures.rules import Rules
from web.site import Site

NAME = r"^[a-z][a-z0-9_]*$"


def named_rules(site: Site, name: str, on: date | None = None) -> Rules | Fault:
    """The rules of a name in force on a day (the latest without one), or the fault that says which there are.

    ProcedureError if their file cannot be read: it names the file, which is for whoever keeps it and not for a caller.
    """
    try:
        return load_rules(name, on=on, directories=site.context.procedure_directories)
    except ProcedureError as problem:
        # What is wrong with a name is told of the name, and what is wrong with a file of the file.
        if all(fault.file == name for fault in problem.faults):
            return problem.faults[0]
        raise
