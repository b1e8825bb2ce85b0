"""`goldenthread procedure` as somebody types it."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from command_line.procedure import app
from procedures.catalogue import LIBRARY, load
from procedures.language import Procedure

LIBRARY_FILES = sorted(str(path) for path in LIBRARY.glob("*.yaml"))


def type_in(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def local(tmp_path: Path) -> Path:
    """An overlay of Essex in which nobody is chased about an answer or held to a limit at the first stage."""
    path = tmp_path / "local.yaml"
    path.write_text(
        "id: local\nextends: essex\nstages:\n  - id: practitioners\n    clocks:\n"
        "      - {id: practitioners_resolve, remove: true}\n      - {id: practitioners_acknowledge, remove: true}\n",
        encoding="utf-8",
    )
    return path


def test_check_says_what_it_walked_and_what_holds() -> None:
    result = type_in("check", "essex")
    assert result.exit_code == 0
    assert result.stdout.startswith("essex: ")
    assert "states and " in result.stdout
    assert result.stdout.endswith("moves walked: every open state has an owner, a running clock and a way on\n")


def test_check_takes_many_files_and_passes_over_bases() -> None:
    result = type_in("check", *LIBRARY_FILES)
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == len(LIBRARY_FILES)
    assert f"{LIBRARY / 'common.yaml'}: a base for others, proved with each procedure that extends it" in result.stdout


def test_check_prints_each_fault_with_the_way_there_and_ends_with_1(local: Path) -> None:
    result = type_in("check", "essex", local)
    assert result.exit_code == 1
    assert result.stdout.count("\n") == 1  # Essex itself holds
    line, path = result.stderr.splitlines()[:2]
    assert line.startswith(f"{local}:4: stages.practitioners: ")
    assert line.endswith("practitioners.answering: no clock runs, so the case could wait here in silence")
    assert path == "    path: raise_disagreement"
    assert "local: " in result.stderr.splitlines()[-1]
    assert "fault" in result.stderr.splitlines()[-1]


def test_check_goes_on_after_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    result = type_in("check", tmp_path / "nowhere.yaml", tmp_path, "essex", "esex")
    assert result.exit_code == 1
    assert result.stdout.startswith("essex: ")
    assert [line.split(": ", 1)[1] for line in result.stderr.splitlines()] == [
        "there is no such file",
        "this is a directory: give a file in it",
        f"there is no procedure of this name. Did you mean essex? There are: {', '.join(sorted(ids()))}",
    ]


def ids() -> list[str]:
    return ["all_features", "bedfordshire", "birmingham", "cheshire_east", "cumbria", "essex", "lincolnshire", "london",
            "partners_disagreement_wt2023", "practice_review_wt2023", "wirral"]  # fmt: skip


def test_a_fault_in_a_file_names_file_line_field_and_what_was_expected(tmp_path: Path) -> None:
    path = tmp_path / "local.yaml"
    path.write_text("extends: essex\nhold:\n  alowed: true\n", encoding="utf-8")
    for command in ("check", "show", "diagram"):
        result = type_in(command, path)
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr == f"{path}:3: hold.alowed: there is no field 'alowed' here; did you mean 'allowed'?\n"


@pytest.mark.parametrize("words", [["check"], ["show"], ["compare", "essex"], ["diagram", "essex", "--format", "png"]])
def test_wrong_usage_ends_with_2(words: list[str]) -> None:
    assert type_in(*words).exit_code == 2


def test_show_lists_a_procedure_in_plain_words() -> None:
    shown = type_in("show", "lincolnshire")
    assert shown.exit_code == 0
    for expected in (
        "1. Step 1: practitioners (step_1)",
        "Owed by the responding side; limit: at once, measured as 4 working hours (local default)",
        "Gate: the raising side's line manager or safeguarding supervisor is asked: Is the concern justified",
        "Proxy: where a GP practice has nobody of the rank, the integrated care board's acts for it",
        "When it runs out: goes up to Step 4: independently chaired partnership meeting (local default)",
        "SUPERSEDED by Working Together to Safeguard Children 2026",
        "Local defaults, to be confirmed",
    ):
        assert expected in shown.stdout


def test_show_flags_superseded_guidance_where_a_rule_cites_it() -> None:
    assert "[should (WT23 para 59) [superseded by Working Together" in type_in("show", "essex").stdout


def test_show_as_data_is_the_whole_procedure_with_its_bases() -> None:
    data = json.loads(type_in("show", "essex", "--json").stdout)
    assert Procedure.model_validate(data) == load("essex")


def test_diagram_prints_mermaid_unless_asked_for_svg() -> None:
    assert "flowchart BT" in type_in("diagram", "essex").stdout
    drawn = type_in("diagram", "essex", "--format", "svg").stdout
    assert ElementTree.fromstring(drawn).tag == "{http://www.w3.org/2000/svg}svg"  # noqa: S314 - our own text


def test_diagram_writes_a_file(tmp_path: Path) -> None:
    output = tmp_path / "essex.svg"
    result = type_in("diagram", "essex", "--format", "svg", "--output", output)
    assert (result.exit_code, result.stdout) == (0, "")
    assert output.read_text(encoding="utf-8").endswith("</svg>\n")


@pytest.mark.parametrize(("name", "begins"), [("essex.svg", "<svg"), ("essex.mmd", "%%{init"), ("essex", "%%{init")])
def test_a_diagram_is_drawn_as_its_file_is_called(tmp_path: Path, name: str, begins: str) -> None:
    type_in("diagram", "essex", "--output", tmp_path / name)
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_diagram_says_when_it_cannot_write(tmp_path: Path) -> None:
    result = type_in("diagram", "essex", "--output", tmp_path / "no" / "essex.mmd")
    assert result.exit_code == 1
    assert result.stderr.endswith("cannot be written: No such file or directory\n")


def test_compare_says_in_words_what_differs(tmp_path: Path) -> None:
    longer = tmp_path / "longer.yaml"
    longer.write_text(
        "id: longer\nextends: essex\nstages:\n  - id: practitioners\n    clocks:\n"
        "      - {id: practitioners_resolve, limit: 4 working_days}\n",
        encoding="utf-8",
    )
    result = type_in("compare", "essex", longer)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "the procedure as a whole",
        "  id: essex: essex; longer: longer",
        "  extends: essex: set; longer: essex",
        "stage practitioners, clock practitioners_resolve",
        "  limit: essex: 3 working days; longer: 4 working days",
    ]


def test_compare_reads_two_ladders_rung_by_rung() -> None:
    lines = type_in("compare", "essex", "london").stdout.splitlines()
    place = lines.index("stage senior_managers/first_line_managers, clock senior_managers_acknowledge")
    assert (
        lines[place + 1]
        == "  only in essex: Acknowledge the disagreement, limit 1 working day, then flag, local default"
    )
    assert "stage lead_safeguarding_partners" in lines


def test_compare_names_what_a_national_relaxation_relaxes_and_since_when(tmp_path: Path) -> None:
    relaxed = tmp_path / "relaxed.yaml"
    relaxed.write_text(
        "id: relaxed\nextends: practice_review_wt2023\nrelaxations:\n  - deadline: dl05\n    first: 2027-01-01\n"
        "    last: 2027-01-31\n    limit: 30 working_days\n    force: should\n    source: {document: TRA}\n",
        encoding="utf-8",
    )
    lines = type_in("compare", "practice_review_wt2023", relaxed).stdout.splitlines()
    place = lines.index("national relaxation of dl05 from 2027-01-01")
    assert lines[place + 1] == "  only in relaxed: until 2027-01-31, limit 30 working days, should"
    assert "national relaxation of dl10 from 2020-03-01" in lines


def test_an_id_that_is_nearly_that_of_the_base_is_taken_for_a_slip(tmp_path: Path) -> None:
    slip = tmp_path / "slip.yaml"
    slip.write_text(
        "id: slip\nextends: practice_review_wt2023\ndeadlines:\n  - {id: plan_meting, limit: 8 working_days}\n",
        encoding="utf-8",
    )
    result = type_in("check", slip)
    said = "slip.yaml:4: id: the base has no 'plan_meting'; did you mean plan_meeting?"
    assert (result.exit_code, said in result.stderr) == (1, True), result.stderr


def test_compare_as_data_gives_part_field_and_both_values() -> None:
    data = json.loads(type_in("compare", "london", "cumbria", "--json").stdout)
    assert (data["first"], data["second"]) == ("london", "cumbria")
    title = next(found for found in data["differences"] if found["part"] == "" and found["field"] == "title")
    assert title == {
        "part": "",
        "field": "title",
        "kind": "changed",
        "first": load("london").title,
        "second": load("cumbria").title,
    }


def test_compare_finds_nothing_between_a_procedure_and_itself() -> None:
    assert type_in("compare", "essex", "essex").stdout == "essex and essex do not differ\n"
    assert json.loads(type_in("compare", "essex", "essex", "--json").stdout)["differences"] == []
