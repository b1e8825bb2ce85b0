"""`goldenthread tracker`: every open practice review, who owes what, and every clock with what it rests on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from command_line.terminal import REFUSED, fail, the_store
from notifications.dates import day_in_words
from procedures.catalogue import REVIEW_RULES, load_review
from procedures.review_language import ReviewProcedure
from procedures.review_wording import TITLES
from reports.tracker import Tracker, as_plain_data, tracker
from reports.tracker_table import NARROWEST, tracker_table
from states.review import Review
from store.directory import current_directory
from store.readable_cases import Operator
from store.readable_reviews import ReadableReviews, readable_reviews
from store.sessions import reading
from workflows.context import EngineContext


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("tracker")(show_tracker)


def show_tracker(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data instead of a table.")] = False,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="FILE.svg", help="Write the picture for the papers: one time axis.")
    ] = None,
    closed: Annotated[bool, typer.Option("--closed", help="Name closed reviews too, with how they ended.")] = False,
    rules: Annotated[
        str, typer.Option(help="The rules in force, for the dates that the partnership owes once a year.")
    ] = REVIEW_RULES,
    yearly_report: Annotated[
        str | None, typer.Option(metavar="DATE", help="When the last yearly report was published, if it is known.")
    ] = None,
    copy_sent: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="When its copy was sent to the Panel and the Department for Education."),
    ] = None,
) -> None:
    """Every open review: where it stands, who owes what, and each clock with due date, basis, days left and source.

    Nothing that anybody wrote is in it. The picture is written over one that is there. Exit 1 if the store holds a
    review that cannot be read.
    """
    last, copied = _day(yearly_report), _day(copy_sent)
    with the_store() as context:
        _has_happened(last, copied, context.clock.now().date())
        found, shown = made_tracker(context, rules, last, copied, closed_too=closed)
    ended = [(review, ways) for review, ways in found.reviews if not review.is_open]
    if svg is not None:
        write_picture(svg, shown)
    if as_json:
        data = as_plain_data(shown) | {"unreadable": list(found.unreadable)}
        typer.echo(json.dumps(data | ({"closed": _closed_data(ended)} if closed else {}), indent=2, ensure_ascii=False))
    else:
        typer.echo(tracker_table(shown, shutil.get_terminal_size((120, 0)).columns or NARROWEST), nl=False)
        if closed:
            _say_closed(review for review, _ in ended)
        if svg is not None:
            typer.echo(f"\nThe picture is written to {svg}.")
    if found.unreadable:
        fail(f"Cannot be read: {', '.join(found.unreadable)}. Run: goldenthread verify", REFUSED)


def made_tracker(
    context: EngineContext,
    rules: str = REVIEW_RULES,
    last_report: date | None = None,
    copied: date | None = None,
    *,
    closed_too: bool = False,
) -> tuple[ReadableReviews, Tracker]:
    """The reviews of a store, and the tracker of the open ones now. `rules` are those of the partnership's dates."""
    now = context.clock.now()
    with reading(context.engine) as connection:
        found = readable_reviews(connection, Operator(), closed_too=closed_too)
        directory = current_directory(connection).directory
    in_force = load_review(rules, on=now.date(), directories=context.procedure_directories)
    return found, tracker(found.reviews, directory, now, in_force, last_report, copied)


def write_picture(path: Path, shown: Tracker) -> None:
    """Write the tracker's picture. Ends with a plain message if that cannot be."""
    # Late: the table alone needs none of what draws.
    from reports.tracker_picture import tracker_picture  # noqa: PLC0415

    try:
        path.write_text(tracker_picture(shown), encoding="utf-8")
    except OSError as problem:
        fail(f"{path} cannot be written: {problem.strerror}.")


def _has_happened(last: date | None, copied: date | None, today: date) -> None:
    """End if the last yearly report is still to be published, or its copy was sent before it was."""
    for day in (last, copied):
        if day and day > today:
            fail(f"{day} is still to come: give the day of what has happened already.")
    if last and copied and copied < last:
        fail(f"A copy that was sent on {copied} is not of the report that was published on {last}. Check both days.")


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        fail(f"{text!r} is no day that there is: write it as 2026-09-30.")


def _say_closed(reviews: Iterable[Review]) -> None:
    typer.echo("\nClosed:")
    found = list(reviews)
    if not found:
        typer.echo("  none")
    for review in found:
        ended = f", {day_in_words(review.closed_at)}" if review.closed_at else ""
        typer.echo(f"  {review.reference}  {_outcome(review)}{ended}")


def _outcome(review: Review) -> str:
    titles = {position.value: title for position, title in TITLES.items()}
    return titles.get(review.outcome or "", "no outcome recorded")


def _closed_data(ended: Iterable[tuple[Review, ReviewProcedure]]) -> list[dict[str, Any]]:
    return [
        {
            "reference": review.reference,
            "outcome": review.outcome,
            "closed_at": review.closed_at.isoformat() if review.closed_at else None,
            "edition": rules.edition,
        }
        for review, rules in ended
    ]
