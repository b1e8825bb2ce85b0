"""What operations take: who calls, and the reference of a case."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Path

from web.api.callers import Caller, caller_of

Calling = Annotated[Caller, Depends(caller_of)]

Reference = Annotated[
    str,
    Path(
        pattern=r"^[DR]-[0-9]{4}-[0-9]{4,9}$",
        description="The case's reference.",
        examples=["D-2026-0001"],
    ),
]

ReviewReference = Annotated[
    str,
    Path(
        pattern=r"^R-[0-9]{4}-[0-9]{4,9}$",
        description="The practice review's reference.",
        examples=["R-2026-0001"],
    ),
]
"""The reference of a review that asks something of an agency: one of a disagreement names nothing here."""
