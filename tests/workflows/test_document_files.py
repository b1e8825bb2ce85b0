"""What a file is by its content: what is taken, and what is refused with words that say what to do."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pytest

from tests.clamd import EICAR
from tests.document_samples import (
    CSV,
    JPEG,
    PDF,
    SHEET,
    TXT,
    archive,
    docx,
    linked,
    odt,
    png,
    xlsx,
)
from workflows.document_files import FileRefused, checked_file, file_name

LIMIT = 2_000_000


def check(name: str, content: bytes, limit: int = LIMIT) -> str:
    found = checked_file(name, io.BytesIO(content), limit)
    assert (found.size, found.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    return found.file_type


def refused(name: str, content: bytes, limit: int = LIMIT) -> str:
    with pytest.raises(FileRefused) as problem:
        checked_file(name, io.BytesIO(content), limit)
    return str(problem.value)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("minutes.pdf", PDF, "pdf"),
        ("MINUTES.DOCX", docx(), "docx"),
        ("minutes.odt", odt(), "odt"),
        ("dates.xlsx", xlsx(), "xlsx"),
        ("dates.csv", CSV, "csv"),
        ("notes.txt", TXT, "txt"),
        ("notes.txt", "Café, written on an old machine".encode("cp1252"), "txt"),
        ("board.png", png(), "png"),
        ("board.jpg", JPEG + b"\0" * 16, "jpeg"),
        ("board.jpeg", JPEG, "jpeg"),
        ("links.docx", docx(**linked("hyperlink", "https://www.example.org/")), "docx"),
        ("template.docx", docx(**linked("attachedTemplate", "file:///C:\\Templates\\minutes.dotx")), "docx"),
    ],
)
def test_what_is_taken(name: str, content: bytes, expected: str) -> None:
    assert check(name, content) == expected


@pytest.mark.parametrize(
    "name", ["minutes.doc", "minutes.exe", "minutes", "page.html", "pdf", "minutes.pdf\u202e\u202d.svg"]
)
def test_other_types_are_refused_by_name(name: str) -> None:
    assert refused(name, PDF).startswith("Files of this type are not taken.")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("picture.png", PDF),
        ("minutes.pdf", png()),
        ("minutes.pdf", b"MZ\x90\x00" + b"\0" * 400),
        ("minutes.pdf", PDF.replace(b"%%EOF", b"")),
        ("minutes.docx", xlsx()),
        ("dates.xlsx", docx()),
        ("minutes.docx", archive({"word/document.xml": "<w/>"})),
        ("minutes.docx", PDF),
        ("minutes.odt", odt(mimetype="application/vnd.oasis.opendocument.text-template")),
        ("minutes.odt", docx()),
        ("page.txt", b" \n<!DOCTYPE html><script>alert(1)</script>"),
        ("page.csv", b"\xef\xbb\xbf<svg onload=alert(1)>"),
        ("minutes.txt", PDF),
        # A picture, or a document, and an archive at once.
        ("picture.png", png() + archive({"a": "b"})),
        ("picture.jpg", JPEG + archive({"a": "b"})),
        ("minutes.pdf", PDF + archive({"a": "b"}) + b"%%EOF"),
        ("minutes.docx", PDF + docx()),
        ("minutes.docx", docx() + b"<script>"),
        ("minutes.docx", docx()[:-30]),
        ("minutes.docx", docx(**{"word/../../../etc/cron": "x"})),
        ("dates.xlsx", xlsx(more={"xl/_rels/w.rels": '<!DOCTYPE x [<!ENTITY e "y">]><x>&e;</x>'})),
        ("dates.xlsx", xlsx(more={"xl/_rels/w.rels": "<x".encode("utf-16")})),
        ("picture.png", png()[:-12]),
    ],
)
def test_what_is_not_what_its_name_says_is_refused(name: str, content: bytes) -> None:
    assert "what is in it is something else" in refused(name, content)


def test_an_archive_with_a_symbolic_link_or_two_members_of_one_name() -> None:
    link = zipfile.ZipInfo("word/link")
    link.external_attr = 0o120777 << 16
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a") as opened:
        opened.writestr(link, "/etc/passwd")
    assert "something else" in refused("minutes.docx", made.getvalue())
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a") as opened, pytest.warns(UserWarning, match="Duplicate name"):
        opened.writestr("word/document.xml", "<other/>")
    assert "something else" in refused("minutes.docx", made.getvalue())


@pytest.mark.parametrize(
    "content",
    [
        docx(**{"word/vbaProject.bin": "macro"}),
        docx(**{"word/embeddings/oleObject1.bin": "package"}),
        docx(**{"word/activeX/activeX1.xml": "<x/>"}),
        docx(**{"word/embeddings/invoice.exe": "MZ"}),
    ],
)
def test_what_can_be_run_is_refused(content: bytes) -> None:
    assert refused("minutes.docx", content).startswith("This file holds macros")


def test_macros_that_only_the_list_of_contents_tells_of() -> None:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    assert refused("dates.xlsx", xlsx(content_type=kind)).startswith("This file holds macros")
    assert refused("dates.xlsx", xlsx(more={"xl/macrosheets/sheet1.xml": "<x/>"})).startswith("This file holds macros")
    assert refused("minutes.odt", odt(**{"Basic/Standard/Module1.xml": "<x/>"})).startswith("This file holds macros")
    assert check("dates.xlsx", xlsx(content_type=SHEET)) == "xlsx"


@pytest.mark.parametrize(
    "target", ["https://evil.example.org/t.dotm", "\\\\server\\share\\t.dotm", "file://server/t.dotm"]
)
def test_what_is_loaded_from_elsewhere_is_refused(target: str) -> None:
    assert refused("minutes.docx", docx(**linked("attachedTemplate", target))).startswith("This file loads something")


def test_an_address_written_in_another_way_is_seen_too() -> None:
    hidden = linked("attachedTemplate", "&#x68;ttps://evil.example.org/>t.dotm")
    hidden = {name: text.replace("External", "&#69;xternal") for name, text in hidden.items()}
    assert refused("minutes.docx", docx(**hidden)).startswith("This file loads something")


def test_a_file_with_a_password() -> None:
    manifest = '<manifest xmlns:m="urn:x"><m:encryption-data/></manifest>'
    assert "locked with a password" in refused("minutes.odt", odt(manifest=manifest))
    locked = bytearray(docx())
    # The bit that says so, in the table at the end.
    at = locked.index(b"PK\x01\x02")
    locked[at + 8] |= 1
    assert "locked with a password" in refused("minutes.docx", bytes(locked))


def test_archives_that_unpack_to_far_more_than_they_are() -> None:
    assert "more packed into this file" in refused("minutes.docx", docx(**{"word/media/a.xml": b"\0" * 3_000_000}))
    many = {f"word/{number}.xml": "" for number in range(5_001)}
    assert "more packed into this file" in refused("minutes.docx", docx(**many))
    # Many members that share what is packed: together they are longer than the file.
    whole = docx(**{"word/a.xml": b"x" * 900_000})
    entry = whole[whole.rindex(b"PK\x01\x02") : whole.rindex(b"PK\x05\x06")]
    copies = b"".join(entry.replace(b"word/a.xml", f"word/{n:01d}.xml".encode()) for n in range(9))
    end = bytearray(whole[whole.rindex(b"PK\x05\x06") :])
    for place in (8, 10):
        end[place : place + 2] = (int.from_bytes(end[place : place + 2], "little") + 9).to_bytes(2, "little")
    end[12:16] = (int.from_bytes(end[12:16], "little") + len(copies)).to_bytes(4, "little")
    made = whole[: whole.rindex(b"PK\x05\x06")] + copies + bytes(end)
    assert len(zipfile.ZipFile(io.BytesIO(made)).namelist()) == len(zipfile.ZipFile(io.BytesIO(whole)).namelist()) + 9
    assert refused("minutes.docx", made)


def test_an_empty_file_and_one_that_is_too_large() -> None:
    assert refused("minutes.pdf", b"").startswith("This file is empty")
    assert "The largest that is taken is 2 MB" in refused("notes.txt", b"a" * (LIMIT + 1))
    assert check("notes.txt", b"a" * LIMIT) == "txt"


def test_text_with_bytes_that_no_text_has() -> None:
    assert "not plain text" in refused("notes.txt", b"a" * 300_000 + b"\0")
    assert "not plain text" in refused("notes.csv", "day,what".encode("utf-16"))
    assert check("virus.txt", EICAR) == "txt"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("minutes.pdf", "minutes.pdf"),
        ("C:\\Users\\me\\minutes.pdf", "minutes.pdf"),
        ("../../etc/minutes.pdf", "minutes.pdf"),
        ('a "quoted"\r\nSet-Cookie: x.pdf', 'a "quoted" Set-Cookie: x.pdf'),
        ("fdp.\u202eexe.pdf", "fdp. exe.pdf"),
        ("\u05de\u05e1\u05de\u05da.pdf", "\u05de\u05e1\u05de\u05da.pdf"),
        ("...", "document"),
        ("", "document"),
        ("e\u0301.txt", "\u00e9.txt"),
        ("a" * 300 + ".docx", "a" * 195 + ".docx"),
    ],
)
def test_the_name_that_is_kept(given: str, kept: str) -> None:
    assert file_name(given) == kept
