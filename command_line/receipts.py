"""`goldenthread receipts`: bounces, reports of arrival and replies, from a mailbox or from GOV.UK Notify's callback."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from command_line.terminal import fail, the_store
from notifications.receipts import UnreadableReceiptsError, receipt_in_callback, receipts_from
from workflows.context import EngineContext
from workflows.receipts import ReceiptsReport, apply_receipts


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("receipts")(receipts)


def receipts(
    *,
    mailbox: Annotated[
        str | None,
        typer.Option(
            metavar="MAILBOX",
            help="An mbox file, a Maildir folder, or imaps://user:password@host/Folder. "
            "Without it, the one of GOLDENTHREAD_RECEIPTS_MAILBOX_URL.",
            show_default=False,
        ),
    ] = None,
    webhook: Annotated[
        str | None,
        typer.Option(
            metavar="FILE",
            help="The body of a GOV.UK Notify delivery receipt as it was posted; - for standard input.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Record what came back about notices. May be run again on the same mailbox: what is known does nothing.

    A notice that came back for good goes to the person's deputy and to business support.
    """
    with the_store() as context:
        configured = context.settings.receipts_mailbox_url
        try:
            if webhook is not None:
                _say(_from_callback(context, webhook))
            if mailbox is not None or (webhook is None and configured is not None):
                _say(_from_mailbox(context, mailbox or (configured.get_secret_value() if configured else "")))
            elif webhook is None:
                fail("Say where receipts come in: --mailbox, --webhook, or GOLDENTHREAD_RECEIPTS_MAILBOX_URL.")
        except UnreadableReceiptsError as problem:
            fail(str(problem))


def _from_mailbox(context: EngineContext, source: str) -> ReceiptsReport:
    timeout = context.settings.channel_timeout_seconds
    # Mails are marked as read only once everything in them is recorded.
    with receipts_from(source, context.clock.now(), timeout_seconds=timeout) as reading:
        return apply_receipts(context, reading.receipts)


def _from_callback(context: EngineContext, source: str) -> ReceiptsReport:
    try:
        with nullcontext(sys.stdin.buffer) if source == "-" else Path(source).open("rb") as stream:
            body = stream.read()
    except OSError as problem:
        fail(f"{source} cannot be read: {problem.strerror}.")
    receipt = receipt_in_callback(body, context.clock.now())
    return apply_receipts(context, [receipt] if receipt else [])


def _say(report: ReceiptsReport) -> None:
    counted = [f"{count} {kind.replace('_', ' ')}" for kind, count in sorted(report.applied.items())]
    if report.known_before:
        counted.append(f"{report.known_before} known before")
    typer.echo(f"receipts: {', '.join(counted) or 'none'}")
    for reference in dict.fromkeys(report.redirected):
        typer.echo(f"{reference}: a notice could not reach its person and went to others")
    for key in report.unknown:
        typer.echo(f"There is no notice with the key {key}.", err=True)
