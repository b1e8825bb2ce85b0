"""A procedure unfolded: every position that a disagreement can be in, and every move between them.

One graph serves three readers: the state machine is built from it, the checker walks it and the diagram draws it,
so what is proved and what is drawn is what runs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property, lru_cache

from procedures.ladder_moves import CHILD_PROTECTING_TIME, COMMITMENT, above, entry, ladder_moves, phases_of
from procedures.language import Procedure
from procedures.moves_beside import moves_beside_the_ladder
from procedures.party import Party
from procedures.position import (
    BEFORE_A_STAGE,
    CLOSED,
    CLOSING,
    DRAFT,
    HELD,
    ONWARD,
    WITH_THE_RAISER,
    Move,
    Phase,
    Position,
)

__all__ = [
    "BEFORE_A_STAGE",
    "CHILD_PROTECTING_TIME",
    "CLOSED",
    "CLOSING",
    "COMMITMENT",
    "DRAFT",
    "HELD",
    "HOLD",
    "ONWARD",
    "WITH_THE_RAISER",
    "Graph",
    "Move",
    "Phase",
    "Position",
    "above",
    "entry",
    "owner",
    "phases_of",
    "unfold",
]

HOLD = "hold"


@dataclass(frozen=True)
class Graph:
    """Positions and moves of a procedure."""

    positions: tuple[Position, ...]
    moves: tuple[Move, ...]

    def __post_init__(self) -> None:
        if len(self._by_event) < len(self.moves):
            events = Counter((move.source.value, move.event) for move in self.moves)
            (source, event), _ = events.most_common(1)[0]
            raise AssertionError(f"{event} leads from {source} to two places")

    @cached_property
    def _by_event(self) -> dict[tuple[Position, str], Move]:
        return {(move.source, move.event): move for move in self.moves}

    @cached_property
    def _by_source(self) -> dict[Position, tuple[Move, ...]]:
        found: dict[Position, list[Move]] = {}
        for move in self.moves:
            found.setdefault(move.source, []).append(move)
        return {source: tuple(moves) for source, moves in found.items()}

    def move(self, source: Position, event: str) -> Move | None:
        """The move that `event` makes from `source`, or None if it is not open there."""
        return self._by_event.get((source, event))

    def moves_from(self, source: Position) -> tuple[Move, ...]:
        """Every move from a position."""
        return self._by_source.get(source, ())

    def events(self) -> list[str]:
        """Every event's name, once."""
        return list(dict.fromkeys(move.event for move in self.moves))


def owner(procedure: Procedure, position: Position) -> Party | None:
    """Who owes the next step at a position; None for a draft, a closed case and while closing duties run."""
    if position.stage is None:
        return {Phase.ONWARD: procedure.onward.owner, Phase.HELD: "holder"}.get(position.phase)
    stage = procedure.stages_by_id[position.stage]
    if position.phase in WITH_THE_RAISER:
        return "raiser"
    if position.phase is Phase.GATE:
        return stage.gate.keeper if stage.gate else None
    return "chair" if stage.group else "responding_side"


@dataclass(frozen=True)
class _ByIdentity:
    """Lets a procedure, which is costly to hash, be a cache key."""

    procedure: Procedure

    def __hash__(self) -> int:
        return id(self.procedure)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.procedure is self.procedure


@lru_cache(maxsize=256)
def _unfolded(key: _ByIdentity) -> Graph:
    return _build(key.procedure)


def unfold(procedure: Procedure) -> Graph:
    """The graph of a procedure; the same procedure gives the same graph object."""
    return _unfolded(_ByIdentity(procedure))


def _build(procedure: Procedure) -> Graph:
    moves = [*ladder_moves(procedure), *moves_beside_the_ladder(procedure)]
    positions = [
        DRAFT,
        *(p for stage in procedure.stages for p in phases_of(procedure, stage)),
        ONWARD,
        CLOSING,
        CLOSED,
    ]
    if procedure.hold.allowed:
        positions.append(HELD)
    return Graph(tuple(positions), tuple(moves))
