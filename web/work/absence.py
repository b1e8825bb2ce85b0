"""When somebody is away: who stands in for them, said by themselves or by their line manager."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from store.absences import Absence, absences_of, end_absence, name_deputy
from store.case_pages import cases_owed_by
from store.directory_history import Author
from store.sessions import reading, writing
from web.cases.owed import steps_owed
from web.forms.form_inputs import inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import site_of
from web.work.absence_form import absence_fields, typed_absence
from workflows.passing_on import pass_on
from workflows.posted_action import FieldError, Typed

router = APIRouter()

ADDRESS = "/absence"


@router.get(ADDRESS)
def show_absence(
    request: Request, reader: Reader, done: Annotated[str, Query(pattern="^(named|ended)$")] | None = None
) -> Response:
    """The page: who is away and covered by whom, and the form. `done` says what was just done."""
    return _page(request, reader, {}, done=done or "")


@router.post(ADDRESS)
def say_away(request: Request, reader: Reader, posted: Posted) -> Response:
    """Name a deputy for some days. Steps that are owed today pass on at once, as the sweep passes them."""
    site = site_of(request)
    said = typed_absence(reader, people_of(reader), posted)
    if isinstance(said, list):
        return _page(request, reader, posted, errors=said, status=422)
    person, deputy, first, last = said
    with writing(site.context.engine) as connection:
        name_deputy(connection, person, deputy, first, last, reader.person.code, site.now())
    pass_on(site.context.engine, site.now())
    forget_kept(request, reader)
    return RedirectResponse(f"{ADDRESS}?done=named", 303)


@router.post(f"{ADDRESS}/end")
def end(request: Request, reader: Reader, absence: Annotated[int, Form(ge=1)]) -> Response:
    """Somebody is back, or is not away after all. NotTheirs unless it is the reader's to say."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        author = Author(reader.person.code, site.now())
        ended = end_absence(connection, absence, people_of(reader), reader.day, author)
    if not ended:
        raise NotTheirs
    pass_on(site.context.engine, site.now())
    return RedirectResponse(f"{ADDRESS}?done=ended", 303)


def people_of(reader: SignedIn) -> tuple[str, ...]:
    """Those for whom the reader says who stands in: themselves, and those who report to them."""
    reports = [p.code for p in reader.directory.people.values() if p.reports_to == reader.person.code]
    return (reader.person.code, *sorted(code for code in reports if reader.directory.in_post(code, reader.day)))


def _page(
    request: Request,
    reader: SignedIn,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    done: str = "",
    status: int = 200,
) -> Response:
    site, people = site_of(request), people_of(reader)
    with reading(site.context.engine) as connection:
        found = absences_of(connection, people, reader.day)
        covering = {one.deputy for one in found}
        listed = cases_owed_by(connection, reader.member, covering) if covering else ()
    steps = steps_owed(listed, reader.directory, site.now(), covering)
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "absence.html",
        status=status,
        absences=[_in_words(one, reader) for one in found],
        covered=[step for step in steps if step.clock.owner_for in people],
        inputs=inputs_of(absence_fields(reader, people), typed, errors),
        unsent=unsent,
        errors=summary_of(errors),
        done=done,
    )


def _in_words(one: Absence, reader: SignedIn) -> dict[str, object]:
    directory = reader.directory
    there = directory.stand_in(one.person, reader.day)
    begun = one.first <= reader.day
    return {
        "id": one.id,
        "who": "You" if one.person == reader.person.code else directory.title_of(one.person),
        "from": day_in_words(one.first),
        "to": day_in_words(one.last) if one.last else "further notice",
        "deputy": directory.title_of(one.deputy),
        "begun": begun,
        # A deputy may be away too: then it goes on to theirs.
        "now": directory.title_of(there.code) if begun and there and there.code != one.deputy else "",
        "by": directory.title_of(one.named_by) if one.named_by and one.named_by != one.person else "",
    }
