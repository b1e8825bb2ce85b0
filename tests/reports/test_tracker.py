"""The tracker: where each review stands, who owes what, and each clock with what it rests on."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewPosition as P
from reports.tracked_clock import TrackedClock
from reports.tracker import TrackerLine, as_plain_data, tracker, tracker_line
from reports.tracker_table import details, tracker_table
from reports.yearly_report import partnership_dates
from states.review import Dispute, Review
from states.review_actions import AgreeActionPlan, AnswerRecommendation, RecordPanelQuery
from tests.partnership import HCRG, POLICE, essex_directory
from tests.reports.reviews import (
    INCIDENT,
    NOTIFIED,
    at,
    gathering,
    late_publication,
    published,
    referred,
    with_clocks,
    with_panel,
)
from tests.reports.rules import review_rules
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT, brought_to, lead, recommendation
from tests.states.review_rules import review_rules as shipped_rules

NOW = at(1, 12)


def line_of(review: Review) -> TrackerLine:
    return tracker_line(with_clocks(review, NOTIFIED), review_rules(), essex_directory(), NOW)


def clock_of(review: Review, clock: str) -> TrackedClock:
    return next(one for one in line_of(review).clocks if one.clock == clock)


def test_a_line_says_where_a_review_stands_and_who_owes_the_next_step() -> None:
    line = line_of(gathering()[0])
    assert line.where == "Rapid review: agency returns are being gathered"
    assert line.owner == "Business manager, business support team, Essex Safeguarding Children Board"
    assert (line.edition, line.superseded_by) == ("Working Together 2023", "Working Together 2026")
    assert [clock.clock for clock in line.clocks] == ["return__essex_county_council", "rapid_review"]
    assert line.late == 1


def test_a_clock_says_everything_that_its_date_rests_on() -> None:
    clock = clock_of(gathering()[0], "rapid_review")
    assert clock.heading == "DL05 Send the rapid review to the Panel"
    assert clock.due == "the end of Tuesday 19 January 2027"
    assert (clock.standing, clock.left, clock.working_days) == ("in_time", "5 working days left", 5)
    assert clock.from_words == "counts from the notification to the Panel, Thursday 24 December 2026"
    assert (clock.force, clock.grade) == ("should", "B, read in part")
    assert clock.rests_on == "should, CP practice review guidance"
    assert clock.superseded_by is None


def test_who_owes_what_of_a_recommendation_of_several_agencies() -> None:
    world = brought_to(P.PUBLISHED)
    world.act(lead(HCRG), AnswerRecommendation(number=1, accepted=False, reason="No."))
    world.act(SUPPORT, recommendation(world, HCRG, POLICE))
    for agency in (HCRG, POLICE):
        world.act(lead(agency), AnswerRecommendation(number=2, accepted=True, reason="Yes.", action="Ask."))
    world.act(COMMITTEE_CHAIR, AgreeActionPlan())
    clocks = {one.clock: one for one in tracker_line(world.review, world.rules, world.directory, world.now).clocks}
    own, check = clocks["recommendation_due__2__essex_police"], clocks["recommendation_six_months__2"]
    assert own.heading.endswith(": recommendation 2, Essex Police")
    assert (own.owner.startswith("Detective inspector"), own.together_with) == (True, ())
    assert (check.about, check.together_with) == ("recommendation 2", ("Essex Police",))
    assert ", together with Essex Police; counts from" in next(details(check))


def test_a_time_that_somebody_has_set_is_not_said_to_be_counted() -> None:
    world = brought_to(P.ACTION_PLAN_ACTIVE)
    world.act(SUPPORT, RecordPanelQuery(due_at=world.now + timedelta(days=9), question="Which school?"))
    clocks = {one.clock: one for one in tracker_line(world.review, world.rules, world.directory, world.now).clocks}
    due, asked, check = (clocks[name] for name in ("recommendation_due__1", "dl08__1", "recommendation_six_months__1"))
    assert due.from_words.startswith("runs from its being accepted")
    assert due.from_words.endswith("to the time that the recommendation sets")
    assert asked.from_words.endswith("to the time that the Panel sets")
    assert check.from_words.startswith("counts from its being accepted")
    # What a document states is not called local for having no code in the source list.
    assert (due.label, check.label, asked.label) == ("", "local", "DL08")


def test_the_reading_that_is_not_in_force_stands_beside_the_one_that_is() -> None:
    (other,) = clock_of(gathering()[0], "rapid_review").other_readings
    assert (other.counts_from, other.due_at.date()) == ("the incident", date(2027, 1, 7))
    assert other.words() == (
        "the end of Thursday 7 January 2027: if counted from the incident [should, WT23 p. 144 (superseded)]"
    )
    assert INCIDENT.date() == date(2026, 12, 14)


def test_what_is_late_is_late_in_words_and_as_a_number() -> None:
    clock = clock_of(late_publication(), "publish")
    assert (clock.standing, clock.left, clock.working_days) == ("late", "7 working days late", -7)
    assert clock.superseded_by == "Working Together to Safeguard Children 2026"


def test_a_warned_clock_is_due_soon() -> None:
    review = with_clocks(gathering()[0], NOTIFIED)
    line = tracker_line(review, review_rules(), essex_directory(), at(1, 18))
    assert [clock.standing for clock in line.clocks if clock.clock == "rapid_review"] == ["due_soon"]


def test_a_date_before_publication_counts_back() -> None:
    clock = clock_of(late_publication(), "send_ahead")
    assert clock.from_words == "counts back from the planned day of publication, Wednesday 3 February 2027"
    assert clock.due == "the end of Monday 25 January 2027"
    assert [other.due_at.date() for other in clock.other_readings] == [date(2027, 1, 22)]


def test_where_no_period_is_established_nothing_is_called_late() -> None:
    line = line_of(with_panel())
    assert line.late == 0
    assert [(clock.standing, clock.left) for clock in line.clocks] == [
        ("asked_after", "first asked after 4 working days ago")
    ]


def test_a_period_that_must_last_is_neither_due_nor_late() -> None:
    clock = clock_of(published(), "stay_public")
    assert (clock.standing, clock.left) == ("lasting", "210 working days to go")


def test_an_item_is_named_with_the_agency_that_owes_it() -> None:
    clock = clock_of(gathering()[0], "return__essex_county_council")
    assert clock.heading == "Return the agency's summary: Essex County Council"
    assert clock.code is None
    assert clock.owner.endswith("Essex County Council")
    assert clock.counts_from == "its being asked for"
    assert clock.rests_on == "local default, to be confirmed"


def test_an_open_disagreement_and_a_delay_are_told_beside_the_clocks() -> None:
    dispute = Dispute("decision", "police", at(1, 11), "D-2027-0002")
    review = late_publication()
    review = replace(review, disputes=(dispute,), facts=review.facts | {"delay_expected": at(1, 5)})
    assert line_of(review).notes == (
        "Disagreement D-2027-0002 on the decision is open since Monday 11 January 2027. It stops no clock.",
        "Delay expected since Tuesday 5 January 2027. Panel and Secretary of State are not told yet.",
    )


def test_reviews_stand_in_the_order_in_which_they_are_due_and_closed_ones_are_left_out() -> None:
    closed = replace(published(), reference="R-2024-0001", position="closed")
    reviews = [with_clocks(one, NOTIFIED) for one in (with_panel(), gathering()[0], late_publication())]
    shown = tracker([(one, review_rules()) for one in (*reviews, closed)], essex_directory(), NOW)
    assert [line.reference for line in shown.lines] == ["R-2026-0001", "R-2026-0004", "R-2026-0003"]


def test_the_partnerships_own_dates_stand_below() -> None:
    (unknown,) = partnership_dates(review_rules(), NOW)
    assert unknown.due == "the end of Thursday 30 September 2027"
    assert not unknown.late
    assert unknown.left
    assert unknown.left.endswith(
        "; whether the one due by Wednesday 30 September 2026 was published is not recorded"
    ), "a report that may be missing is never passed over in silence"
    (late,) = partnership_dates(review_rules(), NOW, last_published=date(2025, 9, 12))
    assert late.due == "the end of Wednesday 30 September 2026"
    assert late.late
    (next_year,) = partnership_dates(review_rules(), NOW, last_published=date(2026, 9, 1))
    assert next_year.due == "the end of Thursday 30 September 2027"
    assert next_year.left
    assert "recorded" not in next_year.left


COPIES = [
    # (published, copy sent, how it stands on 12 January 2027)
    (date(2026, 9, 1), None, "not recorded whether it was sent"),
    (date(2026, 9, 1), date(2026, 9, 7), "sent on Monday 7 September 2026"),
    (date(2026, 9, 1), date(2026, 9, 9), "sent on Wednesday 9 September 2026, after its time"),
    (date(2026, 9, 1), date(2025, 9, 9), "not recorded whether it was sent"),  # that of the year before
    (date(2027, 1, 11), None, "4 working days left"),
    (None, None, None),
]


@pytest.mark.parametrize(("published_on", "sent_on", "left"), COPIES)
def test_the_copy_of_the_yearly_report_is_never_called_late_without_knowing(
    published_on: date | None, sent_on: date | None, left: str | None
) -> None:
    dates = partnership_dates(shipped_rules(), NOW, published_on, sent_on)
    (copy,) = [one for one in dates if one.code == "DL21"]
    assert (copy.left, copy.late) == (left, False)


def test_plain_data_is_json() -> None:
    reviews = [with_clocks(one, NOTIFIED) for one in (gathering()[0], late_publication())]
    shown = tracker([(one, review_rules()) for one in reviews], essex_directory(), NOW, review_rules())
    read = json.loads(json.dumps(as_plain_data(shown)))
    assert read["made_at"] == "2027-01-12T10:00:00+00:00"
    assert read["lines"][0]["clocks"][0]["due_at"] == "2027-01-03T23:59:00+00:00"
    assert read["partnership"][0]["code"] == "DL20"


def test_the_table_fits_the_terminal_and_holds_every_clock() -> None:
    reviews = [with_clocks(one, NOTIFIED) for one in (gathering()[0], late_publication(), referred()[0], published())]
    shown = tracker([(one, review_rules()) for one in reviews], essex_directory(), NOW, review_rules())
    for width in (72, 100, 160):
        text = tracker_table(shown, width)
        assert max(map(len, text.splitlines())) <= width
        for line in shown.lines:
            assert line.reference in text
            for clock in line.clocks:
                assert clock.due_at.strftime("%b %Y") in text
        assert "LATE  DL10" in text
    assert "No clock runs." in tracker_table(shown)
    assert "Working Together 2023 has been superseded by Working Together 2026." in tracker_table(shown)


def test_a_duty_of_statute_whose_time_stands_in_replaced_guidance_says_so() -> None:
    world = brought_to(P.CRITERIA_ASSESSMENT)
    line = tracker_line(world.review, world.rules, world.directory, world.now)
    (notify,) = [clock for clock in line.clocks if clock.code == "DL01"]
    assert notify.superseded_by
    assert notify.superseded_by.startswith("Working Together to Safeguard Children 2026")
