"""The disagreement of the demonstration: raised in Essex, and answered by nobody."""

from __future__ import annotations

from datetime import datetime

import typer

from command_line.demonstrated_record import DemonstratedRecord
from command_line.posts import post
from command_line.terminal import fail
from notifications.dates import day_in_words
from procedures.graph import Position
from states.actions import RaiseDisagreement
from states.case import Case
from states.decision import Refusal
from states.directory import Directory
from store.directory import current_directory
from store.readable_cases import RecordedEntry
from store.sessions import reading
from workflows.context import EngineContext
from workflows.door import raise_disagreement
from workflows.story_words import DONE, HAPPENED

RAISER = "health_visitor_hcrg"
RECEIVER = "social_worker_ecc"
TARGET = "delegated_safeguarding_partners"

DISAGREEMENT = RaiseDisagreement(
    responding_agency="essex_county_council",
    responding_practitioner=RECEIVER,
    category="threshold",
    about="Demonstration: the two services see the level of need differently.",
    tried="Demonstration: two telephone calls between the practitioners.",
    would_settle="Demonstration: a joint visit, and a decision on the level of need with its reasons.",
)


class DemonstratedDisagreement:
    """A disagreement that climbs its ladder while nobody answers."""

    def __init__(self, context: EngineContext, now: datetime) -> None:
        """Raise it at `now`, and say so."""
        self.context = context
        self.rules = context.procedure("essex")
        done = raise_disagreement(context.engine, DISAGREEMENT, RAISER, self.rules, now)
        if isinstance(done, Refusal):
            fail(done.reason)
        self.record = DemonstratedRecord(context, done.case)
        with reading(context.engine) as connection:
            directory = current_directory(connection).directory
        typer.echo(f"\n{post(directory, RAISER)} raises {self.record.reference} with {post(directory, RECEIVER)}.")
        typer.echo("Nobody will answer it.")

    @property
    def has_climbed(self) -> bool:
        """Whether it has reached the Delegated Safeguarding Partners."""
        case = self.record.case
        return isinstance(case, Case) and TARGET in (case.at.stage, case.reached)

    def say_news(self) -> None:
        """Print what its record has received."""
        entries, directory = self.record.news()
        for entry in entries:
            self._say(entry, directory)

    def _say(self, entry: RecordedEntry, directory: Directory) -> None:
        stage = self.rules.stages_by_id.get(Position.read(entry.position).stage or "")
        if entry.actor in directory.people:
            what = f"{post(directory, entry.actor)} {DONE.get(entry.kind, entry.kind)}"
        else:
            what = HAPPENED.get(entry.kind, entry.kind.replace("_", " "))
        typer.echo(f"\n{self.record.reference}, {day_in_words(entry.at)}: {what}.")
        owner = entry.facts.get("owner")
        if stage and owner:
            typer.echo(f"    {stage.title}; next step with {post(directory, owner)}")
