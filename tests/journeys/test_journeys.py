"""Every story is told on both stores, and what it leaves behind is looked at whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select

from procedures.catalogue import files, load_rules
from procedures.language import Procedure
from store.directory import current_directory
from store.readable_cases import Operator, case_with_record
from store.recording import table
from store.sessions import open_store, reading
from store.stored_notice import NOTICES, notice_of
from store.tables import CaseRow
from store.verification import verify
from workflows.notice_message import message_of
from workflows.settings import Settings
from workflows.simulation import Told, tell
from workflows.story import Story
from workflows.story_account import failure_in_words
from workflows.story_file import read_story

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*.yaml"))

FEATURES = (
    "earliest_of_deadlines",
    "several_clocks_in_a_stage",
    "what_expiry_does",
    "fast_path",
    "guarded_skipping",
    "two_sides_and_proxies",
    "group_at_the_top",
    "redirects_and_branches",
    "notices_and_closing_duties",
    "regional_base_with_local_overlay",
    "gate",
    "intensity_by_priority",
)
"""One story for each feature that published procedures have between them, in the order of the comparison of them."""

REVIEWS = (
    "in_time",
    "late",
    "notification_disputed",
    "not_notifiable",
    "decision_not_ratified",
    "panel_suggests_local_review",
    "criminal_proceedings",
    "improvements_only",
    "nothing_published",
    "looked_after_child",
    "care_leaver",
    "publication_moved_earlier",
    "notification_withdrawn",
    "vacated_post",
)
"""What can come of a practice review, each with a story of its own."""


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_store(database_url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("path", STORIES, ids=lambda path: path.stem)
def test_story(path: Path, engine: Engine) -> None:
    told = tell(read_story(path), engine)
    assert not told.failures, "\n".join(failure_in_words(failure) for failure in told.failures)
    assert told.expectations > 0
    assert [str(misfit) for misfit in verify(engine).misfits] == []
    every_mail_can_be_written_and_says_nothing_that_people_wrote(engine, told)


def every_mail_can_be_written_and_says_nothing_that_people_wrote(engine: Engine, told: Told) -> None:
    with reading(engine) as connection:
        directory = current_directory(connection).directory
        notices = [notice_of(row) for row in connection.execute(select(NOTICES))]
        narrative = texts_in(connection)
    calendar = told.procedure.working_calendar
    for notice in notices:
        message = message_of(notice, notice.recipient, directory, calendar, notice.queued_at, Settings())
        for text in narrative:
            assert text not in message.subject + message.text + message.html


def texts_in(connection: Connection) -> set[str]:
    """Everything that was written in any entry."""
    references = connection.execute(select(table(CaseRow).c.reference)).scalars().all()
    found = [case_with_record(connection, Operator(), reference) for reference in references]
    return {text for one in found if one for entry in one[1] for text in entry.narrative.values()}


def test_every_procedure_of_the_library_has_a_story() -> None:
    told = {procedure for path in STORIES for procedure in procedures_of(read_story(path).story)}
    known = {load_rules(str(path)).id for path in files()}
    assert known <= told


def procedures_of(story: Story) -> set[str]:
    """The procedures under which the cases of a story stand, that of a review's linked disagreements among them."""
    if not any(step.on for step in story.steps):
        return {story.procedure}
    rules = load_rules(story.procedure)
    assert not isinstance(rules, Procedure)
    return {story.procedure, rules.disagreement_procedure}


def test_everything_that_can_come_of_a_review_has_a_story() -> None:
    assert {name for name in REVIEWS if not (HERE / f"review_{name}.yaml").is_file()} == set()


def test_every_feature_of_published_procedures_has_a_story() -> None:
    assert {feature for feature in FEATURES if not (HERE / f"{feature}.yaml").is_file()} == set()
