"""A record in the making: entries as the engine would write them."""

from __future__ import annotations

from datetime import datetime

from procedures.review_course import ReviewPosition as P
from states.action import Action
from store.readable_cases import RecordedEntry


class Recording:
    """Writes entries as the engine would, from the actions of people."""

    def __init__(self) -> None:
        self.entries: list[RecordedEntry] = []

    def write(self, action: Action, actor: str, when: datetime, position: P, **more: object) -> None:
        """Add an entry for an action."""
        self.entries.append(
            RecordedEntry(
                number=len(self.entries) + 1,
                kind=action.kind,
                at=when,
                recorded_at=when,
                actor=actor,
                on_behalf_of=None,
                position=position.value,
                audience="oversight",
                facts=action.facts() | more,
                narrative=action.narrative(),
            )
        )
