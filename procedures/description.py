"""A procedure listed in plain words: stages, clocks, gates, groups, what comes after and where each rule stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from procedures.clock import Clock, Trigger
from procedures.graph import unfold
from procedures.group import Group
from procedures.language import Procedure
from procedures.names import parts
from procedures.source import Basis, Document, Force, Sourced
from procedures.stage import NoticeRule, Stage
from procedures.wording import (
    EVENTS,
    GRADES,
    answerers_words,
    expiry_words,
    limit_words,
    listed,
    name_words,
    parties_words,
    party_words,
    standings,
)

INDENT = "  "


def describe(procedure: Procedure) -> list[str]:
    """The whole procedure, line by line, indented by two spaces for each level."""
    return [
        *_heading(procedure),
        *_section("Documents", map(_document, procedure.documents)),
        *_section("Ladder", _ladder(procedure)),
        *_section("Clocks at every stage", _shared(procedure)),
        *_section("Limits over several stages", _caps(procedure)),
        *_section("At any stage", _beside(procedure)),
        *_section("Groups", (line for group in procedure.groups for line in _group(procedure, group))),
        *_section("When it is resolved", _closing(procedure)),
        *_section(f"{procedure.onward.title}", _onward(procedure)),
        *_section("Redirects", _redirects(procedure)),
        *_section("Local defaults, to be confirmed", local_defaults(procedure)),
    ]


def local_defaults(procedure: Procedure) -> list[str]:
    """Every rule, or field of a rule, that no document states: where it stands, what was chosen and why."""
    found = []
    for path, part in parts(procedure):
        if isinstance(part, Basis) and part.force is Force.LOCAL_DEFAULT and path and part.note:
            found.append(f"{_place(procedure, path)}: {part.note.strip()}")
    return found


def _place(procedure: Procedure, path: tuple[str | int, ...]) -> str:
    """Where a part stands, with lists by the id or title of their items."""
    words: list[str] = []
    here: object = procedure
    for step in path:
        if isinstance(step, int) and isinstance(here, tuple):
            here = here[step]
            words.append(str(getattr(here, "id", None) or getattr(here, "on", None) or step + 1))
        elif isinstance(here, dict):
            here = here[step]
            words.append(str(step))
        else:
            here = getattr(here, str(step))
            words += [] if step == "bases" else [str(step)]
    return ".".join(words)


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = [INDENT + line for line in lines]
    return ["", title, *found] if found else []


def _heading(procedure: Procedure) -> Iterator[str]:
    yield procedure.title
    until = f" to {procedure.effective_to}" if procedure.effective_to else ""
    yield f"{procedure.id}, edition {procedure.edition}, in force from {procedure.effective_from}{until}"
    yield f"Partnership: {procedure.partnership}"
    if procedure.extends:
        yield f"Built on: {procedure.extends}"
    if procedure.awaiting_confirmation:
        yield f"AWAITING CONFIRMATION: {procedure.awaiting_confirmation.strip()}"
    yield f"Emergency: {procedure.emergency.text.strip()}"


def _document(document: Document) -> str:
    edition = f", {document.edition}" if document.edition else ""
    grades = [GRADES[grade] for grade in (document.grade or "").split("/") if grade]
    read = f" ({listed(grades)})" if grades else ""
    superseded = f" SUPERSEDED by {document.superseded_by}" if document.superseded_by else ""
    return f"{document.id}: {document.title}{edition}{read}{superseded}"


def _ladder(procedure: Procedure) -> Iterator[str]:
    happens = {(move.target.stage, trigger) for move in unfold(procedure).moves for trigger in move.triggers}
    for number, stage in enumerate(procedure.stages, 1):
        yield f"{number}. {stage.title} ({stage.id})"
        yield f"{INDENT}Answers: {answerers_words(procedure, stage)}"
        for line in _stage(procedure, stage, {trigger for at, trigger in happens if at == stage.id}):
            yield INDENT + line


def _stage(procedure: Procedure, stage: Stage, happens: set[Trigger]) -> Iterator[str]:
    rank = next((rank for rank in procedure.ranks if rank.id == stage.rank), None)
    if rank and rank.equivalents:
        equals = [f"{name_words(kind)}: {title}" for kind, title in rank.equivalents.items()]
        yield f"Equal rank: {'; '.join(equals)}"
    for proxy in procedure.proxies:
        if proxy.rank == stage.rank:
            kinds = name_words(proxy.agency_kind), name_words(proxy.by_agency_kind)
            words = f"Proxy: where a {kinds[0]} has nobody of the rank, the {kinds[1]}'s acts for it"
            yield from _rule(procedure, words, proxy)
    if stage.gate:
        keeper = party_words(procedure, stage.gate.keeper)
        yield from _rule(procedure, f"Gate: {keeper} is asked: {stage.gate.question}", stage.gate)
    for clock in stage.clocks:
        yield from _clock(procedure, stage, clock)
    shared = [
        clock for clock in procedure.clocks_of(stage) if clock not in stage.clocks and happens & set(clock.starts)
    ]
    if shared:
        yield f"As at every stage: {listed([clock.id for clock in shared])}"
    for skip in stage.skips:
        to = procedure.stages_by_id[skip.to].title
        after = f" after consulting {listed(skip.after_consulting)}" if skip.after_consulting else ""
        yield from _rule(procedure, f"May skip to {to}: {parties_words(procedure, skip.by)}{after}", skip)
    for notice in stage.notices:
        yield from _notice(procedure, notice)
    for advice in stage.advice:
        yield from _rule(procedure, f"Advice: {advice.text}", advice)


def _notice(procedure: Procedure, notice: NoticeRule) -> Iterator[str]:
    to = parties_words(procedure, notice.to)
    yield from _rule(procedure, f"Told when {EVENTS[notice.on]}: {to}. {notice.message}", notice)


def _rule(procedure: Procedure, words: str, rule: Sourced) -> Iterator[str]:
    yield words
    for line in standings(procedure, rule):
        yield f"{INDENT}[{line}]"


def _clock(procedure: Procedure, stage: Stage | None, clock: Clock) -> Iterator[str]:
    yield f"Clock: {clock.title} ({clock.id})"
    yield f"{INDENT}Owed by {party_words(procedure, clock.owner)}; limit: {limit_words(clock)}"
    stops = f", stops when {listed([EVENTS[stop] for stop in clock.stops], 'or')}" if clock.stops else ""
    yield f"{INDENT}Starts when {listed([EVENTS[start] for start in clock.starts], 'or')}{stops}"
    told = f". Told then: {parties_words(procedure, clock.tell_on_expiry)}" if clock.tell_on_expiry else ""
    yield f"{INDENT}When it runs out: {expiry_words(procedure, stage, clock)}{told}"
    if clock.warn:
        yield f"{INDENT}Warns {listed([limit.words() for limit in clock.warn])} before"
    for line in standings(procedure, clock):
        yield f"{INDENT}[{line}]"


def _shared(procedure: Procedure) -> Iterator[str]:
    graph = unfold(procedure)
    for clock in procedure.every_stage:
        starts = set(clock.starts)
        if any(starts & set(move.triggers) and move.target.stage for move in graph.moves):
            yield from _clock(procedure, None, clock)


def _caps(procedure: Procedure) -> Iterator[str]:
    for cap in procedure.caps:
        stages = listed([procedure.stages_by_id[stage].title for stage in cap.stages])
        yield from _rule(procedure, f"{cap.title} ({cap.id}): {limit_words(cap)} for {stages} together", cap)


def _beside(procedure: Procedure) -> Iterator[str]:
    for path in procedure.fast_paths:
        opens = f" It goes straight to {procedure.stages_by_id[path.opens_stage].title}." if path.opens_stage else ""
        who = parties_words(procedure, path.by)
        yield from _rule(procedure, f"Fast path: {path.title}. {path.when}{opens} May be taken by {who}.", path)
    time = procedure.child_protecting_time
    who = parties_words(procedure, time.set_by)
    yield from _rule(procedure, f"An earlier time that protects the child may be set by {who}", time)
    hold = procedure.hold
    if hold.allowed and hold.cap:
        who = parties_words(procedure, hold.by)
        yield from _rule(procedure, f"Hold: by {who}, for at most {hold.cap.words()}: {'; '.join(hold.reasons)}", hold)
    else:
        yield from _rule(procedure, "Hold: not allowed", hold)
    who = parties_words(procedure, procedure.withdrawal.by)
    yield from _rule(procedure, f"Withdrawal: by {who}, with a reason", procedure.withdrawal)
    if len(procedure.priorities) > 1:
        yield f"Priorities: {listed([priority.title for priority in procedure.priorities])}"


def _group(procedure: Procedure, group: Group) -> Iterator[str]:
    yield from _rule(procedure, f"{group.title} ({group.id}): quorum {group.quorum}, {group.decides}", group)
    for function in group.functions:
        seats = listed([name_words(seat) for seat in function.seats])
        heard = f" ({function.seats_heard} of them heard)" if len(function.seats) > 1 else ""
        yield from (INDENT + line for line in _rule(procedure, f"Voice: {function.title}: {seats}{heard}", function))
    order = listed([group.function(function).title for function in group.chair.order], "then")
    how = f"rotates yearly from {group.chair.first_year}: " if group.chair.rotates == "yearly" else ""
    yield from (INDENT + line for line in _rule(procedure, f"Chair: {how}{order}", group.chair))
    does = {"steps_aside": "steps aside", "declares": "declares it and stays", "stays": "stays"}
    own = f"Recusal: a member whose own agency is a party {does[group.recusal.own_agency_is_party]}"
    yield from (INDENT + line for line in _rule(procedure, own, group.recusal))


def _closing(procedure: Procedure) -> Iterator[str]:
    for duty in procedure.closing_duties:
        who = "each side" if duty.per_side else party_words(procedure, duty.owner)
        outcomes = listed([name_words(outcome) for outcome in duty.outcomes], "or")
        start = f", from {procedure.stages_by_id[duty.from_stage].title} on" if duty.from_stage else ""
        both = "; both sides agree to it" if duty.agreed_by_both else ""
        words = f"{duty.title} ({duty.id}): {who}, {limit_words(duty)} after it is {outcomes}{start}{both}"
        yield from _rule(procedure, words, duty)
    for notice in procedure.notices:
        yield from _notice(procedure, notice)
    again = procedure.reopening
    within = f" within {again.within.words()}" if again.within else ""
    words = f"by {parties_words(procedure, again.by)}{within}" if again.allowed else "not allowed"
    yield from _rule(procedure, f"Reopening: {words}", again)


def _onward(procedure: Procedure) -> Iterator[str]:
    onward = procedure.onward
    owner = party_words(procedure, onward.owner)
    yield from _rule(procedure, f"It goes to: {'; '.join(onward.to)}. Kept by {owner}.", onward)
    for clock in onward.clocks:
        yield from _clock(procedure, None, clock)


def _redirects(procedure: Procedure) -> Iterator[str]:
    effects = {
        "record_only": "recorded only; the disagreement goes on",
        "branch": "goes on beside the disagreement",
        "closes": "the disagreement ends here",
    }
    for redirect in procedure.redirects:
        words = f"{redirect.title} ({redirect.id}): to {redirect.to}. {redirect.when} ({effects[redirect.effect]})"
        yield from _rule(procedure, words, redirect)
