"""YAML read with its line numbers, and nothing in it believed: not its size, its depth, its aliases or its tags."""

from __future__ import annotations

from pathlib import Path

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
from ruamel.yaml.nodes import MappingNode
from ruamel.yaml.reader import ReaderError

from procedures.fault import Fault, ProcedureError
from procedures.yaml_node import MOST_DEPTH, MOST_VALUES, Builder, Node, Place

__all__ = ["MOST_BYTES", "Node", "Place", "read_yaml", "read_yaml_text"]

MOST_BYTES = 1_000_000


def read_yaml(path: Path) -> Node:
    """The mapping that a YAML file holds. ProcedureError, naming file and line, if it cannot be read as one."""
    return read_yaml_text(str(path), _content_of(path))


def read_yaml_text(file: str, content: bytes) -> Node:
    """The mapping that YAML text holds which came from elsewhere, such as standard input, under a name for faults.

    ProcedureError as for `read_yaml`.
    """
    text = _text_of(file, content)
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
        expected = f"expected fields, each a name, a colon and a value; found {found}"
        raise ProcedureError([Fault(file, 1, "", expected)])
    builder = Builder(file)
    node = builder.build(document, Place(file, 1))
    if builder.faults:
        raise ProcedureError(builder.faults)
    return node


def _content_of(path: Path) -> bytes:
    file = str(path)
    try:
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ProcedureError([Fault(file, 0, "", "there is no such file")]) from None
    except IsADirectoryError:
        raise ProcedureError([Fault(file, 0, "", "this is a directory: give a file in it")]) from None
    except OSError as problem:
        raise ProcedureError([Fault(file, 0, "", f"cannot be read: {problem.strerror}")]) from None
    except ValueError:
        raise ProcedureError([Fault(repr(file), 0, "", "this cannot be the name of a file")]) from None


def _text_of(file: str, content: bytes) -> str:
    if len(content) > MOST_BYTES:
        expected = f"this file is larger than {MOST_BYTES:,} bytes, and is not read"
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
            raise ProcedureError([Fault(file, line, "", f"the file {what} to be read")])


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
    line = min(mark.line + 1, max(len(lines), 1))  # what is missing at the end is missed after the last line
    here = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
    if here in _HINTS:
        said = _HINTS[here]
    elif "mapping values are not allowed" in said:
        said = "a colon stands where none can: put a text with a colon in quotes, or check the indentation"
    elif said.startswith(("did not find expected", "could not find expected", "expected <block end>")):
        begun = problem.context_mark.line + 1 if problem.context_mark else line
        since = f" (begun on line {begun})" if begun < line else ""
        said = f"{said}{since}: check the indentation, the brackets and the quotes"
    return Fault(file, line, "", f"not valid YAML: {said}")
