"""What every action of a person has: its kind, its fields, and which of them hold what was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints

from states.case import Case

LONGEST_NARRATIVE = 20_000
"""Characters in one answer: about six pages, well over any form that was seen."""

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# A terminal takes some of these for commands, and nobody types them. The last two ranges turn the direction of writing
# of what follows, so that it reads otherwise than it is written; Arabic or Hebrew needs none of them.
_NOT_TYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Spaces of every kind, and what takes up no room: an answer of these alone is none.
_UNSEEN = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\u200b\u2060\ufeff"


def as_typed(words: str) -> str:
    """What a person wrote, as it is recorded: without control characters; tabs and line breaks are kept.

    At the beginning and at the end nothing is left that cannot be seen.
    """
    return _NOT_TYPED.sub("", _LINE_BREAK.sub("\n", words)).strip(_UNSEEN)


def _cleaned(given: object) -> object:
    return as_typed(given) if isinstance(given, str) else given


Narrative = Annotated[
    str,
    StringConstraints(min_length=1, max_length=LONGEST_NARRATIVE),
    BeforeValidator(_cleaned),
]
"""What a person writes. It may speak of a child, so it stays in the record and never goes into a mail or a log."""

Code = Annotated[str, StringConstraints(min_length=1, max_length=100), BeforeValidator(_cleaned)]


def _with_zone(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("give the time zone, such as 2026-12-03T17:00+00:00")
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise ValueError("this is outside the years 1 to 9999") from None


Instant = Annotated[datetime, AfterValidator(_with_zone)]


class Action(BaseModel):
    """An action of a person. `NARRATIVE` names the fields that hold what they wrote."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    NARRATIVE: ClassVar[tuple[str, ...]] = ()

    kind: str

    def event(self, case: Case | None) -> str:
        """The machine's event for this action in this case."""
        return self.kind

    def narrative(self) -> dict[str, str]:
        """The fields that hold what the person wrote, those left empty apart."""
        return {name: value for name in self.NARRATIVE if (value := getattr(self, name))}

    def facts(self) -> dict[str, object]:
        """Every other field, as JSON values, those left empty apart."""
        return self.model_dump(mode="json", exclude={"kind", *self.NARRATIVE}, exclude_none=True)
