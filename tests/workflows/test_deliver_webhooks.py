"""Other systems are told of events: whoever asked, of what is theirs, in order, signed, and never of a child."""

from __future__ import annotations

from datetime import timedelta

from states.actions import Acknowledge, AddNote, Answer
from states.case_events import CLOSED, MOVED, OPENED
from states.course_actions import FinishDuty, RedirectMatter, Withdraw
from states.group_actions import Recuse
from store.directory import current_directory
from store.membership import member_of
from store.readable_cases import case_with_record
from store.sessions import reading, writing
from store.webhooks import change_webhook, receivers
from tests.at_work import AtWork, address_of, do, fits, notices_of, raised, run_clock, words_of
from tests.notifications.http_server import Service, http_service
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    COUNCIL,
    HCRG,
    HEALTH_VISITOR,
    POLICE,
    SOCIAL_WORKER,
)
from tests.statements import statements
from tests.workflows.watched import found
from tests.workflows.webhook_receiver import kept, on_their_way, receiver, states
from workflows.deliver import deliver
from workflows.deliver_webhooks import DISABLE_AFTER, GIVE_UP_ON_ONE_AFTER, deliver_webhooks
from workflows.tick import tick
from workflows.watchdog import watch
from workflows.webhooks import (
    enable_receiver,
)


def test_whoever_asked_is_told_what_happens_and_nothing_of_a_child(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    council = receiver(context, service, COUNCIL)
    reference = raised(context)
    do(context, reference, Acknowledge(note="Seen."), SOCIAL_WORKER)
    do(context, reference, Answer(answer="The threshold is not met."), SOCIAL_WORKER)
    report = deliver_webhooks(context)
    assert (report.delivered, report.waiting) == (3, 0)
    first, *_ = told = council.told()
    assert first == {
        "type": "case.opened",
        "timestamp": "2026-11-02T09:00:00.000000Z",
        "data": {
            "event": f"{reference}-1",
            "case": reference,
            "kind": "disagreement",
            "number": 1,
            "happened": "raise_disagreement",
            "at": "2026-11-02T09:00:00+00:00",
            "position": "practitioners.answering",
            "open": True,
            "outcome": None,
            "owed_by": SOCIAL_WORKER,
            "due": "2026-11-03T17:00:00+00:00",
        },
    }
    assert [one["data"]["number"] for one in told] == [1, 2, 3]
    sent = b"".join(request.raw for request in service.requests).decode().lower()
    for words in ("what it is about", "threshold", "seen", "what was tried", "social worker", "health visitor,"):
        assert words not in sent
    assert deliver_webhooks(context).delivered == 0
    assert fits(context)


def test_an_agency_is_told_of_its_own_cases_alone_and_the_partnership_of_all(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    with http_service() as for_police, http_service() as for_all:
        council, police = receiver(context, service, COUNCIL), receiver(context, for_police, POLICE)
        whole = receiver(context, for_all, None)
        first = raised(context)
        second = raised(context, SOCIAL_WORKER, HEALTH_VISITOR, HCRG)
        deliver_webhooks(context)
        assert {one["data"]["case"] for one in council.told()} == {first, second}
        assert police.told() == []
        assert len(whole.told()) == 2


def test_an_agency_is_told_just_what_its_practitioner_may_read_then_and_no_gap_tells_of_more(
    service: Service, at_work: AtWork
) -> None:
    context, clock = at_work.context, at_work.clock
    with http_service() as elsewhere:
        sides = {HEALTH_VISITOR: receiver(context, elsewhere, HCRG), SOCIAL_WORKER: receiver(context, service, COUNCIL)}
        reference = raised(context)

        def told_what_may_be_read() -> dict[str, list[int]]:
            deliver_webhooks(context)
            for person, theirs in sides.items():
                with reading(context.engine) as connection:
                    directory = current_directory(connection).directory
                    member = member_of(connection, directory, directory.people[person], clock.now().date())
                    read = case_with_record(connection, member, reference)
                assert read is not None
                case, entries = read
                told = [one["data"] for one in theirs.told()]
                assert [one["happened"] for one in told] == [entry.kind for entry in entries]
                assert [one["number"] for one in told] == list(range(1, len(told) + 1))
                assert [one["event"] for one in told] == [f"{reference}-{one['number']}" for one in told]
                if entries[-1].number == case.version:
                    assert (told[-1]["position"], told[-1]["owed_by"]) == (case.position, case.owner)
            return {person: [one["data"]["number"] for one in theirs.told()] for person, theirs in sides.items()}

        allegation = RedirectMatter(redirect="allegation_against_staff", reason="Word of an allegation.")
        do(context, reference, allegation, HEALTH_VISITOR)
        assert told_what_may_be_read() == {HEALTH_VISITOR: [1, 2], SOCIAL_WORKER: [1]}
        do(context, reference, AddNote(note="Ask the team manager first."), SOCIAL_WORKER)
        do(context, reference, Acknowledge(), SOCIAL_WORKER)
        assert told_what_may_be_read() == {HEALTH_VISITOR: [1, 2, 3], SOCIAL_WORKER: [1, 2, 3]}
        run_clock(context, clock, clock.now() + timedelta(days=12), timedelta(hours=12))
        told_what_may_be_read()
        do(context, reference, Recuse(reason="I know one of them well."), ASSISTANT_CHIEF_CONSTABLE)
        do(context, reference, Withdraw(reason="It is settled."), HEALTH_VISITOR)
        told_what_may_be_read()
        assert fits(context)


def test_only_what_was_asked_for_is_told(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    hcrg = receiver(context, service, HCRG, (OPENED, MOVED, CLOSED))
    reference = raised(context)
    do(context, reference, Acknowledge(), SOCIAL_WORKER)
    case = do(context, reference, Withdraw(reason="It is settled."), HEALTH_VISITOR)
    while case.closed_at is None:
        clock = case.clocks[0]
        case = do(context, reference, FinishDuty(duty=clock.clock, text="Done."), clock.owner)
    deliver_webhooks(context)
    assert hcrg.happened() == [(OPENED, "raise_disagreement"), (MOVED, "withdraw"), (CLOSED, "closed")]
    last = hcrg.told()[-1]["data"]
    assert (last["open"], last["outcome"], last["due"], last["owed_by"]) == (False, "withdrawn", None, None)


def test_what_the_clock_does_is_told_too(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    for _ in range(3):
        raised(context)
    at_work.clock.advance_by(timedelta(days=5))
    tick(context)
    deliver_webhooks(context)
    happened = whole.happened()
    assert happened.count(("deadline.passed", "moved_up_by_clock")) == 3
    assert ("deadline.warned", "warned") in happened
    assert {kind for kind, _ in happened} >= {OPENED, "deadline.passed", "deadline.warned"}
    numbers: dict[str, list[int]] = {}
    for one in whole.told():
        numbers.setdefault(one["data"]["case"], []).append(one["data"]["number"])
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values()), "each case in order, all of it"
    assert len(numbers) == 3


def test_where_nobody_subscribed_a_move_costs_one_look_and_a_sweep_one_for_a_batch(at_work: AtWork) -> None:
    context = at_work.context
    references = [raised(context) for _ in range(4)]
    with statements(context.engine) as seen:
        do(context, references[0], Acknowledge(), SOCIAL_WORKER)
    about = [one for one in seen if "webhook" in one]
    looks = [one for one in seen if one.lstrip().startswith("SELECT setting.value")]
    assert about == []
    assert len(looks) <= 3  # of the directory for the action, of the directory and of the receivers for recording
    at_work.clock.advance_by(timedelta(days=5))
    with statements(context.engine) as for_four:
        tick(context)
    for _ in range(4):
        raised(context)
    assert not [one for one in for_four if "webhook" in one]
    with statements(context.engine) as idle:
        deliver_webhooks(context)
    assert len([one for one in idle if one.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]) == 1


def test_what_is_undone_was_never_told(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    with writing(context.engine) as connection:
        change_webhook(connection, whole.number, enabled=False)
        assert receivers(connection) == ()
        connection.rollback()
    raised(context)
    deliver_webhooks(context)
    assert len(whole.told()) == 1


def test_a_receiver_that_is_down_is_asked_again_and_then_gets_everything_in_order(
    service: Service, at_work: AtWork
) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    service.answers["POST"] = (500, {})
    references = [raised(context) for _ in range(12)]
    do(context, references[0], Acknowledge(), SOCIAL_WORKER)
    assert deliver_webhooks(context).waiting > 0
    asked = len(service.requests)
    assert asked <= 8, "a receiver that is down is not asked for every event"
    assert kept(context, whole.number).failures == 1, "and failing at once counts once"
    deliver_webhooks(context)
    assert len(service.requests) == asked
    at_work.clock.advance_by(timedelta(minutes=3))
    deliver_webhooks(context)
    assert len(service.requests) == asked + 1, "one event shows whether it works again"
    assert watch(context).ok, "that somebody else is down is no fault of the engine"

    service.answers.clear()
    service.requests.clear()
    at_work.clock.advance_by(timedelta(minutes=6))
    while deliver_webhooks(context).delivered:
        pass
    assert set(states(context, whole.number)) == {"delivered"}
    told = [one["data"]["event"] for one in whole.told()]
    assert len(told) == len(set(told)) == 13
    assert told.index(f"{references[0]}-1") < told.index(f"{references[0]}-2")
    now = kept(context, whole.number)
    assert (now.failures, now.failing_since, now.retry_at) == (0, None, None)


def test_an_event_that_is_not_taken_holds_up_its_own_case_alone_and_is_given_up(
    service: Service, at_work: AtWork
) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    first = raised(context)
    do(context, first, Acknowledge(), SOCIAL_WORKER)
    service.answers["POST"] = (422, {})
    deliver_webhooks(context)
    service.answers.clear()
    second = raised(context)
    deliver_webhooks(context)
    by_case = {(one.case_reference, one.entry): one.state for one in on_their_way(context, whole.number)}
    assert by_case == {(first, 1): "refused", (first, 2): "queued", (second, 1): "delivered"}
    service.answers["POST"] = (422, {})
    at_work.clock.advance_by(GIVE_UP_ON_ONE_AFTER)
    assert deliver_webhooks(context).failed >= 1
    service.answers.clear()
    at_work.clock.advance_by(timedelta(minutes=10))
    deliver_webhooks(context)
    assert "failed" in states(context, whole.number)
    assert kept(context, whole.number).enabled


def test_after_days_a_receiver_is_disabled_and_business_support_is_told(service: Service, at_work: AtWork) -> None:
    context = at_work.context
    whole = receiver(context, service, None)
    service.answers["POST"] = (503, {})
    raised(context)
    deliver_webhooks(context)
    at_work.clock.advance_by(DISABLE_AFTER - timedelta(minutes=1))
    deliver_webhooks(context)
    assert kept(context, whole.number).enabled
    at_work.clock.advance_by(timedelta(hours=5))
    tick(context)
    assert deliver_webhooks(context).disabled == 1
    now = kept(context, whole.number)
    assert (now.enabled, now.disabled_why) == (False, "It answered 503.")
    assert set(states(context, whole.number)) == {"cancelled"}
    owed = [one for one in notices_of(context) if one.template == "webhook_disabled"]
    assert BUSINESS_MANAGER in {one.recipient for one in owed}
    deliver(context)
    (mail,) = [mail for mail in at_work.mails_to(BUSINESS_MANAGER) if "told of no more events" in str(mail["Subject"])]
    assert "127.0.0.1" in words_of(mail)
    assert "It answered 503." in words_of(mail)
    assert address_of(BUSINESS_MANAGER) == mail["To"]
    assert ("webhook_disabled", None) in found(watch(context))
    reference = raised(context)
    assert reference not in {one.case_reference for one in on_their_way(context, whole.number)}

    service.answers.clear()
    service.requests.clear()
    enable_receiver(context, whole.number)
    last = raised(context)
    deliver_webhooks(context)
    assert [one["data"]["case"] for one in whole.told()] == [last], "what it missed it reads for itself"


def test_a_receiver_that_says_it_is_gone_is_disabled_at_once(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    service.answers["POST"] = (410, {})
    raised(at_work.context)
    assert deliver_webhooks(at_work.context).disabled == 1
    assert not kept(at_work.context, whole.number).enabled


def test_it_waits_as_long_as_the_receiver_asks(service: Service, at_work: AtWork) -> None:
    whole = receiver(at_work.context, service, None)
    service.answers["POST"], service.headers = (429, {}), {"Retry-After": "3600"}
    raised(at_work.context)
    deliver_webhooks(at_work.context)
    retry_at = kept(at_work.context, whole.number).retry_at
    assert retry_at == at_work.clock.now() + timedelta(hours=1)
