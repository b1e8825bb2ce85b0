"""The sweeps by hand, and how the engine is: tick, deliver, digest, watchdog, freshness, health, notices."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

import typer

from command_line.posts import post
from command_line.terminal import REFUSED, plain_json, the_store
from notifications.dates import day_in_words
from store.delivery_history import DeliveredNotice
from store.delivery_history import notices as read_notices
from store.directory import current_directory
from store.sessions import reading
from workflows.deliver import deliver as deliver_notices
from workflows.deliver_webhooks import WEBHOOKS, deliver_webhooks
from workflows.digest import digest as queue_digests
from workflows.freshness import freshness as ask_for_freshness
from workflows.health import health as health_of
from workflows.sweep_account import as_line, is_idle
from workflows.tick import tick as fire_due_clocks
from workflows.watchdog import watch

SAME_MOMENT = 60
"""Seconds by which the clocks of two machines may differ."""

AsJson = Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")]


def register(app: typer.Typer) -> None:
    """Add the commands to an application."""
    for command in (tick, deliver, digest, watchdog, freshness, health, notices):
        app.command()(command)


def tick() -> None:
    """Warn, expire and move on every case whose clock is due. Exit 1 if a case could not be worked."""
    with the_store() as context:
        report = fire_due_clocks(context)
    typer.echo(as_line("tick", report))
    for stuck in report.stuck:
        typer.echo(f"{stuck.reference}: {stuck.reason}", err=True)
    if report.stuck:
        raise typer.Exit(REFUSED)


def deliver(
    *,
    everything: Annotated[
        bool, typer.Option("--everything", help="Try what a refused sign-in holds up as well, once it is mended.")
    ] = False,
) -> None:
    """Send every notice that is due, and events to other systems.

    Exit 1 if some notices cannot go out because nobody or nothing is set up for them.
    """
    with the_store() as context:
        report = deliver_notices(context, everything=everything)
        typer.echo(as_line("deliver", report))
        told = deliver_webhooks(context)
    if not is_idle(told):
        typer.echo(as_line(WEBHOOKS, told))
    if report.nobody_configured:
        typer.echo("Some notices cannot go out. See them with: goldenthread notices --undelivered", err=True)
        raise typer.Exit(REFUSED)


def digest() -> None:
    """Queue for each person one mail with all that they owe today, unless that was done today."""
    with the_store() as context:
        typer.echo(as_line("digest", queue_digests(context)))


def watchdog(*, as_json: AsJson = False) -> None:
    """Check every open case and the engine itself, and alarm. Exit 1 if anything is wrong."""
    with the_store() as context:
        report = watch(context)
    if as_json:
        typer.echo(plain_json(asdict(report)))
    else:
        for problem in report.problems:
            typer.echo(f"{problem.reference or 'the engine'}: {problem.message}")
        last = day_in_words(report.last_tick) if report.last_tick else "never"
        typer.echo(f"{as_line('watchdog', report)}; open cases checked: {report.cases_checked}; last tick: {last}")
    if not report.ok:
        raise typer.Exit(REFUSED)


def freshness() -> None:
    """Ask people whose contact details are getting old to confirm them, each once in a month."""
    with the_store() as context:
        typer.echo(as_line("freshness", ask_for_freshness(context)))


def health(*, as_json: AsJson = False) -> None:
    """Say how the engine is, from a few quick questions. Exit 1 if it is not well."""
    from workflows.encrypted_connections import require_encrypted_prefect  # noqa: PLC0415 - for this command alone

    with the_store() as context:
        require_encrypted_prefect(context.settings)
        found = health_of(context)
    if as_json:
        typer.echo(plain_json(found))
    else:
        for line in _health_lines(found):
            typer.echo(line)
    if not found["ok"]:
        raise typer.Exit(REFUSED)


def notices(
    *,
    undelivered: Annotated[
        bool, typer.Option("--undelivered", help="Only those that have not gone yet, or failed.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, help="How many at most, the newest first.")] = 100,
    as_json: AsJson = False,
) -> None:
    """List notices with what became of them."""
    with the_store() as context, reading(context.engine) as connection:
        found = read_notices(connection, undelivered=undelivered, limit=limit)
        directory = current_directory(connection).directory
    if as_json:
        typer.echo(plain_json([asdict(one) for one in found]))
        return
    if not found:
        typer.echo("There are no such notices.")
    for one in found:
        notice = one.notice
        about = notice.case_reference or "no case"
        typer.echo(f"{about}: {notice.template} to {post(directory, notice.recipient)}: {_became(one)}")


def _became(one: DeliveredNotice) -> str:
    notice = one.notice
    words = notice.state.replace("_", " ")
    if notice.attempts:
        words += f", {notice.attempts} {'attempt' if notice.attempts == 1 else 'attempts'}"
    return f"{words}. {notice.reason}" if notice.reason else words


def _health_lines(found: dict[str, Any]) -> list[str]:
    lines = ["The engine is well." if found["ok"] else "The engine is not well.", *found["reasons"]]
    for name, sweep in found.get("sweeps", {}).items():
        lines.append(f"{name}: last ran {_ago(sweep['seconds_ago'])}")
    if "cases" in found:
        cases = found["cases"]
        lines.append(f"Open cases: {cases['open']}; clocks running: {cases['clocks_running']}")
        waiting = ", ".join(f"{count} {state.replace('_', ' ')}" for state, count in sorted(found["notices"].items()))
        lines.append(f"Notices not delivered: {waiting or 'none'}")
    return lines


def _ago(seconds: float | None) -> str:
    """How long ago something was, which lies ahead where the engine's own clock has been set back since."""
    if seconds is None:
        return "never"
    if seconds <= -SAME_MOMENT:
        return "at a time that the engine's clock has not reached yet: has it been set back?"
    if seconds < 1:
        return "just now"
    return f"{seconds:g} {'second' if seconds == 1 else 'seconds'} ago"
