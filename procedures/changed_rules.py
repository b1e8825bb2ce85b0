"""What an overlay changes of a rule that a document states: the document must not be cited for it any longer."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pydantic import ValidationError

from procedures.clock import Expiry
from procedures.duration import Duration
from procedures.fault import Fault
from procedures.review_course import ReviewFact
from procedures.source import Force
from procedures.yaml_file import Node

STATED = ("limit", "at_least", "stricter", "at_once", "counts_from", "counted", "meaning", "overdue")
"""Fields of a deadline, or of a reading, that say what its source says."""

STATED_OF_A_LADDER = (
    "limit",
    "limits_by_priority",
    "fast_limit",
    "at_once",
    "on_expiry",
    "cap",
    "cap_in_all",
    "within",
    "quorum",
    "decides",
)
"""Fields of a rule for disagreements that say what its source says."""

LENGTHS = ("limit", "at_least", "stricter", "fast_limit", "cap", "cap_in_all", "within")

ONE_OF: dict[str, Collection[object]] = {
    "counts_from": list(ReviewFact),
    "on_expiry": list(Expiry),
    "decides": ("unanimous", "majority"),
}
"""What a field takes, where that is a word."""


def faults_in_changed_rules(base: Node, overlay: Node) -> list[Fault]:
    """Deadlines and readings that an overlay changes without saying where its own rule stands.

    `base` and `overlay` are whole files of practice reviews. A rule that is a local default already may be changed.
    """
    return [
        fault
        for known, changed in _pairs(base.mapping.get("deadlines"), overlay.mapping.get("deadlines"))
        for fault in _of_a_deadline(known, changed)
    ]


def faults_in_changed_ladder(base: Node, overlay: Node, name: str = "") -> list[Fault]:
    """Rules for disagreements that an overlay changes without saying where its own stand.

    `base` and `overlay` are whole files, or parts of them that stand at `name`. As for reviews, a rule that is a local
    default already may be changed.
    """
    faults = list(_of_a_rule(name, base, overlay, (), STATED_OF_A_LADDER)) if "force" in base.mapping else []
    for key in base.mapping.keys() & overlay.mapping.keys() - {"bases", "source", *STATED_OF_A_LADDER}:
        known, changed, place = base.mapping[key], overlay.mapping[key], f"{name}.{key}".removeprefix(".")
        faults += faults_in_changed_ladder(known, changed, place)
        for one, other in _pairs(known, changed):
            faults += faults_in_changed_ladder(one, other, f"{place}.{one.get('id')}")
    return sorted(faults, key=lambda fault: fault.line)


def _pairs(base: Node | None, overlay: Node | None) -> Iterator[tuple[Node, Node]]:
    """The items of an overlay's list that are laid over one of the base's, each with that one."""
    known = {item.get("id"): item for item in base.items} if base else {}
    for item in overlay.items if overlay else ():
        if item.get("id") in known:
            yield known[item.get("id")], item


def _of_a_deadline(base: Node, overlay: Node) -> Iterator[Fault]:
    name = f"deadlines.{base.get('id')}"
    if overlay.get("remove") is True:
        yield from _of_what_is_removed(name, base, overlay)
        return
    # Which of its published readings is in force may be chosen freely: each has a standing of its own.
    yield from _of_a_rule(name, base, overlay, ("counts_from",) if base.get("readings") else ())
    for known, changed in _pairs(base.mapping.get("readings"), overlay.mapping.get("readings")):
        yield from _of_a_rule(f"{name}.readings.{known.get('id')}", known, changed, ())


def _of_what_is_removed(name: str, base: Node, overlay: Node) -> Iterator[Fault]:
    """What a document states is not taken away in silence: whoever reads the overlay must find why."""
    if base.get("force") == Force.LOCAL_DEFAULT or overlay.get("note"):
        return
    place = _place(base.get("source"))
    yield overlay.at(("remove",)).fault(
        f"{name}.remove", f"{place or 'the base'} states this: say in `note` why it is taken away"
    )


def _of_a_rule(
    name: str, base: Node, overlay: Node, free: tuple[str, ...], stated: tuple[str, ...] = STATED
) -> Iterator[Fault]:
    for field in stated:
        if field in free or field not in overlay.mapping or not _can_be_read(field, overlay.get(field)):
            continue
        if _says_the_same(base.get(field), overlay.get(field)):
            continue
        standing = _basis(base, field)
        if standing.get("force") == Force.LOCAL_DEFAULT or _says_its_own(base, overlay, field):
            continue
        place = _place(standing.get("source"))
        message = (
            f"{place or 'the base'} does not say {_words(overlay.get(field))}, but {_words(base.get(field))}: say in "
            f"`bases: {{{field}: {{force: ..., source or note: ...}}}}` of this rule where your own stands"
        )
        yield overlay.at((field,)).fault(f"{name}.{field}", message)


def _place(source: object) -> str:
    """Where a rule stands, by document and place; nothing if no source is named."""
    cited = (source.get("document"), source.get("where")) if isinstance(source, dict) else ()
    return " ".join(str(part) for part in cited if part)


def _basis(rule: Node, field: str) -> dict[str, object]:
    own = rule.mapping["bases"].get(field) if "bases" in rule.mapping else None
    return own if isinstance(own, dict) else {"force": rule.get("force"), "source": rule.get("source")}


def _says_its_own(base: Node, overlay: Node, field: str) -> bool:
    """Whether the overlay gives the field a standing, or the whole rule one where the base gives the field none."""
    if "bases" in overlay.mapping and overlay.mapping["bases"].get(field):
        return True
    has_one = "bases" in base.mapping and base.mapping["bases"].get(field)
    return not has_one and bool(overlay.get("source") or overlay.get("force") == Force.LOCAL_DEFAULT)


def _can_be_read(field: str, value: object) -> bool:
    """Whether a value is what its field takes; what is wrong with any other is told where it is validated."""
    if field in LENGTHS:
        return value is None or isinstance(_read(value), Duration)
    if field == "limits_by_priority":
        return isinstance(value, dict) and all(isinstance(_read(limit), Duration) for limit in value.values())
    return field not in ONE_OF or value in ONE_OF[field]


def _says_the_same(base: object, overlay: object) -> bool:
    """Whether an overlay's value changes nothing of the base's. Limits by priority are laid over one by one."""
    if isinstance(overlay, dict) and not isinstance(_read(overlay), Duration):
        known = base if isinstance(base, dict) else {}
        return all(_read(known.get(key)) == _read(value) for key, value in overlay.items())
    return _read(base) == _read(overlay)


def _read(value: object) -> object:
    """A length of time however it is written, anything else as it is."""
    try:
        if isinstance(value, str):
            return Duration.parse(value)
        return Duration.model_validate(value) if isinstance(value, dict) else value
    except (ValueError, ValidationError):
        return value


def _words(value: object) -> str:
    read = _read(value)
    if isinstance(read, Duration):
        return read.words()
    if isinstance(read, bool):
        return "yes" if read else "no"
    if isinstance(read, dict):
        return ", ".join(f"{_words(limit)} for {priority}" for priority, limit in read.items()) or "none"
    return "none" if read is None else str(read)
