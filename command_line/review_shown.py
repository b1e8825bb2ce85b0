"""`goldenthread review show`: one review with where it stands, its clocks and what they rest on, and its record."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import fill

import typer

from command_line.case import AsJson
from command_line.case_account import as_data, say_record
from command_line.found_review import Reference, found_review
from command_line.posts import post
from reports.review_words import agency_name
from reports.tracked_clock import TrackedClock
from reports.tracker import tracker_line
from reports.tracker_table import details
from states.directory import Directory
from states.review import Review

WIDTH = 110


def register(app: typer.Typer) -> None:
    """Add the command to that of reviews."""
    app.command("show")(show)


def show(reference: Reference, as_json: AsJson = False) -> None:
    """One review: where it stands, its clocks and its record. What people wrote is shown: handle it as such."""
    of = found_review(reference)
    review, directory = of.review, of.directory
    line = tracker_line(review, of.rules, directory, of.now)
    if as_json:
        typer.echo(as_data(review, of.entries, edition=line.edition, superseded_by=line.superseded_by,
                           clocks=[asdict(clock) for clock in line.clocks]))  # fmt: skip
        return
    typer.echo(f"{review.reference}, version {review.version}: {line.where}")
    if review.owner:
        typer.echo(f"  next step with {post(directory, review.owner)}")
    superseded = f", superseded by {line.superseded_by}" if line.superseded_by else ""
    _say(f"rules: {line.edition}{superseded}")
    for note in line.notes:
        _say(note)
    for clock in line.clocks:
        _say_clock(clock)
    _say_returns(review, directory)
    say_record(of.entries, directory, of.rules)


def _say_clock(clock: TrackedClock) -> None:
    _say(f"clock {clock.heading}: due {clock.due}, {clock.left}")
    for detail in details(clock):
        _say(detail, deeper=4)


def _say_returns(review: Review, directory: Directory) -> None:
    for asked in review.returns:
        standing = "received" if asked.received_at else "not to be had" if asked.gap_at else "awaited"
        _say(f"return of {agency_name(directory, asked.agency)}: {standing}")


def _say(text: str, deeper: int = 0) -> None:
    typer.echo(fill(text, WIDTH, initial_indent=" " * (2 + deeper), subsequent_indent=" " * (4 + deeper)))
