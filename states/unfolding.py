"""One event unfolding into a decision: moves made, clocks ended and started, entries written, notices owed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from msgspec.structs import replace

from procedures.clock import Trigger
from procedures.graph import COMMITMENT, Graph, Move, Phase, owner
from procedures.running import ClockChanges, clock_changes, outcome_of
from states.attempt import Attempt
from states.case import Case, HeldCase, RunningClock
from states.decision import CLOCK, Audience, ClockEnd, Decision, Entry, NoticeOwed, owner_facts
from states.handing_over import support_team
from states.holding import hold_that_ends
from states.responsible import Responsible, Via, responsible
from states.timing import Rule, first_due, iso, resumed, rule_of, shortened_due, started


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
            owner_for=found.post if found else None,
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
            handed = replace(clock, owner=answers.person, owner_for=answers.post)
            if handed != clock:
                self.changed.append(handed)
                self.handed.append(_handed_fact(handed, answers))
            kept.append(handed)
        return tuple(kept)

    def decision(self) -> Decision:
        """What has been carried out, as one decision. A clock started or handed on is in it as it was last.

        That goes for one that has ended meanwhile as well: its row is to say what the record says. Nobody is asked for
        a step that has gone on in the same breath.
        """
        begun, changed = tuple(self.started), tuple(self.changed)
        over = {end.number for end in self.ended}
        if changed:
            newest = {clock.number: clock for clock in (*changed, *self.case.clocks)}
            fresh = {clock.number for clock in begun}
            numbers = dict.fromkeys(clock.number for clock in changed)
            begun = tuple(newest.get(clock.number, clock) for clock in begun)
            changed = tuple(newest[number] for number in numbers if number not in fresh)
        return Decision(
            case=self.case,
            entries=tuple(self.entries),
            clocks_started=begun,
            clocks_changed=changed,
            clocks_ended=tuple(self.ended),
            notices=tuple(notice for notice in self.notices if notice.clock is None or notice.clock not in over),
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
            replace(clock, owner=successor.person, owner_for=successor.post)
            for clock in self.case.clocks
            if (successor := successors.get(clock.number))
        ]
        for clock in passed:
            self.replace_clock(clock)
        if self.case.at.phase is Phase.CLOSING:
            owner = _who_owes_the_first_duty(self.case.clocks)
        if owner:
            self.case = replace(self.case, owner=owner.person, owner_via=owner.via, owner_for=owner.post)
        self._note("clocks_handed", [_handed_fact(clock, successors[clock.number]) for clock in passed])
        facts = {name: value for name, value in self.entries[-1].facts.items() if name not in ("owner", "owner_via")}
        self.entries[-1] = replace(self.entries[-1], facts=facts | owner_facts(self.case))
        return passed

    def restart_earlier(self, clock: RunningClock, rule: Rule) -> None:
        """End a clock and start it anew under a shorter limit, and write it on the newest entry.

        Its due time never moves later: a limit that would ends nothing.
        """
        if rule.limit is None:
            return
        due = shortened_due(self.attempt, self.case, clock, rule.limit, rule.fast_limit)
        if due >= clock.due_at:
            return
        new = started(self.attempt, rule, self.case.clock_count + 1, clock.clock, clock.stage, clock.owner, due)
        new = replace(new, owner_for=clock.owner_for, counts_from=clock.counts_from or clock.started_at)
        end = ClockEnd(clock.number, "stopped", max(self.attempt.now, clock.started_at))
        self.ended.append(end)
        self.started.append(new)
        self._note("clocks_started", [_started_fact(new)])
        self._note("clocks_ended", [{"number": end.number, "how": end.how}])
        clocks = tuple(new if known.number == clock.number else known for known in self.case.clocks)
        self.case = replace(self.case, clocks=clocks, clock_count=new.number)

    def _note(self, name: str, told: list[dict[str, object]]) -> None:
        """Write on the newest entry what became of clocks beside its move, after what it says of clocks already."""
        entry = self.entries[-1]
        if told:
            known = entry.facts.get(name, [])
            self.entries[-1] = replace(entry, facts={**entry.facts, name: [*known, *told]})

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
            rule = rule_of(attempt.procedure, move.target.stage, clock.clock, before)
            due = first_due(attempt.now, rule.limit, rule.fast_limit, attempt.calendar) if rule.limit else None
            if due is None or due >= clock.due_at:
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
            ended = hold_that_ends(before, now)
            changed |= {"held": None, "past_holds": (*before.past_holds, *([ended] if ended else []))}
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
            found = self.answers_for(rule.owner)
            if held and resumes:
                clock = resumed(attempt, before, held, rule, number, found.person)
            else:
                clock = started(attempt, rule, number, clock_id, stage, found.person, set_times.get(clock_id))
            new.append(clock if clock.owner_for == found.post else replace(clock, owner_for=found.post))
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
            return Responsible(before.owner, cast("Via", before.owner_via), before.owner_for)
        party = owner(self.attempt.procedure, move.target) or "business_support"
        found = self.answers_for(party)
        # A chair who steps aside leaves what they had to whoever chairs now.
        return found if move.leaves_stage or move.event == "recuse" else self._keeps(clocks, party, found)

    def _keeps(self, clocks: tuple[RunningClock, ...], party: str, found: Responsible) -> Responsible:
        """Who owes a party's next step at the same stage: whoever its clocks were handed to, or who answers for it.

        Somebody who took a step over while the case waited for another still has it when it comes back.
        """
        attempt = self.attempt
        for clock in clocks:
            if clock.owner == found.person or clock.owner_for != (found.post or found.person):
                continue
            there = attempt.directory.stand_in(clock.owner, attempt.day)
            is_there = there is not None and there.code == clock.owner and clock.owner not in support_team(attempt)
            if is_there and rule_of(attempt.procedure, clock.stage, clock.clock, self.case).owner == party:
                return Responsible(clock.owner, "deputy", clock.owner_for)
        return found

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
        written |= owner_facts(case)
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
    return Responsible(first.owner, "post", first.owner_for) if first else None


def _handed_fact(clock: RunningClock, owner: Responsible) -> dict[str, object]:
    fact: dict[str, object] = {"number": clock.number, "owner": clock.owner, "via": owner.via}
    return fact | {"for": owner.post} if owner.post else fact


def _started_fact(clock: RunningClock) -> dict[str, object]:
    fact: dict[str, object] = {"number": clock.number, "clock": clock.clock, "owner": clock.owner}
    if clock.stage:
        fact["stage"] = clock.stage
    return fact | {"due": iso(clock.due_at)}
