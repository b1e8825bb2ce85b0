"""`goldenthread store`: the database's schema, where it stands, and the keys to what people write."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from command_line.terminal import the_store
from store.key_rotation import KeyUse, add_key, key_uses, retire_key, rotate
from store.migrations import NEWEST, current
from store.sessions import reading
from workflows.context import EngineContext, key_file

BETWEEN_BATCHES_SECONDS = 0.05
"""Long enough for whoever waits to write: SQLite has one writer, and no queue for it."""

app = typer.Typer(help="The database: its schema, and the keys to what people write.", no_args_is_help=True)


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="store")


@app.command("upgrade")
def upgrade_store() -> None:
    """Bring the database to the newest schema. Safe to repeat. Stop the engine first."""
    with the_store(create=True):
        typer.echo(f"The store is at revision {NEWEST}.")


@app.command("status")
def store_status() -> None:
    """Say at which schema the database is, and which keys it needs. Exit 2 if it has to be upgraded."""
    with the_store() as context:
        typer.echo(f"The store is at revision {current(context.engine)}, the newest there is.")
        for use in _uses(context):
            typer.echo(_line(use))


@app.command("new-key")
def make_key() -> None:
    """Make a key and put it first: what people write from now on is encrypted with it. The engine may be at work."""
    with the_store() as context:
        key = add_key(context.engine, key_file(context.settings))
        uses = _uses(context)
    typer.echo(f"The key {key.id} is made and encrypts from now on. Back up the file of keys, apart from the database.")
    if any(use.there and not use.first for use in uses):
        typer.echo("What was written before is still under older keys: goldenthread store rotate")
    for use in uses:
        if not use.there:
            typer.echo(_line(use))


@app.command("rotate")
def rotate_keys() -> None:
    """Encrypt anew what is not under the first key yet. The engine may be at work. Safe to kill and repeat."""
    with the_store() as context:
        renewed = 0
        for number in rotate(context.engine):
            renewed += number
            time.sleep(BETWEEN_BATCHES_SECONDS)
        uses = _uses(context)
    parts = ", each part of a document counted as one" if any(use.documents for use in uses) else ""
    typer.echo(f"{_texts(renewed)} encrypted anew{parts}.")
    for use in uses:
        typer.echo(_line(use))


@app.command("retire-key")
def retire(key: Annotated[str, typer.Argument(help="The key, by its id as `store status` prints it.")]) -> None:
    """Take a key out of use. Refused while anything is still encrypted with it."""
    with the_store() as context:
        aside = retire_key(context.engine, key_file(context.settings), key)
    typer.echo(
        f"The key {key} is retired. It is now in {aside}: back-ups of the database that were made before can be read "
        "with it and with nothing else, so keep it as long as those, apart from them. Then delete it."
    )


def _uses(context: EngineContext) -> list[KeyUse]:
    with reading(context.engine) as connection:
        return key_uses(connection)


def _line(use: KeyUse) -> str:
    number, drafts = _texts(use.narratives + use.drafts), f", {use.drafts:,} of them drafts" if use.drafts else ""
    if use.documents:
        drafts += f", and {'1 document' if use.documents == 1 else f'{use.documents:,} documents'}"
    if not use.there:
        lost = f"The key {use.id} is missing, so {number} cannot be read{drafts}."
        return f"{lost} Put it back from the back-up of the keys."
    return f"Key {use.id}{' (encrypts)' if use.first else ''}: {number}{drafts}."


def _texts(number: int) -> str:
    return "1 text" if number == 1 else f"{number:,} texts"
