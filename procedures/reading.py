"""From a YAML file, with its bases, to a validated procedure or to rules of practice reviews."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from procedures.changed_rules import faults_in_changed_ladder, faults_in_changed_rules
from procedures.expectation import expected
from procedures.fault import Fault, ProcedureError
from procedures.language import Procedure
from procedures.names import faults_in_names
from procedures.new_edition import faults_in_new_editions
from procedures.overlay import lay_over
from procedures.review_language import ReviewProcedure
from procedures.review_names import faults_in_review_names
from procedures.rules import DISAGREEMENT, KIND_WORDS, KINDS, PRACTICE_REVIEW, Rules
from procedures.yaml_file import Node, read_yaml

OWN_TO_A_FILE = ("abstract",)
"""Fields that an overlay does not take over from its base."""


@dataclass(frozen=True)
class Written:
    """Rules of either kind together with the YAML they were read from, which knows the line of every field."""

    rules: Rules
    node: Node

    @property
    def procedure(self) -> Procedure:
        """The procedure for disagreements. ProcedureError if the file holds rules of practice reviews."""
        if isinstance(self.rules, Procedure):
            return self.rules
        raise self._wrong_kind(DISAGREEMENT)

    @property
    def review(self) -> ReviewProcedure:
        """The rules of practice reviews. ProcedureError if the file holds a procedure for disagreements."""
        if isinstance(self.rules, ReviewProcedure):
            return self.rules
        raise self._wrong_kind(PRACTICE_REVIEW)

    def _wrong_kind(self, wanted: str) -> ProcedureError:
        found = KIND_WORDS[self.rules.kind]
        return ProcedureError([self.fault(("kind",), f"this is {found}; expected {KIND_WORDS[wanted]}")])

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        """A fault at a part or field of the rules, with the file and line where it was written."""
        return _fault_at(self.node, path, message)


def read_procedure(path: Path, bases: Sequence[Path] = ()) -> Procedure:
    """Read a procedure for disagreements and every base that it `extends`.

    Bases are looked for beside the file, then in the directories `bases`. Raises ProcedureError with every fault
    found: file, line, field and what was expected.
    """
    return read_written(path, bases).procedure


def read_written(path: Path, bases: Sequence[Path] = ()) -> Written:
    """Read rules of either kind as `read_procedure` does, and keep where everything was written."""
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
    faults = faults_in_new_editions(base, node)
    is_review = base.get("kind") == PRACTICE_REVIEW
    faults += faults_in_changed_rules(base, node) if is_review else faults_in_changed_ladder(base, node)
    if faults:
        raise ProcedureError(faults)
    return lay_over(base.without(*OWN_TO_A_FILE), node)


def _base_of(node: Node, name: object, directories: Sequence[Path]) -> Path:
    if not isinstance(name, str) or not name or Path(name).name != name:
        message = f"expected the name of a base, such as common; found {name!r}"
        raise ProcedureError([_fault_at(node, ("extends",), message)])
    for directory in directories:
        # A name has underscores, where the name of its file may have hyphens.
        for file in (f"{name}.yaml", f"{name.replace('_', '-')}.yaml"):
            if (directory / file).is_file():
                return directory / file
    known = sorted({path.stem.replace("-", "_") for directory in directories for path in directory.glob("*.yaml")})
    message = f"there is no base {name}.yaml beside this file or in the library; there are: {', '.join(known)}"
    raise ProcedureError([_fault_at(node, ("extends",), message)])


def _validated(node: Node) -> Rules:
    language = _language_of(node)
    try:
        rules = language.model_validate(node.plain())
    except ValidationError as problem:
        faults = [_fault_at(node, error["loc"], expected(error, language)) for error in _own_faults(problem)]
        raise ProcedureError(sorted(set(faults), key=lambda fault: (fault.file, fault.line))) from None
    named = faults_in_names(rules) if isinstance(rules, Procedure) else faults_in_review_names(rules)
    if named:
        raise ProcedureError([_fault_at(node, path, message) for path, message in named])
    return rules


def _language_of(node: Node) -> type[Rules]:
    """The language that a file is written in, by its `kind`. ProcedureError if there is no such kind."""
    kind = node.get("kind") if "kind" in node.mapping else DISAGREEMENT
    if isinstance(kind, str) and kind in KINDS:
        return KINDS[kind]
    near = get_close_matches(str(kind), KINDS, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    message = f"expected one of {', '.join(KINDS)}{hint}; found {kind!r}"
    raise ProcedureError([_fault_at(node, ("kind",), message)])


def _own_faults(problem: ValidationError) -> list[ErrorDetails]:
    """What pydantic found, but for lists that it finds too short only because it could use none of their items."""
    errors = problem.errors()
    within = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or error["loc"] not in within]


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
