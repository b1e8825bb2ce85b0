"""The library of rules of either kind: which there are, and which edition is in force on a day."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar, overload

from procedures.fault import Fault, ProcedureError
from procedures.language import Procedure
from procedures.reading import Written, is_base, read_written, resolve
from procedures.review_language import ReviewProcedure
from procedures.rules import DISAGREEMENT, KIND_WORDS, KINDS, Rules, either
from procedures.yaml_file import read_yaml

ENDINGS = (".yaml", ".yml")
"""How the name of a file of rules ends."""

LIBRARY = Path(__file__).parent / "library"

REVIEW_RULES = "practice_review_wt2023"
"""The rules under which practice reviews begin, by their name in the library or in a partnership's own directory."""

R = TypeVar("R", bound=Rules)


def files(directories: Sequence[Path] = (), *, kind: str | None = None) -> list[Path]:
    """Rule files, a partnership's own directories before the library. Bases are left out.

    ProcedureError for a directory that is not there, and for a file that cannot be read: the library's rules must not
    take the place of the partnership's own because of a slip.

    `kind` asks for those of one kind: `disagreement` or `practice_review`.
    """
    found = [path for path in _all_files(directories) if not _heading(path, _stamp(path)).is_base]
    return found if kind is None else [path for path in found if _kind(path, _stamp(path), tuple(directories)) == kind]


def read_all(directories: Sequence[Path] = ()) -> list[tuple[Path, Written | ProcedureError]]:
    """Every rule file with the rules in it, or with what is wrong with it, in the order of `files`.

    A directory that is not there comes first, as the error that it is.
    """
    found: list[tuple[Path, Written | ProcedureError]] = [
        (directory, _not_there(directory)) for directory in directories if not directory.is_dir()
    ]
    directories = [directory for directory in directories if directory.is_dir()]
    stamps = tuple(_stamp(path) for path in _all_files(directories))
    for path in _all_files(directories):
        try:
            if not _heading(path, _stamp(path)).is_base:
                found.append((path, _read(path, tuple(directories), stamps)))
        except ProcedureError as problem:
            found.append((path, problem))
    return found


def files_in(written: Written) -> list[Path]:
    """The files that rules stand in: their own, then those of the bases that they extend."""
    found: dict[str, None] = {written.node.place.file: None}
    waiting = [written.node]
    while waiting:
        node = waiting.pop(0)
        found[node.place.file] = None
        waiting += node.mapping.values() if isinstance(node.value, dict) else node.items
    return [Path(file) for file in found]


def load(name: str, *, on: date | None = None, directories: Sequence[Path] = ()) -> Procedure:
    """The procedure for disagreements called `name` (an id, or the path of a file) in the edition in force on a day.

    Without `on`, the newest edition. Of two that begin on one day a partnership's own goes before the library's.
    ProcedureError says which procedures there are if the name is unknown, when an edition applies if none is in
    force, and that these are rules of practice reviews if they are.
    """
    return load_written(name, on=on, directories=directories, kind="disagreement").procedure


def load_review(name: str, *, on: date | None = None, directories: Sequence[Path] = ()) -> ReviewProcedure:
    """The rules of practice reviews called `name`, found as `load` finds a procedure for disagreements."""
    return load_written(name, on=on, directories=directories, kind="practice_review").review


def load_rules(name: str, *, on: date | None = None, directories: Sequence[Path] = ()) -> Rules:
    """The rules of either kind called `name`, found as `load` finds a procedure for disagreements."""
    return load_written(name, on=on, directories=directories).rules


def load_written(
    name: str, *, on: date | None = None, directories: Sequence[Path] = (), kind: str | None = None
) -> Written:
    """The rules that `load_rules` finds, with the file and line of everything in them.

    `kind` is that of the rules to suggest where there are none of this name.
    """
    places = (*directories, LIBRARY)
    if is_path(name):
        return read_written(Path(name), places)
    candidates = [path for path in files(directories) if _heading(path, _stamp(path)).id == name]
    if not candidates:
        raise ProcedureError([Fault(name, 0, "", _unknown(name, directories, kind))])
    stamps = tuple(_stamp(path) for path in _all_files(directories))
    editions = [_read(path, tuple(directories), stamps) for path in reversed(candidates)]
    editions.sort(key=lambda written: written.rules.effective_from)
    if on is None:
        return editions[-1]
    in_force = [written for written in editions if _is_in_force(written.rules, on)]
    if not in_force:
        spans = "; ".join(_span(written.rules) for written in editions)
        raise ProcedureError([Fault(name, 0, "", f"no edition is in force on {on}; there are {spans}")])
    return in_force[-1]


def is_path(name: str) -> bool:
    """Whether somebody named a file rather than a procedure of the library."""
    return name.endswith(ENDINGS) or Path(name).name != name


def _all_files(directories: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for directory in (*directories, LIBRARY):
        if not directory.is_dir():
            raise _not_there(directory)
        found += sorted(path for path in directory.iterdir() if path.suffix in ENDINGS and path.is_file())
    return found


def _not_there(directory: Path) -> ProcedureError:
    return ProcedureError([Fault(str(directory), 0, "", "there is no such directory of procedures")])


def _is_in_force(procedure: Rules, on: date) -> bool:
    return procedure.effective_from <= on and (procedure.effective_to is None or on <= procedure.effective_to)


def _span(procedure: Rules) -> str:
    return f"{procedure.edition}: {procedure.effective_from} to {procedure.effective_to or 'further notice'}"


def _unknown(name: str, directories: Sequence[Path], kind: str | None) -> str:
    known = sorted({_heading(path, _stamp(path)).id for path in files(directories, kind=kind)})
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"there is no procedure of this name.{hint} There are: {', '.join(known)}"


class _Heading(NamedTuple):
    id: str
    is_base: bool


_Stamp = tuple[str, int, int]
"""A file's name, time of change and size. It is part of a cache's key, so a file that is edited is read again."""


def _stamp(path: Path) -> _Stamp:
    found = path.stat()
    return str(path), found.st_mtime_ns, found.st_size


_PLAIN_ID = re.compile(r"^id:[ ]+([a-z][a-z0-9_]*)[ ]*(?:#.*)?$", re.MULTILINE)
_ABSTRACT = re.compile(r"^[\"']?abstract", re.MULTILINE)


@lru_cache(maxsize=256)
def _heading(path: Path, stamp: _Stamp) -> _Heading:
    # Reading a file as YAML costs ten milliseconds, and finding one procedure looks at every file there is.
    with suppress(OSError, UnicodeDecodeError):
        text = path.read_text(encoding="utf-8")
        ids, bases = _PLAIN_ID.findall(text), _ABSTRACT.findall(text)
        if len(ids) == 1 and not bases:
            return _Heading(ids[0], is_base=False)
    node = read_yaml(path)
    if node.get("id") is None and not is_base(node):
        node = resolve(path, (LIBRARY,))  # an edition may leave its id to the base that it extends
        if node.get("id") is None:
            raise ProcedureError([Fault(str(path), 1, "id", "this field is needed and is not there")])
    return _Heading(str(node.get("id")), is_base(node))


_PLAIN_KIND = re.compile(r"^kind:[ ]+([a-z_]+)[ ]*(?:#.*)?$", re.MULTILINE)


@lru_cache(maxsize=256)
def _kind(path: Path, stamp: _Stamp, directories: tuple[Path, ...]) -> str:
    kinds = _PLAIN_KIND.findall(path.read_text(encoding="utf-8"))
    if len(kinds) == 1:
        return str(kinds[0])
    return str(resolve(path, (*directories, LIBRARY)).get("kind") or DISAGREEMENT)


@lru_cache(maxsize=64)
def _read(path: Path, directories: tuple[Path, ...], stamps: tuple[_Stamp, ...]) -> Written:
    return read_written(path, (*directories, LIBRARY))


def frozen_text(procedure: Rules) -> str:
    """The whole rules of either kind, overlays applied, as canonical JSON: what a case is frozen to."""
    return json.dumps(procedure.model_dump(mode="json"), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def text_hash(text: str) -> str:
    """SHA-256 of a frozen text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@overload
def thaw(text: str) -> Rules: ...
@overload
def thaw(text: str, language: type[R]) -> R: ...
def thaw(text: str, language: type[R] | None = None) -> Rules | R:
    """The rules of a frozen text, of either kind.

    `language` is the kind that is expected, `Procedure` or `ReviewProcedure`: ProcedureError if they are of the other.
    """
    rules = _thawed(text)
    if language is not None and not isinstance(rules, language):
        message = f"this is {KIND_WORDS[rules.kind]}; expected {_words(language)}"
        raise ProcedureError([Fault(rules.id, 0, "kind", message)])
    return rules


def _words(language: type[object]) -> str:
    return next(KIND_WORDS[kind] for kind, known in KINDS.items() if known is language)


@lru_cache(maxsize=256)
def _thawed(text: str) -> Rules:
    return either().validate_json(text)
