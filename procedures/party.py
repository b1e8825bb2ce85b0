"""Who a rule speaks of: the parties of a disagreement."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Annotated

from pydantic import AfterValidator

FIXED_PARTIES = frozenset(
    {
        "raiser",  # the practitioner who raised the disagreement
        "receiver",  # the practitioner on the other side
        "raising_side",  # the raising agency's holder of the stage's rank
        "responding_side",  # the responding agency's holder of the stage's rank
        "gatekeeper",  # whoever the stage's gate names
        "group",  # every voting member of the stage's group
        "chair",  # the group's chair this year, or who stands in after a recusal
        "holder",  # the person who put the case on hold
        "business_support",  # the partnership's business support team
        "independent_scrutineer",  # reads and advises, never decides
    }
)
"""Parties that need no further name."""

SIDES = ("raising", "responding")


def _party(value: str) -> str:
    if value in FIXED_PARTIES:
        return value
    side, _, rank = value.partition(":")
    if rank and (side in SIDES or side == "role"):
        return value
    near = get_close_matches(value, FIXED_PARTIES, n=1)
    hint = f" (did you mean {near[0]}?)" if near else ""
    raise ValueError(
        f"{value!r} is no party{hint}: use one of {', '.join(sorted(FIXED_PARTIES))}, "
        "raising:RANK, responding:RANK or role:ROLE"
    )


Party = Annotated[str, AfterValidator(_party)]
"""One of `FIXED_PARTIES`, `raising:RANK`, `responding:RANK` or `role:ROLE`."""


def rank_of(party: str) -> str | None:
    """The rank that `raising:RANK` or `responding:RANK` names, else None."""
    side, _, rank = party.partition(":")
    return rank if rank and side in SIDES else None
