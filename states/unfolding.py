"""One event unfolding into a decision: moves made, clocks ended and started, entries written, notices owed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from procedures.clock import Trigger
from procedures.graph import COMMITMENT, Graph, Move, Phase, owner
from procedures.running import clock_changes, outcome_of
from states.attempt import Attempt
from states.case import Case, HeldCase, RunningClock
from states.decision import CLOCK, Audience, ClockEnd, Decision, Entry, NoticeOwed
from states.responsible import Responsible, responsible
from states.timing import Rule, rule_of, shifted, started


@dataclass
class Unfolding:
    """Collects what an event does. `case` is the case as it stands after what has been carried out so far."""

    attempt: Attempt
    graph: Graph
    case: Case
    entries: list[Entry] = field(default_factory=list)
    started: list[RunningClock] = field(default_factory=list)
    changed: list[RunningClock] = field(default_factory=list)
    ended: list[ClockEnd] = field(default_factory=list)
    notices: list[NoticeOwed] = field(default_factory=list)

    def carry_out(
        self,
        move: Move,
        kind: str,
        *,
        at: datetime,
        actor: str = CLOCK,
        on_behalf_of: str | None = None,
        audience: Audience = "parties",
        facts: dict[str, Any] | None = None,
        narrative: dict[str, str] | None = None,
        expired: RunningClock | None = None,
        finished_duty: str | None = None,
        set_times: dict[str, datetime] | None = None,
        update: dict[str, Any] | None = None,
    ) -> list[RunningClock]:
        """Make a move: end and start its clocks, find the next owner, write its entry. Returns the clocks started.

        `at` is when the event is true; `set_times` are due times that people set, by clock; `update` are fields of
        the case that the event itself changes.
        """
        before = self.case
        changes = clock_changes(
            self.attempt.procedure,
            move,
            [clock.clock for clock in before.clocks],
            held=[clock.clock for clock in before.held.clocks] if before.held else (),
            finished_duty=finished_duty,
            commits=COMMITMENT in (set_times or {}),
        )
        ended = [
            ClockEnd(clock.number, "expired" if clock is expired else "stopped", at)
            for clock in before.clocks
            if clock.clock in changes.stops
        ]
        self.ended += ended
        self.case = replace(
            before,
            position=move.target.value,
            version=before.version + 1,
            clocks=tuple(clock for clock in before.clocks if clock.clock not in changes.stops),
            **self._standing_after(move, before),
            **(update or {}),
        )
        new = self._start(move, changes.starts, before, set_times or {})
        self._find_owner(move, before)
        self._write(move, kind, at, actor, on_behalf_of, audience, facts or {}, narrative or {}, new, ended)
        return new

    def decision(self) -> Decision:
        """What has been carried out, as one decision. A clock started and ended in it is neither."""
        gone = {end.number for end in self.ended}
        fresh = {clock.number for clock in self.started}
        running = {clock.number: clock for clock in self.case.clocks}
        return Decision(
            case=self.case,
            entries=tuple(self.entries),
            clocks_started=tuple(running.get(c.number, c) for c in self.started),
            clocks_changed=tuple(
                running[c.number] for c in {c.number: c for c in self.changed}.values()
                if c.number not in gone and c.number not in fresh and c.number in running
            ),
            clocks_ended=tuple(self.ended),
            notices=tuple(self.notices),
        )

    def replace_clock(self, clock: RunningClock) -> None:
        """Put a clock in the place of the one with its number: its next instant or its owner has changed."""
        clocks = tuple(clock if known.number == clock.number else known for known in self.case.clocks)
        self.case = replace(self.case, clocks=clocks)
        self.changed.append(clock)

    def restart_earlier(self, clock: RunningClock, rule: Rule) -> None:
        """End a clock and start it anew under a shorter limit. Its due time never moves later."""
        new = started(self.attempt, rule, self.case.clock_count + 1, clock.clock, clock.stage, clock.owner, None)
        if new.due_at >= clock.due_at:
            return
        self.ended.append(ClockEnd(clock.number, "stopped", self.attempt.now))
        self.started.append(new)
        clocks = tuple(new if known.number == clock.number else known for known in self.case.clocks)
        self.case = replace(self.case, clocks=clocks, clock_count=new.number)

    def note_clocks_on_last_entry(self) -> None:
        """Write on the newest entry the clocks that were restarted beside its move."""
        entry = self.entries[-1]
        fresh = [clock for clock in self.started if clock.started_at == self.attempt.now]
        facts = dict(entry.facts)
        facts["clocks_started"] = [_started_fact(clock) for clock in fresh]
        facts["clocks_ended"] = [{"number": end.number, "how": end.how} for end in self.ended]
        self.entries[-1] = replace(entry, facts={name: value for name, value in facts.items() if value != []})

    def answers_for(self, party: str) -> Responsible:
        """Who answers for a party where the case now stands."""
        attempt = self.attempt
        return responsible(attempt.directory, attempt.procedure, self.case, party, self.case.at, attempt.day)

    def _standing_after(self, move: Move, before: Case) -> dict[str, Any]:
        """Fields of the case that follow from the move alone."""
        now = self.attempt.now
        changed: dict[str, Any] = {}
        if move.event == "hold":
            changed["held"] = HeldCase(before.position, self.attempt.actor, now, before.clocks)
        elif move.source.phase is Phase.HELD and move.target.phase is not Phase.HELD:
            changed["held"] = None
        if move.target.stage and (move.leaves_stage or Trigger.REOPENED in move.triggers) and "held" not in changed:
            changed |= {"reached": move.target.stage, "stage_opened_at": now, "acknowledged": False, "views": ()}
        if Trigger.RESOLVED in move.triggers:
            changed["outcome"] = outcome_of(move.event)
        if Trigger.CLOSED in move.triggers:
            changed["closed_at"] = now
        if Trigger.REOPENED in move.triggers:
            changed |= {"outcome": None, "closed_at": None, "outcome_agreed_by": ()}
        return changed

    def _start(
        self, move: Move, clock_ids: tuple[str, ...], before: Case, set_times: dict[str, datetime]
    ) -> list[RunningClock]:
        attempt, new = self.attempt, []
        for clock_id in clock_ids:
            held = next((c for c in before.held.clocks if c.clock == clock_id), None) if before.held else None
            resumes = held is not None and move.event.startswith("resume_at__")
            stage = held.stage if held and resumes else move.target.stage
            rule = rule_of(attempt.procedure, stage, clock_id, self.case)
            due = set_times.get(clock_id)
            if held and resumes and before.held:
                due = shifted(held, before.held.since, attempt.now, attempt.calendar)
            number = self.case.clock_count + 1
            person = self.answers_for(rule.owner).person
            clock = started(attempt, rule, number, clock_id, stage, person, due)
            self.case = replace(self.case, clock_count=number, clocks=(*self.case.clocks, clock))
            new.append(clock)
        self.started += new
        return new

    def _find_owner(self, move: Move, before: Case) -> None:
        """Who owes the next step now: by position, or while closing whoever owes the duty that is due first."""
        if self.case.at.phase is Phase.CLOSED:
            self.case = replace(self.case, owner=None, owner_via="post")
            return
        if self.case.at.phase is Phase.CLOSING:
            first = min(self.case.clocks, key=lambda clock: clock.due_at, default=None)
            self.case = replace(self.case, owner=first.owner if first else None, owner_via="post")
            return
        stays = move.source == move.target and before.owner is not None
        if stays and move.event not in ("recuse", "pass_on"):
            return
        found = self.answers_for(owner(self.attempt.procedure, self.case.at) or "business_support")
        self.case = replace(self.case, owner=found.person, owner_via=found.via)

    def _write(
        self,
        move: Move,
        kind: str,
        at: datetime,
        actor: str,
        on_behalf_of: str | None,
        audience: Audience,
        facts: dict[str, Any],
        narrative: dict[str, str],
        new: list[RunningClock],
        ended: list[ClockEnd],
    ) -> None:
        case = self.case
        written: dict[str, Any] = dict(facts)
        if move.target.value != move.source.value:
            written["from"] = move.source.value
        if new:
            written["clocks_started"] = [_started_fact(clock) for clock in new]
        if ended:
            written["clocks_ended"] = [{"number": end.number, "how": end.how} for end in ended]
        if case.owner:
            written["owner"] = case.owner
            if case.owner_via != "post":
                written["owner_via"] = case.owner_via
        self.entries.append(
            Entry(
                number=case.version,
                kind=kind,
                at=at,
                recorded_at=self.attempt.now,
                actor=actor,
                position=move.target.value,
                on_behalf_of=on_behalf_of,
                audience=audience,
                facts=written,
                narrative=narrative,
            )
        )


def _started_fact(clock: RunningClock) -> dict[str, object]:
    return {"number": clock.number, "clock": clock.clock, "owner": clock.owner, "due": clock.due_at.isoformat()}
