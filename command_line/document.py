"""`goldenthread document`: add documents to a case, list them, get one and withdraw one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, cast

import typer
from pydantic import ValidationError

from command_line.case import Actor, AsJson
from command_line.new_file import write_new_file
from command_line.posts import post
from command_line.terminal import REFUSED, fail, in_plain_words, the_store
from notifications.dates import day_in_words
from states.decision import Audience, Refusal
from states.document_actions import DOCUMENT_KINDS, DocumentKind, WithdrawDocument
from store.case_readings import note_reading
from store.directory import current_directory
from store.documents import DocumentUnread, content_of, documents_of, require_whole
from store.readable_cases import Operator, may_read
from store.sessions import reading, writing
from workflows.document_files import in_megabytes
from workflows.document_words import DOCUMENT_KIND_WORDS, download_name
from workflows.documents import accepted_file, add_document, document_to_read, withdraw_document

AUDIENCES = ("parties", "raising", "responding", "group", "oversight")

app = typer.Typer(help="Documents of cases: minutes, chronologies and others.", no_args_is_help=True)

Case = Annotated[str, typer.Argument(help="The case, such as D-2026-0001 or R-2026-0001.")]
Number = Annotated[int, typer.Argument(help="The document's number, as `document list` shows it.")]
OfOwnReturn = Annotated[
    bool, typer.Option("--own-return", help="Of your own agency's return to the review, which you may read alone.")
]


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="document")


@app.command("add")
def add(
    reference: Case,
    file: Annotated[Path, typer.Argument(help="The file. It is read, and not changed.")],
    actor: Actor,
    kind: Annotated[str, typer.Option(help="minutes, chronology or other.")],
    audience: Annotated[
        str,
        typer.Option("--for", help="Who may read it: parties (both sides), raising, responding, group or oversight."),
    ],
    *,
    about: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    own_return: OfOwnReturn = False,
) -> None:
    """Add a document to a case. It is kept encrypted, and its hash goes on the record."""
    if kind not in DOCUMENT_KINDS:
        fail(f"--kind: choose one of: {', '.join(DOCUMENT_KINDS)}")
    if audience not in AUDIENCES:
        fail(f"--for: choose one of: {', '.join(AUDIENCES)}")
    with the_store() as context:
        try:
            content = file.open("rb")
        except OSError as problem:
            fail(f"{file} cannot be read: {problem.strerror}.")
        with content:
            accepted = accepted_file(context.settings, file.name, content)
            if isinstance(accepted, Refusal):
                fail(accepted.reason, REFUSED)
            try:
                done = add_document(
                    context.engine,
                    reference,
                    accepted,
                    content,
                    actor,
                    context.clock.now(),
                    kind=kind,
                    audience=cast("Audience", audience),
                    about=about,
                    of_own_return=own_return,
                )
            except ValidationError as problem:
                fail(in_plain_words(problem))
    if isinstance(done, Refusal):
        fail(done.reason, REFUSED)
    if done.again:
        typer.echo(f"You have added this already: it is document {done.number} of {reference}.")
        return
    checked = accepted.checked
    typer.echo(
        f"Added as document {done.number} of {reference}, {in_megabytes(checked.size)}, SHA-256 {checked.sha256}."
    )
    if not accepted.scanned:
        typer.echo("No virus scanner is set up: it was not looked through.")


@app.command("list")
def list_documents(reference: Case, as_json: AsJson = False) -> None:
    """The documents of a case, oldest first, withdrawn ones too. Their names are shown: handle them as such."""
    with the_store() as context, reading(context.engine) as connection:
        if not may_read(connection, Operator(), reference):
            fail(f"There is no case {reference}.", REFUSED)
        found = documents_of(connection, Operator(), reference)
        directory = current_directory(connection).directory
    if as_json:
        names = ("number", "actor", "audience", "agency", "document_kind", "file_type", "size", "sha256", "name")
        data = [{name: getattr(one, name) for name in names} | {"withdrawn": one.withdrawn} for one in found]
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
        return
    if not found:
        typer.echo(f"{reference} has no documents.")
    for one in found:
        kind = DOCUMENT_KIND_WORDS[cast("DocumentKind", one.document_kind)]
        name = "withdrawn" if one.withdrawn else one.name or "its name cannot be read"
        typer.echo(f"{one.number}: {kind}, {name} ({one.file_type}, {in_megabytes(one.size)}), for {one.audience}")
        typer.echo(f"   added {day_in_words(one.at)}, by {post(directory, one.actor)}; SHA-256 {one.sha256}")


@app.command("get")
def get(
    reference: Case,
    number: Number,
    actor: Actor,
    *,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Where to write it; a neutral name if not given.")
    ] = None,
    own_return: OfOwnReturn = False,
) -> None:
    """Write a document that you may read to a file of your own. That you read it is kept."""
    with the_store() as context:
        now = context.clock.now()
        with reading(context.engine) as connection:
            found = document_to_read(connection, reference, number, actor, now, of_own_return=own_return)
            if found is None:
                fail(f"There is no document {number} of {reference} for you.", REFUSED)
            if found.withdrawn:
                fail("This document was withdrawn: its content was taken away.", REFUSED)
            try:
                require_whole(connection, found)
                content = b"".join(content_of(connection, found))
            except DocumentUnread:
                fail("This document cannot be read. Run: goldenthread verify", REFUSED)
        with writing(context.engine) as connection:
            note_reading(connection, actor, reference, now, f"document {number}")
        path = output or Path(download_name(reference, number, found.file_type))
        write_new_file(path, content)
    typer.echo(f"{path} is written. Handle it as you would the child's record.")


@app.command("withdraw")
def withdraw(
    reference: Case,
    number: Number,
    actor: Actor,
    reason: Annotated[str, typer.Option(help="Why. It stays on the record.")],
    *,
    own_return: OfOwnReturn = False,
) -> None:
    """Take the content of a mistaken document away. Its entry and hash stay."""
    try:
        action = WithdrawDocument(document=number, reason=reason)
    except ValidationError as problem:
        fail(in_plain_words(problem))
    with the_store() as context:
        done = withdraw_document(
            context.engine, reference, action, actor, context.clock.now(), of_own_return=own_return
        )
    if isinstance(done, Refusal):
        fail(done.reason, REFUSED)
    typer.echo(f"Document {number} of {reference} is withdrawn. Back-ups made before still hold it, encrypted.")
