"""A directory written in YAML: sections of agencies, people, deputies and seats."""

from __future__ import annotations

from pathlib import Path

from procedures.fault import ProcedureError
from procedures.yaml_file import Node, read_yaml, read_yaml_text
from store.directory_written import FIELDS, LISTS, Cell, DirectoryError, Row, Written

HEADINGS = ("partnership", "note")
"""Words about the file itself, which nothing reads."""


def read_directory_yaml(path: Path) -> Written:
    """The rows of a YAML directory, with the faults of its form. DirectoryError if it is not YAML at all."""
    try:
        return written_in(read_yaml(path))
    except ProcedureError as problem:
        raise DirectoryError(problem.faults) from None


def read_directory_text(file: str, content: bytes) -> Written:
    """The same of the content of a file, which faults are told of by its name."""
    try:
        return written_in(read_yaml_text(file, content))
    except ProcedureError as problem:
        raise DirectoryError(problem.faults) from None


def written_in(document: Node) -> Written:
    """The rows of a directory that stands in YAML which has been read already, such as within a story."""
    written = Written(document.place.file)
    known = (*FIELDS, *HEADINGS)
    for name, node in document.mapping.items():
        if name in HEADINGS:
            continue
        if name not in FIELDS:
            written.unknown(node.place.line, name, "section", known)
        elif node.value is None:
            written.sections[name] = []
        elif not isinstance(node.value, list):
            written.fault(node.place.line, name, "expected a list, each line beginning with a dash")
        else:
            rows = (_row(written, name, item) for item in node.items)
            written.sections[name] = [row for row in rows if row is not None]
    return written


def _row(written: Written, section: str, item: Node) -> Row | None:
    if not isinstance(item.value, dict):
        written.fault(item.place.line, section, f"expected fields, such as `{FIELDS[section][0]}: ...`")
        return None
    cells: dict[str, Cell] = {}
    for name, node in item.mapping.items():
        if name not in FIELDS[section]:
            written.unknown(node.place.line, name, f"field in {section}", FIELDS[section])
        else:
            cells[name] = _cell(written, name, node)
    return Row(item.place.line, cells)


def _cell(written: Written, name: str, node: Node) -> Cell:
    line = node.place.line
    if name in LISTS:
        items = node.items if isinstance(node.value, list) else [] if node.value is None else [node]
        return Cell([text for item in items if (text := _text(written, name, item)) is not None], line)
    return Cell(_text(written, name, node), line)


def _text(written: Written, name: str, node: Node) -> str | None:
    if node.value is None:
        return None
    if not isinstance(node.value, str):
        written.fault(node.place.line, name, "expected a text: put a number, yes or no in quotes")
        return None
    return node.value.strip() or None
