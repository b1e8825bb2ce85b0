"""What is known of a practice review at each position: a data flow over the moves of its course."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from procedures.review_course import ReviewFact, ReviewMove, ReviewPosition

Facts = frozenset[ReviewFact]
Path = tuple[str, ...]
"""Events from a draft on."""

NOTHING: Facts = frozenset()


@dataclass(frozen=True)
class Knowledge:
    """For each position that can be reached: facts known on every way there, on some way, and the shortest way."""

    surely: dict[ReviewPosition, Facts]
    maybe: dict[ReviewPosition, Facts]
    ways: dict[ReviewPosition, Path]


def knowledge(moves: Sequence[ReviewMove]) -> Knowledge:
    """What is known where, whatever way a review takes from a draft."""
    start = ReviewPosition.DRAFT
    surely, maybe = {start: NOTHING}, {start: NOTHING}
    ways: dict[ReviewPosition, Path] = {start: ()}
    waiting = deque([start])
    while waiting:
        source = waiting.popleft()
        for move in moves:
            if move.source is not source:
                continue
            if not maybe[source].issuperset(move.needs):
                continue
            target = move.target
            sure = _after(surely[source].union(move.needs) - frozenset(move.may_forget), move, move.sets)
            some = _after(maybe[source], move, (*move.sets, *move.may_set))
            if target not in ways:
                ways[target] = (*ways[source], move.event)
            elif sure >= surely[target] and some <= maybe[target]:
                continue
            surely[target] = sure & surely.get(target, sure)
            maybe[target] = some | maybe.get(target, some)
            waiting.append(target)
    return Knowledge(surely, maybe, ways)


def _after(known: Facts, move: ReviewMove, learnt: Iterable[ReviewFact]) -> Facts:
    entered = (ReviewFact.ENTERED,) if move.target.is_open else ()
    return (known - frozenset(move.forgets)) | frozenset((*learnt, *entered))


def way_to(
    moves: Sequence[ReviewMove], position: ReviewPosition, relevant: Facts, wanted: Callable[[Facts], bool]
) -> Path | None:
    """The shortest way to a position on which just such facts are known, or None if there is none.

    Only `relevant` facts are told apart, so that the walk is short and still misses nothing.
    """
    relevant = relevant.union(*(move.needs for move in moves))
    start = (ReviewPosition.DRAFT, NOTHING)
    ways: dict[tuple[ReviewPosition, Facts], Path] = {start: ()}
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        at, known = here
        if at is position and wanted(known):
            return ways[here]
        for move in moves:
            if move.source is not at or not known.issuperset(move.needs):
                continue
            for learnt, lost in product(_some_of(move.may_set, relevant), _some_of(move.may_forget, relevant)):
                following = (move.target, _after(known - frozenset(lost), move, (*move.sets, *learnt)) & relevant)
                if following not in ways:
                    ways[following] = (*ways[here], move.event)
                    waiting.append(following)
    return None


def _some_of(facts: Iterable[ReviewFact], relevant: Facts) -> Iterator[tuple[ReviewFact, ...]]:
    """Each choice among the facts that a move makes known, or unknown, in some cases."""
    optional = [fact for fact in facts if fact in relevant]
    for size in range(len(optional) + 1):
        yield from combinations(optional, size)
