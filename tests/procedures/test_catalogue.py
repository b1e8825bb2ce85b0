"""Which procedure a name means, and which edition of it on a day."""

from datetime import date
from pathlib import Path

import pytest

from procedures.catalogue import LIBRARY, files, load, read_all
from procedures.fault import ProcedureError


def edition(directory: Path, name: str, first: str, last: str | None = None, identifier: str = "essex") -> None:
    until = f"effective_to: {last}\n" if last else ""
    text = f"extends: essex\nid: {identifier}\nedition: {name}\neffective_from: {first}\n{until}"
    (directory / f"{name}.yaml").write_text(text, encoding="utf-8")


def test_the_edition_in_force_on_a_day_is_found(tmp_path: Path) -> None:
    edition(tmp_path, "early", "2019-01-01", "2020-12-31", "local")
    edition(tmp_path, "late", "2022-01-01", None, "local")
    found = {on: load("local", on=on, directories=[tmp_path]).edition for on in (date(2020, 12, 31), date(2022, 1, 1))}
    assert list(found.values()) == ["early", "late"]
    assert load("local", directories=[tmp_path]).edition == "late"
    with pytest.raises(ProcedureError, match="no edition is in force on 2021-06-01; there are early: 2019-01-01 to"):
        load("local", on=date(2021, 6, 1), directories=[tmp_path])


def test_a_partnerships_own_edition_goes_before_the_librarys(tmp_path: Path) -> None:
    edition(tmp_path, "own", "2024-04-01")
    assert load("essex", directories=[tmp_path]).edition == "own"
    assert load("essex").edition == "MASA 2024-25"


def test_a_file_that_is_edited_is_read_again(tmp_path: Path) -> None:
    edition(tmp_path, "own", "2024-04-01", identifier="local")
    assert load("local", directories=[tmp_path]).edition == "own"
    path = tmp_path / "own.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("edition: own", "edition: mended"), encoding="utf-8")
    assert load("local", directories=[tmp_path]).edition == "mended"


def test_a_broken_file_among_a_partnerships_own_is_named_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(ProcedureError, match=r"broken\.yaml:1: not valid YAML"):
        load("essex", directories=[tmp_path])


def test_a_directory_that_is_not_there_is_named_and_the_library_does_not_take_its_place(tmp_path: Path) -> None:
    with pytest.raises(ProcedureError, match="misspelt: there is no such directory of procedures"):
        load("essex", directories=[tmp_path / "misspelt"])
    (place, problem), *library = read_all([tmp_path / "misspelt"])
    assert (place.name, isinstance(problem, ProcedureError)) == ("misspelt", True)
    assert len(library) == len(files())


def test_a_file_without_an_id_of_its_own_or_of_a_base_is_named_and_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("title: Our own procedure\n", encoding="utf-8")
    with pytest.raises(ProcedureError, match=r"own\.yaml:1: id: this field is needed"):
        load("essex", directories=[tmp_path])


def test_a_file_may_end_in_yml_as_well(tmp_path: Path) -> None:
    edition(tmp_path, "own", "2024-04-01")
    (tmp_path / "own.yaml").rename(tmp_path / "own.yml")
    assert load("essex", directories=[tmp_path]).edition == "own"


def test_bases_are_no_procedures_of_their_own() -> None:
    assert {path.stem for path in LIBRARY.glob("*.yaml")} - {path.stem for path in files()} == {"common", "set"}
