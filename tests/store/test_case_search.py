"""What is looked for among cases is found on both stores, beside what the reader may read and never instead of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from store.case_pages import cases_found, page_of_cases
from store.case_search import CaseSearch, never_late
from store.directory import current_directory
from store.membership import member_of
from store.procedure_versions import rules_in_store
from store.readable_cases import Operator, Reader
from store.recording import DISAGREEMENT
from store.sessions import reading
from store.team import Team, owed_in_team, page_of_team, reports_of
from tests.at_work import MONDAY
from tests.partnership import (
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SCHOOL_NURSE,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.store.conftest import ThreeCases
from tests.store.tampering import CASES, unguarded

NOW = MONDAY + timedelta(days=6)
"""When the last of the three cases was raised."""


def found(cases: ThreeCases, search: CaseSearch, reader: Reader | None = None) -> list[str]:
    """Which of the three are found, in their order."""
    names = {cases.climbed: "climbed", cases.settled: "settled", cases.fresh: "fresh"}
    with reading(cases.engine) as connection:
        listed = cases_found(connection, reader or Operator(), search, kind=DISAGREEMENT, most=10)
        paged = page_of_cases(connection, reader or Operator(), search)
    assert [one.case.reference for one in listed] == [one.case.reference for one in paged.cases]
    assert paged.total == len(listed)
    return [names[one.case.reference] for one in listed]


def member(cases: ThreeCases, code: str) -> Reader:
    with reading(cases.engine) as connection:
        directory = current_directory(connection).directory
        return member_of(connection, directory, directory.people[code], NOW.date())


LATER = NOW + timedelta(days=60)
FOUND: list[tuple[CaseSearch, set[str]]] = [
    (CaseSearch(), {"climbed", "settled", "fresh"}),
    (CaseSearch(show="closed"), set()),
    (CaseSearch(show="all"), {"climbed", "settled", "fresh"}),
    (CaseSearch(reference="-0002"), {"settled"}),
    (CaseSearch(reference="%"), set()),
    (CaseSearch(reference="_"), set()),
    (CaseSearch(stage="practitioners"), {"fresh"}),
    (CaseSearch(stage="practitioner"), set()),
    (CaseSearch(stage="senior_managers"), {"climbed"}),
    (CaseSearch(stage="closing"), {"settled"}),
    (CaseSearch(category="threshold", priority="standard", stage="senior_managers"), {"climbed"}),
    (CaseSearch(category="conference"), set()),
    (CaseSearch(priority="urgent"), set()),
    (CaseSearch(agency=POLICE), {"fresh"}),
    (CaseSearch(agency=COUNCIL), {"climbed", "settled"}),
    (CaseSearch(owners=(SERVICE_MANAGER,)), {"climbed"}),
    (CaseSearch(owners=(HEALTH_VISITOR,)), {"settled", "fresh"}),
    (CaseSearch(owners=()), set()),
    (CaseSearch(owner_agency=HCRG), {"settled", "fresh"}),
    (CaseSearch(owner_role="practitioner"), {"settled", "fresh"}),
    (CaseSearch(owner_role="senior_manager"), {"climbed"}),
    (CaseSearch(owner_role="serious_incident_notifier"), {"climbed"}),
    (CaseSearch(owner_role="serious_incident"), set()),
    (CaseSearch(owner_role="business_support"), {"settled"}),
    (CaseSearch(late_at=NOW), set()),
    (CaseSearch(late_at=LATER), {"climbed", "settled", "fresh"}),
    (CaseSearch(late_at=LATER, owner_agency=HCRG, stage="practitioners"), {"fresh"}),
    # One clock must meet both: what is late here is not business support's.
    (CaseSearch(late_at=NOW + timedelta(days=6), owner_role="business_support"), set()),
    (CaseSearch(due_by=NOW), set()),
    (CaseSearch(due_by=NOW + timedelta(days=2)), {"climbed", "fresh"}),
    (CaseSearch(raised_from=NOW), {"settled", "fresh"}),
    (CaseSearch(raised_before=NOW), {"climbed"}),
    (CaseSearch(raised_from=MONDAY, raised_before=MONDAY), set()),
]


def test_what_is_looked_for_is_found(cases: ThreeCases) -> None:
    for search, expected in FOUND:
        assert set(found(cases, search)) == expected, search


def test_closed_cases_are_looked_for_apart(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(CASES.update().where(CASES.c.reference == cases.settled).values(closed_at=NOW))
    assert set(found(cases, CaseSearch(show="closed"))) == {"settled"}
    assert set(found(cases, CaseSearch())) == {"climbed", "fresh"}
    assert set(found(cases, CaseSearch(show="all"))) == {"climbed", "settled", "fresh"}


@pytest.mark.parametrize("search", [CaseSearch(show="all"), CaseSearch(show="all", agency=COUNCIL)])
def test_looking_opens_nothing_that_is_not_the_readers(cases: ThreeCases, search: CaseSearch) -> None:
    assert found(cases, search, member(cases, DETECTIVE_CONSTABLE)) == (["fresh"] if not search.agency else [])


def test_no_lateness_is_told_of_what_has_to_last(cases: ThreeCases) -> None:
    with reading(cases.engine) as connection:
        assert never_late(rules_in_store(connection).values()) == ()
    with reading(cases.engine) as connection:
        known = page_of_cases(connection, Operator(), CaseSearch(stage="practitioners")).cases
    ids = tuple(clock.clock for one in known for clock in one.case.clocks)
    assert ids
    # A clock of an item has the item after its id.
    never = (*ids, "record_copy", "written_outcome", "feedback_to_raiser", "learning")
    assert found(cases, CaseSearch(late_at=LATER, never_late=never)) == ["climbed"]
    assert set(found(cases, CaseSearch(late_at=LATER, never_late=("practitioners", "record")))) == {
        "climbed", "settled", "fresh",
    }  # fmt: skip


def test_who_reports_to_somebody_reports_to_those_above_them(cases: ThreeCases) -> None:
    with reading(cases.engine) as connection:
        directory = current_directory(connection).directory
    assert SOCIAL_WORKER in reports_of(directory, TEAM_MANAGER, NOW.date())
    above = reports_of(directory, SERVICE_MANAGER, NOW.date())
    assert {SOCIAL_WORKER, TEAM_MANAGER} <= set(above)
    assert SERVICE_MANAGER not in above
    assert reports_of(directory, SOCIAL_WORKER, NOW.date()) == ()


def test_a_team_owes_or_waits_and_what_it_owes_is_counted(cases: ThreeCases) -> None:
    names = {cases.climbed: "climbed", cases.settled: "settled", cases.fresh: "fresh"}

    def of(team: Team, search: CaseSearch | None = None) -> set[str]:
        with reading(cases.engine) as connection:
            page = page_of_team(connection, Operator(), team, search or CaseSearch(), 1)
        return {names[one.case.reference] for one in page.cases}

    assert of(Team((HEALTH_VISITOR, SCHOOL_NURSE))) == {"climbed", "settled", "fresh"}, "waits and owes"
    assert of(Team((DETECTIVE_CONSTABLE,))) == {"fresh"}
    assert of(Team((SERVICE_MANAGER,))) == {"climbed"}
    assert of(Team(agency=COUNCIL)) == {"climbed", "settled"}
    assert of(Team(("nobody",))) == of(Team()) == set()
    assert of(Team(agency=HCRG), CaseSearch(late_at=NOW)) == set()
    with reading(cases.engine) as connection:
        owed = owed_in_team(connection, Operator(), Team(agency=HCRG), NOW + timedelta(days=60))
        unread = owed_in_team(connection, member(cases, DETECTIVE_CONSTABLE), Team(agency=COUNCIL), NOW)
    assert [(one.person, one.steps, one.late) for one in owed] == [(HEALTH_VISITOR, 4, 4)]
    assert unread == []
