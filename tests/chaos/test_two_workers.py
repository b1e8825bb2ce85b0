"""Two workers at the same work at once: each climb once, each notice once."""

from collections import Counter
from datetime import timedelta

from tests.at_work import AtWork, entries_of, fits, notices_of, raised
from tests.chaos.worker import end, start
from workflows.deliver import deliver
from workflows.tick import tick
from workflows.watchdog import watch


def test_two_sweeps_at_once(at_work: AtWork) -> None:
    references = [raised(at_work.context) for _ in range(12)]
    at_work.clock.advance_by(timedelta(days=4))
    ends = end(start("tick", at_work), start("tick", at_work))
    assert [code for code, _ in ends] == [0, 0]
    # What both passed over, because the other had it, is the next tick's.
    last = tick(at_work.context)
    entries = [entry for reference in references for entry in entries_of(at_work.context, reference)]
    reported = sum((Counter(report["events"]) for _, report in ends), Counter(last.events))
    assert reported == Counter(entry.kind for entry in entries if entry.kind != "raise_disagreement")
    assert reported["moved_up_by_clock"] == 12
    assert [stuck for _, report in ends for stuck in report["stuck"]] == []
    assert fits(at_work.context)


def test_two_deliveries_at_once(at_work: AtWork) -> None:
    references = [raised(at_work.context) for _ in range(12)]
    ends = end(start("deliver", at_work), start("deliver", at_work))
    assert [code for code, _ in ends] == [0, 0]
    deliver(at_work.context)
    assert Counter(str(mail["Message-ID"]) for mail in at_work.mailbox.mails).most_common(1)[0][1] == 1
    assert len(at_work.mailbox.mails) == 12
    assert {n.state for reference in references for n in notices_of(at_work.context, reference)} == {"sent"}
    tick(at_work.context)
    assert watch(at_work.context).ok
