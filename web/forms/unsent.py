"""What somebody types into a form, kept while they type: it comes back when they open the form again.

Scripts send it every few seconds, and that counts as use: nobody is signed out while they write, and nothing is lost
when they are called away. Without scripts what was typed is in the browser alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from store.sessions import reading, writing
from store.unsent import TooMuch, Unsent, forget_unsent, keep_unsent, unsent_of
from web.access.csrf import FIELD
from web.forms.posted_form import VERSION, Posted, one
from web.reader import NotTheirs, Reader, SignedIn
from web.sign_in.return_to import START, local_path
from web.site import site_of
from workflows.posted_action import Typed

router = APIRouter()

ADDRESS = "/unsent"
FORM = "unsent_form"
"""The input with the address of the form that was typed into."""

TITLE = "unsent_title"
"""The input with the title of the form's page, by which it is listed. Titles hold references and no more."""
LONGEST_TITLE = 200

OURS = frozenset({FIELD, FORM, TITLE, VERSION})
"""Inputs that nobody types into. A form that is opened again is of the case as it stands then."""

DRAFT = re.compile(r"/raise/\d+/.+")


@dataclass(frozen=True)
class KeptWords:
    """What the reader typed into a form before, by the name of the input, and when, in words."""

    form: str
    typed: Typed
    when: str


@dataclass(frozen=True)
class BegunForm:
    """A form that the reader has begun and not sent, as My work lists it."""

    address: str
    title: str
    when: str


@router.post(ADDRESS)
def keep(request: Request, reader: Reader, posted: Posted) -> Response:
    """Keep what has been typed so far."""
    site, form = site_of(request), _form_in(posted)
    typed = {name: given for name, given in posted.items() if name not in OURS}
    typed[TITLE] = _title_in(posted)
    try:
        with writing(site.context.engine) as connection:
            keep_unsent(connection, reader.person.code, form, typed, site.real_now())
    except TooMuch:
        return Response(status_code=413)
    return Response(status_code=204)


@router.post(f"{ADDRESS}/forget")
def begin_anew(request: Request, reader: Reader, posted: Posted) -> Response:
    """Delete what was kept, and go back to the form."""
    form = _form_in(posted)
    with writing(site_of(request).context.engine) as connection:
        forget_unsent(connection, reader.person.code, form)
    return RedirectResponse(form, 303)


def with_kept_words(request: Request, reader: SignedIn, typed: Typed) -> tuple[Typed, KeptWords | None]:
    """What a form is shown with: what the reader typed into it before and has not sent, or else `typed`.

    `typed` is what the form begins with, or what was just posted: that is newer than anything that was kept of it.
    """
    unsent = _kept_words(request, reader)
    return (unsent.typed if unsent else typed), unsent


def _kept_words(request: Request, reader: SignedIn) -> KeptWords | None:
    if request.method != "GET":
        return None
    form = request.url.path
    with reading(site_of(request).context.engine) as connection:
        found = unsent_of(connection, reader.person.code, form)
    return KeptWords(form, found.typed, day_in_words(found.saved_at)) if found else None


def begun_forms(unsent: Mapping[str, Unsent]) -> list[BegunForm]:
    """What is kept of forms, as a list for whoever typed it. The questions of drafts are listed with their drafts."""
    return [
        BegunForm(form, one(kept.typed, TITLE) or "A form that you have not sent", day_in_words(kept.saved_at))
        for form, kept in unsent.items()
        if not DRAFT.fullmatch(form)
    ]


def forget_kept(request: Request, reader: SignedIn) -> None:
    """Delete what was kept of the form that has been sent: it is on the record now."""
    with writing(site_of(request).context.engine) as connection:
        forget_unsent(connection, reader.person.code, request.url.path)


def _title_in(posted: Typed) -> str:
    """The title as the page says it, without what every title has."""
    return one(posted, TITLE).removeprefix("Error: ").removesuffix(" \N{EN DASH} Golden Thread")[:LONGEST_TITLE]


def _form_in(posted: Typed) -> str:
    """The address of the form; NotTheirs if it is none of these pages."""
    form = local_path(one(posted, FORM)).partition("?")[0]
    if form == START:
        raise NotTheirs
    return form
