"""The proof that no case can wait in silence: every reachable state has an owner, a running clock, a way on."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from procedures.clock import Clock
from procedures.graph import (
    CHILD_PROTECTING_TIME,
    CLOSED,
    CLOSING,
    COMMITMENT,
    DRAFT,
    HELD,
    HOLD,
    ONWARD,
    Graph,
    Move,
    Phase,
    Position,
    owner,
    unfold,
)
from procedures.language import Procedure
from procedures.names import Path
from procedures.never_started import never_started
from procedures.running import clock_changes, duties_owed, outcome_of
from procedures.soundness import absent_party, findings

BESIDE_THE_WAY_ON = ("withdraw", "hold", "redirect", "expire", "fast_path", "skip_to")
"""What may lead away from a position and does not count as its way on: giving up, waiting, leaping, running out."""


@dataclass(frozen=True, slots=True)
class Situation:
    """One reachable state: a position, the clocks running there, and what a hold has set aside."""

    position: Position
    running: frozenset[str]
    held: frozenset[str] = frozenset()
    held_at: Position | None = None


@dataclass(frozen=True)
class LivenessFault:
    """A fault, the events that lead to it from a draft, and the part of the procedure that it lies in."""

    message: str
    path: tuple[str, ...] = ()
    where: Path = ()

    def __str__(self) -> str:
        return f"{self.message}\n    path: {' -> '.join(self.path)}" if self.path else self.message


@dataclass(frozen=True)
class Proof:
    """What the checker found: how many states and moves it walked, and every fault."""

    situations: int
    moves: int
    faults: tuple[LivenessFault, ...]

    @property
    def holds(self) -> bool:
        """Whether no fault was found."""
        return not self.faults


def check(procedure: Procedure, graph: Graph | None = None) -> Proof:
    """Walk every reachable state of a procedure and collect each fault once, with the shortest path to it.

    `graph` is the procedure's own unless another is to be tried.
    """
    graph = graph or unfold(procedure)
    found: dict[str, LivenessFault] = {}
    start = Situation(DRAFT, frozenset())
    paths: dict[Situation, tuple[str, ...]] = {start: ()}
    waiting = deque([start])
    moves = 0
    while waiting:
        situation = waiting.popleft()
        where = _where(procedure, situation.position)
        for message in _faults_of(procedure, graph, situation):
            found.setdefault(message, LivenessFault(message, paths[situation], where))
        for move in _moves_from(graph, situation):
            moves += 1
            if _changes_nothing(move):
                continue
            path = (*paths[situation], move.event)
            for message in _faults_of_move(procedure, move):
                found.setdefault(message, LivenessFault(message, path, where))
            following = _after(procedure, situation, move)
            if following not in paths:
                paths[following] = path
                waiting.append(following)
    reached = {situation.position.stage for situation in paths}
    for index, stage in enumerate(procedure.stages):
        if stage.id not in reached:
            message = f"stage {stage.id!r} cannot be reached"
            found[message] = LivenessFault(message, (), ("stages", index))
    for place, message in findings(procedure, graph):
        found.setdefault(message, LivenessFault(message, (), place))
    ran = {(situation.position.stage, clock_id) for situation in paths for clock_id in situation.running}
    told = {fault.where for fault in found.values()}
    for place, message in never_started(procedure, ran, reached):
        if place not in told:
            found.setdefault(message, LivenessFault(message, (), place))
    return Proof(len(paths), moves, tuple(found.values()))


def _where(procedure: Procedure, position: Position) -> Path:
    """The part of the procedure that makes a position what it is."""
    if position.stage is not None:
        return ("stages", procedure.stage_order[position.stage])
    return {ONWARD: ("onward",), CLOSING: ("closing_duties",), HELD: ("hold",)}.get(position, ())


def _moves_from(graph: Graph, situation: Situation) -> Iterator[Move]:
    """The moves open in a situation: an expiry only while its clock runs, a resume only to where it was held."""
    for move in graph.moves_from(situation.position):
        name, _, rest = move.event.partition("__")
        if name == "expire" and rest not in situation.running:
            continue
        if name == "resume_at" and move.target != situation.held_at:
            continue
        if name == "close" and situation.running:
            continue
        yield move


def _changes_nothing(move: Move) -> bool:
    """Whether a move only writes something down: it leads to where it began and starts or stops no clock."""
    setting = ("expire", "acknowledge", "set_child_protecting_time", "finish_duty")
    return move.source == move.target and not move.triggers and move.event.partition("__")[0] not in setting


def _after(procedure: Procedure, situation: Situation, move: Move) -> Situation:
    if move.event == "finish_duty":
        # Which duty is done first makes no difference to what is owed: one order stands for all.
        remaining = frozenset(sorted(situation.running)[1:])
        return Situation(move.target, remaining)
    changes = clock_changes(procedure, move, situation.running, held=situation.held, commits=True)
    running = (situation.running - frozenset(changes.stops)) | frozenset(changes.starts)
    if move.event == "hold":
        return Situation(move.target, running, situation.running, situation.position)
    if move.target.phase is Phase.HELD:
        return Situation(move.target, running, situation.held, situation.held_at)
    return Situation(move.target, running)


def _faults_of(procedure: Procedure, graph: Graph, situation: Situation) -> Iterator[str]:
    position = situation.position
    if not position.is_open:
        return
    if position == CLOSING:
        if not situation.running:
            return  # the last duty is done, and the door closes the case in the same transaction
    elif owner(procedure, position) is None:
        yield f"{position.value}: nobody owes the next step"
    # Clocks that only a person's choice adds (a child-protecting time, a commitment) cannot be relied on, and one
    # that has been flagged and is chased still runs.
    if not situation.running - {CHILD_PROTECTING_TIME, COMMITMENT}:
        yield f"{position.value}: no clock runs, so the case could wait here in silence"
    for clock_id in sorted(situation.running - {HOLD}):
        if graph.move(position, f"expire__{clock_id}") is None:
            yield f"{position.value}: the clock {clock_id!r} can run out here and its expiry leads nowhere"
        yield from _faults_of_owner(procedure, position, clock_id)
    if position != CLOSING and not any(_leads_on(move) for move in _moves_from(graph, situation)):
        yield f"{position.value}: nothing that anybody can do here leads on"


def _leads_on(move: Move) -> bool:
    return move.source != move.target and move.event.partition("__")[0] not in BESIDE_THE_WAY_ON


def _faults_of_owner(procedure: Procedure, position: Position, clock_id: str) -> Iterator[str]:
    clock = procedure.clock_at(position.stage, clock_id)
    if isinstance(clock, Clock):
        stage = procedure.stages_by_id[position.stage] if position.stage else None
        absent = absent_party(stage, clock.owner)
        if absent:
            yield f"{position.value}: nobody owes what the clock {clock_id!r} counts: {absent}"


def _faults_of_move(procedure: Procedure, move: Move) -> Iterator[str]:
    """Faults of an ending: it came by a clock, it leaves nothing owed, or what it leaves is owed by nobody."""
    if move.target not in (CLOSING, CLOSED) or move.source == move.target:
        return
    if move.event.startswith("expire__"):
        yield f"{move.source.value}: {move.event} closes the case; nothing may close by expiry"
    outcome = outcome_of(move.event)
    if move.source == CLOSING or outcome is None:
        return
    duties = duties_owed(procedure, outcome, move.source)
    if not duties:
        yield f"{move.source.value}: ending as {outcome!r} leaves no closing duty, so nobody is told"
    last = procedure.stages_by_id[move.source.stage] if move.source.stage else procedure.stages[-1]
    for duty in duties:
        absent = absent_party(last, duty.owner)
        if absent:
            yield f"{move.source.value}: nobody owes the closing duty {duty.id!r}: {absent}"
