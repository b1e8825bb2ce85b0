"""The disagreement that somebody raised last."""

from __future__ import annotations

from sqlalchemy import Connection, select

from states.any_case import read_case
from states.case import Case
from store.readable_cases import CASES, Member, readable_by
from store.recording import DISAGREEMENT

LOOKED_AT = 25
"""Latest cases of the agency among which it is looked for: it is asked just after somebody has raised one."""


def latest_raised_by(connection: Connection, member: Member) -> Case | None:
    """The latest disagreement that a member raised, if it is among the latest of their agency; None if not."""
    asked = (
        select(CASES.c.state)
        .where(readable_by(member), CASES.c.kind == DISAGREEMENT, CASES.c.raising_agency == member.agency)
        .order_by(CASES.c.id.desc())
        .limit(LOOKED_AT)
    )
    for row in connection.execute(asked):
        case = read_case(row.state)
        if isinstance(case, Case) and case.raising.practitioner == member.person:
            return case
    return None
