"""What a sweep tells about itself: one log line, a table for the Prefect UI, and events for automations.

A sweep's report is a frozen dataclass whose fields are counts, counts by kind, references of cases, or findings
(dataclasses of a reference and a reason). Nothing else about a case is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# Fields of a report that say something even if nothing happened.
_MEASURES = frozenset({"at", "ok", "batches", "cases_checked", "milliseconds"})
# The fields whose entries are events of their own, with the event's name and the kind of resource.
_HAPPENINGS = {
    "moved": ("goldenthread.case.moved_up", "case"),
    "stuck": ("goldenthread.case.stuck", "case"),
    "undelivered": ("goldenthread.notice.undelivered", "case"),
}
# Lists of cases of which another field counts the same happenings: named as events, and not counted once more.
_COUNTED_BEFORE = frozenset({"moved", "undelivered"})
# Counts of things, of which one is one: the others say what was done.
_THINGS = frozenset({"notices", "problems", "steps"})
ALARM = "goldenthread.watchdog.alarm"
ENGINE = "goldenthread.engine"
# Beyond this an event for each would bury the events that matter; one more then carries the count of the rest.
_MOST_EVENTS = 100
_MOST_LINES = 50


@dataclass(frozen=True)
class SweepEvent:
    """An event to emit: its name, the id of its resource, and a payload of references and counts."""

    name: str
    resource: str
    payload: dict[str, str | int]


def is_idle(report: DataclassInstance) -> bool:
    """Whether the sweep found nothing to do: all of its counts are zero."""
    return not any(_counts(report).values())


def as_line(sweep: str, report: DataclassInstance) -> str:
    """One line for the log, such as "tick: 2 warned, 1 chased"; "nothing to do" for an idle sweep."""
    counts = {name: count for name, count in _counts(report).items() if name not in _COUNTED_BEFORE}
    done = [_counted(count, name) for name, count in counts.items() if count]
    return f"{sweep}: {', '.join(done) or 'nothing to do'}"


def as_markdown(sweep: str, report: DataclassInstance) -> str:
    """A heading and a table of all that the report says, lists cut after their first entries."""
    rows = [f"| {_words(name).capitalize()} | {_cell(value)} |" for name, value in _values(report).items()]
    return "\n".join([f"# {_words(sweep).capitalize()}", "", "| What | How much |", "|---|---|", *rows]) + "\n"


def events_of(sweep: str, report: DataclassInstance) -> list[SweepEvent]:
    """The events of a sweep: one for each case that something happened to, then its completion.

    The last is `goldenthread.<sweep>.completed`, with all counts. A watchdog that found something adds
    `goldenthread.watchdog.alarm` before it.
    """
    events = []
    for name, value in _values(report).items():
        if name in _HAPPENINGS and value:
            events += _happenings(*_HAPPENINGS[name], value)
    counts: dict[str, str | int] = dict(_counts(report))
    if getattr(report, "ok", True) is False:
        events.append(SweepEvent(ALARM, ENGINE, counts))
    return [*events, SweepEvent(f"goldenthread.{sweep}.completed", ENGINE, counts)]


def _happenings(name: str, kind: str, value: object) -> list[SweepEvent]:
    if not isinstance(value, Sequence):
        return [SweepEvent(name, ENGINE, {"count": int(str(value))})]
    references = [str(getattr(entry, "reference", entry)) for entry in value]
    events = [SweepEvent(name, f"goldenthread.{kind}.{one}", {"reference": one}) for one in references[:_MOST_EVENTS]]
    if rest := len(references) - len(events):
        events.append(SweepEvent(name, ENGINE, {"count": rest}))
    return events


def _values(report: DataclassInstance) -> dict[str, object]:
    """All fields with what they hold; counts by kind become a field for each kind."""
    values: dict[str, object] = {}
    for field in fields(report):
        value = getattr(report, field.name)
        values |= (
            {str(kind): count for kind, count in value.items()} if isinstance(value, Mapping) else {field.name: value}
        )
    return values


def _counts(report: DataclassInstance) -> dict[str, int]:
    counts = {}
    for name, value in _values(report).items():
        if name not in _MEASURES and not isinstance(value, str):
            if isinstance(value, Sequence):
                counts[name] = len(value)
            elif isinstance(value, int):
                counts[name] = int(value)
    return counts


def _counted(count: int, name: str) -> str:
    return f"{count} {_words(name.removesuffix('s') if count == 1 and name in _THINGS else name)}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, Sequence) and not isinstance(value, str):
        shown = [_cell(entry) for entry in value[:_MOST_LINES]]
        if len(value) > len(shown):
            shown.append(f"and {len(value) - len(shown)} more")
        return "<br>".join(shown) or "none"
    if is_dataclass(value) and not isinstance(value, type):
        return ": ".join(_cell(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, float):
        return f"{value:.1f}"
    return str(value).replace("|", "\\|")
