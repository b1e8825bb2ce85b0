"""docs/stories.md says what the engine does, and its example can be told."""

import re
from pathlib import Path

import pytest

from notifications.wording import TEMPLATES
from states.time_passed import KINDS
from store.sessions import open_store
from workflows.review_words import REVIEW_DONE, REVIEW_HAPPENED
from workflows.simulation import tell
from workflows.story import Expectation, MailExpected, Step, Story
from workflows.story_defaults import actions_on_disagreements, actions_on_reviews
from workflows.story_file import StoryError, read_story
from workflows.story_table import actions_as_markdown, review_actions_as_markdown
from workflows.story_words import DONE, HAPPENED, MAILS

PAGE = (Path(__file__).parents[2] / "docs" / "stories.md").read_text(encoding="utf-8")


def rows(heading: str) -> set[str]:
    """What stands first in each row of the table under a heading."""
    section = PAGE.split(f" {heading}\n", 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, flags=re.MULTILINE)
    assert table
    return {name for line in table[0].splitlines() for name in re.findall(r"^\| `(\w+)` \|", line)}


@pytest.mark.parametrize(
    ("place", "table"),
    [("actions", actions_as_markdown()), ("actions on reviews", review_actions_as_markdown())],
    ids=["disagreements", "reviews"],
)
def test_the_table_of_actions_is_that_of_the_engine(place: str, table: str) -> None:
    written = PAGE.split(f"<!-- {place} -->\n", 1)[1].split(f"<!-- end of {place} -->", 1)[0]
    assert written == table, f"replace the table by:\n{table}"


def test_every_field_is_explained() -> None:
    assert rows("The head of a story") == set(Story.model_fields)
    assert rows("What is expected") == set(Expectation.model_fields)
    for name in (*Step.model_fields, *MailExpected.model_fields):
        assert name == "fields" or f"`{name}" in PAGE, name


def test_every_mail_and_every_kind_of_entry_is_explained() -> None:
    assert rows("Mail") == set(MAILS)
    assert rows("Kinds of entry") == set(HAPPENED) | set(REVIEW_HAPPENED)


def test_the_words_know_every_entry_and_no_mail_that_there_is_not() -> None:
    assert set(DONE) == set(actions_on_disagreements())
    assert set(REVIEW_DONE) == set(actions_on_reviews())
    assert not set(DONE) & set(REVIEW_DONE)
    assert set(KINDS.values()) <= set(HAPPENED)
    assert set(MAILS) <= set(TEMPLATES)


def example() -> str:
    found = re.search(r"^## A complete story$.*?^```yaml\n(.*?)^```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert found
    return found[1]


def test_the_error_that_the_page_shows_is_what_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = Path("my-story.yaml")
    path.write_text(example().replace("responding_practitioner:", "responding_practitoner:"), encoding="utf-8")
    shown = re.search(r"^```\n(my-story\.yaml:.*?\n)```$", PAGE, flags=re.MULTILINE | re.DOTALL)
    assert shown
    with pytest.raises(StoryError) as problem:
        read_story(path)
    assert f"{problem.value}\n" == shown[1]


@pytest.mark.parametrize("store_kind", ["sqlite"])
def test_the_complete_example_can_be_told(tmp_path: Path, database_url: str) -> None:
    path = tmp_path / "my-story.yaml"
    path.write_text(example(), encoding="utf-8")
    engine = open_store(database_url)
    told = tell(read_story(path), engine)
    engine.dispose()
    assert told.failures == ()
    assert told.case
    assert told.case.outcome == "settled"
