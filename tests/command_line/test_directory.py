"""`goldenthread directory` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from states.case import Case
from store.directory import current_directory
from store.readable_cases import Operator, case_with_record
from store.sessions import reading
from tests.command_line.conftest import Typed
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR, SOCIAL_WORKER

STAFF = "code,title,agency,rank,email,left_on,deputy,deputy_from\n"


def case_of(typed: Typed) -> Case:
    with reading(typed.context.engine) as connection:
        found = case_with_record(connection, Operator(), typed.reference)
    assert found
    assert isinstance(found[0], Case)
    return found[0]


def title_of(typed: Typed, code: str) -> str | None:
    with reading(typed.context.engine) as connection:
        person = current_directory(connection).directory.people.get(code)
    return person.title if person else None


def test_importing_what_is_there_already_changes_nothing(settled_in: Typed) -> None:
    result = settled_in.type_in("directory", "import", "essex", "--procedure", "essex")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "The directory is as the file says: nothing to change.\n"


def test_what_changed_is_told(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(f"{STAFF}newcomer,Newcomer,hcrg,,,,,\n")
    result = settled_in.type_in("directory", "import", "new.csv")
    assert result.exit_code == 0
    assert "1 person added: newcomer" in result.stdout
    assert "not in the file, kept as they are" in result.stdout
    assert "1 person without any address, so that nothing can reach them: newcomer" in result.stdout
    assert title_of(settled_in, "newcomer") == "Newcomer"


def test_what_somebody_owes_who_has_left_passes_on_at_once(settled_in: Typed, tmp_path: Path) -> None:
    assert case_of(settled_in).owner == SOCIAL_WORKER
    (tmp_path / "left.csv").write_text(
        f"{STAFF}{SOCIAL_WORKER},Social worker,essex_county_council,practitioner,,2026-01-01,,\n"
    )
    result = settled_in.type_in("directory", "import", "left.csv")
    assert result.exit_code == 0
    assert f"1 person left: {SOCIAL_WORKER}" in result.stdout
    assert f"{settled_in.reference}: a step was passed on" in result.stdout
    assert case_of(settled_in).owner not in (SOCIAL_WORKER, None)


def test_a_deputy_takes_over_at_once(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "away.csv").write_text(
        f"{STAFF}{SOCIAL_WORKER},Social worker,essex_county_council,practitioner,s@example.org,,"
        "assessment_social_worker_ecc,2026-01-01\n"
    )
    assert settled_in.type_in("directory", "import", "away.csv").exit_code == 0
    assert case_of(settled_in).owner == "assessment_social_worker_ecc"


def test_a_dry_run_changes_and_passes_on_nothing(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "left.csv").write_text(
        f"{STAFF}{SOCIAL_WORKER},Social worker,essex_county_council,practitioner,,2026-01-01,,\n"
    )
    result = settled_in.type_in("directory", "import", "left.csv", "--dry-run")
    assert result.stdout.startswith("Nothing was written (--dry-run). This would happen:\n")
    assert f"1 person left: {SOCIAL_WORKER}" in result.stdout
    assert case_of(settled_in).owner == SOCIAL_WORKER


def test_of_a_file_with_faults_each_is_told_and_nothing_is_written(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(f"{STAFF}newcomer,Newcomer,hrcg,,n@example,,,\nother,,hcrg,,,,,\n")
    result = settled_in.type_in("directory", "import", "bad.csv")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "bad.csv:2: email: expected one e-mail address, such as health.visitor@example.org, and found 'n@example'",
        "bad.csv:2: agency: there is no agency 'hrcg'. Did you mean hcrg? Give its name and kind.",
        "bad.csv:3: title: this is missing",
        "3 faults. Nothing was written.",
    ]
    assert title_of(settled_in, "newcomer") is None


def test_what_does_not_fit_the_procedure_is_noted(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(f"{STAFF}newcomer,Newcomer,hcrg,practitoner,n@example.org,,,\n")
    result = settled_in.type_in("directory", "import", "new.csv", "--procedure", "essex")
    assert result.exit_code == 0
    assert "Note: The procedure essex has no rank 'practitoner'. Did you mean practitioner?" in result.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["import", "nowhere.csv"], "nowhere.csv: there is no such file"),
        (["import", "esex"], "Did you mean essex?"),
        (["import", "essex", "--procedure", "esex"], "there is no procedure of this name. Did you mean essex?"),
        (["confirm", "nobody"], "There is nobody in post with the code 'nobody'."),
    ],
)
def test_bad_input_is_answered_in_plain_words(settled_in: Typed, words: list[str], said: str) -> None:
    result = settled_in.type_in("directory", *words)
    assert result.exit_code in (1, 2)
    assert said in result.stderr
    assert result.stdout == ""


def test_who_is_there_is_shown_by_agency(settled_in: Typed) -> None:
    shown = settled_in.type_in("directory", "show").stdout
    assert "HCRG (0-19 service) (hcrg, health)" in shown
    assert (
        f"  {HEALTH_VISITOR}: Health visitor; practitioner; health.visitor.hcrg@example.org; never confirmed" in shown
    )
    assert "until further notice: Deputy safeguarding manager, Essex Fire and Rescue Services" in shown
    assert "Seat delegated_safeguarding_partners/essex_police: Assistant Chief Constable, Essex Police" in shown


def test_it_is_shown_as_data(settled_in: Typed) -> None:
    data = json.loads(settled_in.type_in("directory", "show", "--json").stdout)
    people = {person["code"]: person for person in data["people"]}
    assert people[BUSINESS_MANAGER]["roles"] == ["business_support"]
    assert {seat["group"] for seat in data["seats"]} == {
        "cspr_sub_committee",
        "delegated_safeguarding_partners",
        "lead_safeguarding_partners",
    }
    assert {"person", "deputy", "from", "to"} == data["deputies"][0].keys()


def test_no_address_with_a_password_is_ever_shown(settled_in: Typed, tmp_path: Path) -> None:
    (tmp_path / "new.csv").write_text(
        "code,title,agency,channels\nnewcomer,Newcomer,hcrg,gchat://workspace/secret-key/token\n"
    )
    said = settled_in.type_in("directory", "import", "new.csv").output
    for words in (["show"], ["show", "--json"]):
        said += settled_in.type_in("directory", *words).output
    assert "gchat" in said
    assert "secret" not in said


def test_a_channel_may_lead_where_the_settings_say_and_nowhere_else(
    settled_in: Typed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "new.csv").write_text("code,title,agency,channels\nnewcomer,Newcomer,hcrg,jsons://chat.example.org/\n")
    refused = settled_in.type_in("directory", "import", "new.csv")
    assert refused.exit_code == 1
    assert "new.csv:2: channels: The address leads to a host to which messages may not go." in refused.output
    monkeypatch.setenv("GOLDENTHREAD_CHANNEL_HOSTS", "chat.example.org")
    assert settled_in.type_in("directory", "import", "new.csv").exit_code == 0


def test_a_contact_is_confirmed(settled_in: Typed) -> None:
    result = settled_in.type_in("directory", "confirm", HEALTH_VISITOR)
    assert result.exit_code == 0
    assert result.stdout.startswith("Health visitor, HCRG (0-19 service): contact details confirmed on ")
    assert f"{HEALTH_VISITOR}: Health visitor; practitioner; health.visitor.hcrg@example.org; confirmed " in (
        settled_in.type_in("directory", "show").stdout
    )
