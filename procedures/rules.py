"""The kinds of rule file that there are: procedures for disagreements, and rules of practice reviews."""

from __future__ import annotations

from functools import cache
from typing import Annotated

from pydantic import Field, TypeAdapter

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure

Rules = Procedure | ReviewProcedure
"""What a case is frozen to. `kind` tells which of the two it is."""

DISAGREEMENT = "disagreement"
PRACTICE_REVIEW = "practice_review"

KINDS: dict[str, type[Rules]] = {DISAGREEMENT: Procedure, PRACTICE_REVIEW: ReviewProcedure}
"""Each kind of rule file with its language. A file that says nothing is a procedure for disagreements."""

KIND_WORDS = {
    DISAGREEMENT: "a procedure for disagreements",
    PRACTICE_REVIEW: "rules of practice reviews",
}


@cache
def either() -> TypeAdapter[Rules]:
    """What reads either kind from plain data or JSON that says its `kind`."""
    return TypeAdapter(Annotated[Procedure | ReviewProcedure, Field(discriminator="kind")])
