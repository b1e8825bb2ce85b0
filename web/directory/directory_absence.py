"""Recording, for the business support team, that somebody is away and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from store.absences import end_absence, name_deputy
from store.directory_history import Author
from store.sessions import writing
from web.directory.directory_person import person_coded
from web.forms.form_inputs import inputs_of, summary_of
from web.forms.posted_form import Posted
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import site_of
from web.work.absence_form import absence_fields, typed_absence
from workflows.leaving import and_pass_on
from workflows.posted_action import FieldError, Typed

router = APIRouter()


@router.get("/directory/people/{code}/absence")
def show_absence(request: Request, reader: BusinessSupport, code: str) -> Response:
    """The form."""
    return _form(request, reader, code, {})


@router.post("/directory/people/{code}/absence")
def say_away(request: Request, reader: BusinessSupport, code: str, posted: Posted) -> Response:
    """Name a deputy for some days, of whatever agency. What is owed today passes on at once."""
    site, person = site_of(request), person_coded(reader, code)
    said = typed_absence(reader, [person.code], posted, anybody=True)
    if isinstance(said, list):
        return _form(request, reader, code, posted, said)
    _, deputy, first, last = said
    author = Author(reader.person.code, site.now())

    def record() -> bool:
        with writing(site.context.engine) as connection:
            return name_deputy(connection, code, deputy, first, last, reader.person.code, author.at)

    and_pass_on(site.context.engine, code, author, record)
    forget_kept(request, reader)
    return RedirectResponse(f"/directory/people/{code}?done=away", 303)


@router.post("/directory/people/{code}/absence/end")
def end(request: Request, reader: BusinessSupport, code: str, absence: Annotated[int, Form(ge=1)]) -> Response:
    """Somebody is back, or is not away after all."""
    site, author = site_of(request), Author(reader.person.code, site_of(request).now())

    def record() -> bool:
        with writing(site.context.engine) as connection:
            return end_absence(connection, absence, [code], reader.day, author)

    ended, _ = and_pass_on(site.context.engine, code, author, record)
    if not ended:
        raise NotTheirs
    return RedirectResponse(f"/directory/people/{code}?done=back", 303)


def _form(request: Request, reader: SignedIn, code: str, typed: Typed, errors: Sequence[FieldError] = ()) -> Response:
    person = person_coded(reader, code)
    if reader.directory.in_post(code, reader.day) is None:
        raise NotTheirs
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "directory_form.html",
        status=422 if errors else 200,
        heading="Record an absence",
        button="Record the absence",
        explained="No step waits for somebody who is away: what is owed passes to whoever stands in, on the first day. "
        "What a practice review asks of an agency stays inside it: with a deputy of another agency it goes up the "
        "agency's own line.",
        caption=reader.directory.title_of(person.code),
        back=f"/directory/people/{code}",
        address=request.url.path,
        inputs=inputs_of(absence_fields(reader, [code], anybody=True), typed, errors),
        unsent=unsent,
        errors=summary_of(errors),
    )
