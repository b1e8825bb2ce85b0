"""One person of the directory changed or added, as a directory file would say it: so the same checks hold."""

from __future__ import annotations

from collections.abc import Mapping

from store.directory import StoredDirectory
from store.directory_file import DirectoryFile, directory_of
from store.directory_written import Cell, Row, Written

LINE = 1
"""Where all that is typed into a form stands."""


def person_changed(stored: StoredDirectory, code: str, changes: Mapping[str, str | list[str] | None]) -> DirectoryFile:
    """A file that says of a person in the directory what it says now, with some fields changed. KeyError if unknown."""
    person, contact = stored.directory.people[code], stored.contacts[code]
    known: dict[str, str | list[str] | None] = {
        "code": code,
        "title": person.title,
        "agency": person.agency,
        "rank": person.rank,
        "roles": list(person.roles),
        "reports_to": person.reports_to,
        "email": contact.email,
        "channels": list(contact.channels),
        "last_confirmed": contact.last_confirmed.isoformat() if contact.last_confirmed else None,
        "left_on": person.left_on.isoformat() if person.left_on else None,
    }
    return person_written(known | dict(changes))


def person_written(fields: Mapping[str, str | list[str] | None]) -> DirectoryFile:
    """A file that says this of one person. A value that is not of its form is a fault in `written.faults`."""
    row = Row(LINE, {name: Cell(value or None, LINE) for name, value in fields.items()})
    return directory_of(Written("form", sections={"people": [row]}))
