"""My work: what I owe, the soonest first, what I wait for and from whom, what changed, and what I am writing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from notifications.dates import due_in_words
from store.case_pages import cases_awaited_by, cases_owed_by
from store.changes import changed_cases
from store.drafts import drafts_of
from store.own_return import returns_asked_of
from store.sessions import reading
from web.cases.owed import steps_owed
from web.pages import page
from web.raising.raise_draft import draft_lines
from web.reader import Reader
from web.reviews.opened_item import open_items
from web.reviews.own_items import items_in_words
from web.site import site_of
from web.work.changed import changes_in_words

router = APIRouter()


@router.get("/my-work")
def my_work(request: Request, reader: Reader, *, deleted: bool = False) -> Response:
    """The page, with one's own drafts. A deputy finds what those whom they stand in for owe, too, and for whom it is.

    `deleted` says that a draft was just deleted.
    """
    site = site_of(request)
    now, posts = site.now(), reader.member.posts
    with reading(site.context.engine) as connection:
        owing = cases_owed_by(connection, reader.member, posts)
        mine = drafts_of(connection, reader.person.code)
        asked = returns_asked_of(connection, reader.person.code, reader.day)
        waiting = cases_awaited_by(connection, reader.member, (reader.person.code,))
        changed = changed_cases(connection, reader.member)
        items = open_items(connection, reader.directory, reader.person, now)
    owed = steps_owed(owing, reader.directory, now, posts)
    awaited = [step for one in waiting for step in steps_owed([one], reader.directory, now) if step.owner not in posts]
    return page(
        request,
        "my_work.html",
        owed=owed,
        awaited=sorted(awaited, key=lambda step: (step.due_at, step.reference)),
        changes=changes_in_words(changed, reader.directory),
        drafts=draft_lines(mine, reader.directory),
        deleted=deleted,
        manages=bool(reader.member.manages),
        late=sum(step.is_late for step in owed),
        asked=items_in_words(items, now),
        returns=[
            (one.reference, due_in_words(one.asked.due_at), now > one.asked.due_at)
            for one in asked
            if not one.asked.is_settled
        ],
    )
