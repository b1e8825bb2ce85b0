"""A group that decides: its functions, quorum, chair, recusal and what happens when it cannot agree."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from procedures.source import Identifier, Sourced


class Function(Sourced):
    """A function with one voice, held by one or more seats.

    With several seats (three integrated care boards, say) `seats_heard` tells whether any one speaks for the
    function or every seat is asked.
    """

    id: Identifier
    title: str
    seats: tuple[Identifier, ...] = Field(min_length=1)
    seats_heard: Literal["any", "all"] = "any"


class Chair(Sourced):
    """How the chair is found: the first of `order` (function ids), or yearly the next of it from `first_year` on."""

    rotates: Literal["yearly", "never"] = "yearly"
    order: tuple[Identifier, ...] = Field(min_length=1)
    first_year: int | None = None

    @model_validator(mode="after")
    def _knows_when_it_began(self) -> Chair:
        if self.rotates == "yearly" and self.first_year is None:
            raise ValueError("a chair that rotates yearly needs `first_year`: when the first of `order` held it")
        return self

    def function_in(self, year: int) -> str:
        """The function that chairs in a calendar year."""
        if self.rotates == "never" or self.first_year is None:
            return self.order[0]
        return self.order[(year - self.first_year) % len(self.order)]


class Recusal(Sourced):
    """Whether a member whose own agency is a party steps aside, and whether a member may do so by choice."""

    own_agency_is_party: Literal["steps_aside", "declares", "stays"]
    by_choice: bool = True


class Group(Sourced):
    """A group at the top of a ladder. `quorum` counts functions, not people.

    Often a document states the group and neither quorum nor voting: `bases` then gives those their own standing.
    """

    id: Identifier
    title: str
    functions: tuple[Function, ...] = Field(min_length=1)
    quorum: int = Field(ge=1)
    decides: Literal["unanimous", "majority"]
    chair: Chair
    recusal: Recusal

    @model_validator(mode="after")
    def _holds_together(self) -> Group:
        known = {function.id for function in self.functions}
        unknown = [name for name in self.chair.order if name not in known]
        if unknown:
            raise ValueError(f"chair.order names {unknown[0]!r}, which is not a function of group {self.id!r}")
        return self

    def function(self, function_id: str) -> Function:
        """The function with this id; KeyError if there is none."""
        for function in self.functions:
            if function.id == function_id:
                return function
        raise KeyError(function_id)
