"""What the engine itself does to a practice review, beside its main line: one entry, and the clocks that change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from states.case import RunningClock
from states.decision import CLOCK, ClockEnd, Decision, Entry, NoticeOwed, owner_facts
from states.responsible import Responsible
from states.review import Review


def beside(
    review: Review,
    kind: str,
    *,
    at: datetime,
    now: datetime,
    facts: dict[str, Any],
    changed: Sequence[RunningClock] = (),
    ended: Sequence[ClockEnd] = (),
    handed: Sequence[tuple[RunningClock, Responsible]] = (),
    owner: Responsible | None = None,
    notices: Sequence[NoticeOwed] = (),
) -> Decision:
    """The decision of an event that leaves the review where it stands.

    `changed` are clocks as they are now, `handed` those that have a new owner; `owner` is who owes the next step from
    now on, if that changes. All partners and the sub-committee may read the entry.
    """
    newest = {clock.number: clock for clock in (*changed, *(clock for clock, _ in handed))}
    gone = {end.number for end in ended}
    after = replace(
        review,
        version=review.version + 1,
        clocks=tuple(newest.get(clock.number, clock) for clock in review.clocks if clock.number not in gone),
    )
    if owner:
        after = replace(after, owner=owner.person, owner_via=owner.via)
    written = dict(facts)
    if handed:
        written["clocks_handed"] = [{"number": c.number, "owner": c.owner, "via": by.via} for c, by in handed]
    if ended:
        written["clocks_ended"] = [{"number": end.number, "how": end.how} for end in ended]
    written |= owner_facts(after)
    entry = Entry(
        number=after.version,
        kind=kind,
        at=at,
        recorded_at=now,
        actor=CLOCK,
        position=review.position,
        audience="group",
        facts=written,
    )
    return Decision(
        case=after,
        entries=(entry,),
        clocks_changed=tuple(newest.values()),
        clocks_ended=tuple(ended),
        notices=tuple(notices),
    )
