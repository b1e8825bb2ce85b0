"""Before a disagreement is sent: who it will reach and how, and by when they must reply, with the days counted.

It is decided on just as it will be, and nothing is recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from procedures.language import Procedure
from states.actions import RaiseDisagreement
from states.decide import decide, drafted
from states.decision import Decision, Refusal
from store.case_pages import ListedCase
from store.directory import NO_CHANNEL
from web.cases.owed import OwedStep, how_counted, steps_owed
from web.raising.raise_steps import Answers
from web.reader import SignedIn

HOW = {"email": "by e-mail", NO_CHANNEL: "the directory has no address for them: business support is shown that"}
OTHERWISE = "by another of their channels"


@dataclass(frozen=True)
class Reached:
    """Somebody whom a disagreement will reach: their post, how they hear of it, and what they are told."""

    title: str
    how: str
    what: str


@dataclass(frozen=True)
class Preview:
    """What raising a disagreement now will do. Each step that others owe comes with how its day is counted."""

    reached: tuple[Reached, ...]
    steps: tuple[tuple[OwedStep, dict[str, Any]], ...]


def preview(reader: SignedIn, rules: Procedure, answers: Answers, now: datetime) -> Preview | Refusal:
    """What raising this would do, or why it would be refused."""
    try:
        action = RaiseDisagreement.model_validate(dict(answers))
    except ValidationError:
        return Refusal("An answer cannot stand as it is. Look at each of them again.", "incomplete")
    person, directory = reader.person.code, reader.directory
    case = drafted("to be numbered", action, person, rules, "to be frozen", directory, now)
    decision = decide(case, action, person, rules, directory, now)
    if isinstance(decision, Refusal):
        return decision
    return Preview(tuple(_reached(reader, decision)), tuple(_steps(reader, rules, decision, now)))


def _reached(reader: SignedIn, decision: Decision) -> list[Reached]:
    told: dict[str, list[str]] = {}
    for notice in decision.notices:
        owes = notice.facts.get("owes")
        words = f"Asked of them: {owes}" if owes else notice.facts.get("what", "Told that it was raised")
        told.setdefault(notice.recipient, []).append(words.rstrip("."))
    return [
        Reached(
            reader.directory.title_of(person),
            " and ".join(dict.fromkeys(HOW.get(channel, OTHERWISE) for channel in reader.stored.channels(person))),
            "; ".join(dict.fromkeys(whats)),
        )
        for person, whats in told.items()
    ]


def _steps(
    reader: SignedIn, rules: Procedure, decision: Decision, now: datetime
) -> list[tuple[OwedStep, dict[str, Any]]]:
    listed = ListedCase(decision.case, rules)
    return [
        (step, how_counted(rules, step.clock))
        for step in steps_owed([listed], reader.directory, now)
        if step.owner != reader.person.code
    ]
