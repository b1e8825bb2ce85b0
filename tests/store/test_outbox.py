"""The outbox: claiming, leasing, settling, and queueing each notice once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine

from states.decision import NoticeOwed
from store.delivery_history import count_by_state, delivery_history, notices
from store.outbox import (
    Settlement,
    call_up_oldest,
    claim_notices,
    held_up,
    hold_up,
    is_due,
    lease,
    put_back,
    queue_once,
    settle,
    wake,
)
from store.recording import notice_row
from store.sessions import open_store, reading, writing
from store.stored_notice import StoredNotice

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LEASE = timedelta(minutes=10)
SENT = Settlement("sent", None, "The mail server took the message.", sent_at=NOW, receipt="<id>")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A store with three notices, queued a minute apart."""
    engine = open_store(database_url)
    with writing(engine) as connection:
        rows = [row(person, NOW - timedelta(minutes=3 - place)) for place, person in enumerate(("one", "two", "three"))]
        assert queue_once(connection, rows) == 3
    yield engine
    engine.dispose()


def row(person: str, queued_at: datetime) -> dict[str, object]:
    return notice_row("D-2026-0001", 1, queued_at, NoticeOwed(person, "told", {"what": "Words."}), "email")


def claimed(engine: Engine, now: datetime = NOW, limit: int = 10) -> list[str]:
    with writing(engine) as connection:
        return [notice.recipient for notice in claim_notices(connection, now, limit)]


def leased(engine: Engine, limit: int = 1) -> list[StoredNotice]:
    with writing(engine) as connection:
        return lease(connection, claim_notices(connection, NOW, limit), NOW + LEASE)


def read_one(engine: Engine, person: str) -> StoredNotice:
    with reading(engine) as connection:
        history = delivery_history(connection, "D-2026-0001")
    return next(one.notice for one in history if one.notice.recipient == person)


def test_what_was_queued_first_is_claimed_first(engine: Engine) -> None:
    assert claimed(engine) == ["one", "two", "three"]
    assert claimed(engine, limit=2) == ["one", "two"]
    assert claimed(engine, NOW - timedelta(minutes=2)) == ["one", "two"], "and nothing before its time"


def test_a_leased_notice_is_nobody_elses_until_its_lease_has_run_out(engine: Engine) -> None:
    (notice,) = leased(engine)
    assert (notice.state, notice.attempts) == ("sending", 1)
    assert claimed(engine) == ["two", "three"]
    assert claimed(engine, NOW + LEASE) == ["two", "three", "one"]


@pytest.mark.parametrize("store_kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_what_another_worker_is_looking_at_is_passed_over(engine: Engine) -> None:
    with writing(engine) as one, writing(engine) as other:
        assert [notice.recipient for notice in claim_notices(one, NOW, 2)] == ["one", "two"]
        assert [notice.recipient for notice in claim_notices(other, NOW, 2)] == ["three"]


def test_an_outcome_is_written_by_the_worker_that_has_the_notice(engine: Engine) -> None:
    (first,) = leased(engine)
    with writing(engine) as connection:
        (second,) = lease(connection, [first], NOW + LEASE)
        assert not settle(connection, first, replace(SENT, state="failed"), "permanent", NOW)
        assert settle(connection, second, SENT, "sent", NOW)
    with reading(engine) as connection:
        one = delivery_history(connection, "D-2026-0001")[0]
    assert (one.notice.state, one.notice.sent_at, one.notice.receipt) == ("sent", NOW, "<id>")
    assert [event.kind for event in one.events] == ["permanent", "sent"], (
        "what was tried is in the history all the same"
    )


def test_what_was_not_tried_keeps_its_place_and_its_count(engine: Engine) -> None:
    with writing(engine) as connection:
        before = claim_notices(connection, NOW, 1)
        lease(connection, before, NOW + LEASE)
    with writing(engine) as connection:
        put_back(connection, before)
    assert claimed(engine) == ["one", "two", "three"]
    assert (read_one(engine, "one").state, read_one(engine, "one").attempts) == ("queued", 0)


def test_what_waits_for_a_way_out_goes_in_order_once_that_works(engine: Engine) -> None:
    later = NOW + timedelta(hours=1)
    with writing(engine) as connection:
        hold_up(connection, claim_notices(connection, NOW, 2), "mail", later, NOW)
        (waiting,) = held_up(connection)
        assert (waiting.way, waiting.state, waiting.count, waiting.next_attempt_at) == ("mail", "queued", 2, later)
    assert claimed(engine) == ["three"]
    with writing(engine) as connection:
        call_up_oldest(connection, "mail")
    assert claimed(engine) == ["one", "three"]
    with writing(engine) as connection:
        assert wake(connection, "mail") == 2
        assert wake(connection, "mail") == 0
    assert claimed(engine) == ["one", "two", "three"]


def test_a_key_is_queued_once(engine: Engine) -> None:
    with writing(engine) as connection:
        assert queue_once(connection, [row("one", NOW), row("four", NOW)]) == 1
    assert claimed(engine) == ["one", "two", "three", "four"]


def test_what_is_left_to_deliver(engine: Engine) -> None:
    (notice,) = leased(engine)
    with writing(engine) as connection:
        settle(connection, notice, SENT, "sent", NOW)
        (failed,) = lease(connection, claim_notices(connection, NOW, 1), NOW + LEASE)
        settle(connection, failed, Settlement("failed", None, "Refused."), "permanent", NOW)
    with reading(engine) as connection:
        assert count_by_state(connection) == {"failed": 1, "queued": 1}
        assert [one.notice.recipient for one in notices(connection, undelivered=True)] == ["three", "two"]
        assert [one.notice.recipient for one in notices(connection, limit=1)] == ["three"]
        assert is_due(connection, NOW)
        assert not is_due(connection, NOW - timedelta(hours=1))
