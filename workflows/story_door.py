"""What somebody does in a story, taken through the real door of its kind of case."""

from __future__ import annotations

from sqlalchemy import Engine

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from states.action import Action
from states.actions import RaiseDisagreement
from states.any_case import AnyCase
from states.decision import Refusal
from states.review import Review
from states.review_actions import ReferIncident
from workflows.door import Done, act, act_on_review, raise_disagreement, refer_incident
from workflows.story_defaults import action_class
from workflows.story_left_out import Situation


def opens_a_case(kind: str) -> bool:
    """Whether an action opens a case of its own."""
    return issubclass(action_class(kind), RaiseDisagreement | ReferIncident)


def done_through_the_door(
    engine: Engine, action: Action, situation: Situation, *, version: int | None = None
) -> Done[AnyCase] | Refusal:
    """Do an action in its situation. `version` is that of the case which the person saw, if they saw an older one.

    TypeError for an action that does not fit the kind of rules or has no case.
    """
    rules, case, actor, now = situation.rules, situation.case, situation.actor, situation.now
    if isinstance(action, RaiseDisagreement) and isinstance(rules, Procedure):
        return raise_disagreement(engine, action, actor, rules, now)
    if isinstance(action, ReferIncident) and isinstance(rules, ReviewProcedure):
        return refer_incident(engine, action, actor, rules, now)
    if case is None:
        raise TypeError(f"{action.kind} needs a case")
    done = act_on_review if isinstance(case, Review) else act
    return done(engine, case.reference, action, actor, now, version=version)
