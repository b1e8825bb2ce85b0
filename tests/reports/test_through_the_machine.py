"""At every position of the main line, reached through the machine under the shipped rules, all can be made."""

from __future__ import annotations

from functools import cache
from xml.etree import ElementTree

import pytest
from msgspec.structs import replace

from procedures.review_course import ReviewFact, ReviewPosition
from procedures.review_wording import FACTS
from reports.decision_record import decision_record
from reports.rapid_review_report import rapid_review_report
from reports.recorded import NOT_RECORDED
from reports.review_words import POSITIONS
from reports.tracker import tracker
from reports.tracker_picture import tracker_picture
from reports.tracker_table import tracker_table
from states import review_actions as do
from tests.reports.opened import everything, headings, opened, particulars, table, under
from tests.reports.test_rapid_review_report import HEADINGS
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import AGENCIES, MAIN_LINE, PARTNERS_CHAIR, SUPPORT, TEXT, brought_to, letter
from tests.states.review_rules import london

P = ReviewPosition

positions = pytest.mark.parametrize("position", [P.REFERRED, *(position for position, _ in MAIN_LINE)])


@cache
def world_at(position: P) -> ReviewWorld:
    return brought_to(position)


@positions
def test_the_report_has_the_same_headings_wherever_the_review_stands(position: P) -> None:
    world = world_at(position)
    made = rapid_review_report(world.review, world.entries, world.rules, world.directory, world.now)
    assert headings(opened(made)) == HEADINGS


def test_what_the_machine_has_recorded_reaches_the_documents() -> None:
    world = world_at(P.LCSPR_COMMISSIONING)
    arguments = (world.review, world.entries, world.rules, world.directory, world.now)
    report, record = opened(rapid_review_report(*arguments)), opened(decision_record(*arguments))
    assert len(table(report, "Agency returns")) == 1 + len(AGENCIES)
    assert under(report, "What happened")[0] == TEXT
    for questions in ("Criteria for a local review", "Matters to have regard to"):
        assert NOT_RECORDED not in {row[1] for row in table(report, questions)}
    assert {row[2] for row in table(report, "Ratification by the safeguarding partners")[1:]} == {"Ratified"}
    assert particulars(report, "The decision")["Decision"] == "Hold a local child safeguarding practice review"
    dates = table(record, "Office dates")[1:]
    assert [row[0] for row in dates if NOT_RECORDED in row[1]] == []
    assert "Draft" not in [one.text.partition(":")[0] for one in record.paragraphs]
    assert not set(world.directory.people) & set(everything(record).split())


def test_a_vote_that_nobody_gave_is_nobodys_and_not_missing_from_the_record() -> None:
    world = world_at(P.RAPID_REVIEW_SUBMITTED)
    made = opened(rapid_review_report(world.review, world.entries, world.rules, world.directory, world.now))
    votes = particulars(made, "The sub-committee's recommendation")
    assert (votes["In favour"], votes["Against"]) == ("Local authority, Police, Health", "Nobody")


def test_a_delay_stands_in_the_decision_record_with_its_reasons_from_when_it_is_known() -> None:
    world = brought_to(P.LCSPR_IN_PROGRESS)

    def delay() -> dict[str, str]:
        made = decision_record(world.review, world.entries, world.rules, world.directory, world.now)
        return particulars(opened(made), "Delay")

    world.act(SUPPORT, do.ExpectDelay(ground="inquest", reason="The inquest is opened in May."))
    expected = delay()
    assert (expected["Ground"], expected["Reasons"]) == ("Inquest", "The inquest is opened in May.")
    assert expected["Panel told"] == NOT_RECORDED
    world.act(
        SUPPORT,
        do.ReportDelay(ground="inquest", panel_told_on=world.today, secretary_of_state_told_on=world.today),
    )
    assert delay()["Secretary of State told"] == "Monday 2 March 2026"


def test_a_national_review_has_a_reference_of_its_own_beside_that_of_the_notification() -> None:
    world = brought_to(P.AWAITING_PANEL)
    letter(world, "national_review")
    world.act(PARTNERS_CHAIR, do.LinkNationalReview(panel_reference="N-7"))
    made = opened(decision_record(world.review, world.entries, world.rules, world.directory, world.now))
    assert particulars(made, "The Panel")["National review"] == "N-7"
    for name in ("The notification", "Particulars of this document"):
        assert particulars(made, name)["Panel's reference"] == "SIN-1"


def test_a_period_that_must_last_says_until_when_and_is_never_done() -> None:
    world = world_at(P.PUBLISHED)
    made = decision_record(world.review, world.entries, world.rules, world.directory, world.now)
    rows = table(opened(made), "Deadlines, what they count from and when they were met")
    (kept,) = [row for row in rows if "(DL15)" in row[0]]
    assert kept[2].startswith("At least until ")
    assert kept[3].endswith(" working days to go")


def rows_of(world: ReviewWorld, code: str) -> list[list[str]]:
    made = decision_record(world.review, world.entries, world.rules, world.directory, world.now)
    rows = table(opened(made), "Deadlines, what they count from and when they were met")
    return [row for row in rows if f"({code})" in row[0]]


def test_what_the_panel_asked_for_is_due_when_the_panel_said() -> None:
    world = brought_to(P.AWAITING_PANEL)
    due = london("2026-03-20 17:00")
    world.act(SUPPORT, do.RecordPanelQuery(due_at=due, question=TEXT))
    (asked,) = rows_of(world, "DL08")
    assert asked[2:4] == ["Friday 20 March 2026 at 5pm", NOT_RECORDED]
    world.until("2026-03-24")
    (late,) = rows_of(world, "DL08")
    assert late[3] == f"{NOT_RECORDED}: 2 working days late"
    world.act(SUPPORT, do.AnswerPanelQuery(number=1, sent_at=world.now, answer=TEXT))
    (answered,) = rows_of(world, "DL08")
    assert answered[3] == "24 Mar 2026, 2 working days late"


def test_a_decision_that_is_taken_again_is_a_draft_without_a_day_of_ratification() -> None:
    world = brought_to(P.PANEL_RESPONDED)
    world.review = replace(world.review, panel_response="questions")
    world.act(PARTNERS_CHAIR, do.RetakeDecision(panel_suggests_local_review=False, reason=TEXT))
    assert world.fact(ReviewFact.DECIDED)
    made = opened(rapid_review_report(world.review, world.entries, world.rules, world.directory, world.now))
    assert particulars(made, "The decision") == {"Decision": NOT_RECORDED, "Ratified on": NOT_RECORDED}
    assert "Draft" in [one.text.partition(":")[0] for one in made.paragraphs]


@positions
def test_every_running_clock_is_tracked_and_drawn(position: P) -> None:
    world = world_at(position)
    shown = tracker([(world.review, world.rules)], world.directory, world.now, world.rules)
    if not position.is_open:
        assert shown.lines == ()
        return
    (line,) = shown.lines
    assert line.clocks
    assert {clock.clock for clock in line.clocks} == {clock.clock for clock in world.review.clocks}
    text, picture = tracker_table(shown), tracker_picture(shown)
    drawn = ElementTree.fromstring(picture)  # noqa: S314 - our own text, made just now
    labels = [group.get("aria-label") or "" for group in drawn.iter() if group.tag.endswith("g")]
    for clock in line.clocks:
        assert any(label.startswith(clock.heading) for label in labels)
        assert (clock.code or "local") in text


def test_nothing_that_people_wrote_is_in_the_tracker() -> None:
    for position in (P.RAPID_REVIEW_GATHERING, P.ACTION_PLAN_ACTIVE):
        world = world_at(position)
        shown = tracker([(world.review, world.rules)], world.directory, world.now, world.rules)
        assert TEXT not in tracker_table(shown)
        assert TEXT not in tracker_picture(shown)


def test_every_position_and_every_fact_has_words() -> None:
    assert set(POSITIONS) == set(ReviewPosition)
    assert set(FACTS) == set(ReviewFact)
