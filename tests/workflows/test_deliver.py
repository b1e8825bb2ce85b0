"""Delivering what waits in the outbox: to whom, what is still wanted, and what follows when it does not go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from notifications.message_identity import KEY_HEADER
from states.actions import Answer, HandOver
from store.outbox import lease
from store.sessions import writing
from store.stored_notice import NOTICES
from tests.at_work import (
    MONDAY,
    AtWork,
    address_of,
    change_person,
    do,
    history_of,
    notices_of,
    raised,
    run_clock,
    settings_for,
    words_of,
)
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SERVICE_MANAGER, SOCIAL_WORKER, TEAM_MANAGER
from workflows.deliver import DeliveryReport, deliver
from workflows.sweep_account import as_line
from workflows.trip_points import reached


def did(report: DeliveryReport) -> dict[str, int]:
    """What a sweep did, without what it did not."""
    counted = ("sent", "retried", "failed", "nobody_configured", "cancelled", "redirected", "held_up")
    return {name: getattr(report, name) for name in counted if getattr(report, name)}


def test_a_notice_reaches_its_person_once(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    assert did(deliver(at_work.context)) == {"sent": 1}
    assert did(deliver(at_work.context)) == {}
    (mail,) = at_work.mails_to(SOCIAL_WORKER)
    assert mail["Subject"] == f"{reference}: you owe the next step by Tuesday 3 November 2026 at 5pm"
    (notice,) = notices_of(at_work.context, reference)
    assert (notice.state, notice.attempts, notice.receipt) == ("sent", 1, mail["Message-ID"])
    assert mail[KEY_HEADER] == notice.key
    assert history_of(at_work.context, notice) == ["sent"]


def test_nothing_that_people_wrote_is_in_a_mail(at_work: AtWork) -> None:
    raised(at_work.context)
    run_clock(at_work.context, at_work.clock, MONDAY + timedelta(days=14), timedelta(hours=8))
    deliver(at_work.context)
    assert len(at_work.mailbox.mails) > 5
    for mail in at_work.mailbox.mails:
        assert "What it is about." not in mail.as_string()


def test_the_address_is_the_one_at_the_time_of_sending(at_work: AtWork) -> None:
    raised(at_work.context)
    change_person(at_work.context, SOCIAL_WORKER, email="new.address@example.org")
    deliver(at_work.context)
    assert [mail["To"] for mail in at_work.mailbox.mails] == ["new.address@example.org"]


def test_what_is_no_longer_owed_is_not_sent(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    do(at_work.context, reference, Answer(answer="An answer."), SOCIAL_WORKER)
    assert did(deliver(at_work.context)) == {"sent": 1, "cancelled": 1}
    owed, answered = notices_of(at_work.context, reference)
    assert (owed.template, owed.state) == ("owed", "cancelled")
    assert owed.reason == "What it asks for is no longer owed."
    assert (answered.template, answered.recipient, answered.state) == ("answered", HEALTH_VISITOR, "sent")


def test_what_was_handed_over_goes_to_the_successor_alone(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    do(at_work.context, reference, HandOver(to=TEAM_MANAGER, reason="On leave."), SOCIAL_WORKER)
    deliver(at_work.context)
    assert at_work.mails_to(SOCIAL_WORKER) == []
    (mail,) = at_work.mails_to(TEAM_MANAGER)
    assert "Social worker, family support and protection" in words_of(mail)


def test_that_the_time_ran_out_is_told_even_when_the_case_has_moved_on(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    run_clock(at_work.context, at_work.clock, MONDAY + timedelta(days=4), timedelta(hours=4))
    deliver(at_work.context)
    states = {(n.template, n.recipient): n.state for n in notices_of(at_work.context, reference)}
    assert states["owed", SOCIAL_WORKER] == "cancelled"
    assert states["expired_owner", SOCIAL_WORKER] == "sent"
    assert states["owed", SERVICE_MANAGER] == "sent"


def test_a_chaser_says_how_late_it_is_by_the_cases_own_calendar(at_work: AtWork) -> None:
    raised(at_work.context)
    # Due on Tuesday, chased each working day after; the second chaser falls on Thursday.
    for day in (1, 2, 3):
        run_clock(at_work.context, at_work.clock, MONDAY + timedelta(days=day, hours=8, minutes=30), timedelta(hours=1))
        deliver(at_work.context)
    subjects = [mail["Subject"] for mail in at_work.mails_to(BUSINESS_MANAGER)]
    assert next(subject for subject in subjects if "still owed" in subject).endswith("still owed, 1 working day late")


def test_one_persons_notices_come_in_the_order_in_which_they_were_owed(at_work: AtWork) -> None:
    references = [raised(at_work.context) for _ in range(20)]
    others = [raised(at_work.context, SOCIAL_WORKER, HEALTH_VISITOR, "hcrg") for _ in range(20)]
    deliver(at_work.context)
    for person, expected in ((SOCIAL_WORKER, references), (HEALTH_VISITOR, others)):
        assert [mail["Subject"].partition(":")[0] for mail in at_work.mails_to(person)] == expected


def test_a_busy_mailbox_is_tried_again_and_others_hear_after_two_hours(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER, "452 4.2.2 Mailbox full")
    assert did(deliver(at_work.context)) == {"retried": 1}
    assert did(deliver(at_work.context)) == {}, "it is not tried again at once"
    for _ in range(4):
        at_work.clock.advance_by(timedelta(minutes=45))
        deliver(at_work.context)
    assert len(at_work.mails_to(BUSINESS_MANAGER)) == 1, "told once, however often it fails"
    at_work.take(SOCIAL_WORKER)
    at_work.clock.advance_by(timedelta(hours=4))
    deliver(at_work.context)
    owed = notices_of(at_work.context, reference)[0]
    assert (owed.state, len(at_work.mails_to(SOCIAL_WORKER))) == ("sent", 1)
    assert set(history_of(at_work.context, owed)) == {"try_again", "others_told", "sent"}


def test_a_full_mailbox_is_given_up_after_three_days(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER, "452 4.2.2 Mailbox full")
    for _ in range(20):
        deliver(at_work.context)
        at_work.clock.advance_by(timedelta(hours=4))
    owed = notices_of(at_work.context, reference)[0]
    assert (owed.state, owed.next_attempt_at) == ("redirected", None)
    assert owed.reason is not None
    assert "Given up" in owed.reason


def test_no_mail_server_is_an_alarm_and_no_success(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    without = replace(
        at_work.context, settings=settings_for(at_work.context.settings.database_url, at_work.context.settings.home)
    )
    report = deliver(without)
    assert (did(report), report.undelivered) == ({"nobody_configured": 1}, (reference,))
    (notice,) = notices_of(without, reference)
    assert (notice.state, notice.fall_back_at) == ("nobody_configured", None)
    assert did(deliver(at_work.context)) == {"sent": 1}, "it goes as soon as there is one"


def test_a_server_that_refuses_our_sender_is_asked_once_and_not_by_every_notice(at_work: AtWork) -> None:
    for _ in range(5):
        raised(at_work.context)
    at_work.mailbox.answers["MAIL"] = "550 5.7.1 Sender rejected"
    assert did(deliver(at_work.context, at_once=1)) == {"nobody_configured": 1, "held_up": 4}
    asked = at_work.mailbox.commands.count("MAIL")
    raised(at_work.context)
    assert did(deliver(at_work.context)) == {"held_up": 1}, "left alone until its time comes"
    assert at_work.mailbox.commands.count("MAIL") == asked
    del at_work.mailbox.answers["MAIL"]
    assert did(deliver(at_work.context, everything=True)) == {"sent": 6}


@pytest.mark.parametrize("at_once", [1, 8])
def test_a_mail_server_that_is_down_is_tried_by_one_notice_in_each_sweep(at_work: AtWork, at_once: int) -> None:
    references = [raised(at_work.context) for _ in range(20)]
    at_work.mailbox.answers["MAIL"] = "421 4.3.2 Shutting down"
    first = deliver(at_work.context, at_once=at_once)
    assert first.retried + first.held_up == 20
    assert first.retried <= at_once
    at_work.clock.advance_by(timedelta(minutes=10))
    assert did(deliver(at_work.context, at_once=at_once))["retried"] == 1
    del at_work.mailbox.answers["MAIL"]
    at_work.clock.advance_by(timedelta(seconds=30))
    assert did(deliver(at_work.context, at_once=at_once)) == {"sent": 20}, "at once, not when each one's turn comes"
    assert [mail["Subject"].partition(":")[0] for mail in at_work.mailbox.mails] == references
    assert all(n.fall_back_at is None for r in references for n in notices_of(at_work.context, r)), "it was our fault"


def test_a_lease_that_ran_out_is_sent_again_under_the_same_key(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    (notice,) = notices_of(at_work.context, reference)
    with writing(at_work.context.engine) as connection:
        lease(connection, [notice], at_work.clock.now() + timedelta(minutes=10))
    assert did(deliver(at_work.context)) == {}, "another worker has it"
    at_work.clock.advance_by(timedelta(minutes=10))
    assert did(deliver(at_work.context)) == {"sent": 1}
    (notice,) = notices_of(at_work.context, reference)
    assert (notice.state, notice.attempts) == ("sent", 2)


def test_a_notice_that_cannot_be_put_into_words_goes_to_business_support(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    with writing(at_work.context.engine) as connection:
        connection.execute(NOTICES.update().values(facts="{}"))
    assert did(deliver(at_work.context)) == {"sent": 2, "redirected": 1}
    assert {mail["To"] for mail in at_work.mailbox.mails} >= {address_of(BUSINESS_MANAGER)}
    assert notices_of(at_work.context, reference)[0].reason == "The notice could not be put into words."


def test_the_account_of_a_sweep_counts_each_notice_once(at_work: AtWork) -> None:
    raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    report = deliver(at_work.context)
    assert sum(did(report).values()) == len(notices_of(at_work.context, "D-2026-0001")) == 3
    assert as_line("deliver", report) == "deliver: 2 sent, 1 redirected"


def test_trip_points_do_nothing_unless_a_test_sets_one() -> None:
    reached("deliver.sent")
