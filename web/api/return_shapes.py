"""An agency's own return as the interface tells it, and nothing else of its review."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from notifications.dates import due_in_words
from states.directory import Directory
from store.own_return import OwnReturn, SentReturn
from web.api.case_shapes import Fact
from web.api.clock_shapes import Post
from web.api.offered import ActionOffered, offered
from web.reviews.opened_return import KIND, OpenedReturn, ReturnStanding, facts_sent, standing_of, written_in

EXAMPLE_LINE: dict[str, JsonValue] = {
    "reference": "R-2026-0001",
    "href": "/api/v1/returns/R-2026-0001",
    "agency": "hcrg",
    "requested_at": "2026-11-02T09:00:00Z",
    "due_at": "2026-11-06T17:00:00Z",
    "due": "Friday 6 November 2026 at 5pm",
    "standing": "to_send",
    "sent_at": None,
}


class ReturnLine(BaseModel):
    """A return in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE]})

    reference: str = Field(description="The reference of the practice review.")
    href: str = Field(description="Where the whole return is.")
    agency: str = Field(description="The agency whose return it is, by code: the person's own.")
    requested_at: datetime
    due_at: datetime
    due: str = Field(description="The same in words.")
    standing: ReturnStanding = Field(description="`gap` is recorded as not to be had; `late` and `to_send` are open.")
    sent_at: datetime | None = Field(description="When it was sent; null while it was not.")


class ReturnList(BaseModel):
    """The returns that an agency was asked for, the latest first."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"returns": [EXAMPLE_LINE]}]})

    returns: list[ReturnLine]


class ReturnSent(BaseModel):
    """A return as it was sent: each question of the form with its answer."""

    at: datetime
    by: Post
    facts: list[Fact]
    written: list[Fact] = Field(description="What people wrote. It may speak of a child: keep it as you keep a record.")
    readable: bool = Field(description="False while the key to what was written is missing.")


class WholeReturn(ReturnLine):
    """A return with what was sent, and what can be done about it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE | {"sent": [], "actions": []}]})

    sent: list[ReturnSent] = Field(description="The oldest first.")
    actions: list[ActionOffered] = Field(description="Sending it, with its fields; or why it is not open.")


class ReturnDone(BaseModel):
    """A return that was sent."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "R-2026-0001",
                    "href": "/api/v1/returns/R-2026-0001",
                    "sent_at": "2026-11-05T11:00:00Z",
                }
            ]
        }
    )

    reference: str
    href: str
    sent_at: datetime


def line_of(found: OwnReturn, now: datetime) -> ReturnLine:
    """A return as a list has it."""
    return ReturnLine.model_validate(_line(found, now))


def whole_of(opened: OpenedReturn, directory: Directory, now: datetime) -> WholeReturn:
    """A return as one that reads it alone has it."""
    why_not = opened.refusal.reason if opened.refusal else ""
    action = offered(KIND, {"agency": opened.found.asked.agency}, opened.fields, why_not)
    sent = [_sent(one, opened, directory) for one in opened.found.sent]
    return WholeReturn.model_validate(_line(opened.found, now) | {"sent": sent, "actions": [action]})


def return_address(reference: str) -> str:
    """Where an agency's return is."""
    return f"/api/v1/returns/{reference}"


def _line(found: OwnReturn, now: datetime) -> dict[str, object]:
    asked = found.asked
    return {
        "reference": found.reference,
        "href": return_address(found.reference),
        "agency": asked.agency,
        "requested_at": asked.requested_at,
        "due_at": asked.due_at,
        "due": due_in_words(asked.due_at),
        "standing": standing_of(asked, now),
        "sent_at": asked.received_at,
    }


def _sent(one: SentReturn, opened: OpenedReturn, directory: Directory) -> ReturnSent:
    return ReturnSent(
        at=one.at,
        by=Post(code=one.sent_by, title=directory.title_of(one.sent_by)),
        facts=[Fact(name=name, value=value) for name, value in facts_sent(one, directory, opened.rules)],
        written=[Fact(name=name, value=text) for name, text in written_in(one, opened.rules)],
        readable=one.unreadable is None,
    )
