"""A notice that could not reach its person: an event on the case, and the same word owed to others. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from procedures.language import Procedure
from states.attempt import Attempt
from states.case import Case
from states.decide import machine_for
from states.decision import CLOCK, Decision, NoticeOwed, Refusal, Refused
from states.directory import BUSINESS_SUPPORT, Directory
from states.unfolding import Unfolding

KIND = "notice_undelivered"
"""The kind of entry that it writes."""


@dataclass(frozen=True, slots=True)
class Others:
    """Who is told in somebody's place, by code: deputies what the notice said, business support that it failed."""

    deputies: tuple[str, ...] = ()
    business_support: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.deputies or self.business_support)


@dataclass(frozen=True, slots=True)
class FailedNotice:
    """A notice that could not reach `recipient` (a code). `reason` is in plain words, without an address."""

    recipient: str
    template: str
    facts: Mapping[str, str]
    clock: int | None
    reason: str


def others_to_tell(directory: Directory, recipient: str, unreachable: Collection[str], day: date) -> Others:
    """Who is told in place of `recipient` on a day, leaving out those in `unreachable`, who failed as well.

    Nobody stands for themselves, so that two who cannot be reached do not pass a notice to and fro.
    """
    left_out = {recipient, *unreachable}
    deputies = [code for code in directory.deputies_of(recipient, day) if directory.in_post(code, day)]
    support = [directory.stand_in(member.code, day) for member in directory.with_role(BUSINESS_SUPPORT, day)]
    return Others(
        tuple(code for code in dict.fromkeys(deputies) if code not in left_out),
        tuple(dict.fromkeys(person.code for person in support if person and person.code not in left_out)),
    )


def notice_failed(
    case: Case, failed: FailedNotice, others: Others, procedure: Procedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """Note on a case that a notice did not reach its person, and owe it to others.

    Deputies are owed the notice itself, business support word of who could not be reached and who was told instead.
    Refused on a case that is closed: nothing more is written there.
    """
    attempt = Attempt(case, None, CLOCK, procedure, directory, now)
    try:
        machine = machine_for(procedure)
        move = machine.move_by_clock(case.at, "note_undelivered", attempt)
    except Refused as refused:
        return refused.refusal
    unfolding = Unfolding(attempt, machine.graph, case)
    facts = {
        "recipient": failed.recipient,
        "template": failed.template,
        "reason": failed.reason,
        "passed_to": [*others.deputies, *others.business_support],
    }
    unfolding.carry_out(move, KIND, at=now, facts=facts)
    unfolding.notices += notices_to_others(failed, others, directory)
    return unfolding.decision()


def notices_to_others(failed: FailedNotice, others: Others, directory: Directory) -> list[NoticeOwed]:
    """What deputies and business support are owed in place of a notice."""
    told = [directory.title_of(code) for code in others.deputies]
    words = {
        "role": directory.title_of(failed.recipient),
        "passed_to": " and ".join([*told, "business support"]) if told else "business support alone",
        "why": failed.reason,
    }
    return [
        *(NoticeOwed(code, failed.template, dict(failed.facts), failed.clock) for code in others.deputies),
        *(NoticeOwed(code, "undelivered", words) for code in others.business_support),
    ]
