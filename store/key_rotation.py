"""Bringing what people wrote under the newest key while the engine works, and retiring keys that nothing uses."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, tuple_, type_coerce
from sqlalchemy.types import NullType

from store.counters import advance
from store.documents import CONTENT, PARTS, part_place
from store.drafts import DRAFTS, draft_place
from store.key_file import KeyFile
from store.narrative_keys import KeyMissing, NarrativeKey, NotAsEncrypted, keys_of
from store.narratives import (
    KEYS,
    NARRATIVES,
    NarrativeReader,
    Unread,
    encrypting_key,
    narrative_row,
    place_of,
)
from store.sessions import StoreError, reading, writing
from store.upsert import insert_into

BATCH = 100
"""Texts in one transaction: few enough that nobody who records something has to wait for it."""

BATCH_OF_PARTS = 16
"""Parts of documents in one transaction: four megabytes."""

TURN = "changes of narrative keys"
"""A counter whose lock lets one change of the keys happen at a time, on whatever machine."""


@dataclass(frozen=True)
class KeyUse:
    """A key and what is encrypted with it. `there` is whether it is among the keys, `first` whether it encrypts.

    `documents` counts those that are encrypted with it whole or in part.
    """

    id: str
    there: bool
    first: bool
    narratives: int
    drafts: int
    documents: int


def key_uses(connection: Connection) -> list[KeyUse]:
    """Every key that is there, in order, and after these every other one with which something is encrypted."""
    keys = keys_of(connection).ring().keys
    counted: list[dict[str, int]] = []
    for source in (NARRATIVES, DRAFTS):
        asked = select(source.c.key, func.count().label("number")).group_by(source.c.key)
        counted.append({str(row.key): int(row.number) for row in connection.execute(asked)})
    # A document whose parts are under two keys counts for both.
    whole = select(PARTS.c.key, PARTS.c.case_id, PARTS.c.number).distinct().subquery()
    asked = select(whole.c.key, func.count().label("number")).group_by(whole.c.key)
    counted.append({str(row.key): int(row.number) for row in connection.execute(asked)})
    there = [key.id for key in keys]
    used = sorted({key for by_key in counted for key in by_key} - set(there))
    return [
        KeyUse(key, key in there, key in there[:1], *(by_key.get(key, 0) for by_key in counted))
        for key in (*there, *used)
    ]


def missing_keys(connection: Connection) -> list[str]:
    """The ids of the keys that are not there and with which something is encrypted. KeyMissing as `ring` says.

    Quick where none is missing: what is written is asked only about those that are not there.
    """
    ring = keys_of(connection).ring()
    known = connection.execute(select(KEYS.c.id).where(KEYS.c.retired.is_(False)).order_by(KEYS.c.id)).scalars()
    gone = [str(key) for key in known if ring.get(key) is None]
    return [
        key
        for key in gone
        if any(
            connection.execute(select(s.c.key).where(s.c.key == key).limit(1)).first()
            for s in (NARRATIVES, DRAFTS, PARTS)
        )
    ]


def add_key(engine: Engine, file: KeyFile) -> NarrativeKey:
    """Make a key and put it first: what is written from now on is encrypted with it. StoreError if that cannot be."""
    with writing(engine) as connection:
        advance(connection, TURN)
        return file.add()


def retire_key(engine: Engine, file: KeyFile, name: str) -> Path:
    """Take a key out of use, into a file of its own, whose path is returned.

    StoreError if there is no such key, if it is the first, or if anything is still encrypted with it. Safe to repeat
    after it was killed.
    """
    with writing(engine) as connection:
        advance(connection, TURN)
        ring = file.ring()
        key = ring.get(name)
        if key is None:
            there = ", ".join(one.id for one in ring.keys) or "none"
            raise StoreError(f"There is no key {name} in {ring.where}. There are: {there}.")
        if key is ring.first:
            raise StoreError(
                f"The key {name} is the first: what is written now is encrypted with it. Make another with "
                "`goldenthread store new-key`, and then: goldenthread store rotate"
            )
        connection.execute(insert_into(connection, KEYS).values(id=name, retired=False).on_conflict_do_nothing())
        # Whoever is writing with it is waited for here, and whoever comes later finds it retired.
        connection.execute(select(KEYS.c.id).where(KEYS.c.id == name).with_for_update()).one()
        number = sum(_count(connection, source, name) for source in (NARRATIVES, DRAFTS, PARTS))
        if number:
            # Each part of a document counts as a text.
            texts = "1 text is" if number == 1 else f"{number:,} texts are"
            raise StoreError(f"{texts} still encrypted with the key {name}. First: goldenthread store rotate")
        connection.execute(KEYS.update().where(KEYS.c.id == name).values(retired=True))
    # A crash here leaves a key that nobody can use any more, and the next attempt takes it out.
    return file.put_away(key)


def rotate(engine: Engine) -> Generator[int, None, None]:
    """Encrypt everything anew with the first key that is not under it yet, batch by batch; yields each one's number.

    Others may write meanwhile, and it may be killed and begun again at any time. What cannot be read stays as it is:
    `key_uses` tells. KeyMissing if there is no key.
    """
    found = True
    while found:
        # What somebody wrote under an older key after the pass had gone by is found by the next.
        found = False
        for source in (_Narratives(), _Drafts(), _Documents()):
            for number in _pass(engine, source):
                found = found or number > 0
                yield number


def _pass(engine: Engine, source: _Narratives | _Drafts | _Documents) -> Iterator[int]:
    last: Any = None
    while True:
        with reading(engine) as connection:
            first = keys_of(connection).ring().first
            if first is None:
                raise KeyMissing(f"There is no key to encrypt with. {keys_of(connection).none_there()}")
            rows = connection.execute(source.others(first.id, last)).all()
        if not rows:
            return
        last = tuple(rows[-1])[: source.columns]
        with writing(engine) as connection:
            key = encrypting_key(connection)
            reader = NarrativeReader(connection)
            renewed = sum(source.renew(connection, row, key, reader) for row in rows)
        yield renewed


class _Narratives:
    columns = 2

    def others(self, key: str, last: Any) -> Any:
        place = (NARRATIVES.c.case_id, NARRATIVES.c.number)
        kept = type_coerce(NARRATIVES.c.ciphertext, NullType()).label("ciphertext")
        asked = select(*place, NARRATIVES.c.key, kept).where(NARRATIVES.c.key != key).order_by(*place).limit(BATCH)
        return asked if last is None else asked.where(tuple_(*place) > last)

    def renew(self, connection: Connection, row: Any, key: NarrativeKey, reader: NarrativeReader) -> int:
        text = reader.opened_at(place_of(row.case_id, row.number), row.key, row.ciphertext)
        if isinstance(text, Unread):
            return 0
        values = narrative_row(key, row.case_id, row.number, text)
        # Another rotation may have been here first.
        where = (NARRATIVES.c.case_id == values.pop("case_id")) & (NARRATIVES.c.number == values.pop("number"))
        changed = NARRATIVES.update().where(where, NARRATIVES.c.key == row.key).values(values)
        return int(connection.execute(changed).rowcount)


class _Drafts:
    columns = 1

    def others(self, key: str, last: Any) -> Any:
        kept = type_coerce(DRAFTS.c.fields, NullType()).label("fields")
        asked = select(DRAFTS.c.id, DRAFTS.c.author, DRAFTS.c.key, kept).where(DRAFTS.c.key != key)
        asked = asked.order_by(DRAFTS.c.id).limit(BATCH)
        return asked if last is None else asked.where(DRAFTS.c.id > last[0])

    def renew(self, connection: Connection, row: Any, key: NarrativeKey, reader: NarrativeReader) -> int:
        place = draft_place(row.id, row.author)
        text = reader.opened_at(place, row.key, row.fields)
        if isinstance(text, Unread):
            return 0
        # Its author may have saved it meanwhile: what they typed last stays.
        where = (DRAFTS.c.id == row.id) & (DRAFTS.c.fields == row.fields)
        changed = DRAFTS.update().where(where).values(key=key.id, fields=key.encrypt(text, place))
        return int(connection.execute(changed).rowcount)


class _Documents:
    columns = 3

    def others(self, key: str, last: Any) -> Any:
        place = (PARTS.c.case_id, PARTS.c.number, PARTS.c.part)
        all_of_it = PARTS.alias()
        parts = (
            select(func.count())
            .select_from(all_of_it)
            .where(all_of_it.c.case_id == PARTS.c.case_id, all_of_it.c.number == PARTS.c.number)
            .scalar_subquery()
        )
        asked = select(*place, PARTS.c.key, CONTENT, parts.label("parts")).where(PARTS.c.key != key)
        asked = asked.order_by(*place).limit(BATCH_OF_PARTS)
        return asked if last is None else asked.where(tuple_(*place) > last)

    def renew(self, connection: Connection, row: Any, key: NarrativeKey, reader: NarrativeReader) -> int:
        place = part_place(row.case_id, row.number, row.part, row.parts)
        found = reader.key_of(row.key)
        try:
            content = found.decrypt_bytes(row.ciphertext, place) if found else None
        except NotAsEncrypted:
            content = None
        if content is None:
            return 0
        values = {"key": key.id, "ciphertext": key.encrypt_bytes(content, place)}
        # Another rotation may have been here first, and a document that was withdrawn meanwhile is gone.
        where = (PARTS.c.case_id == row.case_id) & (PARTS.c.number == row.number) & (PARTS.c.part == row.part)
        changed = PARTS.update().where(where, PARTS.c.key == row.key).values(values)
        return int(connection.execute(changed).rowcount)


def _count(connection: Connection, source: Any, name: str) -> int:
    return int(connection.execute(select(func.count()).where(source.c.key == name)).scalar_one())
