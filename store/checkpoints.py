"""Checkpoints: the head of every case, kept in files outside the database and chained from file to file.

Whoever can write to the database can shorten a record and its case's row alike. They cannot reach a checkpoint that
is kept elsewhere, and one that was changed no longer fits the file that was written after it.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, select

from store.record import FIRST, moment
from store.recording import table
from store.sessions import StoreError, reading
from store.tables import CaseRow

CASES = table(CaseRow)
NAME = re.compile(r"checkpoint-([0-9]{6,})\.txt")
HEADING = "Golden Thread checkpoint"
MOST_ATTEMPTS = 20


class CheckpointError(StoreError):
    """Checkpoints cannot be written or read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Head:
    """A case as a checkpoint saw it: its reference, the number of its newest entry and that entry's hash."""

    reference: str
    version: int
    head: str


@dataclass(frozen=True)
class Checkpoint:
    """One checkpoint. `previous` is the SHA-256 of the file before it, `written_at` an ISO instant (UTC)."""

    number: int
    written_at: str
    previous: str
    heads: tuple[Head, ...]
    path: Path
    hash: str


def write_checkpoint(engine: Engine, directory: Path, now: datetime) -> Path:
    """Write the heads of all cases to the next checkpoint file in a directory (made if missing).

    The file is complete and on disk once this returns, or is not there at all. Two at once both succeed, one after
    the other. CheckpointError if the directory cannot be written.
    """
    with reading(engine) as connection:
        asked = select(CASES.c.reference, CASES.c.version, CASES.c.head).order_by(CASES.c.reference)
        lines = [f"{row.reference} {row.version} {row.head}\n" for row in connection.execute(asked)]
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for _ in range(MOST_ATTEMPTS):
            newest = max(_files(directory), default=None)
            number = newest[0] + 1 if newest else 1
            previous = _hash(newest[1].read_bytes()) if newest else FIRST
            heading = f"{HEADING} {number}\nwritten {moment(now)}\nprevious {previous}\ncases {len(lines)}\n"
            path = directory / f"checkpoint-{number:06}.txt"
            if _put(path, (heading + "".join(lines)).encode()):
                return path
    except OSError as problem:
        raise CheckpointError(
            f"The checkpoint cannot be written to {directory}: {problem.strerror}. "
            "Set GOLDENTHREAD_CHECKPOINT_DIRECTORY to a directory that can be written."
        ) from None
    raise CheckpointError(f"The checkpoint cannot be written to {directory}: others are being written all the time.")


def read_checkpoints(directory: Path) -> Iterator[Checkpoint]:
    """All checkpoints in a directory, oldest first; none if there is no such directory.

    CheckpointError, naming the file, if one is not in the form in which it was written, if one is missing between two
    others, or if one no longer fits the file written after it. The oldest may have been put away: whatever is there
    is where the chain begins.
    """
    before: Checkpoint | None = None
    for number, path in sorted(_files(directory)) if directory.is_dir() else ():
        checkpoint = _read(number, path)
        if before and number != before.number + 1:
            raise CheckpointError(f"Checkpoint {before.number + 1} is missing: {path.name} follows {before.path.name}.")
        if before and checkpoint.previous != before.hash:
            raise CheckpointError(
                f"{before.path.name} was changed after it was written: {path.name} was written after another text."
            )
        if before is None and number == 1 and checkpoint.previous != FIRST:
            raise CheckpointError(f"{path.name} was changed after it was written: the first has none before it.")
        before = checkpoint
        yield checkpoint


def _files(directory: Path) -> list[tuple[int, Path]]:
    found = ((NAME.fullmatch(path.name), path) for path in directory.iterdir())
    return [(int(match[1]), path) for match, path in found if match]


def _read(number: int, path: Path) -> Checkpoint:
    try:
        content = path.read_bytes()
    except OSError as problem:
        raise CheckpointError(f"{path} cannot be read: {problem.strerror}.") from None
    parsed = _parsed(content)
    if parsed is None or parsed[0] != number:
        raise CheckpointError(f"{path} is not as a checkpoint is written: it was cut short or changed.")
    _, written_at, previous, heads = parsed
    return Checkpoint(number, written_at, previous, heads, path, _hash(content))


def _parsed(content: bytes) -> tuple[int, str, str, tuple[Head, ...]] | None:
    try:
        heading, written, previous, cases, *lines = content.decode().splitlines()
        heads = tuple(_head(line) for line in lines)
        written_at, previous_hash = written.removeprefix("written "), previous.removeprefix("previous ")
        number = int(heading.removeprefix(f"{HEADING} "))
    except ValueError:
        return None
    said = (f"{HEADING} {number}", f"written {written_at}", f"previous {previous_hash}", f"cases {len(heads)}")
    return (number, written_at, previous_hash, heads) if said == (heading, written, previous, cases) else None


def _head(line: str) -> Head:
    reference, version, head = line.split(" ")
    return Head(reference, int(version), head)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _put(path: Path, content: bytes) -> bool:
    """Write a file whole and to the disk itself. False if somebody else has written one of this name."""
    handle, name = tempfile.mkstemp(prefix=".checkpoint-", dir=path.parent)
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        try:
            # Unlike a rename, a link never takes the place of a file that is there.
            path.hardlink_to(unfinished)
        except FileExistsError:
            return False
    finally:
        unfinished.unlink(missing_ok=True)
    _sync(path.parent)
    return True


def _sync(directory: Path) -> None:
    """Bring the directory's own entry to the disk, so that the new file outlives a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
