"""Files that people want to add: what each is by its content and not only by its name, and what is not taken.

Nothing is unpacked to the disk, and no more than a part of a file is held in memory.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from states.document_actions import LONGEST_FILE_NAME, FileType
from workflows.document_archives import is_archive, require_office_file

AT_ONCE = 256 * 1024
HEAD_BYTES = 2_048
TAIL_BYTES = 1_024

SUFFIXES: dict[str, FileType] = {
    "pdf": "pdf", "docx": "docx", "odt": "odt", "xlsx": "xlsx", "csv": "csv", "txt": "txt", "png": "png",
    "jpg": "jpeg", "jpeg": "jpeg",
}  # fmt: skip
"""What a file is by the end of its name."""

TAKEN = "PDF, Word (docx), OpenDocument text (odt), Excel (xlsx), CSV, plain text (txt), PNG and JPEG"

MEDIA_TYPES: dict[FileType, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "png": "image/png",
    "jpeg": "image/jpeg",
}

FORBIDDEN_IN_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
"""Bytes that no text has: a file with one of them is something else."""

# Written to be run or drawn, and harmless-looking as text.
OTHER_LANGUAGES = (b"<", b"#!", b"%pdf-", b"%!ps", b"{\\rtf", b"mz\x90")


class FileRefused(Exception):
    """A file that is not taken. The message says what is wrong with it and what to do, and never its name."""


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be taken: its name as it is kept, what it is, its length in bytes and its SHA-256."""

    name: str
    file_type: FileType
    size: int
    sha256: str


def checked_file(name: str, content: BinaryIO, most_bytes: int) -> CheckedFile:
    """Look at a file as somebody gave it, by its name and its content. FileRefused if it is not taken."""
    kept = file_name(name)
    suffix = kept.rpartition(".")[2].lower()
    file_type = SUFFIXES.get(suffix) if "." in kept else None
    if file_type is None:
        raise FileRefused(f"Files of this type are not taken. Save it as one of these: {TAKEN}.")
    size = content.seek(0, os.SEEK_END)
    if size == 0:
        raise FileRefused("This file is empty. Look at it, and choose the one with something in it.")
    if size > most_bytes:
        raise too_large(most_bytes)
    CHECKS[file_type](content, file_type)
    return CheckedFile(kept, file_type, size, sha256_of(content))


def too_large(most_bytes: int) -> FileRefused:
    """What is said of a file that is longer than any that is taken."""
    return FileRefused(
        f"This file is too large. The largest that is taken is {in_megabytes(most_bytes)}: make it smaller, or split "
        "it."
    )


def file_name(given: str) -> str:
    """A file's name as it is kept: without a path, without characters that steer how it is shown, and not too long."""
    name = re.split(r"[\\/]", unicodedata.normalize("NFC", given))[-1]
    # Category C: control characters, line ends, marks that turn the direction of writing, and halves of characters.
    name = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in name)
    name = " ".join(name.split()).strip(" .") or "document"
    if len(name) > LONGEST_FILE_NAME:
        stem, dot, suffix = name.rpartition(".")
        name = f"{stem[: LONGEST_FILE_NAME - len(suffix) - 1]}{dot}{suffix}" if dot and len(suffix) <= 5 else name  # noqa: PLR2004 - the longest ending
    return name[:LONGEST_FILE_NAME]


def in_megabytes(size: int) -> str:
    """A length in bytes, as people read it."""
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte, as a file manager counts it
        return f"{max(1, round(size / 1_000))} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"


def sha256_of(content: BinaryIO) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    hashed = hashlib.sha256()
    for piece in _pieces(content):
        hashed.update(piece)
    return hashed.hexdigest()


def _pieces(content: BinaryIO) -> Iterator[bytes]:
    content.seek(0)
    while piece := content.read(AT_ONCE):
        yield piece


def _tail(content: BinaryIO) -> bytes:
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - TAIL_BYTES))
    return content.read(TAIL_BYTES)


def _require_signature(content: BinaryIO, file_type: FileType) -> None:
    content.seek(0)
    try:
        found = {match.extension.lstrip(".") for match in puremagic.magic_string(content.read(HEAD_BYTES))}
    except puremagic.PureError:
        found = set()
    if file_type not in found:
        raise _other_than_its_name(file_type)


def _other_than_its_name(file_type: FileType) -> FileRefused:
    return FileRefused(
        f"Its name says that this is a {file_type} file, and what is in it is something else, or is damaged. "
        "Open it, save it anew and add that."
    )


def _require_nothing_hidden(content: BinaryIO, file_type: FileType) -> None:
    """Of a file that is a ZIP archive as well some programs would show the one, and others the other."""
    if is_archive(content):
        raise _other_than_its_name(file_type)


def _pdf(content: BinaryIO, file_type: FileType) -> None:
    _require_signature(content, file_type)
    if b"%%EOF" not in _tail(content):
        raise _other_than_its_name(file_type)
    _require_nothing_hidden(content, file_type)


def _png(content: BinaryIO, file_type: FileType) -> None:
    """Chunk by chunk to the last one, behind which nothing may stand."""
    _require_signature(content, file_type)
    size = content.seek(0, os.SEEK_END)
    at, kind = 8, b""
    while kind != b"IEND":
        content.seek(at)
        head = content.read(8)
        kind, length = head[4:], int.from_bytes(head[:4])
        at += 12 + length
        if len(head) < 8 or not kind.isalpha() or at > size:  # noqa: PLR2004 - a length and a name of four bytes each
            raise _other_than_its_name(file_type)
    if at != size:
        raise _other_than_its_name(file_type)


def _jpeg(content: BinaryIO, file_type: FileType) -> None:
    _require_signature(content, file_type)
    # Cameras fill up with zeros behind the end.
    if not _tail(content).rstrip(b"\0").endswith(b"\xff\xd9"):
        raise _other_than_its_name(file_type)
    _require_nothing_hidden(content, file_type)


def _text(content: BinaryIO, file_type: FileType) -> None:
    content.seek(0)
    head = content.read(HEAD_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if head.startswith(OTHER_LANGUAGES):
        raise _other_than_its_name(file_type)
    for piece in _pieces(content):
        if FORBIDDEN_IN_TEXT.search(piece):
            raise FileRefused(
                "This is not plain text as it is taken here. Save it as text in UTF-8 (in Excel: CSV UTF-8), and add "
                "that."
            )


def _office(content: BinaryIO, file_type: FileType) -> None:
    content.seek(0)
    if content.read(4) != b"PK\x03\x04":
        raise _other_than_its_name(file_type)
    problem = require_office_file(content, file_type)
    if problem == "other":
        raise _other_than_its_name(file_type)
    if problem:
        raise FileRefused(problem)


CHECKS: dict[FileType, Callable[[BinaryIO, FileType], None]] = {
    "pdf": _pdf, "png": _png, "jpeg": _jpeg, "txt": _text, "csv": _text, "docx": _office, "odt": _office,
    "xlsx": _office,
}  # fmt: skip
