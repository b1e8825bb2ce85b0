"""`goldenthread sign-out`: end the sessions of the pages, somebody's or everybody's."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line.terminal import REFUSED, fail, the_store
from store.directory import current_directory
from store.sessions import reading, writing
from store.sign_in_links import forget_links_of
from store.web_sessions import end_every_session, end_sessions_of


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("sign-out")(sign_out)


def sign_out(
    person: Annotated[
        str | None, typer.Argument(help="Whose sessions: a code of the directory.", show_default=False)
    ] = None,
    *,
    everybody: Annotated[bool, typer.Option("--everybody", help="Instead: the sessions of everybody.")] = False,
) -> None:
    """End every session of a person, with the links that are under way to them, or the sessions of everybody.

    With their next click they have to sign in again. What they had saved is kept.
    """
    if everybody == (person is not None):
        fail("Say whose sessions, by the code of the directory, or give --everybody.")
    with the_store() as context:
        if person is not None:
            with reading(context.engine) as connection:
                if person not in current_directory(connection).directory.people:
                    fail(f"The directory has no {person}.", REFUSED)
        with writing(context.engine) as connection:
            if person is None:
                number = end_every_session(connection)
            else:
                number = end_sessions_of(connection, person)
                forget_links_of(connection, person)
    typer.echo("1 session is ended." if number == 1 else f"{number:,} sessions are ended.")
