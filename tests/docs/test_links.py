"""Links lead somewhere, and the commands, settings and targets that the pages name exist."""

import re
import shlex
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from command_line.main import application
from tests.docs.pages import PAGES, ROOT, anchors, code, name_of, prose
from workflows.settings import Settings, variable

LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = get_command(application(None))
SETTINGS = {variable(name) for name in Settings.model_fields}
TARGETS = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))

each_page = pytest.mark.parametrize("page", PAGES, ids=name_of)


def words_of(line: str) -> list[str]:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # an apostrophe in what a line says beside its command
        return line.split()


def commands_in(page: Path) -> list[list[str]]:
    """What follows `goldenthread` in each piece of code, up to the end of that command."""
    found = []
    for line in code(page):
        for part in re.split(r"&&|\||;", line):
            words = words_of(part)
            at = [
                place for place, word in enumerate(words) if word == "goldenthread" or word.endswith("bin/goldenthread")
            ]
            # Where the name is an account, a pool or a database, something else comes first in the line.
            if at and all("=" in word or word in ("$", "sudo", "-u") for word in words[: at[0]]):
                found.append(words[at[0] + 1 :])
    return found


def fault_in(words: list[str]) -> str | None:
    """What no command of this name has, or None if all of it exists."""
    command = COMMAND
    while isinstance(command, TyperGroup) and words and not words[0].startswith("-"):
        if words[0] not in command.commands:
            return f"there is no command {words[0]!r}"
        command, words = command.commands[words[0]], words[1:]
    known = {"--help", *(option for parameter in command.params for option in parameter.opts)}
    unknown = [
        word for word in words if word.startswith("--") and len(word) > 2 and word.partition("=")[0] not in known
    ]
    return f"{command.name} has no {unknown[0]}" if unknown else None


def test_there_is_something_to_look_at() -> None:
    assert {"README.md", "docs/procedures.md", "docs/running.md", "docs/settings.md"} <= set(map(name_of, PAGES))
    assert len(commands_in(ROOT / "README.md")) > 5


@each_page
def test_links_inside_the_project_lead_somewhere(page: Path) -> None:
    broken = []
    for link in LINK.findall(prose(page)):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name) if name else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


@each_page
def test_commands_exist_with_their_options(page: Path) -> None:
    faults = {" ".join(words): fault_in(words) for words in commands_in(page)}
    assert {words: fault for words, fault in faults.items() if fault} == {}


@each_page
def test_settings_exist(page: Path) -> None:
    named = set(re.findall(r"GOLDENTHREAD_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
    assert {name for name in named if not name.startswith("GOLDENTHREAD_TEST_")} <= SETTINGS


@each_page
def test_targets_of_make_exist(page: Path) -> None:
    lines = [words_of(line) for line in code(page)]
    assert {words[1] for words in lines if len(words) > 1 and words[0] == "make"} <= TARGETS


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("case lst", "there is no command 'lst'"),
        ("verfy", "there is no command 'verfy'"),
        ("verify --checkpoints", "verify has no --checkpoints"),
        ("case raise disagreement.yaml --as CODE", None),
        ("due 5 working_days --from=2026-12-17", None),
    ],
)
def test_what_does_not_exist_is_found(line: str, fault: str | None) -> None:
    assert fault_in(line.split()) == fault
