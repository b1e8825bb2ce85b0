"""Asking for contact details to be confirmed: who is asked, how often, and what business support hears."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from store.recording import table
from store.tables import PersonRow
from tests.at_work import AtWork, change_directory, change_person, notices_of, words_of
from tests.partnership import BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER, HEALTH_VISITOR, SOCIAL_WORKER
from workflows.deliver import deliver
from workflows.freshness import freshness

TODAY = date(2026, 11, 2)


@pytest.fixture
def all_confirmed(at_work: AtWork) -> AtWork:
    """An engine at work whose directory was confirmed by everybody a week ago."""
    change_directory(at_work.context, update(table(PersonRow)).values(last_confirmed=TODAY - timedelta(days=7)))
    return at_work


def asked(at_work: AtWork) -> list[str]:
    return [notice.recipient for notice in notices_of(at_work.context) if notice.template == "freshness"]


def test_nobody_is_asked_while_all_is_fresh(all_confirmed: AtWork) -> None:
    report = freshness(all_confirmed.context)
    assert (report.asked, report.stale, notices_of(all_confirmed.context)) == (0, 0, [])


@pytest.mark.parametrize(
    ("confirmed", "is_asked"),
    [(date(2026, 5, 2), False), (date(2026, 5, 1), True), (None, True)],
    ids=["six months ago", "a day longer ago", "never"],
)
def test_who_confirmed_too_long_ago_is_asked(all_confirmed: AtWork, confirmed: date | None, is_asked: bool) -> None:
    change_person(all_confirmed.context, HEALTH_VISITOR, last_confirmed=confirmed)
    freshness(all_confirmed.context)
    assert asked(all_confirmed) == ([HEALTH_VISITOR] if is_asked else [])


def test_once_in_a_month(all_confirmed: AtWork) -> None:
    change_person(all_confirmed.context, HEALTH_VISITOR, last_confirmed=date(2026, 3, 1))
    assert [freshness(all_confirmed.context).asked for _ in range(2)] == [1, 0]
    all_confirmed.clock.advance_by(timedelta(days=27))
    assert freshness(all_confirmed.context).asked == 0
    all_confirmed.clock.advance_by(timedelta(days=7))
    assert freshness(all_confirmed.context).asked == 1


def test_the_mail_says_when_they_were_last_confirmed(all_confirmed: AtWork) -> None:
    change_person(all_confirmed.context, HEALTH_VISITOR, last_confirmed=date(2026, 3, 1))
    freshness(all_confirmed.context)
    deliver(all_confirmed.context)
    (mail,) = all_confirmed.mails_to(HEALTH_VISITOR)
    assert "Last confirmed: 8 months ago" in words_of(mail)


def test_business_support_hears_how_many_and_who_has_no_address_is_counted(all_confirmed: AtWork) -> None:
    for person in (HEALTH_VISITOR, SOCIAL_WORKER):
        change_person(all_confirmed.context, person, last_confirmed=date(2026, 3, 1))
    change_person(all_confirmed.context, SOCIAL_WORKER, email=None)
    report = freshness(all_confirmed.context)
    assert (report.asked, report.stale, report.without_address) == (1, 2, 1)
    deliver(all_confirmed.context)
    for member in (BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER):
        (mail,) = all_confirmed.mails_to(member)
        assert "Not confirmed: 2 people\nOlder than: 6 months\nWithout any address: 1 person" in words_of(mail)


def test_who_has_left_is_not_asked(all_confirmed: AtWork) -> None:
    change_person(all_confirmed.context, HEALTH_VISITOR, last_confirmed=None, left_on=TODAY)
    assert freshness(all_confirmed.context).stale == 0
