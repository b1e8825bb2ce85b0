"""docs/stories.md says what the engine does, and its example can be told."""

import re
from pathlib import Path

import pytest

from notifications.wording import TEMPLATES
from states.time_passed import KINDS
from store.sessions import open_store
from workflows.simulation import tell
from workflows.story import Expectation, MailExpected, Step, Story
from workflows.story_defaults import kinds_of_action
from workflows.story_file import read_story
from workflows.story_table import actions_as_markdown
from workflows.story_words import DONE, HAPPENED, MAILS

PAGE = (Path(__file__).parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")


def rows(heading: str) -> set[str]:
    """What stands first in each row of the table under a heading."""
    section = PAGE.split(f" {heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, flags=re.MULTILINE)
    assert table
    return {name for line in table[0].splitlines() for name in re.findall(r"^\| `(\w+)` \|", line)}


def test_the_table_of_actions_is_that_of_the_engine() -> None:
    written = PAGE.split("<!-- actions -->\n", 1)[1].split("<!-- end of actions -->", 1)[0]
    assert written == actions_as_markdown(), f"replace the table by:\n{actions_as_markdown()}"


def test_every_field_is_explained() -> None:
    assert rows("The head of a story") == set(Story.model_fields)
    assert rows("What is expected") == set(Expectation.model_fields)
    for name in (*Step.model_fields, *MailExpected.model_fields):
        assert name == "fields" or f"`{name}" in PAGE, name


def test_every_mail_and_every_kind_of_entry_is_explained() -> None:
    assert rows("Mail") == set(MAILS)
    assert rows("Kinds of entry") == set(HAPPENED)


def test_the_words_know_every_entry_and_no_mail_that_there_is_not() -> None:
    assert set(DONE) == set(kinds_of_action())
    assert set(KINDS.values()) <= set(HAPPENED)
    assert set(MAILS) <= set(TEMPLATES)


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_the_complete_example_can_be_told(tmp_path: Path, database_url: str) -> None:
    example = re.search(r"^## A complete story$.*?^```yaml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert example
    path = tmp_path / "my-story.yaml"
    path.write_text(example[1], encoding="utf-8")
    engine = open_store(database_url)
    told = tell(read_story(path), engine)
    engine.dispose()
    assert told.failures == ()
    assert told.case
    assert told.case.outcome == "settled"
