"""`goldenthread simulate`: tell a story through the real door and store, on a virtual clock."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError

from command_line.terminal import REFUSED, fail
from store.directory_written import DirectoryError
from store.migrations import upgrade
from store.narrative_keys import keep_keys
from store.recording import table
from store.sessions import StoreError, open_store, reading
from store.tables import AgencyRow, CaseRow
from store.throw_away import throw_away_store
from workflows.simulation import tell
from workflows.story_account import account_as_data, account_in_words, failure_in_words
from workflows.story_file import StoryError, read_story


def register(app: typer.Typer) -> None:
    """Add the command to an application."""
    app.command("simulate")(simulate)


def simulate(
    story: Annotated[
        Path, typer.Argument(metavar="STORY.yaml", help="The story; docs/stories.md says how to write one.")
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print plain data instead of sentences.")] = False,
    database_url: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Tell it in this empty database, such as one of PostgreSQL, and leave it there."
        ),
    ] = None,
) -> None:
    """Tell a story: months of a case in a second, with stage, owner, due date and mail at each step.

    Exit code 1 if something that the story expects is not so; 2 if the story, or a file that it names, cannot be used.
    """
    try:
        file = read_story(story)
        with _store(database_url) as engine:
            told = tell(file, engine)
    except (StoryError, DirectoryError, StoreError) as problem:
        fail(str(problem))
    except OperationalError as problem:
        reason = str(problem.orig).strip().splitlines()[0] if problem.orig else "no reason given"
        fail(f"The database cannot be used: {reason}")
    if as_json:
        typer.echo(json.dumps(account_as_data(file, told), indent=2, ensure_ascii=False))
        for failure in told.failures:
            typer.echo(failure_in_words(failure), err=True)
    else:
        typer.echo("\n".join(account_in_words(file, told)))
    if told.failures:
        raise typer.Exit(REFUSED)


@contextmanager
def _store(url: str | None) -> Iterator[Engine]:
    """An empty store for one story: a throw-away one, or the database that somebody names."""
    if url is not None:
        upgrade(url)
        engine = open_store(url)
        # Late: only such a story asks for settings, and reading them takes a tenth of a second to import.
        from workflows.context import key_file  # noqa: PLC0415
        from workflows.settings import SettingsError, load_settings  # noqa: PLC0415

        try:
            settings = load_settings()
        except SettingsError as problem:
            raise StoreError(str(problem)) from None
        keep_keys(engine, key_file(settings.model_copy(update={"database_url": url})))
        _refuse_unless_empty(engine)
        yield engine
        return
    with throw_away_store() as engine:
        yield engine


def _refuse_unless_empty(engine: Engine) -> None:
    """A story never mixes with real cases: StoreError unless the store holds nothing."""
    with reading(engine) as connection:
        rows = sum(
            connection.execute(select(func.count()).select_from(table(model))).scalar_one()
            for model in (CaseRow, AgencyRow)
        )
    if rows:
        raise StoreError("A story needs an empty database, and this one is in use. Name another one, or none at all.")
