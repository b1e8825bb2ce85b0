"""`goldenthread simulate` as somebody types it."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from command_line.simulate import register

app = typer.Typer()


@app.callback()
def goldenthread() -> None:
    """Stand in for the whole command, which has other commands besides."""


register(app)

STORY = """\
title: Nobody answers before Christmas
procedure: essex
directory: essex
steps:
  - at: 2026-12-21 10:00
    who: health_visitor_hcrg
    does: raise_disagreement
    responding_practitioner: social_worker_ecc
  - at: 2026-12-22 09:00
    who: detective_constable_essex_police
    does: answer
    expect:
      refused: This is not yours to do
  - when: clock practitioners_resolve expires
    expect:
      stage: senior_managers
      mail: {to: service_manager_ecc, template: owed}
expect:
  owner: service_manager_ecc
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


def type_in(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["simulate", *map(str, arguments)])


def test_the_timeline_names_day_stage_owner_due_and_mail(story: Path) -> None:
    result = type_in(story)
    assert result.exit_code == 0, result.output
    lines = [line.strip() for line in result.stdout.splitlines()]
    manager = "Service manager, children's social care, Essex County Council"
    start = lines.index("Thursday 24 December 2026")
    moved = lines.index("17:00  Time ran out, so it moved up: Resolve it between practitioners", start)
    assert lines[moved + 1] == f"stage: Senior managers (answering); owner: {manager}"
    assert lines[moved + 2] == "due: Tuesday 29 December 2026 at 5pm, Acknowledge the disagreement"
    assert f"mail to {manager} (owed, you owe a step): Acknowledge the disagreement" in lines[moved:]
    assert lines[-1] == "4 expectations, all met."


def test_what_is_only_asked_after_is_never_called_late() -> None:
    result = type_in("tests/journeys/review_panel_suggests_local_review.yaml")
    assert result.exit_code == 0, result.output
    assert "asked after, and never late: Ask where the Panel's response stands, since Tuesday 23 June" in result.stdout
    assert "late: Ask where the Panel's response stands" not in result.stdout.replace("never late", "")
    # A decision that is open again is none, and not a word of a programming language.
    assert "had the decision taken again (decided: none," in result.stdout


def test_json_is_the_same_as_data(story: Path) -> None:
    result = type_in(story, "--json")
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    refused, moved = (
        next(one for one in told["timeline"] if one[field] == value)
        for field, value in (("who", "detective_constable_essex_police"), ("kind", "moved_up_by_clock"))
    )
    assert refused["refused"].startswith("This is not yours to do")
    assert moved["at"] == "2026-12-24T17:00:00+00:00"
    assert moved["day"] == "Thursday 24 December 2026"
    assert moved["position"] == "senior_managers.answering"
    assert moved["owner"]["person"] == "service_manager_ecc"
    assert ("senior_managers_resolve", "2027-01-05T17:00:00+00:00") in [(c["clock"], c["due"]) for c in moved["clocks"]]
    assert ("service_manager_ecc", "owed") in [(mail["to"], mail["template"]) for mail in moved["mail"]]
    assert told["failures"] == []


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_an_expectation_that_is_not_met_is_named_with_its_line(story: Path, as_json: list[str]) -> None:
    story.write_text(STORY.replace("stage: senior_managers", "stage: practitioners"), encoding="utf-8")
    result = type_in(story, *as_json)
    assert result.exit_code == 1
    assert f"{story}:16: step 3, stage: expected practitioners; found senior_managers" in result.output


def test_a_refusal_that_nobody_expected_is_a_failure(story: Path) -> None:
    story.write_text(STORY.replace("    expect:\n      refused: This is not yours to do\n", ""), encoding="utf-8")
    result = type_in(story)
    assert result.exit_code == 1
    assert f"{story}:11: step 2, does: expected it to be done; found it was refused: This is not yours" in result.stdout


def test_a_story_that_cannot_be_told_is_answered_on_standard_error(story: Path) -> None:
    story.write_text(STORY.replace("does: answer", "does: anser"), encoding="utf-8")
    result = type_in(story)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"{story}:11: step 2, does: there is no action 'anser'; did you mean answer?\n"


@pytest.mark.usefixtures("store_kind")
def test_a_database_of_ones_own_holds_the_story_afterwards_and_takes_no_second_one(
    story: Path, empty_database_url: str
) -> None:
    assert type_in(story, "--database-url", empty_database_url).exit_code == 0
    again = type_in(story, "--database-url", empty_database_url)
    assert again.exit_code == 2
    assert again.stderr == (
        "A story needs an empty database, and this one is in use. Name another one, or none at all.\n"
    )


@pytest.mark.parametrize(
    "url", ["mysql://localhost/x", "nonsense", "sqlite:///{story}/x.db", "postgresql://nobody@localhost:1/nothing"]
)
def test_a_database_that_cannot_be_used_is_said(story: Path, url: str) -> None:
    result = type_in(story, "--database-url", url.format(story=story))
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert result.stderr


def test_nothing_is_left_behind(story: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(room))
    assert type_in(story).exit_code == 0
    assert list(room.iterdir()) == []


@pytest.mark.parametrize("named", ["ours.yaml", "./ours.yaml", "rules/ours.yml", "../elsewhere/ours.yaml"])
def test_a_procedure_may_be_a_file_counted_from_the_storys_own_place(tmp_path: Path, named: str) -> None:
    story = tmp_path / "stories" / "story.yaml"
    rules = story.parent / named
    rules.parent.mkdir(parents=True, exist_ok=True)
    story.parent.mkdir(exist_ok=True)
    (tmp_path / "stories" / "rules").mkdir(exist_ok=True)
    rules.write_text("extends: essex\nid: ours\ntitle: The rules of our own place\n", encoding="utf-8")
    story.write_text(STORY.replace("procedure: essex", f"procedure: {named}"), encoding="utf-8")
    result = type_in(story)
    assert result.exit_code == 0, result.output
    assert "The rules of our own place" in result.stdout


def test_a_file_beside_the_story_is_named_where_its_name_alone_was_written(tmp_path: Path) -> None:
    (tmp_path / "ours.yaml").write_text("extends: essex\nid: ours\n", encoding="utf-8")
    story = tmp_path / "story.yaml"
    story.write_text(STORY.replace("procedure: essex", "procedure: ours"), encoding="utf-8")
    result = type_in(story)
    assert result.exit_code == 2
    assert result.stderr.splitlines()[1] == (
        f"{story}:2: procedure: beside the story is a file of this name: write ours.yaml if you mean it"
    )
