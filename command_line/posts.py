"""People as commands name them: by post and agency, never by name."""

from __future__ import annotations

from states.decision import CLOCK
from states.directory import Directory


def post(directory: Directory, code: str | None) -> str:
    """A person as people read of them: the post's title and its agency."""
    if code in (None, CLOCK):
        return "The clock" if code == CLOCK else "nobody"
    person = directory.people.get(code or "")
    if person is None:
        return str(code)
    agency = directory.agencies.get(person.agency)
    return f"{person.title}, {agency.name}" if agency else person.title
