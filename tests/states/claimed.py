"""What a case claims of itself, for tests that hold it against its record."""

from states.case import Case
from states.standing import Standing, StandingClock


def standing_of(case: Case) -> Standing:
    """The standing that a case itself claims."""
    clocks = (StandingClock(c.number, c.clock, c.owner, c.due_at) for c in case.clocks)
    return Standing(
        case.version,
        case.position,
        case.owner,
        case.owner_via,
        case.reached,
        case.outcome,
        tuple(sorted(clocks, key=lambda clock: clock.number)),
    )
