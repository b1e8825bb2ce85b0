"""`goldenthread demo`: an Essex disagreement that nobody answers and a practice review, before your eyes."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from command_line.demonstrated_disagreement import DemonstratedDisagreement
from command_line.demonstrated_mail import say_mail
from command_line.demonstrated_review import DemonstratedReview
from command_line.local_mailbox import HOST, LocalMailbox
from command_line.terminal import fail
from store.directory_file import read_directory_file
from store.directory_import import import_directory
from workflows.clock import format_anchor
from workflows.context import EngineContext, open_context
from workflows.engine import EmbeddedEngine, EngineError
from workflows.settings import load_settings

SPEED = 10_800
"""Three hours pass in each second: the climb of eight working days takes about a minute and a half."""

LOOK_SECONDS = 0.3
LAST_MAILS_SECONDS = 8


def register(application: typer.Typer) -> None:
    """Add the command to an application."""
    application.command("demo")(demonstrate)


def demonstrate(
    home: Annotated[Path, typer.Option(help="Where the demonstration keeps its files. It is emptied first.")] = Path(
        ".goldenthread/demonstration"
    ),
    stop: Annotated[bool, typer.Option("--stop", help="Stop when all is shown, and do not go on running.")] = False,
    speed: Annotated[float, typer.Option(min=60, help="Seconds that pass in each second.")] = SPEED,
) -> None:
    """Show both kinds of case on a fast clock, through a real Prefect server, with their mail.

    An Essex disagreement climbs while nobody answers. Beside it a practice review goes from the referral of an
    incident to its rapid review, which one person tries to send before all partners have ratified it. The mail is
    received by a real SMTP server on this machine and printed. Then the engine is left running.
    """
    _empty(home)
    mailbox = LocalMailbox(home / "mail")
    mailbox.start()
    _set_environment(home, mailbox.port, speed)
    settings = load_settings()
    try:
        context = open_context(settings, create=True)
        _say("Golden Thread: a demonstration, by role and without a real child or person.")
        summary = import_directory(context.engine, read_directory_file("essex"), context.clock.now().date())
        _say(f"The Essex directory is loaded: {len(summary.added)} posts in {summary.agencies} agencies.")
        with EmbeddedEngine(settings) as engine:
            engine.start(_say)
            now = _working_morning(context)
            disagreement, review = DemonstratedDisagreement(context, now), DemonstratedReview(context, now)
            _say(
                "\nThe clock runs three hours a second."
                if speed == SPEED
                else f"\nThe clock runs {speed:g} times as fast."
            )
            _watch(mailbox, disagreement, review, until_shown=True)
            _say_where_to_look(home, mailbox, disagreement, review)
            if not stop:
                _say(f"  The engine:   {engine.ui_url} (Prefect: flow runs, artifacts, events)")
                _say("The engine goes on running, and both cases go on while nobody acts. Ctrl-C stops it.")
                _watch(mailbox, disagreement, review, until_shown=False)
    except EngineError as problem:
        fail(str(problem))
    except KeyboardInterrupt:
        _say("\nStopped.")
    finally:
        mailbox.stop()


def _empty(home: Path) -> None:
    """Empty the demonstration's own directory, and no other."""
    marker = home / "this-is-a-demonstration"
    if home.exists() and any(home.iterdir()) and not marker.exists():
        fail(f"{home} holds something that is not a demonstration of ours. Choose another directory with --home.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    marker.write_text("Golden Thread empties this directory when a demonstration starts.\n", encoding="utf-8")


def _set_environment(home: Path, port: int, speed: float) -> None:
    """What the demonstration's processes share. Only it sets the fast clock, and only in its own environment."""
    now = datetime.now(UTC)
    for name in [name for name in os.environ if name.startswith("GOLDENTHREAD_")]:
        del os.environ[name]
    os.environ |= {
        "GOLDENTHREAD_HOME": str(home),
        "GOLDENTHREAD_SMTP_HOST": HOST,
        "GOLDENTHREAD_SMTP_PORT": str(port),
        "GOLDENTHREAD_SMTP_SECURITY": "none",
        "GOLDENTHREAD_SMTP_SENDER": "golden-thread@example.org",
        "GOLDENTHREAD_CLOCK_SPEED": str(speed),
        "GOLDENTHREAD_CLOCK_ANCHOR": format_anchor(now, now),
        "GOLDENTHREAD_TICK_SECONDS": "2",
        "GOLDENTHREAD_DELIVER_SECONDS": "2",
    }


def _working_morning(context: EngineContext) -> datetime:
    """Wait for the fast clock's next working morning: nobody raises anything at night."""
    calendar = context.procedure("essex").working_calendar
    while True:
        now = context.clock.now()
        first, last = calendar.hours_of(now.date())
        if calendar.is_working_day(now.date()) and first <= now < last - timedelta(hours=2):
            return now
        time.sleep(LOOK_SECONDS / 3)


def _watch(
    mailbox: LocalMailbox, disagreement: DemonstratedDisagreement, review: DemonstratedReview, *, until_shown: bool
) -> None:
    """Let people act in the review, and print what records and mailbox receive; until all is shown if that is asked."""
    quiet_until = None
    while True:
        review.go_on()
        disagreement.say_news()
        review.say_news()
        say_mail(mailbox)
        if until_shown and disagreement.has_climbed and review.is_told:
            # The mails of the last step are still under way.
            quiet_until = quiet_until or time.monotonic() + LAST_MAILS_SECONDS
            if time.monotonic() > quiet_until:
                return
        time.sleep(LOOK_SECONDS)


def _say_where_to_look(
    home: Path, mailbox: LocalMailbox, disagreement: DemonstratedDisagreement, review: DemonstratedReview
) -> None:
    review.say_tracker(home)
    case, other = disagreement.record.reference, review.record.reference
    _say(f"\n{case} has reached the Delegated Safeguarding Partners, and nobody had to remember it.")
    _say(f"{other} waits for the last partner's ratification, and its clocks run on.")
    _say(f"  Their records:  goldenthread case show {case}, review show {other}   (with GOLDENTHREAD_HOME={home})")
    _say(f"  Their mail:     {mailbox.directory}")


def _say(line: str) -> None:
    typer.echo(line)
