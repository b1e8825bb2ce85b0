"""Rules listed in plain words. Here, procedures: stages, clocks, gates, what comes after and where each rule stands."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.clock import Clock, Trigger
from procedures.graph import unfold
from procedures.language import Procedure
from procedures.listing import (
    INDENT,
    document_line,
    group_lines,
    local_defaults,
    period_words,
    rule_lines,
    section,
)
from procedures.review_description import describe_review
from procedures.rules import Rules
from procedures.stage import NoticeRule, Stage
from procedures.wording import (
    EVENTS,
    answerers_words,
    expiry_words,
    hold_words,
    limit_words,
    listed,
    name_words,
    parties_words,
    party_words,
    standings,
)

__all__ = ["describe", "local_defaults"]


def describe(rules: Rules) -> list[str]:
    """The whole rules of either kind, line by line, indented by two spaces for each level."""
    return _describe(rules) if isinstance(rules, Procedure) else describe_review(rules)


def _describe(procedure: Procedure) -> list[str]:
    return [
        *_heading(procedure),
        *section("Documents", map(document_line, procedure.documents)),
        *section("Ladder", _ladder(procedure)),
        *section("Clocks at every stage", _shared(procedure)),
        *section("Limits over several stages", _caps(procedure)),
        *section("At any stage", _beside(procedure)),
        *section("Groups", (line for group in procedure.groups for line in group_lines(procedure, group))),
        *section("When it is resolved", _closing(procedure)),
        *section(f"{procedure.onward.title}", _onward(procedure)),
        *section("Redirects", _redirects(procedure)),
        *section("Local defaults, to be confirmed", local_defaults(procedure)),
    ]


def _heading(procedure: Procedure) -> Iterator[str]:
    yield procedure.title
    yield period_words(procedure)
    yield f"Partnership: {procedure.partnership}"
    if procedure.extends:
        yield f"Built on: {procedure.extends}"
    if procedure.awaiting_confirmation:
        yield f"AWAITING CONFIRMATION: {procedure.awaiting_confirmation.strip()}"
    yield f"Emergency: {procedure.emergency.text.strip()}"


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
            yield from rule_lines(procedure, words, proxy)
    if stage.gate:
        keeper = party_words(procedure, stage.gate.keeper)
        yield from rule_lines(procedure, f"Gate: {keeper} is asked: {stage.gate.question}", stage.gate)
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
        yield from rule_lines(procedure, f"May skip to {to}: {parties_words(procedure, skip.by)}{after}", skip)
    for notice in stage.notices:
        yield from _notice(procedure, notice)
    for advice in stage.advice:
        yield from rule_lines(procedure, f"Advice: {advice.text}", advice)


def _notice(procedure: Procedure, notice: NoticeRule) -> Iterator[str]:
    to = parties_words(procedure, notice.to)
    yield from rule_lines(procedure, f"Told when {EVENTS[notice.on]}: {to}. {notice.message}", notice)


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
        yield from rule_lines(procedure, f"{cap.title} ({cap.id}): {limit_words(cap)} for {stages} together", cap)


def _beside(procedure: Procedure) -> Iterator[str]:
    for path in procedure.fast_paths:
        opens = f" It goes straight to {procedure.stages_by_id[path.opens_stage].title}." if path.opens_stage else ""
        who = parties_words(procedure, path.by)
        yield from rule_lines(procedure, f"Fast path: {path.title}. {path.when}{opens} May be taken by {who}.", path)
    time = procedure.child_protecting_time
    who = parties_words(procedure, time.set_by)
    yield from rule_lines(procedure, f"An earlier time that protects the child may be set by {who}", time)
    hold = procedure.hold
    if hold.allowed and hold.cap:
        who = parties_words(procedure, hold.by)
        yield from rule_lines(procedure, f"Hold: by {who}, for {hold_words(hold)}: {'; '.join(hold.reasons)}", hold)
    else:
        yield from rule_lines(procedure, "Hold: not allowed", hold)
    who = parties_words(procedure, procedure.withdrawal.by)
    yield from rule_lines(procedure, f"Withdrawal: by {who}, with a reason", procedure.withdrawal)
    if len(procedure.priorities) > 1:
        yield f"Priorities: {listed([priority.title for priority in procedure.priorities])}"


def _closing(procedure: Procedure) -> Iterator[str]:
    for duty in procedure.closing_duties:
        who = "each side" if duty.per_side else party_words(procedure, duty.owner)
        outcomes = listed([name_words(outcome) for outcome in duty.outcomes], "or")
        start = f", from {procedure.stages_by_id[duty.from_stage].title} on" if duty.from_stage else ""
        both = "; both sides agree to it" if duty.agreed_by_both else ""
        words = f"{duty.title} ({duty.id}): {who}, {limit_words(duty)} after it is {outcomes}{start}{both}"
        yield from rule_lines(procedure, words, duty)
    for notice in procedure.notices:
        yield from _notice(procedure, notice)
    again = procedure.reopening
    within = f" within {again.within.words()}" if again.within else ""
    words = f"by {parties_words(procedure, again.by)}{within}" if again.allowed else "not allowed"
    yield from rule_lines(procedure, f"Reopening: {words}", again)


def _onward(procedure: Procedure) -> Iterator[str]:
    onward = procedure.onward
    owner = party_words(procedure, onward.owner)
    yield from rule_lines(procedure, f"It goes to: {'; '.join(onward.to)}. Kept by {owner}.", onward)
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
        yield from rule_lines(procedure, words, redirect)
