"""My work: what I owe, the soonest first, what I wait for and from whom, what changed, and what I am writing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from store.case_pages import cases_awaited_by
from store.changes import changed_cases
from store.sessions import reading
from store.unsent import begun_by
from web.cases.owed import steps_owed
from web.forms.unsent import begun_forms
from web.pages import page
from web.raising.raise_draft import draft_lines
from web.reader import Reader
from web.reviews.opened_item import open_items
from web.reviews.own_items import items_in_words
from web.site import site_of
from web.work.changed import changes_in_words
from web.work.my_groups import words_wanted
from web.work.what_one_owes import owed_by

router = APIRouter()


@router.get("/my-work")
def my_work(request: Request, reader: Reader, *, deleted: bool = False) -> Response:
    """The page, with one's own drafts. A deputy finds what those whom they stand in for owe, too, and for whom it is.

    `deleted` says that a draft was just deleted.
    """
    site = site_of(request)
    now, posts = site.now(), reader.member.posts
    with reading(site.context.engine) as connection:
        owed = owed_by(connection, reader.member, reader.directory, now)
        drafts, unsent = begun_by(connection, reader.person.code)
        waiting = cases_awaited_by(connection, reader.member, (reader.person.code,))
        changed = changed_cases(connection, reader.member)
        wanted = words_wanted(connection, reader, now)
        items = open_items(connection, reader.directory, reader.person, now)
    listed = {(step.reference, step.clock.clock) for step in owed}
    asked = [
        line
        for line in items_in_words(items, now)
        if line["due"] is None or (line["item"].reference, line["due"].clock) not in listed
    ]
    awaited = [step for one in waiting for step in steps_owed([one], reader.directory, now) if step.owner not in posts]
    return page(
        request,
        "my_work.html",
        owed=owed,
        awaited=sorted(awaited, key=lambda step: (step.due_at, step.reference)),
        changes=changes_in_words(changed, reader.directory),
        drafts=draft_lines(drafts, reader.directory),
        begun=begun_forms(unsent),
        deleted=deleted,
        manages=bool(reader.member.manages),
        late=sum(step.is_late for step in owed),
        asked=asked,
        wanted=wanted,
    )
