"""What a review asks of an agency as the interface tells it, and nothing else of the review."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from states.directory import Directory
from store.own_items import Item, Said, What
from web.api.callers import Caller
from web.api.case_shapes import Fact
from web.api.clock_shapes import Post
from web.api.offered import ActionOffered, offered
from web.reviews.opened_item import TITLES, OpenedItem, done_in_words, due_of, facts_said, written_said
from workflows.action_fields import fields_of

EXAMPLE_LINE: dict[str, JsonValue] = {
    "reference": "R-2026-0001",
    "what": "information",
    "number": 1,
    "href": "/api/v1/asked/R-2026-0001/information/1",
    "title": "Information that your agency was asked for",
    "due": {
        "owes": "Information asked for under section 16H",
        "due_at": "2026-11-09T23:59:59.999999Z",
        "due": "the end of Monday 9 November 2026",
        "late": False,
    },
}


class AskedDue(BaseModel):
    """What of an item is due first."""

    owes: str = Field(description="What is owed, in words.")
    due_at: datetime
    due: str = Field(description="The same in words.")
    late: bool


class AskedLine(BaseModel):
    """An item in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE]})

    reference: str = Field(description="The reference of the practice review.")
    what: What
    number: int = Field(description="The item's number in its review.")
    href: str = Field(description="Where the whole item is.")
    title: str
    due: AskedDue | None = Field(description="Null where nothing of it is due.")


class AskedList(BaseModel):
    """What open reviews ask of an agency."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"asked": [EXAMPLE_LINE]}]})

    asked: list[AskedLine]


class SaidOfItem(BaseModel):
    """What was asked with an item, or what the agency answered."""

    done: str = Field(description="What happened, in words.")
    at: datetime
    by: Post
    facts: list[Fact]
    written: list[Fact] = Field(description="What people wrote. It may speak of a child: keep it as you keep a record.")
    readable: bool = Field(description="False while the key to what was written is missing.")


class AskedWhole(AskedLine):
    """An item with what was said of it, and what can be done about it."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE | {"said": [], "actions": []}]})

    said: list[SaidOfItem] = Field(description="What was asked, and what the agency has answered, the oldest first.")
    actions: list[ActionOffered] = Field(description="What is theirs to do, open now or not.")


class ItemDone(BaseModel):
    """What was done about an item."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "R-2026-0001",
                    "href": "/api/v1/asked/R-2026-0001/information/1",
                    "done": "record_information",
                    "at": "2026-11-05T11:00:00Z",
                }
            ]
        }
    )

    reference: str
    href: str
    done: str = Field(description="The kind of the action.")
    at: datetime


def line_of(opened: OpenedItem, now: datetime) -> AskedLine:
    """An item as a list has it."""
    return AskedLine.model_validate(_line(opened, now))


def item_of(opened: OpenedItem, said: Iterable[Said], caller: Caller, now: datetime) -> AskedWhole:
    """An item as one that reads it alone has it."""
    review, rules = opened.behind.review, opened.behind.rules
    about = {"number": opened.item.number}
    can = [
        offered(kind, about, fields_of(kind, review, caller.code, rules, caller.directory, now)) for kind in opened.open
    ]
    cannot = [offered(kind, about, why_not=reason) for kind, reason in opened.not_open]
    told = [_said(one, opened, caller.directory) for one in said]
    return AskedWhole.model_validate(_line(opened, now) | {"said": told, "actions": [*can, *cannot]})


def asked_address(item: Item) -> str:
    """Where an item is."""
    return f"/api/v1/asked/{item.reference}/{item.what}/{item.number}"


def _line(opened: OpenedItem, now: datetime) -> dict[str, object]:
    item, due = opened.item, due_of(opened, now)
    return {
        "reference": item.reference,
        "what": item.what,
        "number": item.number,
        "href": asked_address(item),
        "title": TITLES[item.what],
        "due": AskedDue(owes=due.owes, due_at=due.at, due=due.by, late=due.late) if due else None,
    }


def _said(one: Said, opened: OpenedItem, directory: Directory) -> SaidOfItem:
    return SaidOfItem(
        done=done_in_words(one, directory, opened.behind),
        at=one.at,
        by=Post(code=one.by, title=directory.title_of(one.by)),
        facts=[Fact(name=name, value=value) for name, value in facts_said(one, directory, opened.behind)],
        written=[Fact(name=name, value=text) for name, text in written_said(one)],
        readable=one.unreadable is None,
    )
