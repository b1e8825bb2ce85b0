"""The course of a practice review: its positions, and the events that take it from one to another.

The positions and moves are those of Working Together 2023, chapter 5 and the Children Act 2004, sections 16B to 16F;
their names and the locks between them are this engine's own. Deadlines are data: see `review_language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class ReviewPosition(StrEnum):
    """Where a practice review stands."""

    DRAFT = "draft"
    REFERRED = "referred"
    CRITERIA_ASSESSMENT = "criteria_assessment"
    NOTIFICATION_DISPUTED = "notification_disputed"
    NOT_NOTIFIABLE = "not_notifiable"
    SECRETARY_OF_STATE_AND_OFSTED_ONLY = "secretary_of_state_and_ofsted_only"
    NOTIFIED = "notified"
    NOTIFICATION_WITHDRAWN = "notification_withdrawn"
    RAPID_REVIEW_GATHERING = "rapid_review_gathering"
    RAPID_REVIEW_MEETING = "rapid_review_meeting"
    RAPID_REVIEW_DRAFTED = "rapid_review_drafted"
    RAPID_REVIEW_SIGN_OFF = "rapid_review_sign_off"
    DECISION_DISPUTED = "decision_disputed"
    RAPID_REVIEW_SUBMITTED = "rapid_review_submitted"
    AWAITING_PANEL = "awaiting_panel"
    PANEL_QUERY = "panel_query"
    PANEL_RESPONDED = "panel_responded"
    LEARNING_WITHOUT_REVIEW = "learning_without_review"
    ALTERNATIVE_LEARNING_REVIEW = "alternative_learning_review"
    NATIONAL_REVIEW_LINKED = "national_review_linked"
    LCSPR_DECIDED = "lcspr_decided"
    LCSPR_COMMISSIONING = "lcspr_commissioning"
    LCSPR_SCOPED = "lcspr_scoped"
    LCSPR_IN_PROGRESS = "lcspr_in_progress"
    LCSPR_DRAFT = "lcspr_draft"
    LCSPR_PARTNER_SIGN_OFF = "lcspr_partner_sign_off"
    PUBLICATION_PLANNED = "publication_planned"
    SENT_BEFORE_PUBLICATION = "sent_before_publication"
    PUBLISHED = "published"
    IMPROVEMENTS_ONLY_PUBLISHED = "improvements_only_published"
    NOTHING_PUBLISHED_JUSTIFIED = "nothing_published_justified"
    ACTION_PLAN_ACTIVE = "action_plan_active"
    IMPACT_REVIEW = "impact_review"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        """Whether somebody still owes a step."""
        return self not in (ReviewPosition.DRAFT, ReviewPosition.CLOSED)


class ReviewFact(StrEnum):
    """Instants that a review comes to know. Deadlines are counted from them and met by them."""

    INCIDENT = "incident"
    AWARE = "aware"
    """When the local authority became aware."""
    ENTERED = "entered"
    """When the review came to its present position: always known."""
    PARTNERS_TOLD = "partners_told"
    SECRETARY_OF_STATE_TOLD = "secretary_of_state_told"
    """When the Secretary of State and Ofsted were told of the death of a looked-after child or a care leaver."""
    NOTIFIED = "notified"
    """When the notification was sent to the Panel."""
    RETURNS_REQUESTED = "returns_requested"
    RETURNS_SETTLED = "returns_settled"
    """When the last return that was asked for was in, or recorded as not to be had."""
    MEETING_HELD = "meeting_held"
    DRAFTED = "drafted"
    """When the rapid review was drafted."""
    DECIDED = "decided"
    """When the partners' decision on a local review was last ratified by all of them. A decision that is refused or to
    be retaken stands until another is ratified."""
    RATIFIED = "ratified"
    """When the last partner ratified the decision that is before them. It is not known any more once that is sent,
    refused or to be retaken."""
    REVIEW_DECIDED = "review_decided"
    """When it was first decided to hold a local child safeguarding practice review, as long as no other decision has
    been ratified since."""
    SUBMITTED = "submitted"
    RECEIVED = "received"
    """When the Panel received what was sent last, once that is logged."""
    DECISION_SENT = "decision_sent"
    """When the decision that was last ratified was sent to the Panel."""
    PANEL_RESPONDED = "panel_responded"
    REVIEW_TOLD = "review_told"
    """When Panel, Ofsted and the Department for Education were told that there will be a review."""
    REVIEWER_TOLD = "reviewer_told"
    """When Panel, Ofsted and the Department for Education were told who its reviewer is."""
    REVIEWER_APPOINTED = "reviewer_appointed"
    SUPERVISED = "supervised"
    """When the partners last checked the reviewer's progress and quality."""
    DELAY_EXPECTED = "delay_expected"
    DELAY_REPORTED = "delay_reported"
    PUBLICATION_PLANNED = "publication_planned"
    """The planned day of publication, its start."""
    SENT_TO_PANEL_AND_SECRETARY_OF_STATE = "sent_to_panel_and_secretary_of_state"
    SENT_TO_OFSTED = "sent_to_ofsted"
    NOT_PUBLISHING_DECIDED = "not_publishing_decided"
    NOT_PUBLISHING_JUSTIFIED = "not_publishing_justified"
    PUBLISHED = "published"
    PLAN_AGREED = "plan_agreed"
    AUDITED = "audited"
    """When the carrying out of the recommendations was last audited."""


P, F = ReviewPosition, ReviewFact


@dataclass(frozen=True, slots=True)
class ReviewMove:
    """An event that takes a review from one position to another. Each event leads to one position from each source.

    `sets` are facts that are known after it, always; `may_set` those that it sets in some cases; `forgets` those
    that it makes unknown again, always; `may_forget` those that it makes unknown in some cases. Its guards refuse it
    where one of `needs` is not known.
    """

    event: str
    source: ReviewPosition
    target: ReviewPosition
    sets: tuple[ReviewFact, ...] = ()
    may_set: tuple[ReviewFact, ...] = ()
    forgets: tuple[ReviewFact, ...] = ()
    may_forget: tuple[ReviewFact, ...] = ()
    needs: tuple[ReviewFact, ...] = ()


RAPID_REVIEW = (
    P.NOTIFIED,
    P.RAPID_REVIEW_GATHERING,
    P.RAPID_REVIEW_MEETING,
    P.RAPID_REVIEW_DRAFTED,
    P.RAPID_REVIEW_SIGN_OFF,
    P.DECISION_DISPUTED,
)
"""From the notification to the sending of the rapid review."""

DECIDED_AGAIN = RAPID_REVIEW[3:]
"""Where a decision stands that is taken again, after it was sent to the Panel."""

LOCAL_REVIEW = (
    P.LCSPR_DECIDED,
    P.LCSPR_COMMISSIONING,
    P.LCSPR_SCOPED,
    P.LCSPR_IN_PROGRESS,
    P.LCSPR_DRAFT,
    P.LCSPR_PARTNER_SIGN_OFF,
    P.PUBLICATION_PLANNED,
    P.SENT_BEFORE_PUBLICATION,
)
"""From the decision to hold a local review to its publication."""

AFTER_PUBLICATION = (P.PUBLISHED, P.IMPROVEMENTS_ONLY_PUBLISHED, P.NOTHING_PUBLISHED_JUSTIFIED)
WITHOUT_A_REVIEW = (P.LEARNING_WITHOUT_REVIEW, P.ALTERNATIVE_LEARNING_REVIEW, P.NATIONAL_REVIEW_LINKED)
SIDE_EXITS = (P.NOT_NOTIFIABLE, P.SECRETARY_OF_STATE_AND_OFSTED_ONLY, P.NOTIFICATION_WITHDRAWN)
WITH_THE_PANEL = (P.RAPID_REVIEW_SUBMITTED, P.AWAITING_PANEL, P.PANEL_QUERY, P.PANEL_RESPONDED)
ACTION = (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)
OPEN = tuple(position for position in P if position.is_open)

AFTER_ASKING = tuple(
    position
    for position in OPEN
    if position not in (P.REFERRED, P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED, P.NOTIFIED, *SIDE_EXITS[:2])
)
"""Where agencies may have been asked for their returns."""

NOT_NOTIFIED = (P.NOT_NOTIFIABLE, P.SECRETARY_OF_STATE_AND_OFSTED_ONLY, P.ALTERNATIVE_LEARNING_REVIEW)
"""Where a review may stand that was never notified, once that was decided."""

OF_A_RAPID_REVIEW = (
    F.RETURNS_REQUESTED,
    F.RETURNS_SETTLED,
    F.MEETING_HELD,
    F.DRAFTED,
    F.DECIDED,
    F.REVIEW_DECIDED,
    F.SUBMITTED,
    F.RECEIVED,
    F.DECISION_SENT,
    F.PANEL_RESPONDED,
    F.REVIEW_TOLD,
)
"""What is known only once there was a rapid review."""

OF_A_PUBLICATION = (F.PUBLICATION_PLANNED, F.SENT_TO_PANEL_AND_SECRETARY_OF_STATE, F.SENT_TO_OFSTED, F.PUBLISHED)
"""What is known only once a local review's report was before the partners."""

TURNED_AWAY = (F.REVIEW_DECIDED, F.REVIEW_TOLD, F.DECISION_SENT)
"""What is not so any more once another decision is ratified: of a local review, that it was told, that it was sent."""

REOPENS_BY_LETTER = "panel_response_reopens"
"""The event of a letter that takes a review back: the one that is not named by the kind of action that makes it."""

SPANS: dict[str, tuple[ReviewPosition, ...]] = {
    "open": OPEN,
    "side_exits": SIDE_EXITS,
    "rapid_review": RAPID_REVIEW,
    "with_the_panel": WITH_THE_PANEL,
    "without_a_review": WITHOUT_A_REVIEW,
    "local_review": LOCAL_REVIEW,
    "after_publication": AFTER_PUBLICATION,
    "action": ACTION,
}
"""Names under which rules speak of several positions at once."""


def _moves(
    event: str,
    sources: tuple[ReviewPosition, ...],
    target: ReviewPosition,
    sets: tuple[ReviewFact, ...] = (),
    may_set: tuple[ReviewFact, ...] = (),
    forgets: tuple[ReviewFact, ...] = (),
    may_forget: tuple[ReviewFact, ...] = (),
    needs: tuple[ReviewFact, ...] = (),
) -> list[ReviewMove]:
    return [ReviewMove(event, source, target, sets, may_set, forgets, may_forget, needs) for source in sources]


def _beside(
    event: str,
    positions: tuple[ReviewPosition, ...],
    may_set: tuple[ReviewFact, ...] = (),
    forgets: tuple[ReviewFact, ...] = (),
    may_forget: tuple[ReviewFact, ...] = (),
) -> list[ReviewMove]:
    """Events that are recorded beside the main line and leave the review where it stands."""
    return [ReviewMove(event, position, position, (), may_set, forgets, may_forget) for position in positions]


@cache
def course() -> tuple[ReviewMove, ...]:
    """Every move of a practice review, on the main line and beside it."""
    return (*_main_line(), *_beside_the_line())


def _main_line() -> list[ReviewMove]:
    undecided = (P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED)
    with_panel = (P.AWAITING_PANEL, P.PANEL_QUERY)
    return [
        *_moves("refer_incident", (P.DRAFT,), P.REFERRED, may_set=(F.INCIDENT, F.AWARE)),
        *_moves("begin_assessment", (P.REFERRED,), P.CRITERIA_ASSESSMENT, sets=(F.AWARE,), may_set=(F.INCIDENT,)),
        *_moves("dispute_notification", (P.CRITERIA_ASSESSMENT,), P.NOTIFICATION_DISPUTED),
        # What was found not to be notifiable may still be notified: the duty stays the local authority's.
        # None of this is known where it was never notified, which the guard sees to; the checker must know it too.
        *_moves("notify_panel", undecided, P.NOTIFIED, sets=(F.NOTIFIED,)),
        *_moves("notify_panel", NOT_NOTIFIED, P.NOTIFIED, sets=(F.NOTIFIED,), forgets=OF_A_RAPID_REVIEW),
        *_moves("find_not_notifiable", undecided, P.NOT_NOTIFIABLE),
        *_moves("tell_secretary_of_state_only", (P.CRITERIA_ASSESSMENT,), P.SECRETARY_OF_STATE_AND_OFSTED_ONLY),
        *_moves("withdraw_notification", RAPID_REVIEW, P.NOTIFICATION_WITHDRAWN, forgets=(F.RATIFIED,)),
        *_moves("begin_gathering", (P.NOTIFIED,), P.RAPID_REVIEW_GATHERING, sets=(F.RETURNS_REQUESTED,)),
        *_moves("hold_rapid_review_meeting", (P.RAPID_REVIEW_GATHERING,), P.RAPID_REVIEW_MEETING,
                sets=(F.MEETING_HELD,)),
        *_moves("draft_rapid_review", (P.RAPID_REVIEW_MEETING,), P.RAPID_REVIEW_DRAFTED, sets=(F.DRAFTED,)),
        *_moves("recommend_decision", (P.RAPID_REVIEW_DRAFTED,), P.RAPID_REVIEW_SIGN_OFF),
        *_moves("refuse_ratification", (P.RAPID_REVIEW_SIGN_OFF,), P.DECISION_DISPUTED, forgets=(F.RATIFIED,)),
        *_moves("dispute_resolved", (P.DECISION_DISPUTED,), P.RAPID_REVIEW_DRAFTED),
        *_moves("submit_rapid_review", (P.RAPID_REVIEW_SIGN_OFF,), P.RAPID_REVIEW_SUBMITTED,
                sets=(F.SUBMITTED, F.DECISION_SENT), may_set=(F.DECIDED, F.REVIEW_DECIDED),
                forgets=(F.RATIFIED, F.RECEIVED, F.PANEL_RESPONDED), may_forget=TURNED_AWAY),
        *_moves("log_panel_receipt", (P.RAPID_REVIEW_SUBMITTED,), P.AWAITING_PANEL, sets=(F.RECEIVED,)),
        *_moves("record_panel_query", (P.AWAITING_PANEL,), P.PANEL_QUERY),
        *_moves("answer_panel_query", (P.PANEL_QUERY,), P.AWAITING_PANEL),
        # A letter that comes when the partners have gone on without it brings the decision back to them.
        *_moves("record_panel_response", (*with_panel, *WITHOUT_A_REVIEW), P.PANEL_RESPONDED,
                sets=(F.PANEL_RESPONDED,), needs=(F.SUBMITTED,)),
        # Where an action plan follows on no local review, a letter that asks for one brings the decision back as well.
        *_moves(REOPENS_BY_LETTER, ACTION, P.PANEL_RESPONDED, sets=(F.PANEL_RESPONDED,),
                forgets=(F.PLAN_AGREED, F.AUDITED, *OF_A_PUBLICATION), needs=(F.SUBMITTED,)),
        *_moves("go_on_without_panel_response", (P.AWAITING_PANEL,), P.PANEL_RESPONDED),
        *_moves("retake_decision", (P.PANEL_RESPONDED, P.RAPID_REVIEW_SIGN_OFF), P.RAPID_REVIEW_DRAFTED,
                forgets=(F.RATIFIED,)),
        *_moves("begin_learning_without_review", (P.PANEL_RESPONDED,), P.LEARNING_WITHOUT_REVIEW),
        *_moves("begin_alternative_review", (P.PANEL_RESPONDED, P.NOT_NOTIFIABLE), P.ALTERNATIVE_LEARNING_REVIEW),
        *_moves("link_national_review", (P.PANEL_RESPONDED,), P.NATIONAL_REVIEW_LINKED),
        *_moves("begin_local_review", (P.AWAITING_PANEL, P.PANEL_RESPONDED), P.LCSPR_DECIDED),
        *_moves("begin_commissioning", (P.LCSPR_DECIDED,), P.LCSPR_COMMISSIONING),
        *_moves("agree_scope", (P.LCSPR_COMMISSIONING,), P.LCSPR_SCOPED),
        *_moves("begin_review_work", (P.LCSPR_SCOPED,), P.LCSPR_IN_PROGRESS),
        *_moves("submit_draft_report", (P.LCSPR_IN_PROGRESS,), P.LCSPR_DRAFT),
        *_moves("send_for_partner_sign_off", (P.LCSPR_DRAFT,), P.LCSPR_PARTNER_SIGN_OFF),
        *_moves("return_report", (P.LCSPR_PARTNER_SIGN_OFF,), P.LCSPR_DRAFT),
        *_moves("plan_publication", (P.LCSPR_PARTNER_SIGN_OFF,), P.PUBLICATION_PLANNED,
                sets=(F.PUBLICATION_PLANNED,), may_set=(F.NOT_PUBLISHING_DECIDED,)),
        *_moves("send_before_publication", (P.PUBLICATION_PLANNED,), P.SENT_BEFORE_PUBLICATION,
                sets=(F.SENT_TO_PANEL_AND_SECRETARY_OF_STATE,), may_set=(F.SENT_TO_OFSTED,)),
        *_moves("publish_report", (P.SENT_BEFORE_PUBLICATION,), P.PUBLISHED, sets=(F.PUBLISHED,)),
        *_moves("publish_improvements", (P.SENT_BEFORE_PUBLICATION,), P.IMPROVEMENTS_ONLY_PUBLISHED,
                sets=(F.PUBLISHED,)),
        *_moves("publish_nothing", (P.LCSPR_PARTNER_SIGN_OFF,), P.NOTHING_PUBLISHED_JUSTIFIED,
                sets=(F.SENT_TO_PANEL_AND_SECRETARY_OF_STATE, F.NOT_PUBLISHING_DECIDED, F.NOT_PUBLISHING_JUSTIFIED)),
        *_moves("agree_action_plan", (*AFTER_PUBLICATION, *WITHOUT_A_REVIEW), P.ACTION_PLAN_ACTIVE,
                sets=(F.PLAN_AGREED,)),
        *_moves("begin_impact_review", (P.ACTION_PLAN_ACTIVE,), P.IMPACT_REVIEW),
        *_moves("close_review", (P.IMPACT_REVIEW, *SIDE_EXITS, *WITHOUT_A_REVIEW), P.CLOSED),
    ]  # fmt: skip


def _beside_the_line() -> list[ReviewMove]:
    undecided = (P.CRITERIA_ASSESSMENT, P.NOTIFICATION_DISPUTED)
    taken = (F.RATIFIED, F.DECIDED, F.REVIEW_DECIDED)
    return [
        *_beside("tell_partners", (P.REFERRED, *undecided, *RAPID_REVIEW, *SIDE_EXITS), (F.PARTNERS_TOLD,)),
        # Once it is notified, views are asked for again where the notification is to be withdrawn.
        *_beside("give_notification_view", (*undecided, *RAPID_REVIEW)),
        *_beside("notification_dispute_resolved", (P.NOTIFICATION_DISPUTED,)),
        *_beside("correct_standing", OPEN),
        *_beside("record_secretary_of_state_told", OPEN, (F.SECRETARY_OF_STATE_TOLD,)),
        *_beside("request_return", RAPID_REVIEW[1:], forgets=(F.RETURNS_SETTLED,)),
        # What comes behind a recorded gap, or after the rapid review was sent, is still entered.
        *_beside("submit_return", AFTER_ASKING, (F.RETURNS_SETTLED,)),
        *_beside("record_return_gap", AFTER_ASKING, (F.RETURNS_SETTLED,)),
        *_beside("ratify", (P.RAPID_REVIEW_SIGN_OFF,), taken, may_forget=TURNED_AWAY),
        *_beside("ratify", (P.LCSPR_PARTNER_SIGN_OFF,)),
        *_beside("recuse_from_review", (P.RAPID_REVIEW_SIGN_OFF, P.LCSPR_PARTNER_SIGN_OFF)),
        *_beside("recuse_from_review", (P.DECISION_DISPUTED, *undecided)),
        # The Panel may ask at any time, and more than once (Children Act 2004 s.16D).
        *_beside("record_panel_query", tuple(position for position in OPEN if position is not P.AWAITING_PANEL)),
        *_beside("answer_panel_query", tuple(position for position in OPEN if position is not P.PANEL_QUERY)),
        # The Panel's letter may come when the partners have gone on without it, or write once more.
        *_beside(
            "record_panel_response",
            (*DECIDED_AGAIN, P.PANEL_RESPONDED, *LOCAL_REVIEW, *AFTER_PUBLICATION, *ACTION),
            (F.PANEL_RESPONDED,),
        ),
        # A letter that comes while the decision is taken again is weighed before it is recommended.
        *_beside("retake_decision", (P.RAPID_REVIEW_DRAFTED,)),
        # On what they have not been sent they cannot comment.
        *_beside("record_panel_comments", (P.SENT_BEFORE_PUBLICATION, *AFTER_PUBLICATION)),
        # Who comes in another's place has to be named anew to those who were told.
        *_beside("appoint_reviewer", LOCAL_REVIEW[:5], (F.REVIEWER_APPOINTED,), forgets=(F.REVIEWER_TOLD,)),
        *_beside("tell_of_reviewer", (*WITH_THE_PANEL, *LOCAL_REVIEW), (F.REVIEW_TOLD, F.REVIEWER_TOLD)),
        *_beside("record_supervision_check", LOCAL_REVIEW, (F.SUPERVISED,)),
        *_beside("expect_delay", LOCAL_REVIEW, (F.DELAY_EXPECTED,), forgets=(F.DELAY_REPORTED,)),
        *_beside("report_delay", LOCAL_REVIEW, (F.DELAY_REPORTED,)),
        *_beside("raise_national_issue", LOCAL_REVIEW),
        *_beside("move_publication", (P.PUBLICATION_PLANNED, P.SENT_BEFORE_PUBLICATION), (F.PUBLICATION_PLANNED,)),
        *_beside("send_to_ofsted", (P.SENT_BEFORE_PUBLICATION,), (F.SENT_TO_OFSTED,)),
        *_beside("justify_not_publishing", (*LOCAL_REVIEW[6:], *AFTER_PUBLICATION), (F.NOT_PUBLISHING_JUSTIFIED,)),
        # What is before the partners, or accepted by them, is not added to: they return it, or it waits.
        *_beside("add_recommendation", (*LOCAL_REVIEW[3:5], *AFTER_PUBLICATION, *WITHOUT_A_REVIEW)),
        *_beside("answer_recommendation", (*AFTER_PUBLICATION, *WITHOUT_A_REVIEW)),
        *_beside("record_evidence", (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)),
        *_beside("record_impact_check", (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)),
        *_beside("close_recommendation", (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW)),
        *_beside("record_audit", (P.ACTION_PLAN_ACTIVE, P.IMPACT_REVIEW), (F.AUDITED,)),
        *_beside("comment_as_scrutineer", OPEN),
        *_beside("open_side_record", OPEN),
        *_beside("add_to_side_record", OPEN),
        *_beside("close_side_record", OPEN),
        *_beside("request_information", OPEN),
        *_beside("record_information", OPEN),
        *_beside("hand_over_review", OPEN),
        # The engine does this when a linked disagreement opens.
        *_beside("dispute_opened", OPEN),
    ]
