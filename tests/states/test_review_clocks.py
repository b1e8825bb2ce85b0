"""The clocks of a practice review: when each starts, when it is due, and what ends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from tests.states.review_rules import altered_rules, clock, ends, in_london, london, settled, standing_at, with_clocks

DUE = [
    # Worked dates of the domain notes, section 3.2; a day ends at 17:00 in this library.
    ("dl01", P.CRITERIA_ASSESSMENT, {F.AWARE: "2026-12-17"}, "Thu 24 Dec 2026 17:00"),
    ("dl05", P.NOTIFIED, {F.NOTIFIED: "2026-12-24"}, "Tue 19 Jan 2027 17:00"),
    ("dl05", P.NOTIFIED, {F.NOTIFIED: "2026-03-23"}, "Wed 15 Apr 2026 17:00"),
    ("plan_meeting", P.NOTIFIED, {F.NOTIFIED: "2026-03-23"}, "Wed 8 Apr 2026 17:00"),
    ("plan_sign_off", P.NOTIFIED, {F.NOTIFIED: "2026-03-23"}, "Tue 14 Apr 2026 17:00"),
    ("dl10", P.LCSPR_DECIDED, {F.REVIEW_DECIDED: "2026-08-31"}, "Sun 28 Feb 2027 17:00"),
    ("dl12", P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: "2026-06-10"}, "Mon 1 Jun 2026 17:00"),
    ("dl12", P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: "2027-01-06"}, "Wed 23 Dec 2026 17:00"),
    # Weekends: a trigger on a Saturday counts from it as day 0, as does one in the last minute of a Friday.
    ("dl01", P.REFERRED, {F.AWARE: "2026-02-07"}, "Fri 13 Feb 2026 17:00"),
    ("dl01", P.REFERRED, {F.AWARE: "2026-02-06 23:59"}, "Fri 13 Feb 2026 17:00"),
    ("dl01", P.REFERRED, {F.AWARE: "2026-02-07 00:00"}, "Fri 13 Feb 2026 17:00"),
    # Easter 2026 is on 5 April.
    ("dl01", P.REFERRED, {F.AWARE: "2026-04-02"}, "Mon 13 Apr 2026 17:00"),
    ("dl02", P.REFERRED, {F.AWARE: "2026-04-02"}, "Mon 13 Apr 2026 17:00"),
    # Clock changes: 29 March and 25 October 2026. The end of the day stays where it is in London.
    ("dl01", P.REFERRED, {F.AWARE: "2026-03-27"}, "Tue 7 Apr 2026 17:00"),
    ("dl05", P.NOTIFIED, {F.NOTIFIED: "2026-10-12"}, "Mon 2 Nov 2026 17:00"),
    # Half past midnight in summer is the day before in UTC, and the day itself in London.
    ("dl01", P.REFERRED, {F.AWARE: "2026-07-01 00:30"}, "Wed 8 Jul 2026 17:00"),
    # Month ends: the same day-number, or the last day of a shorter month.
    ("dl10", P.LCSPR_DECIDED, {F.REVIEW_DECIDED: "2027-08-31"}, "Tue 29 Feb 2028 17:00"),
    ("dl10", P.LCSPR_DECIDED, {F.REVIEW_DECIDED: "2026-03-30"}, "Wed 30 Sep 2026 17:00"),
    ("dl16", P.LCSPR_SCOPED, {F.REVIEWER_APPOINTED: "2026-01-31"}, "Sat 28 Feb 2026 17:00"),
    ("dl16_again", P.LCSPR_IN_PROGRESS, {F.SUPERVISED: "2026-05-31"}, "Tue 30 Jun 2026 17:00"),
    ("dl18", P.ACTION_PLAN_ACTIVE, {F.PLAN_AGREED: "2026-12-31"}, "Wed 30 Jun 2027 17:00"),
    # The rest, each once.
    ("dl06", P.RAPID_REVIEW_SIGN_OFF, {F.DECIDED: "2026-04-14"}, "Tue 14 Apr 2026 17:00"),
    ("dl07", P.AWAITING_PANEL, {F.RECEIVED: "2026-04-15"}, "Wed 29 Apr 2026 17:00"),
    ("dl09", P.LCSPR_DECIDED, {F.REVIEW_DECIDED: "2026-04-10"}, "Mon 13 Apr 2026 17:00"),
    ("dl11", P.LCSPR_IN_PROGRESS, {F.DELAY_EXPECTED: "2026-12-22"}, "Thu 31 Dec 2026 17:00"),
    ("dl13", P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: "2026-06-10"}, "Mon 1 Jun 2026 17:00"),
    ("step_publish", P.SENT_BEFORE_PUBLICATION, {F.PUBLICATION_PLANNED: "2026-06-10"}, "Wed 10 Jun 2026 17:00"),
    ("dl14", P.NOTHING_PUBLISHED_JUSTIFIED, {F.NOT_PUBLISHING_DECIDED: "2026-05-22"}, "Mon 1 Jun 2026 17:00"),
    ("step_awaiting_panel", P.AWAITING_PANEL, {F.ENTERED: "2026-04-15"}, "Thu 14 May 2026 17:00"),
    ("step_referred", P.REFERRED, {F.ENTERED: "2026-05-01"}, "Tue 5 May 2026 17:00"),
]


@pytest.mark.parametrize(("clock_id", "position", "facts", "due"), DUE)
def test_when_it_is_due(clock_id: str, position: P, facts: dict[F, str], due: str) -> None:
    review = with_clocks(standing_at(position, facts), london("2026-01-05"))
    assert in_london(clock(review, clock_id).due_at) == due


MET = [
    ("dl01", P.CRITERIA_ASSESSMENT, F.AWARE, F.NOTIFIED, P.NOTIFIED),
    ("dl02", P.CRITERIA_ASSESSMENT, F.AWARE, F.PARTNERS_TOLD, None),
    ("dl05", P.RAPID_REVIEW_SIGN_OFF, F.NOTIFIED, F.SUBMITTED, P.RAPID_REVIEW_SUBMITTED),
    ("plan_request", P.NOTIFIED, F.NOTIFIED, F.RETURNS_REQUESTED, P.RAPID_REVIEW_GATHERING),
    ("plan_meeting", P.RAPID_REVIEW_GATHERING, F.NOTIFIED, F.MEETING_HELD, P.RAPID_REVIEW_MEETING),
    ("plan_draft", P.RAPID_REVIEW_MEETING, F.NOTIFIED, F.DRAFTED, P.RAPID_REVIEW_DRAFTED),
    ("plan_sign_off", P.RAPID_REVIEW_SIGN_OFF, F.NOTIFIED, F.DECIDED, None),
    ("dl06", P.RAPID_REVIEW_SIGN_OFF, F.DECIDED, F.DECISION_SENT, P.RAPID_REVIEW_SUBMITTED),
    ("dl07", P.AWAITING_PANEL, F.RECEIVED, F.PANEL_RESPONDED, P.PANEL_RESPONDED),
    ("dl10", P.SENT_BEFORE_PUBLICATION, F.REVIEW_DECIDED, F.PUBLISHED, P.PUBLISHED),
    ("dl11", P.LCSPR_IN_PROGRESS, F.DELAY_EXPECTED, F.DELAY_REPORTED, None),
    ("dl12", P.PUBLICATION_PLANNED, F.PUBLICATION_PLANNED, F.SENT_TO_PANEL_AND_SECRETARY_OF_STATE, None),
    ("dl13", P.PUBLICATION_PLANNED, F.PUBLICATION_PLANNED, F.SENT_TO_OFSTED, None),
    ("step_publish", P.SENT_BEFORE_PUBLICATION, F.PUBLICATION_PLANNED, F.PUBLISHED, P.PUBLISHED),
    ("dl14", P.PUBLICATION_PLANNED, F.NOT_PUBLISHING_DECIDED, F.NOT_PUBLISHING_JUSTIFIED, None),
    ("dl16", P.LCSPR_SCOPED, F.REVIEWER_APPOINTED, F.SUPERVISED, None),
    ("dl18", P.ACTION_PLAN_ACTIVE, F.PLAN_AGREED, F.AUDITED, None),
]


@pytest.mark.parametrize(("clock_id", "position", "counts_from", "met_by", "target"), MET)
def test_what_meets_it(clock_id: str, position: P, counts_from: F, met_by: F, target: P | None) -> None:
    unknown = with_clocks(standing_at(position, {F.ENTERED: "2026-06-01"}), london("2026-06-01"))
    assert unknown.running(clock_id) is None, "it runs although nobody knows what it counts from"
    before = with_clocks(
        standing_at(position, {F.ENTERED: "2026-06-01", counts_from: "2026-06-01"}), london("2026-06-01")
    )
    assert before.running(clock_id) is not None
    known = before.facts | {met_by.value: london("2026-06-02")}
    after = replace(before, position=(target or position).value, facts=known)
    assert ends(before, settled(before, after, "2026-06-02"))[clock_id] == "met"


LEFT = [
    ("dl01", P.CRITERIA_ASSESSMENT, {F.AWARE: "2026-06-01"}, P.NOT_NOTIFIABLE, "stopped"),
    ("dl05", P.RAPID_REVIEW_MEETING, {F.NOTIFIED: "2026-06-01"}, P.NOTIFICATION_WITHDRAWN, "stopped"),
    ("step_rapid_review_drafted", P.RAPID_REVIEW_DRAFTED, {}, P.RAPID_REVIEW_SIGN_OFF, "met"),
    ("dl15", P.IMPACT_REVIEW, {F.PUBLISHED: "2026-06-01"}, P.CLOSED, "stopped"),
    # Nothing was done: another check or audit, or what a rapid review that was given up would still have needed.
    ("dl16_again", P.LCSPR_PARTNER_SIGN_OFF, {F.SUPERVISED: "2026-05-01"}, P.PUBLICATION_PLANNED, "stopped"),
    ("dl18_again", P.IMPACT_REVIEW, {F.AUDITED: "2026-05-01"}, P.CLOSED, "stopped"),
    ("plan_request", P.NOTIFIED, {F.NOTIFIED: "2026-06-01"}, P.NOTIFICATION_WITHDRAWN, "stopped"),
    ("plan_meeting", P.RAPID_REVIEW_GATHERING, {F.NOTIFIED: "2026-06-01"}, P.NOTIFICATION_WITHDRAWN, "stopped"),
    ("plan_draft", P.RAPID_REVIEW_MEETING, {F.NOTIFIED: "2026-06-01"}, P.NOTIFICATION_WITHDRAWN, "stopped"),
    ("step_rapid_review_drafted", P.RAPID_REVIEW_DRAFTED, {}, P.NOTIFICATION_WITHDRAWN, "stopped"),
]


@pytest.mark.parametrize(("clock_id", "position", "facts", "target", "how"), LEFT)
def test_what_ends_when_the_review_moves_on(
    clock_id: str, position: P, facts: dict[F, str], target: P, how: str
) -> None:
    before = with_clocks(standing_at(position, {F.ENTERED: "2026-06-01"} | facts), london("2026-06-01"))
    after = replace(before, position=target.value, facts=before.facts | {F.ENTERED.value: london("2026-06-02")})
    assert ends(before, settled(before, after, "2026-06-02"))[clock_id] == how


def test_a_dispute_stops_no_statutory_clock() -> None:
    before = with_clocks(
        standing_at(P.CRITERIA_ASSESSMENT, {F.ENTERED: "2026-06-01", F.AWARE: "2026-06-01"}), london("2026-06-01")
    )
    after = replace(before, position=P.NOTIFICATION_DISPUTED.value)
    clocks = settled(before, after, "2026-06-03")
    assert clock(before, "dl01") in clocks.running
    signing = with_clocks(
        standing_at(P.RAPID_REVIEW_SIGN_OFF, {F.ENTERED: "2026-06-01", F.NOTIFIED: "2026-06-01"}), london("2026-06-01")
    )
    clocks = settled(signing, replace(signing, position=P.DECISION_DISPUTED.value), "2026-06-03")
    kept = {one.clock: (one.number, one.due_at) for one in clocks.running}
    for statutory in ("dl05", "plan_sign_off"):
        assert kept[statutory] == (clock(signing, statutory).number, clock(signing, statutory).due_at)


ANEW = [
    # (clock, where, fact that changes, from, to, how the old one ends, the new due time)
    ("dl12", P.PUBLICATION_PLANNED, F.PUBLICATION_PLANNED, "2026-06-10", "2026-06-08", "stopped", "Thu 28 May 2026"),
    ("dl01", P.REFERRED, F.AWARE, "2026-05-06", "2026-05-05", "stopped", "Tue 12 May 2026"),
    ("dl16_again", P.LCSPR_IN_PROGRESS, F.SUPERVISED, "2026-05-05", "2026-05-12", "met", "Fri 12 Jun 2026"),
    ("dl18_again", P.IMPACT_REVIEW, F.AUDITED, "2026-05-05", "2026-05-12", "met", "Thu 12 Nov 2026"),
    ("step_lcspr_draft", P.LCSPR_DRAFT, F.ENTERED, "2026-05-05", "2026-05-12", "met", "Wed 27 May 2026"),
]


@pytest.mark.parametrize(("clock_id", "position", "fact", "first", "then", "how", "due"), ANEW)
def test_a_clock_whose_counting_fact_changes_ends_and_another_starts(
    clock_id: str, position: P, fact: F, first: str, then: str, how: str, due: str
) -> None:
    before = with_clocks(standing_at(position, {fact: first}), london("2026-05-12"))
    after = replace(before, facts=before.facts | {fact.value: london(then)})
    clocks = settled(before, after, "2026-05-13")
    assert ends(before, clocks)[clock_id] == how
    (new,) = [one for one in clocks.started if one.clock == clock_id]
    assert new.number > before.clock_count
    assert in_london(new.due_at) == f"{due} 17:00"


def test_an_event_that_changes_nothing_leaves_every_clock_as_it_is() -> None:
    before = with_clocks(
        standing_at(P.RAPID_REVIEW_GATHERING, {F.ENTERED: "2026-06-01", F.NOTIFIED: "2026-06-01"}), london("2026-06-01")
    )
    clocks = settled(before, before, "2026-06-20")
    assert (clocks.running, clocks.started, clocks.ended, clocks.handed) == (before.clocks, (), (), ())
    assert clocks.count == before.clock_count


def test_late_stays_late_and_never_gets_another_due_time() -> None:
    before = with_clocks(standing_at(P.LCSPR_IN_PROGRESS, {F.REVIEW_DECIDED: "2026-01-05"}), london("2026-01-05"))
    known = before.facts | {F.DELAY_EXPECTED.value: london("2026-09-01"), F.DELAY_REPORTED.value: london("2026-09-02")}
    clocks = settled(before, replace(before, facts=known), "2026-09-03")
    assert clock(before, "dl10") in clocks.running
    assert in_london(clock(before, "dl10").due_at) == "Sun 5 Jul 2026 17:00"


def test_a_clock_may_be_late_when_it_starts_and_is_then_marked_at_once() -> None:
    review = with_clocks(standing_at(P.REFERRED, {F.AWARE: "2026-05-05"}), london("2026-06-01"))
    late = clock(review, "dl01")
    assert late.due_at < late.started_at
    assert late.next_at == late.due_at
    assert late.warn_at == ()


def test_the_six_months_run_on_while_the_decision_is_taken_again() -> None:
    facts = {
        F.ENTERED: "2026-06-01",
        F.REVIEW_DECIDED: "2026-05-20",
        F.SUBMITTED: "2026-05-20",
        F.DECISION_SENT: "2026-05-20",
        F.DECIDED: "2026-05-20",
    }
    before = with_clocks(standing_at(P.PANEL_RESPONDED, facts), london("2026-06-01"))
    after = replace(before, position=P.RAPID_REVIEW_DRAFTED.value)
    clocks = settled(before, after, "2026-06-02")
    assert "dl10" not in ends(before, clocks)
    assert not {"dl05", "dl06"} & {one.clock for one in clocks.running}, "the rapid review was sent long ago"


@pytest.mark.parametrize(
    ("fields", "clocks"),
    [
        ({"incident": "death", "looked_after": True}, {"dl03"}),
        ({"incident": "death", "care_leaver": True}, {"dl04"}),
        ({"incident": "serious_harm", "looked_after": True}, set()),
        ({"incident": "death"}, set()),
    ],
)
def test_some_deadlines_are_for_some_incidents_only(fields: dict[str, Any], clocks: set[str]) -> None:
    review = with_clocks(standing_at(P.CRITERIA_ASSESSMENT, {F.AWARE: "2026-12-17"}, **fields), london("2026-12-17"))
    assert {one.clock for one in review.clocks} & {"dl03", "dl04"} == clocks


class TestAPeriodThatMustLast:
    BEFORE = standing_at(P.PUBLISHED, {F.PUBLISHED: "2026-06-10"})

    def test_its_clock_ends_a_year_on(self) -> None:
        review = with_clocks(self.BEFORE, london("2026-06-10"))
        assert in_london(clock(review, "dl15").due_at) == "Thu 10 Jun 2027 17:00"

    def test_it_does_not_start_again_once_it_is_over(self) -> None:
        after = standing_at(P.ACTION_PLAN_ACTIVE, {F.PUBLISHED: "2026-06-10"})
        assert with_clocks(after, london("2027-06-11")).running("dl15") is None

    def test_one_that_is_over_and_not_marked_yet_waits_to_be_marked(self) -> None:
        review = with_clocks(self.BEFORE, london("2026-06-10"))
        assert clock(review, "dl15") in settled(review, review, "2027-06-11").running


class TestWarnings:
    def test_the_stricter_reading_is_when_the_warning_of_sending_ahead_comes(self) -> None:
        planned = standing_at(P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: "2026-06-10"})
        points = clock(with_clocks(planned, london("2026-05-20")), "dl12").warn_at
        assert [in_london(point) for point in points] == [
            "Fri 22 May 2026 17:00",  # 5 working days before, the bank holiday of 25 May left out
            "Thu 28 May 2026 17:00",
            "Fri 29 May 2026 17:00",  # seven clear days
        ]

    def test_a_point_that_has_passed_when_the_clock_starts_is_left_out(self) -> None:
        planned = standing_at(P.PUBLICATION_PLANNED, {F.PUBLICATION_PLANNED: "2026-06-10"})
        points = clock(with_clocks(planned, london("2026-05-29 09:00")), "dl12").warn_at
        assert [in_london(point) for point in points] == ["Fri 29 May 2026 17:00"]


class TestNationalOverrides:
    @staticmethod
    def due(limit: str | None, notified: str) -> datetime:
        relaxed = {"deadline": "dl05", "first": "2026-03-01", "last": "2026-03-31", "limit": limit}
        basis = {"force": "may", "source": {"document": "TRA"}}
        rules = altered_rules(lambda data: data.update(relaxations=[relaxed | basis]))
        review = with_clocks(standing_at(P.NOTIFIED, {F.NOTIFIED: notified}), london(notified), rules)
        return clock(review, "dl05").due_at

    @pytest.mark.parametrize(
        ("notified", "due"),
        [
            ("2026-02-27", "Fri 20 Mar 2026 17:00"),  # the day before it begins
            ("2026-03-02", "Thu 16 Apr 2026 17:00"),
            ("2026-04-01", "Fri 24 Apr 2026 17:00"),  # the day after it has ended
        ],
    )
    def test_the_limit_in_force_on_the_day_the_clock_starts_counts(self, notified: str, due: str) -> None:
        assert in_london(self.due("31 working_days", notified)) == due

    def test_a_limit_that_is_lifted_is_still_asked_after(self) -> None:
        assert in_london(self.due(None, "2026-03-02")) == "Tue 3 Mar 2026 17:00"
