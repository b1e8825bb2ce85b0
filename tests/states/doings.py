"""Anything that somebody might try on a case under a procedure, sensible or not: for Hypothesis."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from itertools import product
from typing import Any, get_args

from hypothesis import strategies as st

from procedures.language import Procedure
from states import actions
from states.actions import Action

MARK = "Zz-what-a-person-wrote"
"""Stands in every field that people write in, so that it can be looked for where it must not be."""


def doings(procedure: Procedure, people: list[str], now: datetime) -> st.SearchStrategy[Action]:
    """Actions with what they need drawn from the procedure, and now and then from nowhere."""
    days = st.integers(-3, 20).map(lambda days: now.date() + timedelta(days=days)) | st.just(date(9000, 1, 1))
    fields: dict[str, st.SearchStrategy[Any]] = {
        "commits_to": st.none() | days,
        "held_on": days,
        "by": st.integers(-20, 200).map(lambda hours: now + timedelta(hours=hours)),
        "to": _any(stage.id for stage in procedure.stages) | st.sampled_from(people),
        "consulted": st.sampled_from([(), (MARK,), (people[0],)]),
        "of": st.none() | st.sampled_from(people),
        "path": _any(path.id for path in procedure.fast_paths),
        "redirect": _any(redirect.id for redirect in procedure.redirects),
        "priority": _any(priority.id for priority in procedure.priorities),
        "ground": _any(procedure.hold.reasons),
        "duty": _any(clock for duty in procedure.closing_duties for clock in duty.clock_ids()),
        "view": st.sampled_from(["with_raising_side", "another_way"]),
    }
    return st.one_of([_made(kind, fields) for kind in KINDS])


def sensible_doings(procedure: Procedure, people: list[str], now: datetime) -> list[Action]:
    """Actions that somebody might well be allowed, a few of each kind."""
    today = procedure.working_calendar.day_of(now)
    values: dict[str, list[Any]] = {
        "commits_to": [None, today + timedelta(days=1), today + timedelta(days=4)],
        "held_on": [today],
        "by": [now + timedelta(hours=3), now + timedelta(hours=30)],
        "to": [*(stage.id for stage in procedure.stages), *people],
        "consulted": [(people[-1],)],
        "of": [None],
        "path": [path.id for path in procedure.fast_paths],
        "redirect": [redirect.id for redirect in procedure.redirects],
        "priority": [priority.id for priority in procedure.priorities],
        "ground": list(procedure.hold.reasons[:1]),
        "duty": [clock for duty in procedure.closing_duties for clock in duty.clock_ids()],
        "view": ["with_raising_side"],
    }
    return [
        kind(**dict(zip(asked, chosen, strict=True)))
        for kind in KINDS
        for asked in [[name for name in kind.model_fields if name != "kind"]]
        for chosen in product(*([MARK] if name in kind.NARRATIVE else values[name] for name in asked))
    ]


def _any(known: Any) -> st.SearchStrategy[str]:
    return st.sampled_from([*known, "nowhere_to_be_found"])


def _made(kind: type[Action], fields: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[Action]:
    asked = {
        name: st.just(MARK) if name in kind.NARRATIVE else fields[name] for name in kind.model_fields if name != "kind"
    }
    return st.fixed_dictionaries(asked).map(partial(_make, kind))


def _make(kind: type[Action], values: dict[str, Any]) -> Action:
    return kind(**values)


KINDS: list[type[Action]] = [
    kind for kind in get_args(get_args(actions.AnyAction)[0]) if kind is not actions.RaiseDisagreement
]
"""Every action on a disagreement but the raising itself."""
