"""The story language: a case told in dated steps by role, with what is expected after each.

`docs/stories.md` explains every field to whoever writes one; `workflows.story_file` reads it from YAML.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from procedures.position import Phase
from procedures.review_course import ReviewPosition
from states.responsible import Via
from workflows.story_defaults import kinds_of_action
from workflows.story_instant import LocalInstant, Moment, Wait


def _one_or_more(value: Any) -> Any:
    return [value] if isinstance(value, str | dict) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_one_or_more)]


class StoryPart(BaseModel):
    """Base of every part of a story: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MailExpected(StoryPart):
    """A mail that must have been owed (or must not) since the step before. What is left out may be anything."""

    to: str | None = None
    template: str | None = None
    at: LocalInstant | None = None
    says: str | None = None
    times: int | None = Field(default=None, ge=1)


Mails = Annotated[tuple[MailExpected, ...], BeforeValidator(_one_or_more)]


class Expectation(StoryPart):
    """What must be so after a step; what is left out may be anything.

    `stage` and `phase` say where a disagreement stands, `position` where a practice review does.
    """

    stage: str | None = None
    phase: Phase | None = None
    position: ReviewPosition | None = None
    owner: str | None = None
    owner_by: Via | None = None
    due: dict[str, LocalInstant] = Field(default_factory=dict)
    late: Names = ()
    not_running: Names = ()
    refused: str | None = None
    entries: Names = ()
    no_entries: Names = ()
    mail: Mails = ()
    no_mail: Mails = ()
    closed: bool | None = None
    outcome: str | None = None
    decision: str | None = None
    priority: str | None = None
    fast: bool | None = None


class Step(StoryPart):
    """One step: a moment, and then a person's action, a change in the directory, or nothing but time passing.

    `on: linked` means the newest disagreement that the review of the story has opened.
    """

    at: LocalInstant | None = None
    after: Wait | None = None
    when: Moment | None = None
    comment: str | None = None
    on: Literal["linked"] | None = None
    who: str | None = None
    does: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    page: Literal["now", "before_previous_step"] = "now"
    leaves: str | None = None
    joins: dict[str, Any] | None = None
    deputy: dict[str, Any] | None = None
    seat: dict[str, Any] | None = None
    expect: Expectation = Expectation()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Step:
        moments = [name for name in ("at", "after", "when") if getattr(self, name) is not None]
        if len(moments) > 1:
            raise ValueError(f"give one of {' and '.join(moments)}, not both")
        things = [name for name in ("does", "leaves", "joins", "deputy", "seat") if getattr(self, name) is not None]
        if len(things) > 1:
            raise ValueError(f"a step is one thing: make a step of its own for each of {' and '.join(things)}")
        if self.does is not None and self.who is None:
            raise ValueError("say who does it: `who`, a person of the directory or a party such as raiser")
        if self.does is None and self.who is not None:
            raise ValueError(f"say what {self.who} does: `does`, one of {', '.join(kinds_of_action())}")
        if not moments and not things and self.expect == Expectation():
            raise ValueError("nothing happens in this step: give a moment, something that happens, or `expect`")
        return self


class Story(StoryPart):
    """A whole story. `directory` is the name of one in the library, a path beside the story, or one written here."""

    title: str
    about: str | None = None
    procedure: str
    directory: str | dict[str, Any]
    starts: LocalInstant | None = None
    steps: tuple[Step, ...] = Field(min_length=1)
    expect: Expectation

    @model_validator(mode="after")
    def _knows_when_it_begins(self) -> Story:
        first = self.steps[0]
        if self.starts is None and first.at is None:
            raise ValueError("say when the story begins: `starts`, or `at` in its first step")
        return self
