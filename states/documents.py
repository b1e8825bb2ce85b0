"""`decide_document`: what adding or withdrawing a document does to a case of either kind. Pure, as `decide` is.

A document moves no case and starts no clock, so no machine is asked: it is an entry beside whatever runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from msgspec.structs import replace

from procedures.graph import Phase
from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.action import Action
from states.any_case import AnyCase, WrongRules
from states.attempt import Attempt
from states.case import Case
from states.decision import Audience, Decision, Entry, Refusal, owner_facts
from states.directory import BUSINESS_SUPPORT, Directory
from states.document_actions import AddDocument, WithdrawDocument
from states.review import Review
from states.review_attempt import ReviewAttempt
from states.review_guards import EVERYBODY

SIDES: tuple[tuple[Audience, tuple[str, ...]], ...] = (
    ("raising", ("raiser", "raising_side")),
    ("responding", ("receiver", "responding_side")),
)
OF_A_RETURN = ("return_agency",)

CLOSED = Refusal("This is closed: no document is added any more.", "not_open")
NOT_YOURS = Refusal(
    "Documents are added by those who have a part in this here and now, or whoever stands in for them. "
    "Ask the business support team.",
    "not_yours",
)


@dataclass(frozen=True, slots=True)
class DocumentOnRecord:
    """A document as its entry tells of it: the entry's number, who added it (a code), who may read it, and whose."""

    number: int
    actor: str
    audience: Audience
    agency: str | None = None
    withdrawn: bool = False


def audiences_open(
    case: AnyCase, actor: str, rules: Rules, directory: Directory, now: datetime, agency: str | None = None
) -> tuple[Audience, ...] | Refusal:
    """For whom `actor` (a code) may add a document now, the widest first; or why they may add none.

    `agency` is given for a document of an agency's return. WrongRules if the case is not of the rules' kind.
    """
    if isinstance(case, Case) and isinstance(rules, Procedure):
        return _on_disagreement(Attempt(case, None, actor, rules, directory, now))
    if isinstance(case, Review) and isinstance(rules, ReviewProcedure):
        return _on_review(ReviewAttempt(case, None, actor, rules, directory, now), agency)
    raise WrongRules(case.reference)


def decide_document(
    case: AnyCase,
    action: AddDocument | WithdrawDocument,
    actor: str,
    rules: Rules,
    directory: Directory,
    now: datetime,
    known: DocumentOnRecord | None = None,
) -> Decision | Refusal:
    """What the person `actor` does with a document of a case: an entry, or a refusal with its reason.

    `known` is the document that is withdrawn.
    """
    if isinstance(action, WithdrawDocument):
        return _withdrawn(case, action, actor, rules, directory, now, known)
    found = audiences_open(case, actor, rules, directory, now, action.agency)
    if isinstance(found, Refusal):
        return found
    if action.audience not in found:
        return Refusal("Choose one of those whom you can add a document for.", "unknown_audience")
    return _beside(case, action, actor, now, action.audience, _in_place_of(case, actor, rules, directory, now))


def may_withdraw(known: DocumentOnRecord, actor: str, directory: Directory, day: date) -> bool:
    """Whether somebody in post on a day may take a document away: whoever added it, and the business support team."""
    person = directory.in_post(actor, day)
    return person is not None and (known.actor == actor or BUSINESS_SUPPORT in person.roles)


def _on_disagreement(attempt: Attempt) -> tuple[Audience, ...] | Refusal:
    case, actor = attempt.case, attempt.actor
    person = attempt.directory.in_post(actor, attempt.day)
    if person is None:
        return NOT_YOURS
    if case.at.phase is Phase.CLOSED:
        return CLOSED
    found: list[Audience] = [side for side, parties in SIDES if actor in attempt.holders_allowed(parties)]
    stage = attempt.procedure.stages_by_id.get(case.at.stage or "")
    supports = BUSINESS_SUPPORT in person.roles
    # Who reads what is for a group follows from the stage at which it is written.
    if stage and stage.group and (supports or actor in attempt.holders_allowed(("group", "chair"))):
        found.append("group")
    if supports:
        found.append("oversight")
    owes = actor == case.owner or any(clock.owner == actor for clock in case.clocks)
    return ("parties", *found) if found or owes else NOT_YOURS


def _on_review(attempt: ReviewAttempt, agency: str | None) -> tuple[Audience, ...] | Refusal:
    review, actor = attempt.review, attempt.actor
    person = attempt.directory.in_post(actor, attempt.day)
    if person is None:
        return NOT_YOURS
    if agency is not None and review.return_of(agency) is None:
        return NOT_YOURS
    if not review.is_open or not review.at.is_open:
        return CLOSED
    if agency is not None:
        return ("group",) if actor in attempt.allowed(OF_A_RETURN, agency) else NOT_YOURS
    if actor not in attempt.allowed(EVERYBODY):
        return NOT_YOURS
    return ("group", "oversight") if BUSINESS_SUPPORT in person.roles else ("group",)


def _withdrawn(
    case: AnyCase,
    action: WithdrawDocument,
    actor: str,
    rules: Rules,
    directory: Directory,
    now: datetime,
    known: DocumentOnRecord | None,
) -> Decision | Refusal:
    """A mistaken document can be taken away at any time: what should not be there must not wait for a case to open."""
    if known is None:
        return Refusal("There is no such document here.", "no_such_document")
    if known.withdrawn:
        return Refusal("This document has been withdrawn already.", "already_done", stale=True)
    if not may_withdraw(known, actor, directory, rules.working_calendar.day_of(now)):
        return Refusal("A document is withdrawn by whoever added it, or by the business support team.", "not_yours")
    facts = {"agency": known.agency} if known.agency else {}
    return _beside(case, action, actor, now, known.audience, None, facts)


def _in_place_of(case: AnyCase, actor: str, rules: Rules, directory: Directory, now: datetime) -> str | None:
    """The post of a side that a deputy acts for; None for who acts in a post of their own."""
    if not isinstance(case, Case) or not isinstance(rules, Procedure):
        return None
    attempt = Attempt(case, None, actor, rules, directory, now)
    for _, parties in SIDES:
        if actor in attempt.holders_allowed(parties):
            post = attempt.stands_for(parties)
            return post if post != actor else None
    return None


def _beside(
    case: AnyCase,
    action: Action,
    actor: str,
    now: datetime,
    audience: Audience,
    on_behalf_of: str | None,
    facts: dict[str, str] | None = None,
) -> Decision:
    """The decision of an event that leaves the case where it stands, and whoever owes what."""
    after = replace(case, version=case.version + 1)
    written: dict[str, object] = {**action.facts(), **(facts or {})}
    written |= owner_facts(after)
    entry = Entry(
        number=after.version,
        kind=action.kind,
        at=now,
        recorded_at=now,
        actor=actor,
        position=after.position,
        on_behalf_of=on_behalf_of,
        audience=audience,
        facts=written,
        narrative=action.narrative(),
    )
    return Decision(case=after, entries=(entry,))
