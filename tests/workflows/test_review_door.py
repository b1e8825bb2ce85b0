"""Practice reviews through the door: opened, acted on, disputed and brought back, each in one transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from procedures.catalogue import load_review
from states.action import Action
from states.actions import Answer, RedirectMatter, Settle
from states.case import Case
from states.decision import Refusal
from states.review import Review
from states.review_actions import (
    BeginAssessment,
    BeginGathering,
    CorrectStanding,
    DisputeNotification,
    GiveNotificationView,
    NotifyPanel,
    ReferIncident,
)
from store.readable_cases import Member, Operator, case_with_record, list_cases
from store.recording import table
from store.sessions import reading
from store.tables import CaseRow, ClockRow, NoticeRow
from store.verification import verify
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    COUNCIL,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HEALTH_VISITOR,
    MID_AND_SOUTH_CHIEF_NURSE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
)
from tests.store.recorded import filled
from workflows.case_checks import dispute_problems
from workflows.door import Done, act, act_on_review, refer_incident
from workflows.tick import sweep

THURSDAY = datetime(2026, 12, 17, 10, tzinfo=UTC)
REFERRAL = ReferIncident(
    local_authority=COUNCIL,
    incident="serious_harm",
    incident_on=date(2026, 12, 14),
    about="What is known of the incident.",
)
RULES = load_review("practice_review_wt2023")


def referral(engine: Engine) -> Review:
    done = refer_incident(engine, REFERRAL, HEALTH_VISITOR, RULES, THURSDAY)
    assert isinstance(done, Done), done
    return done.case


def did(engine: Engine, reference: str, action: Action, actor: str, now: datetime = THURSDAY) -> Review:
    done = act_on_review(engine, reference, action, actor, now)
    assert isinstance(done, Done), done
    return done.case


def disputed(engine: Engine) -> Review:
    """A review whose partners differ on whether to notify, with a linked disagreement open."""
    reference = referral(engine).reference
    did(engine, reference, BeginAssessment(aware_at=THURSDAY, aware_by=SERVICE_MANAGER), BUSINESS_MANAGER)
    for person, notify in (
        (DIRECTOR_OF_CHILDRENS_SERVICES, False),
        (ASSISTANT_CHIEF_CONSTABLE, True),
        (MID_AND_SOUTH_CHIEF_NURSE, True),
    ):
        did(engine, reference, GiveNotificationView(notify=notify, reason="Their reason."), person)
    return did(engine, reference, DisputeNotification(reason="It meets the criteria."), ASSISTANT_CHIEF_CONSTABLE)


def test_references_of_each_kind_are_numbered_by_themselves(database_url: str) -> None:
    with filled(database_url) as engine:
        assert [referral(engine).reference for _ in range(2)] == ["R-2026-0001", "R-2026-0002"]
        with reading(engine) as connection:
            assert set(connection.execute(select(table(CaseRow).c.kind)).scalars()) == {"practice_review"}


def test_the_notification_is_due_five_working_days_after_the_council_knew(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = referral(engine).reference
        action = BeginAssessment(aware_at=THURSDAY, aware_by=SERVICE_MANAGER)
        review = did(engine, reference, action, BUSINESS_MANAGER)
        clock = review.running("dl01")
        assert clock is not None
        assert clock.due_at.date() == date(2026, 12, 24)
        assert clock.owner == SERVICE_MANAGER


def test_the_record_fits_although_the_clock_was_put_back_between_two_steps(database_url: str, tmp_path: Path) -> None:
    with filled(database_url) as engine:
        reference = referral(engine).reference
        aware = THURSDAY - timedelta(hours=2)
        did(engine, reference, BeginAssessment(aware_at=aware, aware_by=SERVICE_MANAGER), BUSINESS_MANAGER)
        earlier = THURSDAY - timedelta(minutes=1)
        notified = NotifyPanel(
            sent_at=earlier,
            panel_reference="SIN-1",
            abuse_or_neglect="suspected",
            harm="seriously_harmed",
            territory="happened_here",
            reason="It meets the criteria.",
            views_not_given="It cannot wait.",
        )
        did(engine, reference, notified, SERVICE_MANAGER, earlier)
        assert verify(engine, tmp_path).fits
        with reading(engine) as connection:
            clocks = list(connection.execute(select(table(ClockRow))))
        ended = [clock for clock in clocks if clock.ended_at]
        assert {clock.clock for clock in ended} >= {"dl01", "step_criteria_assessment"}
        assert all(clock.ended_at >= clock.started_at for clock in ended)


def test_a_dispute_opens_a_linked_disagreement_and_stops_no_clock(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        assert review.position == "notification_disputed"
        (dispute,) = review.disputes
        assert dispute.reference == "D-2026-0001"
        assert review.running("dl01") is not None
        with reading(engine) as connection:
            found = case_with_record(connection, Operator(), dispute.reference)
        assert found is not None
        linked = found[0]
        assert isinstance(linked, Case)
        assert linked.linked_to == review.reference
        assert (linked.raising.practitioner, linked.responding.practitioner) == (
            ASSISTANT_CHIEF_CONSTABLE,
            DIRECTOR_OF_CHILDRENS_SERVICES,
        )


def test_the_outcome_of_the_linked_disagreement_comes_back_once(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        later = THURSDAY + timedelta(hours=2)
        answered = act(engine, "D-2026-0001", Answer(answer="We agree."), DIRECTOR_OF_CHILDRENS_SERVICES, later)
        assert isinstance(answered, Done), answered
        settled = act(engine, "D-2026-0001", Settle(reason="It is notified."), ASSISTANT_CHIEF_CONSTABLE, later)
        assert isinstance(settled, Done), settled
        with reading(engine) as connection:
            found = case_with_record(connection, Operator(), review.reference)
        assert found is not None
        after, entries = found
        assert isinstance(after, Review)
        assert after.disputes[0].outcome == "settled"
        assert [entry.kind for entry in entries].count("notification_dispute_resolved") == 1
        assert verify(engine).fits


def test_the_council_may_notify_while_the_dispute_is_open(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        notify = NotifyPanel(
            sent_at=THURSDAY + timedelta(hours=1),
            panel_reference="reference of the Panel",
            abuse_or_neglect="suspected",
            harm="seriously_harmed",
            territory="happened_here",
            reason="The duty is engaged.",
        )
        notified = did(engine, review.reference, notify, SERVICE_MANAGER, THURSDAY + timedelta(hours=1))
        assert notified.position == "notified"
        assert notified.running("dl01") is None
        assert notified.running("dl05") is not None
        assert notified.disputes[0].outcome == "notified"


def test_a_dispute_that_the_review_decides_ends_its_disagreement_and_those_in_it_are_told(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        later = THURSDAY + timedelta(hours=1)
        ended = RedirectMatter(redirect="decided_in_the_review", reason="I have had enough.")
        by_hand = act(engine, "D-2026-0001", ended, ASSISTANT_CHIEF_CONSTABLE, later)
        assert isinstance(by_hand, Refusal)
        assert by_hand.code == "comes_by_itself"
        notify = NotifyPanel(
            sent_at=later,
            panel_reference="reference of the Panel",
            abuse_or_neglect="suspected",
            harm="seriously_harmed",
            territory="happened_here",
            reason="The duty is engaged.",
        )
        did(engine, review.reference, notify, SERVICE_MANAGER, later)
        with reading(engine) as connection:
            found = case_with_record(connection, Operator(), "D-2026-0001")
            notices = table(NoticeRow)
            of_it = select(notices.c.recipient).where(
                notices.c.case_reference == "D-2026-0001", notices.c.queued_at == later
            )
            told = set(connection.scalars(of_it))
        assert found is not None
        linked, entries = found
        assert isinstance(linked, Case)
        assert (linked.outcome, linked.at.phase.value) == ("redirected", "closing")
        assert entries[-1].facts["redirect"] == "decided_in_the_review"
        assert entries[-1].narrative["reason"].startswith("The local authority has notified the Panel.")
        assert {ASSISTANT_CHIEF_CONSTABLE, DIRECTOR_OF_CHILDRENS_SERVICES} <= told
        assert linked.running("feedback_to_raiser"), "the council owes its reasons to the partner who differed"
        assert not [clock for clock in linked.clocks if clock.stage], "nothing climbs on"
        assert verify(engine).fits


def test_an_action_of_the_other_kind_of_case_is_refused_in_plain_words(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        on_a_review = act(engine, review.reference, Settle(reason="x"), SOCIAL_WORKER, THURSDAY)
        assert isinstance(on_a_review, Refusal)
        assert on_a_review.reason == "R-2026-0001 is a practice review. This is done on disagreements."
        gather = BeginGathering(agencies=(COUNCIL,))
        on_a_disagreement = act_on_review(engine, "D-2026-0001", gather, BUSINESS_MANAGER, THURSDAY)
        assert isinstance(on_a_disagreement, Refusal)
        assert "is a disagreement" in on_a_disagreement.reason


def test_the_sweep_flags_a_late_notification_and_chases_it(database_url: str) -> None:
    with filled(database_url) as engine:
        reference = referral(engine).reference
        action = BeginAssessment(aware_at=THURSDAY, aware_by=SERVICE_MANAGER)
        did(engine, reference, action, BUSINESS_MANAGER)
        report = sweep(engine, datetime(2027, 1, 4, 9, tzinfo=UTC))
        assert report.stuck == ()
        assert report.events["flagged_late"] >= 1
        with reading(engine) as connection:
            due = connection.execute(
                select(table(ClockRow).c.due_at).where(table(ClockRow).c.clock == "dl01")
            ).scalar_one()
        assert due.date() == date(2026, 12, 24), "late never edits the due date"
        assert verify(engine).fits


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        (Operator(), True),
        (Member(BUSINESS_MANAGER, "escb", oversight=True), True),
        (Member(ASSISTANT_CHIEF_CONSTABLE, "essex_police", reviews=True), True),
        (Member(HEALTH_VISITOR, "hcrg"), False),
        (Member(SOCIAL_WORKER, COUNCIL), False),
    ],
)
def test_a_review_is_read_by_those_before_whom_it_is(
    database_url: str, reader: Operator | Member, *, reads: bool
) -> None:
    with filled(database_url) as engine:
        reference = referral(engine).reference
        with reading(engine) as connection:
            assert (case_with_record(connection, reader, reference) is not None) is reads
            assert [line.reference for line in list_cases(connection, reader)] == ([reference] if reads else [])


@pytest.mark.parametrize(
    ("reader", "reads"),
    [
        (Member(ASSISTANT_CHIEF_CONSTABLE, "essex_police", reviews=True), True),
        (Member(SOCIAL_WORKER, COUNCIL), False),
        (Member("detective_constable_essex_police", "essex_police"), False),
    ],
)
def test_a_linked_disagreement_is_the_partners_own(database_url: str, reader: Member, *, reads: bool) -> None:
    with filled(database_url) as engine:
        disputed(engine)
        with reading(engine) as connection:
            assert (case_with_record(connection, reader, "D-2026-0001") is not None) is reads


def test_what_a_partner_wrote_is_not_copied_into_the_linked_disagreement(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        with reading(engine) as connection:
            found = case_with_record(connection, Operator(), "D-2026-0001")
        assert found is not None
        written = " ".join(text for entry in found[1] for text in entry.narrative.values())
        assert "It meets the criteria." not in written
        assert review.reference not in written


def test_a_ladder_that_is_not_there_is_a_refusal_and_nothing_is_written(database_url: str) -> None:
    with filled(database_url) as engine:
        rules = RULES.model_copy(update={"disagreement_procedure": "our_ladder"})
        done = refer_incident(engine, REFERRAL, HEALTH_VISITOR, rules, THURSDAY)
        assert isinstance(done, Done)
        reference = done.case.reference
        did(engine, reference, BeginAssessment(aware_at=THURSDAY, aware_by=SERVICE_MANAGER), BUSINESS_MANAGER)
        for person, notify in ((DIRECTOR_OF_CHILDRENS_SERVICES, False), (ASSISTANT_CHIEF_CONSTABLE, True)):
            did(engine, reference, GiveNotificationView(notify=notify, reason="Their reason."), person)
        dispute = DisputeNotification(reason="It meets the criteria.")
        refused = act_on_review(engine, reference, dispute, ASSISTANT_CHIEF_CONSTABLE, THURSDAY)
        assert isinstance(refused, Refusal)
        assert refused.code == "no_ladder"
        with reading(engine) as connection:
            found = case_with_record(connection, Operator(), reference)
        assert found is not None
        assert found[0].position == "criteria_assessment"


def test_an_outcome_that_could_not_be_brought_back_is_found(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        # Nobody of the review's side can take the step at this moment, say: the outcome is refused there.
        monkeypatch.setattr("workflows.door.bring_back", lambda *_: None)
        later = THURSDAY + timedelta(hours=2)
        assert isinstance(
            act(engine, "D-2026-0001", Answer(answer="We agree."), DIRECTOR_OF_CHILDRENS_SERVICES, later), Done
        )
        assert isinstance(
            act(engine, "D-2026-0001", Settle(reason="So be it."), ASSISTANT_CHIEF_CONSTABLE, later), Done
        )
        with reading(engine) as connection:
            (problem,) = dispute_problems(connection)
        assert (problem.kind, problem.reference) == ("dispute_not_brought_back", review.reference)


def test_a_death_that_is_found_out_later_stands_on_the_row_too(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        died = CorrectStanding(
            incident="death", looked_after=True, care_leaver=False, under_eighteen=True, reason="Found out since."
        )
        corrected = did(engine, review.reference, died, BUSINESS_MANAGER, THURSDAY + timedelta(hours=1))
        assert corrected.running("dl03") is not None
        with reading(engine) as connection:
            row = connection.execute(
                select(table(CaseRow).c.category).where(table(CaseRow).c.reference == review.reference)
            )
            assert row.scalar_one() == "death"
        assert verify(engine).fits


def test_whoever_notifies_for_the_council_reads_the_review_while_they_owe_a_step(database_url: str) -> None:
    with filled(database_url) as engine:
        review = disputed(engine)
        with reading(engine) as connection:
            for person, reads in ((SERVICE_MANAGER, True), (SOCIAL_WORKER, False)):
                found = case_with_record(connection, Member(person, COUNCIL), review.reference)
                assert (found is not None) is reads, person
