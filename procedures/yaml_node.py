"""YAML values that know the file and the line they were written on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from unicodedata import category

from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

from procedures.fault import Fault, ProcedureError

MOST_DEPTH = 40
MOST_VALUES = 50_000
"""Far above any real procedure (Essex with its bases holds some 1,200 values), far below harm."""

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


@dataclass
class Builder:
    """Turns ruamel's nodes into ours, counting every value, those that aliases repeat included."""

    file: str
    faults: list[Fault] = field(default_factory=list)
    values: int = 0

    def build(self, node: Any, place: Place, depth: int = 0) -> Node:
        """Our node for one of ruamel's. What is wrong with it goes to `faults`; endless aliases raise at once."""
        self.values += 1
        if self.values > MOST_VALUES or depth > MOST_DEPTH:
            expected = "aliases repeat values until the file is too large or too deep to be read"
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
        if not text.isprintable() and any(category(letter) in _UNPRINTABLE and letter not in "\n\t" for letter in text):
            self.faults.append(place.fault("", "a control character stands here: leave it out"))
        # A date is read where a date is expected, so that a title may look like one.
        if kind in ("str", "timestamp"):
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


# An escape can bring in what the file itself may not hold, and no page, mail or drawing could show it.
_UNPRINTABLE = ("Cc", "Cs", "Cn", "Co")

_SCALARS: dict[str, Callable[[str], Scalar]] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() in ("true", "yes", "on"),
    "int": _whole_number,
    "float": lambda text: float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan").lower()),
}
