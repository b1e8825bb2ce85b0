"""The page on running it for real: what can be tried without a machine of its own is tried."""

import ast
import re
from collections.abc import Iterator
from configparser import ConfigParser
from datetime import date
from pathlib import Path
from types import ModuleType
from uuid import UUID

import prefect.settings
import pytest
from prefect.events.schemas.automations import AutomationCore, EventTrigger
from ruamel.yaml import YAML
from typer.testing import CliRunner

from command_line.main import application
from procedures.catalogue import load
from procedures.liveness import check
from procedures.source import Force
from states.actions import RaiseDisagreement
from store import open_cases
from tests.docs.pages import PAGES, ROOT, blocks, rows, section
from workflows import case_checks, engine_checks, sweep_account, watchdog, webhook_checks
from workflows.deployments import read_deployments

PAGE = ROOT / "docs" / "running.md"
TEXT = PAGE.read_text(encoding="utf-8")


def confirmed(directory: Path) -> Path:
    (block,) = blocks(PAGE, "yaml")
    path = directory / "essex-confirmed.yaml"
    path.write_text(block, encoding="utf-8")
    return path


def test_the_confirmed_procedure_takes_the_librarys_place_from_its_first_day(tmp_path: Path) -> None:
    assert check(load(str(confirmed(tmp_path)))).holds
    before, after = (load("essex", on=day, directories=[tmp_path]) for day in (date(2026, 11, 30), date(2026, 12, 1)))
    forces = [rules.stages_by_id["practitioners"].clocks[1].force for rules in (before, after)]
    assert forces == [Force.LOCAL_DEFAULT, Force.SHOULD]
    assert before.awaiting_confirmation
    assert after.awaiting_confirmation is None


def test_show_has_the_confirmed_procedure_once_the_setting_names_its_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirmed(tmp_path)
    monkeypatch.setenv("GOLDENTHREAD_PROCEDURE_DIRECTORY", str(tmp_path))
    for command in (["show", "essex"], ["check", "essex"]):
        result = CliRunner().invoke(application("procedure"), ["procedure", *command])
        assert result.exit_code == 0
        assert ("with limits of 2026" in result.output) == (command[0] == "show")


def test_the_rehearsals_form_can_be_raised() -> None:
    form = next(block for block in blocks(PAGE, "text") if block.startswith("responding_agency"))
    assert RaiseDisagreement.model_validate(YAML(typ="safe").load(form)).category == "threshold"


def test_units_can_be_read_and_start_what_exists() -> None:
    started = []
    for block in blocks(PAGE, "ini"):
        unit = ConfigParser(strict=True, interpolation=None)
        unit.optionxform = str  # type: ignore[assignment,method-assign] # the way to keep capitals, says its manual
        unit.read_string(block)
        started.append(unit["Service"]["ExecStart"].split()[1:3])
    assert started == [["engine"], ["server", "start"], ["worker", "start"]]


def test_automations_are_ones_that_prefect_takes_and_events_that_we_send() -> None:
    text = next(block for block in blocks(PAGE, "text") if block.startswith("automations:"))
    content = YAML(typ="safe").load(text.replace("THE-ID-OF-THE-BLOCK", str(UUID(int=1))))
    expected = set()
    for one in content["automations"]:
        trigger = AutomationCore.model_validate(one).trigger
        assert isinstance(trigger, EventTrigger)
        assert one["trigger"]["match"] == {"prefect.resource.id": sweep_account.ENGINE}
        expected |= trigger.expect
    assert expected == {sweep_account.ALARM, "goldenthread.tick.completed"}


def test_every_event_has_its_row() -> None:
    sent = set(re.findall(r'"(goldenthread\.\w+\.\w+)"', Path(sweep_account.__file__).read_text(encoding="utf-8")))
    told = {row[0].split(",")[0].strip("`") for row in rows(PAGE, "Prefect automations")}
    assert told == sent | {"goldenthread.tick.completed"}


def test_every_deployment_has_its_row() -> None:
    assert {row[0].strip("`") for row in rows(PAGE, "The workers")} == {one.name for one in read_deployments()}


def test_settings_of_prefect_exist() -> None:
    named = {name for page in PAGES for name in re.findall(r"\bPREFECT_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8"))}
    assert {name for name in named if not hasattr(prefect.settings, name)} == set()


def said_in(module: ModuleType) -> Iterator[ast.expr]:
    """Sentences of findings, as `Problem(kind, case, SAID)`, `yield kind, SAID` or `return None, [SAID]`."""
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Problem"), args=[_, _, said]):
                yield said
            case ast.Yield(value=ast.Tuple(elts=[_, said])):
                yield said
            case ast.Return(value=ast.Tuple(elts=[_, ast.List(elts=[said])])):
                yield said


def findings_of(module: ModuleType) -> Iterator[str]:
    """The longest fixed words of each finding that a module of the watchdog can make."""
    for said in said_in(module):
        pieces = said.values if isinstance(said, ast.JoinedStr) else [said]
        fixed = [str(piece.value) for piece in pieces if isinstance(piece, ast.Constant)]
        longest = max(fixed, key=len, default="").strip(" :,.;")
        if " " in longest:
            yield longest


WATCHING = [case_checks, engine_checks, open_cases, watchdog, webhook_checks]


@pytest.mark.parametrize("module", WATCHING, ids=lambda module: module.__name__)
def test_every_finding_of_the_watchdog_has_its_row(module: ModuleType) -> None:
    told = section(PAGE, "When the watchdog cries")
    found = list(findings_of(module))
    assert len(found) > 1
    assert [words for words in found if words not in told] == []
