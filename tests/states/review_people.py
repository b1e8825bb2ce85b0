"""The Essex directory with people who left, deputies and roles changed, for tests of practice reviews."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from states.directory import Deputy, Directory

SINCE = date(2026, 1, 1)


def with_deputies(directory: Directory, *pairs: tuple[str, str]) -> Directory:
    """The directory with deputies more, (person, deputy), until further notice."""
    deputies = (Deputy(person, deputy, SINCE) for person, deputy in pairs)
    return Directory.of(
        directory.agencies.values(), directory.people.values(), (*directory.deputies, *deputies), directory.seats
    )


def without(directory: Directory, *codes: str) -> Directory:
    """The directory once these people have left."""
    return with_people(directory, **{code: {"left_on": SINCE} for code in codes})


def with_people(directory: Directory, **changes: dict[str, Any]) -> Directory:
    """The directory with fields of people changed: `with_people(d, some_code={"roles": ()})`."""
    people = [replace(person, **changes.get(person.code, {})) for person in directory.people.values()]
    return Directory.of(directory.agencies.values(), people, directory.deputies, directory.seats)
