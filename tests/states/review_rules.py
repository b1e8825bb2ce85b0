"""The shipped rules of practice reviews and reviews made up at any point of their course, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from procedures.catalogue import LIBRARY
from procedures.review_course import ReviewFact, ReviewPosition
from procedures.review_language import ReviewProcedure
from procedures.yaml_file import read_yaml
from states.case import RunningClock
from states.directory import Directory
from states.review import Review
from states.review_clocks import ReviewClocks, settle_clocks
from tests.partnership import COUNCIL, HCRG, HEALTH_VISITOR, essex_directory

LONDON = ZoneInfo("Europe/London")


@cache
def review_rules() -> ReviewProcedure:
    """The rules that come with Golden Thread."""
    return ReviewProcedure.model_validate(read_yaml(LIBRARY / "practice-review-wt2023.yaml").plain())


def altered_rules(change: Callable[[dict[str, Any]], object]) -> ReviewProcedure:
    """The same with their data changed, wherever in it."""
    data = review_rules().model_dump(mode="json")
    change(data)
    return ReviewProcedure.model_validate(data)


def london(text: str) -> datetime:
    """An instant, UTC, from `2026-12-24` (noon) or `2026-12-24 17:00`, London time."""
    local = datetime.fromisoformat(text if " " in text else f"{text} 12:00").replace(tzinfo=LONDON)
    return local.astimezone(UTC)


def in_london(instant: datetime) -> str:
    """An instant as `Thu 24 Dec 2026 17:00`, London time."""
    return f"{instant.astimezone(LONDON):%a %-d %b %Y %H:%M}"


def standing_at(position: ReviewPosition, facts: dict[ReviewFact, str] | None = None, **fields: Any) -> Review:
    """A review at a position, with facts as London days or times. It has no clocks yet: see `with_clocks`."""
    known = {fact.value: london(when) for fact, when in (facts or {}).items()}
    review = Review(
        reference="R-2026-0001",
        procedure="0" * 64,
        position=position.value,
        version=1,
        referring_agency=HCRG,
        referrer=HEALTH_VISITOR,
        local_authority=COUNCIL,
        incident="serious_harm",
        raised_at=london("2026-12-17 09:00"),
        facts=known,
    )
    return replace(review, **fields)


def with_clocks(
    review: Review,
    now: datetime,
    rules: ReviewProcedure | None = None,
    directory: Directory | None = None,
    before: Review | None = None,
) -> Review:
    """The review with the clocks that it should have at `now`."""
    clocks = settle_clocks(rules or review_rules(), before or review, review, directory or essex_directory(), now)
    return replace(review, clocks=clocks.running, clock_count=clocks.count)


def clock(review: Review, clock_id: str) -> RunningClock:
    """The running clock with this id. It must run."""
    found = review.running(clock_id)
    assert found is not None, f"{clock_id} does not run; these do: {sorted(c.clock for c in review.clocks)}"
    return found


def settled(before: Review, after: Review, now: str) -> ReviewClocks:
    """What becomes of the clocks of `before` once it stands as `after`, on a London day."""
    after = replace(after, clocks=before.clocks)
    return settle_clocks(review_rules(), before, after, essex_directory(), london(now))


def ends(before: Review, clocks: ReviewClocks) -> dict[str, str]:
    """How each clock that ended did, by its id."""
    named = {one.number: one.clock for one in before.clocks}
    return {named[end.number]: end.how for end in clocks.ended}
