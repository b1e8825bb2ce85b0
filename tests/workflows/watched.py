"""What the tests of the watchdog share: what it found, and an engine at work under other settings."""

from dataclasses import replace
from typing import Any

from tests.at_work import AtWork, settings_for
from workflows.context import EngineContext
from workflows.watchdog import WatchdogReport


def found(report: WatchdogReport) -> set[tuple[str, str | None]]:
    """The kinds of what a watch found, each with its case if it is one's."""
    return {(problem.kind, problem.reference) for problem in report.problems}


def with_settings(at_work: AtWork, **changes: Any) -> EngineContext:
    """The engine at work, with some of its settings changed."""
    kept = at_work.context.settings
    settings = settings_for(kept.database_url, kept.home, at_work.mailbox.port, **changes)
    return replace(at_work.context, settings=settings)
