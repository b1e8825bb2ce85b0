"""`goldenthread demo`: a partnership at work, an Essex disagreement that nobody answers, and a practice review."""

from __future__ import annotations

import os
import shutil
import time
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Annotated

import typer

from command_line.demonstrated_disagreement import DemonstratedDisagreement
from command_line.demonstrated_mail import say_mail
from command_line.demonstrated_pages import DemonstratedPages
from command_line.demonstrated_partnership import DemonstratedPartnership, day_before
from command_line.demonstrated_review import DemonstratedReview
from command_line.local_mailbox import HOST, LocalMailbox
from command_line.terminal import fail
from procedures.catalogue import load
from store.demonstration_mark import mark_as_demonstration
from store.sessions import writing
from store.sweeps import last_runs
from workflows.clock import VirtualClock, format_anchor
from workflows.context import EngineContext, open_context
from workflows.deliver import deliver
from workflows.engine import EmbeddedEngine, EngineError
from workflows.engine_checks import ran_at
from workflows.settings import load_settings
from workflows.watchdog import watch

SPEED = 10_800
"""Three hours pass in each second: the climb of eight working days takes about a minute and a half."""

SHOWN_FROM = 12
"""How many working days before today the fast clock begins: the climb's eight, and some for a machine that is slow."""

START_SECONDS = 25
"""For how long the fast clock stands still at first: while the engine starts, nothing could be told of what happens."""

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
    browser: Annotated[bool, typer.Option(help="Open the pages in a browser when all is shown.")] = True,
    speed: Annotated[float, typer.Option(min=60, help="Seconds that pass in each second, until today.")] = SPEED,
) -> None:
    """Show a partnership at work, through a real Prefect server, with its mail and its pages.

    On a fast clock that catches up with today, an Essex disagreement climbs while nobody answers. Beside it a practice
    review goes from the referral of an incident to its rapid review, which one person tries to send before all
    partners have ratified it. The mail is received by a real SMTP server on this machine and printed. Then the pages
    are opened, with these two cases and others of the partnership, and everything is left running in real time.
    """
    _empty(home)
    mailbox, pages = LocalMailbox(home / "mail"), DemonstratedPages(home)
    mailbox.start()
    try:
        _set_environment(home, mailbox.port, pages.environment)
        _say("Golden Thread: a demonstration, by role and without a real child or person.")
        partnership, began = _partnership()
        _set_clock(began, speed)
        context = open_context(load_settings())
        partnership.context = context
        with EmbeddedEngine(context.settings) as engine:
            engine.start(_say)
            pages.start()
            _say(f"The pages are up: {pages.address}")
            _show(context, partnership, mailbox, began, speed)
            _say_where_to_look(mailbox, engine.ui_url, pages)
            if not stop:
                _say("\nEverything goes on running, in real time. Ctrl-C stops it.")
                if browser:
                    pages.open()
                while True:
                    time.sleep(LOOK_SECONDS)
                    partnership.go_on()
    except EngineError as problem:
        fail(str(problem))
    except KeyboardInterrupt:
        _say("\nStopped.")
    finally:
        pages.stop()
        mailbox.stop()


def _partnership() -> tuple[DemonstratedPartnership, datetime]:
    """The partnership with all that it did up to a morning some days ago, and that morning, UTC."""
    today = datetime.now(UTC).date()
    calendar = load("essex", on=today).working_calendar
    day = day_before(calendar, today, SHOWN_FROM)
    began = datetime.combine(day, time_of_day(9), calendar.zone).astimezone(UTC)
    context = open_context(load_settings(), VirtualClock(began), create=True)
    with writing(context.engine) as connection:
        mark_as_demonstration(connection)
    partnership = DemonstratedPartnership(context, today)
    summary = partnership.load_directory()
    _say(f"The Essex directory is loaded: {len(summary.added)} posts in {summary.agencies} agencies.")
    partnership.tell(began)
    deliver(context)
    _say(f"What the partnership did until {began:%-d %B} is told: {partnership.opened} cases, with their mail.")
    return partnership, began


def _show(
    context: EngineContext, partnership: DemonstratedPartnership, mailbox: LocalMailbox, began: datetime, speed: float
) -> None:
    """Open the two cases that are followed, and print what comes of them until all is shown."""
    now = _working_morning(context)
    disagreement, review = DemonstratedDisagreement(context, now), DemonstratedReview(context, now)
    pace = "three hours a second" if speed == SPEED else f"{speed:g} times as fast as real time"
    _say(f"\nThe clock began at {began:%-d %B} and runs {pace}, until it has caught up with today.")
    references = (disagreement.record.reference, review.record.reference)
    quiet_until = None
    while True:
        partnership.go_on()
        review.go_on()
        disagreement.say_news()
        review.say_news()
        say_mail(mailbox, references)
        if disagreement.has_climbed and review.is_told:
            # The mails of the last step are still under way.
            quiet_until = quiet_until or time.monotonic() + LAST_MAILS_SECONDS
        if context.clock.speed == 1 and (quiet_until is None or time.monotonic() > quiet_until):
            break
        time.sleep(LOOK_SECONDS)
    _watch_in_real_time(context)
    review.say_tracker(context.settings.home)
    if disagreement.has_climbed:
        _say(f"\n{references[0]} has reached the Delegated Safeguarding Partners, and nobody had to remember it.")
    if review.is_told:
        _say(f"{references[1]} waits for the last partner's ratification, and its clocks run on.")
    shown = f"goldenthread case show {references[0]}, review show {references[1]}"
    _say(f"  Their records:  {shown}   (with GOLDENTHREAD_HOME={context.settings.home})")


def _watch_in_real_time(context: EngineContext) -> None:
    """Let the watchdog look once clocks and mail have been looked at in real time.

    By the time that ran fast its last watch lies weeks back, which the page about the engine would take for a fault.
    """
    caught_up, until = context.clock.now(), time.monotonic() + LAST_MAILS_SECONDS
    while time.monotonic() < until:
        ran = [ran_at(last_runs(context.engine).get(name)) for name in ("tick", "deliver")]
        if all(last is not None and last >= caught_up for last in ran):
            break
        time.sleep(LOOK_SECONDS)
    watch(context)


def _empty(home: Path) -> None:
    """Empty the demonstration's own directory, and no other."""
    marker = home / "this-is-a-demonstration"
    if home.exists() and any(home.iterdir()) and not marker.exists():
        fail(f"{home} holds something that is not a demonstration of ours. Choose another directory with --home.")
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    marker.write_text("Golden Thread empties this directory when a demonstration starts.\n", encoding="utf-8")


def _set_environment(home: Path, port: int, pages: dict[str, str]) -> None:
    """What the demonstration's processes share."""
    for name in [name for name in os.environ if name.startswith("GOLDENTHREAD_")]:
        del os.environ[name]
    os.environ |= {
        "GOLDENTHREAD_HOME": str(home),
        "GOLDENTHREAD_SMTP_HOST": HOST,
        "GOLDENTHREAD_SMTP_PORT": str(port),
        "GOLDENTHREAD_SMTP_SECURITY": "none",
        "GOLDENTHREAD_SMTP_SENDER": "golden-thread@example.org",
        "GOLDENTHREAD_DOCUMENTS_UNSCANNED": "true",
        "GOLDENTHREAD_TICK_SECONDS": "2",
        "GOLDENTHREAD_DELIVER_SECONDS": "2",
        **pages,
    }


def _set_clock(began: datetime, speed: float) -> None:
    """Let time run fast from a morning on. Only the demonstration does so, and only in its own environment."""
    begins = datetime.now(UTC) + timedelta(seconds=START_SECONDS)
    os.environ |= {
        "GOLDENTHREAD_CLOCK_SPEED": str(speed),
        "GOLDENTHREAD_CLOCK_ANCHOR": format_anchor(begins, began),
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


def _say_where_to_look(mailbox: LocalMailbox, engine: str, pages: DemonstratedPages) -> None:
    _say(f"  Their mail:     {mailbox.directory}")
    _say(f"  The engine:     {engine} (Prefect: flow runs, artifacts, events)")
    _say(f"  The pages:      {pages.address} (choose a role: a practitioner, a manager, a partner, the sub-committee)")


def _say(line: str) -> None:
    typer.echo(line)
