"""The mail server is down for a day: cases climb all the same, and afterwards every notice arrives."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from notifications.message_identity import KEY_HEADER
from store.stored_notice import StoredNotice
from tests.at_work import MONDAY, AtWork, engine_at_work, entries_of, fits, notices_of, raised, settings_for
from tests.notifications.smtp_servers import Mailbox, free_port, smtp_server
from tests.partnership import COUNCIL, HCRG, HEALTH_VISITOR, SCHOOL_NURSE, SOCIAL_WORKER
from workflows.deliver import deliver
from workflows.digest import digest
from workflows.tick import tick
from workflows.watchdog import watch

THURSDAY = MONDAY + timedelta(days=3)


def run(at_work: AtWork, until: datetime, at_once: int, step: timedelta = timedelta(minutes=30)) -> None:
    """Let the time pass in steps, each with a tick and a delivery."""
    while at_work.clock.now() < until:
        at_work.clock.advance_by(step)
        tick(at_work.context)
        deliver(at_work.context, at_once=at_once)


def all_notices(at_work: AtWork, references: list[str]) -> list[StoredNotice]:
    found = [notice for reference in ["", *references] for notice in notices_of(at_work.context, reference)]
    return sorted(found, key=lambda notice: (notice.queued_at, notice.id))


@pytest.mark.slow
@pytest.mark.parametrize("at_once", [1, 8])
def test_nothing_is_lost_and_everything_arrives_in_order(database_url: str, tmp_path: Path, at_once: int) -> None:
    port = free_port()
    settings = settings_for(database_url, tmp_path, port)
    with engine_at_work(settings) as (context, clock):
        at_work = AtWork(context, clock, Mailbox(port))
        with smtp_server(at_work.mailbox):
            references = [raised(context) for _ in range(3)]
            references += [raised(context, SOCIAL_WORKER, HEALTH_VISITOR, HCRG) for _ in range(2)]
            run(at_work, THURSDAY, at_once, timedelta(hours=6))
        before = len(at_work.mailbox.mails)

        references += [raised(context, SCHOOL_NURSE, SOCIAL_WORKER, COUNCIL)]
        run(at_work, THURSDAY + timedelta(hours=22), at_once)
        digest(context)
        run(at_work, THURSDAY + timedelta(hours=24), at_once)
        assert len(at_work.mailbox.mails) == before, "the server is down"
        climbed = [entry for r in references for entry in entries_of(context, r) if entry.kind == "moved_up_by_clock"]
        assert len(climbed) == 5, "cases climb although nobody can be told"
        assert {entry.at for entry in climbed} == {THURSDAY.replace(hour=17)}
        assert {problem.kind for problem in watch(context).problems} == {"held_up"}

        after = Mailbox(port)
        with smtp_server(after):
            at_work = replace(at_work, mailbox=after)
            run(at_work, THURSDAY + timedelta(hours=24, minutes=30), at_once)

        queued = all_notices(at_work, references)
        assert {notice.state for notice in queued} == {"sent", "cancelled"}
        assert all("owed" in (n.reason or "") for n in queued if n.state == "cancelled"), "overtaken by a climb"
        arrived = [str(mail[KEY_HEADER]) for mail in after.mails]
        sent = [n.key for n in queued if n.state == "sent" and n.sent_at and n.sent_at > THURSDAY]
        assert set(arrived) == set(sent)
        assert len(arrived) == len(sent), "no notice had left before, so none comes twice"
        for recipient in {n.recipient for n in queued}:
            theirs = {n.key for n in queued if n.recipient == recipient}
            assert [key for key in arrived if key in theirs] == [key for key in sent if key in theirs]
        if at_once == 1:
            assert arrived == sent, "in the order in which they were queued"
        assert all(n.fall_back_at is None for n in queued), "deputies are not told of a fault that is ours"
        assert fits(context)
        assert watch(context).ok
