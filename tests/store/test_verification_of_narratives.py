"""Tampering with what people wrote: it is found without reading any of it, and where there is no key it is counted."""

from __future__ import annotations

from sqlalchemy import select

from store.chain import Misfit
from store.narrative_keys import HeldKeys, keep_keys
from store.verification import verify
from tests.at_work import entries_of
from tests.store.conftest import ThreeCases
from tests.store.tampering import ENTRIES, NARRATIVES, change, entry, id_of, narrative, unguarded


def only(cases: ThreeCases) -> Misfit:
    (found,) = verify(cases.engine).misfits
    return found


def test_a_narrative_that_was_changed_in_place(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        where = narrative(connection, cases.settled, 2)
        kept = connection.execute(select(NARRATIVES.c.ciphertext).where(where)).scalar_one()
        connection.execute(NARRATIVES.update().where(where).values(ciphertext=kept[:-1] + bytes([kept[-1] ^ 1])))
    assert (only(cases).reference, only(cases).entry, only(cases).how) == (cases.settled, 2, "changed")
    assert only(cases).said.startswith("what was written in it does not open with its key")


def test_narratives_that_changed_places(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        wheres = [narrative(connection, cases.settled, number) for number in (2, 3)]
        kept = [connection.execute(select(NARRATIVES.c.ciphertext).where(where)).scalar_one() for where in wheres]
        for where, other in zip(wheres, reversed(kept), strict=True):
            connection.execute(NARRATIVES.update().where(where).values(ciphertext=other))
    assert (only(cases).entry, only(cases).how) == (2, "changed")
    for number in (2, 3):
        found = entries_of(cases.context, cases.settled)[number - 1]
        assert (found.narrative, found.unreadable) == (
            {},
            "What was written here cannot be read: it was changed or taken out. Run: goldenthread verify",
        )


def test_a_narrative_that_was_taken_out_or_put_in(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        taken = narrative(connection, cases.settled, 2)
        row = dict(connection.execute(select(NARRATIVES).where(taken)).mappings().one())
        connection.execute(NARRATIVES.delete().where(taken))
    assert (only(cases).entry, only(cases).how, only(cases).said) == (
        2,
        "removed",
        "what was written in it is missing",
    )
    with unguarded(cases.engine) as connection:
        silent = select(ENTRIES.c.number).where(ENTRIES.c.case_id == id_of(connection, cases.climbed))
        clocks = silent.where(ENTRIES.c.narrative_hash.is_(None)).order_by(ENTRIES.c.number)
        number = connection.execute(clocks).scalars().first()
        connection.execute(
            NARRATIVES.insert(), [row, row | {"case_id": id_of(connection, cases.climbed), "number": number}]
        )
    assert (only(cases).reference, only(cases).entry, only(cases).how) == (cases.climbed, number, "inserted")


def test_a_narrative_whose_entry_is_gone(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        row = dict(connection.execute(select(NARRATIVES).limit(1)).mappings().one())
        connection.execute(NARRATIVES.insert().values(row | {"case_id": 9, "number": 7}))
    assert str(only(cases)) == "case number 9: what was written in entry 7 is there, and there is no such entry"


def test_without_the_keys_the_chain_is_followed_and_what_was_not_read_is_counted(cases: ThreeCases) -> None:
    whole = verify(cases.engine)
    assert (whole.unread, whole.narratives) == (0, 6)
    keep_keys(cases.engine, HeldKeys())
    found = verify(cases.engine)
    assert found.fits
    assert (found.unread, found.narratives) == (6, 6)
    with unguarded(cases.engine) as connection:
        change(connection, ENTRIES, entry(connection, cases.settled, 2), "narrative_hash")
    assert (only(cases).reference, only(cases).entry, only(cases).how) == (cases.settled, 2, "changed")
