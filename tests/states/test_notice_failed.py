"""A notice that did not reach its person, as an event on a case."""

from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace as changed

from procedures.catalogue import load
from states.actions import RaiseDisagreement
from states.case import Case
from states.decide import decide, drafted
from states.decision import Decision, Refusal
from states.directory import Deputy, Directory, Person
from states.notice_failed import FailedNotice, Others, notice_failed, others_to_tell
from tests.partnership import COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER, essex_directory

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
TODAY = date(2026, 11, 2)
FAILED = FailedNotice(
    SOCIAL_WORKER, "owed", {"stage": "Practitioners"}, 1, "The mail server refused the address (550)."
)
ESSEX = load("essex")


def raised() -> Case:
    action = RaiseDisagreement(
        responding_agency=COUNCIL,
        responding_practitioner=SOCIAL_WORKER,
        category=ESSEX.categories[0].id,
        about="What it is about.",
        tried="What was tried.",
        would_settle="What would settle it.",
    )
    case = drafted("D-2026-0001", action, HEALTH_VISITOR, ESSEX, "version", essex_directory(), NOW)
    decision = decide(case, action, HEALTH_VISITOR, ESSEX, essex_directory(), NOW)
    assert isinstance(decision, Decision)
    assert isinstance(decision.case, Case)
    return decision.case


def test_nothing_of_the_case_changes_but_its_record_grows() -> None:
    case = raised()
    decision = notice_failed(case, FAILED, Others(("deputy",), ("support",)), ESSEX, essex_directory(), NOW)
    assert isinstance(decision, Decision)
    after = decision.case
    assert (after.position, after.owner, after.clocks) == (case.position, case.owner, case.clocks)
    assert after.version == case.version + 1
    assert (decision.clocks_started, decision.clocks_changed, decision.clocks_ended) == ((), (), ())
    (entry,) = decision.entries
    assert (entry.kind, entry.at, entry.narrative) == ("notice_undelivered", NOW, {})
    assert entry.facts["passed_to"] == ["deputy", "support"]


def test_deputies_are_owed_the_notice_and_business_support_word_of_it() -> None:
    decision = notice_failed(raised(), FAILED, Others(("deputy",), ("support",)), ESSEX, essex_directory(), NOW)
    assert isinstance(decision, Decision)
    to_deputy, to_support = decision.notices
    assert (to_deputy.recipient, to_deputy.template, to_deputy.clock) == ("deputy", "owed", 1)
    assert to_deputy.facts == {"stage": "Practitioners"}
    assert (to_support.recipient, to_support.template, to_support.clock) == ("support", "undelivered", None)
    assert to_support.facts["why"] == FAILED.reason


def test_that_nobody_is_left_is_on_the_record_too() -> None:
    decision = notice_failed(raised(), FAILED, Others(), ESSEX, essex_directory(), NOW)
    assert isinstance(decision, Decision)
    assert (decision.notices, decision.entries[0].facts["passed_to"]) == ((), [])


def test_a_closed_case_is_left_alone() -> None:
    closed = changed(raised(), position="closed", clocks=(), owner=None, closed_at=NOW)
    refused = notice_failed(closed, FAILED, Others((), ("support",)), ESSEX, essex_directory(), NOW)
    assert isinstance(refused, Refusal)
    assert refused.reason.endswith("This disagreement is closed.")


DIRECTORY = Directory.of(
    [],
    [
        Person("worker", "Worker", "council"),
        Person("deputy", "Deputy", "council"),
        Person("gone", "Deputy", "council", left_on=TODAY),
        Person("support_one", "Support", "board", roles=("business_support",)),
        Person("support_two", "Support", "board", roles=("business_support",)),
    ],
    [Deputy("worker", "gone", TODAY), Deputy("worker", "deputy", TODAY, TODAY + timedelta(days=1))],
)


@pytest.mark.parametrize(
    ("unreachable", "deputies", "support"),
    [
        (set(), ("deputy",), ("support_one", "support_two")),
        ({"deputy"}, (), ("support_one", "support_two")),
        ({"support_one"}, ("deputy",), ("support_two",)),
        ({"deputy", "support_one", "support_two"}, (), ()),
    ],
)
def test_who_is_told_instead(unreachable: set[str], deputies: tuple[str, ...], support: tuple[str, ...]) -> None:
    others = others_to_tell(DIRECTORY, "worker", unreachable, TODAY)
    assert (others.deputies, others.business_support) == (deputies, support)


def test_a_deputy_who_stands_in_no_longer_is_not_told() -> None:
    assert others_to_tell(DIRECTORY, "worker", (), TODAY + timedelta(days=2)).deputies == ()
