"""What the commands that use a store are tested with: a store of their own, and a case in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from command_line.main import application
from tests.at_work import engine_at_work, raised, settings_for
from tests.reviews_at_work import StoredReview, stored_review
from workflows.clock import format_anchor
from workflows.context import EngineContext


@dataclass(frozen=True)
class Typed:
    """A store that the settings of the environment name, and a way to type commands at it."""

    context: EngineContext
    reference: str

    def type_in(self, *words: str | Path) -> Result:
        return CliRunner().invoke(application(None), [str(word) for word in words])


@pytest.fixture
def settled_in(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Typed]:
    """The Essex directory and one disagreement, in a home and a working directory of their own."""
    home = tmp_path / "home"
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", database_url)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    with engine_at_work(settings_for(database_url, home)) as (context, _):
        yield Typed(context, raised(context))


@pytest.fixture
def type_in() -> Callable[..., Result]:
    """Type a command without any store."""
    return lambda *words: CliRunner().invoke(application(None), [str(word) for word in words])


@dataclass(frozen=True)
class TypedReview(Typed):
    """A practice review at some point of its course, in a store at which commands can be typed."""

    world: StoredReview

    def act(self, action: str, actor: str, *words: str | Path) -> Result:
        return self.type_in("review", "act", self.reference, action, "--as", actor, *words)


@pytest.fixture
def review_at(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[TypedReview]:
    """A review that has come to the position asked for, with the engine's clock standing where that left it."""
    home = tmp_path / "home"
    monkeypatch.setenv("GOLDENTHREAD_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("GOLDENTHREAD_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    with engine_at_work(settings_for(sqlite_url, home)) as (context, clock):
        world = stored_review(context, clock, request.param)
        monkeypatch.setenv("GOLDENTHREAD_CLOCK_SPEED", "2")
        monkeypatch.setenv("GOLDENTHREAD_CLOCK_ANCHOR", format_anchor(datetime.now(UTC), world.now))
        yield TypedReview(context, world.reference, world)
