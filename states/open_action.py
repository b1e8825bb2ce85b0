"""Whether an action is open to a person, asked of the guards themselves before its fields are filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from states.action import Action
from states.decision import Refusal, Refused
from states.responsible import NobodyThere

T = TypeVar("T")

Standing = Literal["not_yours", "not_open_now", "open"]
"""What an action is to a person: somebody else's, theirs but not now, or theirs to do now."""

NOT_YOURS = frozenset(
    {"not_yours", "unknown_person", "not_in_post", "scrutineer_never_votes", "not_the_local_authority"}
)
"""Codes of refusals that say whose an action is, rather than when."""

NEVER_HERE = "not_allowed"
"""The code of a refusal of what a procedure does not have at all."""


@dataclass(frozen=True, slots=True)
class OpenAction:
    """An action and what it is to a person. `fields` are what it is about, such as an agency's return.

    `reason` says why it is refused to the person; None where it is open, as far as can be told before its other
    fields are filled in.
    """

    kind: str
    fields: dict[str, Any]
    reason: str | None = None
    standing: Standing = "open"

    @classmethod
    def after(cls, kind: str, fields: Mapping[str, Any], refusal: Refusal | None) -> OpenAction:
        """The action as its guards have answered."""
        if refusal is None:
            return cls(kind, dict(fields))
        return cls(kind, dict(fields), refusal.reason, "not_yours" if refusal.code in NOT_YOURS else "not_open_now")


def unfilled(kind: type[Action], filled: Mapping[str, Any]) -> Action:
    """An action with these fields filled in and no other: a default is not yet what somebody has said."""
    action = kind.model_construct(None, kind=kind.model_fields["kind"].default, **filled)
    for name in action.__dict__.keys() - {"kind", *filled}:
        del action.__dict__[name]
    return action


class NotFilledIn(Exception):
    """A guard asks for a field of the action that is not filled in yet."""


def ask(guard: Callable[[T], object], of: T, action: Action) -> Refusal | None:
    """What a guard says to an action that need not be filled in yet. NotFilledIn if that depends on a field."""
    try:
        guard(of)
    except Refused as refused:
        return refused.refusal
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}. Ask whoever keeps the directory.", "nobody_there")
    except AttributeError as problem:
        if problem.obj is not action:
            raise
        raise NotFilledIn(problem.name) from None
    return None


def ask_all(guards: Iterable[Callable[[T], object]], of: T, action: Action) -> Refusal | None:
    """The first refusal of several guards. One that asks for a field that is not filled in yet is left for later."""
    for guard in guards:
        try:
            refusal = ask(guard, of, action)
        except NotFilledIn:
            continue
        if refusal:
            return refusal
    return None
