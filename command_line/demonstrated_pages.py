"""The pages of the demonstration: a process of their own beside the engine, opened in a browser where there is one."""

from __future__ import annotations

import http.client
import os
import sys
import time
import webbrowser
from contextlib import closing
from pathlib import Path

from command_line.local_mailbox import HOST
from workflows.engine import EngineError
from workflows.leashed_process import LeashedProcess
from workflows.prefect_server import free_port

USUAL_PORT = 8000
LONGEST_START_SECONDS = 60
_PROGRAM = "from command_line.main import main; main()"


class DemonstratedPages:
    """`goldenthread web` on a free port of this machine. `address` is known at once, for the links in messages."""

    def __init__(self, home: Path) -> None:
        """`home` is where its log is kept."""
        self.port = free_port(USUAL_PORT)
        self.address = f"http://localhost:{self.port}"
        self._log = home / "pages.log"
        self._process: LeashedProcess | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What the environment has to say for it."""
        return {
            "GOLDENTHREAD_DEMONSTRATION": "true",
            "GOLDENTHREAD_BASE_URL": self.address,
            "GOLDENTHREAD_WEB_HOST": HOST,
            "GOLDENTHREAD_WEB_PORT": str(self.port),
            # There is no virus scanner on most machines, and nothing real to be looked through.
            "GOLDENTHREAD_DOCUMENTS_UNSCANNED": "true",
        }

    def start(self) -> None:
        """Start it in this process's environment, and return when it answers. EngineError if it does not."""
        process = LeashedProcess("pages", [sys.executable, "-c", _PROGRAM, "web"], os.environ, self._log, 5)
        process.start()
        self._process = process
        began = time.monotonic()
        while not self._answers():
            if not process.is_running:
                raise EngineError(f"The pages ended while starting:\n{process.last_words()}\nSee {self._log}")
            if time.monotonic() - began > LONGEST_START_SECONDS:
                raise EngineError(f"The pages did not start within {LONGEST_START_SECONDS} seconds. See {self._log}")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop it, if it was started."""
        if self._process is not None:
            self._process.stop()

    def open(self) -> bool:
        """Open them in a browser with a window, if there is one. Returns whether there is."""
        # Without a screen a browser of the terminal could be found, which would take this very terminal.
        has_screen = sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
        return sys.stdout.isatty() and has_screen and webbrowser.open(self.address)

    def _answers(self) -> bool:
        try:
            with closing(http.client.HTTPConnection(HOST, self.port, timeout=5)) as connection:
                connection.request("GET", "/", headers={"Host": f"localhost:{self.port}"})
                return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            return False
