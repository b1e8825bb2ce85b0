"""A disagreement as its bundle's page tells it."""

from __future__ import annotations

from typing import Any

from procedures.language import Procedure
from procedures.position import Phase
from workflows.bundle_case import Place, next_due
from workflows.bundle_procedure import counted, procedure_in
from workflows.bundle_words import AUDIENCES, DisagreementWords, position_in, read_object, when

OFF_THE_LADDER = (Phase.ONWARD, Phase.CLOSING, Phase.CLOSED)


class DisagreementInBundle:
    """A disagreement in a bundle's data."""

    kind = "professional disagreement"
    way_heading = "Position on the ladder"
    audiences = AUDIENCES

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.procedure: Procedure | None = procedure_in(data, Procedure)
        self.words = DisagreementWords(data, self.procedure)

    def summary(self) -> list[tuple[str, str]]:
        """What it is about, where it stands and who is in it."""
        case, words = self.data["case"], self.words
        receiver = self._receiver()
        linked = [("Opened by the review", case["linked_to"])] if case.get("linked_to") else []
        return [
            ("Where it stands", words.position(case["position"])),
            ("Next step with", words.post(case["owner"]) if case["owner"] else "nobody: it is closed"),
            ("Next due", next_due(self.data)),
            ("Raised", f"{when(case['raised_at'])}, by {words.post(case['raiser'])}"),
            ("Other side", words.post(receiver) if receiver else words.agency(case["responding_agency"])),
            *linked,
            ("About", words.value(case["category"])),
            ("Priority", words.value(case["priority"])),
            ("Outcome", case["outcome"].replace("_", " ") if case["outcome"] else "none yet"),
            ("Closed", when(case["closed_at"]) if case["closed_at"] else "not closed"),
        ]

    def way(self) -> list[Place]:
        """The rungs from the lowest up, and what came after."""
        now = _rung(self.data["case"]["position"])
        procedure, reached = self.procedure, self._reached(now)
        rungs = [(stage.id, stage.title) for stage in procedure.stages] if procedure else []
        rungs += [(phase.value, self._beyond(phase)) for phase in OFF_THE_LADDER if phase.value in reached]
        return [
            Place(
                title,
                reached[rung]["at"] if rung in reached else None,
                reached[rung]["number"] if rung in reached else None,
                rung == now,
            )
            for rung, title in rungs
        ]

    def counted(self, clock: dict[str, Any]) -> dict[str, Any]:
        """How a clock's due time was counted, by its rule on the ladder."""
        if self.procedure is None:
            return {"limit": "", "basis": "", "deadline": None}
        return counted(self.procedure, clock, self.data["clocks"])

    def parts(self) -> dict[str | None, str]:
        """Who raised it, and who is on the other side."""
        return {self._receiver(): "other side", self.data["case"]["raiser"]: "raised it"}

    def _receiver(self) -> str | None:
        state = read_object(self.data["case"]["state"])
        found: str | None = state.get("responding", {}).get("practitioner")
        return found

    def _reached(self, now: str | None) -> dict[str, dict[str, Any]]:
        """The entry by which each rung was first reached; the rung where it is `now`, by which it came there last."""
        reached: dict[str, dict[str, Any]] = {}
        before: str | None = None
        for entry in self.data["entries"]:
            rung = _rung(entry["position"])
            if rung and (rung not in reached or (rung == now and rung != before)):
                reached[rung] = entry
            before = rung or before
        return reached

    def _beyond(self, phase: Phase) -> str:
        if self.procedure and phase is Phase.ONWARD:
            return self.procedure.onward.title
        return self.words.position(phase.value)


def _rung(value: object) -> str | None:
    position = position_in(value)
    if position is None:
        return None
    return position.stage or (position.phase.value if position.phase in OFF_THE_LADDER else None)
