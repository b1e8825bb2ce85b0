"""What the safeguarding partners hold on notifying, by function."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from states.review_attempt import ReviewAttempt


def views_by_function(attempt: ReviewAttempt) -> dict[str, list[bool]]:
    """The views given so far by whoever has a voice, by function: True where they would notify."""
    given = {view.member: view.notify for view in attempt.review.notification_views}
    return {
        function: [given[code] for code in dict.fromkeys(p.code for p in seats.values()) if code in given]
        for function, seats in attempt.voters.items()
    }


def missing_views(attempt: ReviewAttempt) -> list[str]:
    """Titles of the functions that have not been heard, or not all of whose seats have where every seat is asked.

    One whose seats are all vacant, or whose holders stepped aside, is still to be heard: by a deputy.
    """
    group = attempt.rules.groups_by_id[attempt.rules.partners]
    voters, views = attempt.voters, views_by_function(attempt)
    missing = []
    for function in group.functions:
        people = {person.code for person in voters.get(function.id, {}).values()}
        wanted = min(1, len(people)) if function.seats_heard == "any" else len(people)
        if not people or len(views.get(function.id, ())) < wanted:
            missing.append(function.title)
    return missing
