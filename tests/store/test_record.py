"""The hash chain: what an entry's hash stands for."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from msgspec.structs import replace

from states.decision import Entry
from store.record import FIRST, SALT_CHARACTERS, canonical, entry_hash, entry_row, moment, narrative_hash, salted
from tests.at_work import MONDAY

ENTRY = Entry(
    number=2,
    kind="answer",
    at=MONDAY,
    recorded_at=MONDAY,
    actor="social_worker",
    position="practitioners.considering",
    on_behalf_of="team_manager",
    facts={"owner": "health_visitor", "clocks_started": [{"number": 4}]},
    narrative={"answer": "We will visit — together."},
)


SALT = "0123456789abcdef" * 2


def hash_of(entry: Entry, reference: str = "D-2026-0001", previous: str = FIRST, state: str | None = "{}") -> str:
    written = SALT + canonical(entry.narrative) if entry.narrative else None
    return str(entry_row(1, reference, entry, previous, state, written)["hash"])


def test_the_same_entry_has_the_same_hash_wherever_its_row_stands() -> None:
    assert entry_row(1, "D-2026-0001", ENTRY, FIRST)["hash"] == entry_row(2, "D-2026-0001", ENTRY, FIRST)["hash"]


@pytest.mark.parametrize(
    "change",
    [
        {"number": 3},
        {"kind": "answered"},
        {"at": MONDAY + timedelta(microseconds=1)},
        {"recorded_at": MONDAY + timedelta(microseconds=1)},
        {"actor": "another"},
        {"on_behalf_of": None},
        {"position": "closing"},
        {"audience": "group"},
        {"facts": {"owner": "health_visitor"}},
        {"narrative": {"answer": "We will visit, together."}},
        {"narrative": {}},
    ],
)
def test_each_thing_that_an_entry_says_is_in_its_hash(change: dict[str, Any]) -> None:
    assert hash_of(replace(ENTRY, **change)) != hash_of(ENTRY)


def test_so_are_the_case_the_state_and_the_entry_before() -> None:
    hashes = {
        hash_of(ENTRY),
        hash_of(ENTRY, reference="D-2026-0002"),
        hash_of(ENTRY, previous="1" * 64),
        hash_of(ENTRY, state='{"version":2}'),
        hash_of(ENTRY, state=None),
    }
    assert len(hashes) == 5


def test_what_moves_from_one_column_to_the_next_changes_the_hash() -> None:
    assert hash_of(replace(ENTRY, kind="answerx", actor="y")) != hash_of(replace(ENTRY, kind="answer", actor="xy"))


def test_an_instant_counts_the_same_in_every_zone() -> None:
    there = MONDAY.astimezone(timezone(timedelta(hours=5)))
    assert moment(there) == moment(MONDAY) == "2026-11-02T09:00:00.000000Z"
    assert hash_of(replace(ENTRY, at=there)) == hash_of(ENTRY)
    assert isinstance(there, datetime)


def test_a_hash_can_be_worked_out_by_hand() -> None:
    """So that somebody with the record and SHA-256 needs nothing of this program to check it."""
    columns = [
        FIRST,
        "D-2026-0001",
        "2",
        "answer",
        "2026-11-02T09:00:00.000000Z",
        "2026-11-02T09:00:00.000000Z",
        "social_worker",
        "team_manager",
        "practitioners.considering",
        "parties",
        '{"clocks_started":[{"number":4}],"owner":"health_visitor"}',
        hashlib.sha256((SALT + '{"answer":"We will visit — together."}').encode()).hexdigest(),
        hashlib.sha256(b"{}").hexdigest(),
    ]
    assert hash_of(ENTRY) == hashlib.sha256("\x1f".join(columns).encode()).hexdigest()


def test_the_narrative_is_in_it_by_its_hash_alone() -> None:
    """The chain can then be checked by somebody who may not read what people wrote."""
    row = entry_row(1, "D-2026-0001", ENTRY, FIRST, None, SALT + canonical(ENTRY.narrative))
    assert "We will" not in str(row)
    assert row["hash"] == entry_hash(
        "D-2026-0001", 2, "answer", MONDAY, MONDAY, "social_worker", "team_manager", "practitioners.considering",
        "parties", row["facts"], row["narrative_hash"], None, FIRST,
    )  # fmt: skip


def test_the_same_words_never_have_the_same_hash() -> None:
    """Who guesses a short text cannot see by the hash whether they are right."""
    texts = {salted({"answer": "Yes."}) for _ in range(20)}
    assert len({narrative_hash(text) for text in texts}) == 20
    assert {text[SALT_CHARACTERS:] for text in texts} == {'{"answer":"Yes."}'}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ({"é": "\x00\x1f"}, '{"é":"\\u0000\\u001f"}'),
        ({}, "{}"),
    ],
)
def test_canonical_json(value: dict[str, Any], text: str) -> None:
    assert canonical(value) == text
