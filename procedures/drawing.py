"""What a diagram of a procedure shows, taken from the same graph that the machine runs and the checker walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from procedures.clock import Clock, CumulativeCap, Expiry
from procedures.graph import CHILD_PROTECTING_TIME, CLOSING, ONWARD, Graph, Move, Phase, unfold
from procedures.language import Procedure
from procedures.source import Force
from procedures.stage import Stage
from procedures.wording import answerers_words, expiry_words, hold_words, limit_words, listed, party_words

ONWARD_END = "onward"
CLOSING_END = "closing"

Kind = Literal["climb", "leap", "end"]
"""A climb is the ordinary way up, a leap skips or takes a fast path, an end leads to the closing duties."""


@dataclass(frozen=True)
class ClockLine:
    """One clock as a row: its title, who owes it, within which limit, what follows, and how strongly it binds."""

    title: str
    owner: str
    limit: str
    then: str
    force: Force


@dataclass(frozen=True)
class Rung:
    """A stage of the ladder. `gate` is the sentence of its gate, None without one."""

    id: str
    number: int
    title: str
    answers: str
    gate: str | None
    clocks: tuple[ClockLine, ...]

    @property
    def heading(self) -> str:
        """The title with its number, unless the title tells it already (`Step 2: line managers`)."""
        return self.title if str(self.number) in self.title.partition(":")[0] else f"{self.number}. {self.title}"


@dataclass(frozen=True)
class Way:
    """A way from a rung to another rung, onward or to the closing duties, with what takes a case along it."""

    source: str
    target: str
    kind: Kind
    label: str


@dataclass(frozen=True)
class Drawing:
    """Everything that a diagram shows of a procedure, before any layout."""

    title: str
    subtitle: str
    emergency: str
    rungs: tuple[Rung, ...]
    ways: tuple[Way, ...]
    onward_title: str
    onward: str
    onward_clocks: tuple[ClockLine, ...]
    shared: tuple[ClockLine, ...]
    closing: tuple[ClockLine, ...]
    beside: tuple[str, ...]

    def describe(self) -> str:
        """The drawing in a few sentences, for whoever does not see it."""
        rungs = [f"{rung.heading} ({rung.answers})" for rung in self.rungs]
        climbs = [
            f"From {self.name_of(way.source)} to {self.name_of(way.target)}: {way.label}."
            for way in self.ways
            if way.kind != "end"
        ]
        return f"A ladder from bottom to top: {'; '.join(rungs)}; then: {self.onward_title}. {' '.join(climbs)}"

    def name_of(self, end: str) -> str:
        """The title of a rung, or of what lies beyond the ladder, by the name that a way gives it."""
        return next((rung.title for rung in self.rungs if rung.id == end), self.onward_title)


def drawing(procedure: Procedure) -> Drawing:
    """What to draw of a procedure."""
    graph = unfold(procedure)
    subtitle = f"{procedure.partnership}, edition {procedure.edition}, in force from {procedure.effective_from}"
    return Drawing(
        title=procedure.title,
        subtitle=subtitle,
        emergency=procedure.emergency.text.strip(),
        rungs=tuple(_rung(procedure, number, stage) for number, stage in enumerate(procedure.stages, 1)),
        ways=tuple(_ways(procedure, graph)),
        onward_title=procedure.onward.title,
        onward=listed(procedure.onward.to, "then"),
        onward_clocks=tuple(_clock_line(procedure, None, clock) for clock in procedure.onward.clocks),
        shared=tuple(_clock_line(procedure, None, clock) for clock in procedure.every_stage if _starts(graph, clock)),
        closing=tuple(_closing_lines(procedure)),
        beside=tuple(_beside(procedure)),
    )


def _starts(graph: Graph, clock: Clock, stage: str | None = None) -> bool:
    """Whether anything starts a clock at a stage, or at any."""
    return any(
        set(move.triggers) & set(clock.starts) and move.target.stage and stage in (None, move.target.stage)
        for move in graph.moves
    )


def _rung(procedure: Procedure, number: int, stage: Stage) -> Rung:
    clocks = tuple(_clock_line(procedure, stage, clock) for clock in stage.clocks)
    return Rung(stage.id, number, stage.title, answerers_words(procedure, stage), _gate(procedure, stage), clocks)


def _gate(procedure: Procedure, stage: Stage) -> str | None:
    if stage.gate is None:
        return None
    limits = [
        f" {clock.limit.words()}, then {expiry_words(procedure, stage, clock)}."
        for clock in procedure.clocks_of(stage)
        if clock.on_expiry is Expiry.OPEN_STAGE
    ]
    keeper = party_words(procedure, stage.gate.keeper)
    return f"Gate, kept by {keeper}: {stage.gate.question}{''.join(limits)}"


def _clock_line(procedure: Procedure, stage: Stage | None, clock: Clock) -> ClockLine:
    return ClockLine(
        title=clock.title,
        owner=party_words(procedure, clock.owner),
        limit=limit_words(clock),
        then=expiry_words(procedure, stage, clock),
        force=clock.force,
    )


def _closing_lines(procedure: Procedure) -> Iterator[ClockLine]:
    for duty in procedure.closing_duties:
        owner = "each side" if duty.per_side else party_words(procedure, duty.owner)
        then = f"chased every {duty.chase.words()}"
        yield ClockLine(duty.title, owner, limit_words(duty), then, duty.force)


def _beside(procedure: Procedure) -> Iterator[str]:
    for cap in procedure.caps:
        stages = listed([procedure.stages_by_id[stage].title for stage in cap.stages])
        yield f"{stages} together: at most {limit_words(cap)}."
    yield "A time that protects the child may be set earlier than any limit, with a reason."
    for path in procedure.fast_paths:
        yield f"Fast path: {path.title}. {path.when}"
    for redirect in procedure.redirects:
        ends = " (the disagreement ends here)" if redirect.effect == "closes" else ""
        yield f"{redirect.title}: goes to {redirect.to}{ends}."
    if procedure.hold.allowed and procedure.hold.cap:
        yield f"On hold, with a reason, for {hold_words(procedure.hold)}."


def _ways(procedure: Procedure, graph: Graph) -> Iterator[Way]:
    """Ways out of each rung, one for each target and kind, in the order of the ladder."""
    found: dict[tuple[str, str, Kind], list[str]] = {}
    for move in graph.moves:
        if move.source.stage is None or move.target.stage == move.source.stage:
            continue
        target = {ONWARD: ONWARD_END, CLOSING: CLOSING_END}.get(move.target, move.target.stage)
        if target is None or move.target.phase is Phase.HELD:
            continue
        name, _, clock_id = move.event.partition("__")
        clock = procedure.clock_at(move.source.stage, clock_id) if name == "expire" else None
        if isinstance(clock, Clock) and not _starts(graph, clock, move.source.stage):
            continue
        kind, words = _kind_and_words(procedure, move)
        labels = found.setdefault((move.source.stage, target, kind), [])
        if words and words not in labels:
            labels.append(words)
    for (source, target, kind), labels in found.items():
        yield Way(source, target, kind, _sentence(labels))


def _sentence(labels: list[str]) -> str:
    words = listed(labels, "or")
    return words[:1].upper() + words[1:]


def _kind_and_words(procedure: Procedure, move: Move) -> tuple[Kind, str]:
    name, _, rest = move.event.partition("__")
    if name == "skip_to":
        return "leap", "skip after consulting"
    if name == "fast_path":
        title = next(path.title for path in procedure.fast_paths if path.id == rest)
        return "leap", f"fast path: {title[:1].lower()}{title[1:]}"
    if move.target == CLOSING:
        return "end", {"settle": "settled", "decide_as_group": "decided", "withdraw": "withdrawn"}.get(
            name, "redirected"
        )
    if name != "expire":
        return "climb", _PEOPLE.get(name, "")
    if rest == CHILD_PROTECTING_TIME:
        return "climb", "the time that protects the child passes"
    rule = procedure.clock_at(move.source.stage, rest)
    if rule is None:
        return "climb", ""
    together = " for several stages together" if isinstance(rule, CumulativeCap) else ""
    return "climb", f"{rule.limit.words()}{together} {'runs' if rule.limit.amount == 1 else 'run'} out"


_PEOPLE = {
    "escalate": "somebody takes it up",
    "reject_answer": "the answer does not settle it",
    "group_cannot_agree": "the group cannot agree",
    "group_not_quorate": "the group is not quorate",
}
