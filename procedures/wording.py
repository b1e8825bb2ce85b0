"""Plain words for parties, events, limits, expiry and the standing of rules, as pages and listings say them."""

from __future__ import annotations

from collections.abc import Sequence

from procedures.clock import Clock, CumulativeCap, Expiry, Trigger
from procedures.language import ClosingDuty, Hold, Procedure
from procedures.rules import Rules
from procedures.source import Basis, Document, Force, Sourced
from procedures.stage import Stage

PARTIES = {
    "raiser": "the raiser",
    "receiver": "the receiver",
    "raising_side": "the raising side",
    "responding_side": "the responding side",
    "gatekeeper": "the gatekeeper",
    "group": "the group",
    "chair": "the chair",
    "holder": "whoever put it on hold",
    "business_support": "the business support team",
    "independent_scrutineer": "the independent scrutineer",
}

EVENTS = {
    Trigger.CASE_RAISED: "the disagreement is raised",
    Trigger.GATE_SOUGHT: "the gate is asked",
    Trigger.GATE_RETURNED: "the gate sends it back",
    Trigger.STAGE_OPENED: "the stage opens",
    Trigger.ACKNOWLEDGED: "it is acknowledged",
    Trigger.INFORMATION_ASKED: "information is asked for",
    Trigger.INFORMATION_GIVEN: "information is given",
    Trigger.MEETING_REQUIRED: "a meeting is required",
    Trigger.MEETING_RECORDED: "a meeting is recorded",
    Trigger.ANSWERED: "it is answered",
    Trigger.RAISER_PROMPTED: "the raiser is asked to decide",
    Trigger.FAST_PATH_TAKEN: "a fast path is taken",
    Trigger.GROUP_VIEW_GIVEN: "a member gives a view",
    Trigger.REFERRED_ONWARD: "it goes beyond the ladder",
    Trigger.HELD: "it is put on hold",
    Trigger.RESUMED: "it is taken off hold",
    Trigger.REDIRECTED: "part of it is passed elsewhere",
    Trigger.RESOLVED: "it is resolved",
    Trigger.CLOSED: "it is closed",
    Trigger.REOPENED: "it is reopened",
}

ABBREVIATIONS = {"gp", "icb", "lado", "iro"}

GRADES = {"A": "read in full", "B": "read in part", "C": "read through a secondary source", "I": "inferred"}


def listed(words: Sequence[str], last: str = "and") -> str:
    """A list as a sentence says it: `a, b and c`."""
    if len(words) < 2:  # noqa: PLR2004 - one word needs no "and"
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def name_words(name: str) -> str:
    """A name of the procedure's, such as a kind of agency or a field, as words."""
    return " ".join(word.upper() if word in ABBREVIATIONS else word for word in name.split("_"))


def party_words(procedure: Procedure, party: str) -> str:
    """A party in words, with the title of its rank: `the raising side's line manager`."""
    side, _, name = party.partition(":")
    if side == "role":
        return f"the {name_words(name)}"
    if name:
        title = next((rank.title for rank in procedure.ranks if rank.id == name), name_words(name))
        return f"the {side} side's {_lowered(title)}"
    return PARTIES[party]


def parties_words(procedure: Procedure, parties: Sequence[str]) -> str:
    """Several parties in words."""
    return listed([party_words(procedure, party) for party in parties])


def answerers_words(procedure: Procedure, stage: Stage) -> str:
    """Who answers at a stage."""
    if stage.group:
        group = procedure.groups_by_id[stage.group]
        functions = listed([function.title for function in group.functions])
        return f"{functions} (quorum {group.quorum}, {group.decides})"
    title = next(rank.title for rank in procedure.ranks if rank.id == stage.rank)
    return f"{title}, one on each side"


def limit_words(rule: Clock | CumulativeCap | ClosingDuty) -> str:
    """A limit with its shorter forms: `5 working days; urgent: 1 working day; on the fast path: 24 hours`."""
    words = [rule.limit.words() + _own_force(rule, "limit")]
    if isinstance(rule, Clock) and rule.at_once:
        words = [f"at once, measured as {words[0]}"]
    if isinstance(rule, Clock | CumulativeCap):
        words += [f"{priority}: {limit.words()}" for priority, limit in rule.limits_by_priority.items()]
    if isinstance(rule, Clock) and rule.fast_limit:
        words.append(f"on the fast path: {rule.fast_limit.words()}{_own_force(rule, 'fast_limit')}")
    return "; ".join(words)


def hold_words(hold: Hold) -> str:
    """How long a hold may take: `at most 10 working days, and 15 working days in all holds together`."""
    if hold.cap is None or hold.in_all is None:
        return "no time"
    if hold.cap_in_all is None:
        default = "" if hold.force is Force.LOCAL_DEFAULT else " (local default)"
        return f"at most {hold.cap.words()}, all holds together{default}"
    in_all = f"{hold.in_all.words()} in all holds together{_own_force(hold, 'cap_in_all')}"
    return f"at most {hold.cap.words()}, and {in_all}"


def _own_force(rule: Sourced, field: str) -> str:
    """The force of a field in brackets, where it is not that of the whole rule."""
    force = rule.basis_of(field).force
    return f" ({name_words(force.value)})" if force is not rule.force else ""


def expiry_words(procedure: Procedure, stage: Stage | None, clock: Clock) -> str:
    """What happens when a clock runs out, without a subject: `goes up to Senior managers`."""
    return _expiry(procedure, stage, clock) + _own_force(clock, "on_expiry")


def _expiry(procedure: Procedure, stage: Stage | None, clock: Clock) -> str:
    match clock.on_expiry:
        case Expiry.MOVE_UP:
            if stage is None:
                return "goes up to the next stage"
            above = procedure.next_stage(stage.id)
            return f"goes up to {above.title}" if above else f"goes up: {_lowered(procedure.onward.title)}"
        case Expiry.PROMPT_RAISER:
            return "the raiser is asked whether to take it up"
        case Expiry.REQUIRE_MEETING:
            return "the receiving side must convene a meeting"
        case Expiry.OPEN_STAGE:
            return "the stage opens without the gate"
        case Expiry.RESUME:
            return "the hold ends"
    every = f" every {clock.chase.words()}" if clock.chase else ""
    return f"is shown as late and chased{every}"


def standing(procedure: Rules, basis: Basis) -> str:
    """Where a rule comes from, with a warning where its document has been superseded, and its note."""
    words = basis.basis()
    document = document_of(procedure, basis)
    if document and document.superseded_by:
        words += f" [superseded by {document.superseded_by}]"
    return f"{words}. {basis.note.strip()}" if basis.note else words


def document_of(procedure: Rules, basis: Basis) -> Document | None:
    """The document that a rule is taken from, or None for a local default."""
    identifier = basis.source.document if basis.source else None
    return next((document for document in procedure.documents if document.id == identifier), None)


def standings(procedure: Rules, rule: Sourced) -> list[str]:
    """A rule's standing, then that of the fields that have one of their own."""
    fields: dict[str, list[str]] = {}
    for field, basis in rule.bases.items():
        fields.setdefault(standing(procedure, basis), []).append(name_words(field))
    return [standing(procedure, rule), *(f"{listed(names)}: {words}" for words, names in fields.items())]


def _lowered(title: str) -> str:
    """A title inside a sentence, an abbreviation left as it is."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]
