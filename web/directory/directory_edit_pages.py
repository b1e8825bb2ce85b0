"""Changing a person of the directory: contact details, leaving, and somebody new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from store.directory_edit import person_changed, person_written
from store.directory_file import DirectoryFile
from store.directory_history import Author
from store.directory_import import ImportSummary, import_directory
from store.directory_written import DirectoryError
from web.directory.directory_form import (
    LEFT_ON,
    channels_kept,
    channels_typed,
    contact_fields,
    day_parts,
    errors_at_questions,
    new_code,
    new_person_fields,
)
from web.directory.directory_person import person_coded
from web.forms.form_inputs import inputs_of, summary_of
from web.forms.posted_form import Posted, one, several
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import Site, site_of
from workflows.action_fields import ActionField
from workflows.directory_channels import look_at_channels
from workflows.leaving import and_pass_on
from workflows.posted_action import FieldError, Typed, typed_value

router = APIRouter()

LONDON = ZoneInfo("Europe/London")
ADD = "/directory/add"


@router.get("/directory/people/{code}/contact")
def show_contact(request: Request, reader: BusinessSupport, code: str) -> Response:
    """The form with the contact details as they are. Other channels are shown by their kind alone."""
    contact = reader.stored.contacts[_in_post(reader, code)]
    typed: Typed = {"email": contact.email or "", "keep": [str(place) for place in range(len(contact.channels))]}
    return _contact(request, reader, code, typed)


@router.post("/directory/people/{code}/contact")
def change_contact(request: Request, reader: BusinessSupport, code: str, posted: Posted) -> Response:
    """Change them. What is saved counts as confirmed today: somebody has just said so."""
    site, channels = site_of(request), reader.stored.contacts[_in_post(reader, code)].channels
    changes: Mapping[str, str | list[str] | None] = {
        "email": one(posted, "email").strip(),
        "channels": [*channels_kept(posted, channels), *channels_typed(posted)],
        "last_confirmed": reader.day.isoformat(),
    }
    try:
        file = person_changed(reader.stored, code, changes)
        look_at_channels(file, site.settings)
        _write(site, reader, file)
    except DirectoryError as problem:
        errors = errors_at_questions(problem.faults, contact_fields(channels), posted)
        return _contact(request, reader, code, posted, errors)
    forget_kept(request, reader)
    return RedirectResponse(f"/directory/people/{code}?done=changed", 303)


@router.get("/directory/people/{code}/left")
def show_leaving(request: Request, reader: BusinessSupport, code: str) -> Response:
    """The form, with today filled in."""
    return _leaving(request, reader, _in_post(reader, code), day_parts(reader.day))


@router.post("/directory/people/{code}/left")
def mark_left(request: Request, reader: BusinessSupport, code: str, posted: Posted) -> Response:
    """Mark somebody as having left. What they owe passes on at once, and their page shows to whom."""
    site, day = site_of(request), typed_value(LEFT_ON, posted, LONDON)
    _in_post(reader, code)
    if isinstance(day, FieldError):
        return _leaving(request, reader, code, posted, [day])
    file = person_changed(reader.stored, code, {"left_on": day.isoformat()})
    author = Author(reader.person.code, site.now())
    try:
        and_pass_on(site.context.engine, code, author, lambda: _write(site, reader, file))
    except DirectoryError as problem:
        return _leaving(request, reader, code, posted, errors_at_questions(problem.faults, [LEFT_ON], posted))
    forget_kept(request, reader)
    return RedirectResponse(f"/directory/people/{code}?done=left", 303)


@router.get(ADD)
def show_new_person(request: Request, reader: BusinessSupport) -> Response:
    """The form for somebody new."""
    return _new(request, reader, {})


@router.post(ADD)
def add_person(request: Request, reader: BusinessSupport, posted: Posted) -> Response:
    """Add a person. Their code is made of post and agency, and stays the same for good."""
    site = site_of(request)
    fields = new_person_fields(reader, site.context.procedure(site.settings.raising_procedure, on=reader.day))
    values = {field.name: typed_value(field, posted, LONDON) for field in fields}
    errors = [value for value in values.values() if isinstance(value, FieldError)]
    if errors:
        return _new(request, reader, posted, errors)
    code = new_code(one(posted, "title"), one(posted, "agency"), reader.stored.contacts)
    written: Mapping[str, str | list[str] | None] = {
        "code": code,
        **{name: one(posted, name).strip() for name in ("title", "agency", "rank", "reports_to", "email")},
        "roles": several(posted, "roles"),
        "channels": channels_typed(posted),
        "last_confirmed": reader.day.isoformat(),
    }
    try:
        file = person_written(written)
        look_at_channels(file, site.settings)
        _write(site, reader, file)
    except DirectoryError as problem:
        return _new(request, reader, posted, errors_at_questions(problem.faults, fields, posted))
    forget_kept(request, reader)
    return RedirectResponse(f"/directory/people/{code}?done=added", 303)


def _in_post(reader: SignedIn, code: str) -> str:
    """The code, if it is that of somebody in post: nothing is changed of whoever has left."""
    if reader.directory.in_post(person_coded(reader, code).code, reader.day) is None:
        raise NotTheirs
    return code


def _write(site: Site, reader: SignedIn, file: DirectoryFile) -> ImportSummary:
    author = Author(reader.person.code, site.now())
    return import_directory(site.context.engine, file, reader.day, author=author)


def _contact(
    request: Request, reader: SignedIn, code: str, typed: Typed, errors: Sequence[FieldError] = ()
) -> Response:
    fields = contact_fields(reader.stored.contacts[code].channels)
    words = ("Change contact details", "Save, as confirmed today", "Where they are reached from now on.")
    return _form(request, reader, code, words, fields, typed, errors)


def _leaving(
    request: Request, reader: SignedIn, code: str, typed: Typed, errors: Sequence[FieldError] = ()
) -> Response:
    explained = (
        "Nobody is ever deleted: the record of old cases names them. What they owe on that day passes on at once."
    )
    words = ("Mark as having left", "Mark as having left", explained)
    return _form(request, reader, code, words, [LEFT_ON], typed, errors)


def _new(request: Request, reader: SignedIn, typed: Typed, errors: Sequence[FieldError] = ()) -> Response:
    site = site_of(request)
    fields = new_person_fields(reader, site.context.procedure(site.settings.raising_procedure, on=reader.day))
    words = ("Add a person", "Add the person", "By their post: the directory holds no names.")
    return _form(request, reader, "", words, fields, typed, errors)


def _form(
    request: Request,
    reader: SignedIn,
    code: str,
    words: tuple[str, str, str],
    fields: Sequence[ActionField],
    typed: Typed,
    errors: Sequence[FieldError],
) -> Response:
    heading, button, explained = words
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "directory_form.html",
        status=422 if errors else 200,
        heading=heading,
        button=button,
        explained=explained,
        caption=reader.directory.title_of(code) if code else "Directory",
        back=f"/directory/people/{code}" if code else "/directory",
        address=request.url.path,
        inputs=inputs_of(fields, typed, errors),
        unsent=unsent,
        errors=summary_of(errors),
    )
