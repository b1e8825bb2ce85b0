"""What people wrote, as the database keeps it: encrypted, beside the record that vouches for it by its hash."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, select, type_coerce
from sqlalchemy.types import NullType

from store.narrative_keys import KeyMissing, KeyRing, NarrativeKey, NotAsEncrypted, keys_of
from store.record import SALT_CHARACTERS
from store.tables import EntryRow, NarrativeKeyRow, NarrativeRow
from store.upsert import insert_into

ENTRIES: Any = EntryRow.__table__  # type: ignore[attr-defined]  # SQLModel adds it to every table model
NARRATIVES: Any = NarrativeRow.__table__  # type: ignore[attr-defined]  # as above
KEYS: Any = NarrativeKeyRow.__table__  # type: ignore[attr-defined]  # as above

OF_ITS_ENTRY = and_(NARRATIVES.c.case_id == ENTRIES.c.case_id, NARRATIVES.c.number == ENTRIES.c.number)
"""For an outer join: the narrative of each entry that has one."""

KEPT = (
    NARRATIVES.c.key.label("narrative_key"),
    # As the driver gives it: SQLite keeps any value in any column.
    type_coerce(NARRATIVES.c.ciphertext, NullType()).label("narrative_ciphertext"),
)
"""The columns that `opened` reads."""


class Unread(StrEnum):
    """Why there is nothing to read: nothing is kept, its key is not there, or it is not what was put here."""

    MISSING = "missing"
    NO_KEY = "no_key"
    BROKEN = "broken"


class Written(NamedTuple):
    """What was written in an entry: its text with the salt in front, as `record.salted` makes it."""

    case_id: int
    number: int
    text: str


def place_of(case_id: int, number: int) -> str:
    """What a ciphertext is bound to, so that it opens at no other entry."""
    return f"entry {case_id} {number}"


def encrypting_key(connection: Connection) -> NarrativeKey:
    """The key that encrypts, kept from being retired until the transaction ends. KeyMissing if there is none."""
    source = keys_of(connection)
    key = source.ring().first
    if key is None and not connection.execute(select(KEYS.c.id).limit(1)).first():
        key = source.first_ever()
    while key is not None:
        if not _is_retired(connection, key):
            return key
        # It was replaced and retired since the keys were read: whoever writes just then takes up the new one.
        retired, key = key, source.ring().first
        if key == retired:
            raise KeyMissing(
                f"The key {retired.id} was retired. Try again, and if it is still the first in {source.ring().where}, "
                "make another with: goldenthread store new-key",
                retired.id,
            )
    raise KeyMissing(f"What people write cannot be kept without a key. {source.none_there()}")


def _is_retired(connection: Connection, key: NarrativeKey) -> bool:
    """Whether a key is out of use; if not, it is kept from being retired until the transaction ends."""
    # The lock is shared by those who write with this key, and waited for by whoever would retire it.
    asked = select(KEYS.c.retired).where(KEYS.c.id == key.id).with_for_update(read=True)
    retired = connection.execute(asked).scalar_one_or_none()
    if retired is None:
        connection.execute(insert_into(connection, KEYS).values(id=key.id, retired=False).on_conflict_do_nothing())
        retired = connection.execute(asked).scalar_one()
    return bool(retired)


def write_narratives(connection: Connection, written: Sequence[Written]) -> None:
    """Encrypt what was written in entries that have just been recorded, and keep it. KeyMissing if there is no key."""
    if written:
        key = encrypting_key(connection)
        connection.execute(NARRATIVES.insert(), [narrative_row(key, *one) for one in written])


def narrative_row(key: NarrativeKey, case_id: int, number: int, text: str) -> dict[str, Any]:
    """The row of a narrative under a key. Those of first entries can be found by their words: see `likeness`."""
    return {
        "case_id": case_id,
        "number": number,
        "key": key.id,
        "ciphertext": key.encrypt(text, place_of(case_id, number)),
        "likeness": key.likeness(text[SALT_CHARACTERS:]) if number == 1 else None,
    }


def likenesses(connection: Connection, narrative: str) -> list[str]:
    """What the column `likeness` holds for these words (canonical JSON), under each key that there is."""
    return [key.likeness(narrative) for key in keys_of(connection).ring().keys]


class NarrativeReader:
    """Opens what a transaction reads. Make it before the rows are read.

    A key may come or go in between. What is encrypted with a new one is opened by the keys as they are then, and what
    was read under one that has been retired since by those that were there before.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._before: KeyRing | None = None
        self._ring: KeyRing | None = None
        with suppress(KeyMissing):
            self._before = keys_of(connection).ring()

    def opened(self, case_id: int, number: int, key: object, ciphertext: object) -> str | Unread:
        """The salted text out of a narrative's columns, all empty where there is no row; or why there is none."""
        if key is None and ciphertext is None:
            return Unread.MISSING
        return self.opened_at(place_of(case_id, number), key, ciphertext)

    def opened_at(self, place: str, key: object, ciphertext: object) -> str | Unread:
        """The text that was encrypted for a place, or why there is none."""
        found = self.key_of(key)
        if found is None:
            return Unread.NO_KEY
        try:
            return found.decrypt(ciphertext, place)
        except NotAsEncrypted:
            return Unread.BROKEN

    def key_of(self, key: object) -> NarrativeKey | None:
        """The key of an id, by the keys as they were before the rows were read or as they are now; or None."""
        found = (self._before.get(key) if self._before else None) or self.ring.get(key)
        if found is None:
            # A long reading may have begun before this key was made.
            self._ring = keys_of(self._connection).ring()
            found = self._ring.get(key)
        return found

    def fields(self, row: Any) -> tuple[dict[str, str], str | None]:
        """What was written, by field, in a row of entries joined with `KEPT`; and why it cannot be read, if so."""
        if row.narrative_hash is None:
            return {}, None
        text = self.opened(row.case_id, row.number, row.narrative_key, row.narrative_ciphertext)
        if isinstance(text, Unread):
            return {}, self.says(text, row.narrative_key)
        return json.loads(text[SALT_CHARACTERS:]), None

    def says(self, why: Unread, key: object) -> str:
        """Why something cannot be read, and what to do, for people."""
        if why is Unread.NO_KEY:
            return (
                f"What was written here cannot be read: its key {key} is not in {self.ring.where}. "
                "Put it back from the back-up of the keys."
            )
        return "What was written here cannot be read: it was changed or taken out. Run: goldenthread verify"

    @property
    def ring(self) -> KeyRing:
        """The keys as they were when first asked for, once the rows were there. KeyMissing if they cannot be read."""
        if self._ring is None:
            self._ring = keys_of(self._connection).ring()
        return self._ring
