"""What a reader may do to a case, as its page offers it: what they owe first, then the rest, then what is not open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from procedures.rules import Rules
from states.any_case import AnyCase
from states.open_action import OpenAction
from states.open_actions import open_actions
from states.what_meets import meets_what_is_owed
from web.cases.action_page import action_address
from web.reader import SignedIn
from workflows.action_words import verb_of

BESIDE = frozenset(
    {
        "add_note", "agree_priority", "hand_over", "hold", "record_learning", "recuse", "redirect", "reopen",
        "set_child_protecting_time", "skip_stage", "take_fast_path", "withdraw",
    }
)  # fmt: skip
"""Actions on a disagreement that are seldom what is asked of the reader: they stand after the others."""


@dataclass(frozen=True)
class Offer:
    """An action as a link: a verb phrase, and where its form is. `reason` says why one is not open now.

    `is_owed` says that it would end a clock of the reader's own.
    """

    verb: str
    address: str
    reason: str = ""
    is_owed: bool = False


@dataclass(frozen=True)
class Offers:
    """What is open to the reader, what is open too but seldom wanted, and what would be theirs at another time."""

    first: tuple[Offer, ...]
    besides: tuple[Offer, ...]
    not_now: tuple[Offer, ...]


def offers(
    reader: SignedIn,
    case: AnyCase,
    rules: Rules,
    now: datetime,
    *,
    besides: frozenset[str] = BESIDE,
) -> Offers:
    """What the page of a case offers to the reader: each kind of action once, what they owe first.

    `besides` are the kinds that stand after the others.
    """
    found = open_actions(case, reader.person.code, rules, reader.directory, now)
    kinds = dict.fromkeys(one.kind for one in found)
    is_open = {kind: [one for one in found if one.kind == kind and one.standing == "open"] for kind in kinds}
    theirs = {kind: offer for kind in kinds if (offer := _not_now(case.reference, found, kind)) and not is_open[kind]}
    owed = {
        kind: any(meets_what_is_owed(case, kind, one.fields, reader.member.posts, rules) for one in is_open[kind])
        for kind in kinds
    }
    first = [
        _open(case.reference, is_open[kind], is_owed=owed[kind])
        for kind in sorted(kinds, key=lambda kind: not owed[kind])
        if is_open[kind] and kind not in besides
    ]
    later = [_open(case.reference, is_open[kind]) for kind in kinds if is_open[kind] and kind in besides]
    return Offers(tuple(first), tuple(later), tuple(theirs.values()))


def _open(reference: str, found: list[OpenAction], *, is_owed: bool = False) -> Offer:
    """What it is about is asked in its form, unless there is nothing to choose."""
    kind, fields = found[0].kind, found[0].fields if len(found) == 1 else None
    return Offer(verb_of(kind), action_address(reference, kind, fields), is_owed=is_owed)


def _not_now(reference: str, found: Iterable[OpenAction], kind: str) -> Offer | None:
    waiting = next((one for one in found if one.kind == kind and one.standing == "not_open_now"), None)
    return Offer(verb_of(kind), action_address(reference, kind), waiting.reason or "") if waiting else None
