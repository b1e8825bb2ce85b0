"""A store with cases at three points of their life."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from states.actions import Answer, ProposeOutcome, Settle
from tests.at_work import do, engine_at_work, raised, run_clock, settings_for
from tests.partnership import DETECTIVE_CONSTABLE, HCRG, HEALTH_VISITOR, SOCIAL_WORKER
from workflows.context import EngineContext


@dataclass(frozen=True)
class ThreeCases:
    """A store with a case that has climbed, one that was settled and one that was just raised, in this order."""

    context: EngineContext
    climbed: str
    settled: str
    fresh: str

    @property
    def engine(self) -> Engine:
        return self.context.engine

    @property
    def checkpoints(self) -> Path:
        return self.context.settings.checkpoint_directory


@pytest.fixture
def cases(database_url: str, tmp_path: Path) -> Iterator[ThreeCases]:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        climbed = raised(context)
        run_clock(context, clock, clock.now() + timedelta(days=6), timedelta(days=1))
        settled = raised(context)
        do(context, settled, Answer(answer="We will visit together."), SOCIAL_WORKER)
        do(context, settled, Settle(reason="That settles it."), HEALTH_VISITOR)
        do(context, settled, ProposeOutcome(duty="written_outcome", text="A joint visit."), SOCIAL_WORKER)
        fresh = raised(context, DETECTIVE_CONSTABLE, HEALTH_VISITOR, HCRG)
        yield ThreeCases(context, climbed, settled, fresh)
