"""Guards: who may do what and when. A guard that does not agree raises Refused with a reason for the page.

The machine runs them as validators of its transitions, so an event cannot pass without them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from procedures.calendar import LAST_YEAR
from procedures.due_instant import due_at
from procedures.graph import COMMITMENT, Phase, owner
from procedures.language import Procedure
from procedures.provision import DECIDED_IN_THE_REVIEW
from states import duty_guards, group_guards, handing_over
from states.actions import (
    Acknowledge,
    AgreePriority,
    HoldCase,
    RaiseDisagreement,
    RecordMeeting,
    RedirectMatter,
    SetChildProtectingTime,
    SkipStage,
)
from states.decision import CLOCK, Refused
from states.holding import hold_due
from states.responsible import empty_rungs
from states.timing import stage_deadline

if TYPE_CHECKING:
    from states.attempt import Attempt

Guard = Callable[["Attempt"], None]

BOTH_SIDES = ("raiser", "receiver", "raising_side", "responding_side")

WHO_MAY: dict[str, tuple[str, ...]] = {
    "acknowledge": ("responding_side", "chair"),
    "ask_information": ("responding_side", "group"),
    "give_information": ("raiser", "raising_side"),
    "record_meeting": (*BOTH_SIDES, "chair"),
    "answer": ("responding_side",),
    "settle": ("raiser", "raising_side"),
    "reject_answer": ("raiser", "raising_side"),
    # Whoever cannot resolve it must be able to take it up: several procedures make reporting upward a duty.
    "escalate": ("raiser", "raising_side", "responding_side"),
    "approve_gate": ("gatekeeper",),
    "return_at_gate": ("gatekeeper",),
    "seek_gate_again": ("raiser",),
    "agree_priority": ("raising_side", "responding_side", "business_support"),
    "redirect": (*BOTH_SIDES, "business_support"),  # one that ends the case: see `parties_for`
    "give_group_view": ("group",),
    "decide_as_group": ("chair",),
    "group_cannot_agree": ("chair",),
    "record_onward_step": ("business_support",),
    "record_onward_outcome": ("business_support",),
    "add_note": BOTH_SIDES,
    "advise": ("independent_scrutineer",),
    "record_learning": (*BOTH_SIDES, "group", "business_support", "independent_scrutineer"),
}
"""Who may do what, for events whose parties no procedure changes."""

PARTY_WORDS = {
    "raiser": "the practitioner who raised it",
    "receiver": "the practitioner on the other side",
    "raising_side": "the raising agency's responder at this stage",
    "responding_side": "the responding agency's responder at this stage",
    "gatekeeper": "the stage's gatekeeper",
    "group": "a voting member of the group",
    "chair": "the chair of the group",
    "holder": "whoever put it on hold",
    "business_support": "the business support team",
    "independent_scrutineer": "the independent scrutineer",
}


def guards_for(event: str) -> tuple[Callable[..., None], ...]:
    """The machine's validators for an event; none for what the clock does."""
    name = event.partition("__")[0]
    if name in ("expire", "mark_time", "pass_on", "note_undelivered", "group_not_quorate", "close"):
        return ()
    found: list[Guard] = [is_their_step, *GUARDS.get(name, ())]
    return tuple(_as_validator(guard) for guard in found)


def _as_validator(guard: Guard) -> Callable[..., None]:
    def validator(model: Any) -> None:
        attempt = cast("Attempt", model.attempt)
        # The clock asks nobody's leave: it ends a hold by the event by which a person does.
        if attempt.action is not None:
            guard(attempt)

    validator.__name__ = guard.__name__
    return validator


def parties_for(attempt: Attempt) -> tuple[str, ...] | None:
    """Who may do this, or None where a guard of its own decides."""
    action = attempt.action
    if action is None:
        return None
    procedure, kind = attempt.procedure, action.kind
    if isinstance(action, RedirectMatter) and ends_the_case(procedure, action):
        # Only the raising side can be satisfied, so the other side cannot make the matter end elsewhere either.
        return ("raiser", "raising_side", "business_support")
    if kind in WHO_MAY:
        return WHO_MAY[kind]
    if kind == "withdraw":
        return procedure.withdrawal.by
    if kind == "reopen":
        return procedure.reopening.by
    if kind == "hold":
        return procedure.hold.by
    if kind == "resume":
        return ("holder", *procedure.hold.by)
    if kind == "set_child_protecting_time":
        return procedure.child_protecting_time.set_by
    if kind == "take_fast_path":
        return next((path.by for path in procedure.fast_paths if path.id == getattr(action, "path", "")), ())
    if isinstance(action, SkipStage):
        stage = procedure.stages_by_id.get(attempt.case.at.stage or "")
        return next((skip.by for skip in stage.skips if skip.to == action.to), ()) if stage else ()
    return None


def ends_the_case(procedure: Procedure, action: RedirectMatter) -> bool:
    """Whether a redirect ends the case here."""
    return any(known.id == action.redirect and known.effect == "closes" for known in procedure.redirects)


NEVER_IN_AN_EMPTY_POST = ("settle", "withdraw", "add_note", "advise")
"""What business support never does in an empty post.

Only the raising side's satisfaction closes a stage, a side's note is that side's own, and advice is the scrutineer's.
"""


def is_their_step(attempt: Attempt) -> None:
    """Refused unless the actor is in post and may act for one of the parties whose part the action is."""
    if isinstance(attempt.action, RedirectMatter) and attempt.action.redirect == DECIDED_IN_THE_REVIEW:
        _is_the_review(attempt)
        return
    if attempt.actor not in attempt.directory.people:
        raise Refused(f"{attempt.actor!r} is not in the directory.", "unknown_person")
    if attempt.directory.in_post(attempt.actor, attempt.day) is None:
        raise Refused("Your post is recorded as vacated, so you cannot act in it.", "not_in_post")
    parties = parties_for(attempt)
    if parties is None or attempt.actor in _allowed(attempt, parties) or _was_handed_it(attempt, parties):
        return
    if why := group_guards.why_aside(attempt):
        raise Refused(why, "steps_aside")
    words = ", ".join(PARTY_WORDS.get(party, party.replace("_", " ")) for party in parties)
    if not parties:
        raise Refused("This is nobody's to do here.", "not_yours")
    raise Refused(f"This is not yours to do: it is for {words}, or whoever stands in for them.", "not_yours")


def _is_the_review(attempt: Attempt) -> None:
    """What a practice review has decided itself ends here by itself, and by nobody's hand."""
    if attempt.actor != CLOCK or attempt.case.linked_to is None:
        raise Refused(
            "This ends by itself when the practice review decides what it is about. Take part in that there.",
            "comes_by_itself",
        )


def _allowed(attempt: Attempt, parties: tuple[str, ...]) -> set[str]:
    if attempt.action and attempt.action.kind in NEVER_IN_AN_EMPTY_POST:
        return attempt.holders_allowed(parties)
    return attempt.allowed(parties)


def _was_handed_it(attempt: Attempt, parties: tuple[str, ...]) -> bool:
    """Whether the next step is one of these parties' and has come to the actor, who holds none of their posts.

    Holding a side's step is not speaking for it: somebody of another agency, such as business support looking after
    an empty post, cannot answer for that side or be satisfied in its place.
    """
    case, sides = attempt.case, handing_over.sides_that_owe(attempt)
    if attempt.actor != case.owner:
        return handing_over.clock_handed(attempt, parties) is not None
    if case.owner_via == "business_support":
        return False
    if sides and attempt.directory.people[attempt.actor].agency not in sides:
        return False
    return owner(attempt.procedure, case.at) in parties or (case.at.phase is Phase.GATE and "gatekeeper" in parties)


def _can_open(attempt: Attempt) -> None:
    action = cast("RaiseDisagreement", attempt.action)
    procedure, case = attempt.procedure, attempt.case
    receiver = attempt.directory.in_post(action.responding_practitioner, attempt.day)
    if action.responding_agency not in attempt.directory.agencies:
        reason = f"The directory has no agency {action.responding_agency!r}."
        raise Refused(reason, "unknown_agency", fields=("responding_agency",))
    if receiver is None or receiver.agency != action.responding_agency:
        reason = "Choose a person of the other agency who is in post."
        raise Refused(reason, "unknown_person", fields=("responding_practitioner",))
    if case.raising.agency == case.responding.agency:
        raise Refused(
            "Both sides work for the same agency. Take it up through your agency's own line management.", "same_agency"
        )
    _is_one_of("category", action.category, [category.id for category in procedure.categories])
    _is_one_of("priority", case.priority, [priority.id for priority in procedure.priorities])
    empty = empty_rungs(attempt.directory, procedure, case, attempt.day)
    if empty:
        raise Refused(
            "This cannot open, because a rung of the ladder stands empty. "
            + ". ".join(empty)
            + ". Ask the business support team to name somebody.",
            "empty_rung",
        )


def _is_one_of(what: str, value: str, known: list[str], field: str | None = None) -> None:
    if value not in known:
        raise Refused(
            f"{value!r} is not a {what} of this procedure. Choose one of: {', '.join(known)}.",
            f"unknown_{what}",
            fields=(field or what,),
        )


def _commits_in_time(attempt: Attempt) -> None:
    action = cast("Acknowledge", attempt.action)
    if attempt.case.acknowledged and action.commits_to is None:
        raise Refused("It has been acknowledged already.", "already_done")
    if action.commits_to is None:
        return
    _within_the_calendar(action.commits_to)
    promised = attempt.calendar.end_of(action.commits_to)
    if promised <= attempt.now:
        raise Refused("The day you commit to is over. Choose a later day.", "date_passed")
    limit = stage_deadline(attempt.procedure, attempt.case)
    if limit and promised > limit.due_at:
        last = attempt.calendar.day_of(limit.due_at)
        choose = f"Choose {last:%A} {last.day} {last:%B %Y} or earlier."
        raise Refused(f"The day you commit to is after the stage's own limit. {choose}", "after_limit")
    earlier = attempt.case.running(COMMITMENT)
    if earlier and promised >= earlier.due_at:
        raise Refused("You have promised an answer by then or sooner. A promise is never put off.", "promised_earlier")


def _within_the_calendar(day: date) -> None:
    if day.year >= LAST_YEAR:
        raise Refused(f"Choose a day before the year {LAST_YEAR}.", "date_too_far")


def _protects_earlier(attempt: Attempt) -> None:
    action = cast("SetChildProtectingTime", attempt.action)
    if action.by <= attempt.now:
        raise Refused("That time has passed. Choose a time that is still to come.", "date_passed")
    _within_the_calendar(attempt.calendar.day_of(action.by))
    limit = stage_deadline(attempt.procedure, attempt.case)
    if limit and action.by >= limit.due_at:
        raise Refused(
            "The stage's limit runs out before that. A time that protects the child must be earlier.", "not_earlier"
        )


def _met_already(attempt: Attempt) -> None:
    held_on = cast("RecordMeeting", attempt.action).held_on
    if held_on > attempt.day:
        raise Refused("That meeting lies in the future. Record it once it has been held.", "date_in_future")
    if held_on < attempt.calendar.day_of(attempt.case.raised_at):
        raise Refused("That is before the disagreement was raised.", "date_before_case")


def _knows_priorities(attempt: Attempt) -> None:
    if len(attempt.procedure.priorities) == 1:
        raise Refused("This procedure knows one priority alone: there is none to choose.", "not_allowed")


def _priority_exists(attempt: Attempt) -> None:
    priority = cast("AgreePriority", attempt.action).priority
    _is_one_of("priority", priority, [known.id for known in attempt.procedure.priorities])
    if priority == attempt.case.priority:
        raise Refused("That is its priority already.", "already_done")


def _has_consulted(attempt: Attempt) -> None:
    action = cast("SkipStage", attempt.action)
    stage = attempt.procedure.stages_by_id[attempt.case.at.stage or ""]
    skip = next(skip for skip in stage.skips if skip.to == action.to)
    for code in action.consulted:
        if attempt.directory.in_post(code, attempt.day) is None and code not in attempt.directory.agencies:
            raise Refused(
                "Say whom you consulted by the code of a person in post or of an agency in the directory; "
                "what they said goes into the reason.",
                "unknown_person",
            )
    if skip.after_consulting and not set(action.consulted) - {attempt.actor}:
        raise Refused(
            f"Consult first: {', '.join(skip.after_consulting)}. Then say whom you consulted.", "not_consulted"
        )


def _not_fast_yet(attempt: Attempt) -> None:
    if attempt.case.fast:
        raise Refused("It is on the fast path already.", "already_done")


def _ground_is_allowed(attempt: Attempt) -> None:
    ground, known = cast("HoldCase", attempt.action).ground, list(attempt.procedure.hold.reasons)
    _is_one_of("reason for a hold", ground, known, field="ground")


def _may_be_held_longer(attempt: Attempt) -> None:
    hold = attempt.procedure.hold
    if hold.in_all and hold_due(hold, attempt.case, attempt.now, attempt.calendar) is None:
        raise Refused(
            f"This has been on hold for the {hold.in_all.words()} that all its holds together may take.", "hold_used_up"
        )


def _reopens_in_time(attempt: Attempt) -> None:
    within, closed_at = attempt.procedure.reopening.within, attempt.case.closed_at
    if within and closed_at and attempt.now > _last_moment(attempt, closed_at):
        raise Refused(f"It closed more than {within.words()} ago. Raise a new disagreement.", "too_late")


def _last_moment(attempt: Attempt, closed_at: datetime) -> datetime:
    within = attempt.procedure.reopening.within
    return due_at(closed_at, within, attempt.calendar) if within else attempt.now


GUARDS: dict[str, tuple[Guard, ...]] = {
    "raise_disagreement": (_can_open,),
    "acknowledge": (_commits_in_time,),
    "record_meeting": (_met_already,),
    "set_child_protecting_time": (_protects_earlier,),
    "agree_priority": (_knows_priorities, _priority_exists),
    "skip_to": (_has_consulted,),
    "fast_path": (_not_fast_yet,),
    "hold": (_ground_is_allowed, _may_be_held_longer),
    "reopen_at": (_reopens_in_time,),
    **group_guards.GUARDS,
    **duty_guards.GUARDS,
    **handing_over.GUARDS,
}
"""What an event asks for beyond being the right person's."""
