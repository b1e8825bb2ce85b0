"""Actions as data: what they may hold, and what is told apart."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from states.actions import LONGEST_NARRATIVE, Action, AnyAction, SetChildProtectingTime
from states.case import dump, read
from tests.states.doings import KINDS
from tests.states.trial import world

ANY: TypeAdapter[Action] = TypeAdapter(AnyAction)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"kind": "hurry"}, "hurry"),
        ({"kind": "answer"}, "answer"),
        ({"kind": "answer", "answer": "   "}, "at least 1 character"),
        ({"kind": "answer", "answer": "x" * (LONGEST_NARRATIVE + 1)}, "at most"),
        ({"kind": "answer", "answer": "yes", "colour": "red"}, "Extra inputs"),
        ({"kind": "answer", "answer": "a lone surrogate \ud800"}, "unicode"),
        ({"kind": "acknowledge", "commits_to": "2026-02-30"}, "date"),
        ({"kind": "set_child_protecting_time", "by": "2026-03-03T12:00:00", "reason": "x"}, "give the time zone"),
        ({"kind": "set_child_protecting_time", "by": "0001-01-01T00:00:00+05:00", "reason": "x"}, "years"),
        ({"kind": "give_group_view", "view": "abstain", "reason": "x"}, "another_way"),
        ({"kind": "skip_stage", "to": "y" * 101, "reason": "x"}, "at most 100"),
    ],
)
def test_bad_data_is_refused_with_what_is_wrong(data: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ANY.validate_python(data)


def test_every_kind_can_be_read_by_its_name() -> None:
    names = {kind.model_fields["kind"].default for kind in KINDS}
    assert len(names) == len(KINDS)
    schema = ANY.json_schema()
    assert set(schema["discriminator"]["mapping"]) == names | {"raise_disagreement"}


def test_facts_and_narrative_share_all_fields_out() -> None:
    action = SetChildProtectingTime(by=datetime(2026, 3, 3, 12, tzinfo=UTC), reason="because")
    assert action.facts() == {"by": "2026-03-03T12:00:00Z"}
    assert action.narrative() == {"reason": "because"}


def test_a_case_is_the_same_after_it_was_written_and_read() -> None:
    case = world().case
    assert read(dump(case)) == case
    assert read(dump(case).encode()) == case
