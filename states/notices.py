"""Who is owed which notice after an event: facts only, and never anything about a child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from procedures.clock import Trigger
from procedures.graph import Move, Phase
from procedures.stage import NoticeRule
from states.attempt import Attempt
from states.case import Case, RunningClock
from states.decision import CLOCK, NoticeOwed
from states.responsible import everybody_of
from states.timing import Rule, iso, rule_of, stage_deadline


@dataclass
class NoticesOwed:
    """Collects notices for one event. Each person is told the same thing once."""

    attempt: Attempt
    notices: list[NoticeOwed]

    def owe(self, recipient: str, template: str, facts: dict[str, str], clock: int | None = None) -> None:
        """Owe a notice, unless this person is already owed the same."""
        for known in self.notices:
            if known.recipient == recipient and known.template == template and known.facts == facts:
                return
        self.notices.append(NoticeOwed(recipient, template, facts, clock))

    def people(self, case: Case, parties: tuple[str, ...]) -> tuple[str, ...]:
        """Everybody who answers for these parties, each once."""
        if not parties:
            return ()
        attempt = self.attempt
        return everybody_of(attempt.directory, attempt.procedure, case, parties, case.at, attempt.day)

    def after_move(self, move: Move, before: Case, after: Case, started: list[RunningClock], actor: str) -> None:
        """Notices that follow from a move: to those who now owe something, to the raiser, and by the procedure."""
        told = {actor, *self._steps_owed(after, started)}
        # Whoever has just been told that their time ran out was told with it that the case moved.
        told.update([notice.recipient for notice in self.notices if notice.template == "expired_owner"])
        if Trigger.HELD in move.triggers:
            what = "It has been put on hold: its limits stand still until the hold ends."
            self._tell_both_sides(before, what, told)
        elif Trigger.RESUMED in move.triggers:
            self._tell_both_sides(after, "The hold has ended, and its limits run on.", told)
        elif move.leaves_stage and after.at.phase not in (Phase.CLOSING, Phase.CLOSED):
            self._moved_up(before, after, told)
        if Trigger.RESOLVED in move.triggers:
            self._ended(before, told)
        for rule, basis in self._rules(move, after):
            for person in self.people(after, rule.to):
                if person != actor:
                    facts = {
                        "stage": stage_title(self.attempt, after),
                        "what": rule.message,
                        "rule": rule_in_words(basis),
                    }
                    if rule.asks:
                        facts["asks"] = rule.asks
                    self.owe(person, "told", facts)

    def tell(self, people: Iterable[str], case: Case, what: str, basis: str) -> None:
        """Tell people of something that asks nothing of them, and why they are told."""
        for person in people:
            facts = {"stage": stage_title(self.attempt, case), "what": what, "rule": rule_in_words(basis)}
            self.owe(person, "told", facts)

    def late(self, case: Case, clock: RunningClock, rule: Rule, happened: str, besides: tuple[str, ...] = ()) -> None:
        """Notices when a clock runs out: to its owner and to whom the rule names, but not to the parties `besides`."""
        heard = {clock.owner, *self.people(case, besides)}
        facts = step_facts(self.attempt, case, clock, rule)
        self.owe(clock.owner, "expired_owner", facts | {"happened": happened})
        what = f"The time for this has run out: {rule.title}. {happened}"
        for person in self.people(case, rule.tell):
            if person not in heard:
                told = {"stage": facts["stage"], "what": what, "rule": facts["rule"]}
                self.owe(person, "told", told)

    def handed_over(self, case: Case, clock: RunningClock, former: str) -> None:
        """Tell whoever owes a clock now that they stand for the person who owed it before."""
        facts = step_facts(self.attempt, case, clock, rule_of(self.attempt.procedure, clock.stage, clock.clock, case))
        del facts["rule"]
        stands_for = title_of(self.attempt, former)
        self.owe(clock.owner, "handed_over", facts | {"stands_for": stands_for}, clock.number)

    def _steps_owed(self, after: Case, started: list[RunningClock]) -> Iterable[str]:
        """One notice to each person for whom clocks started, about the one that is due first. Returns whom."""
        phase = after.at.phase
        first: dict[str, tuple[RunningClock, Rule]] = {}
        for clock in started:
            rule = rule_of(self.attempt.procedure, clock.stage, clock.clock, after)
            if rule.is_a_step and (clock.owner not in first or clock.due_at < first[clock.owner][0].due_at):
                first[clock.owner] = clock, rule
        for person, (clock, rule) in first.items():
            if phase is Phase.CLOSING:
                template = "duty"
            else:
                # After a hold the responder's own clocks run on beside the raiser's.
                considers = phase is Phase.CONSIDERING and rule.owner == "raiser"
                template = "answered" if considers else "owed"
            facts = step_facts(self.attempt, after, clock, rule)
            limit = stage_deadline(self.attempt.procedure, after) if template == "answered" else None
            if limit and limit.due_at < clock.due_at:
                # The stage's own limit runs on: what counts for the raiser is when it moves up.
                limit_rule = rule_of(self.attempt.procedure, limit.stage, limit.clock, after)
                facts |= {"due": iso(limit.due_at), "rule": f"then it moves up: {rule_in_words(limit_rule.basis)}"}
            self.owe(person, template, facts, clock.number)
        return first

    def _tell_both_sides(self, case: Case, what: str, told: set[str]) -> None:
        """Tell both sides at a stage of a hold."""
        facts = {
            "stage": stage_title(self.attempt, case),
            "what": what,
            "rule": rule_in_words(self.attempt.procedure.hold.basis()),
        }
        for person in self.people(case, ("raiser", "receiver", "raising_side", "responding_side")):
            if person not in told:
                self.owe(person, "told", facts)

    def _ended(self, before: Case, told: set[str]) -> None:
        """The raiser hears of the outcome; whoever answered for a side, or owed the step, that it is over."""
        stage = stage_title(self.attempt, before)
        raisers = self.people(before, ("raiser",))
        for person in raisers:
            if person != self.attempt.actor:
                self.owe(person, "outcome", {"stage": stage})
        heard = self.people(before, ("receiver", "raising_side", "responding_side"))
        for person in dict.fromkeys([*heard, *([before.owner] if before.owner else [])]):
            if person not in told and person not in raisers:
                self.owe(person, "told", {"stage": stage, "what": "It has ended. Sign in to read the outcome."})

    def _moved_up(self, before: Case, after: Case, told: set[str]) -> None:
        first = min(after.clocks, key=lambda clock: clock.due_at, default=None)
        if first is None or after.owner is None:
            return
        rule = rule_of(self.attempt.procedure, first.stage, first.clock, after)
        facts = step_facts(self.attempt, after, first, rule) | {"owner": title_of(self.attempt, after.owner)}
        parties = ("raiser", "receiver") if before.at.phase is not Phase.DRAFT else ("receiver",)
        for person in self.people(after, parties):
            if person not in told:
                self.owe(person, "moved_up", facts)

    def _rules(self, move: Move, after: Case) -> tuple[tuple[NoticeRule, str], ...]:
        """The procedure's notices for what a move triggers, each with its basis."""
        procedure = self.attempt.procedure
        place = after.at.stage or after.reached or ""
        key = (NoticeRule, place, move.triggers)
        known = procedure.remembered.get(key)
        if known is None:
            stage = procedure.stages_by_id.get(place)
            rules = (*procedure.notices, *(stage.notices if stage else ()))
            known = tuple((rule, rule.basis()) for rule in rules if rule.on in move.triggers)
            procedure.remembered[key] = known
        return cast("tuple[tuple[NoticeRule, str], ...]", known)


def step_facts(attempt: Attempt, case: Case, clock: RunningClock, rule: Rule) -> dict[str, str]:
    """What a notice about a clock says: the stage, what is owed, when it is due (an ISO instant) and by which rule."""
    return {
        "stage": stage_title(attempt, case, clock.stage),
        "owes": rule.title,
        "due": iso(clock.due_at),
        "rule": rule_in_words(rule.basis),
    }


LOCAL_DEFAULT = "a local default, to be confirmed"
"""What stands behind a rule that no published text gives and that nobody has confirmed yet, as a mail says it."""


def rule_in_words(basis: str) -> str:
    """What obliges the reader, as a mail says it: nobody is to take a default for the published text."""
    return LOCAL_DEFAULT if basis.startswith("local default") else basis


def stage_title(attempt: Attempt, case: Case, stage: str | None = None) -> str:
    """The title of a stage, or of what follows the last one."""
    found = attempt.procedure.stages_by_id.get(stage or case.at.stage or "")
    if found:
        return found.title
    return {
        Phase.ONWARD: attempt.procedure.onward.title,
        Phase.CLOSING: "Closing",
        Phase.CLOSED: "Closed",
        Phase.HELD: "On hold",
    }.get(case.at.phase, "Before the first stage")


def title_of(attempt: Attempt, person: str) -> str:
    """A person as notices name them: the post's title and agency, never a name."""
    if person == CLOCK:
        return "The clock"
    found = attempt.directory.people.get(person)
    if found is None:
        return "Business support"
    agency = attempt.directory.agencies.get(found.agency)
    return f"{found.title}, {agency.name}" if agency else found.title
