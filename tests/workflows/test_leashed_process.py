"""A program on a leash ends when it is let go, and when its holder is killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import until
from workflows.leashed_process import LeashedProcess

ROOT = Path(__file__).parents[2]
POLITE = "signal.signal(signal.SIGTERM, lambda *_: (print('asked to end', flush=True), os._exit(7)))"
STUBBORN = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


def program(directory: Path, manners: str) -> list[str]:
    """A program that writes down its process id and waits for ever."""
    wait = f"pathlib.Path({str(directory / 'pid')!r}).write_text(str(os.getpid()), encoding='ascii'); signal.pause()"
    return [sys.executable, "-c", f"import os, pathlib, signal; {manners}; {wait}; signal.pause()"]


def started(directory: Path) -> int:
    """The process id that the program has written down."""
    path = directory / "pid"
    return until(lambda: int(path.read_text(encoding="ascii") or 0) if path.exists() else 0)


def is_gone(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.mark.parametrize(("manners", "last_words"), [(POLITE, "asked to end"), (STUBBORN, "")])
def test_stopping_waits_until_the_program_has_ended(tmp_path: Path, manners: str, last_words: str) -> None:
    process = LeashedProcess("program", program(tmp_path, manners), os.environ, tmp_path / "log", grace_seconds=0.5)
    assert not process.is_running
    process.start()
    process_id = started(tmp_path)
    assert process.is_running
    process.stop()
    assert not process.is_running
    assert is_gone(process_id)
    assert process.last_words() == last_words


def test_the_exit_code_and_the_last_words_are_the_programs(tmp_path: Path) -> None:
    said = [sys.executable, "-c", "import sys; print('first'); print('last'); sys.exit(3)"]
    process = LeashedProcess("program", said, os.environ, tmp_path / "log", grace_seconds=1)
    process.start()
    assert until(lambda: process.exit_code) == 3
    assert process.last_words(1) == "last"
    process.stop()


def test_it_can_be_started_again(tmp_path: Path) -> None:
    process = LeashedProcess("program", program(tmp_path, POLITE), os.environ, tmp_path / "log", grace_seconds=5)
    process.start()
    first = started(tmp_path)
    os.kill(first, signal.SIGKILL)
    until(lambda: not process.is_running)
    (tmp_path / "pid").unlink()
    process.start()
    assert started(tmp_path) != first
    process.stop()


def test_it_ends_when_its_holder_is_killed(tmp_path: Path) -> None:
    holder = (
        "import os, pathlib, signal; from workflows.leashed_process import LeashedProcess; "
        f"LeashedProcess('program', {program(tmp_path, POLITE)!r}, os.environ, "
        f"pathlib.Path({str(tmp_path / 'log')!r}), 5).start(); signal.pause()"
    )
    with subprocess.Popen([sys.executable, "-c", holder], cwd=ROOT) as process:
        process_id = started(tmp_path)
        process.kill()
    until(lambda: is_gone(process_id))
    assert (tmp_path / "log").read_text(encoding="utf-8") == "asked to end\n"
