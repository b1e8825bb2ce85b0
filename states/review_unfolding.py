"""One event of a practice review unfolding into a decision: facts learnt, clocks settled, the entry, notices owed."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from procedures.review_course import (
    AFTER_PUBLICATION,
    SIDE_EXITS,
    WITHOUT_A_REVIEW,
    ReviewFact,
    ReviewMove,
)
from procedures.review_course import ReviewPosition as P
from states import (
    review_changes_learning,
    review_changes_local_review,
    review_changes_notification,
    review_changes_rapid_review,
)
from states.case import RunningClock
from states.decision import Decision, Entry, owner_facts
from states.responsible import Via
from states.review import Review
from states.review_actions import HandOverReview, ReferIncident, SubmitRapidReview
from states.review_attempt import ReviewAttempt
from states.review_change import Change, Changing
from states.review_clocks import ReviewClocks, settle_clocks
from states.review_guards import item_asked, parties_for
from states.review_handing_over import former_owner
from states.review_notices import review_notices
from states.review_owner import party_owing
from states.review_parties import is_ratified, review_responsible

CHANGES: dict[str, Changing] = {
    **review_changes_notification.CHANGES,
    **review_changes_rapid_review.CHANGES,
    **review_changes_local_review.CHANGES,
    **review_changes_learning.CHANGES,
}
"""What each event changes beside the review's position; an event that is not here changes nothing else."""

OUTCOMES = (*SIDE_EXITS, *WITHOUT_A_REVIEW, *AFTER_PUBLICATION)
"""Positions that are what came of a review: the last of them that it came to is its outcome."""

LASTING = (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW, P.CLOSED)
"""Positions that leave what came of a review as it was; at every other one it is open again."""

OVERSIGHT: frozenset[str] = frozenset({
    # What runs beside may be under investigation, and why somebody steps aside is their own.
    "open_side_record", "add_to_side_record", "close_side_record", "recuse_from_review", "hand_over_review",
})  # fmt: skip
"""Entries that not all partners and the sub-committee may read."""


def unfold(attempt: ReviewAttempt, move: ReviewMove) -> Decision:
    """What a move that its guards have agreed to does to the review, as one decision."""
    before = attempt.review
    changing = CHANGES.get(move.event)
    change = changing(attempt) if changing else Change()
    after = _decision_taken(attempt, _moved(attempt, move, change))
    after = _handed_over(attempt, _owned(attempt, move, after))
    settled = settle_clocks(attempt.rules, before, after, attempt.directory, attempt.now)
    after = replace(after, clocks=settled.running, clock_count=settled.count)
    return Decision(
        case=after,
        entries=(_entry(attempt, move, change, after, settled),),
        clocks_started=settled.started,
        clocks_changed=tuple(clock for clock in settled.running if _runs_on_otherwise(before, clock)),
        clocks_ended=settled.ended,
        notices=tuple(
            review_notices(
                attempt.rules,
                before,
                after,
                settled.started,
                settled.ended,
                move.event,
                attempt.actor,
                attempt.directory,
                attempt.day,
            )
        ),
    )


def outcome_after(before: str | None, position: P) -> str | None:
    """What came of a review, once it stands at a position: a notification or letter that comes late opens it again."""
    if position in OUTCOMES:
        return position.value
    return before if position in LASTING else None


def _moved(attempt: ReviewAttempt, move: ReviewMove, change: Change) -> Review:
    """The review where the move takes it, knowing what it then knows."""
    before = attempt.review
    facts = {name: at for name, at in before.facts.items() if name not in move.forgets}
    facts |= {fact.value: at for fact, at in change.facts.items()}
    fields = dict(change.fields)
    if move.target is not move.source:
        facts[ReviewFact.ENTERED.value] = attempt.now
    fields["outcome"] = outcome_after(before.outcome, move.target)
    if move.target is P.CLOSED:
        fields["closed_at"] = attempt.now
    return replace(before, position=move.target.value, version=before.version + 1, facts=facts, **fields)


def _decision_taken(attempt: ReviewAttempt, after: Review) -> Review:
    """The decision is taken when the last partner has ratified it."""
    if after.at not in (P.RAPID_REVIEW_SIGN_OFF, P.RAPID_REVIEW_SUBMITTED) or after.decision or not after.recommended:
        return after
    if not is_ratified(attempt.directory, attempt.rules, after, attempt.day):
        return after
    at = attempt.now
    if isinstance(attempt.action, SubmitRapidReview):
        # Nobody else had to ratify any more: it was taken when the last of those who had to did.
        at = max(given.at for given in after.ratifications)
    facts = {**after.facts, ReviewFact.DECIDED.value: at}
    if not isinstance(attempt.action, SubmitRapidReview):
        facts[ReviewFact.RATIFIED.value] = at
        facts.pop(ReviewFact.DECISION_SENT.value, None)
    if after.recommended == "local_review":
        # A local review that was decided before, and still is, counts from when it first was.
        facts.setdefault(ReviewFact.REVIEW_DECIDED.value, at)
    else:
        facts.pop(ReviewFact.REVIEW_DECIDED.value, None)
        facts.pop(ReviewFact.REVIEW_TOLD.value, None)
    return replace(after, decision=after.recommended, facts=facts)


def _owned(attempt: ReviewAttempt, move: ReviewMove, after: Review) -> Review:
    """Who owes the next step now: whoever did, unless the review moved, another party's turn came or they left it."""
    party = party_owing(attempt.rules, after)
    if party is None:
        return replace(after, owner=None, owner_via="post")
    same = move.target is move.source and party == party_owing(attempt.rules, attempt.review)
    if same and after.owner and after.owner not in after.recused:
        return after
    found = review_responsible(attempt.directory, attempt.rules, after, party, attempt.day)
    return replace(after, owner=found.person, owner_via=found.via)


def _handed_over(attempt: ReviewAttempt, after: Review) -> Review:
    """Everything that the former owner owed goes to the successor, if that is what was done."""
    action = attempt.action
    if not isinstance(action, HandOverReview):
        return after
    former, to = former_owner(attempt), action.to
    clocks = tuple(
        replace(clock, owner=to, owner_for=_post(clock, to)) if clock.owner == former else clock
        for clock in after.clocks
    )
    after = replace(after, clocks=clocks)
    return replace(after, owner=to, owner_via=_via(attempt, to)) if after.owner == former else after


def _post(clock: RunningClock, successor: str) -> str | None:
    """Whose step a clock is, once somebody else has it."""
    post = clock.owner_for or clock.owner
    return None if post == successor else post


def _via(attempt: ReviewAttempt, successor: str) -> Via:
    return "business_support" if "business_support" in attempt.directory.people[successor].roles else "deputy"


def _runs_on_otherwise(before: Review, clock: RunningClock) -> bool:
    known = before.clock_numbered(clock.number)
    return known is not None and known != clock


def _entry(attempt: ReviewAttempt, move: ReviewMove, change: Change, after: Review, settled: ReviewClocks) -> Entry:
    action, before = attempt.action, attempt.review
    written: dict[str, Any] = (dict(action.facts()) if action else {}) | change.tells
    if isinstance(action, ReferIncident):
        written["referring_agency"] = after.referring_agency
    if move.target is not move.source:
        written["from"] = move.source.value
    if after.decision != before.decision:
        written["decided"] = after.decision
    written |= _what_is_known(before, after) | _clocks(before, settled)
    written |= owner_facts(after)
    return Entry(
        number=after.version,
        kind=action.kind if action else move.event,
        at=attempt.now,
        recorded_at=attempt.now,
        actor=attempt.actor,
        position=move.target.value,
        on_behalf_of=_on_behalf_of(attempt),
        audience="oversight" if move.event in OVERSIGHT else "group",
        facts=written,
        narrative=action.narrative() if action else {},
    )


def _what_is_known(before: Review, after: Review) -> dict[str, Any]:
    """Facts that became known, known otherwise or unknown again; `entered` follows from the entry itself."""
    known = {
        name: at.isoformat()
        for name, at in after.facts.items()
        if before.facts.get(name) != at and name != ReviewFact.ENTERED.value
    }
    unknown = sorted(name for name in before.facts if name not in after.facts)
    return ({"known": known} if known else {}) | ({"unknown": unknown} if unknown else {})


def _clocks(before: Review, settled: ReviewClocks) -> dict[str, Any]:
    """What became of clocks, as a standing is worked out from it."""
    written: dict[str, Any] = {}
    if settled.started:
        written["clocks_started"] = [
            {"number": clock.number, "clock": clock.clock, "owner": clock.owner, "due": clock.due_at.isoformat()}
            for clock in settled.started
        ]
    via = {clock.number: by.via for clock, by in settled.handed}
    handed = [clock for clock in settled.running if _has_another_owner(before, clock)]
    if handed:
        written["clocks_handed"] = [
            {"number": clock.number, "owner": clock.owner, "via": via.get(clock.number, "deputy")} for clock in handed
        ]
    if settled.ended:
        written["clocks_ended"] = [{"number": end.number, "how": end.how} for end in settled.ended]
    return written


def _has_another_owner(before: Review, clock: RunningClock) -> bool:
    known = before.clock_numbered(clock.number)
    return known is not None and known.owner != clock.owner


def _on_behalf_of(attempt: ReviewAttempt) -> str | None:
    """The post that a deputy acts for; None for who acts in a post of their own."""
    parties = tuple(party for party in parties_for(attempt) if party != "anybody")
    found = attempt.stands_for(parties, item_asked(attempt))
    return found if found != attempt.actor else None
