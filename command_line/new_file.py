"""Writing a new file that holds what people wrote: readable for its owner alone, and never over another file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from command_line.terminal import fail

FOR_ITS_OWNER_ALONE = stat.S_IRUSR | stat.S_IWUSR


def write_new_file(path: Path, content: bytes) -> None:
    """Write a new file. Ends with a plain message if there is one already, or if it cannot be written."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FOR_ITS_OWNER_ALONE)
    except FileExistsError:
        fail(f"{path} is there already: move it away, or give another --output.")
    except OSError as problem:
        fail(f"{path} cannot be written: {problem.strerror}.")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
