"""The listing of rules in plain words as sections of lines within lines, for pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from procedures.description import describe
from procedures.listing import INDENT
from procedures.rules import Rules


@dataclass
class Line:
    """A line with what is said of it below it."""

    text: str
    below: list[Line] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """A titled part of a listing. The first, about the rules as a whole, has no title."""

    title: str
    lines: list[Line]


def plain_words(rules: Rules) -> list[Section]:
    """What `goldenthread procedure show` prints, in its sections."""
    parts: list[list[str]] = [[]]
    for line in describe(rules):
        if line:
            parts[-1].append(line)
        else:
            parts.append([])
    head, *rest = parts
    return [Section("", _within(head)), *(Section(part[0], _within(part[1:])) for part in rest)]


def _within(lines: Iterable[str]) -> list[Line]:
    """Lines by how far each is indented; what stands deeper than the one before belongs to it."""
    top: list[Line] = []
    above: list[tuple[int, Line]] = []
    for written in lines:
        text = written.lstrip(" ")
        depth = (len(written) - len(text)) // len(INDENT)
        line = Line(text)
        while above and above[-1][0] >= depth:
            above.pop()
        (above[-1][1].below if above else top).append(line)
        above.append((depth, line))
    return top
