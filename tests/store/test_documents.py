"""What is kept of documents: ciphertext in parts that fit nowhere else, found out if anybody changes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from store.chain import Misfit
from store.documents import PART_BYTES, PARTS, DocumentUnread, part_of, require_whole
from store.key_file import KeyFile
from store.key_rotation import add_key, key_uses, missing_keys, retire_key, rotate
from store.narrative_keys import HeldKeys, keep_keys
from store.sessions import StoreError, reading, writing
from store.verification import verify
from tests.at_work import engine_at_work, raised, settings_for
from tests.documents_at_work import LONG, NAME, added, asked_to_add, found, read, withdrawn
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from tests.store.tampering import unguarded
from workflows.context import EngineContext
from workflows.documents import AddedDocument


class Kept:
    """A store with a disagreement and two documents of three parts each, one of which was withdrawn."""

    def __init__(self, context: EngineContext) -> None:
        self.context = context
        self.reference = raised(context)
        self.number = added(context, self.reference, HEALTH_VISITOR)
        self.gone = added(context, self.reference, SOCIAL_WORKER)
        assert isinstance(withdrawn(context, self.reference, self.gone, SOCIAL_WORKER), AddedDocument)

    @property
    def engine(self) -> Engine:
        return self.context.engine

    def parts(self) -> list[tuple[int, int]]:
        with reading(self.engine) as connection:
            asked = select(PARTS.c.number, PARTS.c.part).order_by(PARTS.c.number, PARTS.c.part)
            return [(row.number, row.part) for row in connection.execute(asked)]

    def misfit(self) -> Misfit:
        (only,) = verify(self.engine).misfits
        return only

    def why_unread(self) -> str:
        document = found(self.context, self.reference, self.number, HEALTH_VISITOR)
        assert document
        with reading(self.engine) as connection, pytest.raises(DocumentUnread) as problem:
            require_whole(connection, document)
        return problem.value.why.value


@pytest.fixture
def kept(database_url: str, tmp_path: Path) -> Iterator[Kept]:
    keys = KeyFile(tmp_path / "own.keys")
    keys.add()
    settings = settings_for(database_url, tmp_path, narrative_keys_file=tmp_path / "own.keys")
    with engine_at_work(settings) as (context, _):
        keep_keys(context.engine, keys)
        yield Kept(context)


def test_nothing_of_it_can_be_read_in_the_database(kept: Kept, database_url: str) -> None:
    with reading(kept.engine) as connection:
        rows = connection.execute(select(PARTS.c.ciphertext).order_by(PARTS.c.part)).scalars().all()
    assert [len(row) for row in rows[:2]] == [PART_BYTES + 28] * 2
    whole = b"".join(rows)
    assert LONG[:40] not in whole
    if database_url.startswith("sqlite"):
        file = Path(database_url.removeprefix("sqlite:///"))
        everything = file.read_bytes() + file.with_name(file.name + "-wal").read_bytes()
        assert NAME.encode() not in everything
        assert b"Chronology" not in everything


def test_what_was_withdrawn_has_no_content_left(kept: Kept) -> None:
    assert kept.parts() == [(kept.number, 1), (kept.number, 2), (kept.number, 3)]
    found_all = verify(kept.engine)
    assert (found_all.fits, found_all.documents, found_all.unread_documents) == (True, 1, 0)


def test_the_database_lets_no_part_be_moved_or_taken_out(kept: Kept) -> None:
    for change in (PARTS.update().values(part=PARTS.c.part + 10), PARTS.delete()):
        with pytest.raises(DBAPIError, match="a document"), writing(kept.engine) as connection:
            connection.execute(change)


def test_parts_that_changed_places(kept: Kept) -> None:
    with unguarded(kept.engine) as connection:
        for now, then in ((1, 9), (2, 1), (9, 2)):
            connection.execute(PARTS.update().where(PARTS.c.part == now).values(part=then))
    assert (kept.misfit().entry, kept.misfit().how) == (kept.number, "changed")
    assert kept.why_unread() == "broken"


def test_a_part_that_was_taken_out(kept: Kept) -> None:
    with unguarded(kept.engine) as connection:
        connection.execute(PARTS.delete().where(PARTS.c.part == 3))
    assert (kept.misfit().entry, kept.misfit().how) == (kept.number, "removed")
    assert kept.why_unread() == "missing"


def test_a_document_that_was_taken_out_whole(kept: Kept) -> None:
    with unguarded(kept.engine) as connection:
        connection.execute(PARTS.delete())
    assert kept.misfit().said == "the document that it added is missing, and no entry withdraws it"


def test_another_content_under_the_right_key(kept: Kept) -> None:
    key = KeyFile(kept.context.settings.narrative_keys_file).ring().keys[0]
    with unguarded(kept.engine) as connection:
        row = connection.execute(select(PARTS).where(PARTS.c.part == 3)).one()
        place = f"document {row.case_id} {row.number} part 3 of 3"
        other = b"x" * (len(key.decrypt_bytes(row.ciphertext, place)))
        connection.execute(PARTS.update().where(PARTS.c.part == 3).values(ciphertext=key.encrypt_bytes(other, place)))
    assert kept.misfit().said == "the document that it added does not fit the hash on the record: it was changed"
    assert kept.why_unread() == "broken"


@pytest.mark.parametrize("number", [1, 3])
def test_content_that_was_put_in(kept: Kept, number: int) -> None:
    with unguarded(kept.engine) as connection:
        row = dict(connection.execute(select(PARTS).where(PARTS.c.part == 1)).mappings().one())
        connection.execute(PARTS.insert().values(row | {"number": number}))
    assert (kept.misfit().entry, kept.misfit().how) == (number, "inserted")


def test_content_of_an_entry_that_is_not_there(kept: Kept) -> None:
    with unguarded(kept.engine) as connection:
        row = dict(connection.execute(select(PARTS).where(PARTS.c.part == 1)).mappings().one())
        connection.execute(PARTS.insert().values(row | {"case_id": 9}))
    assert (
        str(kept.misfit()) == f"case number 9: the document of entry {kept.number} is there, and there is no such entry"
    )


def test_a_document_whose_key_is_not_there(kept: Kept) -> None:
    keep_keys(kept.engine, HeldKeys())
    found_all = verify(kept.engine)
    assert (found_all.fits, found_all.unread_documents) == (True, 1)
    assert kept.why_unread() == "no_key"


def test_a_new_key_takes_documents_with_it(kept: Kept) -> None:
    file = KeyFile(kept.context.settings.narrative_keys_file)
    (old,) = (key.id for key in file.ring().keys)
    new = add_key(kept.engine, file).id

    def uses() -> dict[str, int]:
        with reading(kept.engine) as connection:
            return {use.id: use.documents for use in key_uses(connection)}

    assert uses() == {new: 0, old: 1}
    with reading(kept.engine) as connection:
        assert missing_keys(connection) == []
    with pytest.raises(StoreError, match="still encrypted"):
        retire_key(kept.engine, file, old)
    for _ in rotate(kept.engine):
        break
    list(rotate(kept.engine))
    assert uses() == {new: 1, old: 0}
    retire_key(kept.engine, file, old)
    assert read(kept.context, kept.reference, kept.number, SOCIAL_WORKER) == LONG
    assert verify(kept.engine).fits


def test_without_a_key_nothing_is_recorded(kept: Kept) -> None:
    keep_keys(kept.engine, KeyFile(kept.context.settings.home / "none.keys"))
    with pytest.raises(StoreError, match="cannot be kept without a key"):
        asked_to_add(kept.context, kept.reference, HEALTH_VISITOR, b"Another.")
    with reading(kept.engine) as connection:
        assert connection.execute(select(func.max(PARTS.c.number))).scalar_one() == kept.number


def test_one_part_at_a_time(kept: Kept) -> None:
    document = found(kept.context, kept.reference, kept.number, SOCIAL_WORKER)
    assert document
    with reading(kept.engine) as connection:
        assert part_of(connection, document, 2) == LONG[PART_BYTES : 2 * PART_BYTES]
