"""The form in which somebody says who is away, from when to when, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from web.reader import SignedIn
from workflows.action_desk import Choice
from workflows.action_fields import ActionField
from workflows.posted_action import FieldError, Typed, typed_value

LONDON = ZoneInfo("Europe/London")
LONGEST = timedelta(days=366)
"""Whoever is away for longer has left the post for the time being: that is the directory's."""


def absence_fields(reader: SignedIn, people: Sequence[str], *, anybody: bool = False) -> tuple[ActionField, ...]:
    """The questions. Whoever nobody reports to is not asked who is away.

    With `anybody` whoever stands in may be of another agency.
    """
    directory, own = reader.directory, reader.person
    who = tuple(Choice(code, "I am" if code == own.code else directory.people[code].title) for code in people)
    agencies = {directory.people[code].agency for code in people}
    deputies = sorted(
        (
            Choice(person.code, directory.title_of(person.code))
            for person in directory.people.values()
            if (anybody or person.agency in agencies) and directory.in_post(person.code, reader.day)
        ),
        key=lambda choice: choice.words,
    )
    asked = ActionField("person", "Who is away?", "", "one_of", True, who)
    return (
        *([asked] if len(who) > 1 else []),
        ActionField("first", "What is the first day away?", "Today or later.", "date", required=True),
        ActionField(
            "last",
            "What is the last day away?",
            "What has come to whoever stands in stays with them; both may do it.",
            "date",
            required=True,
        ),
        ActionField(
            "deputy",
            "Who stands in?",
            "They read what they need for it and may do what is owed, from the first day on.",
            "one_of",
            required=True,
            choices=tuple(deputies),
        ),
    )


def typed_absence(
    reader: SignedIn, people: Sequence[str], typed: Typed, *, anybody: bool = False
) -> tuple[str, str, date, date] | list[FieldError]:
    """Who is away, who stands in, from when and until when; or what is wrong with the answers."""
    fields = absence_fields(reader, people, anybody=anybody)
    found: dict[str, Any] = {field.name: typed_value(field, typed, LONDON) for field in fields}
    errors = [value for value in found.values() if isinstance(value, FieldError)]
    if errors:
        return errors
    person, deputy = found.get("person", people[0]), found["deputy"]
    first, last = found["first"], found["last"]
    known = {field.name: field for field in fields}

    def wrong(name: str, what_to_do: str) -> FieldError:
        field = known[name]
        kept = {part: typed[part] for part in field.inputs if part in typed}
        return FieldError(name, f"{field.label} {what_to_do}", field.inputs[0], kept)

    if first < reader.day:
        errors.append(wrong("first", "Give today or a later day."))
    if last < first:
        errors.append(wrong("last", "Give the first day or a later one."))
    elif last - first > LONGEST:
        errors.append(wrong("last", "Give a day within a year, or ask the business support team to change the post."))
    if deputy == person:
        errors.append(wrong("deputy", "Choose somebody else than whoever is away."))
    return errors or (person, deputy, first, last)
