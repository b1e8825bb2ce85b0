"""What the page of a bundle asks of a case, whatever its kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from procedures.rules import Rules
from store.chain import instant
from workflows.bundle_words import BundleWords, when


@dataclass(frozen=True)
class Place:
    """A place on a case's way: when it was reached (ISO text; None if not yet), by which entry, and if it is there."""

    title: str
    reached: str | None
    entry: int | None
    here: bool


class CaseInBundle(Protocol):
    """A case as its bundle's page tells it."""

    @property
    def kind(self) -> str:
        """What kind of case it is, as a heading says it."""
        ...

    @property
    def way_heading(self) -> str:
        """What stands above its way."""
        ...

    @property
    def audiences(self) -> Mapping[str, str]:
        """Who may read an entry, in words by the entry's audience."""
        ...

    @property
    def procedure(self) -> Rules | None:
        """The rules that it runs on; None if their text is missing or cannot be read."""
        ...

    @property
    def words(self) -> BundleWords:
        """Words for what stands in its data."""
        ...

    def summary(self) -> list[tuple[str, str]]:
        """What it is and where it stands."""
        ...

    def way(self) -> list[Place]:
        """Where it has been, where it is, and where that is known beforehand, where it would go."""
        ...

    def counted(self, clock: dict[str, Any]) -> dict[str, Any]:
        """How a clock's due time was counted: `limit`, `basis`, and the account in `deadline` or None."""
        ...

    def parts(self) -> dict[str | None, str]:
        """The part in it that people have, by code."""
        ...


def is_after(later: str, due: str) -> bool:
    """Whether an instant's text is later than another's. False if one of them is none."""
    try:
        return instant(later) > instant(due)
    except (TypeError, ValueError):
        return False


def next_due(data: dict[str, Any]) -> str:
    """When the first of the running clocks is due, and whether that is over."""
    due = min((clock["due_at"] for clock in data["clocks"] if clock["ended_at"] is None), default=None)
    late = " (its time has run out)" if due and is_after(data["made_at"], due) else ""
    return f"{when(due)}{late}" if due else "nothing is due"
