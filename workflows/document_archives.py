"""Word, OpenDocument and Excel files are ZIP archives: what is in one is looked at without unpacking it."""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from typing import BinaryIO, Literal
from xml.etree import ElementTree

from states.document_actions import FileType

MOST_MEMBERS = 5_000
MOST_UNPACKED_BYTES = 250_000_000
"""Of everything in an archive together: a long chronology with its pictures stays well below it."""
MOST_TIMES = 200
"""How many times its packed length one member may have unpacked. Plain spreadsheets reach some fifty."""
SMALL_BYTES = 1_000_000
"""Up to this length a member may be packed as densely as it likes."""
MOST_XML_BYTES = 4_000_000
"""Of the members that are read here, which are lists of what else there is."""
MOST_RELATIONS = 500

CONTENT_TYPES = "[Content_Types].xml"
MAIN_PARTS: dict[FileType, tuple[str, str]] = {
    "docx": (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    "xlsx": ("xl/workbook.xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
}
ODT = b"application/vnd.oasis.opendocument.text"

END_OF_ARCHIVE = b"PK\x05\x06"
END_BYTES = 22
SYMBOLIC_LINK = 0xA000

RUNS = re.compile(
    r"vbaproject|vbadata|/activex/|/macrosheets/|(^|/)customui/|oleobject|\.(exe|dll|js|vbs|ps1|bat|cmd|scr|hta|com|msi|lnk)$"
    r"|^basic/|^scripts/|^object ",
    re.IGNORECASE,
)
"""Members of an archive that can be run, or that hold something that can."""

MACROS = re.compile(r"macroenabled|vbaproject|ms-office\.activex", re.IGNORECASE)
ON_A_DRIVE = re.compile(r"(file:/*)?[a-z]:[\\/]", re.IGNORECASE)
"""Where a template lay on the writer's own machine: nobody else's fetches anything from there."""
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)

Problem = Literal["other"] | str  # noqa: PYI051 - "other" is told apart, every other text is for people
OTHER: Problem = "other"
RUNNING = (
    "This file holds macros or something else that can be run. Save it without (docx, odt or xlsx), or as PDF, and add "
    "that."
)
LINKED = (
    "This file loads something from elsewhere when it is opened, such as a template or a picture. Save it as PDF, and "
    "add that."
)
TOO_MUCH = "There is more packed into this file than is taken. Save it as PDF, or split it, and add that."
LOCKED = (
    "This file is locked with a password, so it cannot be looked through. Save it without a password, and add that."
)


def is_archive(content: BinaryIO) -> bool:
    """Whether a file can be opened as a ZIP archive, whatever else it is."""
    content.seek(0)
    return zipfile.is_zipfile(content)


def require_office_file(content: BinaryIO, file_type: FileType) -> Problem | None:
    """What is wrong with a Word, OpenDocument or Excel file, for people; OTHER if it is none; None if it may be taken.

    Only its table of contents and its lists are read.
    """
    try:
        if not _is_archive_alone(content):
            return OTHER
        with zipfile.ZipFile(content) as archive:
            return _looked_through(archive, content.seek(0, os.SEEK_END), file_type)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, struct.error, NotImplementedError, ValueError):
        return OTHER
    except RuntimeError:
        # zipfile's answer to a member that is encrypted
        return LOCKED


def _is_archive_alone(content: BinaryIO) -> bool:
    """Whether the archive ends where the file does: what stands behind it would be seen by other programs alone."""
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - END_BYTES))
    return content.read(END_BYTES).startswith(END_OF_ARCHIVE)


def _looked_through(archive: zipfile.ZipFile, size: int, file_type: FileType) -> Problem | None:
    members = archive.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS or _is_bomb(members, size):
        return TOO_MUCH
    # Something in front of the archive, or one that says two things under one name.
    if not members or min(member.header_offset for member in members) != 0 or len(set(names)) != len(names):
        return OTHER
    if any(_leads_out(member) for member in members):
        return OTHER
    if any(member.flag_bits & 1 for member in members):
        return LOCKED
    if any(RUNS.search(name) for name in names):
        return RUNNING
    return _of_odt(archive, names) if file_type == "odt" else _of_ooxml(archive, names, file_type)


def _is_bomb(members: list[zipfile.ZipInfo], size: int) -> bool:
    """Whether far more comes out than went in; members that share what is packed tell by their lengths."""
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    dense = any(
        member.file_size > SMALL_BYTES and member.file_size > MOST_TIMES * max(1, member.compress_size)
        for member in members
    )
    return packed > size or unpacked > MOST_UNPACKED_BYTES or dense


def _leads_out(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    is_link = stat.S_IFMT(member.external_attr >> 16) == SYMBOLIC_LINK
    return is_link or name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[\\/]", name)


def _of_ooxml(archive: zipfile.ZipFile, names: list[str], file_type: FileType) -> Problem | None:
    part, content_type = MAIN_PARTS[file_type]
    if CONTENT_TYPES not in names or part not in names:
        return OTHER
    types = _xml(archive, CONTENT_TYPES)
    if types is None:
        return OTHER
    known = [one.get("ContentType", "") for one in types.iter()]
    if any(MACROS.search(one) for one in known):
        return RUNNING
    if content_type not in known:
        return OTHER
    relations = [name for name in names if name.lower().endswith(".rels")]
    if len(relations) > MOST_RELATIONS:
        return TOO_MUCH
    for name in relations:
        found = _xml(archive, name)
        if found is None:
            return OTHER
        if any(_fetches_from_elsewhere(one) for one in found.iter()):
            return LINKED
    return None


def _fetches_from_elsewhere(relation: ElementTree.Element) -> bool:
    """Whether a program would fetch something when it opens the file. Links that people click are none of that."""
    if relation.get("TargetMode", "").lower() != "external" or relation.get("Type", "").endswith("/hyperlink"):
        return False
    target = relation.get("Target", "").strip()
    return not ON_A_DRIVE.match(target) and (":" in target or target.startswith(("/", "\\")))


def _of_odt(archive: zipfile.ZipFile, names: list[str]) -> Problem | None:
    if names[0] != "mimetype" or "content.xml" not in names or "META-INF/manifest.xml" not in names:
        return OTHER
    with archive.open("mimetype") as member:
        if member.read(len(ODT) + 1) != ODT:
            return OTHER
    manifest = _xml(archive, "META-INF/manifest.xml")
    if manifest is None:
        return OTHER
    return LOCKED if any(one.tag.endswith("}encryption-data") for one in manifest.iter()) else None


def _xml(archive: zipfile.ZipFile, name: str) -> ElementTree.Element | None:
    """A list in an archive; None if it is not as such a list is written."""
    with archive.open(name) as member:
        found = member.read(MOST_XML_BYTES + 1)
    # Without a declaration there are no entities, which could unfold or fetch; and in UTF-8 alone it would be seen.
    if len(found) > MOST_XML_BYTES or b"\0" in found or DECLARATION.search(found):
        return None
    try:
        return ElementTree.fromstring(found.decode("utf-8-sig"))  # noqa: S314 - nothing in it is declared, see above
    except (UnicodeDecodeError, ElementTree.ParseError):
        return None
