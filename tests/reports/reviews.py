"""Practice reviews with their records, built by hand: what the documents and the tracker are tested on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from msgspec.structs import replace

from procedures.review_course import ReviewPosition as P
from states.review import (
    AgencyReturn,
    Dispute,
    NotificationView,
    Publication,
    Ratification,
    Review,
    Reviewer,
    SideRecord,
)
from states.review_actions_learning import CommentAsScrutineer, OpenSideRecord
from states.review_actions_local_review import AppointReviewer, TellOfReviewer
from states.review_actions_rapid_review import (
    BeginGathering,
    DraftRapidReview,
    HoldRapidReviewMeeting,
    Ratify,
    RecommendDecision,
    RecordReturnGap,
    SubmitRapidReview,
    SubmitReturn,
)
from states.review_actions_to_notification import (
    BeginAssessment,
    GiveNotificationView,
    NotifyPanel,
    ReferIncident,
)
from states.review_clocks import settle_clocks
from store.readable_cases import RecordedEntry
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    COUNCIL,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HCRG,
    HEAD_OF_SERVICE,
    MID_AND_SOUTH_CHIEF_NURSE,
    POLICE,
    SCRUTINEER,
    SERVICE_MANAGER,
    essex_directory,
)
from tests.reports.recording import Recording
from tests.reports.rules import review_rules


def at(month: int, day: int, hour: int = 10, year: int = 2027) -> datetime:
    """An instant, UTC."""
    return datetime(year, month, day, hour, tzinfo=UTC)


INCIDENT = at(12, 14, 0, 2026)
AWARE = at(12, 17, 9, 2026)
NOTIFIED = at(12, 24, 11, 2026)
"""Of the worked dates: the rapid review is due on 19 January 2027, by another reading on 7 January."""


def referred() -> tuple[Review, list[RecordedEntry]]:
    """Only just referred: nearly nothing is recorded yet."""
    recording = Recording()
    action = ReferIncident(local_authority=COUNCIL, incident="serious_harm", about="What the referrer wrote.")
    recording.write(action, HEAD_OF_SERVICE, at(12, 17, 8, 2026), P.REFERRED)
    return _review("R-2026-0007", P.REFERRED), recording.entries


def gathering() -> tuple[Review, list[RecordedEntry]]:
    """Returns are being gathered: one is in, one is recorded as not to be had, one is still waited for."""
    recording = Recording()
    referral = ReferIncident(
        local_authority=COUNCIL,
        incident="serious_harm",
        incident_on=date(2026, 12, 14),
        looked_after=True,
        about="A child was seriously harmed at home.\n\nThe ambulance service was called by a neighbour.",
        children="One child, aged two.",
    )
    recording.write(referral, HEAD_OF_SERVICE, at(12, 17, 8, 2026), P.REFERRED)
    assessment = BeginAssessment(aware_at=AWARE, aware_by="Emergency duty team", family="Mother and two siblings.")
    recording.write(assessment, SERVICE_MANAGER, at(12, 17, 12, 2026), P.CRITERIA_ASSESSMENT)
    view = GiveNotificationView(notify=True, reason="Both limbs are met.")
    recording.write(view, ASSISTANT_CHIEF_CONSTABLE, at(12, 21, 12, 2026), P.CRITERIA_ASSESSMENT)
    notification = NotifyPanel(
        sent_at=NOTIFIED,
        panel_reference="SIN-1234",
        abuse_or_neglect="suspected",
        harm="seriously_harmed",
        territory="happened_here",
        reason="Neglect is suspected and the injuries are serious.",
        views_not_given="Health did not answer in time.",
    )
    recording.write(notification, DIRECTOR_OF_CHILDRENS_SERVICES, NOTIFIED, P.NOTIFIED)
    begun = BeginGathering(agencies=(HCRG, POLICE, COUNCIL))
    recording.write(begun, BUSINESS_MANAGER, at(12, 29, 9, 2026), P.RAPID_REVIEW_GATHERING)
    safety = OpenSideRecord(side="immediate_safety", text="The siblings stay with their grandmother.")
    recording.write(safety, SERVICE_MANAGER, at(12, 29, 12, 2026), P.RAPID_REVIEW_GATHERING)
    criminal = OpenSideRecord(side="criminal", text="One adult is under investigation.")
    recording.write(criminal, ASSISTANT_CHIEF_CONSTABLE, at(12, 30, 12, 2026), P.RAPID_REVIEW_GATHERING)
    summary = SubmitReturn(
        agency=HCRG,
        records_secured=True,
        records_secured_on=date(2026, 12, 29),
        period_from=date(2024, 11, 2),
        period_to=date(2026, 12, 14),
        senior_sign_off=HEAD_OF_SERVICE,
        other_agencies=("primary_school",),
        family_composition="Mother, the child and two older siblings.",
        chronology="2 November 2024: birth visit.\n\n3 June 2026: a missed appointment was not followed up.",
        key_practice_episodes="The missed appointment of 3 June 2026 was recorded and nobody was told.",
        voice_of_child="The child was seen three times and was described as watchful.",
        identity_and_context="White British. The family lived in temporary accommodation.",
        immediate_action="Every missed appointment of the last six months was looked at again.",
        single_agency_learning="Missed appointments are to be talked through in supervision.",
        views_on_criteria={"themes": "Missed appointments were a theme of two earlier reviews."},
    )
    recording.write(summary, HEAD_OF_SERVICE, at(1, 6, 15), P.RAPID_REVIEW_GATHERING)
    gap = RecordReturnGap(agency=POLICE, reason="The file is with the crown prosecutor.")
    recording.write(gap, ASSISTANT_CHIEF_CONSTABLE, at(1, 7, 15), P.RAPID_REVIEW_GATHERING)
    asked, due = at(12, 29, 9, 2026), at(1, 5, 23)
    review = replace(
        _review("R-2026-0004", P.RAPID_REVIEW_GATHERING),
        looked_after=True,
        panel_reference="SIN-1234",
        facts=_facts(incident=INCIDENT, aware=AWARE, notified=NOTIFIED, returns_requested=asked, entered=asked),
        notification_views=(NotificationView("police", ASSISTANT_CHIEF_CONSTABLE, True, at(12, 21, 12, 2026)),),
        returns=(
            AgencyReturn(HCRG, asked, due, received_at=at(1, 6, 15), records_secured_on=date(2026, 12, 29)),
            AgencyReturn(POLICE, asked, due, gap_at=at(1, 7, 15)),
            AgencyReturn(COUNCIL, asked, due),
        ),
        side_records=(
            SideRecord(1, "immediate_safety", at(12, 29, 12, 2026)),
            SideRecord(2, "criminal", at(12, 30, 12, 2026)),
        ),
    )
    return review, recording.entries


def submitted() -> tuple[Review, list[RecordedEntry]]:
    """Ratified by all and sent to the Panel in time; a reviewer is appointed already."""
    before, entries = gathering()
    recording = Recording()
    recording.entries += entries
    meeting = HoldRapidReviewMeeting(held_on=date(2027, 1, 11), present=("council", "police", "health"))
    recording.write(meeting, BUSINESS_MANAGER, at(1, 11, 16), P.RAPID_REVIEW_MEETING)
    draft = DraftRapidReview(
        aims={"facts": "The facts are gathered as far as they are known.", "safety": "The siblings are safe."},
        answers={"improvements": True, "themes": True, "working_together": True, "panel": False, "single_agency": True},
        reasons={
            "improvements": "Missed appointments were not followed up.",
            "panel": "The Panel has not seen it.",
        },
        identity="Race, disability, religion and poverty were considered for each of the children.",
    )
    recording.write(draft, BUSINESS_MANAGER, at(1, 12, 16), P.RAPID_REVIEW_DRAFTED)
    proposal = RecommendDecision(
        decision="local_review",
        in_favour=("council", "health"),
        against=("police",),
        rationale="Three agencies knew of the missed appointments and none put them together.",
        focus="How agencies share what they know of missed appointments.",
    )
    recording.write(proposal, SERVICE_MANAGER, at(1, 13, 12), P.RAPID_REVIEW_SIGN_OFF)
    voices = (DIRECTOR_OF_CHILDRENS_SERVICES, ASSISTANT_CHIEF_CONSTABLE, MID_AND_SOUTH_CHIEF_NURSE)
    for hour, member in enumerate(voices, 10):
        recording.write(Ratify(reason="The criteria are met."), member, at(1, 14, hour), P.RAPID_REVIEW_SIGN_OFF)
    sent = SubmitRapidReview(sent_at=at(1, 15, 12))
    recording.write(sent, BUSINESS_MANAGER, at(1, 15, 12), P.RAPID_REVIEW_SUBMITTED)
    appointed = AppointReviewer(
        description="Independent reviewer with a social work background",
        conflict="managed",
        experience="Led eleven local reviews.",
        conflict_management="Takes no part in what concerns a former employer.",
    )
    recording.write(appointed, BUSINESS_MANAGER, at(1, 20, 12), P.LCSPR_COMMISSIONING)
    told = TellOfReviewer(told_on=date(2027, 1, 21), reviewer_named=True)
    recording.write(told, BUSINESS_MANAGER, at(1, 21, 12), P.LCSPR_COMMISSIONING)
    advice = CommentAsScrutineer(comment="Ask families early what they want from the review.")
    recording.write(advice, SCRUTINEER, at(1, 21, 13), P.LCSPR_COMMISSIONING)
    facts = before.facts | _facts(
        decided=at(1, 14, 12), review_decided=at(1, 14, 12), submitted=at(1, 15, 12), entered=at(1, 18, 9)
    )
    review = replace(
        before,
        position=P.LCSPR_COMMISSIONING.value,
        facts=facts,
        answers=dict(draft.answers),
        recommended="local_review",
        decision="local_review",
        ratifications=tuple(
            Ratification(function, seat, member, True, at(1, 14, hour))
            for hour, (function, seat, member) in enumerate(
                zip(("council", "police", "health"), (COUNCIL, POLICE, "mid_and_south_essex_icb"), voices, strict=True),
                10,
            )
        ),
        disputes=(
            Dispute("notification", "police", at(12, 22, 9, 2026), "D-2026-0031", at(12, 23, 9, 2026), "settled"),
        ),
        reviewer=Reviewer("Independent reviewer with a social work background", at(1, 20, 12), "managed"),
    )
    return review, recording.entries


def late_publication() -> Review:
    """A local review that is past its six months, with a planned day of publication that is not long off."""
    return replace(
        _review("R-2026-0001", P.PUBLICATION_PLANNED),
        facts=_facts(
            decided=at(7, 3, 9, 2026),
            review_decided=at(7, 3, 9, 2026),
            publication_planned=at(2, 3, 0),
            entered=at(1, 7, 9),
        ),
        publication=Publication("full_report", planned_on=date(2027, 2, 3)),
    )


def with_panel() -> Review:
    """The Panel's response is awaited: no period is established for it."""
    return replace(
        _review("R-2026-0003", P.AWAITING_PANEL),
        facts=_facts(notified=at(12, 1, 9, 2026), submitted=at(12, 18, 9, 2026), entered=at(12, 18, 9, 2026)),
    )


def published() -> Review:
    """Published, and to be kept public for a year."""
    return replace(
        _review("R-2025-0009", P.ACTION_PLAN_ACTIVE),
        facts=_facts(published=at(11, 9, 9, 2026), plan_agreed=at(12, 1, 9, 2026), entered=at(12, 1, 9, 2026)),
    )


def with_clocks(review: Review, now: datetime) -> Review:
    """The review with the clocks that its rules say should run."""
    clocks = settle_clocks(review_rules(), review, review, essex_directory(), now)
    return replace(review, clocks=clocks.running, clock_count=clocks.count)


def _review(reference: str, position: P) -> Review:
    return Review(
        reference=reference,
        procedure="0" * 64,
        position=position.value,
        version=1,
        referring_agency=HCRG,
        referrer=HEAD_OF_SERVICE,
        local_authority=COUNCIL,
        incident="serious_harm",
        raised_at=at(12, 17, 8, 2026),
        owner=BUSINESS_MANAGER,
    )


def _facts(**known: datetime) -> dict[str, datetime]:
    return known
