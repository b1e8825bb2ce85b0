"""A review as somebody may know of it: whoever has no part in it is answered as if it did not exist."""

from __future__ import annotations

from dataclasses import dataclass

from command_line.found_review import FoundReview, found_review
from command_line.terminal import REFUSED, fail, the_store
from states.open_action import OpenAction
from states.review_actions_open import review_actions_open
from states.review_parties import answering_for
from store.directory import current_directory
from store.membership import member_of
from store.own_items import items_of
from store.own_return import own_return
from store.sessions import reading


@dataclass(frozen=True)
class KnownReview:
    """A review and what it offers to a person now. Whoever may not read it is offered what is their own alone."""

    found: FoundReview
    open: tuple[OpenAction, ...]


def known_review(reference: str, person: str) -> KnownReview:
    """The review as `person` (a code) may know of it.

    Ends with a plain message if there is no such person, and with one and the same if there is no such review and if
    the person may not read it, has no part in it and answers for no agency of which it asked something.
    """
    with the_store() as context, reading(context.engine) as connection:
        directory = current_directory(connection).directory
        if person not in directory.people:
            fail(f"{person!r} is not in the directory.")
        day = context.clock.now().date()
        there = directory.in_post(person, day)
        member = member_of(connection, directory, there, day) if there else None
        asked = own_return(connection, person, reference, day)
    found = found_review(reference)
    offered = tuple(review_actions_open(found.review, person, found.rules, found.directory, found.now))
    if member and (member.oversight or member.reviews):
        return KnownReview(found, offered)
    own = tuple(one for one in offered if one.standing != "not_yours")
    answers = there is not None and person in answering_for(directory, there.agency, day)
    # What was answered already is still theirs: that it is, they are told.
    item = next(items_of(found.review, there.agency), None) if there and answers else None
    if not own and asked is None and item is None:
        fail(f"There is no case {reference}.", REFUSED)
    return KnownReview(found, own)
