"""The checker refuses rules under which a practice review could wait in silence, and shows the way there."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from itertools import product
from typing import Any

import pytest

from procedures.catalogue import load_review
from procedures.liveness import Proof
from procedures.proof import prove
from procedures.review_course import OPEN, ReviewMove, course
from procedures.review_course import ReviewFact as F
from procedures.review_course import ReviewPosition as P
from procedures.review_knowledge import Facts, knowledge, way_to
from procedures.review_language import ReviewProcedure
from procedures.review_liveness import check_review
from procedures.review_owners import OWNERS
from tests.procedures.variations import item

Data = dict[str, Any]
Change = Callable[[Data], object]
RULES = load_review("practice_review_wt2023")


def rules_with(*changes: Change) -> ReviewProcedure:
    data = deepcopy(RULES.model_dump(mode="json"))
    for change in changes:
        change(data)
    return ReviewProcedure.model_validate(data)


def without(*names: str) -> Change:
    return lambda data: data.update(deadlines=[d for d in data["deadlines"] if d["id"] not in names])


def with_(name: str, **fields: object) -> Change:
    return lambda data: item(data["deadlines"], name).update(fields)


def test_the_rules_of_the_library_hold() -> None:
    proof = prove(RULES)
    assert proof.faults == ()
    assert proof.situations == len(P)
    assert proof.moves == len(course())


@pytest.mark.parametrize("position", OPEN)
def test_every_open_position_without_any_clock_is_found(position: P) -> None:
    def nothing_runs_there(data: Data) -> None:
        for deadline in data["deadlines"]:
            left = [at for at in deadline["runs_in"] if at != position]
            deadline["runs_in"] = left or (deadline["runs_in"] and ["draft"])

    faults = [f for f in check_review(rules_with(nothing_runs_there)).faults if f.message.startswith(f"{position}: no")]
    assert [fault.path for fault in faults] == [knowledge(course()).ways[position]]


FAULTY: list[tuple[str, list[Change], str, tuple[str, ...]]] = [
    ("a clock that counts from what may not be known", [without("step_referred")],
     ("referred: no clock runs, so the review could wait here in silence; dl01 counts from aware, which may not be "
      "known here; dl02 counts from aware, which may not be known here"), ("refer_incident",)),
    ("clocks that may be met already", [without("dl01", "step_criteria_assessment")],
     ("criteria_assessment: no clock runs, so the review could wait here in silence; dl02 is met by partners_told, "
      "which may be known here already"), ("refer_incident", "begin_assessment", "tell_partners")),
    ("a clock that only some reviews have", [without("step_secretary_of_state_and_ofsted_only", "dl02")],
     "secretary_of_state_and_ofsted_only: no clock runs",
     ("refer_incident", "begin_assessment", "tell_secretary_of_state_only")),
    ("a first audit without a next one", [without("step_action_plan_active", "dl18_again")],
     "action_plan_active: no clock runs, so the review could wait here in silence; dl18 is met by audited", ()),
    ("a period that only has to last", [without("step_after_publication")], "published: no clock runs", ()),
    ("a decision that is taken again", [without("step_rapid_review_drafted")],
     "rapid_review_drafted: no clock runs", ()),
]  # fmt: skip


@pytest.mark.parametrize(("case", "changes", "message", "path"), FAULTY, ids=[row[0] for row in FAULTY])
def test_silence_is_found_with_the_way_there(
    case: str, changes: list[Change], message: str, path: tuple[str, ...]
) -> None:
    found = [fault for fault in check_review(rules_with(*changes)).faults if fault.message.startswith(message)]
    assert len(found) == 1, case
    assert found[0].path == path or not path
    assert walks(found[0].path, P(message.partition(":")[0]))


def walks(path: tuple[str, ...], end: P) -> bool:
    """Whether the events lead from a draft to a position."""
    here = P.DRAFT
    for event in path:
        here = next(move.target for move in course() if move.source is here and move.event == event)
    return here is end


def test_a_decision_taken_again_is_the_way_on_which_the_rapid_review_was_sent_already() -> None:
    (fault,) = check_review(rules_with(without("step_rapid_review_drafted"))).faults
    assert "submit_rapid_review" in fault.path
    assert "retake_decision" in fault.path


def test_clocks_that_take_turns_count_together() -> None:
    assert check_review(rules_with(without("step_action_plan_active", "step_impact_review"))).holds


UNSOUND: list[tuple[str, list[Change], str, tuple[str | int, ...]]] = [
    ("a fact that is never known there", [with_("step_referred", counts_from="published")],
     "the deadline 'step_referred' never starts: published is never known in referred", ("counts_from",)),
    ("met by what starts it", [with_("dl16", met_by="reviewer_appointed")],
     "the deadline 'dl16' is met by what starts it: it would never run", ("met_by",)),
    ("met before it can run", [with_("step_publish", met_by="publication_planned", counts_from="entered")],
     "the deadline 'step_publish' never runs: publication_planned is known already wherever it could", ("met_by",)),
    ("met by what cannot come about there", [with_("dl01", met_by="published")],
     "the deadline 'dl01' can never be met: nothing done where it runs makes published known", ("met_by",)),
    ("counted back from what is not planned", [with_("dl10", counted="before", warn=[])],
     "only from a day that is planned can be counted back, and review_decided is none", ("counted",)),
    ("a limit that nobody sets", [with_("dl10", limit=None)],
     "the deadline 'dl10' needs a `limit`, or `at_once`: no person sets its time", ()),
    ("a date of the partnership without a limit", [with_("dl20", limit=None)],
     "the deadline 'dl20' needs a `limit`: no person sets its time", ()),
    ("an item before there can be one", [with_("recommendation_due", runs_in=["referred"])],
     "the deadline 'recommendation_due' never starts: none is asked for by then; that is done by add_recommendation",
     ("runs_in",)),
    ("an agency where no item is", [with_("dl05", owner="return_agency")],
     "there is no return_agency here: only a deadline with `each: agency_return` has one", ("owner",)),
    ("a chase of nothing", [with_("dl05", chase={"amount": 0, "unit": "working_days"})],
     "`chase` needs an amount above 0", ("chase",)),
    ("a warning before the start", [with_("dl05", warn=[{"amount": 15, "unit": "working_days"}])],
     "a warning 15 working days before the end comes before the clock starts", ("warn", 0)),
    ("a stricter reading that is not", [with_("dl12", stricter={"amount": 6, "unit": "working_days"})],
     "6 working days is not stricter than 7 working days", ("stricter",)),
    ("a limit of a hundred years", [with_("dl10", limit={"amount": 1200, "unit": "calendar_months"}, warn=[])],
     "1200 calendar months is longer than ten years", ("limit",)),
    ("a basis that none of the readings has", [with_("dl05", counts_from="returns_requested")],
     "the deadline 'dl05' counts from returns_requested, as none of its readings does: notified (notification)",
     ("counts_from",)),
]  # fmt: skip


@pytest.mark.parametrize(("case", "changes", "message", "field"), UNSOUND, ids=[row[0] for row in UNSOUND])
def test_what_could_never_work_is_found_where_it_stands(
    case: str, changes: list[Change], message: str, field: tuple[str | int, ...]
) -> None:
    rules = rules_with(*changes)
    found = [fault for fault in check_review(rules).faults if fault.message.startswith(message)]
    assert len(found) == 1, case
    _, index, *rest = found[0].where
    assert isinstance(index, int)
    assert rules.deadlines[index] != RULES.deadlines[index]
    assert tuple(rest) == field


def messages(proof: Proof) -> list[str]:
    return [fault.message for fault in proof.faults]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d["groups"][0].update(quorum=4), "group 'cspr_sub_committee' can never be quorate: quorum 4 of 3"),
        (lambda d: d.update(partners=d["sub_committee"]), "the sub-committee would ratify its own decisions"),
        (lambda d: d.update(effective_to="2020-01-01"), "effective_to is before effective_from"),
        (lambda d: d["relaxations"][0].update(last="2020-02-01"), "last is before first"),
        (lambda d: d["relaxations"][0].update(limit={"amount": 3, "unit": "working_days"}),
         "3 working days relaxes nothing: the limit is 15 working days"),
        (lambda d: d["relaxations"][2].update(source=None, force="local_default", note="We are in a hurry."),
         "a national relaxation needs a `source`"),
        (lambda d: d["relaxations"][2].update(force="local_default"),
         "a national relaxation needs a `source`, and a force other than local_default"),
        (lambda d: d.update(lead_partners=None), "there are no lead_safeguarding_partners here"),
    ],
)  # fmt: skip
def test_groups_and_days_that_cannot_be(change: Change, message: str) -> None:
    assert [found for found in messages(check_review(rules_with(change))) if found.startswith(message)]


def test_what_is_never_called_late_is_no_clock_to_wait_by() -> None:
    rules = rules_with(lambda data: data["deadlines"].remove(_deadline(data, "step_awaiting_panel")))
    found = messages(check_review(rules))
    assert any(fault.startswith("awaiting_panel: no clock runs") for fault in found), found


def _deadline(data: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in data["deadlines"] if one["id"] == name)
    return found


def test_the_ladder_of_linked_disagreements_is_proved_too() -> None:
    proof = prove(RULES.model_copy(update={"disagreement_procedure": "partners_disagreement"}))
    (fault,) = proof.faults
    assert fault.where == ("disagreement_procedure",)
    assert "Did you mean partners_disagreement_wt2023?" in fault.message
    # A ladder that knows nothing of reviews would climb on when the council has notified.
    (silent,) = prove(RULES.model_copy(update={"disagreement_procedure": "essex"})).faults
    assert silent.message.startswith("essex: a disagreement whose subject the review decides itself would climb on")


def test_a_course_with_a_gap_is_found() -> None:
    moves = [move for move in course() if move.event != "begin_impact_review"]
    owners: dict[P, str] = {position: party for position, party in OWNERS.items() if position is not P.NOTIFIED}
    found = messages(check_review(RULES, moves, owners))
    assert "impact_review: cannot be reached" in found
    assert "notified: nobody owes the next step" in found
    assert "action_plan_active: nothing that anybody can do here leads on" in found


def test_what_is_known_is_what_every_way_or_some_way_brings() -> None:
    known = knowledge(course())
    assert F.AWARE in known.surely[P.NOTIFIED]
    assert F.AWARE not in known.surely[P.REFERRED]
    assert F.AWARE in known.maybe[P.REFERRED]
    assert F.SUBMITTED in known.maybe[P.RAPID_REVIEW_DRAFTED]
    assert F.SUBMITTED not in known.surely[P.RAPID_REVIEW_DRAFTED]
    assert F.PANEL_RESPONDED not in known.maybe[P.AWAITING_PANEL]  # a decision sent again awaits a response again
    assert all(F.ENTERED in known.surely[position] for position in OPEN)


def small_course(sets: tuple[F, ...], may_set: tuple[F, ...], forgets: tuple[F, ...]) -> list[ReviewMove]:
    return [
        ReviewMove("one", P.DRAFT, P.REFERRED, sets=(F.INCIDENT,), may_set=may_set),
        ReviewMove("two", P.DRAFT, P.REFERRED, sets=sets),
        ReviewMove("three", P.REFERRED, P.CRITERIA_ASSESSMENT, forgets=forgets),
        ReviewMove("back", P.CRITERIA_ASSESSMENT, P.REFERRED, may_set=(F.NOTIFIED,)),
    ]


def is_known(fact: F, wanted: bool, facts: Facts) -> bool:
    return (fact in facts) == wanted


CHOICES = ((), (F.AWARE,), (F.INCIDENT,), (F.INCIDENT, F.AWARE))


@pytest.mark.parametrize(("sets", "may_set", "forgets"), list(product(CHOICES, repeat=3)))
def test_the_data_flow_says_what_walking_every_way_says(
    sets: tuple[F, ...], may_set: tuple[F, ...], forgets: tuple[F, ...]
) -> None:
    moves = small_course(sets, may_set, forgets)
    known = knowledge(moves)
    every = frozenset(F)
    for position, fact in product((P.REFERRED, P.CRITERIA_ASSESSMENT), (F.AWARE, F.INCIDENT, F.NOTIFIED)):
        ways = {knows: way_to(moves, position, every, partial(is_known, fact, knows)) for knows in (True, False)}
        assert (fact in known.maybe[position]) == (ways[True] is not None)
        assert (fact in known.surely[position]) == (ways[False] is None)
