"""Workers killed by SIGKILL at the worst moments: in mid-send, in mid-sweep, while passing a notice on."""

import signal
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from store.cases import lock_case
from store.sessions import writing
from tests.at_work import AtWork, entries_of, fits, notices_of, raised
from tests.chaos.worker import end, start
from tests.partnership import BUSINESS_MANAGER, SOCIAL_WORKER
from workflows.deliver import deliver
from workflows.tick import tick
from workflows.watchdog import watch

LEASE = timedelta(minutes=10)


def kill(sweep: str, at_work: AtWork, trip: str, *, at_once: int = 1) -> None:
    """Let a worker run until it is killed at a trip point."""
    ((code, report),) = end(start(sweep, at_work, trip=trip, at_once=at_once))
    assert (code, report) == (-signal.SIGKILL, {})


def wait_for_the_dead(at_work: AtWork, references: list[str]) -> None:
    """Wait until the database has noticed that a worker is dead, and has let go of its rows."""
    with writing(at_work.context.engine) as connection:
        for reference in references:
            lock_case(connection, reference)


def message_ids(at_work: AtWork) -> Counter[str]:
    return Counter(str(mail["Message-ID"]) for mail in at_work.mailbox.mails)


@pytest.mark.parametrize("at_once", [1, 4])
def test_in_mid_send_between_the_servers_yes_and_writing_it_down(at_work: AtWork, at_once: int) -> None:
    references = [raised(at_work.context) for _ in range(12)]
    kill("deliver", at_work, "deliver.sent:3", at_once=at_once)
    # Nobody else may have them until the lease has run out.
    deliver(at_work.context)
    leased = [n for r in references for n in notices_of(at_work.context, r) if n.state == "sending"]
    assert leased
    at_work.clock.advance_by(LEASE)
    deliver(at_work.context)
    assert {n.state for r in references for n in notices_of(at_work.context, r)} == {"sent"}
    arrived = message_ids(at_work)
    assert len(arrived) == 12, "each notice once, for a reader who knows a Message-ID again"
    assert set(arrived.values()) == {1, 2}, "what was sent and not written down came twice, and nothing else"
    assert sum(arrived.values()) - 12 <= len(leased)


@pytest.mark.parametrize("trip", ["deliver.leased", "deliver.settled"])
def test_before_sending_and_after_writing_it_down_nothing_comes_twice(at_work: AtWork, trip: str) -> None:
    reference = raised(at_work.context)
    kill("deliver", at_work, trip)
    at_work.clock.advance_by(LEASE)
    deliver(at_work.context)
    assert [notice.state for notice in notices_of(at_work.context, reference)] == ["sent"]
    assert set(message_ids(at_work).values()) == {1}


def test_while_a_notice_is_passed_on_it_is_passed_on_once(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    kill("deliver", at_work, "undelivered.told")
    wait_for_the_dead(at_work, [reference])
    assert [entry.kind for entry in entries_of(at_work.context, reference)] == ["raise_disagreement"]
    assert notices_of(at_work.context, reference)[0].state == "failed"
    deliver(at_work.context)
    kinds = Counter(entry.kind for entry in entries_of(at_work.context, reference))
    assert kinds == {"raise_disagreement": 1, "notice_undelivered": 1}
    assert len(at_work.mails_to(BUSINESS_MANAGER)) == 1
    assert fits(at_work.context)


@pytest.mark.parametrize("batch", [1, 2])
def test_in_mid_sweep_each_case_climbs_once(at_work: AtWork, batch: int) -> None:
    references = [raised(at_work.context) for _ in range(10)]
    at_work.clock.advance_by(timedelta(days=4))
    kill("tick", at_work, f"tick.recorded:{batch}")
    wait_for_the_dead(at_work, references)
    marked = Counter(entry.kind for r in references for entry in entries_of(at_work.context, r))
    assert (len(marked) == 1) == (batch == 1), "the batch it died in is gone, and what was committed before stays"
    assert tick(at_work.context).stuck == ()
    for reference in references:
        entries = entries_of(at_work.context, reference)
        assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
        points = Counter((entry.kind, entry.facts.get("number"), entry.at) for entry in entries)
        assert set(points.values()) == {1}, "no point of a clock is marked twice"
        assert [entry.kind for entry in entries].count("moved_up_by_clock") == 1
        assert all(a.recorded_at <= b.recorded_at for a, b in pairwise(entries))
    kinds = {tuple(entry.kind for entry in entries_of(at_work.context, r)) for r in references}
    assert len(kinds) == 1, "killed or not, every case goes the same way"
    assert fits(at_work.context)
    deliver(at_work.context)
    assert watch(at_work.context).ok
