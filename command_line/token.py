"""`goldenthread token`: tokens of other systems, made, listed and ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from command_line.posts import post
from command_line.terminal import REFUSED, fail, the_store
from notifications.dates import LONDON, day_in_words
from store.api_tokens import revoke_token, tokens
from store.directory import current_directory
from store.sessions import reading, writing
from workflows.api_tokens import SCOPES, TokenAsked, make_token_for

app = typer.Typer(help="Make, list and end tokens with which other systems call /api/v1.", no_args_is_help=True)

OPTIONS = {"name": "NAME", "whose": "--person or --agency", "scopes": "--scope", "days": "--days"}
"""What each field of a token is called here."""

ON_THIS_MACHINE = "the command line"


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="token")


@app.command("make")
def make(
    name: Annotated[str, typer.Argument(help="Which system it is for.")],
    *,
    days: Annotated[int, typer.Option(help="How many days it is to last.")],
    scope: Annotated[
        list[str], typer.Option(help=f"What it may do: {', '.join(SCOPES)}. May be given more than once.")
    ],
    person: Annotated[str | None, typer.Option(help="As whom it acts: a person's code.")] = None,
    agency: Annotated[str | None, typer.Option(help="Or whose system account it is: an agency's code.")] = None,
) -> None:
    """Make a token and print it. It is shown this once, and stored nowhere."""
    with the_store() as context:
        day = context.clock.now().astimezone(LONDON).date()
        with writing(context.engine) as connection:
            made = make_token_for(
                connection,
                TokenAsked(name, person, agency, scope, days),
                ON_THIS_MACHINE,
                day=day,
                now=datetime.now(UTC),
                longest_days=context.settings.api_token_longest_days,
            )
    if isinstance(made, list):
        fail("\n".join(f"{OPTIONS[fault.field]}: {fault.message}" for fault in made))
    typer.echo(made.token)
    typer.echo(f"This is token {made.id}, good until {day_in_words(made.expires_at)}. It is not shown again.", err=True)


@app.command("list")
def list_tokens() -> None:
    """Every token: whose, for what, until when, and when it was last used."""
    now = datetime.now(UTC)
    with the_store() as context, reading(context.engine) as connection:
        found, directory = tokens(connection), current_directory(connection).directory
    if not found:
        typer.echo("There is no token.")
    for token in found:
        whose = post(directory, token.person) if token.person else f"system account of {token.agency}"
        used = f"last used {day_in_words(token.last_used_at)}" if token.last_used_at else "never used"
        until = f"good until {day_in_words(token.expires_at)}"
        if token.revoked_at is not None:
            until = f"ended {day_in_words(token.revoked_at)}"
        elif not token.is_good(now):
            until = f"ran out {day_in_words(token.expires_at)}"
        typer.echo(f"{token.id}: {token.name}, {whose}; {', '.join(token.scopes)}; {until}; {used}")


@app.command("revoke")
def revoke(number: Annotated[int, typer.Argument(help="The token's number, as `token list` shows it.")]) -> None:
    """End a token at once and for good."""
    with the_store() as context, writing(context.engine) as connection:
        ended = revoke_token(connection, number, ON_THIS_MACHINE, datetime.now(UTC))
    if not ended:
        fail(f"There is no token {number}, or it has been ended before.", REFUSED)
    typer.echo(f"Token {number} lets nobody in any more.")
