"""The directory as stored, and read once for each of its versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary, WeakSet

from sqlalchemy import Connection, Engine, Transaction, select

from states.directory import Agency, Deputy, Directory, Person, Seat
from store.counters import advance, counter
from store.recording import table
from store.tables import AgencyRow, DeputyRow, PersonRow, SeatRow

VERSION = "directory version"
NO_CHANNEL = "none"
"""Stands for the channel of somebody without any: the notice is still owed, and delivery raises the alarm."""


@dataclass(frozen=True)
class Contact:
    """How a person is reached: e-mail first, then any other address; and when that was last confirmed."""

    title: str
    agency: str
    email: str | None
    channels: tuple[str, ...]
    last_confirmed: date | None


@dataclass(frozen=True)
class StoredDirectory:
    """The directory at one version, with contact details, which decisions never see."""

    version: int
    directory: Directory
    contacts: dict[str, Contact]

    def channels(self, person: str) -> tuple[str, ...]:
        """The names of a person's channels: `email`, then `other-1` and on; one that says none if there is none."""
        found = self.directory.people.get(person)
        return (found.channels if found else ()) or (NO_CHANNEL,)

    def address(self, person: str, channel: str) -> str | None:
        """The address behind a channel's name, as it is now; None if the person has it no longer."""
        contact = self.contacts.get(person)
        if contact is None:
            return None
        if channel == "email":
            return contact.email
        kind, _, place = channel.partition("-")
        index = int(place) - 1 if kind == "other" and place.isdigit() else -1
        return contact.channels[index] if 0 <= index < len(contact.channels) else None


_kept: WeakKeyDictionary[Engine, StoredDirectory] = WeakKeyDictionary()
_changing: WeakSet[Transaction] = WeakSet()
"""Transactions that have changed the directory and may yet be undone: what they read is not kept."""


def current_directory(connection: Connection) -> StoredDirectory:
    """The directory as it is now; read from the rows only when its version has changed."""
    version = counter(connection, VERSION)
    if connection.get_transaction() in _changing:
        return _read(connection, version)
    kept = _kept.get(connection.engine)
    if kept is None or kept.version != version:
        kept = _kept[connection.engine] = _read(connection, version)
    return kept


def directory_changed(connection: Connection) -> int:
    """Say that the directory was changed in this transaction. Returns its new version."""
    transaction = connection.get_transaction()
    if transaction is not None:
        _changing.add(transaction)
    return advance(connection, VERSION)


def _read(connection: Connection, version: int) -> StoredDirectory:
    agencies = [Agency(r.code, r.name, r.kind) for r in connection.execute(select(table(AgencyRow)))]
    people, contacts = [], {}
    for row in connection.execute(select(table(PersonRow))):
        others = tuple(json.loads(row.channels))
        names = (*(("email",) if row.email else ()), *(f"other-{place}" for place in range(1, len(others) + 1)))
        people.append(
            Person(
                row.code,
                row.title,
                row.agency,
                row.rank,
                tuple(json.loads(row.roles)),
                row.reports_to,
                row.left_on,
                names,
            )
        )
        contacts[row.code] = Contact(row.title, row.agency, row.email, others, row.last_confirmed)
    deputies = [
        Deputy(r.person, r.deputy, r.first, r.last)
        for r in connection.execute(select(table(DeputyRow)).order_by(table(DeputyRow).c.id))
    ]
    seats = [Seat(r.group, r.seat, r.person) for r in connection.execute(select(table(SeatRow)))]
    return StoredDirectory(version, Directory.of(agencies, people, deputies, seats), contacts)
