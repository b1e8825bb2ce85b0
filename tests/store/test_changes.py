"""What changed in somebody's cases since they last looked: what others wrote there, as far as they may read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from states.actions import Acknowledge
from states.course_actions import RedirectMatter
from store.case_readings import EXPORT, note_reading
from store.changes import ChangedCase, changed_cases
from store.directory import current_directory
from store.membership import member_of
from store.sessions import reading, writing
from tests.at_work import do, engine_at_work, raised, settings_for
from tests.partnership import BUSINESS_MANAGER, DETECTIVE_CONSTABLE, HEALTH_VISITOR, SOCIAL_WORKER
from workflows.clock import VirtualClock
from workflows.context import EngineContext

World = tuple[EngineContext, VirtualClock, str]


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        reference = raised(context)
        clock.advance_by(timedelta(hours=1))
        yield context, clock, reference


def changed(world: World, person: str) -> list[ChangedCase]:
    context = world[0]
    with reading(context.engine) as connection:
        directory = current_directory(connection).directory
        member = member_of(connection, directory, directory.people[person], context.clock.now().date())
        return changed_cases(connection, member)


def look(world: World, person: str, what: str = "page") -> None:
    context, clock, reference = world
    clock.advance_by(timedelta(minutes=1))
    with writing(context.engine) as connection:
        note_reading(connection, person, reference, clock.now(), what)
    clock.advance_by(timedelta(minutes=1))


def told(world: World, person: str) -> list[tuple[str, str, int]]:
    return [(one.case.reference, one.kind, one.new) for one in changed(world, person)]


def test_what_one_has_not_looked_at_is_new_and_what_one_did_is_not(world: World) -> None:
    assert told(world, HEALTH_VISITOR) == []
    assert told(world, SOCIAL_WORKER) == [(world[2], "raise_disagreement", 1)]
    assert changed(world, SOCIAL_WORKER)[0].looked_at is None
    look(world, SOCIAL_WORKER)
    assert told(world, SOCIAL_WORKER) == []


def test_what_was_written_after_a_look_is_new_until_the_next(world: World) -> None:
    look(world, HEALTH_VISITOR)
    do(world[0], world[2], Acknowledge(), SOCIAL_WORKER)
    assert told(world, HEALTH_VISITOR) == [(world[2], "acknowledge", 1)]
    look(world, HEALTH_VISITOR, EXPORT)
    assert told(world, HEALTH_VISITOR) == [(world[2], "acknowledge", 1)], "a list taken away is no look"
    look(world, HEALTH_VISITOR, "act")
    assert told(world, HEALTH_VISITOR) == []


def test_an_entry_that_is_not_for_somebody_is_no_news_to_them(world: World) -> None:
    look(world, SOCIAL_WORKER)
    word = "Word of an allegation."
    do(world[0], world[2], RedirectMatter(redirect="allegation_against_staff", reason=word), HEALTH_VISITOR)
    assert told(world, SOCIAL_WORKER) == []
    look(world, BUSINESS_MANAGER)
    assert told(world, BUSINESS_MANAGER) == []


def test_oversight_hears_of_what_they_opened_and_others_of_nothing(world: World) -> None:
    assert told(world, BUSINESS_MANAGER) == []
    look(world, BUSINESS_MANAGER)
    do(world[0], world[2], Acknowledge(), SOCIAL_WORKER)
    assert told(world, BUSINESS_MANAGER) == [(world[2], "acknowledge", 1)]
    look(world, DETECTIVE_CONSTABLE)
    assert told(world, DETECTIVE_CONSTABLE) == [], "who could not read it once learns no more of it"
