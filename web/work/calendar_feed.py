"""One's deadlines for one's own calendar: a page that gives, renews and ends its address, and what is behind it.

Calendars cannot sign in, so the address alone opens the feed. It is long, random, shown once, and tells references and
what is owed.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from notifications.dates import LONDON, day_in_words
from reports.calendar_feed import Deadline, calendar_of
from store.calendar_feeds import CalendarFeed, changed_at, end_feed, feed_behind, feed_of, make_feed, note_change
from store.directory import current_directory
from store.membership import member_of
from store.sessions import reading, writing
from web.access.rate_limit import count_try
from web.forms.posted_form import Posted, one
from web.pages import page
from web.reader import NotTheirs, Reader
from web.site import Site, site_of
from web.work.what_one_owes import owed_by

router = APIRouter()

HERE = "/my-work/calendar"
MOST_AN_HOUR = 60
"""How often one calendar may be fetched in an hour: every phone and desk that subscribes asks by itself."""

MOST_UNKNOWN = 30
"""How many addresses that do not exist may be tried from one network address in an hour."""

AN_HOUR = timedelta(hours=1)


@router.get(HERE)
def show_calendar(request: Request, reader: Reader, *, ended: bool = False) -> Response:
    """Whether one's calendar has an address, and what can be done about it. `ended` says that it was just ended."""
    with reading(site_of(request).context.engine) as connection:
        feed = feed_of(connection, reader.person.code)
    return page(request, "calendar.html", since=day_in_words(feed.made_at) if feed else "", feed=feed, ended=ended)


@router.post(HERE)
def make_address(request: Request, reader: Reader, posted: Posted) -> Response:
    """Give the calendar a new address and show it, this once. A former one ends."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        token = make_feed(connection, reader.person.code, site.real_now(), reminder=one(posted, "reminder") == "yes")
    return page(request, "calendar_made.html", address=f"{site.settings.base_url}/calendar/{token}.ics")


@router.post(f"{HERE}/end")
def end_address(request: Request, reader: Reader) -> Response:
    """Let the address lead nowhere. A second click finds that it does."""
    with writing(site_of(request).context.engine) as connection:
        end_feed(connection, reader.person.code)
    return RedirectResponse(f"{HERE}?ended=1", 303)


@router.api_route("/calendar/{token}.ics", methods=["GET", "HEAD"])
def serve_calendar(request: Request, token: str) -> Response:
    """The calendar behind an address. One that never was, one that was ended and one of somebody who left are alike."""
    site = site_of(request)
    with reading(site.context.engine) as connection:
        feed = feed_behind(connection, token)
        deadlines = _deadlines(connection, site, feed) if feed else None
    if feed is None or deadlines is None:
        count_try(request, "unknown calendar", request.client.host if request.client else "", MOST_UNKNOWN, AN_HOUR)
        raise NotTheirs
    count_try(request, "calendar", feed.person, MOST_AN_HOUR, AN_HOUR)
    content = calendar_of(deadlines, site.settings.base_url, reminder=feed.reminder)
    content_hash = hashlib.sha256(content).hexdigest()
    changed = _since_when(site, feed, content_hash)
    headers = {
        "ETag": f'"{content_hash[:32]}"',
        "Last-Modified": format_datetime(changed.astimezone(UTC).replace(microsecond=0), usegmt=True),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": 'inline; filename="deadlines.ics"',
    }
    if _is_known(request, headers["ETag"], changed):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _deadlines(connection: Connection, site: Site, feed: CalendarFeed) -> list[Deadline] | None:
    """What the calendar's person owes now, as their page My work has it; None if they have left their post."""
    now = site.now()
    day = now.astimezone(LONDON).date()
    directory = current_directory(connection).directory
    person = directory.in_post(feed.person, day)
    if person is None:
        return None
    member = member_of(connection, directory, person, day)
    return [
        Deadline(
            reference=step.reference,
            name=f"{step.clock.clock}/{step.clock.stage or ''}",
            owes=step.owes,
            due_at=step.due_at,
            since=step.clock.started_at,
            turn=step.clock.number,
            path=step.address,
        )
        for step in owed_by(connection, member, directory, now)
    ]


def _since_when(site: Site, feed: CalendarFeed, content_hash: str) -> datetime:
    """Since when the calendar has been as it is, as far as anybody has asked for it."""
    engine, now = site.context.engine, site.real_now()
    with reading(engine) as connection:
        known = changed_at(connection, feed.person, content_hash)
    if known is not None:
        return known
    with writing(engine) as connection:
        note_change(connection, feed.person, content_hash, now)
    return now


def _is_known(request: Request, etag: str, changed: datetime) -> bool:
    """Whether who asks has this very content already (RFC 9110, 13.2.2: by its tag, or else by when it changed)."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return any(tag.strip().removeprefix("W/") in (etag, "*") for tag in tags.split(","))
    since = request.headers.get("if-modified-since")
    try:
        return since is not None and changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
