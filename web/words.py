"""What stands in a case, in the words of its procedure: shared by every page that shows cases."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.directory import Directory
from workflows.bundle_review import ReviewWords
from workflows.bundle_words import DisagreementWords


def words_of(directory: Directory, rules: Rules) -> DisagreementWords:
    """Words for cases under a procedure. Made once for each version of the directory: it may hold thousands."""
    key = ("words of", rules.id, id(rules))
    found = directory.remembered.get(key)
    if found is None:
        # The rules are kept with it, so that their id stays theirs.
        found = DisagreementWords(_named(directory), rules if isinstance(rules, Procedure) else None), rules
        directory.remembered[key] = found
    return cast("tuple[DisagreementWords, Rules]", found)[0]


def review_words_of(directory: Directory, rules: ReviewProcedure) -> ReviewWords:
    """The same for practice reviews."""
    key = ("words of reviews", rules.id, id(rules))
    found = directory.remembered.get(key)
    if found is None:
        found = ReviewWords(_named(directory), rules), rules
        directory.remembered[key] = found
    return cast("tuple[ReviewWords, ReviewProcedure]", found)[0]


def _named(directory: Directory) -> dict[str, Any]:
    """People and agencies as data of a bundle have them."""
    return {
        "people": {code: {"title": p.title, "agency": p.agency} for code, p in directory.people.items()},
        "agencies": {code: {"name": agency.name} for code, agency in directory.agencies.items()},
    }


def plain_instant(instant: datetime) -> str:
    """An instant as data of a bundle have it."""
    return instant.isoformat()


def plain_clock(clock: Any) -> dict[str, Any]:
    """A running clock as data of a bundle have it."""
    return {
        "number": clock.number,
        "clock": clock.clock,
        "stage": clock.stage,
        "owner": clock.owner,
        "started_at": plain_instant(clock.started_at),
        "due_at": plain_instant(clock.due_at),
    }
