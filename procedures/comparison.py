"""Two procedures or rules of reviews compared: which parts only one has, which fields of a shared part differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from procedures.duration import Duration
from procedures.language import Procedure
from procedures.rules import KIND_WORDS, Rules
from procedures.wording import listed, name_words

Plain = Any
"""A value of a procedure as plain data: mappings, lists and scalars."""


@dataclass(frozen=True)
class Difference:
    """One difference between a first and a second procedure.

    `part` says where, such as `stages.practitioners`; `field` what, empty where a whole part stands in one procedure
    only. `first` and `second` are plain data, None on the side that has nothing there.
    """

    part: str
    field: str
    kind: Literal["changed", "only_in_first", "only_in_second"]
    first: Plain
    second: Plain


def compare(first: Rules, second: Rules) -> list[Difference]:
    """Every difference, in the order of the language's fields. ValueError if the two are of different kinds.

    Items of a list with ids are matched by id, national relaxations by what they relax and since when. Stages that only
    one procedure has are matched by their place on the ladder, so that two ladders of different words can be read rung
    by rung.
    """
    if first.kind != second.kind:
        kinds = f"{first.id} is {KIND_WORDS[first.kind]}, {second.id} is {KIND_WORDS[second.kind]}"
        raise ValueError(f"only two of a kind can be compared: {kinds}")
    one, other = first.model_dump(mode="json"), second.model_dump(mode="json")
    if isinstance(first, Procedure):
        _match_stages(one["stages"], other["stages"])
    for relaxation in (*one.get("relaxations", ()), *other.get("relaxations", ())):
        relaxation["id"] = f"of {relaxation['deadline']} from {relaxation['first']}"
    return list(_differences("", one, other))


def sentences(differences: list[Difference], first: str, second: str) -> list[str]:
    """The differences in plain words, by part: a line for each part, its differences indented below it."""
    lines: list[str] = []
    heading = ""
    for difference in differences:
        part = part_words(difference.part)
        if part != heading:
            lines.append(part)
            heading = part
        lines.append(f"  {_sentence(difference, first, second)}")
    return lines


def part_words(part: str) -> str:
    """A part's place in words: `stage practitioners, clock practitioners_resolve`."""
    words: list[str] = []
    for step in part.split("."):
        if words and words[-1] in _ONE_OF.values():
            words[-1] += f" {step}"
        else:
            words.append(_ONE_OF.get(step) or name_words(step))
    return ", ".join(words) or "the procedure as a whole"


_ONE_OF = {
    "documents": "document",
    "ranks": "rank",
    "categories": "category",
    "priorities": "priority",
    "groups": "group",
    "functions": "function",
    "stages": "stage",
    "clocks": "clock",
    "every_stage": "clock at every stage",
    "caps": "cap",
    "fast_paths": "fast path",
    "redirects": "redirect",
    "closing_duties": "closing duty",
    "deadlines": "deadline",
    "relaxations": "national relaxation",
    "readings": "reading",
    "criteria": "criterion",
    "regards": "have-regard item",
    "aims": "aim",
}


_TOLD_OF = {
    "last": "until",
    "to": "to",
    "by": "by",
    "limit": "limit",
    "on_expiry": "then",
    "quorum": "quorum",
    "rank": "rank",
}
"""What is told of a part that only one of the two has, beside its title and its standing."""


def _sentence(difference: Difference, first: str, second: str) -> str:
    if difference.kind == "changed":
        words = words_of(difference.first), words_of(difference.second)
        return f"{name_words(difference.field)}: {first}: {words[0]}; {second}: {words[1]}"
    has, value = (first, difference.first) if difference.kind == "only_in_first" else (second, difference.second)
    return f"only in {has}: {words_of(value)}"


def words_of(value: Plain) -> str:
    """A value in words: a duration, a list, a rule with its title, limit and standing."""
    if value is None or value in ((), [], {}, ""):
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return listed([words_of(item) for item in value])
    if not isinstance(value, dict):
        return str(value).strip()
    if set(value) == {"amount", "unit"}:
        return Duration.model_validate(value).words()
    if "document" in value:
        return f"{value['document']} {value.get('where') or ''}".strip()
    named = [str(value[key]) for key in ("title", "text", "message", "question") if value.get(key)]
    facts = [f"{word} {name_words(words_of(value[key]))}" for key, word in _TOLD_OF.items() if value.get(key)]
    standing = [name_words(value["force"])] if value.get("force") else []
    if named or facts:
        return ", ".join([*named, *facts, *standing])
    return "; ".join(
        f"{name_words(key)}: {words_of(item)}" for key, item in value.items() if item not in (None, [], {})
    )


def _match_stages(one: list[Plain], other: list[Plain]) -> None:
    """Mark stages that share no id, and stand on the same rung, as one part: `practitioners/professionals`."""
    ids = {stage["id"] for stage in one}, {stage["id"] for stage in other}
    for left, right in zip(one, other, strict=False):
        if left["id"] not in ids[1] and right["id"] not in ids[0]:
            left["matched"] = right["matched"] = f"{left['id']}/{right['id']}"


def _differences(part: str, one: Plain, other: Plain) -> Iterator[Difference]:
    for field in dict.fromkeys([*one, *other]):
        left, right = one.get(field), other.get(field)
        if left == right or field == "matched":
            continue
        inside = f"{part}.{field}" if part else field
        if _has_ids(left) and _has_ids(right):
            yield from _items(part, field, left, right)
        elif _is_part(left) and _is_part(right):
            yield from _differences(inside, left, right)
        else:
            yield Difference(part, field, "changed", left, right)


def _items(part: str, field: str, left: list[Plain], right: list[Plain]) -> Iterator[Difference]:
    inside = f"{part}.{field}" if part else field
    ones, others = _by_id(left), _by_id(right)
    for identifier in dict.fromkeys([*ones, *others]):
        one, other = ones.get(identifier), others.get(identifier)
        if one is None:
            yield Difference(f"{inside}.{identifier}", "", "only_in_second", None, other)
        elif other is None:
            yield Difference(f"{inside}.{identifier}", "", "only_in_first", one, None)
        else:
            yield from _differences(f"{inside}.{identifier}", one, other)
    shared = [identifier for identifier in ones if identifier in others]
    reordered = [identifier for identifier in others if identifier in ones]
    if shared != reordered:
        yield Difference(inside, "order", "changed", shared, reordered)


def _by_id(items: list[Plain]) -> dict[str, Plain]:
    return {item.get("matched", item["id"]): item for item in items}


def _has_ids(value: Plain) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and "id" in item for item in value)


def _is_part(value: Plain) -> bool:
    return isinstance(value, dict) and set(value) != {"amount", "unit"} and "document" not in value
