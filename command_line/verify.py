"""`goldenthread verify`: whether the record is as the engine wrote it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from command_line.terminal import REFUSED, the_store
from store.checkpoints import write_checkpoint
from store.verification import Verification, verify


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("verify")(verify_store)


def verify_store(
    *,
    checkpoint: Annotated[
        bool, typer.Option("--checkpoint", help="If everything fits, write the heads of all cases to a new checkpoint.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")] = False,
) -> None:
    """Recompute the whole record and name the first entry of each case that does not fit. Exit 1 if any does not.

    Looks at every entry's hash and its place in the chain, every case's row, every clock, every procedure's text, and
    at the checkpoints outside the database, which show that newest entries or whole cases were taken out.
    """
    written: Path | None = None
    with the_store() as context:
        directory = context.settings.checkpoint_directory
        found = verify(context.engine, directory)
        # A checkpoint of a record that does not fit would vouch for what was tampered with.
        if checkpoint and found.fits:
            written = write_checkpoint(context.engine, directory, context.clock.now())
    if as_json:
        data = {"fits": found.fits, **asdict(found), "checkpoint_written": str(written) if written else None}
        typer.echo(json.dumps(data, indent=2, ensure_ascii=False))
    else:
        _say(found, directory, written, asked=checkpoint)
    if not found.fits:
        raise typer.Exit(REFUSED)


def _say(found: Verification, directory: Path, written: Path | None, *, asked: bool) -> None:
    for misfit in found.misfits:
        typer.echo(str(misfit))
    if found.unnamed:
        typer.echo(f"and {found.unnamed} more")
    looked_at = (
        f"{_count(found.cases, 'case')}, {_count(found.entries, 'entry', 'entries')}, "
        f"{_count(found.clocks, 'clock')} and {_count(found.procedures, 'procedure version')}"
    )
    if found.documents:
        looked_at += f", with {_count(found.documents, 'document')}"
    if found.unread:
        typer.echo(
            f"What was written in {_count(found.unread, 'entry', 'entries')} could not be read: the key is not there, "
            "so only the hash of it was looked at. See: goldenthread store status"
        )
    if found.unread_documents:
        typer.echo(
            f"{_count(found.unread_documents, 'document')} could not be read: the key is not there. "
            "See: goldenthread store status"
        )
    if found.fits:
        typer.echo(f"Everything fits: {looked_at}.")
        typer.echo("Not part of the record, so not looked at: the outbox, the directory and drafts.")
    else:
        number = len(found.misfits) + found.unnamed
        typer.echo(f"{_count(number, 'thing does', 'things do')} not fit, of {looked_at}.")
    if found.last_checkpoint:
        typer.echo(f"Compared with {_count(found.checkpoints, 'checkpoint')}, the last of {found.last_checkpoint}.")
    elif not found.checkpoints and not written:
        typer.echo(
            f"There is no checkpoint in {directory}, so it cannot be seen whether the newest entries of a case were "
            "taken out together with what its row says of them. Write one: goldenthread verify --checkpoint"
        )
    if written:
        typer.echo(f"Checkpoint written: {written}")
    elif asked:
        typer.echo("No checkpoint was written: it would vouch for what does not fit.")


def _count(number: int, one: str, many: str | None = None) -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"
