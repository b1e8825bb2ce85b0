"""`goldenthread review report` and `decision-record`: Word documents of a review, made from its record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from command_line.found_review import Reference, found_review
from command_line.new_file import write_new_file
from command_line.terminal import REFUSED, fail
from procedures.review_language import ReviewProcedure
from states.directory import Directory
from states.review import Review
from store.readable_cases import RecordedEntry

HANDLE_AS = "It holds what people wrote about a child: handle, keep and share it as you would the child's record."

Makes = Callable[[Review, Iterable[RecordedEntry], ReviewProcedure, Directory, datetime], bytes]
Output = Annotated[
    Path | None, typer.Option("--output", metavar="FILE.docx", help="Where to write it; named after the review if not.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to that of reviews."""
    app.command("report")(report)
    app.command("decision-record")(decision_record)


def report(reference: Reference, output: Output = None) -> None:
    """Write the rapid review report for the Panel as a Word document, from the record and with nothing added."""
    from reports.rapid_review_report import rapid_review_report  # noqa: PLC0415 - Word takes time to load

    _write(reference, output or Path(f"rapid-review-{reference}.docx"), rapid_review_report)


def decision_record(reference: Reference, output: Output = None) -> None:
    """Write the decision record as a Word document, from the record and with nothing added."""
    from reports.decision_record import decision_record as makes  # noqa: PLC0415 - Word takes time to load

    _write(reference, output or Path(f"decision-record-{reference}.docx"), makes)


def _write(reference: str, path: Path, makes: Makes) -> None:
    of = found_review(reference)
    # A document says "Not recorded" where nothing was written, and here something was.
    for entry in of.entries:
        if entry.unreadable:
            fail(f"{reference}, entry {entry.number}: {entry.unreadable} The document is not written.", REFUSED)
    write_new_file(path, makes(of.review, of.entries, of.rules, of.directory, of.now))
    typer.echo(f"{path} is written. {HANDLE_AS}")
