"""The morning's digest: who gets one, what is in it, on which days, and how often."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from notifications.notice import DigestItem
from procedures.calendar import CalendarRules, working_calendar
from procedures.review_course import ReviewPosition as P
from states.actions import Answer
from tests.at_work import (
    MONDAY,
    AtWork,
    change_person,
    do,
    name_deputy,
    notices_of,
    raised,
    run_clock,
    words_of,
)
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER, TEAM_MANAGER
from tests.reviews_at_work import stored_review
from workflows.deliver import deliver
from workflows.digest import digest
from workflows.drafts import save
from workflows.notice_message import items_of, working_days_late

EARLY = timedelta(hours=7, minutes=30)


def morning(at_work: AtWork, days: int) -> None:
    """Let the time pass to half past seven so many days after the Monday."""
    midnight = MONDAY.replace(hour=0)
    run_clock(at_work.context, at_work.clock, midnight + timedelta(days=days) + EARLY, timedelta(hours=6))


def digests(at_work: AtWork) -> list[str]:
    """To whom a digest was queued."""
    return [notice.recipient for notice in notices_of(at_work.context) if notice.template == "digest"]


def test_one_mail_with_all_that_a_person_owes_soonest_first_and_late_in_words(at_work: AtWork) -> None:
    first, second = raised(at_work.context), raised(at_work.context)
    morning(at_work, days=2)
    report = digest(at_work.context)
    assert (report.queued, report.steps, report.late) == (1, 4, 2)
    deliver(at_work.context)
    mail = at_work.mails_to(SOCIAL_WORKER)[-1]
    assert mail["Subject"] == "What you owe, Wednesday 4 November 2026: 4 steps, 2 late"
    words = words_of(mail)
    assert f"1. {first} (1 working day late)\nWhat is owed: Acknowledge the disagreement" in words
    assert f"4. {second}\nWhat is owed: Resolve it between practitioners" in words


def test_what_has_no_limit_of_its_own_is_never_mailed_as_late(at_work: AtWork) -> None:
    world = stored_review(at_work.context, at_work.clock, P.AWAITING_PANEL)
    world.after(days=21)
    (asked,) = [clock for clock in world.review.clocks if clock.clock == "dl07"]
    assert asked.due_at < world.now
    digest(at_work.context)
    (found,) = [
        item for item in items_owed(at_work, BUSINESS_MANAGER) if item.owes == "Ask where the Panel's response stands"
    ]
    assert (found.working_days_late, found.due) == (None, asked.next_at)


def test_what_only_has_to_last_is_nobodys_step(at_work: AtWork) -> None:
    world = stored_review(at_work.context, at_work.clock, P.PUBLISHED)
    assert world.review.running("dl15")
    world.after(days=1)
    digest(at_work.context)
    owed = [item.owes for reader in digests(at_work) for item in items_owed(at_work, reader)]
    assert owed
    assert not [words for words in owed if "publicly available" in words]


def items_owed(at_work: AtWork, person: str) -> list[DigestItem]:
    """What the digest that was queued for somebody lists."""
    return [
        item
        for notice in notices_of(at_work.context)
        if (notice.template, notice.recipient) == ("digest", person)
        for item in items_of(notice)
    ]


def test_who_owes_nothing_gets_none(at_work: AtWork) -> None:
    raised(at_work.context)
    morning(at_work, days=1)
    digest(at_work.context)
    assert digests(at_work) == [SOCIAL_WORKER]


def test_once_in_a_day_and_again_on_the_next(at_work: AtWork) -> None:
    raised(at_work.context)
    morning(at_work, days=1)
    assert [digest(at_work.context).queued for _ in range(3)] == [1, 0, 0]
    morning(at_work, days=2)
    assert digest(at_work.context).queued == 1
    assert len(digests(at_work)) == 2


@pytest.mark.parametrize(
    ("days", "expected"), [(4, 1), (5, 0), (6, 0), (7, 1)], ids=["Friday", "Saturday", "Sunday", "Monday"]
)
def test_only_on_working_days(at_work: AtWork, days: int, expected: int) -> None:
    raised(at_work.context)
    morning(at_work, days)
    assert digest(at_work.context).queued == expected


def test_one_that_could_not_be_sent_on_its_day_is_not_sent_on_the_next(at_work: AtWork) -> None:
    raised(at_work.context)
    morning(at_work, days=1)
    digest(at_work.context)
    at_work.mailbox.answers["MAIL"] = "421 4.3.2 Shutting down"
    deliver(at_work.context)
    del at_work.mailbox.answers["MAIL"]
    morning(at_work, days=2)
    digest(at_work.context)
    deliver(at_work.context)
    subjects = [mail["Subject"] for mail in at_work.mails_to(SOCIAL_WORKER) if "What you owe" in mail["Subject"]]
    assert subjects == ["What you owe, Wednesday 4 November 2026: 2 steps, 1 late"]


def test_by_the_first_channel_alone(at_work: AtWork) -> None:
    change_person(at_work.context, SOCIAL_WORKER, channels=json.dumps(["slack://a/b/c"]))
    raised(at_work.context)
    morning(at_work, days=1)
    digest(at_work.context)
    assert [notice.channel for notice in notices_of(at_work.context)] == ["email"]


def test_the_step_of_somebody_who_is_away_is_listed_for_the_deputy(at_work: AtWork) -> None:
    raised(at_work.context)
    name_deputy(at_work.context, SOCIAL_WORKER, TEAM_MANAGER)
    digest(at_work.context)
    assert digests(at_work) == [TEAM_MANAGER]


def test_the_step_of_somebody_who_left_with_no_deputy_is_listed_for_business_support(at_work: AtWork) -> None:
    raised(at_work.context)
    change_person(at_work.context, SOCIAL_WORKER, left_on=MONDAY.date())
    digest(at_work.context)
    assert digests(at_work) == [BUSINESS_MANAGER]


def test_a_step_that_went_to_the_other_side_is_listed_there(at_work: AtWork) -> None:
    reference = raised(at_work.context)
    do(at_work.context, reference, Answer(answer="An answer."), SOCIAL_WORKER)
    morning(at_work, days=1)
    digest(at_work.context)
    assert HEALTH_VISITOR in digests(at_work)


def draft(at_work: AtWork, author: str = TEAM_MANAGER) -> None:
    save(at_work.context.engine, author, {"about": "What nobody else may read."}, at_work.clock.now())


def test_ones_own_old_drafts_are_told_of_without_what_is_in_them(at_work: AtWork) -> None:
    draft(at_work, SOCIAL_WORKER)
    morning(at_work, days=1)
    draft(at_work, SOCIAL_WORKER)
    morning(at_work, days=3)
    raised(at_work.context)
    draft(at_work, SOCIAL_WORKER)
    morning(at_work, days=4)
    digest(at_work.context)
    deliver(at_work.context)
    mail = at_work.mails_to(SOCIAL_WORKER)[-1]
    assert mail["Subject"] == "What you owe, Friday 6 November 2026: 2 steps"
    words = " ".join(words_of(mail).split())
    assert "You have 2 drafts that are not raised, since Monday 2 November 2026 at the earliest." in words
    assert "What nobody else may read." not in mail.as_string()


@pytest.mark.parametrize(
    ("days", "told"), [(2, 0), (3, 1), (4, 1), (5, 0), (7, 1)],
    ids=["too new", "three days old", "Friday", "Saturday", "Monday"],
)  # fmt: skip
def test_who_owes_nothing_is_told_of_an_old_draft_on_working_days(at_work: AtWork, days: int, told: int) -> None:
    save(at_work.context.engine, TEAM_MANAGER, {}, MONDAY.replace(hour=7))
    morning(at_work, days)
    assert digest(at_work.context).queued == told
    assert digests(at_work) == [TEAM_MANAGER] * told
    deliver(at_work.context)
    subjects = [mail["Subject"] for mail in at_work.mails_to(TEAM_MANAGER)]
    assert [subject.partition(", ")[0] for subject in subjects] == ["Your drafts"] * told


def test_a_draft_of_somebody_who_left_is_nobodys_business(at_work: AtWork) -> None:
    draft(at_work)
    change_person(at_work.context, TEAM_MANAGER, left_on=MONDAY.date())
    morning(at_work, days=4)
    assert digest(at_work.context).queued == 0


@pytest.mark.parametrize(
    ("due", "now", "late"),
    [
        ("2026-11-03T17:00", "2026-11-03T18:00", 0),
        ("2026-11-03T17:00", "2026-11-04T08:00", 1),
        ("2026-11-06T17:00", "2026-11-08T12:00", 0),
        ("2026-11-06T17:00", "2026-11-09T08:00", 1),
        ("2026-12-24T17:00", "2026-12-29T08:00", 1),
    ],
    ids=["the same day", "the next day", "at the weekend", "over a weekend", "over Christmas"],
)
def test_how_many_working_days_late(due: str, now: str, late: int) -> None:
    calendar = working_calendar(CalendarRules())
    instants = [datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (due, now)]
    assert working_days_late(calendar, instants[0], instants[1]) == late
