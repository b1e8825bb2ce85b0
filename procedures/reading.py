"""From a YAML file, with its bases, to a validated procedure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from procedures.expectation import expected
from procedures.fault import Fault, ProcedureError
from procedures.language import Procedure
from procedures.names import faults_in_names
from procedures.overlay import lay_over
from procedures.yaml_file import Node, read_yaml

OWN_TO_A_FILE = ("abstract",)
"""Fields that an overlay does not take over from its base."""


@dataclass(frozen=True)
class Written:
    """A procedure together with the YAML that it was read from, which knows the line of every field."""

    procedure: Procedure
    node: Node

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        """A fault at a part or field of the procedure, with the file and line where it was written."""
        return _fault_at(self.node, path, message)


def read_procedure(path: Path, bases: Sequence[Path] = ()) -> Procedure:
    """Read a procedure file and every base that it `extends`.

    Bases are looked for beside the file, then in the directories `bases`. Raises ProcedureError with every fault
    found: file, line, field and what was expected.
    """
    return read_written(path, bases).procedure


def read_written(path: Path, bases: Sequence[Path] = ()) -> Written:
    """Read a procedure file as `read_procedure` does, and keep where everything was written."""
    node = resolve(path, bases)
    if is_base(node):
        message = "this is a base: it is used through a procedure that extends it"
        raise ProcedureError([_fault_at(node, ("abstract",), message)])
    node = node.without(*OWN_TO_A_FILE)
    return Written(_validated(node), node)


def is_base(node: Node) -> bool:
    """Whether a file says that it is only a base for others. ProcedureError if it says neither yes nor no."""
    abstract = node.get("abstract")
    if abstract not in (None, True, False):
        raise ProcedureError([_fault_at(node, ("abstract",), f"expected true or false; found {abstract!r}")])
    return abstract is True


def resolve(path: Path, bases: Sequence[Path] = (), seen: tuple[Path, ...] = ()) -> Node:
    """The file's YAML laid over its bases. ProcedureError if a base is missing or extends itself."""
    node = read_yaml(path)
    name = node.get("extends")
    if name is None:
        return node
    found = _base_of(node, name, (path.parent, *bases))
    if found.resolve() in (path.resolve(), *seen):
        raise ProcedureError([_fault_at(node, ("extends",), f"{name!r} extends itself")])
    base = resolve(found, bases, (*seen, path.resolve()))
    return lay_over(base.without(*OWN_TO_A_FILE), node)


def _base_of(node: Node, name: object, directories: Sequence[Path]) -> Path:
    if not isinstance(name, str) or not name or Path(name).name != name:
        message = f"expected the name of a base, such as common; found {name!r}"
        raise ProcedureError([_fault_at(node, ("extends",), message)])
    for directory in directories:
        if (directory / f"{name}.yaml").is_file():
            return directory / f"{name}.yaml"
    known = sorted({path.stem for directory in directories for path in directory.glob("*.yaml")})
    message = f"there is no base {name}.yaml beside this file or in the library; there are: {', '.join(known)}"
    raise ProcedureError([_fault_at(node, ("extends",), message)])


def _validated(node: Node) -> Procedure:
    try:
        procedure = Procedure.model_validate(node.plain())
    except ValidationError as problem:
        faults = [_fault_at(node, error["loc"], expected(error)) for error in problem.errors()]
        raise ProcedureError(sorted(set(faults), key=lambda fault: (fault.file, fault.line))) from None
    faults = [_fault_at(node, path, message) for path, message in faults_in_names(procedure)]
    if faults:
        raise ProcedureError(faults)
    return procedure


def _fault_at(node: Node, path: tuple[str | int, ...], message: str) -> Fault:
    place = node.at(path)
    return Fault(place.file, place.line, field_words(node, path), message)


def field_words(node: Node, path: tuple[str | int, ...]) -> str:
    """A path as its author would say it: items of a list by their id, such as `stages.practitioners.rank`."""
    words: list[str] = []
    here: Node | None = node
    for step in path:
        if step == "[key]":  # pydantic's mark for the key of a mapping, which has been named already
            continue
        if isinstance(step, int):
            here = here.items[step] if here and step < len(here.items) else None
            identifier = here.get("id") if here else None
            words.append(identifier if isinstance(identifier, str) else str(step + 1))
        else:
            here = here.mapping.get(step) if here else None
            words.append(step)
    return ".".join(words)
