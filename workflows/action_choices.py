"""What people can choose from in an action's form: from the procedure, the directory and the case as it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from procedures.language import Procedure
from states.case import Case
from states.timing import rule_of
from workflows.action_desk import Choice, Desk, agencies, name_of, own_agency, people
from workflows.answer_words import ANSWER_WORDS
from workflows.review_choices import REVIEW_SOURCES


def choices_of(desk: Desk, field: str) -> tuple[Choice, ...] | None:
    """What a field of the action can be answered with, in the order to be shown; None if it is not chosen from a list.

    Only what the guards allow, as far as they can tell from this field alone.
    """
    words = ANSWER_WORDS.get((desk.kind, field))
    if words is not None:
        return tuple(Choice(value, shown) for value, shown in words.items())
    source = SOURCES.get(f"{desk.kind}.{field}") or SOURCES.get(field)
    return tuple(source(desk)) if source else None


def _procedure(desk: Desk) -> Procedure:
    if not isinstance(desk.rules, Procedure):
        raise TypeError(f"{desk.kind} is no action of a practice review")
    return desk.rules


def _priorities(desk: Desk) -> Iterator[Choice]:
    for known in _procedure(desk).priorities:
        if desk.allows(priority=known.id):
            yield Choice(known.id, known.title)


def _paths(desk: Desk) -> list[Choice]:
    known = {path.id: path for path in _procedure(desk).fast_paths}
    return [Choice(path, known[path].title, known[path].when) for path in desk.items("path")]


def _redirects(desk: Desk) -> list[Choice]:
    known = {redirect.id: redirect for redirect in _procedure(desk).redirects}
    ends = {"closes": " This disagreement then ends here."}
    return [
        Choice(
            name,
            known[name].title,
            f"{known[name].when.rstrip('.')}. It goes to: {known[name].to}.{ends.get(known[name].effect, '')}",
        )
        for name in desk.items("redirect")
    ]


def _duties(desk: Desk) -> Iterator[Choice]:
    if not isinstance(desk.case, Case):
        return
    sides = {"raising": desk.case.raising.agency, "responding": desk.case.responding.agency}
    for duty in desk.items("duty"):
        title = rule_of(_procedure(desk), None, duty, desk.case).title
        side = sides.get(duty.rpartition("__")[2])
        yield Choice(duty, f"{title}: {name_of(desk, side)}" if side else title)


def _owing(desk: Desk) -> list[Choice]:
    """Whose step business support can hand over: whoever owes one here. Nobody else says whose."""
    if desk.case is None or desk.person not in {p.code for p in desk.directory.with_role("business_support", desk.day)}:
        return []
    owing = {desk.case.owner, *(clock.owner for clock in desk.case.clocks)}
    return [choice for choice in people(desk) if choice.value in owing]


def _successors(desk: Desk) -> list[Choice]:
    """Who may take the step over, from anybody whose it can be."""
    whose: list[dict[str, str]] = [{}, *({"of": choice.value} for choice in _owing(desk))]
    return [choice for choice in people(desk) if any(desk.allows(to=choice.value, **of) for of in whose)]


SOURCES: dict[str, Callable[[Desk], Iterable[Choice]]] = {
    "responding_agency": lambda desk: [one for one in agencies(desk) if one.value != own_agency(desk)],
    "responding_practitioner": lambda desk: people(desk, lambda person: person.agency != own_agency(desk)),
    "category": lambda desk: [Choice(known.id, known.title) for known in _procedure(desk).categories],
    "priority": _priorities,
    "skip_stage.to": lambda d: [Choice(to, _procedure(d).stages_by_id[to].title) for to in d.items("to")],
    "consulted": lambda desk: [*people(desk, lambda person: person.code != desk.person), *agencies(desk)],
    "path": _paths,
    "redirect": _redirects,
    "hold.ground": lambda desk: [Choice(known, _sentence(known)) for known in _procedure(desk).hold.reasons],
    "duty": _duties,
    "to": _successors,
    "of": _owing,
    **REVIEW_SOURCES,
}
"""Where choices come from, by field, or by action and field where actions differ."""


def _sentence(reason: str) -> str:
    """A reason of a procedure as people read it: it may be written as an id."""
    words = reason.replace("_", " ")
    return words[:1].upper() + words[1:]
