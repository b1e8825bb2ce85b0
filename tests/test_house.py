"""The rules of the house, as far as a program can see them."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("procedures", "states", "store", "notifications", "workflows", "reports", "web", "command_line")
PYTHON_FILES = sorted(
    path.relative_to(ROOT)
    for room in (*ROOMS, "benchmarks", "tests")
    for path in (ROOT / room).rglob("*.py")
    if "__pycache__" not in path.parts
)
ROOM_FILES = [path for path in PYTHON_FILES if path.parts[0] in ROOMS]
LONGEST_FILE = 400
VAGUE_NAMES = {"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}


def as_id(path: Path) -> str:
    return path.as_posix()


def imported_modules(path: Path) -> set[str]:
    """Names of all modules that a file imports by name, inside functions as well."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def test_there_is_something_to_look_at() -> None:
    assert {path.parts[0] for path in ROOM_FILES} == set(ROOMS)


@pytest.mark.parametrize("path", ROOM_FILES, ids=as_id)
def test_every_file_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse((ROOT / path).read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", PYTHON_FILES, ids=as_id)
def test_no_file_is_too_long(path: Path) -> None:
    assert len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", PYTHON_FILES, ids=as_id)
def test_no_file_has_a_name_that_says_nothing(path: Path) -> None:
    words = {word for part in path.with_suffix("").parts for word in part.split("_")}
    assert not words & VAGUE_NAMES


@pytest.mark.parametrize("path", [path for path in ROOM_FILES if as_id(path) != "workflows/flows.py"], ids=as_id)
def test_only_the_flows_import_prefect(path: Path) -> None:
    assert "prefect" not in {name.partition(".")[0] for name in imported_modules(path)}


def test_prefect_is_not_loaded_at_start_up() -> None:
    modules = [
        ".".join(path.with_suffix("").parts).removesuffix(".__init__")
        for path in ROOM_FILES
        if as_id(path) != "workflows/flows.py" and path.stem != "__main__" and "migrations" not in path.parts
    ]
    program = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    assert 'prefect' not in sys.modules, name\n"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program, *modules], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr


def test_the_lock_pins_and_hashes_every_package_and_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"^#.*\n", "", lock, flags=re.MULTILINE).strip())
    for entry in entries:
        assert re.match(r"[a-z0-9-]+==\S+", entry), entry
        assert "--hash=sha256:" in entry, entry
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host| @ ", lock)
