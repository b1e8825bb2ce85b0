"""A directory file sent by the browser: checked whole, and written whole or not at all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from procedures.fault import Fault
from store.directory_file import directory_in
from store.directory_history import IMPORTED, Author, changes_of, count_changes, note_change
from store.directory_import import ImportSummary, import_directory
from store.directory_written import DirectoryError
from store.sessions import reading, writing
from web.access.gate import CUT_OFF
from web.directory.directory_words import told
from web.forms.posted_form import GivenFile, Posted, one
from web.lists.page_numbers import page_numbers
from web.pages import page
from web.reader import BusinessSupport, SignedIn
from web.site import site_of
from workflows.directory_channels import look_at_channels
from workflows.passing_on import PassingOnReport, pass_on

router = APIRouter()

CHECK, IMPORT = "check", "import"
SIZE = 25
NOT_CHOSEN = "Choose a directory file, in YAML or CSV."
TOO_LARGE = "The file is larger than a directory can be."


@router.get("/directory/file")
def show_form(request: Request, reader: BusinessSupport) -> Response:
    """The form."""
    return _form(request, reader)


@router.post("/directory/file")
def send_file(request: Request, reader: BusinessSupport, posted: Posted, given: GivenFile) -> Response:
    """Check a file, and where that is asked for and it has no fault, import it."""
    if given is None or getattr(request.state, CUT_OFF, False):
        said = TOO_LARGE if getattr(request.state, CUT_OFF, False) else NOT_CHOSEN
        return _form(request, reader, error=said, wanted=one(posted, "do"), replace=bool(one(posted, "replace")))
    site, replace, wanted = site_of(request), bool(one(posted, "replace")), one(posted, "do") or CHECK
    engine, author = site.context.engine, Author(reader.person.code, site.now())
    name = Path((given.filename or "").replace("\\", "/")).name[:80]
    try:
        file = directory_in(name, given.file.read())
        look_at_channels(file, site.settings)
        summary = import_directory(engine, file, reader.day, replace=replace, dry_run=wanted != IMPORT, author=author)
    except DirectoryError as problem:
        return _form(request, reader, faults=problem.faults, wanted=wanted, replace=replace)
    if wanted != IMPORT:
        return _form(request, reader, summary=summary, wanted=IMPORT, replace=replace)
    report = pass_on(engine, author.at)
    with writing(engine) as connection:
        note_change(connection, author, IMPORTED, facts={"counts": _counts(summary, report)})
    return RedirectResponse("/directory/changes?done=imported", 303)


@router.get("/directory/changes")
def list_of_changes(
    request: Request,
    reader: BusinessSupport,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    done: str = "",
) -> Response:
    """Every change of the directory, the newest first: who made it, when, and what it was."""
    with reading(site_of(request).context.engine) as connection:
        total = count_changes(connection)
        pages = max(1, -(-total // SIZE))
        found = changes_of(connection, number=min(number, pages), size=SIZE)
    return page(
        request,
        "directory_changes.html",
        changes=[told(one, reader) for one in found],
        done=done == "imported",
        pages=page_numbers("/directory/changes", {}, min(number, pages), pages),
    )


def _counts(summary: ImportSummary, report: PassingOnReport) -> dict[str, int]:
    return {
        "added": len(summary.added),
        "changed": len(summary.changed),
        "left": len(summary.left),
        "not in the file, kept as they are": len(summary.not_named),
        "agencies added or changed": summary.agencies,
        "with a step passed on": len(report.passed_on),
        "with a step that nobody could take": len(report.refused),
    }


def _form(
    request: Request,
    reader: SignedIn,
    *,
    error: str = "",
    faults: list[Fault] | None = None,
    summary: ImportSummary | None = None,
    wanted: str = CHECK,
    replace: bool = False,
) -> Response:
    errors = [{"text": error, "href": "#file"}] if error else []
    if faults:
        count = f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}"
        errors = [{"text": f"The file has {count}. Nothing was written. Mend it and choose it again.", "href": "#file"}]
    return page(
        request,
        "directory_upload.html",
        status=422 if errors else 200,
        errors=errors,
        error=error,
        faults=faults or [],
        summary=summary,
        people=[
            (words, [(code, _post(summary, code)) for code in codes])
            for words, codes in _people(summary)
            if codes
        ] if summary else [],
        wanted=wanted if wanted in (CHECK, IMPORT) else CHECK,
        replace=replace,
    )  # fmt: skip


def _people(summary: ImportSummary) -> list[tuple[str, tuple[str, ...]]]:
    return [
        ("To be added", summary.added),
        ("To be changed", summary.changed),
        ("To be marked as having left", summary.left),
        ("Not in the file, and kept as they are", summary.not_named),
        ("Without any address, so that nothing can reach them", summary.unreachable),
    ]


def _post(summary: ImportSummary, code: str) -> str:
    return summary.directory.title_of(code)
