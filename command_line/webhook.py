"""`goldenthread webhook`: other systems that are told of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from command_line.terminal import REFUSED, fail, the_store
from notifications.dates import day_in_words
from notifications.webhook_channel import Taken
from states.case_events import TYPES
from store.directory import current_directory
from store.sessions import reading
from store.webhook_deliveries import counts_of_deliveries
from store.webhooks import Webhook, all_webhooks
from workflows.webhooks import (
    NewSecret,
    WebhookError,
    add_receiver,
    disable_receiver,
    enable_receiver,
    renew_secret,
    try_receiver,
)

app = typer.Typer(help="Other systems that are told of events: see docs/webhooks.md.", no_args_is_help=True)

OPERATOR = "operator"
"""Who made a receiver on the engine's own machine, where nobody signs in."""

Number = Annotated[int, typer.Argument(help="The receiver's number, as `webhook list` shows it.")]


def register(application: typer.Typer) -> None:
    """Add the commands to an application."""
    application.add_typer(app, name="webhook")


@app.command("add")
def add(
    address: Annotated[str, typer.Argument(help="Its https address.")],
    *,
    agency: Annotated[
        str | None, typer.Option(help="The agency, by code: it is told of what all people of that agency may read.")
    ] = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="It is the partnership's own, and is told of all cases.")
    ] = False,
    events: Annotated[
        list[str] | None, typer.Option("--event", help="A type of event; repeat it for more. Without it all.")
    ] = None,
) -> None:
    """Add a receiver and print its secret, this once."""
    if (agency is None) != everything:
        fail("Say either --agency CODE or --everything.")
    with the_store() as context, _refused():
        _say(add_receiver(context, address, agency, events or TYPES, OPERATOR))


@app.command("list")
def list_webhooks() -> None:
    """Every receiver: where, of what it is told, and how it does."""
    with the_store(create=False) as context, reading(context.engine) as connection:
        found, counts = all_webhooks(connection), counts_of_deliveries(connection)
        directory = current_directory(connection).directory
    if not found:
        typer.echo("There are no receivers.")
    for one in found:
        agency = directory.agencies.get(one.agency or "")
        told_of = f"cases of {agency.name if agency else one.agency}" if one.agency else "all cases"
        typer.echo(f"{one.id}: {one.address}, {told_of}: {', '.join(sorted(one.events))}")
        typer.echo(f"   {_how(one)}")
        for state, number in sorted(counts.get(one.id, {}).items()):
            typer.echo(f"   {state}: {number}")


@app.command("test")
def test(number: Number) -> None:
    """Send a receiver an event that says nothing, now. Exit 1 if it does not take it."""
    with the_store(create=False) as context, _refused():
        outcome = try_receiver(context, number)
    typer.echo(outcome.reason)
    if outcome.taken is not Taken.YES:
        raise typer.Exit(REFUSED)


@app.command("renew")
def renew(number: Number) -> None:
    """Give a receiver a new secret and print it, this once. For a day events are signed with the former one as well."""
    with the_store(create=False) as context, _refused():
        _say(renew_secret(context, number))


@app.command("disable")
def disable(number: Number) -> None:
    """Tell a receiver nothing more. What is on its way to it is given up."""
    with the_store(create=False) as context, _refused():
        disable_receiver(context, number, "It was disabled on the engine's machine.")
    typer.echo(f"Receiver {number} is told nothing more.")


@app.command("enable")
def enable(number: Number) -> None:
    """Tell a receiver again of what happens from now on."""
    with the_store(create=False) as context, _refused():
        enable_receiver(context, number)
    typer.echo(f"Receiver {number} is told of what happens from now on.")


def _say(made: NewSecret) -> None:
    typer.echo(f"Receiver {made.number}. Its secret, which is shown this once:")
    typer.echo(made.secret)


def _how(one: Webhook) -> str:
    if not one.enabled:
        return f"disabled {day_in_words(one.disabled_at)}: {one.disabled_why}" if one.disabled_at else "disabled"
    return f"enabled; has taken nothing since {day_in_words(one.failing_since)}" if one.failing_since else "enabled"


@contextmanager
def _refused() -> Iterator[None]:
    try:
        yield
    except WebhookError as problem:
        fail(str(problem))
