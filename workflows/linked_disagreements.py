"""Disagreements that a practice review opens when its partners differ, and what becomes of them.

They have a ladder and clocks of their own. The review's clocks run on meanwhile: a dispute never stops a statutory one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from procedures.catalogue import load
from procedures.fault import ProcedureError
from procedures.language import Procedure
from procedures.provision import DECIDED_IN_THE_REVIEW
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.actions import RaiseDisagreement, RedirectMatter
from states.any_case import AnyCase
from states.case import Case
from states.decide import decide
from states.decide_review import decide_review
from states.decision import CLOCK, Decision, Refusal
from states.directory import Directory, Person
from states.review import Dispute, Review
from states.review_actions import DisputeOpened, DisputeResolved, NotificationDisputeResolved
from states.review_parties import voting_partners
from store.directory import current_directory
from store.procedure_versions import procedure_of
from workflows.transaction import Done, decide_within, raise_within

CATEGORY = "procedure_or_theme"
"""The category of a linked disagreement: it is about a decision of the partnership, not about one child's plan."""

ABOUT: dict[str, str] = {
    "notification": "Whether the incident of a practice review is to be notified to the national Panel.",
    "decision": "The decision that a practice review's partners are to ratify.",
}
"""What a linked disagreement says. What partners wrote stays in the review's own record, which fewer people read."""

WOULD_SETTLE = {
    "notification": "Agreement on whether the incident is to be notified. The duty to notify stays with the council.",
    "decision": "Agreement on the decision that goes to the Panel.",
}

DECIDED = {
    "notified": "The local authority has notified the Panel. The duty to notify is its own (Children Act 2004 s.16C).",
    "not_notifiable": "The partners and the local authority found that the incident is not to be notified.",
    "notification_withdrawn": "The notification was withdrawn, so there is no decision to ratify any more.",
}
"""Why a linked disagreement ends with what was decided in its review, by the outcome of the dispute there."""


def open_linked(
    connection: Connection, done: Done[Review], now: datetime, directories: Sequence[Path] = ()
) -> Done[Review] | Refusal:
    """Open a disagreement for a dispute that has none yet, and record it on the review; if there is none, `done`.

    `directories` are where a partnership keeps procedures of its own.

    A refusal, with its reason, if the disagreement cannot open: then the transaction must be undone.
    """
    review = done.case
    dispute = next((found for found in review.disputes if not found.reference), None)
    if dispute is None:
        return done
    rules = procedure_of(connection, review.procedure)
    assert isinstance(rules, ReviewProcedure)  # noqa: S101 - a review is frozen to rules of reviews
    directory = current_directory(connection).directory
    day = rules.working_calendar.day_of(now)
    try:
        ladder = load(rules.disagreement_procedure, on=day, directories=directories)
    except ProcedureError as problem:
        return Refusal(f"The ladder for disagreements between partners cannot be used: {problem}", "no_ladder")
    other = other_side(review, dispute, rules, directory, day)
    if other is None:
        return Refusal("No other partner is in post with whom to take this up. Fill a seat first.", "no_partner")
    action = RaiseDisagreement(
        responding_agency=other.agency,
        responding_practitioner=other.code,
        category=CATEGORY,
        about=ABOUT[dispute.about],
        tried="The partners have given their views, with their reasons, in the record of the review.",
        would_settle=WOULD_SETTLE[dispute.about],
    )
    raised = raise_within(connection, action, dispute.by, ladder, now, linked_to=review.reference)
    if isinstance(raised, Refusal):
        return raised
    opened = DisputeOpened(about=dispute.about, reference=raised.case.reference, opened_at=now)

    def decides(case: AnyCase, known: Rules, people: Directory) -> Decision | Refusal:
        assert isinstance(case, Review) and isinstance(known, ReviewProcedure)  # noqa: S101, PT018 - as above
        return decide_review(case, opened, CLOCK, known, people, now)

    recorded = decide_within(connection, review.reference, decides)
    if isinstance(recorded, Refusal):
        return recorded
    assert isinstance(recorded.case, Review)  # noqa: S101 - the same case
    return Done(recorded.case, done.decision)


def other_side(
    review: Review, dispute: Dispute, rules: ReviewProcedure, directory: Directory, day: date
) -> Person | None:
    """With whom a partner takes a dispute up: somebody of another agency who sees it otherwise, the council first."""
    own = directory.people[dispute.by].agency
    seated = [person for seats in voting_partners(directory, rules, review, day).values() for person in seats.values()]
    others = [person for person in seated if person.agency != own]
    if dispute.about == "notification":
        mine = [view.notify for view in review.notification_views if view.member == dispute.by]
        differ = {view.member for view in review.notification_views if [view.notify] != mine}
    else:
        differ = {given.member for given in review.ratifications if given.ratified}
    return min(
        others,
        key=lambda person: (person.code not in differ, person.agency != review.local_authority, person.code),
        default=None,
    )


def end_linked(connection: Connection, done: Done[Review], now: datetime) -> None:
    """End the linked disagreements whose subject an event of the review has just decided, and tell those in them.

    One that has ended already stays as it ended. What partners think, dissent included, is in the review's record.
    """
    for dispute in done.case.disputes:
        reference, reason = dispute.reference, DECIDED.get(dispute.outcome or "")
        if not reference or reason is None or dispute.resolved_at != now:
            continue
        action = RedirectMatter(redirect=DECIDED_IN_THE_REVIEW, reason=reason)

        def decides(
            case: AnyCase, rules: Rules, directory: Directory, action: RedirectMatter = action
        ) -> Decision | Refusal:
            if not isinstance(case, Case) or not isinstance(rules, Procedure):
                return Refusal("Only a disagreement can be ended by a review.", "wrong_kind")
            return decide(case, action, CLOCK, rules, directory, now)

        decide_within(connection, reference, decides)


def bring_back(connection: Connection, done: Done[Case], now: datetime) -> None:
    """Take the outcome of a linked disagreement back to its review, once, when it has one."""
    case = done.case
    if case.linked_to is None or case.outcome is None:
        return
    reference, outcome = case.reference, case.outcome

    def decides(review: AnyCase, rules: Rules, directory: Directory) -> Decision | Refusal:
        assert isinstance(review, Review) and isinstance(rules, ReviewProcedure)  # noqa: S101, PT018 - linked to one
        dispute = next((found for found in review.disputes if found.reference == reference), None)
        if dispute is None or dispute.resolved_at is not None:
            return Refusal("Its outcome is on the review already.", "already_done", stale=True)
        kind = NotificationDisputeResolved if dispute.about == "notification" else DisputeResolved
        return decide_review(review, kind(reference=reference, outcome=outcome), CLOCK, rules, directory, now)

    # Where the review has decided it meanwhile it refuses, and nothing is lost.
    decide_within(connection, case.linked_to, decides)
