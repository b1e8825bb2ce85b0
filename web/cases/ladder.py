"""Where a disagreement is on its ladder, rung by rung, in words that do without the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from notifications.dates import day_in_words
from procedures.language import Procedure
from procedures.position import Phase, Position
from states.case import Case
from store.readable_cases import RecordedEntry
from workflows.bundle_words import PHASES, DisagreementWords

OFF_THE_LADDER = (Phase.ONWARD, Phase.CLOSING, Phase.CLOSED)


@dataclass(frozen=True)
class Rung:
    """A rung: `standing` is `here`, `passed`, or `ahead`; `said` what that means for this case."""

    title: str
    standing: str
    said: str


def ladder(case: Case, procedure: Procedure, entries: Sequence[RecordedEntry], words: DisagreementWords) -> list[Rung]:
    """The rungs from the lowest up, then what came after the ladder if the case has come there."""
    here = _place(case.position) or (case.reached if case.held else None)
    came = _came_to(entries, here)
    rungs = [_rung(stage.id, stage.title, here, came, case, words) for stage in procedure.stages]
    for phase in OFF_THE_LADDER:
        if phase.value in came:
            title = procedure.onward.title if phase is Phase.ONWARD else words.position(phase.value)
            rungs.append(_rung(phase.value, title, here, came, case, words))
    return rungs


def _rung(place: str, title: str, here: str | None, came: dict[str, str], case: Case, words: DisagreementWords) -> Rung:
    since = came.get(place)
    if place == here:
        phase = PHASES[case.at.phase]
        return Rung(title, "here", f"It is here since {since}: {phase}." if since else f"It is here: {phase}.")
    if since:
        return Rung(title, "passed", f"It came here on {since}.")
    return Rung(title, "ahead", "It has not come here." if case.closed_at else "Not reached.")


def _came_to(entries: Sequence[RecordedEntry], here: str | None) -> dict[str, str]:
    """By rung: when the case first came to it, in words; to the rung where it is, when it came there last."""
    came: dict[str, str] = {}
    before: str | None = None
    for entry in entries:
        place = _place(entry.position)
        if place and (place not in came or (place == here and place != before)):
            came[place] = day_in_words(entry.at)
        before = place or before
    return came


def _place(position: str) -> str | None:
    found = Position.read(position)
    return found.stage or (found.phase.value if found.phase in OFF_THE_LADDER else None)
