"""The practice review of the demonstration: referred, notified, drafted, and sent too early in vain."""

from __future__ import annotations

from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Any

import typer

from command_line.demonstrated_record import DemonstratedRecord
from command_line.demonstrated_steps import REFERRER, Step, referral, steps
from command_line.posts import post
from command_line.terminal import fail
from command_line.tracker import made_tracker, write_picture
from notifications.dates import day_in_words, due_in_words
from procedures.catalogue import REVIEW_RULES, load_review
from procedures.review_wording import TITLES
from reports.review_words import agency_name, short_source
from reports.tracker_table import tracker_table
from states.decision import Refusal
from states.directory import Directory
from states.review import Review
from states.review_due import deadline_of, item_of, part_of
from store.directory import current_directory
from store.readable_cases import Operator, RecordedEntry, case_with_record
from store.sessions import reading
from workflows.context import EngineContext
from workflows.door import act_on_review, refer_incident
from workflows.review_words import REVIEW_DONE, REVIEW_HAPPENED

POSITIONS = {position.value: title for position, title in TITLES.items()}


class DemonstratedReview:
    """A practice review in which people do what they owe, until one of them tries to send it unratified."""

    def __init__(self, context: EngineContext, now: datetime) -> None:
        """Refer an incident at `now`, and say so."""
        self.context = context
        self.rules = load_review(REVIEW_RULES, on=now.date())
        action = referral(self.rules.working_calendar.day_of(now))
        done = refer_incident(context.engine, action, REFERRER, self.rules, now)
        if isinstance(done, Refusal):
            fail(done.reason)
        self.record = DemonstratedRecord(context, done.case)
        self._to_do = deque(steps(now, self.rules))
        with reading(context.engine) as connection:
            directory = current_directory(connection).directory
        typer.echo(f"\n{post(directory, REFERRER)} refers a serious incident: {self.record.reference}.")
        typer.echo(f"It runs on {self.rules.edition}, superseded by {self.rules.superseded_by}.")

    @property
    def is_told(self) -> bool:
        """Whether everything that is to be done in it has been done."""
        return not self._to_do

    def go_on(self) -> None:
        """Let people do what is due by now."""
        while self._to_do and self._to_do[0].at <= self.context.clock.now():
            self._do(self._to_do.popleft())

    def _do(self, step: Step) -> None:
        now = self.context.clock.now()
        action = step.action(now)
        done = act_on_review(self.context.engine, self.record.reference, action, step.actor, now)
        if not isinstance(done, Refusal):
            return
        if not step.refused:
            fail(done.reason)
        with reading(self.context.engine) as connection:
            directory = current_directory(connection).directory
        wanted = action.kind.replace("_", " ")
        typer.echo(
            f"\n{self.record.reference}, {day_in_words(now)}: {post(directory, step.actor)} wants to {wanted}. Refused:"
        )
        typer.echo(f"    {done.reason}")

    def say_news(self) -> None:
        """Print what its record has received, with the clocks that start."""
        entries, directory = self.record.news()
        for entry in entries:
            self._say(entry, directory)

    def _say(self, entry: RecordedEntry, directory: Directory) -> None:
        if entry.actor in directory.people:
            what = f"{post(directory, entry.actor)} {REVIEW_DONE.get(entry.kind, entry.kind)}"
        else:
            what = REVIEW_HAPPENED.get(entry.kind, entry.kind.replace("_", " "))
            clock = entry.facts.get("clock")
            what += f": {self._title(clock, directory)}" if isinstance(clock, str) else ""
        typer.echo(f"\n{self.record.reference}, {day_in_words(entry.at)}: {what}.")
        if "from" in entry.facts and entry.facts.get("owner"):
            owner = post(directory, entry.facts["owner"])
            typer.echo(f"    {POSITIONS.get(entry.position, entry.position)}; next step with {owner}")
        for started in entry.facts.get("clocks_started", ()):
            typer.echo(f"    clock: {self._started(started, directory)}")

    def _started(self, started: dict[str, Any], directory: Directory) -> str:
        due = due_in_words(datetime.fromisoformat(started["due"]))
        rests_on = short_source(self.rules, deadline_of(self.rules, started["clock"]).in_force)
        return f"{self._title(started['clock'], directory)}, due {due} [{rests_on}]"

    def _title(self, clock: str, directory: Directory) -> str:
        """A clock by code and title, and the agency that it is about."""
        deadline, item = deadline_of(self.rules, clock), item_of(clock)
        code = f"{deadline.code} " if deadline.code else ""
        parts = [agency_name(directory, part) for part in part_of(item) if part] if item else []
        return f"{code}{deadline.title}" + (f": {', '.join(parts)}" if parts else "")

    def say_tracker(self, home: Path) -> None:
        """Print the tracker, and write its picture and the rapid review report into a directory."""
        _, shown = made_tracker(self.context)
        typer.echo("\nThe tracker, for the sub-committee (`goldenthread tracker`):\n")
        typer.echo(tracker_table(shown), nl=False)
        picture, report = home / "tracker.svg", home / f"rapid-review-{self.record.reference}.docx"
        write_picture(picture, shown)
        report.write_bytes(self._report())
        typer.echo(f"\n  The same on one time axis:            {picture}")
        typer.echo(f"  The rapid review report, as drafted:  {report}")

    def _report(self) -> bytes:
        from reports.rapid_review_report import rapid_review_report  # noqa: PLC0415 - Word takes time to load

        with reading(self.context.engine) as connection:
            found = case_with_record(connection, Operator(), self.record.reference)
            directory = current_directory(connection).directory
        if found is None or not isinstance(found[0], Review):
            fail(f"{self.record.reference} is gone.")
        return rapid_review_report(found[0], found[1], self.rules, directory, self.context.clock.now())
