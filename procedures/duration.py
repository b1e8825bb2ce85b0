"""A length of time as procedures state it: an amount and a unit."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator


class Unit(StrEnum):
    """What an amount is counted in. `procedures.deadline` says how each of them is counted."""

    HOURS = "hours"
    WORKING_HOURS = "working_hours"
    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    CALENDAR_MONTHS = "calendar_months"

    @classmethod
    def named(cls, text: str) -> Unit:
        """The unit with this name. ValueError, listing them and suggesting the nearest, if there is none."""
        try:
            return cls(text)
        except ValueError:
            raise ValueError(_no_such_unit(text)) from None

    @property
    def is_clock_time(self) -> bool:
        """Whether the unit leads from an instant to an instant, and not from a day to a day."""
        return self in {Unit.HOURS, Unit.WORKING_HOURS}

    def words(self, amount: int) -> str:
        """The unit as a sentence says it after this amount: `working day` after 1, else `working days`."""
        plural = self.value.replace("_", " ")
        return plural.removesuffix("s") if amount == 1 else plural


def _no_such_unit(text: str) -> str:
    units = [unit.value for unit in Unit]
    written = re.sub(r"[\s_-]+", "_", text.strip().lower())
    # "days" alone is never guessed: whether weekends count is exactly what it leaves open.
    shortened = [unit for unit in units if unit.endswith(f"_{written.removesuffix('s')}s")]
    nearest = get_close_matches(written, units, n=1, cutoff=0.6) or shortened
    question = f"; did you mean {' or '.join(nearest)}?" if nearest else "."
    return f"there is no unit {text!r}{question} The units are {', '.join(units[:-1])} and {units[-1]}."


class Duration(BaseModel):
    """An amount (a whole number, 0 or more) of a unit, such as 5 working days.

    An amount of 0 means "at once". Errors are pydantic's ValidationError, a ValueError, in plain words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: int = Field(strict=True)
    unit: Unit

    @field_validator("amount")
    @classmethod
    def _is_not_negative(cls, amount: int) -> int:
        if amount < 0:
            raise ValueError(f"{amount} is negative: the amount is a whole number, 0 or more")
        return amount

    @field_validator("unit", mode="before")
    @classmethod
    def _is_a_unit(cls, unit: Any) -> Any:
        return Unit.named(unit) if isinstance(unit, str) else unit

    @classmethod
    def parse(cls, text: str) -> Duration:
        """The duration written as an amount, a space and a unit: `5 working_days`.

        ValueError, saying what was expected, for any other text.
        """
        amount, _, unit = text.strip().partition(" ")
        if not unit:
            raise ValueError(f"{text!r} is not a duration: write it with its unit, such as '5 working_days'")
        return cls(amount=amount_from(amount), unit=Unit.named(unit.strip()))

    def words(self) -> str:
        """The duration as a sentence says it: `5 working days`, `1 calendar month`."""
        return f"{self.amount} {self.unit.words(self.amount)}"

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.value}"


def amount_from(text: str) -> int:
    """The amount that somebody typed. ValueError unless it is a whole number, 0 or more, up to 9 digits."""
    if not re.fullmatch(r"[0-9]{1,9}", text):
        found = "is more than anybody counts" if re.fullmatch(r"[0-9]+", text) else "is not an amount"
        raise ValueError(f"{text!r} {found}: give a whole number, 0 or more, such as 5")
    return int(text)
