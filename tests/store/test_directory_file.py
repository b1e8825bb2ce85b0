"""Directory files: both formats say the same, and every fault is named with its line and field."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from procedures.catalogue import load
from states.directory import Agency, Deputy, Directory, Person, Seat
from store.directory_checks import directory_after
from store.directory_file import DirectoryFile, read_directory_file, shipped
from store.directory_fit import misfits
from store.directory_written import DirectoryError

TODAY = date(2026, 11, 2)
NOBODY = Directory.of([], [])

YAML = """\
partnership: A partnership
agencies:
  - {code: hcrg, name: HCRG (0-19 service), kind: health}
  - {code: office, name: The office, kind: partnership}
people:
  - code: visitor
    title: Health visitor
    agency: hcrg
    rank: practitioner
    reports_to: nurse
    email: visitor@example.org
    last_confirmed: 2026-10-01
  - code: nurse
    title: Named nurse
    agency: hcrg
    roles: [safeguarding_lead, designated_professional]
    email: nurse@example.org
    channels: ["json://chat.example.org/nurses", second@example.org]
  - code: support
    title: Business support, all of it
    agency: office
    roles: business_support
    left_on: 2027-01-31
deputies:
  - {person: nurse, deputy: visitor, from: 2026-12-21, to: 2027-01-03}
  - {person: nurse, deputy: support, from: 2027-02-01}
seats:
  - {group: partners, seat: health, person: nurse}
  - {group: partners, seat: more_health, person: nurse}
"""

CSV = """\
code,title,agency,agency_name,agency_kind,rank,roles,reports_to,email,channels,last_confirmed,left_on,deputy,deputy_from,deputy_to,seats
visitor,Health visitor,hcrg,HCRG (0-19 service),health,practitioner,,nurse,visitor@example.org,,2026-10-01,,,,,
nurse,Named nurse,hcrg,,,,safeguarding_lead; designated_professional,,nurse@example.org,json://chat.example.org/nurses;second@example.org,,,visitor;support,2026-12-21;2027-02-01,2027-01-03;,partners/health;partners/more_health
support,"Business support, all of it",office,The office,partnership,,business_support,,,,,2027-01-31,,,,
"""

EXPECTED = Directory.of(
    [Agency("hcrg", "HCRG (0-19 service)", "health"), Agency("office", "The office", "partnership")],
    [
        Person("visitor", "Health visitor", "hcrg", "practitioner", (), "nurse"),
        Person(
            "nurse",
            "Named nurse",
            "hcrg",
            None,
            ("safeguarding_lead", "designated_professional"),
            channels=("email", "other-1", "other-2"),
        ),
        Person(
            "support",
            "Business support, all of it",
            "office",
            None,
            ("business_support",),
            left_on=date(2027, 1, 31),
            channels=(),
        ),
    ],
    [
        Deputy("nurse", "visitor", date(2026, 12, 21), date(2027, 1, 3)),
        Deputy("nurse", "support", date(2027, 2, 1)),
    ],
    [Seat("partners", "health", "nurse"), Seat("partners", "more_health", "nurse")],
)


def read(path: Path, text: str | bytes) -> DirectoryFile:
    path.write_bytes(text if isinstance(text, bytes) else dedent(text).encode())
    return read_directory_file(str(path))


def directory(path: Path, text: str | bytes, stored: Directory = NOBODY) -> Directory:
    return directory_after(read(path, text), stored, TODAY, replace_all=False)


def faults(path: Path, text: str | bytes, stored: Directory = NOBODY) -> list[str]:
    """The faults of a file as a person reads them, without the file's name."""
    with pytest.raises(DirectoryError) as raised:
        directory(path, text, stored)
    return [str(fault).removeprefix(str(path)).removeprefix(":").strip() for fault in raised.value.faults]


@pytest.mark.parametrize(("name", "text"), [("a.yaml", YAML), ("a.yml", YAML), ("a.csv", CSV), ("A.CSV", CSV)])
def test_both_formats_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    assert directory(tmp_path / name, text) == EXPECTED


def test_addresses_and_confirmations_are_kept_apart_from_what_decisions_read(tmp_path: Path) -> None:
    for name, text in (("a.yaml", YAML), ("a.csv", CSV)):
        people = read(tmp_path / name, text).people
        assert people["visitor"].last_confirmed == date(2026, 10, 1)
        assert people["nurse"].email == "nurse@example.org"
        assert people["nurse"].channels == ("json://chat.example.org/nurses", "second@example.org")
        assert people["support"].email is None


@pytest.mark.parametrize(
    "change",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("reports_to", " Reports To ").replace("agency_name", "Agency name").encode(),
        lambda text: (text + ",,,,,,,,,,,,,,,\n\n").encode(),
        lambda text: text.replace("seats\n", "seats,,\n").encode(),
    ],
    ids=["byte order mark", "line ends of Windows", "headings as people write them", "empty rows", "empty columns"],
)
def test_a_table_as_spreadsheets_save_it(tmp_path: Path, change: object) -> None:
    assert callable(change)
    assert directory(tmp_path / "a.csv", change(CSV)) == EXPECTED


def test_a_section_that_is_left_out_says_nothing_and_an_empty_one_says_none(tmp_path: Path) -> None:
    without = re.sub(r"deputies:\n(  - .*\n)*", "", YAML)
    assert read(tmp_path / "a.yaml", without).deputies is None
    assert read(tmp_path / "a.yaml", without + "deputies:\n").deputies == ()
    assert read(tmp_path / "a.csv", "code,title,agency\n").seats is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("agency: hcrg\n    rank", "agency: hcgr\n    rank", "8: agency: there is no agency 'hcgr'. Did you mean"),
        ("code: nurse", "code: visitor", "13: code: 'visitor' stands on line 6 already"),
        ("email: visitor@example.org", "email: visitor@example", "11: email: expected one e-mail address"),
        ("email: visitor@example.org", "email: a b@example.org", "11: email: expected one e-mail address"),
        ("email: visitor@example.org", "email: a@b.org, c@d.org", "11: email: expected one e-mail address"),
        ("last_confirmed: 2026-10-01", "last_confirmed: 2026-13-01", "12: last_confirmed: expected a date"),
        ("last_confirmed: 2026-10-01", "last_confirmed: 01/10/2026", "year first, such as"),
        ("from: 2026-12-21", "from: 2026-02-30", "25: from: expected a date that exists"),
        ("to: 2027-01-03", "to: 2026-12-20", "25: to: 2026-12-20 is before 2026-12-21, the first day"),
        ("reports_to: nurse", "reports_to: nurs", "10: reports_to: there is no person 'nurs'. Did you mean nurse?"),
        ("reports_to: nurse", "reports_to: visitor", "10: reports_to: nobody may stand above themselves: visitor"),
        ("deputy: visitor", "deputy: vistor", "25: deputy: there is no person 'vistor'. Did you mean visitor?"),
        ("deputy: visitor", "deputy: nurse", "25: deputy: nobody can stand in for themselves"),
        ("person: nurse, deputy: support", "person: x, deputy: support", "26: person: there is no person 'x'."),
        ("health, person: nurse}", "health, person: nora}", "28: person: there is no person 'nora'."),
        ("seat: more_health", "seat: health", "29: seat: 'partners/health' stands on line 28 already"),
        ("roles: business_support", "roles: support", "roles: expected at least one person in post with the role"),
        ("left_on: 2027-01-31", "left_on: 2026-11-02", "roles: expected at least one person in post with the role"),
        ("roles: business_support", "roles: [Business support]", "22: roles: expected roles of small letters"),
        ("title: Health visitor", "tilte: Health visitor", "7: tilte: there is no such field in people. Did you mean"),
        ("    title: Health visitor\n", "", "6: title: this is missing"),
        ("title: Named nurse", "title: 14", "14: title: expected a text: put a number, yes or no in quotes"),
        ("title: Named nurse", 'title: "Named\\nnurse"', "14: title: expected one line"),
        ("title: Named nurse", f"title: {'n' * 201}", "14: title: expected one line of at most 200 letters"),
        ("code: visitor", "code: Health Visitor", "6: code: expected a code of small letters"),
        ("code: visitor", "code: clock", "6: code: clock stands for the engine itself"),
        ("seats:", "seets:", "27: seets: there is no such section. Did you mean seats?"),
        ("second@example.org", "second", "18: channels: expected Apprise addresses"),
        ("kind: health}", "kind: Health}", "3: kind: expected a code of small letters"),
        ("name: The office, ", "", "4: name: this is missing"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_its_field_and_what_was_expected(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    assert YAML.count(before) >= 1
    found = faults(tmp_path / "a.yaml", YAML.replace(before, after, 1))
    assert any(expected in fault for fault in found), found


def test_what_stands_there_and_cannot_be_read_is_one_fault_and_not_missing_as_well(tmp_path: Path) -> None:
    assert len(faults(tmp_path / "a.yaml", YAML.replace("title: Named nurse", "title: 14", 1))) == 1


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Health visitor,hcrg", "Health visitor,hcgr", "3: agency: there is no agency 'hcrg'. Did you mean hcgr?") ,
        ("reports_to", "reports", "1: reports: there is no such column. Did you mean reports_to?"),
        ("code,title,", "code,", "1: title: expected a column of this name; a table needs code, title, agency"),
        ("2026-12-21;2027-02-01", "2026-12-21", "3: deputy_from: expected one date for each deputy"),
        ("2026-12-21;", "yesterday;", "3: deputy_from: expected a date that exists"),
        ("partners/health", "partners", "3: seats: expected GROUP/SEAT, and found 'partners'"),
        ("partners/more_health", "partners/health", "3: seats: 'partners/health' stands on line 3 already"),
        ('"Business support, all of it"', "Business support, all of it", "4: this row has 17 cells for 16 columns"),
        ("office,The office", "hcrg,The office", "4: agency_name: 'hcrg' is 'HCRG (0-19 service)' on line 2"),
        ("support,\"Bus", "visitor,\"Bus", "4: code: 'visitor' stands on line 2 already"),
        ("title,agency,", "title,title,agency,", "1: title: this column is given twice"),
        ("seats\nvisitor", "seats,\nvisitor", ""),
        ("all of it\"", "all of it", "4: not a table: unexpected end of data. Check the quotes"),
    ],
)  # fmt: skip
def test_a_fault_in_a_table_names_its_row_and_its_column(
    tmp_path: Path, before: str, after: str, expected: str
) -> None:
    assert before in CSV
    text = CSV.replace(before, after, 1)
    if not expected:
        assert directory(tmp_path / "a.csv", text) == EXPECTED
        return
    found = faults(tmp_path / "a.csv", text)
    assert any(expected in fault for fault in found), found


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.yaml", b"", "expected fields, each a name, a colon and a value"),
        ("a.yaml", b"- a\n- b\n", "expected fields, each a name, a colon and a value"),
        ("a.yaml", b"people: x\n", "1: people: expected a list"),
        ("a.yaml", b"people:\n  - x\n", "2: people: expected fields, such as `code: ...`"),
        ("a.yaml", b"people:\n", "the file names nobody"),
        ("a.yaml", b"people: [\n", "not valid YAML"),
        ("a.csv", b"", "1: the file is empty: expected columns code, title, agency"),
        ("a.csv", b"\r\n\r\n", "the file is empty"),
        ("a.csv", b"\xef\xbb\xbf", "the file is empty"),
        ("a.csv", b"code,title,agency\n", "the file names nobody"),
        ("a.csv", b"code;title;agency\na;b;c\n", "the cells are not parted by commas"),
        ("a.csv", b"code\ttitle\tagency\n", "the cells are not parted by commas"),
        ("a.csv", b"code,title,agency\na,\xe9,c\n", "2: not UTF-8 text: in Excel choose"),
        ("a.csv", b"PK\x03\x04\x00\x00", "this is not a text file"),
        ("a.csv", b"code,title,agency,\na,b,c,d\n", "2: a cell stands in a column without a heading"),
        ("a.xlsx", b"PK", "expected a file that ends in .yaml or .csv"),
    ],
)
def test_a_file_that_is_no_directory_at_all(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    found = faults(tmp_path / name, content)
    assert any(expected in fault for fault in found), found


@pytest.mark.parametrize("name", ["nowhere.yaml", "nowhere.csv"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(DirectoryError, match="there is no such file"):
        read_directory_file(str(tmp_path / name))


def test_an_unknown_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(DirectoryError, match="Did you mean essex"):
        read_directory_file("esex")


def test_every_fault_is_listed_and_not_only_the_first(tmp_path: Path) -> None:
    text = YAML.replace("visitor@example.org", "visitor").replace("kind: health", "kin: health")
    text = text.replace("person: nurse}", "person: nora}")
    found = faults(tmp_path / "a.yaml", text)
    assert [fault.split(":")[0] for fault in found] == ["3", "3", "11", "28", "29"]


def test_an_address_with_a_password_is_never_repeated(tmp_path: Path) -> None:
    found = faults(tmp_path / "a.yaml", YAML.replace("json://chat", "json:/user:secret@chat"))
    assert found
    assert "secret" not in " ".join(found)


def test_a_circle_of_managers_is_told_once(tmp_path: Path) -> None:
    text = YAML.replace("    title: Named nurse\n", "    title: Named nurse\n    reports_to: visitor\n")
    assert faults(tmp_path / "a.yaml", text) == [
        "10: reports_to: nobody may stand above themselves: visitor reports to nurse reports to visitor"
    ]


def test_a_file_may_name_agencies_and_people_that_the_store_has(tmp_path: Path) -> None:
    text = """\
        people:
          - {code: newcomer, title: School nurse, agency: hcrg, reports_to: nurse, email: new@example.org}
        seats:
          - {group: partners, seat: health, person: visitor}
        """
    after = directory(tmp_path / "a.yaml", text, EXPECTED)
    assert after.people.keys() == EXPECTED.people.keys() | {"newcomer"}
    assert after.seated("partners", "health") == "visitor"
    assert after.seated("partners", "more_health") == "nurse"
    assert after.deputies == EXPECTED.deputies


class TestTheShippedEssexDirectory:
    @pytest.fixture
    def essex(self) -> Directory:
        return directory_after(read_directory_file("essex"), NOBODY, TODAY, replace_all=True)

    def test_it_is_there(self) -> None:
        assert "essex" in shipped()

    def test_it_fits_the_essex_procedure_on_every_rung(self, essex: Directory) -> None:
        assert misfits(essex, load("essex"), TODAY) == []

    def test_everybody_whom_practice_reviews_need_is_there(self, essex: Directory) -> None:
        council = [person.agency for person in essex.with_role("serious_incident_notifier", TODAY)]
        assert council == ["essex_county_council"]
        leads = {person.agency for person in essex.with_role("review_lead", TODAY)}
        assert leads == essex.agencies.keys() - {"escb"}
        (chair,) = essex.with_role("practice_review_chair", TODAY)
        assert chair.code in essex.seat_holders("cspr_sub_committee")

    def test_every_address_is_one_that_nobody_has(self) -> None:
        people = read_directory_file("essex").people.values()
        assert all(one.email and one.email.endswith("@example.org") and not one.channels for one in people)

    def test_no_person_is_named(self, essex: Directory) -> None:
        for title in (person.title for person in essex.people.values()):
            assert not re.search(r"\b(Mr|Mrs|Ms|Miss|Sir|Dame|Prof)\b\.?", title)
            assert not re.search(r"\bDr\b", title)

    def test_five_delegates_hold_three_functions(self, essex: Directory) -> None:
        seats = {seat.seat: seat.person for seat in essex.seats if seat.group == "delegated_safeguarding_partners"}
        agencies = {essex.people[person].agency for person in seats.values()}
        assert agencies == set(seats)
        assert sorted(essex.agencies[agency].kind for agency in agencies) == [
            "health",
            "health",
            "health",
            "local_authority",
            "police",
        ]


def test_what_does_not_fit_a_procedure_is_told_and_stops_nothing() -> None:
    found = misfits(EXPECTED, load("essex"), TODAY)
    assert "The procedure essex has no seat partners/health; it is held for nothing." in found
    assert "The seat delegated_safeguarding_partners/essex_police stands empty." in found
    assert any(said.startswith("Senior managers: HCRG (0-19 service) has nobody") for said in found), found
    ranked = Directory.of(EXPECTED.agencies.values(), [Person("a", "A", "hcrg", "senior_manger")])
    assert any(
        "no rank 'senior_manger'. Did you mean senior_manager?" in said
        for said in misfits(ranked, load("essex"), TODAY)
    )
