"""A story read from YAML, with the file and line of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from procedures.expectation import expected
from procedures.fault import Fault, ProcedureError
from procedures.yaml_file import Node, read_yaml
from workflows.story import Expectation, MailExpected, Step, Story, StoryPart
from workflows.story_defaults import check_action, fields_of, kinds_of_action
from workflows.story_instant import EXPECTED_INSTANT

STEP_FIELDS = tuple(name for name in Step.model_fields if name != "fields")
"""What a step says beside the fields of its action."""


class StoryError(Exception):
    """A story that cannot be told; `faults` says why, file and line first."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class StoryFile:
    """A story together with the YAML that it was read from."""

    path: Path
    story: Story
    node: Node

    def line(self, *path: str | int) -> int:
        """The line of a part of the story, or of the nearest part around it that was written."""
        return self.node.at(path).line

    def fault(self, path: tuple[str | int, ...], message: str) -> Fault:
        """A fault at a part of the story."""
        return _fault(self.node, path, message)

    def named(self, field: str, faults: list[Fault]) -> list[Fault]:
        """Faults of a file that a field of the story names; where there is no such file, they are the field's own."""
        return [self.fault((field,), f"{f.file}: {f.expected}") if f.line == 0 else f for f in faults]


def read_story(path: Path) -> StoryFile:
    """Read a story file. StoryError lists every fault: file, line, field and what was expected.

    Whether its names are known is asked when it is told, because its procedure and directory must be read first.
    """
    try:
        node = read_yaml(path)
    except ProcedureError as problem:
        raise StoryError([_about_a_story(fault) for fault in problem.faults]) from None
    node = _with_action_fields_apart(node)
    try:
        story = Story.model_validate(node.plain())
    except ValidationError as problem:
        errors = problem.errors()
        # Where a step is at fault, pydantic finds too few steps as well.
        if any(error["loc"][:1] == ("steps",) and len(error["loc"]) > 1 for error in errors):
            errors = [error for error in errors if error["loc"] != ("steps",)]
        faults = [_fault(node, error["loc"], _words(error)) for error in errors]
        raise StoryError(_in_order([*faults, *_faults_in_actions(node)])) from None
    if faults := list(_faults_in_actions(node)):
        raise StoryError(_in_order(faults))
    return StoryFile(path, story, node)


def _in_order(faults: list[Fault]) -> list[Fault]:
    return sorted(set(faults), key=lambda fault: (fault.line, fault.field))


def _about_a_story(fault: Fault) -> Fault:
    return replace(fault, expected=fault.expected.replace("`id: essex`", "`title:`").replace("procedure", "story"))


def _with_action_fields_apart(node: Node) -> Node:
    """The story with each step's fields of its action gathered under `fields`, where the step's model has them."""
    steps = node.mapping.get("steps")
    if steps is None or not isinstance(steps.value, list):
        return node
    apart = [_apart(step) if "does" in step.mapping else step for step in steps.items]
    return Node({**node.mapping, "steps": Node(apart, steps.place)}, node.place)


def _apart(step: Node) -> Node:
    own = {name: value for name, value in step.mapping.items() if name in STEP_FIELDS}
    fields = {name: value for name, value in step.mapping.items() if name not in STEP_FIELDS}
    return Node({**own, "fields": Node(dict(fields), step.place)}, step.place)


def _faults_in_actions(node: Node) -> Iterator[Fault]:
    for place, step in enumerate(node.mapping["steps"].items if "steps" in node.mapping else []):
        kind, fields = step.get("does"), step.get("fields")
        if not isinstance(kind, str) or not isinstance(fields, dict):
            continue
        here: tuple[str | int, ...] = ("steps", place)
        try:
            check_action(kind, fields)
        except ValidationError as problem:
            for error in problem.errors():
                yield _fault(node, (*here, "fields", *error["loc"]), _action_words(kind, error))
        except ValueError as problem:
            yield _fault(node, (*here, "does"), str(problem))


def _action_words(kind: str, error: ErrorDetails) -> str:
    if error["type"].startswith("datetime"):
        return f"{EXPECTED_INSTANT}; found {error['input']!r}"
    if error["type"] != "extra_forbidden":
        return expected(error)
    name, fields = str(error["loc"][-1]), fields_of(kind)
    near = get_close_matches(name, [*fields, *STEP_FIELDS], n=1)
    has = f"its fields are: {', '.join(fields)}" if fields else "it has none"
    return f"{kind} has no field {name!r}; " + (f"did you mean {near[0]}?" if near else has)


def _words(error: ErrorDetails) -> str:
    if error["type"] == "model_type":
        return "expected fields, such as `who:` and `does:`"
    if error["type"] == "too_short":
        return "a story needs at least one step"
    if error["type"] != "extra_forbidden":
        return expected(error)
    name = str(error["loc"][-1])
    part = _part_at(error["loc"][:-1])
    fields = list(STEP_FIELDS) if part is Step else [field.alias or name for name, field in part.model_fields.items()]
    near = get_close_matches(name, fields, n=1)
    words = f"there is no field {name!r} here; " + (
        f"did you mean {near[0]}?" if near else f"there are: {', '.join(fields)}"
    )
    actions = [kind for kind in kinds_of_action() if name in fields_of(kind)]
    if part is Step and not near and actions:
        words = f"{name!r} is a field of an action, and this step has none: say who `does` what"
    return words


def _part_at(path: tuple[str | int, ...]) -> type[StoryPart]:
    parts: dict[str, type[StoryPart]] = {
        "steps": Step, "expect": Expectation, "mail": MailExpected, "no_mail": MailExpected,
    }  # fmt: skip
    return next((parts[step] for step in reversed(path) if isinstance(step, str) and step in parts), Story)


def _fault(node: Node, path: tuple[str | int, ...], message: str) -> Fault:
    place = node.at(path)
    return Fault(place.file, place.line, _field_words(path), message)


def _field_words(path: tuple[str | int, ...]) -> str:
    """A path as the author of a story would say it: `step 3, expect.owner`."""
    words: list[str] = []
    for position, step in enumerate(path):
        if step in ("fields", "[key]"):
            continue
        if isinstance(step, int) and path[position - 1] == "steps":
            words[-1:] = [f"step {step + 1}"]
        else:
            words.append(str(step + 1) if isinstance(step, int) else step)
    if words and words[0].startswith("step "):
        return ", ".join([words[0], ".".join(words[1:])]) if len(words) > 1 else words[0]
    return ".".join(words)
