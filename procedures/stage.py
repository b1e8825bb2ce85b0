"""Stages of a ladder, their gates, skips and notices."""

from __future__ import annotations

from pydantic import Field, model_validator

from procedures.clock import Clock, Trigger
from procedures.party import Party
from procedures.source import Identifier, NoticeWords, Part, Sourced, Title


class Gate(Sourced):
    """Somebody on the raising side agrees that the concern is justified before the stage opens.

    Its clock is one of the stage's clocks that starts on `gate_sought`.
    """

    keeper: Party
    question: str


class Skip(Sourced):
    """A guarded leap over stages: to which, by whom, after consulting whom."""

    to: Identifier
    by: tuple[Party, ...] = Field(min_length=1)
    after_consulting: tuple[str, ...] = ()


class NoticeRule(Sourced):
    """Who is told of what. `message` is the sentence told, without anything about a child.

    `asks` is what the message asks of its readers, if it asks anything: without it, it says that it asks nothing.
    """

    on: Trigger
    to: tuple[Party, ...] = Field(min_length=1)
    message: NoticeWords
    asks: NoticeWords | None = None


class Advice(Sourced):
    """Something the procedure asks people to think of at a stage, shown to them there."""

    text: str


class Stage(Part):
    """One rung. Either `rank` (a responder of equal rank on each side) or `group` (a group that decides)."""

    id: Identifier
    title: Title
    rank: Identifier | None = None
    group: Identifier | None = None
    gate: Gate | None = None
    clocks: tuple[Clock, ...]
    skips: tuple[Skip, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    advice: tuple[Advice, ...] = ()

    @model_validator(mode="after")
    def _has_one_answerer(self) -> Stage:
        if (self.rank is None) == (self.group is None):
            raise ValueError("a stage has either a `rank` on each side or a `group`, not both and not neither")
        return self

    @property
    def base_phase(self) -> str:
        """The phase in which the stage's answerers owe the step."""
        return "deciding" if self.group else "answering"
