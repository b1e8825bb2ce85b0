"""One's deadlines as a calendar to subscribe to: who gets what, how it changes, and how it ends."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy import select

from states.actions import Acknowledge
from states.course_actions import Withdraw
from store.calendar_feeds import FEEDS
from store.recording import table
from store.sessions import reading
from store.tables import TryRow
from tests.at_work import change_person, do, name_deputy, raised
from tests.partnership import DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER, TEAM_MANAGER
from tests.statements import MOST_STATEMENTS, statements
from tests.web.pages import ADDRESS, Pages, send
from workflows.clock import VirtualClock

LONDON = ZoneInfo("Europe/London")
HERE = "/my-work/calendar"


def made(pages: Pages, person: str, **fields: str) -> str:
    """Make a person's calendar an address on the page, and return its path."""
    answer = send(pages.signed_in(person), HERE, **fields)
    assert answer.status_code == 200, answer.text
    found = re.search(rf"{ADDRESS}(/calendar/[\w-]+\.ics)</textarea>", answer.text)
    assert found, answer.text
    return found[1]


def fetched(pages: Pages, path: str, **headers: str) -> Any:
    return pages.browser().get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


def events(answer: Any) -> dict[str, Any]:
    """The start of each event by what is owed, and the calendar must be readable without an error."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(answer.content).events
    assert all(not event.errors for event in found)
    return {str(event["SUMMARY"]): event.start for event in found}


def test_a_calendar_has_what_its_person_owes_and_nothing_else(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    path = made(pages, SOCIAL_WORKER)
    answer = fetched(pages, path)
    assert events(answer) == {
        f"{reference}: Acknowledge the disagreement": datetime(2026, 11, 3, 17, tzinfo=UTC),
        f"{reference}: Resolve it between practitioners": datetime(2026, 11, 5, 17, tzinfo=UTC),
    }
    for told in ("What it is about", "threshold", "Health visitor", "Social worker", "essex"):
        assert told.lower() not in answer.text.lower()
    assert events(fetched(pages, made(pages, HEALTH_VISITOR))) == {}
    assert events(fetched(pages, made(pages, DETECTIVE_CONSTABLE))) == {}


def ten(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 10, tzinfo=LONDON)


def five(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 17, tzinfo=LONDON)


@pytest.mark.parametrize(
    ("raised_at", "last_day"),
    [
        # Counted by hand, three working days after the day of raising, until 5pm in London.
        (ten(3, 26), five(3, 31)),  # over the Sunday on which the clocks go forward
        (ten(10, 22), five(10, 27)),  # and on which they go back
        (ten(4, 1), five(4, 8)),  # Good Friday and Easter Monday
        (ten(12, 23), five(12, 30)),  # Christmas, and Boxing Day kept on the Monday
    ],
)
def test_days_are_those_of_london(pages: Pages, raised_at: datetime, last_day: datetime) -> None:
    clock = VirtualClock(raised_at.astimezone(UTC))
    object.__setattr__(pages.context, "clock", clock)
    reference = raised(pages.context)
    found = events(fetched(pages, made(pages, SOCIAL_WORKER)))
    start = found[f"{reference}: Resolve it between practitioners"]
    assert start == last_day
    assert str(start.tzinfo) == "UTC"


def test_a_deadline_that_is_met_goes_and_a_calendar_that_did_not_change_is_not_sent_again(pages_on_both: Pages) -> None:
    pages = pages_on_both
    reference = raised(pages.context)
    path = made(pages, SOCIAL_WORKER)
    first = fetched(pages, path)
    pages.real.advance_by(timedelta(hours=2))
    again = fetched(pages, path, if_none_match=f'"other", W/{first.headers["etag"]}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["last-modified"] == first.headers["last-modified"] == "Mon, 01 Mar 2027 12:00:00 GMT"
    assert fetched(pages, path, if_modified_since=first.headers["last-modified"]).status_code == 304
    assert fetched(pages, path, if_modified_since="Mon, 01 Mar 2027 11:59:59 GMT").status_code == 200
    assert fetched(pages, path, if_modified_since="some day").status_code == 200

    do(pages.context, reference, Acknowledge(), SOCIAL_WORKER)
    changed = fetched(pages, path, if_none_match=first.headers["etag"])
    assert list(events(changed)) == [f"{reference}: Resolve it between practitioners"]
    # What has gone has a time too, although nothing in the calendar is as young.
    assert changed.headers["last-modified"] == "Mon, 01 Mar 2027 14:00:00 GMT"
    assert fetched(pages, path, if_modified_since=first.headers["last-modified"]).status_code == 200
    do(pages.context, reference, Withdraw(reason="It is settled."), HEALTH_VISITOR)
    assert events(fetched(pages, path)) == {}
    head = pages.browser().head(path)
    assert (head.status_code, head.content) == (200, b"")


def test_a_deputy_has_what_they_stand_in_for(pages: Pages) -> None:
    reference = raised(pages.context)
    path = made(pages, TEAM_MANAGER)
    assert events(fetched(pages, path)) == {}
    name_deputy(pages.context, SOCIAL_WORKER, TEAM_MANAGER)
    assert f"{reference}: Acknowledge the disagreement" in events(fetched(pages, path))


def test_an_address_that_was_renewed_ended_or_never_was_is_the_same_nothing(pages_on_both: Pages) -> None:
    pages = pages_on_both
    never = fetched(pages, "/calendar/never.ics")
    assert never.status_code == 404
    old = made(pages, SOCIAL_WORKER)
    new = made(pages, SOCIAL_WORKER, reminder="yes")
    assert fetched(pages, new).status_code == 200
    left = made(pages, TEAM_MANAGER)
    change_person(pages.context, TEAM_MANAGER, left_on=pages.clock.now().date())
    browser = pages.signed_in(SOCIAL_WORKER)
    assert "End the address" in browser.get(HERE).text
    ended = send(browser, HERE, f"{HERE}/end")
    assert ended.status_code == 303
    assert "leads nowhere any more" in browser.get(ended.headers["location"]).text
    for path in (old, new, left):
        gone = fetched(pages, path)
        assert (gone.status_code, gone.text) == (never.status_code, never.text)
        assert gone.headers.keys() == never.headers.keys()


def test_the_address_is_shown_once_and_kept_nowhere(pages: Pages, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        path = made(pages, SOCIAL_WORKER)
        fetched(pages, path)
        fetched(pages, "/calendar/never.ics")
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert len(secret) >= 43
    assert secret not in pages.signed_in(SOCIAL_WORKER).get(HERE).text
    with reading(pages.context.engine) as connection:
        kept = [*connection.execute(select(FEEDS)), *connection.execute(select(table(TryRow)))]
    assert secret not in repr(kept)
    # What the test's own browser logs is what it asked for; ours is silent.
    assert not [record for record in caplog.records if secret in record.getMessage() and "httpx" not in record.name]


def test_nobody_tries_addresses_or_asks_without_end(pages: Pages) -> None:
    path = made(pages, SOCIAL_WORKER)
    tried = [fetched(pages, f"/calendar/try{number}.ics").status_code for number in range(31)]
    assert tried == [404] * 30 + [429]
    assert fetched(pages, path).status_code == 200, "a calendar that exists is another matter"
    asked = [fetched(pages, path).status_code for _ in range(60)]
    assert asked == [200] * 59 + [429]
    pages.real.advance_by(timedelta(hours=1, seconds=1))
    assert fetched(pages, path).status_code == 200


def test_it_asks_the_store_few_questions_however_much_is_owed(pages: Pages) -> None:
    for _ in range(12):
        raised(pages.context)
    path = made(pages, SOCIAL_WORKER)
    with statements(pages.context.engine) as seen:
        assert len(events(fetched(pages, path))) == 24
    assert len(seen) <= MOST_STATEMENTS, seen


def test_only_who_is_signed_in_makes_an_address(pages: Pages) -> None:
    assert pages.browser().get(HERE).headers["location"] == "/sign-in?next=%2Fmy-work%2Fcalendar"
    assert pages.browser().post(HERE).status_code == 403
