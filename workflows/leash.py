"""Runs one program for as long as whoever started this lives: `python -m workflows.leash SECONDS PROGRAM...`.

The other end of standard input is the leash. When it is let go, on purpose or because its holder was killed, the
program is asked to end, and after SECONDS it is made to. Without this a killed engine would leave behind a Prefect
server that holds its port and its database.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import NoReturn


def main(arguments: list[str]) -> NoReturn:
    """Run the program and exit with its exit code."""
    seconds, program = float(arguments[0]), arguments[1:]
    child = subprocess.Popen(program, stdin=subprocess.DEVNULL)  # noqa: S603 - the engine's own programs
    threading.Thread(target=_end_when_let_go, args=(child, seconds), daemon=True).start()
    sys.exit(child.wait())


def _end_when_let_go(child: subprocess.Popen[bytes], seconds: float) -> None:
    # Not through sys.stdin, whose lock this thread would still hold when the interpreter shuts down.
    while os.read(0, 1024):
        pass
    child.terminate()
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        child.kill()


if __name__ == "__main__":
    main(sys.argv[1:])
