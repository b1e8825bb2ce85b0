"""`goldenthread sign-in-anew`: let somebody, or everybody, sign in as if it were the first time."""

from __future__ import annotations

from typing import Annotated

import typer

from command_line.terminal import REFUSED, fail, the_store
from store.directory import current_directory
from store.directory_history import Author
from store.sessions import writing
from store.signing_in_anew import everybody_known, let_sign_in_anew


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("sign-in-anew")(sign_in_anew)


def sign_in_anew(
    person: Annotated[str | None, typer.Argument(help="Who: a code of the directory.", show_default=False)] = None,
    *,
    everybody: Annotated[
        bool, typer.Option("--everybody", help="Instead: everybody who has signed in by a provider or a link.")
    ] = False,
) -> None:
    """Let a person sign in anew: with another account of their agency, after somebody else, or with a new phone.

    From their first sign-in with their agency on, nobody else whom the provider vouches for comes in for a person. This
    loosens that, takes the authenticator app off of whoever signs in by links, and ends their sessions and the links
    that are under way to them. Make sure first who asks for it: the next to sign in with the address is taken for the
    person from then on.
    """
    if everybody == (person is not None):
        fail("Say who, by the code of the directory, or give --everybody.")
    with the_store() as context, writing(context.engine) as connection:
        if person is not None and person not in current_directory(connection).directory.people:
            fail(f"The directory has no {person}.", REFUSED)
        people = everybody_known(connection) if person is None else [person]
        ended = let_sign_in_anew(connection, people, Author(None, context.clock.now()))
    who = "1 person may sign in anew" if len(people) == 1 else f"{len(people):,} people may sign in anew"
    typer.echo(f"{who}. " + ("1 session is ended." if ended == 1 else f"{ended:,} sessions are ended."))
