"""`goldenthread store`: bring the database to the newest schema, and say where it stands."""

from __future__ import annotations

import typer

from command_line.terminal import the_store
from store.migrations import NEWEST, current

app = typer.Typer(help="The database: bring it to the newest schema.", no_args_is_help=True)


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
    """Say at which schema the database is. Exit 2 if it has to be upgraded."""
    with the_store(create=False) as context:
        typer.echo(f"The store is at revision {current(context.engine)}, the newest there is.")
