"""Provisions of a procedure beside its stages: ranks, fast paths, redirects, endings, holds and what lies beyond."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from procedures.clock import Clock
from procedures.duration import Duration
from procedures.party import Party
from procedures.source import Basis, Identifier, Limit, Part, Sourced, Title

Outcome = Literal["settled", "decided", "withdrawn", "redirected", "settled_elsewhere"]
"""How a disagreement can end. None of them is an expiry."""


class Named(Part):
    """An id with the words that people see."""

    id: Identifier
    title: Title


class Rank(Named):
    """A rank in the ladder, with what it is called in each kind of agency and where those equivalents come from."""

    equivalents: dict[Identifier, str] = Field(default_factory=dict)
    basis: Basis | None = None

    @model_validator(mode="after")
    def _says_where_equivalents_come_from(self) -> Rank:
        if self.equivalents and self.basis is None:
            raise ValueError("`equivalents` need a `basis`: its force, and a source or a note")
        return self


class Proxy(Sourced):
    """For a kind of agency without the rank, the kind of agency whose holder acts instead."""

    agency_kind: Identifier
    rank: Identifier
    by_agency_kind: Identifier


class FastPath(Sourced):
    """For significant risk: clocks with a `fast_limit` shorten to it, and the case may leap to a stage."""

    id: Identifier
    title: str
    when: str
    by: tuple[Party, ...] = Field(min_length=1)
    opens_stage: Identifier | None = None


class ChildProtectingTime(Sourced):
    """Who may set an earlier time, one that protects the child, with a reason. When it passes, it moves up."""

    set_by: tuple[Party, ...] = Field(min_length=1)
    warn: tuple[Limit, ...] = ()


class Commitment(Sourced):
    """A date that the responder commits to when acknowledging.

    When it passes both sides are told, and again every `chase`.
    """

    chase: Limit
    warn: tuple[Limit, ...] = ()


DECIDED_IN_THE_REVIEW = "decided_in_the_review"
"""The redirect by which a practice review ends a linked disagreement whose subject it has decided itself."""


class Redirect(Sourced):
    """A matter that belongs elsewhere.

    `record_only` and `branch` go on beside the disagreement; `closes` ends it here, once its closing duties are
    done.
    """

    id: Identifier
    title: str
    to: str
    when: str
    effect: Literal["record_only", "branch", "closes"]


class ClosingDuty(Sourced):
    """What is still owed after a resolution. `per_side` makes one duty for each side's agency."""

    id: Identifier
    title: Title
    owner: Party
    limit: Limit
    warn: tuple[Limit, ...] = ()
    chase: Limit
    from_stage: Identifier | None = None
    outcomes: tuple[Outcome, ...] = Field(default=("settled", "decided", "settled_elsewhere"), min_length=1)
    agreed_by_both: bool = False
    per_side: bool = False

    def clock_ids(self) -> tuple[str, ...]:
        """The duty's clocks: one, or one for each side."""
        return (f"{self.id}__raising", f"{self.id}__responding") if self.per_side else (self.id,)


class Hold(Sourced):
    """Whether a case may be put on hold, by whom, for which reasons and for how long at most.

    `cap` ends one hold; `cap_in_all` is what all holds of a case may take together, without it no more than `cap`.
    """

    allowed: bool = False
    by: tuple[Party, ...] = ()
    reasons: tuple[str, ...] = ()
    cap: Limit | None = None
    cap_in_all: Limit | None = None
    warn: tuple[Limit, ...] = ()

    @model_validator(mode="after")
    def _has_a_cap(self) -> Hold:
        if self.allowed and (self.cap is None or not self.by or not self.reasons):
            raise ValueError("a hold that is allowed needs `cap`, `by` and `reasons`")
        if self.cap_in_all and (self.cap is None or self.cap_in_all.unit is not self.cap.unit):
            raise ValueError("`cap_in_all` needs a `cap` in the same unit")
        return self

    @property
    def in_all(self) -> Duration | None:
        """What all holds of a case may take together; one `cap` where a procedure does not say, a local default."""
        return self.cap_in_all or self.cap


class Withdrawal(Sourced):
    """Who may withdraw a disagreement; a reason is always asked for."""

    by: tuple[Party, ...] = Field(min_length=1)


class Reopening(Sourced):
    """Whether a closed disagreement may be reopened, by whom and how long after closing."""

    allowed: bool
    by: tuple[Party, ...] = ()
    within: Limit | None = None

    @model_validator(mode="after")
    def _names_somebody(self) -> Reopening:
        if self.allowed and not self.by:
            raise ValueError("a reopening that is allowed needs `by`: who may ask for it")
        return self


class Onward(Sourced):
    """What lies beyond the last stage, so that a ladder never ends in silence."""

    title: Title
    to: tuple[str, ...] = Field(min_length=1)
    owner: Party
    clocks: tuple[Clock, ...] = Field(min_length=1)


class Emergency(Sourced):
    """What to do first when a child is in danger: it runs beside a disagreement that stays open."""

    text: str
