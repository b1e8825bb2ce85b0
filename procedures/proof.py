"""The checker for rules of either kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from procedures.catalogue import load
from procedures.fault import ProcedureError
from procedures.language import Procedure
from procedures.liveness import LivenessFault, Proof, check
from procedures.provision import DECIDED_IN_THE_REVIEW
from procedures.review_language import ReviewProcedure
from procedures.review_liveness import check_review
from procedures.rules import Rules


def prove(rules: Rules, directories: Sequence[Path] = ()) -> Proof:
    """Prove that no case can wait in silence under these rules, and that their linked ladder, if any, can be used.

    `directories` are where a partnership keeps procedures of its own.
    """
    if isinstance(rules, Procedure):
        return check(rules)
    proof = check_review(rules)
    return replace(proof, faults=(*proof.faults, *_of_the_ladder(rules, directories)))


def _of_the_ladder(rules: ReviewProcedure, directories: Sequence[Path]) -> list[LivenessFault]:
    """Why the ladder of linked disagreements cannot be used; nothing if it can."""
    where = ("disagreement_procedure",)
    try:
        ladder = load(rules.disagreement_procedure, directories=directories)
    except ProcedureError as problem:
        return [
            LivenessFault(f"{rules.disagreement_procedure}: {fault.expected}", (), where) for fault in problem.faults
        ]
    faults = [LivenessFault(f"{ladder.id}: {fault.message}", fault.path, where) for fault in check(ladder).faults]
    if not any(redirect.id == DECIDED_IN_THE_REVIEW and redirect.effect == "closes" for redirect in ladder.redirects):
        message = (
            f"{ladder.id}: a disagreement whose subject the review decides itself would climb on; it needs a redirect "
            f"{DECIDED_IN_THE_REVIEW} with `effect: closes`, as the library's partners_disagreement_wt2023 has"
        )
        faults.append(LivenessFault(message, (), where))
    return faults
