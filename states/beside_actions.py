"""What is written beside a disagreement's course, and moves neither it nor any clock: notes and advice."""

from __future__ import annotations

from typing import Literal

from states.action import Action, Narrative


class AddNote(Action):
    """Write a note for one's own side, which the other side does not see."""

    NARRATIVE = ("note",)
    kind: Literal["add_note"] = "add_note"
    note: Narrative


class Advise(Action):
    """The independent scrutineer's advice, for both sides and the group. It decides nothing."""

    NARRATIVE = ("advice",)
    kind: Literal["advise"] = "advise"
    advice: Narrative
