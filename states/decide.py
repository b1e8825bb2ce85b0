"""`decide`: what an action of a person does to a case. Pure: no database, no network, no reading of the time."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import Any, cast

from procedures.graph import CHILD_PROTECTING_TIME, COMMITMENT, HOLD, Phase, Position, owner
from procedures.language import Procedure
from states.actions import (
    Acknowledge,
    Action,
    AddNote,
    Advise,
    AgreeOutcome,
    AgreePriority,
    FinishDuty,
    GiveGroupView,
    HandOver,
    HoldCase,
    ProposeOutcome,
    RaiseDisagreement,
    Recuse,
    RedirectMatter,
    SetChildProtectingTime,
    TakeFastPath,
)
from states.attempt import Attempt
from states.case import Case, Side, View
from states.decision import Audience, Decision, Refusal, Refused
from states.directory import Directory
from states.duty_guards import SIDES, agreed_sides, agreement, duty_party, sides_of
from states.guards import ends_the_case, parties_for
from states.handing_over import clock_handed, former_owner, post_handed_over
from states.holding import hold_due
from states.machine import Machine
from states.notices import NoticesOwed, step_facts
from states.responsible import NobodyThere, Responsible, is_quorate
from states.timing import rule_of
from states.unfolding import Unfolding

AUDIENCES: dict[str, Audience] = {"give_group_view": "group", "recuse": "group"}
"""Who may read an entry, where it is not both sides."""


def audience_of(attempt: Attempt, action: Action) -> Audience:
    """Who may read the entry of an action.

    What goes elsewhere beside the disagreement is for the side that passed it on: word of an allegation, or of
    somebody who fears for themselves, must not reach the other side from here.
    """
    if isinstance(action, AddNote) or (
        isinstance(action, RedirectMatter) and not ends_the_case(attempt.procedure, action)
    ):
        return _own_side(attempt)
    return AUDIENCES.get(action.kind, "parties")


def _own_side(attempt: Attempt) -> Audience:
    """The side that the actor speaks for; oversight alone where that is neither or both."""
    sides = [side for side, parties in SIDES.items() if attempt.actor in attempt.holders_allowed(parties)]
    if not sides:
        # A step may have come to somebody of the side who holds none of its posts.
        agencies = {"raising": attempt.case.raising.agency, "responding": attempt.case.responding.agency}
        person = attempt.directory.people.get(attempt.actor)
        sides = [side for side, agency in agencies.items() if person and person.agency == agency]
    return cast("Audience", sides[0]) if len(sides) == 1 else "oversight"


def machine_for(procedure: Procedure) -> Machine:
    """The machine of a procedure, built once: building costs milliseconds, a send a fraction of one."""
    machine = procedure.remembered.get(Machine)
    if machine is None:
        machine = procedure.remembered[Machine] = Machine(procedure)
    return cast("Machine", machine)


def decide(
    case: Case, action: Action, actor: str, procedure: Procedure, directory: Directory, now: datetime
) -> Decision | Refusal:
    """What `action` by the person `actor` (a code) does to `case` at `now` (aware): a decision, or a reasoned refusal.

    A case that is about to be raised comes as `drafted` makes it.
    """
    attempt = Attempt(case, action, actor, procedure, directory, now)
    try:
        return _carry_out(attempt, action)
    except Refused as refused:
        return refused.refusal
    except NobodyThere as problem:
        return Refusal(f"Nobody can take this step: {problem}. Ask whoever keeps the directory.", "nobody_there")


def drafted(
    reference: str,
    action: RaiseDisagreement,
    actor: str,
    procedure: Procedure,
    version: str,
    directory: Directory,
    now: datetime,
) -> Case:
    """A case that is about to be raised by `actor`: not open yet, so its machine stands at the draft.

    `version` is the hash of the procedure's frozen text.
    """
    person = directory.people.get(actor)
    return Case(
        reference=reference,
        procedure=version,
        position=Position(None, Phase.DRAFT).value,
        version=0,
        raising=Side(person.agency if person else "", actor),
        responding=Side(action.responding_agency, action.responding_practitioner),
        category=action.category,
        priority=action.priority or procedure.default_priority,
        raised_at=now,
    )


def _carry_out(attempt: Attempt, action: Action) -> Decision:
    machine = machine_for(attempt.procedure)
    before = attempt.case
    move = machine.move(before.at, action.event(before), attempt)
    unfolding = Unfolding(attempt, machine.graph, before)
    owed = NoticesOwed(attempt, unfolding.notices)
    new = unfolding.carry_out(
        move,
        action.kind,
        at=attempt.now,
        actor=attempt.actor,
        on_behalf_of=_on_behalf_of(attempt, action),
        audience=audience_of(attempt, action),
        facts=dict(action.facts()),
        narrative=action.narrative(),
        finished_duty=_finished(attempt, action),
        set_times=_times_set(attempt, action),
        update=_evidence(attempt, action),
    )
    owed.after_move(move, before, unfolding.case, new, attempt.actor)
    _beside(attempt, action, unfolding, owed)
    follow_on(attempt, machine, unfolding, owed)
    return unfolding.decision()


def _on_behalf_of(attempt: Attempt, action: Action) -> str | None:
    """The post that somebody acts for, as its deputy or because its step came to them; None for a post of their own."""
    case, actor = attempt.case, attempt.actor
    if isinstance(action, HandOver):
        post = post_handed_over(attempt, former_owner(attempt) or actor)
        return post if post != actor else None
    if isinstance(action, FinishDuty | ProposeOutcome | AgreeOutcome):
        owed_by = (duty_party(attempt, action.duty),)
        parties = owed_by if isinstance(action, FinishDuty) else tuple(chain(*SIDES.values()))
        clock = case.running(action.duty)
        handed = clock.owner_for if clock and clock.owner == actor else None
    else:
        parties = parties_for(attempt) or ()
        theirs = case.owner == actor and owner(attempt.procedure, case.at) in parties
        clock = clock_handed(attempt, parties) if case.owner != actor else None
        if clock:
            return clock.owner_for
        handed = case.owner_for if theirs else None
    if handed and case.owner_via != "business_support":
        # Whoever has another's step acts in it for that post, even where they had a part of their own.
        return handed
    return attempt.stands_for(parties, handed)


def _finished(attempt: Attempt, action: Action) -> str | None:
    """The closing duty that this action finishes: one that both sides agree once they agree the same words."""
    if isinstance(action, ProposeOutcome | AgreeOutcome):
        return action.duty if _agreeing(attempt, action) == set(SIDES) else None
    return action.duty if isinstance(action, FinishDuty) else None


def _agreeing(attempt: Attempt, action: ProposeOutcome | AgreeOutcome) -> set[str]:
    """The sides that agree, after this action, the words that then stand: other words are agreed by nobody else yet."""
    own = sides_of(attempt, action.duty)
    return own if isinstance(action, ProposeOutcome) else own | agreed_sides(attempt.case, action.duty)


def _times_set(attempt: Attempt, action: Action) -> dict[str, datetime]:
    if isinstance(action, SetChildProtectingTime):
        return {CHILD_PROTECTING_TIME: action.by}
    if isinstance(action, Acknowledge) and action.commits_to:
        return {COMMITMENT: attempt.calendar.end_of(action.commits_to)}
    if isinstance(action, HoldCase):
        due = hold_due(attempt.procedure.hold, attempt.case, attempt.now, attempt.calendar)
        return {HOLD: due} if due else {}
    return {}


def _evidence(attempt: Attempt, action: Action) -> dict[str, Any]:
    """Fields of the case that the action itself sets."""
    case = attempt.case
    if isinstance(action, Acknowledge):
        return {"acknowledged": True}
    if isinstance(action, TakeFastPath):
        return {"fast": True}
    if isinstance(action, AgreePriority):
        return {"priority": action.priority}
    if isinstance(action, Recuse):
        return {"recused": (*case.recused, attempt.actor)}
    if isinstance(action, GiveGroupView):
        others = tuple(view for view in case.views if view.member != attempt.actor)
        return {"views": (*others, View(attempt.actor, action.view, attempt.now))}
    if isinstance(action, ProposeOutcome | AgreeOutcome):
        agreed = {agreement(action.duty, side) for side in _agreeing(attempt, action)}
        of_others = {one for one in case.outcome_agreed_by if not one.startswith(f"{action.duty}.")}
        return {"outcome_agreed_by": tuple(sorted(of_others | agreed))}
    return {}


def _beside(attempt: Attempt, action: Action, unfolding: Unfolding, owed: NoticesOwed) -> None:
    """What an action does beside its move: shorter limits, a step handed over, an agreement still to be given."""
    case = unfolding.case
    if isinstance(action, TakeFastPath | AgreePriority):
        for clock in case.clocks:
            rule = rule_of(attempt.procedure, clock.stage, clock.clock, case)
            if rule.limit is not None and clock.stage is not None:
                unfolding.restart_earlier(clock, rule)
        # A leap has told whoever owes the new stage's first step already.
        told = {notice.recipient for notice in unfolding.notices if notice.template == "owed"}
        if case.owner and case.owner not in told | {attempt.actor}:
            what = "It is now on the fast path." if isinstance(action, TakeFastPath) else "Its priority has changed."
            for clock in unfolding.case.clocks:
                if clock.owner == case.owner:
                    rule = rule_of(attempt.procedure, clock.stage, clock.clock, unfolding.case)
                    facts = step_facts(attempt, unfolding.case, clock, rule)
                    owed.owe(case.owner, "owed", facts | {"rule": f"{what} {facts['rule']}"}, clock.number)
                    break
    elif isinstance(action, HandOver):
        _hand_over(attempt, action, unfolding, owed)
    elif isinstance(action, Recuse):
        _leave_the_chair(attempt, unfolding, owed)
    elif isinstance(action, ProposeOutcome) and case.running(action.duty):
        _ask_other_side(attempt, action, unfolding, owed)
    elif isinstance(action, AgreeOutcome | ProposeOutcome):
        _tell_agreed(attempt, action, owed, case)
    elif isinstance(action, Advise) and case.owner:
        what = "The independent scrutineer has written advice. It decides nothing, and no time changes."
        owed.tell((case.owner,), case, what, "the scrutineer advises and never decides")


def _hand_over(attempt: Attempt, action: HandOver, unfolding: Unfolding, owed: NoticesOwed) -> None:
    """Every clock that the former owner owed goes to the successor, who is told of the first."""
    former = former_owner(attempt)
    post = post_handed_over(attempt, former or attempt.actor)
    steps = {
        clock.number: _taken_over(action.to, clock.owner_for or post)
        for clock in unfolding.case.clocks
        if clock.owner == former
    }
    handed = unfolding.pass_steps(steps, _taken_over(action.to, post) if unfolding.case.owner == former else None)
    first = min(handed, key=lambda clock: clock.due_at, default=None)
    if first:
        owed.handed_over(unfolding.case, first, former or "")


def _taken_over(successor: str, post: str | None) -> Responsible:
    """A step as its successor has it: for the post it came from, or in their own where it came back to them."""
    return Responsible(successor) if successor == post else Responsible(successor, "deputy", post)


def _leave_the_chair(attempt: Attempt, unfolding: Unfolding, owed: NoticesOwed) -> None:
    """What a chair who steps aside owed goes to whoever chairs now."""
    chair = unfolding.answers_for("chair")
    left = {clock.number: chair for clock in unfolding.case.clocks if clock.owner == attempt.actor}
    for clock in unfolding.pass_steps(left) if left else ():
        rule = rule_of(attempt.procedure, clock.stage, clock.clock, unfolding.case)
        owed.owe(chair.person, "owed", step_facts(attempt, unfolding.case, clock, rule), clock.number)


def _tell_agreed(attempt: Attempt, action: ProposeOutcome | AgreeOutcome, owed: NoticesOwed, case: Case) -> None:
    """Both practitioners hear that there is one outcome now: whoever raised it must hear how it ended."""
    rule = rule_of(attempt.procedure, None, action.duty, case)
    people = [one for one in owed.people(case, ("raiser", "receiver")) if one != attempt.actor]
    owed.tell(people, case, f"Both sides have agreed the same words. It is on the record: {rule.title}", rule.basis)


def _ask_other_side(attempt: Attempt, action: ProposeOutcome, unfolding: Unfolding, owed: NoticesOwed) -> None:
    """A duty that both sides agree goes to the other side's responder once the first side has agreed."""
    case = unfolding.case
    clock = case.running(action.duty)
    if clock is None:
        return
    other = unfolding.answers_for(next(f"{side}_side" for side in SIDES if side not in agreed_sides(case, action.duty)))
    (handed,) = unfolding.pass_steps({clock.number: other})
    rule = rule_of(attempt.procedure, None, action.duty, unfolding.case)
    facts = step_facts(attempt, unfolding.case, handed, rule)
    owed.owe(
        other.person,
        "duty",
        facts | {"owes": f"{rule.title}: the other side has proposed it, please read and agree or amend it"},
        handed.number,
    )


def follow_on(attempt: Attempt, machine: Machine, unfolding: Unfolding, owed: NoticesOwed) -> None:
    """What follows of itself: a group that cannot be quorate passes the case on, and the last duty done closes it."""
    while True:
        case, at = unfolding.case, unfolding.case.at
        stage = attempt.procedure.stages_by_id.get(at.stage or "")
        if at.phase is Phase.DECIDING and stage and stage.group:
            group = attempt.procedure.groups_by_id[stage.group]
            if is_quorate(attempt.directory, group, case, attempt.day):
                return
            event = kind = "group_not_quorate"
        elif at.phase is Phase.CLOSING and not case.clocks:
            event, kind = "close", "closed"
        else:
            return
        move = machine.move_by_clock(at, event, attempt)
        new = unfolding.carry_out(move, kind, at=attempt.now)
        owed.after_move(move, case, unfolding.case, new, attempt.actor)
