"""A refusal that no field can change, said before anybody is asked to fill fields in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches
from typing import Any

from command_line.terminal import REFUSED, fail
from procedures.rules import Rules
from states.any_case import AnyCase
from states.directory import Directory
from states.open_actions import ACTIONS, refusal_so_far

ITEMS = ("agency", "number", "path", "redirect", "duty")
"""Fields that say what an action is about: whose it is may depend on them."""


def expect_action(kinds: Iterable[str], kind: str) -> None:
    """End with the nearest action's name if there is no action `kind`."""
    known = sorted(kinds)
    if kind not in known:
        near = get_close_matches(kind, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        fail(f"There is no action {kind!r}.{hint} There are: {', '.join(known)}.")


def refuse_first(
    case: AnyCase, kind: str, words: Iterable[str], person: str, rules: Rules, directory: Directory, now: datetime
) -> None:
    """End with the reason if the action is not the person's to do, or not open where the case stands.

    `words` are fields as they are typed, such as `agency=hcrg`; what the others say is asked once they can be read.
    """
    refusal = refusal_so_far(case, kind, _items(kind, words), person, rules, directory, now)
    if refusal:
        fail(refusal.reason, REFUSED)


def _items(kind: str, words: Iterable[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, _, value in (word.partition("=") for word in words):
        if name in ITEMS and name in ACTIONS[kind].model_fields and value:
            is_number = ACTIONS[kind].model_fields[name].annotation is int
            if not is_number or value.isdecimal():
                found[name] = int(value) if is_number else value
    return found
