"""Every refusal from the referral of an incident to the Panel's response, by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.action import Action
from states.decide_review import referred
from states.decision import CLOCK
from tests.partnership import (
    CLASS_TEACHER,
    COUNCIL,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SCHOOL,
    SCRUTINEER,
    SOCIAL_WORKER,
    essex_directory,
)
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import (
    COMMITTEE_CHAIR,
    COUNCIL_PARTNER,
    FUNCTIONS,
    HEALTH_PARTNER,
    MONDAY,
    NOTIFIER,
    PARTNERS_CHAIR,
    POLICE_PARTNER,
    SUPPORT,
    TEXT,
    brought_to,
    draft,
    lead,
    letter,
    notification,
    ratified,
    recommended,
    referral,
    returned,
    views,
)
from tests.states.review_people import with_deputies, without
from tests.states.review_rules import altered_rules, london, review_rules
from tests.states.review_table import Row, refuse, row_ids

TOMORROW = london("2026-03-04")
LAST_YEAR = london("2025-03-04")


def view(*, notify: bool) -> do.GiveNotificationView:
    return do.GiveNotificationView(notify=notify, reason=TEXT)


def differing(world: ReviewWorld) -> None:
    world.act(POLICE_PARTNER, view(notify=True))
    world.act(COUNCIL_PARTNER, view(notify=False))
    world.act(HEALTH_PARTNER, view(notify=False))


def disputed(world: ReviewWorld) -> None:
    differing(world)
    world.act(POLICE_PARTNER, do.DisputeNotification(reason=TEXT))


def agreed_not(world: ReviewWorld) -> None:
    views(world, notify=False)


def disputed_then_agreed_not(world: ReviewWorld) -> None:
    disputed(world)
    world.act(POLICE_PARTNER, view(notify=False))


def not_notifiable(**changed: Any) -> do.FindNotNotifiable:
    fields: dict[str, Any] = dict.fromkeys(("looked_after_checked", "care_leaver_checked", "duty_not_engaged"), True)
    return do.FindNotNotifiable(rationale=TEXT, **fields | changed)


def after(*steps: Callable[[ReviewWorld], object]) -> Callable[[ReviewWorld], None]:
    def all_of_them(world: ReviewWorld) -> None:
        for step in steps:
            step(world)

    return all_of_them


def acted(actor: str, action: Action) -> Callable[[ReviewWorld], object]:
    return lambda world: world.act(actor, action)


def fields(**changed: Any) -> Callable[[ReviewWorld], object]:
    """The review with fields that its course would never give it."""

    def change(world: ReviewWorld) -> None:
        world.review = replace(world.review, **changed)

    return change


ASSESSMENT, GATHERING, SIGN_OFF = P.CRITERIA_ASSESSMENT, P.RAPID_REVIEW_GATHERING, P.RAPID_REVIEW_SIGN_OFF
SECRETARY = do.TellSecretaryOfStateOnly(abuse_or_neglect="neither", rationale=TEXT)
DISPUTE = do.DisputeNotification(reason=TEXT)
TOLD = do.RecordSecretaryOfStateTold(told_at=london("2026-03-02 10:00"))
LOOKED_AFTER_DEATH = fields(looked_after=True, incident="death")
WITHDRAW = do.WithdrawNotification(panel_told_on=date(2026, 3, 2), reason=TEXT)
RATIFY, REFUSE, RECUSE = do.Ratify(reason=TEXT), do.RefuseRatification(reason=TEXT), do.RecuseFromReview(reason=TEXT)
ALL_BACK = after(
    *(lambda world, a=agency: world.act(lead(a), returned(a, world)) for agency in (COUNCIL, POLICE, HCRG))
)


def named_and_not_asked(world: ReviewWorld) -> None:
    """Every return is in, and one of them names an agency that nobody has asked."""
    for agency in (COUNCIL, POLICE, HCRG):
        world.act(lead(agency), returned(agency, world, other_agencies=(SCHOOL,)))


def meeting(**changed: Any) -> do.HoldRapidReviewMeeting:
    fields: dict[str, Any] = {"held_on": date(2026, 3, 2), "present": FUNCTIONS}
    return do.HoldRapidReviewMeeting(**fields | changed)


TO_NOTIFICATION = [
    Row("aware_earlier", P.REFERRED, SUPPORT, do.BeginAssessment(aware_at=london("2026-03-02 09:00"), aware_by="x"),
        fields(facts={"aware": london("2026-03-01")})),
    Row("date_in_future", P.REFERRED, SUPPORT, do.BeginAssessment(aware_at=TOMORROW, aware_by="x")),
    Row("date_before_case", P.REFERRED, SUPPORT,
        do.BeginAssessment(aware_at=LAST_YEAR, aware_by="x", incident_on=date(2026, 2, 1))),
    Row("date_outside_calendar", P.REFERRED, SUPPORT, do.BeginAssessment(aware_at=london("0999-03-01"), aware_by="x")),
    Row("not_yours", P.REFERRED, SOCIAL_WORKER, do.BeginAssessment(aware_at=london("2026-03-01"), aware_by="x")),
    Row("unknown_person", P.REFERRED, SUPPORT,
        do.BeginAssessment(aware_at=london("2026-03-01"), aware_by="service_managr_ecc"),
        says="Did you mean service_manager_ecc?"),
    Row("not_open_here", P.REFERRED, NOTIFIER, notification, says="its assessment is to begin first"),
    Row("unknown_person", ASSESSMENT, "nobody", DISPUTE),
    Row("already_done", ASSESSMENT, SUPPORT, lambda w: do.TellPartners(told_at=w.now)),
    Row("views_agree", ASSESSMENT, POLICE_PARTNER, DISPUTE),
    Row("views_agree", ASSESSMENT, POLICE_PARTNER, DISPUTE, views),
    Row("not_yours", ASSESSMENT, SUPPORT, view(notify=True)),
    Row("not_yours", ASSESSMENT, COMMITTEE_CHAIR, view(notify=True)),
    Row("scrutineer_never_votes", ASSESSMENT, SCRUTINEER, view(notify=True), says="never votes"),
    Row("scrutineer_never_votes", ASSESSMENT, SCRUTINEER, not_notifiable()),
    Row("views_missing", ASSESSMENT, NOTIFIER, notification, says="Local authority, Police and Health"),
    Row("no_abuse_or_neglect", ASSESSMENT, NOTIFIER, lambda w: notification(w, abuse_or_neglect="neither"), views,
        says="find it not notifiable"),
    Row("no_abuse_or_neglect", ASSESSMENT, NOTIFIER, lambda w: notification(w, abuse_or_neglect="neither"),
        LOOKED_AFTER_DEATH, says="Secretary of State and Ofsted only"),
    Row("no_serious_harm", ASSESSMENT, NOTIFIER, lambda w: notification(w, harm="neither"), views),
    Row("not_their_area", ASSESSMENT, NOTIFIER, lambda w: notification(w, territory="neither"), views),
    Row("date_in_future", ASSESSMENT, NOTIFIER, lambda w: notification(w, sent_at=TOMORROW), views),
    Row("date_before_case", ASSESSMENT, NOTIFIER, lambda w: notification(w, sent_at=LAST_YEAR), views),
    Row("not_the_local_authority", ASSESSMENT, SUPPORT, notification, views, says="Essex County Council alone"),
    Row("not_the_local_authority", ASSESSMENT, POLICE_PARTNER, notification, views),
    Row("not_the_local_authority", ASSESSMENT, SCRUTINEER, notification, views),
    Row("looked_after_not_checked", ASSESSMENT, POLICE_PARTNER, not_notifiable(looked_after_checked=False), agreed_not),
    Row("care_leaver_not_checked", ASSESSMENT, POLICE_PARTNER, not_notifiable(care_leaver_checked=False), agreed_not),
    Row("views_missing", ASSESSMENT, POLICE_PARTNER, not_notifiable()),
    Row("views_differ", ASSESSMENT, COUNCIL_PARTNER, not_notifiable(), differing),
    Row("views_differ", ASSESSMENT, NOTIFIER, not_notifiable(), disputed),
    Row("not_the_local_authority", ASSESSMENT, POLICE_PARTNER, not_notifiable(), disputed_then_agreed_not),
    Row("duty_not_stated", ASSESSMENT, NOTIFIER, not_notifiable(duty_not_engaged=False), disputed_then_agreed_not),
    Row("unknown_dispute", ASSESSMENT, SUPPORT, do.NotificationDisputeResolved(reference="D-1", outcome="x"), disputed),
    Row("not_looked_after", ASSESSMENT, NOTIFIER, SECRETARY),
    Row("criteria_to_be_tested", ASSESSMENT, NOTIFIER, SECRETARY, fields(care_leaver=True, incident="death")),
    Row("abuse_or_neglect", ASSESSMENT, NOTIFIER, SECRETARY.model_copy(update={"abuse_or_neglect": "suspected"}),
        LOOKED_AFTER_DEATH),
    Row("views_differ", ASSESSMENT, NOTIFIER, SECRETARY, after(LOOKED_AFTER_DEATH, differing)),
    Row("not_looked_after", ASSESSMENT, SUPPORT, TOLD),
    Row("already_done", ASSESSMENT, SUPPORT, TOLD, after(LOOKED_AFTER_DEATH, acted(SUPPORT, TOLD))),
    Row("views_differ", P.NOTIFIED, NOTIFIER, WITHDRAW, says="Local authority, Police and Health"),
    Row("date_in_future", P.NOTIFIED, NOTIFIER, WITHDRAW.model_copy(update={"panel_told_on": date(2026, 3, 9)})),
    Row("date_before_case", P.NOTIFIED, NOTIFIER, WITHDRAW.model_copy(update={"panel_told_on": date(2026, 3, 1)})),
    Row("not_the_local_authority", P.NOTIFIED, SUPPORT, WITHDRAW, agreed_not),
]  # fmt: skip

RAPID_REVIEW = [
    Row("not_notified", P.NOTIFIED, COMMITTEE_CHAIR, do.BeginGathering(agencies=(HCRG,)), fields(panel_reference=None)),
    Row("unknown_agency", P.NOTIFIED, COMMITTEE_CHAIR, do.BeginGathering(agencies=("elsewhere",))),
    Row("not_yours", P.NOTIFIED, POLICE_PARTNER, do.BeginGathering(agencies=(HCRG,))),
    Row("already_done", GATHERING, SUPPORT, do.RequestReturn(agency=HCRG)),
    Row("not_asked", GATHERING, SUPPORT, lambda w: returned(SCHOOL, w)),
    Row("not_yours", GATHERING, lead(POLICE), lambda w: returned(HCRG, w)),
    Row("not_yours", GATHERING, HEALTH_VISITOR, lambda w: returned(HCRG, w)),
    Row("period_backwards", GATHERING, lead(HCRG),
        lambda w: returned(HCRG, w, period_from=w.today, period_to=LAST_YEAR.date())),
    Row("date_in_future", GATHERING, lead(HCRG),
        lambda w: returned(HCRG, w, records_secured_on=w.today + timedelta(1))),
    Row("secured_or_not", GATHERING, lead(HCRG),
        lambda w: returned(HCRG, w, records_secured=False, records_secured_on=w.today)),
    Row("unknown_criterion", GATHERING, lead(HCRG),
        lambda w: returned(HCRG, w, views_on_criteria={"recurent_themes": TEXT}), says="mean recurrent_themes?"),
    Row("unknown_person", GATHERING, lead(HCRG), lambda w: returned(HCRG, w, senior_sign_off=lead(POLICE))),
    Row("already_done", GATHERING, lead(HCRG),
        lambda w: returned(HCRG, w), lambda w: w.act(lead(HCRG), returned(HCRG, w))),
    Row("not_asked", GATHERING, SUPPORT, do.RecordReturnGap(agency=SCHOOL, reason=TEXT)),
    Row("already_done", GATHERING, SUPPORT, do.RecordReturnGap(agency=HCRG, reason=TEXT),
        acted(SUPPORT, do.RecordReturnGap(agency=HCRG, reason=TEXT))),
    Row("returns_missing", GATHERING, COMMITTEE_CHAIR, meeting(), says="HCRG"),
    Row("unknown_agency", GATHERING, lead(HCRG), lambda w: returned(HCRG, w, other_agencies=("essex_polise",)),
        says="Did you mean essex_police?"),
    Row("agencies_not_asked", GATHERING, COMMITTEE_CHAIR, meeting(), named_and_not_asked, says="Essex primary school"),
    Row("partner_absent", GATHERING, COMMITTEE_CHAIR, meeting(present=("council", "health")), ALL_BACK, says="Police"),
    Row("unknown_function", GATHERING, COMMITTEE_CHAIR, meeting(present=(*FUNCTIONS, "education")), ALL_BACK),
    Row("date_in_future", GATHERING, COMMITTEE_CHAIR, meeting(held_on=date(2026, 4, 1)), ALL_BACK),
    Row("date_before_case", GATHERING, COMMITTEE_CHAIR, meeting(held_on=date(2026, 3, 1)), ALL_BACK),
    Row("aim_missing", P.RAPID_REVIEW_MEETING, SUPPORT,
        lambda w: draft(w, aims={"facts": TEXT}), says="immediate_safety"),
    Row("criterion_missing", P.RAPID_REVIEW_MEETING, SUPPORT, lambda w: draft(w, answers={}), says="recurrent_themes"),
    Row("item_missing", P.RAPID_REVIEW_MEETING, SUPPORT,
        lambda w: draft(w, answers={q.id: False for q in w.rules.criteria}), says="institutional_setting"),
    Row("criterion_missing", P.RAPID_REVIEW_MEETING, SUPPORT,
        lambda w: draft(w, answers={("recurent_themes" if name == "recurrent_themes" else name): answer
                                    for name, answer in draft(w).answers.items()}),
        says="called recurent_themes (did you mean recurrent_themes?)"),
    Row("reason_missing", P.RAPID_REVIEW_MEETING, SUPPORT, lambda w: draft(w, reasons={}), says="working_together"),
    Row("unknown_aim", P.RAPID_REVIEW_MEETING, SUPPORT, lambda w: draft(w, aims={**draft(w).aims, "blame": TEXT})),
    Row("unknown_criterion", P.RAPID_REVIEW_MEETING, SUPPORT,
        lambda w: draft(w, answers={**draft(w).answers, "x": True})),
    Row("unknown_reason", P.RAPID_REVIEW_MEETING, SUPPORT, lambda w: draft(w, reasons={**draft(w).reasons, "x": TEXT})),
    Row("voted_twice", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(against=("police",)), says="Police"),
    Row("unknown_function", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(in_favour=("education",))),
    Row("not_quorate", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(in_favour=("police", "health"))),
    Row("no_majority", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR,
        recommended(in_favour=("police",), against=("council", "health"))),
    Row("criteria_met", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(below_the_criteria=True, focus=TEXT)),
    Row("limb_not_stated", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(), fields(answers={})),
    Row("no_focus", P.RAPID_REVIEW_DRAFTED, COMMITTEE_CHAIR, recommended(below_the_criteria=True), fields(answers={})),
]  # fmt: skip

SENT, MORNING = london("2026-03-02 15:00"), london("2026-03-02 09:30")
SUBMIT = do.SubmitRapidReview(sent_at=SENT)


def refused_by_police(world: ReviewWorld) -> None:
    world.act(POLICE_PARTNER, REFUSE)


def linked_by_the_engine(world: ReviewWorld) -> None:
    refused_by_police(world)
    world.act(CLOCK, do.DisputeOpened(about="decision", reference="D-1", opened_at=world.now))


RATIFICATION_AND_PANEL = [
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, RATIFY),
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, REFUSE),
    Row("scrutineer_never_votes", SIGN_OFF, SCRUTINEER, RECUSE),
    Row("not_yours", SIGN_OFF, COMMITTEE_CHAIR, RATIFY),
    Row("not_yours", SIGN_OFF, SUPPORT, RATIFY),
    Row("already_done", SIGN_OFF, POLICE_PARTNER, RATIFY, acted(POLICE_PARTNER, RATIFY)),
    Row("not_ratified", SIGN_OFF, SUPPORT, SUBMIT, says="Local authority, Police and Health"),
    Row("not_ratified", SIGN_OFF, SUPPORT, SUBMIT, acted(POLICE_PARTNER, RATIFY), says="Local authority and Health"),
    Row("date_in_future", SIGN_OFF, SUPPORT, SUBMIT.model_copy(update={"sent_at": TOMORROW}), ratified),
    Row("date_before_case", SIGN_OFF, SUPPORT, SUBMIT.model_copy(update={"sent_at": MORNING}), ratified),
    Row("already_decided", SIGN_OFF, POLICE_PARTNER, RECUSE, ratified, says="refuse ratification"),
    Row("not_quorate_without", SIGN_OFF, POLICE_PARTNER, RECUSE, acted(COUNCIL_PARTNER, RECUSE)),
    Row("unknown_dispute", SIGN_OFF, SUPPORT, do.DisputeOpened(about="decision", reference="D-1", opened_at=SENT)),
    Row("unknown_dispute", SIGN_OFF, SUPPORT, do.DisputeResolved(reference="D-1", outcome="x"), refused_by_police),
    Row("comes_back_by_itself", SIGN_OFF, PARTNERS_CHAIR, do.DisputeResolved(reference="D-1", outcome="x"),
        linked_by_the_engine),
    Row("not_open_here", SIGN_OFF, SUPPORT, SUBMIT, refused_by_police, says="disagreement is being resolved first"),
    Row("date_before_case", P.RAPID_REVIEW_SUBMITTED, SUPPORT, do.LogPanelReceipt(received_on=date(2026, 3, 1))),
    Row("date_before_case", P.AWAITING_PANEL, SUPPORT, do.RecordPanelQuery(due_at=LAST_YEAR, question=TEXT)),
    Row("no_letter", P.AWAITING_PANEL, SUPPORT,
        do.RecordPanelResponse(response="none_received", received_on=date(2026, 3, 2), letter=TEXT)),
    Row("date_in_future", P.AWAITING_PANEL, SUPPORT,
        do.RecordPanelResponse(response="agrees", received_on=date(2026, 3, 9), letter=TEXT)),
    Row("panel_does_not_suggest", P.PANEL_RESPONDED, PARTNERS_CHAIR,
        do.RetakeDecision(panel_suggests_local_review=True, reason=TEXT), fields(panel_response="questions")),
    Row("nothing_to_weigh", P.PANEL_RESPONDED, PARTNERS_CHAIR,
        do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT)),
    Row("panel_does_not_suggest", P.RAPID_REVIEW_MEETING, SUPPORT,
        lambda w: draft(w, "panel_suggests_local_review")),
    Row("local_review_decided", P.PANEL_RESPONDED, PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT)),
    Row("local_review_decided", P.PANEL_RESPONDED, PARTNERS_CHAIR, do.BeginAlternativeReview(plan=TEXT)),
    Row("alternative_review_decided", P.PANEL_RESPONDED, PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT),
        fields(decision="alternative_review")),
    Row("to_be_retaken", P.PANEL_RESPONDED, PARTNERS_CHAIR, do.BeginLearningWithoutReview(plan=TEXT),
        fields(decision="no_review", panel_response="suggests_local_review")),
    Row("panel_suggests", P.PANEL_RESPONDED, PARTNERS_CHAIR,
        do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT),
        fields(decision="no_review", panel_response="suggests_local_review")),
    Row("no_national_review", P.PANEL_RESPONDED, PARTNERS_CHAIR, do.LinkNationalReview(panel_reference="N-1")),
    Row("no_local_review_decided", P.PANEL_RESPONDED, PARTNERS_CHAIR,
        do.BeginLocalReview(), fields(decision="no_review")),
]  # fmt: skip


REFUSALS = [*TO_NOTIFICATION, *RAPID_REVIEW, *RATIFICATION_AND_PANEL]


@pytest.mark.parametrize("row", REFUSALS, ids=row_ids(REFUSALS))
def test_it_is_refused_with_its_reason(row: Row) -> None:
    refuse(row)


REFERRALS = [
    ("unknown_agency", referral(local_authority="atlantis")),
    ("not_a_local_authority", referral(local_authority=POLICE)),
    ("date_in_future", referral(incident_on=date(2026, 3, 3))),
    ("date_in_future", referral(aware_at=TOMORROW)),
    ("date_before_case", referral(incident_on=date(2026, 2, 20), aware_at=LAST_YEAR)),
]


@pytest.mark.parametrize(("code", "action"), REFERRALS)
def test_a_referral_that_is_refused(code: str, action: do.ReferIncident) -> None:
    rules, directory = review_rules(), essex_directory()
    draft_review = referred("R-1", action, CLASS_TEACHER, rules, "0" * 64, directory, MONDAY)
    assert ReviewWorld(draft_review, MONDAY).refused(CLASS_TEACHER, action).code == code


def test_agencies_are_not_asked_without_a_time_in_the_rules() -> None:
    def without_returns(data: dict[str, Any]) -> None:
        data["deadlines"] = [known for known in data["deadlines"] if known["each"] != "agency_return"]

    world = brought_to(P.NOTIFIED, rules=altered_rules(without_returns))
    assert world.refused(COMMITTEE_CHAIR, do.BeginGathering(agencies=(HCRG,))).code == "no_time_for_returns"


def test_a_unanimous_sub_committee_hears_everybody() -> None:
    world = brought_to(
        P.RAPID_REVIEW_DRAFTED, rules=altered_rules(lambda data: data["groups"][0].update(decides="unanimous"))
    )
    split = recommended(in_favour=("police", "health"), against=("council",))
    assert world.refused(COMMITTEE_CHAIR, split).code == "not_unanimous"
    assert world.may(recommended()) == {COMMITTEE_CHAIR}


def test_nobody_votes_for_a_function_that_the_scrutineer_would_have_to_speak_for() -> None:
    vacated = without(with_deputies(essex_directory(), (lead(POLICE), SCRUTINEER)), lead(POLICE))
    world = brought_to(P.RAPID_REVIEW_DRAFTED)
    world.directory = vacated
    assert world.refused(COMMITTEE_CHAIR, recommended()).code == "nobody_votes"


def test_stepping_aside_by_choice_can_be_ruled_out() -> None:
    world = brought_to(SIGN_OFF, rules=altered_rules(lambda data: data["groups"][1]["recusal"].update(by_choice=False)))
    assert world.refused(POLICE_PARTNER, RECUSE).code == "not_allowed"


def test_who_has_left_does_nothing_any_more() -> None:
    world = brought_to(SIGN_OFF)
    world.directory = without(essex_directory(), POLICE_PARTNER)
    assert world.refused(POLICE_PARTNER, RATIFY).code == "not_in_post"


def test_a_second_reference_for_the_same_dispute_is_refused() -> None:
    world = brought_to(SIGN_OFF)
    refused_by_police(world)
    opened = do.DisputeOpened(about="decision", reference="D-1", opened_at=world.now)
    world.act(SUPPORT, opened)
    assert world.refused(SUPPORT, opened).code == "already_done"


def test_an_answer_to_the_panel_is_not_older_than_what_was_sent() -> None:
    world = brought_to(P.AWAITING_PANEL)
    world.act(SUPPORT, do.RecordPanelQuery(due_at=TOMORROW, question=TEXT))
    assert (
        world.refused(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=LAST_YEAR, answer=TEXT)).code == "date_before_case"
    )
    assert world.refused(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=TOMORROW, answer=TEXT)).code == "date_in_future"


def test_a_letter_that_says_yes_is_not_answered_with_no() -> None:
    world = brought_to(P.AWAITING_PANEL)
    letter(world, "suggests_local_review")
    no = do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT)
    assert world.refused(PARTNERS_CHAIR, no).code == "panel_suggests"
