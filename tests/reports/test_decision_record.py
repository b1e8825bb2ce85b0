"""The decision record, opened again: four parts, seven office dates, and what the present rules add."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from docx.document import Document
from msgspec.structs import replace

from procedures.review_course import ReviewPosition as P
from reports.decision_record import decision_record
from reports.rapid_review_report import rapid_review_report
from reports.recorded import NOT_RECORDED
from states.review import Dispute, Review
from states.review_actions_rapid_review import (
    Ratify,
    RecommendDecision,
    RecordPanelResponse,
    RefuseRatification,
    RetakeDecision,
)
from store.readable_cases import RecordedEntry
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    SERVICE_MANAGER,
    essex_directory,
)
from tests.reports.opened import everything, headings, opened, particulars, table, under
from tests.reports.recording import Recording
from tests.reports.reviews import at, referred, submitted
from tests.reports.rules import review_rules

NOW = at(1, 22)


@cache
def record(story: Callable[[], tuple[Review, list[RecordedEntry]]]) -> Document:
    review, entries = story()
    return opened(decision_record(review, entries, review_rules(), essex_directory(), NOW))


def test_it_has_the_four_parts_and_what_was_added_to_them() -> None:
    for story in (referred, submitted):
        assert headings(record(story)) == [
            "Office dates",
            "Part 1: referral",
            "Part 2: agency summary",
            "Part 3: recommendation of the sub-committee",
            "Part 4: decision of the safeguarding partners",
            "The Panel",
            "Reviewer, conflict check and notices",
            "What families were told",
            "Advice of the independent scrutineer",
            "Deadlines",
            "Sources",
        ]


def test_the_office_dates_say_where_they_are_taken_from() -> None:
    document = record(submitted)
    assert table(document, "Office dates")[1:] == [
        ["Referral received", "Thursday 17 December 2026 at 8am", "Entry 1"],
        ["Sent to the chair of the sub-committee", "Thursday 24 December 2026 at 11am", "Entry 4"],
        ["Call for information", "Tuesday 29 December 2026 at 9am", "Entry 5"],
        ["Last date for agencies", "Tuesday 5 January 2027 at 11pm", "Agency returns"],
        ["Meeting", "Monday 11 January 2027", "Entry 10"],
        ["Recommendation submitted", "Wednesday 13 January 2027 at midday", "Entry 12"],
        ["Decision", "Thursday 14 January 2027 at midday", "The last ratification"],
        [
            "Decision to hold a local review",
            "Thursday 14 January 2027 at midday",
            "From which the time to publish counts",
        ],
    ]


def test_votes_reviewer_conflict_check_and_notices_are_as_recorded() -> None:
    document = record(submitted)
    recommended = particulars(document, "The sub-committee's recommendation")
    assert (recommended["In favour"], recommended["Against"]) == ("Local authority, Health", "Police")
    assert particulars(document, "Reviewer, conflict check and notices") == {
        "Reviewer": "Independent reviewer with a social work background",
        "Appointed on": "Wednesday 20 January 2027",
        "Knowledge and practice": "Led eleven local reviews.",
        "Conflict of interest": "An interest was found and is managed",
        "How a conflict is managed": "Takes no part in what concerns a former employer.",
        "Panel, Ofsted and Department for Education told": "Thursday 21 January 2027",
        "Reviewer named to them": "Yes",
    }
    assert under(document, "Advice of the independent scrutineer")[0].startswith("Ask families early")


def test_a_view_that_was_not_given_is_said_to_be_missing_and_why() -> None:
    document = record(submitted)
    views = {row[0]: row[1:] for row in table(document, "Views on notifying")[1:]}
    assert views["Police"][1] == "To be notified"
    assert views["Health"] == [NOT_RECORDED] * 4
    assert "Why views are missing: Health did not answer in time." in everything(document)


def test_linked_disagreements_stand_with_their_outcomes() -> None:
    document = record(submitted)
    assert table(document, "Linked disagreements")[1:] == [
        ["Whether to notify", "Police", "Tuesday 22 December 2026 at 9am", "D-2026-0031",
         "Settled by those who differed, Wednesday 23 December 2026"]
    ]  # fmt: skip


def test_a_decision_that_is_retaken_shows_what_it_replaces_and_no_old_ratification() -> None:
    before, entries = submitted()
    recording = Recording()
    recording.entries += entries
    letter = RecordPanelResponse(
        response="suggests_local_review", received_on=date(2027, 1, 25), letter="The Panel suggests a local review."
    )
    recording.write(letter, BUSINESS_MANAGER, at(1, 25, 12), P.PANEL_RESPONDED)
    retaken = RetakeDecision(panel_suggests_local_review=True, reason="The Panel's letter.")
    recording.write(retaken, SERVICE_MANAGER, at(1, 26, 12), P.RAPID_REVIEW_DRAFTED)
    proposal = RecommendDecision(decision="local_review", in_favour=("council",), rationale="In the Panel's light.")
    recording.write(proposal, SERVICE_MANAGER, at(1, 27, 12), P.RAPID_REVIEW_SIGN_OFF)
    recording.write(Ratify(reason="Agreed."), ASSISTANT_CHIEF_CONSTABLE, at(1, 28, 12), P.RAPID_REVIEW_SIGN_OFF)
    undecided = {name: when for name, when in before.facts.items() if name not in ("decided", "review_decided")}
    review = replace(
        before,
        position=P.RAPID_REVIEW_SIGN_OFF.value,
        facts=undecided,
        decision=None,
        ratifications=(),
        panel_response="suggests_local_review",
        answers=before.answers | {"panel": True},
    )
    document = opened(decision_record(review, recording.entries, review_rules(), essex_directory(), at(1, 29)))
    assert [row[1:3] for row in table(document, "Earlier recommendations")[1:]] == [
        [
            "Hold a local child safeguarding practice review",
            "Three agencies knew of the missed appointments and none put them together.",
        ]
    ]
    voices = {row[0]: row[2] for row in table(document, "Ratification by the safeguarding partners")[1:]}
    assert voices == {"Local authority": NOT_RECORDED, "Police": "Ratified", "Health": NOT_RECORDED}
    assert particulars(document, "The decision")["Decision"] == NOT_RECORDED
    assert under(document, "Letters of the Panel")[0].endswith(": The Panel suggests a local review.")
    criterion = table(document, "Criteria for a local review")[4]
    assert criterion[1:] == ["Yes", "The Panel's letter."]
    assert (
        particulars(document, "The Panel")["Response"]
        == "The Panel suggests a local child safeguarding practice review"
    )


def test_what_other_areas_do_and_what_is_to_be_confirmed_stands_here_and_not_in_the_report() -> None:
    review, entries = submitted()
    rules = review_rules().model_copy(update={"awaiting_confirmation": "Whether ratifying in writing is enough."})
    made = [
        opened(make(review, entries, rules, essex_directory(), at(1, 29)))
        for make in (decision_record, rapid_review_report)
    ]
    confirm = "To be confirmed by the partnership: Whether ratifying in writing is enough."
    assert [confirm in everything(one) for one in made] == [True, False]
    assert ["If counted from the incident" in everything(one) for one in made] == [True, False]


@pytest.mark.parametrize("make", [decision_record, rapid_review_report])
def test_a_partner_who_did_not_agree_is_heard_beside_the_ratifications(make: Callable[..., bytes]) -> None:
    before, entries = submitted()
    recording = Recording()
    recording.entries += entries
    refused = RefuseRatification(reason="The record of the clinic was not seen.")
    recording.write(refused, ASSISTANT_CHIEF_CONSTABLE, at(1, 13, 12), P.DECISION_DISPUTED)
    proposal = RecommendDecision(decision="no_review", in_favour=("council",), rationale="After what was seen since.")
    recording.write(proposal, SERVICE_MANAGER, at(1, 15, 12), P.RAPID_REVIEW_SIGN_OFF)
    dispute = Dispute(
        "decision", ASSISTANT_CHIEF_CONSTABLE, at(1, 13, 12), "D-2026-0040", at(1, 14), "settled_elsewhere"
    )
    review = replace(before, disputes=(*before.disputes, dispute))
    document = opened(make(review, recording.entries, review_rules(), essex_directory(), at(1, 29)))
    assert table(document, "Linked disagreements")[-1][3:] == [
        "D-2026-0040",
        "Settled beyond the ladder, Thursday 14 January 2027",
    ]
    assert table(document, "Why partners differed")[-1] == [
        "Assistant Chief Constable, Essex Police",
        "The decision",
        "Wednesday 13 January 2027 at midday",
        "The record of the clinic was not seen.",
    ]
