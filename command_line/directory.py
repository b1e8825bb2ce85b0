"""`goldenthread directory`: who is in the partnership, read from a file, shown and confirmed."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from command_line.posts import post
from command_line.terminal import REFUSED, fail, plain_json, the_store
from notifications.dates import LONDON
from store.directory import StoredDirectory, current_directory
from store.directory_file import read_directory_file
from store.directory_fit import misfits
from store.directory_history import Author
from store.directory_import import ImportSummary, confirm, import_directory
from store.directory_written import DirectoryError
from store.sessions import reading
from workflows.context import EngineContext
from workflows.directory_channels import look_at_channels
from workflows.passing_on import PassingOnReport, pass_on

app = typer.Typer(help="Who is in the partnership: import it, show it, confirm a contact.", no_args_is_help=True)

MOST_LISTED = 12
"""People named one by one in a summary; beyond that they are counted."""


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="directory")


@app.command("import")
def import_file(
    file: Annotated[
        str, typer.Argument(help="A YAML or CSV file, or the name of a directory that comes with this (essex).")
    ],
    *,
    procedure: Annotated[
        str | None, typer.Option(help="Say where the directory does not fit this procedure, by name or file.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="The file is everybody: whoever it leaves out has left today.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")] = False,
) -> None:
    """Read a directory file, check all of it, then write it whole. Any fault: every one is listed, nothing written.

    What people owe who have left or are away is passed on at once, to the deputy or the business support team.
    """
    try:
        written = read_directory_file(file)
        with the_store(create=True) as context:
            now = context.clock.now()
            today = now.astimezone(LONDON).date()
            rules = context.procedure(procedure, on=today) if procedure else None
            author = Author(None, now)
            look_at_channels(written, context.settings)
            summary = import_directory(context.engine, written, today, replace=replace, dry_run=dry_run, author=author)
            passed = PassingOnReport() if dry_run else pass_on(context.engine, now)
            warnings = misfits(summary.directory, rules, today) if rules else []
    except DirectoryError as problem:
        count = len(problem.faults)
        fail(f"{problem}\n{count} fault{'s' if count > 1 else ''}. Nothing was written.", REFUSED)
    _say(summary, dry_run=dry_run)
    for reference in passed.passed_on:
        typer.echo(f"{reference}: a step was passed on, because whoever owed it is not there.")
    for reference, reason in passed.refused:
        typer.echo(f"{reference}: a step could not be passed on. {reason}", err=True)
    for warning in warnings:
        typer.echo(f"Note: {warning}")


@app.command("show")
def show(
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")] = False,
) -> None:
    """Everybody in the directory, by agency, with rank, roles, contact and the day it was last confirmed."""
    with the_store() as context, reading(context.engine) as connection:
        stored = current_directory(connection)
    if as_json:
        typer.echo(plain_json(_as_data(stored)))
        return
    if not stored.directory.people:
        typer.echo("The directory is empty. Fill it with: goldenthread directory import FILE")
    for agency in sorted(stored.directory.agencies.values(), key=lambda agency: agency.name):
        typer.echo(f"{agency.name} ({agency.code}, {agency.kind})")
        for person in stored.directory.people.values():
            if person.agency == agency.code:
                typer.echo(f"  {person.code}: {_in_words(stored, person.code)}")
    for deputy in stored.directory.deputies:
        until = f"to {deputy.last}" if deputy.last else "until further notice"
        stands = post(stored.directory, deputy.deputy)
        typer.echo(f"For {post(stored.directory, deputy.person)} from {deputy.first} {until}: {stands}")
    for seat in stored.directory.seats:
        typer.echo(f"Seat {seat.group}/{seat.seat}: {post(stored.directory, seat.person)}")


@app.command("confirm")
def confirm_contact(
    code: Annotated[str, typer.Argument(help="The person, by the code that `directory show` prints.")],
) -> None:
    """Note that a person's contact details were confirmed today."""
    with the_store() as context:
        now = context.clock.now()
        today = now.astimezone(LONDON).date()
        found = confirm(context.engine, code, today, Author(None, now))
        title = _title(context, code)
    if not found:
        fail(f"There is nobody in post with the code {code!r}. Look at: goldenthread directory show", REFUSED)
    typer.echo(f"{title}: contact details confirmed on {today}.")


def _title(context: EngineContext, code: str) -> str:
    with reading(context.engine) as connection:
        return post(current_directory(connection).directory, code)


def _say(summary: ImportSummary, *, dry_run: bool) -> None:
    if dry_run:
        typer.echo("Nothing was written (--dry-run). This would happen:")
    for what, codes in (
        ("added", summary.added),
        ("changed", summary.changed),
        ("left", summary.left),
        ("not in the file, kept as they are (--replace marks them as left)", summary.not_named),
        ("without any address, so that nothing can reach them", summary.unreachable),
    ):
        if codes:
            named = f": {', '.join(codes)}" if len(codes) <= MOST_LISTED else ""
            typer.echo(f"{len(codes)} {'person' if len(codes) == 1 else 'people'} {what}{named}")
    if summary.agencies:
        typer.echo(f"{summary.agencies} {'agency' if summary.agencies == 1 else 'agencies'} added or changed")
    if summary.deputies_changed:
        typer.echo("deputies changed")
    if summary.seats_changed:
        typer.echo("seats changed")
    if not summary.changes_anything:
        typer.echo("The directory is as the file says: nothing to change.")


def _in_words(stored: StoredDirectory, code: str) -> str:
    person, contact = stored.directory.people[code], stored.contacts[code]
    parts = [person.title, person.rank or "", *person.roles, contact.email or "no e-mail", *_kinds(contact.channels)]
    parts.append(f"confirmed {contact.last_confirmed}" if contact.last_confirmed else "never confirmed")
    if person.left_on:
        parts.append(f"left {person.left_on}")
    return "; ".join(part for part in parts if part)


def _kinds(channels: tuple[str, ...]) -> list[str]:
    """Channels by kind only: their addresses hold passwords."""
    return [channel.partition("://")[0] if "://" in channel else "email" for channel in channels]


def _as_data(stored: StoredDirectory) -> dict[str, Any]:
    directory = stored.directory
    return {
        "version": stored.version,
        "agencies": [{"code": a.code, "name": a.name, "kind": a.kind} for a in directory.agencies.values()],
        "people": [
            {
                "code": person.code,
                "title": person.title,
                "agency": person.agency,
                "rank": person.rank,
                "roles": person.roles,
                "reports_to": person.reports_to,
                "email": stored.contacts[person.code].email,
                "channels": _kinds(stored.contacts[person.code].channels),
                "last_confirmed": stored.contacts[person.code].last_confirmed,
                "left_on": person.left_on,
            }
            for person in directory.people.values()
        ],
        "deputies": [
            {"person": one.person, "deputy": one.deputy, "from": one.first, "to": one.last}
            for one in directory.deputies
        ],
        "seats": [{"group": one.group, "seat": one.seat, "person": one.person} for one in directory.seats],
    }
