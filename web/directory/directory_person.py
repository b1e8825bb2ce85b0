"""A person's page in the directory: the post, how it is reached, who stands in, what is owed, and what was changed."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from procedures.wording import name_words
from states.directory import Person
from store.absences import absences_of
from store.authenticators import authenticator_of
from store.case_pages import cases_owed_by
from store.directory_history import STEPS_PASSED_ON, changes_of
from store.provider_subjects import bound_since
from store.sessions import reading
from web.cases.owed import steps_owed
from web.directory.directory_entry import absence_words, entry_of
from web.directory.directory_words import told
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import site_of

router = APIRouter()

LATEST = 20
"""Changes of one person that their page shows."""

DONE = {
    "confirmed": "The contact details are confirmed, as of today.",
    "changed": "The contact details are changed, and confirmed as of today.",
    "anew": "They may sign in anew. Where they were signed in they are signed out.",
    "unchanged": "Nothing was changed.",
    "away": "The absence is recorded.",
    "back": "The absence is ended.",
    "left": "The post's holder is marked as having left.",
    "added": "The person is added.",
}


@router.get("/directory/people/{code}")
def show_person(request: Request, reader: BusinessSupport, code: str, done: str = "") -> Response:
    """The page. `done` says what was just done."""
    site, person = site_of(request), person_coded(reader, code)
    directory = reader.directory
    with reading(site.context.engine) as connection:
        listed = cases_owed_by(connection, reader.member, [code])
        changes = changes_of(connection, code, size=LATEST)
        absences = absences_of(connection, [code], reader.day)
        bound_at = bound_since(connection, code)
        authenticator = authenticator_of(connection, code)
    passed = next((told(one, reader) for one in changes[:1] if one.kind == STEPS_PASSED_ON), None)
    return page(
        request,
        "directory_person.html",
        entry=entry_of(person, reader, site),
        in_post=directory.in_post(code, reader.day) is not None,
        reports_to=_linked(person.reports_to, reader),
        reports=[_linked(one.code, reader) for one in directory.people.values() if _reports(one, person, reader)],
        seats=[f"{name_words(s.seat)} in {name_words(s.group)}" for s in directory.seats if s.person == code],
        stands_for=[directory.title_of(one) for one in sorted(_stands_for(person, reader))],
        absences=[(one.id, absence_words(one, reader), one.first <= reader.day) for one in absences],
        steps=steps_owed(listed, directory, site.now(), [code]),
        changes=[told(one, reader) for one in changes],
        done=DONE.get(done, ""),
        bound_at=bound_at,
        app_at=authenticator.set_up_at if authenticator else None,
        own=code == reader.person.code,
        passed=passed if done in ("left", "away") else None,
    )


def person_coded(reader: SignedIn, code: str) -> Person:
    """The person with a code, in post or not. NotTheirs if there is none."""
    person = reader.directory.people.get(code)
    if person is None:
        raise NotTheirs
    return person


def _linked(code: str | None, reader: SignedIn) -> tuple[str, str] | None:
    return (code, reader.directory.title_of(code)) if code else None


def _reports(one: Person, above: Person, reader: SignedIn) -> bool:
    return one.reports_to == above.code and reader.directory.in_post(one.code, reader.day) is not None


def _stands_for(person: Person, reader: SignedIn) -> set[str]:
    return {one.person for one in reader.directory.deputies if one.deputy == person.code and one.stands_on(reader.day)}
