"""The file that keys are kept in: a line for each with its id and its secret, the one that encrypts first."""

from __future__ import annotations

import base64
import os
import stat
import tempfile
from pathlib import Path

from store.narrative_keys import SECRET_BYTES, KeyMissing, KeyRing, NarrativeKey, new_key
from store.sessions import StoreError

HEADING = (
    "# Keys of Golden Thread for what people write about children. The first encrypts, all of them decrypt.\n"
    "# Back this file up apart from the database: without it nothing that was written can be read again.\n"
)
SETTING = "GOLDENTHREAD_NARRATIVE_KEYS_FILE"


class KeyFile:
    """A file of keys, read again whenever it has changed, so that a process at work takes up a new key by itself.

    `path` is None where nobody has named one. `made_when_first_needed` lets the first key of a new store be made.
    """

    def __init__(self, path: Path | None, *, made_when_first_needed: bool = False) -> None:
        self._path = path
        self._made_when_first_needed = made_when_first_needed
        self._read: tuple[tuple[int, ...], KeyRing] | None = None

    def ring(self) -> KeyRing:
        """The keys as the file now has them; none where there is no file. KeyMissing if it cannot be read."""
        if self._path is None:
            return KeyRing((), f"any file: {SETTING} is not set")
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, KeyRing(_keys_in(self._path), str(self._path)))
        except FileNotFoundError:
            return KeyRing((), str(self._path))
        except (OSError, UnicodeDecodeError) as problem:
            raise KeyMissing(f"The keys in {self._path} cannot be read: {_reason(problem)}.") from None
        return self._read[1]

    def first_ever(self) -> NarrativeKey | None:
        """A key in a new file, where the settings leave it to this program to make one."""
        return self.add() if self._made_when_first_needed and self._path and not self._path.exists() else None

    def none_there(self) -> str:
        """What to do where there is no key."""
        if self._path is None:
            return f"Set {SETTING} to a file outside the database, and make a key with: goldenthread store new-key"
        return (
            f"There is none in {self._path}. If there was one, put the file back from the back-up of the keys; "
            "if not, make one with: goldenthread store new-key"
        )

    def add(self) -> NarrativeKey:
        """Put a new key first; the file is made if it is not there. One caller at a time.

        StoreError if the file cannot be written.
        """
        key = new_key()
        self._write((key, *self.ring().keys))
        return key

    def put_away(self, key: NarrativeKey) -> Path:
        """Take a key out, into a file of its own beside this one, whose path is returned. One caller at a time."""
        path = self._named()
        aside = path.with_name(f"{path.name}.retired-{key.id}")
        _put(aside, _text((key,)))
        self._write(tuple(one for one in self.ring().keys if one.id != key.id))
        return aside

    def _write(self, keys: tuple[NarrativeKey, ...]) -> None:
        _put(self._named(), _text(keys))

    def _named(self) -> Path:
        if self._path is None:
            raise KeyMissing(f"Keys need a file outside the database. Set {SETTING} to where it is to be.")
        return self._path


def _keys_in(path: Path) -> tuple[NarrativeKey, ...]:
    keys: dict[str, NarrativeKey] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        key = _key_in(line)
        if key is None:
            raise KeyMissing(
                f"{path}, line {number}: this is no key as it was written. Put the file back from the back-up of the "
                "keys, or write ID SECRET as they stood there."
            )
        keys[key.id] = key
    return tuple(keys.values())


def _key_in(line: str) -> NarrativeKey | None:
    try:
        name, written = line.split()
        key = NarrativeKey(base64.b64decode(written, altchars=b"-_", validate=True))
    except ValueError:
        return None
    # The id is made from the secret: a slip in either shows.
    return key if len(key.secret) == SECRET_BYTES and key.id == name else None


def _text(keys: tuple[NarrativeKey, ...]) -> str:
    return HEADING + "".join(f"{key.id} {base64.urlsafe_b64encode(key.secret).decode()}\n" for key in keys)


def _put(path: Path, text: str) -> None:
    """Write a file whole, for its owner alone, and to the disk itself: a key that encrypts must outlive a power cut."""
    path = path.resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made by mkstemp with mode 0600, and given its name only once it is complete.
        handle, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        unfinished = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as stream:
                _as_before(handle, path)
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        directory = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)
    except OSError as problem:
        raise StoreError(f"The keys cannot be written to {path}: {_reason(problem)}.") from None


def _as_before(handle: int, path: Path) -> None:
    """Give a file the owner and the mode of the one whose place it takes: the engine may run as somebody else."""
    if path.exists():
        before = path.stat()
        os.fchmod(handle, stat.S_IMODE(before.st_mode))
        if before.st_uid != os.geteuid() or before.st_gid != os.getegid():
            os.fchown(handle, before.st_uid, before.st_gid)


def _reason(problem: OSError | UnicodeDecodeError) -> str:
    return (problem.strerror or type(problem).__name__) if isinstance(problem, OSError) else "it is not a text in UTF-8"
