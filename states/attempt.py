"""One event on its way through the machine: what its guards may look at."""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import force_setattr

from procedures.calendar import WorkingCalendar
from procedures.language import Procedure
from states.actions import Action
from states.case import Case
from states.directory import Directory
from states.may_act import holders_who_may_act, may_act_for, stands_for

NOT_OPEN = {
    "draft": "This has not been raised yet.",
    "closed": "This disagreement is closed.",
    "closing": "This disagreement has ended; only its closing duties are still open.",
    "held": "This disagreement is on hold.",
    "onward": "This disagreement has gone beyond the partnership.",
    "gate": "The stage has not opened yet: its gate is still to be answered.",
    "returned": "The concern was returned to the raiser.",
    "considering": "An answer has been given; the raising side is to say whether it settles it.",
    "information": "Information has been asked for and has not been given yet.",
    "answering": "The responding side is to answer first.",
    "deciding": "A group is deciding this.",
    "meeting": "A meeting has to be held first.",
    "prompted": "The raiser is to decide whether to move it up.",
}
"""Why something cannot be done now, by the phase that a case is in."""


class Attempt(Struct, frozen=True):
    """An action or a clock's event on a case. `actor` is a person's code, or the clock's.

    `day` is not given: it is the day of `now` in the procedure's own time zone.
    """

    case: Case
    action: Action | None
    actor: str
    procedure: Procedure
    directory: Directory
    now: datetime
    day: date = date.min

    def __post_init__(self) -> None:
        force_setattr(self, "day", self.calendar.day_of(self.now))

    @property
    def calendar(self) -> WorkingCalendar:
        """The procedure's working calendar."""
        return self.procedure.working_calendar

    def allowed(self, parties: tuple[str, ...]) -> set[str]:
        """Everybody who may act for one of these parties here and today."""
        return may_act_for(self.directory, self.procedure, self.case, parties, self.case.at, self.day)

    def holders_allowed(self, parties: tuple[str, ...]) -> set[str]:
        """As `allowed`, without business support for posts that stand empty."""
        return holders_who_may_act(self.directory, self.procedure, self.case, parties, self.case.at, self.day).people

    def stands_for(self, parties: tuple[str, ...], handed: str | None = None) -> str | None:
        """For which post, of these parties, the actor acts; None for their own. `handed`: where their step is from."""
        here = (self.case.at, self.day, self.actor)
        return stands_for(self.directory, self.procedure, self.case, parties, *here, handed)

    def not_open_here(self) -> str:
        """Why the action is not open at the case's position."""
        return f"You cannot do this now. {NOT_OPEN[self.case.at.phase]}"
