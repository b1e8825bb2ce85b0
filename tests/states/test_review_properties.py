"""Over all days and all orders of words: nothing is published too early, and nothing is sent unratified."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from states.action import Action
from states.decision import Decision, Refusal
from tests.states.review_cases import ReviewWorld
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT, TEXT, brought_to, recommended
from tests.states.review_rules import london
from tests.states.test_review_model import AHEAD, working_days

FIRST = date(2026, 12, 1)
DAYS = st.integers(0, 45).map(lambda days: FIRST + timedelta(days=days))
"""Days around Christmas and the new year, whose bank holidays count for nothing."""


def sent_on(panel: date, secretary_of_state: date) -> ReviewWorld:
    """A review whose report was sent on these days, with the comments on it considered."""
    world = brought_to(P.PUBLICATION_PLANNED)
    world.now = london("2027-01-31")
    sent = do.SendBeforePublication(sent_to_panel_on=panel, sent_to_secretary_of_state_on=secretary_of_state)
    world.act(SUPPORT, sent)
    world.act(SUPPORT, do.RecordPanelComments(comments=TEXT, considered=TEXT))
    return world


@settings(max_examples=150, deadline=None)
@given(panel=DAYS, secretary_of_state=DAYS, published_on=DAYS)
def test_it_is_published_exactly_where_both_had_it_seven_working_days_before(
    panel: date, secretary_of_state: date, published_on: date
) -> None:
    world = sent_on(panel, secretary_of_state)
    answer = world.ask(SUPPORT, do.PublishReport(published_on=published_on, address="https://example.org/report"))
    both = max(panel, secretary_of_state)
    in_time = published_on > both and working_days(world, both, published_on) >= AHEAD
    assert isinstance(answer, Decision) == in_time
    if isinstance(answer, Refusal):
        assert answer.code == "too_early"


@settings(max_examples=100, deadline=None)
@given(panel=DAYS, days=st.integers(0, 45))
def test_the_day_is_moved_exactly_to_where_it_was_sent_in_time(panel: date, days: int) -> None:
    world = sent_on(panel, panel)
    world.now = london(f"{panel} 09:00")
    moved_to = panel + timedelta(days=days)
    answer = world.ask(SUPPORT, do.MovePublication(planned_on=moved_to, reason=TEXT))
    assert isinstance(answer, Decision) == (days > 0 and working_days(world, panel, moved_to) >= AHEAD)


SEATS = {
    "director_childrens_services_ecc": "council",
    "assistant_chief_constable_essex_police": "police",
    "chief_nurse_snee_icb": "health",
    "director_nursing_hwe_icb": "health",
    "executive_chief_nursing_officer_mse_icb": "health",
}
WORDS: dict[str, Action] = {
    "ratify": do.Ratify(reason=TEXT),
    "recuse": do.RecuseFromReview(reason=TEXT),
}


@settings(max_examples=150, deadline=None)
@given(words=st.lists(st.tuples(st.sampled_from(sorted(SEATS)), st.sampled_from(sorted(WORDS))), max_size=10))
def test_it_is_sent_exactly_where_every_function_has_ratified_whoever_stepped_aside(
    words: list[tuple[str, str]],
) -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    ratified: set[str] = set()
    aside: set[str] = set()
    for member, word in words:
        answer = world.ask(member, WORDS[word])
        if isinstance(answer, Decision):
            world.keep(answer)
            (ratified if word == "ratify" else aside).add(member)
    heard = {SEATS[member] for member in ratified - aside}
    answer = world.ask(SUPPORT, do.SubmitRapidReview(sent_at=world.now))
    assert isinstance(answer, Decision) == (heard == set(SEATS.values()))
    assert (world.review.decision is not None) == (heard == set(SEATS.values()))


@settings(max_examples=50, deadline=None)
@given(before=st.sets(st.sampled_from(sorted(SEATS))), refuses=st.sampled_from(sorted(SEATS)))
def test_one_refusal_is_enough_whoever_ratified_before(before: set[str], refuses: str) -> None:
    world = brought_to(P.RAPID_REVIEW_SIGN_OFF)
    for member in sorted(before):
        world.act(member, do.Ratify(reason=TEXT))
    world.act(refuses, do.RefuseRatification(reason=TEXT))
    assert isinstance(world.ask(SUPPORT, do.SubmitRapidReview(sent_at=world.now)), Refusal)
    world.act(SUPPORT, do.DisputeOpened(about="decision", reference="D-1", opened_at=world.now))
    world.act(SUPPORT, do.DisputeResolved(reference="D-1", outcome="settled"))
    world.act(COMMITTEE_CHAIR, recommended())
    assert isinstance(world.ask(SUPPORT, do.SubmitRapidReview(sent_at=world.now)), Refusal)
