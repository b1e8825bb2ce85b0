"""An engine at work for tests: a store with the Essex directory, a clock that stands still, and a real mail server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from procedures.catalogue import load
from states.actions import RaiseDisagreement
from store.sessions import open_store
from tests.partnership import COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER, fill
from workflows.clock import VirtualClock
from workflows.context import EngineContext
from workflows.door import Done, raise_disagreement
from workflows.settings import Settings
from workflows.tick import sweep

# A Monday with no bank holiday near it.
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def settings_for(database_url: str, home: Path, smtp_port: int | None = None, **changes: Any) -> Settings:
    """Settings of an engine whose mail server, if it has one, listens on a port of this machine."""
    mail: dict[str, Any] = {}
    if smtp_port is not None:
        mail = {
            "smtp_host": "127.0.0.1",
            "smtp_port": smtp_port,
            "smtp_security": "none",
            "smtp_sender": "Golden Thread <engine@example.org>",
        }
    given = {"database_url": database_url, "home": home, "channel_timeout_seconds": 2.0}
    return Settings(**(given | mail | changes))


@contextmanager
def engine_at_work(settings: Settings, now: datetime = MONDAY) -> Iterator[tuple[EngineContext, VirtualClock]]:
    """A context on a migrated store, filled with the Essex directory, and the clock that it reads."""
    clock = VirtualClock(now)
    engine = open_store(settings.database_url)
    fill(engine)
    try:
        yield EngineContext(engine, settings, clock), clock
    finally:
        engine.dispose()


def raised(
    context: EngineContext, raiser: str = HEALTH_VISITOR, receiver: str = SOCIAL_WORKER, agency: str = COUNCIL
) -> str:
    """Raise a disagreement under the Essex procedure, now. Returns its reference."""
    action = RaiseDisagreement(
        responding_agency=agency,
        responding_practitioner=receiver,
        category=load("essex").categories[0].id,
        about="What it is about.",
        tried="What was tried.",
        would_settle="What would settle it.",
    )
    done = raise_disagreement(context.engine, action, raiser, load("essex"), context.clock.now())
    assert isinstance(done, Done), done
    return done.case.reference


def run_clock(context: EngineContext, clock: VirtualClock, until: datetime, step: timedelta) -> None:
    """Let the time pass in steps, with a tick at each."""
    while clock.now() < until:
        clock.advance_by(step)
        sweep(context.engine, clock.now())
