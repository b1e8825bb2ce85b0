"""Importing a directory: whole or not at all, nobody deleted, and the changes told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from states.directory import Directory
from store.absences import absences_of, name_deputy
from store.directory import StoredDirectory, current_directory
from store.directory_checks import directory_after
from store.directory_file import read_directory_file
from store.directory_import import ImportSummary, confirm, import_directory
from store.directory_written import DirectoryError
from store.sessions import open_store, reading, writing
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, essex_directory

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)

OFFICE = """\
agencies:
  - {code: hcrg, name: HCRG, kind: health}
people:
  - {code: support, title: Business support, agency: hcrg, roles: [business_support], email: s@example.org}
"""
NURSE = "  - {code: nurse, title: Nurse, agency: hcrg, rank: practitioner, email: n@example.org, reports_to: support}\n"
REST = """\
deputies:
  - {person: nurse, deputy: support, from: 2026-12-21}
seats:
  - {group: partners, seat: health, person: nurse}
"""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    opened = open_store(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "directory.yaml"


def imported(engine: Engine, file: Path, text: str, **options: Any) -> ImportSummary:
    file.write_text(text)
    return import_directory(engine, read_directory_file(str(file)), TODAY, **options)


def stored(engine: Engine) -> StoredDirectory:
    with reading(engine) as connection:
        return current_directory(connection)


def test_the_shipped_directory_is_stored_as_it_is_read(engine: Engine) -> None:
    summary = import_directory(engine, read_directory_file("essex"), TODAY)
    assert stored(engine).directory == essex_directory()
    assert len(summary.added) == len(essex_directory().people)
    assert summary.unreachable == ()


def test_importing_it_again_changes_nothing(engine: Engine) -> None:
    import_directory(engine, read_directory_file("essex"), TODAY)
    version = stored(engine).version
    summary = import_directory(engine, read_directory_file("essex"), TODAY, replace=True)
    assert not summary.changes_anything
    assert stored(engine).version == version


def test_what_changed_is_told_and_the_version_goes_up(engine: Engine, file: Path) -> None:
    assert imported(engine, file, OFFICE + NURSE + REST).added == ("nurse", "support")
    before = stored(engine)
    summary = imported(
        engine, file, OFFICE.replace("name: HCRG", "name: HCRG Ltd") + NURSE.replace("Nurse", "Named nurse")
    )
    after = stored(engine)
    assert (summary.added, summary.changed, summary.left, summary.agencies) == ((), ("nurse",), (), 1)
    assert not summary.deputies_changed
    assert not summary.seats_changed
    assert after.version > before.version
    assert after.directory.people["nurse"].title == "Named nurse"
    assert after.directory.agencies["hcrg"].name == "HCRG Ltd"
    assert after.directory.deputies == before.directory.deputies


def test_people_whom_the_file_leaves_out_stay_and_are_told(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE + REST)
    summary = imported(engine, file, OFFICE)
    assert (summary.not_named, summary.left) == (("nurse",), ())
    assert stored(engine).directory.in_post("nurse", TODAY)


def test_with_replace_they_have_left_today_and_are_still_there(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE + REST)
    summary = imported(engine, file, OFFICE, replace=True)
    assert (summary.not_named, summary.left) == ((), ("nurse",))
    directory = stored(engine).directory
    assert directory.people["nurse"].left_on == TODAY
    assert directory.in_post("nurse", TODAY) is None


def test_somebody_who_comes_back_is_in_post_again(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE)
    imported(engine, file, OFFICE, replace=True)
    assert imported(engine, file, OFFICE + NURSE).changed == ("nurse",)
    assert stored(engine).directory.in_post("nurse", TODAY)


def test_a_day_of_leaving_in_the_file_is_kept_as_it_stands(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE)
    summary = imported(engine, file, OFFICE + NURSE.replace("}", ", left_on: 2026-10-01}"))
    assert (summary.changed, summary.left) == (("nurse",), ("nurse",))
    assert stored(engine).directory.people["nurse"].left_on == date(2026, 10, 1)


def test_deputies_and_seats_are_those_of_the_file_for_whom_it_names(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE + REST)
    summary = imported(
        engine, file, OFFICE + NURSE + "deputies:\nseats:\n  - {group: partners, seat: health, person: support}\n"
    )
    assert summary.deputies_changed
    assert summary.seats_changed
    assert stored(engine).directory.deputies == ()
    assert stored(engine).directory.seated("partners", "health") == "support"


def test_other_peoples_deputies_and_other_seats_stay(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE + REST)
    imported(engine, file, OFFICE + "deputies:\nseats:\n  - {group: partners, seat: police, person: support}\n")
    assert [deputy.person for deputy in stored(engine).directory.deputies] == ["nurse"]
    assert stored(engine).directory.seated("partners", "health") == "nurse"
    assert stored(engine).directory.seated("partners", "police") == "support"


def test_who_recorded_an_absence_is_kept_when_a_file_changes_others(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE + NURSE.replace("nurse", "midwife"))
    with writing(engine) as connection:
        name_deputy(connection, "midwife", "support", TODAY, TODAY, "support", NOW)
    imported(engine, file, OFFICE + NURSE + REST)
    with reading(engine) as connection:
        named = {one.person: one.named_by for one in absences_of(connection, ["nurse", "midwife"], TODAY)}
    assert named == {"nurse": None, "midwife": "support"}


def test_a_confirmation_is_kept_for_as_long_as_the_address_is(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE)
    assert confirm(engine, "nurse", TODAY)
    imported(engine, file, OFFICE + NURSE.replace("Nurse", "Named nurse"))
    assert stored(engine).contacts["nurse"].last_confirmed == TODAY
    imported(engine, file, OFFICE + NURSE.replace("n@example.org", "other@example.org"))
    assert stored(engine).contacts["nurse"].last_confirmed is None


def test_nobody_can_be_confirmed_who_is_not_there(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE + NURSE)
    imported(engine, file, OFFICE, replace=True)
    assert not confirm(engine, "nurse", TODAY)
    assert not confirm(engine, "nobody", TODAY)


def test_somebody_without_any_address_is_told(engine: Engine, file: Path) -> None:
    assert imported(engine, file, OFFICE + NURSE.replace("email: n@example.org, ", "")).unreachable == ("nurse",)


def test_a_dry_run_says_the_same_and_writes_nothing(engine: Engine, file: Path) -> None:
    dry = imported(engine, file, OFFICE + NURSE + REST, dry_run=True)
    assert stored(engine).directory == Directory.of([], [])
    assert imported(engine, file, OFFICE + NURSE + REST) == dry


@pytest.mark.parametrize(
    "fault",
    [
        OFFICE + NURSE + "  - {code: third, title: Third, agency: nowhere}\n",
        OFFICE + NURSE.replace("n@example.org", "n"),
        OFFICE.replace("business_support", "other") + NURSE,
        OFFICE + NURSE + REST.replace("deputy: support", "deputy: nobody"),
    ],
    ids=["unknown agency", "no address", "no business support", "unknown deputy"],
)
def test_of_a_file_with_a_fault_nothing_is_written(engine: Engine, file: Path, fault: str) -> None:
    imported(engine, file, OFFICE)
    before = stored(engine)
    with pytest.raises(DirectoryError):
        imported(engine, file, fault)
    assert stored(engine) == before


def test_the_business_support_team_may_be_one_that_the_store_has(engine: Engine, file: Path) -> None:
    imported(engine, file, OFFICE)
    assert imported(engine, file, "people:\n" + NURSE).added == ("nurse",)
    with pytest.raises(DirectoryError, match="role business_support"):
        imported(engine, file, "people:\n" + NURSE.replace(", reports_to: support", ""), replace=True)


def test_two_imports_at_once_both_count(engine: Engine, tmp_path: Path) -> None:
    import_directory(engine, read_directory_file("essex"), TODAY)
    files = []
    for number in range(4):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"code,title,agency,email\nnewcomer_{number},Newcomer,hcrg,n{number}@example.org\n")
        files.append(read_directory_file(str(path)))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda file: import_directory(engine, file, TODAY), files))
    people = stored(engine).directory.people
    assert {f"newcomer_{number}" for number in range(4)} <= people.keys()
    assert {HEALTH_VISITOR, BUSINESS_MANAGER} <= people.keys()


def test_a_directory_is_checked_against_what_it_will_be(file: Path) -> None:
    file.write_text(OFFICE + NURSE + REST)
    after = directory_after(read_directory_file(str(file)), essex_directory(), TODAY, replace_all=True)
    assert {person.code for person in after.people.values() if after.in_post(person.code, TODAY)} == {
        "support",
        "nurse",
    }
    assert [seat.seat for seat in after.seats] == ["health"]
