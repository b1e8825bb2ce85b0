"""Tampering with the store by hand: each way is found and named, and an untouched store fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, select, text

from states.actions import Acknowledge, FinishDuty, Withdraw
from store import verification
from store.chain import Misfit
from store.checkpoints import write_checkpoint
from store.recording import table
from store.tables import CaseRow, ClockRow, EntryRow, ProcedureVersion, Setting
from store.verification import verify
from tests.at_work import do, engine_at_work, raised, settings_for
from tests.partnership import HEALTH_VISITOR
from tests.store.conftest import ThreeCases
from tests.store.tampering import (
    CASES,
    CLOCKS,
    ENTRIES,
    change,
    changed_for_now,
    clock,
    entry,
    hash_of,
    id_of,
    put_back,
    remove_case,
    unguarded,
    whole_case,
    write_anew,
    write_instead,
)
from workflows.context import key_file

VERSIONS: Table = table(ProcedureVersion)
SETTINGS: Table = table(Setting)


def columns(model: Any, *besides: str) -> list[str]:
    """All columns of a table, so that one added later is asked for as well."""
    return [column.name for column in table(model).c if column.name not in besides]


def misfits(cases: ThreeCases) -> list[Misfit]:
    return list(verify(cases.engine, cases.checkpoints).misfits)


def only(cases: ThreeCases) -> Misfit:
    found = misfits(cases)
    assert len(found) == 1, [str(one) for one in found]
    return found[0]


def test_an_untouched_store_fits(cases: ThreeCases) -> None:
    found = verify(cases.engine, cases.checkpoints)
    with cases.engine.connect() as connection:
        entries = connection.execute(select(func.count()).select_from(ENTRIES)).scalar_one()
        clocks = connection.execute(select(func.count()).select_from(CLOCKS)).scalar_one()
    assert found.fits
    assert found.misfits == ()
    assert (found.cases, found.entries, found.clocks, found.procedures) == (3, entries, clocks, 1)
    assert entries > 10


def test_it_fits_with_a_checkpoint_and_after_more_has_happened(cases: ThreeCases) -> None:
    write_checkpoint(cases.engine, cases.checkpoints, cases.context.clock.now())
    assert verify(cases.engine, cases.checkpoints).checkpoints == 1
    assert misfits(cases) == []


def test_what_is_found_does_not_hang_on_how_much_is_read_at_once(
    cases: ThreeCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = verify(cases.engine)
    monkeypatch.setattr(verification, "CASES_AT_ONCE", 1)
    monkeypatch.setattr(verification, "ROWS_AT_ONCE", 1)
    assert verify(cases.engine) == whole
    with unguarded(cases.engine) as connection:
        change(connection, ENTRIES, entry(connection, cases.settled, 2), "actor")
    assert (only(cases).reference, only(cases).entry) == (cases.settled, 2)


def test_any_column_of_an_entry_that_was_changed(cases: ThreeCases) -> None:
    with cases.engine.connect() as connection:
        where = entry(connection, cases.climbed, 3)
    for column in columns(EntryRow, "case_id", "number"):
        with changed_for_now(cases.engine, ENTRIES, where, column):
            found = only(cases)
            assert (found.reference, found.entry, found.how) == (cases.climbed, 3, "changed"), column
    assert misfits(cases) == []


def test_a_narrative_that_was_changed(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        write_instead(connection, key_file(cases.context.settings), cases.settled, 2, "We never said so.")
    assert str(only(cases)) == f"{cases.settled}, entry 2: it does not fit its hash: something in it was changed"


def test_any_column_of_a_case_that_was_changed(cases: ThreeCases) -> None:
    known = {
        "head": "the case's row ends on another entry: one of the two was changed",
        "version": "the newest entries are missing: the record ends at 4, and its case counts 1004",
        "state": "the state on the case's row is not the one that entry 4 vouches for",
    }
    for column in columns(CaseRow, "id", "reference"):
        with changed_for_now(cases.engine, CASES, CASES.c.reference == cases.settled, column):
            said = known.get(column, f"the column {column} of the case's row is not as on the record")
            assert (only(cases).reference, only(cases).said) == (cases.settled, said)
    assert misfits(cases) == []


def test_a_reference_that_was_changed(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(CASES.update().where(CASES.c.reference == cases.fresh).values(reference="D-2026-0999"))
    assert [(one.reference, one.entry, one.how) for one in misfits(cases)] == [
        ("D-2026-0999", 1, "changed"),
        (cases.fresh, None, "removed"),
        ("D-2026-0999", None, "inserted"),
    ]


def test_any_column_of_a_clock_that_was_changed(cases: ThreeCases) -> None:
    # Nothing reads the next instant of a clock that has ended, and no entry tells of it.
    ended = columns(ClockRow, "case_id", "number", "next_at")
    for reference, number, title, asked in (
        (cases.fresh, 2, "practitioners_resolve", [*ended, "next_at"]),
        (cases.climbed, 1, "practitioners_acknowledge", ended),
    ):
        with cases.engine.connect() as connection:
            where = clock(connection, reference, number)
        for column in asked:
            with changed_for_now(cases.engine, CLOCKS, where, column):
                said = f"the column {column} of clock {number} ({title}) is not as on the record"
                assert (only(cases).reference, only(cases).said) == (reference, said)
    assert misfits(cases) == []


def test_a_clock_that_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(CLOCKS.delete().where(clock(connection, cases.fresh, 2)))
    assert (only(cases).how, only(cases).said) == ("removed", "clock 2 (practitioners_resolve) is missing")


def test_a_clock_that_was_put_in(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        row = connection.execute(select(CLOCKS).where(clock(connection, cases.fresh, 1))).mappings().one()
        connection.execute(CLOCKS.insert().values({**row, "number": 40}))
    assert (only(cases).how, only(cases).said) == ("inserted", "clock 40 was put in: no entry starts it")


def test_any_column_of_a_procedure_that_was_changed(cases: ThreeCases) -> None:
    # When it was stored is told nowhere else; the entries that run on it have times of their own.
    for column in columns(ProcedureVersion, "hash", "frozen_at"):
        with changed_for_now(cases.engine, VERSIONS, VERSIONS.c.hash.is_not(None), column):
            assert only(cases).reference.startswith("procedure "), column
    assert misfits(cases) == []


def test_a_procedures_hash_that_was_changed(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        change(connection, VERSIONS, VERSIONS.c.hash.is_not(None), "hash")
    found = [one for one in misfits(cases) if one.reference.startswith("procedure ")]
    assert [one.said for one in found] == ["its text does not fit its hash"]


def test_a_procedure_that_was_taken_out_is_missed_by_the_first_case_that_runs_on_it(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(VERSIONS.delete())
    misfit = only(cases)
    assert misfit.reference.startswith("procedure version ")
    assert (misfit.how, misfit.said) == ("removed", f"it is gone, and {cases.climbed} runs on it, as others may")


def test_a_procedure_that_only_a_closed_case_ran_on_is_missed_too(database_url: str, tmp_path: Path) -> None:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, _):
        case = do(context, raised(context), Withdraw(reason="It was a misunderstanding."), HEALTH_VISITOR)
        while case.is_open:
            owed = case.clocks[0]
            case = do(context, case.reference, FinishDuty(duty=owed.clock, text="Done."), owed.owner)
        with unguarded(context.engine) as connection:
            connection.execute(VERSIONS.delete())
        (misfit,) = verify(context.engine).misfits
    assert (misfit.how, misfit.said) == ("removed", f"it is gone, and {case.reference} runs on it, as others may")


def test_an_entry_that_was_taken_out_of_the_middle(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(entry(connection, cases.settled, 3)))
    assert (only(cases).entry, only(cases).how) == (3, "removed")
    assert only(cases).said == "entry 3 is missing: entry 4 comes next"


def test_an_entry_that_was_taken_out_and_the_rest_numbered_anew(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(entry(connection, cases.settled, 3)))
        connection.execute(ENTRIES.update().where(entry(connection, cases.settled, 4)).values(number=3))
        connection.execute(CASES.update().where(CASES.c.reference == cases.settled).values(version=3))
    assert (only(cases).entry, only(cases).how) == (3, "changed")


def test_the_first_entry_that_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(entry(connection, cases.settled, 1)))
    assert (only(cases).entry, only(cases).how) == (1, "removed")


def test_a_whole_record_that_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(ENTRIES.c.case_id == id_of(connection, cases.settled)))
    assert (only(cases).entry, only(cases).how) == (1, "removed")


def test_the_newest_entry_that_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(entry(connection, cases.settled, 4)))
    assert (only(cases).entry, only(cases).how) == (4, "removed")
    assert only(cases).said == "the newest entries are missing: the record ends at 3, and its case counts 4"


def test_the_newest_entry_that_was_taken_out_with_version_and_head_set_back(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.delete().where(entry(connection, cases.settled, 4)))
        head = connection.execute(select(ENTRIES.c.hash).where(entry(connection, cases.settled, 3))).scalar_one()
        values = {"version": 3, "head": head}
        connection.execute(CASES.update().where(CASES.c.reference == cases.settled).values(values))
    assert only(cases).said == "the state on the case's row is not the one that entry 3 vouches for"


def test_a_case_that_was_set_back_to_what_it_once_was_fits_itself_and_not_the_checkpoint(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        before = whole_case(connection, cases.fresh)
    do(cases.context, cases.fresh, Acknowledge(note="Seen."), HEALTH_VISITOR)
    write_checkpoint(cases.engine, cases.checkpoints, cases.context.clock.now())
    with unguarded(cases.engine) as connection:
        remove_case(connection, cases.fresh)
        put_back(connection, before)
    assert verify(cases.engine).fits
    assert (only(cases).reference, only(cases).entry, only(cases).how) == (cases.fresh, 2, "removed")
    assert only(cases).said == "the newest entries are missing: the record ends at 1, and a checkpoint saw 2"


def test_a_record_that_was_written_anew_as_a_whole_fits_itself_and_not_the_checkpoint(cases: ThreeCases) -> None:
    write_checkpoint(cases.engine, cases.checkpoints, cases.context.clock.now())
    with unguarded(cases.engine) as connection:
        write_instead(connection, key_file(cases.context.settings), cases.settled, 2, "We never said so.")
        write_anew(connection, cases.settled)
    assert verify(cases.engine).fits
    assert (only(cases).reference, only(cases).how) == (cases.settled, "changed")
    assert only(cases).said == "a checkpoint saw another entry here: the record was written anew"


def test_a_whole_case_that_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        remove_case(connection, cases.settled)
    assert str(only(cases)) == f"{cases.settled}: the whole case is gone: its number was given out"


def test_the_newest_case_that_was_taken_out_and_its_number_taken_back(cases: ThreeCases) -> None:
    write_checkpoint(cases.engine, cases.checkpoints, cases.context.clock.now())
    with unguarded(cases.engine) as connection:
        remove_case(connection, cases.fresh)
        connection.execute(SETTINGS.update().where(SETTINGS.c.name.like("disagreements in %")).values(value=2))
    assert verify(cases.engine).fits
    assert str(only(cases)) == f"{cases.fresh}, entry 1: the whole case is gone: a checkpoint saw it up to entry 1"


def test_a_case_that_was_put_in(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(SETTINGS.update().where(SETTINGS.c.name.like("disagreements in %")).values(value=2))
    assert (only(cases).reference, only(cases).how) == (cases.fresh, "inserted")


def test_a_case_whose_row_alone_was_taken_out(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        case_id = id_of(connection, cases.fresh)
        connection.execute(CASES.delete().where(CASES.c.id == case_id))
    assert {one.reference for one in misfits(cases)} == {f"case number {case_id}", cases.fresh}


def test_two_entries_that_changed_places(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        for number, to in ((2, 900), (3, 2), (900, 3)):
            connection.execute(ENTRIES.update().where(entry(connection, cases.climbed, number)).values(number=to))
    assert (only(cases).reference, only(cases).entry) == (cases.climbed, 2)


def test_an_entry_that_moved_to_another_case(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        values = {"case_id": id_of(connection, cases.fresh), "number": 2}
        connection.execute(ENTRIES.update().where(entry(connection, cases.settled, 4)).values(values))
    assert {(one.reference, one.entry, one.how) for one in misfits(cases)} == {
        (cases.settled, 4, "removed"),
        (cases.fresh, 2, "changed"),
    }


def test_an_entry_that_was_put_in_at_the_end(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        newest = connection.execute(select(ENTRIES).where(entry(connection, cases.settled, 4))).one()
        forged = {**newest._mapping, "number": 5, "previous": newest.hash, "actor": "somebody"}
        connection.execute(ENTRIES.insert().values(forged))
        row = connection.execute(select(ENTRIES).where(entry(connection, cases.settled, 5))).one()
        own = hash_of(cases.settled, row, newest.hash)
        connection.execute(ENTRIES.update().where(entry(connection, cases.settled, 5)).values(hash=own))
    assert (only(cases).entry, only(cases).how) == (5, "inserted")
    assert only(cases).said == "it was put in: its case counts 4 entries"


def test_an_entry_that_was_put_in_before_the_first(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        first = connection.execute(select(ENTRIES).where(entry(connection, cases.settled, 1))).mappings().one()
        connection.execute(ENTRIES.insert().values({**first, "number": 0}))
    assert (only(cases).entry, only(cases).how) == (0, "inserted")


def test_an_entry_that_was_changed_with_its_hash_computed_anew(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        where = entry(connection, cases.settled, 2)
        connection.execute(ENTRIES.update().where(where).values(actor="somebody"))
        row = connection.execute(select(ENTRIES).where(where)).one()
        connection.execute(ENTRIES.update().where(where).values(hash=hash_of(cases.settled, row, row.previous)))
    assert (only(cases).entry, only(cases).how) == (3, "unlinked")
    assert "entry 2 as it now stands" in only(cases).said


@pytest.mark.parametrize("store_kind", ["sqlite"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET at = 'yesterday' WHERE case_id = 2 AND number = 2",
        "UPDATE entry SET facts = x'00ff' WHERE case_id = 2 AND number = 2",
        "UPDATE entry SET actor = 5 WHERE case_id = 2 AND number = 2",
    ],
)
def test_a_value_of_a_form_that_the_engine_never_writes(cases: ThreeCases, statement: str) -> None:
    with unguarded(cases.engine) as connection:
        connection.execute(text(statement))
    assert (only(cases).reference, only(cases).entry, only(cases).how) == (cases.settled, 2, "changed")


def test_every_case_that_does_not_fit_is_named_with_its_first_entry(cases: ThreeCases) -> None:
    with unguarded(cases.engine) as connection:
        for reference, number in ((cases.climbed, 4), (cases.climbed, 6), (cases.fresh, 1)):
            change(connection, ENTRIES, entry(connection, reference, number), "facts")
    assert [(one.reference, one.entry) for one in misfits(cases)] == [(cases.climbed, 4), (cases.fresh, 1)]


def test_a_ruined_store_still_gives_an_answer(cases: ThreeCases, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_NAMED", 2)
    with unguarded(cases.engine) as connection:
        connection.execute(ENTRIES.update().values(hash="0" * 64))
    found = verify(cases.engine)
    assert (len(found.misfits), found.unnamed) == (2, 1)
    assert not found.fits
