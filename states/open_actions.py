"""What a case of either kind offers to a person now: each action as somebody else's, not open yet, or open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.action import Action
from states.any_case import AnyCase, WrongRules
from states.case import Case
from states.decision import Refusal
from states.directory import Directory
from states.open_action import OpenAction, Standing
from states.open_on_disagreements import DISAGREEMENT_ACTIONS, open_on_disagreement, refusal_on_disagreement
from states.review import Review
from states.review_actions_open import REVIEW_ACTIONS, open_on_review, refusal_on_review

__all__ = ["ACTIONS", "OpenAction", "Standing", "open_actions", "refusal_so_far"]

ACTIONS: Mapping[str, type[Action]] = DISAGREEMENT_ACTIONS | REVIEW_ACTIONS
"""Every action on a case of either kind, by its `kind`."""


def open_actions(
    case: AnyCase, person: str, rules: Rules, directory: Directory, now: datetime
) -> tuple[OpenAction, ...]:
    """Every action that the rules have, and whether `person` (a code) may do it at `now` (aware). Pure.

    The same guards are asked that `decide` and `decide_review` ask, as far as they can answer before the action's
    fields are filled in: what they accept of a person is open to them here. An action about one of several things,
    such as a closing duty or an agency's return, comes once for each. Raising and referring are there for a draft
    alone. WrongRules if the case is not of the rules' kind.
    """
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return open_on_disagreement(case, person, rules, directory, now)
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return open_on_review(case, person, rules, directory, now)
    raise WrongRules(case.reference)


def refusal_so_far(
    case: AnyCase, kind: str, filled: Mapping[str, Any], person: str, rules: Rules, directory: Directory, now: datetime
) -> Refusal | None:
    """What the guards say to an action of which only the fields in `filled` are filled in; None if nothing yet.

    A refusal stays one whatever the other fields say. WrongRules if the case is not of the rules' kind.
    """
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return refusal_on_disagreement(case, kind, filled, person, rules, directory, now)
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return refusal_on_review(case, kind, filled, person, rules, directory, now)
    raise WrongRules(case.reference)
