"""Names inside a procedure: what it refers to and does not define, and ids given twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from procedures.clock import Clock, CumulativeCap
from procedures.language import ClosingDuty, Onward, Procedure, Redirect
from procedures.party import rank_of
from procedures.source import Basis, Part
from procedures.stage import Skip

Path = tuple[str | int, ...]
"""Where a value stands in a procedure: keys and list indexes from the top."""

Use = tuple[Path, str, str]
"""Where a name is used, the kind of thing it names, and the name."""

OWN_CLOCKS = ("child_protecting_time", "commitment", "hold")
"""Clocks that people set, which every procedure has without defining them."""


def parts(part: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Every part inside a part with its path, itself first."""
    yield path, part
    for name in type(part).model_fields:
        value = getattr(part, name)
        items: Iterable[tuple[Path, object]] = [((name,), value)]
        if isinstance(value, tuple):
            items = (((name, index), item) for index, item in enumerate(value))
        elif isinstance(value, dict):
            items = (((name, key), item) for key, item in value.items())
        for step, item in items:
            if isinstance(item, Part):
                yield from parts(item, (*path, *step))


def faults_in_names(procedure: Procedure) -> list[tuple[Path, str]]:
    """Each use of a name that the procedure does not define, and each id given twice, with where it stands."""
    defined: dict[str, list[str]] = {
        "rank": [rank.id for rank in procedure.ranks],
        "stage": [stage.id for stage in procedure.stages],
        "group": [group.id for group in procedure.groups],
        "priority": [priority.id for priority in procedure.priorities],
        "document": [document.id for document in procedure.documents],
    }
    found = list(parts(procedure))
    faults = [
        (where, dangling(kind, name, defined[kind]))
        for path, part in found
        for where, kind, name in _names_used(path, part)
        if name not in defined[kind]
    ]
    for path, part in found:
        faults += repeated_in_lists(path, part)
    return [*faults, *_repeated_clocks(procedure)]


def dangling(kind: str, name: str, defined: list[str]) -> str:
    """That nothing of a kind has this name, and which names there are or may be meant."""
    near = get_close_matches(name, defined, n=1)
    hint = f"; did you mean {near[0]}?" if near else f"; there are: {', '.join(sorted(defined)) or 'none'}"
    return f"there is no {kind} {name!r} in this procedure{hint}"


def _names_used(path: Path, part: Part) -> Iterator[Use]:
    for field, kind in (("rank", "rank"), ("group", "group"), ("from_stage", "stage"), ("opens_stage", "stage")):
        name = getattr(part, field, None)
        if isinstance(name, str):
            yield (*path, field), kind, name
    if isinstance(part, Skip):
        yield (*path, "to"), "stage", part.to
    if isinstance(part, CumulativeCap):
        for index, stage in enumerate(part.stages):
            yield (*path, "stages", index), "stage", stage
    if isinstance(part, Clock | CumulativeCap):
        for priority in part.limits_by_priority:
            yield (*path, "limits_by_priority", priority), "priority", priority
    if isinstance(part, Basis) and part.source:
        yield (*path, "source", "document"), "document", part.source.document
    yield from _ranks_of_parties(path, part)


def _ranks_of_parties(path: Path, part: Part) -> Iterator[Use]:
    for field in ("owner", "keeper", "by", "to", "set_by", "tell_on_expiry"):
        if field == "to" and isinstance(part, Skip | Redirect | Onward):
            continue  # a stage, or words
        value = getattr(part, field, None)
        if isinstance(value, str):
            if rank := rank_of(value):
                yield (*path, field), "rank", rank
            continue
        for index, party in enumerate(value or ()):
            if rank := rank_of(party):
                yield (*path, field, index), "rank", rank


def repeated_in_lists(path: Path, part: Part) -> Iterator[tuple[Path, str]]:
    """Items of one list with the same id, and skips from one stage to the same stage."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        if not isinstance(value, tuple) or field in ("starts", "stops", "warn", "order"):
            continue
        ids = [item.to if isinstance(item, Skip) else getattr(item, "id", None) for item in value]
        if field in ("stages", "seats") and all(isinstance(item, str) for item in value):
            ids = list(value)
        for index, identifier in enumerate(ids):
            if identifier is not None and identifier in ids[:index]:
                yield (*path, field, index), f"{identifier!r} is given twice in this list"


def _repeated_clocks(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    """Clocks of one id in two places. Any stage may define a clock of `every_stage` for itself."""
    shared = {clock.id for clock in procedure.every_stage}
    lists: list[tuple[Path, Iterable[Clock | CumulativeCap | ClosingDuty]]] = [
        (("every_stage",), procedure.every_stage),
        *((("stages", place, "clocks"), stage.clocks) for place, stage in enumerate(procedure.stages)),
        (("onward", "clocks"), procedure.onward.clocks),
        (("caps",), procedure.caps),
        (("closing_duties",), procedure.closing_duties),
    ]
    elsewhere: set[str] = set()
    for path, clocks in lists:
        own = {clock.id for clock in clocks} - (shared if path[0] == "stages" else set())
        for index, clock in enumerate(clocks):
            if clock.id in OWN_CLOCKS:
                yield (*path, index), f"every procedure has a clock {clock.id!r} of its own: choose another id"
            elif clock.id in own & elsewhere:
                yield (*path, index), f"there is another clock {clock.id!r}: give each clock an id of its own"
        elsewhere |= own
