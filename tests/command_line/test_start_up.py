"""What commands load: a library that a command does not need would cost it more time than its work."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STORY = ROOT / "tests" / "journeys" / "six_months_of_silence.yaml"
TYPED = """
import gc, sys
from command_line.main import main
sys.argv = ["goldenthread", *sys.argv[2:]]
try:
    main()
except SystemExit as end:
    assert not end.code, end.code
assert gc.isenabled() and gc.get_freeze_count(), "the collector waits for the end of the start-up, and no longer"
"""
NEVER = ("alembic", "apprise", "fastapi", "holidays.countries", "prefect", "pygments")


@pytest.mark.parametrize(
    ("command", "not_needed"),
    [
        (["simulate", str(STORY)], ("pydantic_settings", "psycopg")),
        (["due", "5", "working_days", "--from", "2026-12-21"], ("pydantic_settings", "sqlalchemy")),
        (["procedure", "check", "essex"], ("sqlalchemy", "holidays")),
    ],
    ids=["simulate", "due", "procedure"],
)
def test_a_command_loads_only_what_it_needs(command: list[str], not_needed: tuple[str, ...], tmp_path: Path) -> None:
    asked = [*NEVER, *not_needed]
    program = f"{TYPED}loaded = [name for name in {asked!r} if name in sys.modules]\nassert not loaded, loaded\n"
    done = subprocess.run(
        [sys.executable, "-c", program, "typed", *command],
        cwd=ROOT,
        env={"GOLDENTHREAD_HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_reviews_load_what_word_documents_are_made_with_only_when_one_is_asked_for() -> None:
    program = "import sys, command_line.review, command_line.tracker; assert 'docx' not in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
