"""One event unfolding into a decision: moves made, clocks ended and started, entries written, notices owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from dataclasses import replace as rewritten
from datetime import datetime
from typing import Any, cast

from msgspec.structs import replace

from procedures.clock import Trigger
from procedures.due_instant import due_at
from procedures.graph import COMMITMENT, Graph, Move, Phase, owner
from procedures.running import ClockChanges, clock_changes, outcome_of
from states.attempt import Attempt
from states.case import Case, HeldCase, RunningClock
from states.decision import CLOCK, Audience, ClockEnd, Decision, Entry, NoticeOwed
from states.responsible import Responsible, Via, responsible
from states.timing import Rule, resumed, rule_of, started


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
    handed: list[dict[str, object]] = field(default_factory=list)

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
        changes = self._clock_changes(move, before, finished_duty, commits=COMMITMENT in (set_times or {}))
        if changes.starts and not move.leaves_stage:
            changes = self._never_later(changes, move, before, expired, set_times or {})
        ended = [
            # A clock may have started after the moment at which another, marked late, ran out.
            ClockEnd(clock.number, "expired" if clock is expired else "stopped", max(at, clock.started_at))
            for clock in before.clocks
            if clock.clock in changes.stops
        ]
        self.ended += ended
        standing = self._standing_after(move, before)
        standing["position"] = move.target.value
        standing["version"] = before.version + 1
        if changes.stops:
            standing["clocks"] = tuple(clock for clock in before.clocks if clock.clock not in changes.stops)
        if update:
            standing |= update
        self.case = replace(before, **standing)
        new = self._start(move, changes.starts, before, set_times or {})
        clocks = (*self._running_on(move), *new)
        found = self._owner_after(move, before, clocks)
        self.case = replace(
            self.case,
            clocks=clocks,
            clock_count=self.case.clock_count + len(new),
            owner=found.person if found else None,
            owner_via=found.via if found else "post",
        )
        self._write(move, kind, at, actor, on_behalf_of, audience, facts or {}, narrative or {}, new, ended)
        return new

    def _running_on(self, move: Move) -> tuple[RunningClock, ...]:
        """The clocks that a move leaves running; what outlives a stage is owed by whoever answers at the next one."""
        if not move.leaves_stage:
            return self.case.clocks
        kept = []
        for clock in self.case.clocks:
            rule = rule_of(self.attempt.procedure, move.target.stage, clock.clock, self.case)
            answers = self.answers_for(rule.owner)
            handed = replace(clock, owner=answers.person)
            if handed != clock:
                self.changed.append(handed)
                self.handed.append(_handed_fact(handed, answers))
            kept.append(handed)
        return tuple(kept)

    def decision(self) -> Decision:
        """What has been carried out, as one decision. A clock started or handed on is in it as it was last.

        That goes for one that has ended meanwhile as well: its row is to say what the record says.
        """
        fresh = {clock.number for clock in self.started}
        newest = {clock.number: clock for clock in (*self.changed, *self.case.clocks)}
        return Decision(
            case=self.case,
            entries=tuple(self.entries),
            clocks_started=tuple(newest.get(clock.number, clock) for clock in self.started),
            clocks_changed=tuple(
                newest[number]
                for number in dict.fromkeys(clock.number for clock in self.changed)
                if number not in fresh
            ),
            clocks_ended=tuple(self.ended),
            notices=tuple(self.notices),
        )

    def replace_clock(self, clock: RunningClock) -> None:
        """Put a clock in the place of the one with its number: its next instant or its owner has changed."""
        clocks = tuple(clock if known.number == clock.number else known for known in self.case.clocks)
        self.case = replace(self.case, clocks=clocks)
        self.changed.append(clock)

    def pass_steps(self, successors: Mapping[int, Responsible], owner: Responsible | None = None) -> list[RunningClock]:
        """Give clocks, by number, to their successors, and write it on the newest entry. Returns them as they are now.

        `owner` is who owes the next step from now on, if that changes too; while closing it follows from the duties.
        """
        passed = [
            replace(clock, owner=successors[clock.number].person)
            for clock in self.case.clocks
            if clock.number in successors
        ]
        for clock in passed:
            self.replace_clock(clock)
        if self.case.at.phase is Phase.CLOSING:
            owner = _who_owes_the_first_duty(self.case.clocks)
        if owner:
            self.case = replace(self.case, owner=owner.person, owner_via=owner.via)
        facts = {name: value for name, value in self.entries[-1].facts.items() if name not in ("owner", "owner_via")}
        facts["clocks_handed"] = [_handed_fact(clock, successors[clock.number]) for clock in passed]
        self.entries[-1] = rewritten(self.entries[-1], facts=facts | _owner_facts(self.case))
        return passed

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
        self.entries[-1] = rewritten(entry, facts={name: value for name, value in facts.items() if value != []})

    def answers_for(self, party: str) -> Responsible:
        """Who answers for a party where the case now stands."""
        attempt = self.attempt
        return responsible(attempt.directory, attempt.procedure, self.case, party, self.case.at, attempt.day)

    def _clock_changes(self, move: Move, before: Case, finished_duty: str | None, *, commits: bool) -> ClockChanges:
        """Which clocks stop and start: by the rule shared with the checker, each question worked out once."""
        running = tuple([clock.clock for clock in before.clocks])
        held = tuple([clock.clock for clock in before.held.clocks]) if before.held else ()
        key = (ClockChanges, move.source.value, move.event, running, held, finished_duty, commits)
        known = self.attempt.procedure.remembered.get(key)
        if known is None:
            known = self.attempt.procedure.remembered[key] = clock_changes(
                self.attempt.procedure, move, running, held=held, finished_duty=finished_duty, commits=commits
            )
        return cast("ClockChanges", known)

    def _never_later(
        self,
        changes: ClockChanges,
        move: Move,
        before: Case,
        expired: RunningClock | None,
        set_times: dict[str, datetime],
    ) -> ClockChanges:
        """The changes without those restarts that would only put a running clock's due time off."""
        attempt, kept = self.attempt, set()
        for clock in before.clocks:
            if clock.clock not in changes.starts or clock is expired or clock.clock in set_times:
                continue
            limit = rule_of(attempt.procedure, move.target.stage, clock.clock, before).limit
            if limit is None or due_at(attempt.now, limit, attempt.calendar) >= clock.due_at:
                kept.add(clock.clock)
        if not kept:
            return changes
        return ClockChanges(
            tuple(clock for clock in changes.stops if clock not in kept),
            tuple(clock for clock in changes.starts if clock not in kept),
        )

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
        attempt = self.attempt
        new: list[RunningClock] = []
        for clock_id in clock_ids:
            held = next((c for c in before.held.clocks if c.clock == clock_id), None) if before.held else None
            resumes = held is not None and move.event.startswith("resume_at__")
            stage = held.stage if held and resumes else move.target.stage
            rule = rule_of(attempt.procedure, stage, clock_id, self.case)
            number = self.case.clock_count + len(new) + 1
            person = self.answers_for(rule.owner).person
            if held and resumes:
                new.append(resumed(attempt, before, held, rule, number, person))
            else:
                new.append(started(attempt, rule, number, clock_id, stage, person, set_times.get(clock_id)))
        self.started += new
        return new

    def _owner_after(self, move: Move, before: Case, clocks: tuple[RunningClock, ...]) -> Responsible | None:
        """Who owes the next step now: by position, or while closing whoever owes the duty that is due first."""
        phase = move.target.phase
        if phase is Phase.CLOSED:
            return None
        if phase is Phase.CLOSING:
            return _who_owes_the_first_duty(clocks)
        if move.source == move.target and before.owner and move.event != "recuse":
            return Responsible(before.owner, cast("Via", before.owner_via))
        return self.answers_for(owner(self.attempt.procedure, move.target) or "business_support")

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
        if self.handed:
            written["clocks_handed"], self.handed = self.handed, []
        if ended:
            written["clocks_ended"] = [{"number": end.number, "how": end.how} for end in ended]
        written |= _owner_facts(case)
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


def _who_owes_the_first_duty(clocks: tuple[RunningClock, ...]) -> Responsible | None:
    first = min(clocks, key=lambda clock: clock.due_at, default=None)
    return Responsible(first.owner) if first else None


def _owner_facts(case: Case) -> dict[str, str]:
    if case.owner is None:
        return {}
    return {"owner": case.owner} if case.owner_via == "post" else {"owner": case.owner, "owner_via": case.owner_via}


def _handed_fact(clock: RunningClock, owner: Responsible) -> dict[str, object]:
    return {"number": clock.number, "owner": clock.owner, "via": owner.via}


def _started_fact(clock: RunningClock) -> dict[str, object]:
    fact: dict[str, object] = {"number": clock.number, "clock": clock.clock, "owner": clock.owner}
    if clock.stage:
        fact["stage"] = clock.stage
    return fact | {"due": clock.due_at.isoformat()}
