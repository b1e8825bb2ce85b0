"""No case opens under rules that the checker finds fault with: it could come to wait in silence."""

from __future__ import annotations

from procedures.liveness import check
from procedures.review_language import ReviewProcedure
from procedures.review_liveness import check_review
from procedures.rules import Rules
from states.decision import Refusal

MOST_NAMED = 3
"""Faults that a refusal names; `goldenthread procedure check` names them all."""


def faults_of(rules: Rules) -> tuple[str, ...]:
    """What the checker says against rules of either kind, asked once for each."""
    known = rules.remembered.get(faults_of)
    if known is None:
        proof = check_review(rules) if isinstance(rules, ReviewProcedure) else check(rules)
        known = rules.remembered[faults_of] = tuple(fault.message for fault in proof.faults)
    assert isinstance(known, tuple)  # noqa: S101 - written two lines above
    return known


def unproven(rules: Rules) -> Refusal | None:
    """Why no case may open under rules, or None if the checker proves them."""
    faults = faults_of(rules)
    if not faults:
        return None
    named = "; ".join(faults[:MOST_NAMED])
    more = f"; and {len(faults) - MOST_NAMED} more" if len(faults) > MOST_NAMED else ""
    return Refusal(
        f"Nothing can be opened under {rules.id}, {rules.edition}, because its rules do not hold together: "
        f"{named}{more}. Whoever keeps the procedure can see it all with: goldenthread procedure check",
        "unproven_rules",
    )
