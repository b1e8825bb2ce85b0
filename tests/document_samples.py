"""Files as people add them, made here: of every type that is taken, and what others make of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from docx import Document

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xda\x00\x02\x12\x34\xff\xd9"
TXT = "Chronology\n3 November: the meeting was held. Café, naïve.\n".encode()
CSV = b"\xef\xbb\xbfday,what\r\n2026-11-03,meeting\r\n"

CONTENT_TYPES = "[Content_Types].xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Override PartName="/xl/workbook.xml" ContentType="{}"/></Types>'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = (
    '<Relationship Id="r1" Type="http://schemas.example.org/relationships/{}" Target="{}" TargetMode="External"/>'
)


def png() -> bytes:
    """A picture of one point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!L", len(data)) + kind + data + struct.pack("!L", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def docx(**more: str | bytes) -> bytes:
    """A Word file, with more members by their names."""
    made = io.BytesIO()
    document = Document()
    document.add_paragraph("Minutes of a meeting.")
    document.save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in more.items():
            archive.writestr(name, content)
    return made.getvalue()


def xlsx(content_type: str = SHEET, more: dict[str, str | bytes] | None = None) -> bytes:
    """An Excel file as far as it is looked at."""
    members = {CONTENT_TYPES: TYPES.format(content_type), "xl/workbook.xml": "<workbook/>"}
    return archive({**members, **(more or {})})


def odt(mimetype: str = "application/vnd.oasis.opendocument.text", manifest: str = "<manifest/>", **more: str) -> bytes:
    """An OpenDocument text as far as it is looked at."""
    members = {"mimetype": mimetype, "content.xml": "<office/>", "META-INF/manifest.xml": manifest}
    return archive({**members, **more})


def archive(members: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return made.getvalue()


def linked(kind: str, target: str) -> dict[str, str]:
    """The list of what a file refers to, with something outside it."""
    return {"word/_rels/settings.xml.rels": RELATIONS.format(RELATION.format(kind, target))}
