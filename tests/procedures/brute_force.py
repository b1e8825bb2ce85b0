"""A second reading of the procedure language, written from its documentation and sharing no code with the engine.

It plays a procedure's plain data by brute force, so that what the checker lets pass can be held against it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.procedures.variations import Data

OUTSIDE = ("onward", "closing", "closed")
RAISER_OR_ANY = ("answering", "information", "meeting", "prompted")


@dataclass(frozen=True)
class Standing:
    """Where a case stands: a stage or one of OUTSIDE, what is going on there, and which clocks run."""

    place: str
    doing: str
    clocks: frozenset[str]


class Ladder:
    """A procedure's plain data, played. Holds, redirects and leaps are left out: give it data without them."""

    def __init__(self, data: Data) -> None:
        self.data = data
        self.order = [stage["id"] for stage in data["stages"]]
        self.stages = {stage["id"]: stage for stage in data["stages"]}

    def clocks_at(self, place: str) -> dict[str, Data]:
        if place == "onward":
            return {clock["id"]: clock for clock in self.data["onward"]["clocks"]}
        stage = self.stages.get(place)
        if stage is None:
            return {}
        has = "group" if stage["group"] else "rank"
        shared = [clock for clock in self.data["every_stage"] if clock["only"] in (None, has)]
        return {clock["id"]: clock for clock in (*shared, *stage["clocks"])}

    def waits_in_silence(self) -> str | None:
        """A state in which a case could wait for ever, in words, or None if there is none."""
        seen = {first := Standing("draft", "draft", frozenset())}
        waiting = [first]
        while waiting:
            case = waiting.pop()
            reason = self.wrong_with(case)
            if reason:
                return f"{case}: {reason}"
            for following in self.all_that_may_happen(case):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return None

    def wrong_with(self, case: Standing) -> str | None:
        if case.place in ("draft", "closed"):
            return None
        if case.place == "closing":
            return None  # what is owed was looked at when it was reached
        if not case.clocks:
            return "no clock runs"
        known = self.clocks_at(case.place)
        for identifier in case.clocks & set(known):
            clock = known[identifier]
            stage = self.stages.get(case.place, {"group": None, "gate": None})
            if clock["on_expiry"] == "flag" and not clock["chase"]:
                return f"{identifier} is flagged and nobody is chased"
            if clock["on_expiry"] == "open_stage" and case.doing not in ("gate", "returned"):
                return f"{identifier} opens what is open"
            if clock["on_expiry"] == "resume":
                return f"{identifier} resumes what was never held"
            if clock["owner"] in ("chair", "group") and not stage["group"]:
                return f"{identifier} is owed by nobody"
            if (clock["owner"] == "gatekeeper" and not stage["gate"]) or clock["owner"] == "holder":
                return f"{identifier} is owed by nobody"
        return None

    def all_that_may_happen(self, case: Standing) -> Iterator[Standing]:
        if case.place == "draft":
            yield self.enter(case, 0, "case_raised")
        elif case.place == "onward":
            yield from self.end(case, "settled_elsewhere")
            yield from self.expiries(case)
        elif case.place in self.stages:
            yield from self.people(case)
            yield from self.expiries(case)

    def people(self, case: Standing) -> Iterator[Standing]:
        stage, doing = self.stages[case.place], case.doing
        base = "deciding" if stage["group"] else "answering"
        yield from self.end(case, "withdrawn")
        if doing == "gate":
            yield self.stay(case, base, "stage_opened")
            yield self.stay(case, "returned", "gate_returned")
        elif doing == "returned":
            yield self.stay(case, "gate", "gate_sought")
        else:
            yield self.stay(case, base if doing == "meeting" else doing, "meeting_recorded")
            if doing in (base, "meeting"):
                yield self.stay(case, doing, "acknowledged")
            if doing == base:
                yield self.stay(case, "information", "information_asked")
            if doing == "information":
                yield self.stay(case, base, "information_given")
            if stage["rank"]:
                yield from self.between_two_sides(case)
            elif doing == base:
                yield self.stay(case, base, "group_view_given")
                yield self.up(case)
                yield from self.end(case, "decided")

    def between_two_sides(self, case: Standing) -> Iterator[Standing]:
        yield self.up(case)
        yield from self.end(case, "settled")
        if case.doing in RAISER_OR_ANY:
            yield self.stay(case, "considering", "answered")

    def expiries(self, case: Standing) -> Iterator[Standing]:
        known = self.clocks_at(case.place)
        for identifier in case.clocks:
            if identifier not in known:
                cap = next(cap for cap in self.data["caps"] if cap["id"] == identifier)
                yield self.up(case, max(self.order.index(stage) for stage in cap["stages"]))
                continue
            spent = Standing(case.place, case.doing, case.clocks - {identifier})
            base = "deciding" if case.place in self.stages and self.stages[case.place]["group"] else "answering"
            match known[identifier]["on_expiry"]:
                case "move_up":
                    yield self.up(case) if case.place in self.stages else spent
                case "open_stage":
                    yield self.stay(spent, base, "stage_opened")
                case "prompt_raiser":
                    yield self.stay(spent, "prompted", "raiser_prompted") if case.place in self.stages else spent
                case "require_meeting":
                    yield self.stay(spent, "meeting", "meeting_required") if case.place in self.stages else spent

    def end(self, case: Standing, outcome: str) -> Iterator[Standing]:
        reached = self.order.index(case.place) if case.place in self.order else len(self.order) - 1
        stage = self.stages[self.order[reached]]
        owed = [
            duty
            for duty in self.data["closing_duties"]
            if outcome in duty["outcomes"]
            and (duty["from_stage"] is None or self.order.index(duty["from_stage"]) <= reached)
        ]
        nobody = [duty for duty in owed if duty["owner"] in ("chair", "group") and not stage["group"]]
        nobody += [duty for duty in owed if duty["owner"] == "holder"]
        nobody += [duty for duty in owed if duty["owner"] == "gatekeeper" and not stage["gate"]]
        if nobody or not owed:
            yield Standing("onward", "told nobody", frozenset())  # an ending that tells nobody is a silence too
        else:
            yield Standing("closing", outcome, frozenset(duty["id"] for duty in owed))

    def up(self, case: Standing, beyond: int | None = None) -> Standing:
        return self.enter(case, (self.order.index(case.place) if beyond is None else beyond) + 1)

    def enter(self, case: Standing, place: int, *events: str) -> Standing:
        if place == len(self.order):
            return self.arrive(case, "onward", "onward", {*events, "referred_onward"})
        stage = self.stages[self.order[place]]
        if stage["gate"]:
            return self.arrive(case, stage["id"], "gate", {*events, "gate_sought"})
        return self.arrive(case, stage["id"], "deciding" if stage["group"] else "answering", {*events, "stage_opened"})

    def stay(self, case: Standing, doing: str, event: str) -> Standing:
        return self.arrive(case, case.place, doing, {event})

    def arrive(self, case: Standing, place: str, doing: str, events: set[str]) -> Standing:
        known = self.clocks_at(place)
        left = case.place != place
        still = {i for i in case.clocks & set(known) if not left and not events & set(known[i]["stops"])}
        still |= {i for i, clock in known.items() if events & set(clock["starts"])}
        for cap in self.data["caps"]:
            opened = events & {"gate_sought", "stage_opened"}
            if place in cap["stages"] and (opened or cap["id"] in case.clocks):
                still.add(cap["id"])
        return Standing(place, doing, frozenset(still))
