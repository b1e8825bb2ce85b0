"""What has changed in one's cases since one last looked, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from notifications.dates import day_in_words
from procedures.review_language import ReviewProcedure
from states.decision import CLOCK
from states.directory import Directory
from store.changes import ChangedCase
from web.words import review_words_of, words_of


@dataclass(frozen=True)
class Change:
    """A case with something new: what happened last, who did it and when, and how much else there is."""

    reference: str
    where: str
    done: str
    by: str
    when: str
    others: int
    looked: str


def changes_in_words(found: Iterable[ChangedCase], directory: Directory) -> list[Change]:
    """The changes, in the order in which they come."""
    return [_change(one, directory) for one in found]


def _change(one: ChangedCase, directory: Directory) -> Change:
    rules = one.rules
    words = review_words_of(directory, rules) if isinstance(rules, ReviewProcedure) else words_of(directory, rules)
    return Change(
        reference=one.case.reference,
        where=words.position(one.case.position),
        done=words.done({"kind": one.kind, "actor": one.actor}, one.facts),
        by="the clock" if one.actor == CLOCK else words.post(one.actor),
        when=day_in_words(one.at),
        others=one.new - 1,
        looked=day_in_words(one.looked_at) if one.looked_at else "",
    )
