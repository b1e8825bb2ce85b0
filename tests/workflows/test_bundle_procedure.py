"""How a bundle accounts for a due time: by which limit, and from which start."""

from typing import Any

import pytest

from procedures.catalogue import load
from workflows.bundle_procedure import counted

RAISED = "2026-05-20T08:00:00+00:00"
"""A Wednesday, nine o'clock in London."""

AGREED = "2026-05-21T09:30:00+00:00"


def clock(started: str, due: str, number: int = 2) -> dict[str, Any]:
    return {
        "number": number,
        "clock": "practitioners_resolve",
        "stage": "practitioners",
        "started_at": started,
        "due_at": due,
    }


FIRST = clock(RAISED, "2026-05-28T16:00:00+00:00", 1)


@pytest.mark.parametrize(
    ("asked", "limit", "days"),
    [
        (FIRST, "5 working days", 5),
        # An urgent priority, agreed a day later, counts from the raising.
        (clock(AGREED, "2026-05-22T16:00:00+00:00"), "2 working days", 2),
        # The fast path counts from when it was taken.
        (clock(AGREED, "2026-05-22T09:30:00+00:00"), "24 hours", 2),
        (clock(AGREED, AGREED), "over already when it was shortened", None),
        (clock(AGREED, "2026-06-22T16:00:00+00:00"), "moved by a hold, or set by a person", None),
    ],
)
def test_a_due_time_is_counted_from_where_its_limit_counts(asked: dict[str, Any], limit: str, days: int | None) -> None:
    found = counted(load("all_features"), asked, [FIRST, asked])
    assert found["limit"] == limit
    assert (len(found["deadline"]["counted"]) if found["deadline"] else None) == days
