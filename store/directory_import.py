"""Writing a directory file into the store, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from states.directory import Deputy, Directory
from store.directory import VERSION, current_directory, directory_changed
from store.directory_checks import directory_after, left
from store.directory_file import DirectoryFile
from store.directory_history import ADDED, CHANGED, CONFIRMED, LEFT, Author, note_change, note_changes
from store.recording import table
from store.sessions import reading, writing
from store.tables import AgencyRow, DeputyRow, PersonRow, SeatRow, Setting

AGENCIES, PEOPLE, DEPUTIES, SEATS, SETTINGS = (
    table(model) for model in (AgencyRow, PersonRow, DeputyRow, SeatRow, Setting)
)


@dataclass(frozen=True)
class ImportSummary:
    """What an import changed, or with a dry run would change: people by code.

    `not_named` are people in post whom the file leaves out; without `replace` they stay as they are.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    left: tuple[str, ...]
    not_named: tuple[str, ...]
    unreachable: tuple[str, ...]
    agencies: int
    deputies_changed: bool
    seats_changed: bool
    directory: Directory

    @property
    def changes_anything(self) -> bool:
        """Whether the store was, or would be, changed at all."""
        people = self.added or self.changed or self.left
        return bool(people or self.agencies or self.deputies_changed or self.seats_changed)


def import_directory(
    engine: Engine,
    file: DirectoryFile,
    today: date,
    *,
    replace: bool = False,
    dry_run: bool = False,
    author: Author | None = None,
) -> ImportSummary:
    """Write a directory file into the store, in one transaction, and with an `author` who changed whom.

    `replace` marks everybody whom the file leaves out as having left today; nobody is ever deleted. `dry_run` checks
    everything and writes nothing. DirectoryError lists everything that does not fit; nothing was written then.
    """
    with reading(engine) if dry_run else writing(engine) as connection:
        if not dry_run:
            _take_turns(connection)
        stored = current_directory(connection).directory
        after = directory_after(file, stored, today, replace_all=replace)
        before = _people(connection)
        rows = {code: row for code, row in _rows(file, before).items() if before.get(code) != row}
        others = [person for code, person in stored.people.items() if code not in file.people]
        there = sorted(person.code for person in others if left(person, today) != person) if not replace else []
        new = {code: agency for code, agency in file.agencies.items() if stored.agencies.get(code) != agency}
        summary = ImportSummary(
            added=tuple(sorted(code for code in rows if code not in before)),
            changed=tuple(sorted(code for code in rows if code in before)),
            left=tuple(sorted(_leaving(stored, after, today))),
            not_named=tuple(there),
            unreachable=tuple(sorted(code for code, one in file.people.items() if not one.email and not one.channels)),
            agencies=len(new),
            deputies_changed=after.deputies != stored.deputies,
            seats_changed=sorted(map(repr, after.seats)) != sorted(map(repr, stored.seats)),
            directory=after,
        )
        if not dry_run and summary.changes_anything:
            _write(connection, summary, new, rows, before, today)
            if author:
                _note(connection, summary, rows, before, author)
            directory_changed(connection)
    return summary


def confirm(engine: Engine, code: str, today: date, author: Author | None = None) -> bool:
    """Note that a person's contact details were confirmed today. False if there is no such person in post."""
    with writing(engine) as connection:
        if current_directory(connection).directory.in_post(code, today) is None:
            return False
        connection.execute(update(PEOPLE).where(PEOPLE.c.code == code).values(last_confirmed=today))
        directory_changed(connection)
        if author:
            note_change(connection, author, CONFIRMED, code)
        return True


def _take_turns(connection: Connection) -> None:
    """Two imports at once must not both start from the same directory: the second waits here for the first."""
    connection.execute(select(SETTINGS.c.value).where(SETTINGS.c.name == VERSION).with_for_update())


def _leaving(stored: Directory, after: Directory, today: date) -> list[str]:
    """Who is in post now and will not be."""
    return [code for code in stored.people if stored.in_post(code, today) and not after.in_post(code, today)]


def _people(connection: Connection) -> dict[str, dict[str, Any]]:
    return {row["code"]: dict(row) for row in connection.execute(select(PEOPLE)).mappings()}


def _named(connection: Connection) -> dict[Deputy, dict[str, Any]]:
    """Who said so and when, of every absence that was recorded on a page: a file that leaves it says nothing of it."""
    return {
        Deputy(row.person, row.deputy, row.first, row.last): {"named_by": row.named_by, "named_at": row.named_at}
        for row in connection.execute(select(DEPUTIES).where(DEPUTIES.c.named_by.is_not(None)))
    }


def _rows(file: DirectoryFile, before: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The rows of the people in a file.

    A day of confirmation that the file leaves out is kept as long as the address that was confirmed is.
    """
    rows = {}
    for code, written in file.people.items():
        person, known = written.person, before.get(code)
        row = {
            "code": code,
            "title": person.title,
            "agency": person.agency,
            "rank": person.rank,
            "roles": json.dumps(list(person.roles)),
            "reports_to": person.reports_to,
            "left_on": person.left_on,
            "email": written.email,
            "channels": json.dumps(list(written.channels)),
            "last_confirmed": written.last_confirmed,
        }
        if known and not written.last_confirmed and all(known[name] == row[name] for name in ("email", "channels")):
            row["last_confirmed"] = known["last_confirmed"]
        rows[code] = row
    return rows


def _note(
    connection: Connection,
    summary: ImportSummary,
    rows: dict[str, dict[str, Any]],
    before: dict[str, dict[str, Any]],
    author: Author,
) -> None:
    """Add what was written to the history: for each person the fields that changed, from what to what."""
    note_changes(connection, author, ADDED, [(code, {}) for code in summary.added])
    facts = {code: {"fields": _fields(before[code], rows[code])} for code in summary.changed}
    changed = [(code, fields) for code, fields in facts.items() if code not in summary.left]
    note_changes(connection, author, CHANGED, changed)
    note_changes(connection, author, LEFT, [(code, facts.get(code, {})) for code in summary.left])


def _fields(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[str]]:
    """The fields that differ. A channel may hold a password: of those only that they changed is kept."""
    return {
        name: ["", ""] if name == "channels" else [str(before[name] or ""), str(value or "")]
        for name, value in after.items()
        if before[name] != value
    }


def _write(
    connection: Connection,
    summary: ImportSummary,
    agencies: dict[str, Any],
    rows: dict[str, dict[str, Any]],
    before: dict[str, dict[str, Any]],
    today: date,
) -> None:
    for code, agency in agencies.items():
        values = {"name": agency.name, "kind": agency.kind}
        if not connection.execute(update(AGENCIES).where(AGENCIES.c.code == code).values(values)).rowcount:
            connection.execute(insert(AGENCIES).values(code=code, **values))
    fresh = [row for code, row in rows.items() if code not in before]
    if fresh:
        connection.execute(insert(PEOPLE), fresh)
    for code in summary.changed:
        connection.execute(update(PEOPLE).where(PEOPLE.c.code == code).values(rows[code]))
    for code in set(summary.left) - set(rows):
        connection.execute(update(PEOPLE).where(PEOPLE.c.code == code).values(left_on=today))
    if summary.deputies_changed:
        named = _named(connection)
        connection.execute(delete(DEPUTIES))
        deputies = [
            {"person": one.person, "deputy": one.deputy, "first": one.first, "last": one.last}
            | named.get(one, {"named_by": None, "named_at": None})
            for one in summary.directory.deputies
        ]
        if deputies:
            connection.execute(insert(DEPUTIES), deputies)
    if summary.seats_changed:
        connection.execute(delete(SEATS))
        seats = [{"group": one.group, "seat": one.seat, "person": one.person} for one in summary.directory.seats]
        if seats:
            connection.execute(insert(SEATS), seats)
