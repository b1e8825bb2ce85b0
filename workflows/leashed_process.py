"""A program that the engine keeps running: started on a leash, its output in a log file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# Where children start, so that they find prefect.yaml and the packages of this project.
_ROOT = Path(__file__).resolve().parents[1]
_LARGEST_LOG = 5_000_000


class LeashedProcess:
    """One program, which ends when this process does, however it does. See `workflows.leash`."""

    def __init__(
        self, name: str, program: Sequence[str], environment: Mapping[str, str], log: Path, grace_seconds: float
    ) -> None:
        """`environment` is the program's whole environment; it has `grace_seconds` to end when asked."""
        self.name = name
        self.log = log
        self._program = [sys.executable, "-m", "workflows.leash", str(grace_seconds), *program]
        self._environment = dict(environment)
        self._grace_seconds = grace_seconds
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the program, or start it again once it has ended."""
        self.stop()
        if self.log.exists() and self.log.stat().st_size > _LARGEST_LOG:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as output:
            # A session of its own: Ctrl-C in the terminal must reach the engine alone, which ends things in order.
            self._process = subprocess.Popen(  # noqa: S603 - the engine's own programs
                self._program,
                cwd=_ROOT,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def exit_code(self) -> int | None:
        """The exit code of the program, None while it runs or has not been started."""
        return None if self._process is None else self._process.poll()

    @property
    def is_running(self) -> bool:
        """Whether the program was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Ask the program to end, and wait until it has; after its grace it is killed."""
        if self._process is None or self._process.stdin is None:
            return
        self._process.stdin.close()
        try:
            self._process.wait(self._grace_seconds + 5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def last_words(self, lines: int = 3) -> str:
        """The end of the log: what the program said before it ended."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        return "\n".join([line for line in text.splitlines() if line.strip()][-lines:])
