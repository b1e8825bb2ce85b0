"""The people of a story: the directory that it starts from, and how it changes in a step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Engine, update

from procedures.yaml_file import Node
from states.directory import Directory
from store.directory import current_directory, directory_changed
from store.directory_file import DirectoryFile, WrittenPerson, directory_of, read_directory_file
from store.directory_import import import_directory
from store.directory_written import DirectoryError
from store.directory_yaml import written_in
from store.recording import table
from store.sessions import reading, writing
from store.tables import PersonRow
from workflows.story import Step
from workflows.story_file import StoryFile
from workflows.story_instant import LONDON

SECTIONS = {"joins": "people", "deputy": "deputies", "seat": "seats"}
"""The changes that a step can make to the directory, with the section of a directory file that each is a line of."""


def directory_of_story(file: StoryFile) -> DirectoryFile:
    """The directory that a story names or holds; whoever has no address there gets one at example.org.

    DirectoryError, with file and line, if it cannot be used.
    """
    named = file.story.directory
    if isinstance(named, str):
        beside = file.path.parent / named
        return _reachable(read_directory_file(str(beside) if Path(named).suffix else named))
    return _reachable(directory_of(written_in(file.node.mapping["directory"])))


def store_directory(engine: Engine, directory: DirectoryFile, day: date) -> None:
    """Put a directory into the store. DirectoryError if it does not fit together."""
    import_directory(engine, directory, day)


def change_of(file: StoryFile, place: int, day: date) -> DirectoryFile | None:
    """What the step at a place adds to the directory, as a file that says no more; None if it adds nothing.

    A deputy whose first day is left out stands in from `day` on. DirectoryError for a value that cannot be.
    """
    step: Step = file.story.steps[place]
    for name, section in SECTIONS.items():
        if getattr(step, name) is None:
            continue
        row = file.node.mapping["steps"].items[place].mapping[name]
        if name == "deputy" and "from" not in row.mapping:
            row = Node({**row.mapping, "from": Node(day.isoformat(), row.place)}, row.place)
        return _reachable(directory_of(written_in(Node({section: Node([row], row.place)}, row.place))))
    return None


def leave(engine: Engine, person: str, day: date) -> None:
    """Mark a post as vacated from a day on."""
    people = table(PersonRow)
    with writing(engine) as connection:
        connection.execute(update(people).where(people.c.code == person).values(left_on=day))
        directory_changed(connection)


def stored_directory(engine: Engine) -> Directory:
    """The directory as it now stands."""
    with reading(engine) as connection:
        return current_directory(connection).directory


def day_of(instant: datetime) -> date:
    """The day in London on which an instant falls."""
    return instant.astimezone(LONDON).date()


def next_change(directory: Directory, now: datetime) -> datetime | None:
    """The next midnight in London at which somebody is there, or is not, by a date that the directory holds already.

    None if no such date is to come.
    """
    today = day_of(now)
    days = {person.left_on for person in directory.people.values() if person.left_on}
    for deputy in directory.deputies:
        days.add(deputy.first)
        if deputy.last and deputy.last < date.max:
            days.add(date.fromordinal(deputy.last.toordinal() + 1))
    coming = min((day for day in days if day > today), default=None)
    return datetime(coming.year, coming.month, coming.day, tzinfo=LONDON).astimezone(now.tzinfo) if coming else None


def _reachable(file: DirectoryFile) -> DirectoryFile:
    """The directory with an address for whoever has none: a story asks who is told, not whether mail arrives.

    DirectoryError if a value in it is not of its form.
    """
    if file.written.faults:
        raise DirectoryError(sorted(file.written.faults, key=lambda fault: fault.line))
    return replace(file, people={code: _with_address(person) for code, person in file.people.items()})


def _with_address(written: WrittenPerson) -> WrittenPerson:
    if written.email or written.channels:
        return written
    person = replace(written.person, channels=("email",))
    return replace(written, person=person, email=f"{person.code.replace('_', '.')}@example.org")
