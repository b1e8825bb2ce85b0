"""A decision is written whole or not at all, on the version that it was made for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from states.actions import Acknowledge, Answer
from states.case import read
from states.decision import Decision, NoticeOwed
from store.record import FIRST
from store.recording import LockedCase, Overtaken, notice_rows, record
from store.sessions import reading, writing
from tests.at_work import MONDAY
from tests.partnership import SOCIAL_WORKER
from tests.states.trial import WORKER, world
from tests.store.recorded import CASES, CLOCKS, ENTRIES, NOTICES, SECRET, decided, filled, new_case, rows, texts_of

ANSWER = Answer(answer=SECRET)


def by_mail(_person: str) -> tuple[str, ...]:
    return ("email",)


def test_case_entries_clocks_and_notices_are_there_together(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        with reading(engine) as connection:
            row = connection.execute(select(CASES)).one()
            entry = connection.execute(select(ENTRIES)).one()
            clocks = {clock.clock: clock for clock in connection.execute(select(CLOCKS))}
            notices = connection.execute(select(NOTICES)).all()
        ((_, written),) = texts_of(engine, case.reference)
    assert (row.reference, row.version, row.position, row.owner) == (case.reference, 1, case.position, SOCIAL_WORKER)
    assert read(row.state) == case
    assert (entry.number, entry.previous, entry.hash) == (1, FIRST, row.head)
    assert (entry.at, entry.recorded_at) == (MONDAY, MONDAY)
    assert {name: clock.due_at for name, clock in clocks.items()} == {c.clock: c.due_at for c in case.clocks}
    assert {(notice.recipient, notice.state) for notice in notices} == {(SOCIAL_WORKER, "queued")}
    assert written["about"] == SECRET
    assert SECRET not in row.state + entry.facts + "".join(notice.facts for notice in notices)


def test_whatever_fails_in_the_transaction_undoes_all_of_it(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        before = rows(engine)

        def write_and_fail() -> None:
            with writing(engine) as connection:
                record(connection, [decided(connection, case.reference, ANSWER, SOCIAL_WORKER)], by_mail)
                raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            write_and_fail()
        assert rows(engine) == before


@pytest.mark.parametrize("broken", ["entry", "clock", "notice"])
def test_one_row_that_cannot_be_written_keeps_all_others_out(database_url: str, broken: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        before = rows(engine)

        def write() -> None:
            with writing(engine) as connection:
                locked, decision = decided(connection, case.reference, ANSWER, SOCIAL_WORKER)
                record(connection, [(locked, spoilt(decision, broken))], by_mail)

        with pytest.raises(Exception, match=r"(?i)unique|duplicate|already"):
            write()
        assert rows(engine) == before


def spoilt(decision: Decision, what: str) -> Decision:
    """The decision with a key that is there already."""
    match what:
        case "entry":
            return replace(decision, entries=tuple(replace(entry, number=1) for entry in decision.entries))
        case "clock":
            return replace(decision, clocks_started=tuple(replace(c, number=1) for c in decision.clocks_started))
        case _:
            first = replace(decision.entries[-1], number=decision.entries[-1].number)
            owed = NoticeOwed(SOCIAL_WORKER, "owed", {"stage": "x"})
            return replace(decision, entries=(replace(first, number=1),), notices=(owed,))


def test_a_decision_on_an_older_version_is_overtaken(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        with writing(engine) as connection:
            stale = decided(connection, case.reference, ANSWER, SOCIAL_WORKER)
            record(connection, [decided(connection, case.reference, Acknowledge(), SOCIAL_WORKER)], by_mail)
        before = rows(engine)

        def write_the_stale_one() -> None:
            with writing(engine) as connection:
                record(connection, [stale], by_mail)

        with pytest.raises(Overtaken, match="1 of 1"):
            write_the_stale_one()
        assert rows(engine) == before


def test_many_cases_are_recorded_in_one_go_each_on_its_own_chain(database_url: str) -> None:
    with filled(database_url) as engine:
        cases = [new_case(engine) for _ in range(3)]
        with writing(engine) as connection:
            done = record(
                connection,
                [decided(connection, case.reference, ANSWER, SOCIAL_WORKER) for case in cases],
                by_mail,
            )
        assert len({one.head for one in done}) == 3
        with reading(engine) as connection:
            found = connection.execute(select(CASES.c.reference, CASES.c.version, CASES.c.head)).all()
        assert {row.reference: (row.version, row.head) for row in found} == {
            one.case.reference: (2, one.head) for one in done
        }


def test_nothing_decided_writes_nothing(database_url: str) -> None:
    with filled(database_url) as engine:
        before = rows(engine)
        with writing(engine) as connection:
            assert record(connection, [], by_mail) == []
        assert rows(engine) == before


def test_each_channel_of_a_person_has_a_notice_and_two_of_one_kind_are_told_apart() -> None:
    case = world()
    case.act(WORKER, Answer(answer=SECRET))
    assert case.last
    owed = [NoticeOwed("a", "owed", {"stage": "x"}, 1), NoticeOwed("a", "owed", {"stage": "x"}, 2)]
    decision = replace(case.last, notices=tuple(owed))
    found = notice_rows(decision, lambda _person: ("email", "other-1"))
    assert len({row["key"] for row in found}) == 4
    assert [(row["channel"], row["clock"]) for row in found] == [
        ("email", 1),
        ("other-1", 1),
        ("email", 2),
        ("other-1", 2),
    ]
    # The same decision gives the same keys, whenever it is written: that is what makes a repeat harmless.
    assert [row["key"] for row in notice_rows(decision, lambda _person: ("email", "other-1"))] == [
        row["key"] for row in found
    ]


def test_what_is_written_is_read_back_as_it_was(database_url: str) -> None:
    words = "A tab\t, a line\nbreak\r, a back\\slash, \\N, \\., quotes '\" and % — ü \u2028 \x00 \x1f end"
    with filled(database_url) as engine:
        case = new_case(engine)
        with writing(engine) as connection:
            locked, decision = decided(connection, case.reference, ANSWER, SOCIAL_WORKER)
            # An action would leave out what nobody types; the store keeps whatever it is given.
            entries = tuple(replace(entry, narrative={"answer": words}) for entry in decision.entries)
            record(connection, [(locked, replace(decision, entries=entries))], by_mail)
        assert texts_of(engine, case.reference)[1] == (2, {"answer": words})


def test_instants_keep_their_microseconds_and_their_zone(database_url: str) -> None:
    instant = datetime(2026, 11, 2, 9, 0, 0, 123456, tzinfo=UTC)
    with filled(database_url) as engine:
        case = new_case(engine)
        with writing(engine) as connection:
            locked, decision = decided(connection, case.reference, ANSWER, SOCIAL_WORKER)
            entries = tuple(replace(entry, at=instant) for entry in decision.entries)
            record(connection, [(locked, replace(decision, entries=entries))], by_mail)
        with reading(engine) as connection:
            assert connection.execute(select(ENTRIES.c.at).where(ENTRIES.c.number == 2)).scalar_one() == instant


def test_a_row_that_is_refused_is_not_quoted_in_the_error(database_url: str) -> None:
    with filled(database_url) as engine:
        case = new_case(engine)
        said: list[str] = []

        def write(spoil: str) -> None:
            with writing(engine) as connection:
                locked, decision = decided(connection, case.reference, ANSWER, SOCIAL_WORKER)
                entry = decision.entries[-1]
                broken = {"kind": replace(entry, kind=None), "number": replace(entry, number=1)}[spoil]
                record(connection, [(LockedCase(locked.id, locked.case, locked.head), only(decision, broken))], by_mail)

        for spoil in ("kind", "number"):
            with pytest.raises(Exception) as problem:  # noqa: PT011 - whichever driver's it is
                write(spoil)
            said.append(f"{problem.value} {problem.value!r} {problem.value.__cause__!r}")
        assert SECRET not in " ".join(said)


def only(decision: Decision, entry: object) -> Decision:
    return replace(decision, entries=(entry,))


def test_a_statement_that_fails_does_not_quote_its_row_either(database_url: str) -> None:
    with filled(database_url) as engine:

        def write() -> None:
            with writing(engine) as connection:
                connection.execute(ENTRIES.insert().values(case_id=1, number=1, kind=None, facts=SECRET))

        with pytest.raises(DBAPIError) as problem:
            write()
        assert SECRET not in f"{problem.value} {problem.value!r} {problem.value.orig} {problem.value.orig!r}"
