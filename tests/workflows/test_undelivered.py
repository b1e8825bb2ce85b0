"""A notice that cannot reach its person: the deputy and business support are told, and the case says so."""

import json
from typing import Any

import pytest
from sqlalchemy import text

from states.actions import AgreeOutcome, Answer, FinishDuty, ProposeOutcome, Settle, Withdraw
from states.case import Case
from store.sessions import reading, writing
from store.undelivered import notices_to_pass_on
from tests.at_work import (
    AtWork,
    change_person,
    do,
    entries_of,
    fits,
    history_of,
    name_deputy,
    notices_of,
    raised,
    words_of,
)
from tests.partnership import (
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    TEAM_MANAGER,
)
from tests.workflows.watched import with_settings
from workflows import undelivered
from workflows.deliver import deliver
from workflows.door import through_the_door
from workflows.undelivered import ToldOthers, tell_others
from workflows.watchdog import watch


def test_the_deputy_gets_the_notice_and_business_support_word_of_it(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    name_deputy(at_work.context, SOCIAL_WORKER, TEAM_MANAGER)
    at_work.refuse(SOCIAL_WORKER)
    report = deliver(at_work.context)
    assert (report.failed, report.redirected, report.undelivered) == (0, 1, (reference,))
    (deputys,) = at_work.mails_to(TEAM_MANAGER)
    assert deputys["Subject"] == f"{reference}: you owe the next step by Tuesday 3 November 2026 at 5pm"
    assert "(in place of Social worker, family support and protection, Essex County Council)" in words_of(deputys)
    for member in (BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER):
        (mail,) = at_work.mails_to(member)
        words = words_of(mail)
        assert "Who could not be reached: Social worker, family support and protection, Essex County Council" in words
        assert "and business support" in words
        assert "The mail server refused the address (550)." in words


def test_it_is_an_event_on_the_case_without_an_address(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    deliver(at_work.context)
    entry = entries_of(at_work.context, reference)[-1]
    assert (entry.kind, entry.actor) == ("notice_undelivered", "clock")
    assert entry.facts["recipient"] == SOCIAL_WORKER
    assert entry.facts["passed_to"] == [BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER]
    assert "@" not in json.dumps(entry.facts)
    assert fits(at_work.context)
    notice = notices_of(at_work.context, reference)[0]
    assert notice.state == "redirected"
    assert history_of(at_work.context, notice) == ["permanent", "others_told"]


def test_it_is_passed_on_once_however_often_it_is_asked(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    for _ in range(3):
        deliver(at_work.context)
        tell_others(at_work.context.engine, at_work.clock.now())
    kinds = [entry.kind for entry in entries_of(at_work.context, reference)]
    assert kinds.count("notice_undelivered") == 1
    assert len(at_work.mails_to(BUSINESS_MANAGER)) == 1


def test_nobody_without_an_address_is_taken_for_told(at_work: AtWork) -> None:
    change_person(at_work.context, SOCIAL_WORKER, email=None)
    reference = raised(at_work.context)
    report = deliver(at_work.context)
    assert (report.nobody_configured, report.redirected, report.undelivered) == (0, 1, (reference,))
    notice = notices_of(at_work.context, reference)[0]
    assert (notice.channel, notice.state) == ("none", "redirected")
    assert notice.reason == "There is no address for this role in the directory."


def test_nothing_goes_to_the_old_address_of_somebody_who_has_left(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    change_person(at_work.context, SOCIAL_WORKER, left_on=at_work.clock.now().date())
    deliver(at_work.context)
    assert at_work.mails_to(SOCIAL_WORKER) == []
    assert len(at_work.mails_to(BUSINESS_MANAGER)) == 1
    assert notices_of(at_work.context, reference)[0].reason == "Whoever held this post has left."


def test_when_the_deputy_cannot_be_reached_either_business_support_hears_that_too(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    name_deputy(at_work.context, SOCIAL_WORKER, TEAM_MANAGER)
    at_work.refuse(SOCIAL_WORKER)
    at_work.refuse(TEAM_MANAGER)
    deliver(at_work.context)
    subjects = [mail["Subject"] for mail in at_work.mails_to(BUSINESS_MANAGER)]
    assert subjects == [
        f"{reference}: a notice could not reach Social worker, family support and protection, Essex County Council",
        f"{reference}: a notice could not reach Team manager, family support and protection, Essex County Council",
    ]


def test_when_nobody_at_all_can_be_reached_it_ends_and_the_watchdog_cries(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    for person in (SOCIAL_WORKER, BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER):
        at_work.refuse(person)
    deliver(at_work.context)
    assert at_work.mailbox.mails == []
    states = {notice.recipient: notice.state for notice in notices_of(at_work.context, reference)}
    assert states[SOCIAL_WORKER] == "redirected"
    assert "failed" in {states[BUSINESS_MANAGER], states[BUSINESS_SUPPORT_OFFICER]}
    assert ("undelivered", reference) in {(p.kind, p.reference) for p in watch(at_work.context).problems}


def test_somebody_reached_on_another_channel_is_reached(at_work: AtWork) -> None:
    second = json.dumps(
        [f"mailto://127.0.0.1:{at_work.mailbox.port}?from=engine@example.org&to=second@example.org&mode=insecure"]
    )
    change_person(at_work.context, SOCIAL_WORKER, channels=second)
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    deliver(with_settings(at_work, channel_hosts="127.0.0.1"))
    assert {mail["To"] for mail in at_work.mailbox.mails} == {"second@example.org"}
    first, other = notices_of(at_work.context, reference)
    assert (first.state, other.state) == ("failed", "sent")
    assert history_of(at_work.context, first) == ["permanent", "looked_after"]
    assert watch(at_work.context).problems == ()


def test_somebody_reached_on_no_channel_is_passed_on_once(at_work: AtWork) -> None:
    change_person(at_work.context, SOCIAL_WORKER, channels=json.dumps(["nosuchservice://one", "nosuchservice://two"]))
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    deliver(at_work.context)
    assert [notice.state for notice in notices_of(at_work.context, reference)][:3] == ["redirected"] * 3
    assert len(at_work.mails_to(BUSINESS_MANAGER)) == 1


def test_word_of_the_end_reaches_somebody_even_after_the_case_is_closed(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    deliver(at_work.context)
    case = do(at_work.context, reference, Withdraw(reason="It was a misunderstanding."), HEALTH_VISITOR)
    while case.is_open:
        case = _finish_a_duty(at_work, case)
    entries = len(entries_of(at_work.context, reference))
    name_deputy(at_work.context, SOCIAL_WORKER, TEAM_MANAGER)
    at_work.refuse(SOCIAL_WORKER)
    deliver(at_work.context)
    subjects = [mail["Subject"] for mail in at_work.mails_to(TEAM_MANAGER)]
    assert f"{reference}: for your information, The disagreement is closed" in subjects
    assert len(entries_of(at_work.context, reference)) == entries, "nothing more is written on a closed case"
    assert fits(at_work.context)


def test_two_people_whom_word_of_the_end_does_not_reach_are_two_words_to_business_support(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    do(at_work.context, reference, Answer(answer="A joint visit is arranged."), SOCIAL_WORKER)
    do(at_work.context, reference, Settle(reason="That settles it."), HEALTH_VISITOR)
    do(at_work.context, reference, ProposeOutcome(duty="written_outcome", text="A joint visit."), SOCIAL_WORKER)
    case = do(at_work.context, reference, AgreeOutcome(duty="written_outcome"), HEALTH_VISITOR)
    deliver(at_work.context)
    while case.is_open:
        case = _finish_a_duty(at_work, case)
    for person in (HEALTH_VISITOR, SOCIAL_WORKER):
        at_work.refuse(person)
    deliver(at_work.context)
    of_the_end = [notice for notice in notices_of(at_work.context, reference) if notice.entry == case.version]
    instead = [notice for notice in of_the_end if notice.template == "undelivered"]
    assert {(notice.recipient, notice.state) for notice in instead} == {
        (BUSINESS_MANAGER, "sent"),
        (BUSINESS_SUPPORT_OFFICER, "sent"),
    }
    assert len(instead) == 4, "two people could not be reached, and both members of the team hear of each"


def _finish_a_duty(at_work: AtWork, case: Case) -> Case:
    clock = case.clocks[0]
    return do(at_work.context, case.reference, FinishDuty(duty=clock.clock, text="Done."), clock.owner)


def test_two_channels_that_failed_are_passed_on_once_by_two_workers(
    at_work: AtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_person(at_work.context, SOCIAL_WORKER, channels=json.dumps(["nosuchservice://one"]))
    reference = raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    # Both are owed to others before anybody looks.
    monkeypatch.setattr("workflows.deliver.tell_others", lambda *_: ToldOthers())
    deliver(at_work.context)
    engine, now = at_work.context.engine, at_work.clock.now()
    with reading(engine) as connection:
        first, second = notices_to_pass_on(connection, 10)

    def overtaken(*given: Any, **named: Any) -> Any:
        """Another worker passes on the second after this one has looked at the first, before it comes to the door."""
        with monkeypatch.context() as patch:
            patch.setattr(undelivered, "through_the_door", through_the_door)
            patch.setattr(undelivered, "notices_to_pass_on", lambda *_: [second])
            assert tell_others(engine, now).notices == (second.id,)
        return through_the_door(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(undelivered, "through_the_door", overtaken)
        patch.setattr(undelivered, "notices_to_pass_on", lambda *_: [first])
        assert tell_others(engine, now) == ToldOthers()
    assert tell_others(engine, now) == ToldOthers()
    kinds = [entry.kind for entry in entries_of(at_work.context, reference)]
    assert kinds.count("notice_undelivered") == 1


def test_a_case_that_cannot_be_read_keeps_nobodys_notice_from_others(at_work: AtWork) -> None:
    broken, whole = raised(at_work.context), raised(at_work.context)
    at_work.refuse(SOCIAL_WORKER)
    with writing(at_work.context.engine) as connection:
        ruin = text("UPDATE cases SET state = '{}' WHERE reference = :reference")
        connection.execute(ruin, {"reference": broken})
    assert set(deliver(at_work.context).undelivered) == {broken, whole}
    subjects = {mail["Subject"].partition(":")[0] for mail in at_work.mails_to(BUSINESS_MANAGER)}
    assert subjects == {broken, whole}
    assert tell_others(at_work.context.engine, at_work.clock.now()) == ToldOthers()
