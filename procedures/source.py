"""Where a rule comes from and how strongly it binds."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from procedures.duration import Duration


class Force(StrEnum):
    """How strongly a rule binds the person who owes the step."""

    MUST = "must"
    SHOULD = "should"
    MAY = "may"
    LOCAL_DEFAULT = "local_default"

    def words(self) -> str:
        """The force as a page says it."""
        return {"local_default": "local default, to be confirmed"}.get(self.value, self.value)


class Part(BaseModel):
    """Base of every part of a procedure: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Part):
    """A published document that rules are taken from.

    `grade` is how well it was read: A in full, B in part, C through a secondary source, I inference.
    """

    id: str
    title: str
    edition: str | None = None
    url: str | None = None
    grade: str | None = Field(default=None, pattern="^[ABCI](/[ABCI])?$")
    superseded_by: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None


class Source(Part):
    """A place in a document: `document` is the id of one of the procedure's `documents`."""

    document: str
    # Messages carry it beside other words.
    where: str | None = Field(default=None, max_length=150)


class Basis(Part):
    """The standing of a rule: how strongly it binds, and where that stands.

    A rule that no document states has the force `local_default` and a `note` saying what was chosen and why;
    every other rule names its source.
    """

    force: Force
    source: Source | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Basis:
        if self.force is Force.LOCAL_DEFAULT:
            if not self.note:
                raise ValueError("a local default needs a `note` that says what was chosen and why")
        elif self.source is None:
            raise ValueError(
                f"a rule of force {self.force.value!r} needs a `source`, such as {{document: ID, where: para 1}};"
                " if no document states it, its force is `local_default` and it needs a `note`"
            )
        return self

    def basis(self) -> str:
        """The rule's standing in one phrase, for a page or a mail."""
        if self.source is None:
            return self.force.words()
        place = f"{self.source.document} {self.source.where or ''}".strip()
        return f"{self.force.words()} ({place})"


class Sourced(Basis):
    """A rule with its standing, and the standing of any of its fields that comes from elsewhere.

    Published procedures state some fields of a rule and leave others open: that an unresolved disagreement must go
    up, say, without a limit. `bases` then names the field and gives its own force and source.
    """

    bases: dict[str, Basis] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _knows_the_fields_of_its_bases(self) -> Sourced:
        for field in self.bases:
            if field not in type(self).model_fields or field in Sourced.model_fields:
                near = get_close_matches(field, type(self).model_fields, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                raise ValueError(f"`bases` names {field!r}, which is not a field of this rule{hint}")
        return self

    def basis_of(self, field: str) -> Basis:
        """The standing of one field: its own if `bases` gives it one, else the whole rule's."""
        return self.bases.get(field, self)


def _duration(value: object) -> object:
    return Duration.parse(value) if isinstance(value, str) else value


Limit = Annotated[Duration, BeforeValidator(_duration)]
"""A duration, written in YAML as `5 working_days` or as `{amount: 5, unit: working_days}`."""

Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=150)]
"""What a rule is called wherever it is shown. Messages carry it beside other words, for which it leaves room."""

NoticeWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
"""A sentence of the procedure's own that a message carries."""

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$", max_length=80)]
"""A name inside a procedure, so that it can name a machine's state and, after a double underscore, its events."""
