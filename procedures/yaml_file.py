"""YAML read with its line numbers, and nothing in it believed: not its size, its depth, its aliases or its tags."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from procedures.fault import Fault, ProcedureError

MOST_BYTES = 1_000_000
MOST_DEPTH = 40
MOST_VALUES = 50_000
"""Far above any real procedure (Essex with its bases is 30,000 bytes and 1,200 values), far below harm."""

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Place:
    """A line in a file, counted from 1."""

    file: str
    line: int

    def fault(self, field_name: str, expected: str) -> Fault:
        """A fault at this place."""
        return Fault(self.file, self.line, field_name, expected)


@dataclass(frozen=True)
class Node:
    """A YAML value that knows where it was written: a mapping, a list or a scalar."""

    value: dict[str, Node] | list[Node] | Scalar
    place: Place

    @property
    def mapping(self) -> dict[str, Node]:
        """The keys of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    @property
    def items(self) -> list[Node]:
        """The items of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    def plain(self) -> Any:
        """The value as ordinary dicts, lists and scalars."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def at(self, path: tuple[str | int, ...]) -> Place:
        """Where the value at `path` was written, or the nearest part of the path that exists."""
        node = self
        for step in path:
            if isinstance(step, str) and step in node.mapping:
                node = node.mapping[step]
            elif isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            else:
                break
        return node.place

    def get(self, key: str) -> Any:
        """The plain value of a key of a mapping, or None."""
        return self.mapping[key].plain() if key in self.mapping else None

    def without(self, *keys: str) -> Node:
        """The same mapping without some of its keys."""
        return Node({key: node for key, node in self.mapping.items() if key not in keys}, self.place)


def read_yaml(path: Path) -> Node:
    """The mapping that a YAML file holds. ProcedureError, naming file and line, if it cannot be read as one."""
    text = _text_of(path)
    file = str(path)
    try:
        _refuse_what_would_not_end(file, text)
        document = YAML(typ="safe").compose(text)
    except MarkedYAMLError as problem:
        raise ProcedureError([_syntax_fault(file, text, problem)]) from None
    except ReaderError as problem:
        line = text.count("\n", 0, problem.position) + 1 if isinstance(problem.position, int) else 0
        raise ProcedureError([Fault(file, line, "", "not valid YAML: a control character stands here")]) from None
    except YAMLError as problem:
        raise ProcedureError([Fault(file, 0, "", f"not valid YAML: {problem}")]) from None
    if not isinstance(document, MappingNode):
        found = "nothing" if document is None or text.strip() == "" else "something else"
        expected = f"expected fields, such as `id: essex`, and found {found}"
        raise ProcedureError([Fault(file, 1, "", expected)])
    builder = _Builder(file)
    node = builder.build(document, Place(file, 1))
    if builder.faults:
        raise ProcedureError(builder.faults)
    return node


def _text_of(path: Path) -> str:
    file = str(path)
    try:
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ProcedureError([Fault(file, 0, "", "there is no such file")]) from None
    except IsADirectoryError:
        raise ProcedureError([Fault(file, 0, "", "this is a directory: give a file in it")]) from None
    except OSError as problem:
        raise ProcedureError([Fault(file, 0, "", f"cannot be read: {problem.strerror}")]) from None
    except ValueError:
        raise ProcedureError([Fault(repr(file), 0, "", "this cannot be the name of a file")]) from None
    if len(content) > MOST_BYTES:
        expected = f"this file is larger than {MOST_BYTES:,} bytes, which no procedure is"
        raise ProcedureError([Fault(file, 0, "", expected)])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise ProcedureError([Fault(file, line, "", "not UTF-8 text: save the file as UTF-8")]) from None


def _refuse_what_would_not_end(file: str, text: str) -> None:
    """Walk the events first: composing recurses, and a file nested deeply enough would end the whole process."""
    depth = values = 0
    for event in YAML(typ="safe").parse(text):
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            depth += 1
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            depth -= 1
        values += isinstance(event, ScalarEvent | AliasEvent)
        if depth > MOST_DEPTH or values > MOST_VALUES:
            line = event.start_mark.line + 1
            what = "is nested too deeply" if depth > MOST_DEPTH else "holds too many values"
            raise ProcedureError([Fault(file, line, "", f"the file {what} to be a procedure")])


_HINTS = {
    "\t": "a tab stands here: indent with spaces",
    "@": "put a text that begins with @ in quotes",
    "`": "put a text that begins with ` in quotes",
    "%": "put a text that begins with % in quotes",
}


def _syntax_fault(file: str, text: str, problem: MarkedYAMLError) -> Fault:
    mark = problem.problem_mark or problem.context_mark
    said = str(problem.problem or problem.context or "it cannot be understood")
    if mark is None:
        return Fault(file, 0, "", f"not valid YAML: {said}")
    lines = text.splitlines()
    here = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    if here in _HINTS:
        said = _HINTS[here]
    elif "mapping values are not allowed" in said:
        said = "a colon stands where none can: put a text with a colon in quotes, or check the indentation"
    elif said.startswith(("did not find expected", "could not find expected", "expected <block end>")):
        since = f" (begun on line {problem.context_mark.line + 1})" if problem.context_mark else ""
        said = f"{said}{since}: check the indentation, the brackets and the quotes"
    return Fault(file, mark.line + 1, "", f"not valid YAML: {said}")


@dataclass
class _Builder:
    """Turns ruamel's nodes into ours, counting every value, those that aliases repeat included."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    values: int = 0

    def build(self, node: Any, place: Place, depth: int = 0) -> Node:
        self.values += 1
        if self.values > MOST_VALUES or depth > MOST_DEPTH:
            expected = "aliases repeat values until the file is too large or too deep to be a procedure"
            raise ProcedureError([place.fault("", expected)])
        if isinstance(node, MappingNode):
            return Node(self._mapping(node, depth), place)
        if isinstance(node, SequenceNode):
            items = [self.build(item, self._place(item), depth + 1) for item in node.value]
            return Node(items, place)
        return Node(self._scalar(node, place), place)

    def _place(self, node: Any) -> Place:
        return Place(self.file, node.start_mark.line + 1)

    def _mapping(self, node: MappingNode, depth: int) -> dict[str, Node]:
        mapping: dict[str, Node] = {}
        for key_node, value_node in node.value:
            place = self._place(key_node)
            if not isinstance(key_node, ScalarNode):
                self.faults.append(place.fault("", "expected the name of a field before the colon"))
                continue
            key = str(key_node.value)
            if key_node.tag == "tag:yaml.org,2002:merge":
                self.faults.append(place.fault(key, "merge keys are not read here: use `extends`"))
            elif key in mapping:
                first = mapping[key].place.line
                self.faults.append(place.fault(key, f"this field is given twice; it stands on line {first} already"))
            else:
                mapping[key] = self.build(value_node, place, depth + 1)
        return mapping

    def _scalar(self, node: Any, place: Place) -> Scalar:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        text = str(node.value)
        if kind in (
            "str",
            "timestamp",
        ):  # dates are read where a date is expected, so a title may look like one
            return text
        try:
            return _SCALARS[kind](text)
        except KeyError:
            self.faults.append(place.fault("", f"YAML tags, such as {node.tag}, are not read here: leave it out"))
        except ValueError:
            self.faults.append(place.fault("", f"{text[:40]!r} is not a number that can be read: put text in quotes"))
        return None


def _whole_number(text: str) -> int:
    digits = text.replace("_", "")
    return int(digits, 0) if digits.lstrip("+-")[:2].lower() in ("0x", "0o", "0b") else int(digits)


_SCALARS: dict[str, Callable[[str], Scalar]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() in ("true", "yes", "on"),
    "int": _whole_number,
    "float": lambda text: float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").lower()),
}
