"""What members and the chair of a group do."""

from __future__ import annotations

from typing import Literal

from states.action import Action, Narrative


class GiveGroupView(Action):
    """A member's view in a group."""

    NARRATIVE = ("reason",)
    kind: Literal["give_group_view"] = "give_group_view"
    view: Literal["with_raising_side", "with_responding_side", "another_way"]
    reason: Narrative


class Recuse(Action):
    """Step aside from a decision."""

    NARRATIVE = ("reason",)
    kind: Literal["recuse"] = "recuse"
    reason: Narrative


class DecideAsGroup(Action):
    """The chair records what the group decided."""

    NARRATIVE = ("decision",)
    kind: Literal["decide_as_group"] = "decide_as_group"
    view: Literal["with_raising_side", "with_responding_side", "another_way"]
    decision: Narrative


class GroupCannotAgree(Action):
    """The chair records that the group cannot agree: it goes to whoever is next."""

    NARRATIVE = ("reason",)
    kind: Literal["group_cannot_agree"] = "group_cannot_agree"
    reason: Narrative
