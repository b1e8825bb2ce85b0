"""Drafts: saved as typed, seen by their author alone, raised once, and deleted without a trace."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from procedures.catalogue import load
from states.decision import Refusal
from store.recording import table
from store.sessions import open_store, reading
from store.tables import CaseRow, DraftRow
from tests.partnership import COUNCIL, HEALTH_VISITOR, SCHOOL_NURSE, SOCIAL_WORKER, fill
from workflows import drafts
from workflows.door import Done

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
WHOLE = {
    "responding_agency": COUNCIL,
    "responding_practitioner": SOCIAL_WORKER,
    "category": "threshold",
    "about": "What it is about.",
    "tried": "What was tried.",
    "would_settle": "What would settle it.",
}


def rows(url: str, model: type) -> int:
    with reading(open_store(url)) as connection:
        return connection.execute(select(func.count()).select_from(table(model))).scalar_one()


def test_what_is_typed_is_kept_complete_or_not(database_url: str) -> None:
    engine = open_store(database_url)
    saved = drafts.save(engine, HEALTH_VISITOR, {"about": "half a sen"}, NOW)
    assert isinstance(saved, int)
    assert drafts.save(engine, HEALTH_VISITOR, {"about": "half a sentence"}, NOW, saved) == saved
    assert [draft.fields for draft in drafts.mine(engine, HEALTH_VISITOR)] == [{"about": "half a sentence"}]


def test_nobody_else_sees_it_changes_it_deletes_it_or_raises_it(database_url: str) -> None:
    engine = open_store(database_url)
    saved = drafts.save(engine, HEALTH_VISITOR, WHOLE, NOW)
    assert isinstance(saved, int)
    assert drafts.mine(engine, SCHOOL_NURSE) == []
    for answer in (
        drafts.save(engine, SCHOOL_NURSE, {}, NOW, saved),
        drafts.delete(engine, SCHOOL_NURSE, saved),
        drafts.raise_draft(engine, SCHOOL_NURSE, saved, load("essex"), NOW),
    ):
        assert isinstance(answer, Refusal)
        assert answer.code == "no_such_draft"
    assert [draft.fields for draft in drafts.mine(engine, HEALTH_VISITOR)] == [WHOLE]


def test_deleting_leaves_nothing(database_url: str) -> None:
    engine = open_store(database_url)
    saved = drafts.save(engine, HEALTH_VISITOR, WHOLE, NOW)
    assert isinstance(saved, int)
    assert drafts.delete(engine, HEALTH_VISITOR, saved) is None
    assert rows(database_url, DraftRow) == 0


def test_raising_takes_the_draft_with_it_and_a_second_click_finds_none(database_url: str) -> None:
    engine = open_store(database_url)
    fill(engine)
    saved = drafts.save(engine, HEALTH_VISITOR, WHOLE, NOW)
    assert isinstance(saved, int)
    raised = drafts.raise_draft(engine, HEALTH_VISITOR, saved, load("essex"), NOW)
    assert isinstance(raised, Done)
    assert raised.case.owner == SOCIAL_WORKER
    again = drafts.raise_draft(engine, HEALTH_VISITOR, saved, load("essex"), NOW)
    assert isinstance(again, Refusal)
    assert (rows(database_url, DraftRow), rows(database_url, CaseRow)) == (0, 1)


@pytest.mark.parametrize(
    ("change", "said"), [({"about": ""}, "about"), ({"category": "weather"}, "category"), ({"tried": None}, "tried")]
)
def test_a_refusal_says_why_and_leaves_the_draft_as_it_was(
    database_url: str, change: dict[str, object], said: str
) -> None:
    engine = open_store(database_url)
    fill(engine)
    typed = WHOLE | change
    saved = drafts.save(engine, HEALTH_VISITOR, typed, NOW)
    assert isinstance(saved, int)
    refused = drafts.raise_draft(engine, HEALTH_VISITOR, saved, load("essex"), NOW)
    assert isinstance(refused, Refusal)
    assert said in refused.reason
    assert [draft.fields for draft in drafts.mine(engine, HEALTH_VISITOR)] == [typed]
    assert rows(database_url, CaseRow) == 0
