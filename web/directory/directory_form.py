"""The forms of the directory: a person's contact details, their leaving, their absence, and somebody new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from procedures.fault import Fault
from procedures.language import Procedure
from procedures.wording import name_words
from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER
from web.directory.directory_entry import channel_kind
from web.forms.posted_form import several
from web.reader import SignedIn
from workflows.action_desk import Choice
from workflows.action_fields import ActionField
from workflows.posted_action import FieldError, Typed

REVIEW_ROLES = ("serious_incident_notifier", "review_lead", "practice_review_chair")
LONGEST_CODE = 60

EMAIL = ActionField(
    "email", "What is the e-mail address?", "One address. Leave it empty if there is none.", "text", False
)
CHANNELS = ActionField(
    "channels",
    "Which other channels are to be added?",
    "One on each line: an Apprise address, such as slack://..., or a further e-mail address. They are never shown "
    "again, because they may hold a password.",
    "narrative",
    required=False,
)
LEFT_ON = ActionField(
    "left_on",
    "What is the first day on which they are no longer in the post?",
    "From that day on they cannot sign in, and what they owe passes to their deputy or to the business support team.",
    "date",
    required=True,
)


def contact_fields(channels: Sequence[str]) -> tuple[ActionField, ...]:
    """The questions about how somebody is reached who has these other channels."""
    kept = tuple(Choice(str(place), channel_kind(channel)) for place, channel in enumerate(channels))
    keep = ActionField("keep", "Which of the other channels still hold?", "", "several_of", False, kept)
    return (EMAIL, *([keep] if kept else []), CHANNELS)


def new_person_fields(reader: SignedIn, procedure: Procedure) -> tuple[ActionField, ...]:
    """The questions about somebody new."""
    directory = reader.directory
    agencies = sorted(directory.agencies.values(), key=lambda one: one.name.casefold())
    ranks = {rank.id: rank.title for rank in procedure.ranks}
    ranks |= {p.rank: name_words(p.rank) for p in directory.people.values() if p.rank and p.rank not in ranks}
    roles = [BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, *REVIEW_ROLES]
    roles += sorted({role for p in directory.people.values() for role in p.roles} - set(roles))
    people = sorted(
        (
            Choice(p.code, directory.title_of(p.code))
            for p in directory.people.values()
            if directory.in_post(p.code, reader.day)
        ),
        key=lambda choice: choice.words,
    )
    return (
        ActionField(
            "title",
            "What is the post?",
            "Without a person's name and without the agency: Health visitor.",
            "text",
            True,
        ),
        ActionField(
            "agency", "Which agency is it in?", "", "one_of", True, tuple(Choice(a.code, a.name) for a in agencies)
        ),
        ActionField("rank", "Which rank of the procedures does it have?", "", "one_of", False, _choices(ranks.items())),
        ActionField(
            "roles", "Which roles does it have?", "", "several_of", False, _choices((r, name_words(r)) for r in roles)
        ),
        ActionField(
            "reports_to",
            "Whom does it report to?",
            "A stage is answered up this line first.",
            "one_of",
            False,
            tuple(people),
        ),
        EMAIL,
        CHANNELS,
    )


def channels_typed(typed: Typed) -> list[str]:
    """The channels that were typed, one on each line."""
    given = typed.get("channels", "")
    text = given if isinstance(given, str) else "\n".join(given)
    return [line.strip() for line in text.splitlines() if line.strip()]


def channels_kept(typed: Typed, channels: Sequence[str]) -> list[str]:
    """The channels that somebody has already and that are to be kept."""
    kept = set(several(typed, "keep"))
    return [channel for place, channel in enumerate(channels) if str(place) in kept]


def errors_at_questions(faults: Iterable[Fault], fields: Sequence[ActionField], typed: Typed) -> list[FieldError]:
    """The faults that the directory's own checks found, each at its question; at the first one if it has none."""
    known = {field.name: field for field in fields}
    found = []
    for fault in faults:
        field = known.get(fault.field, fields[0])
        said = fault.expected[:1].upper() + fault.expected[1:]
        kept = {name: typed[name] for name in field.inputs if name in typed}
        found.append(FieldError(field.name, f"{field.label} {said.removesuffix('.')}.", field.inputs[0], kept))
    return found


def new_code(title: str, agency: str, taken: Iterable[str]) -> str:
    """A code for a new person, made of post and agency, that nobody has yet."""
    made = re.sub(r"[^a-z0-9]+", "_", f"{title} {agency}".lower()).strip("_")[:LONGEST_CODE] or "person"
    known, code, place = set(taken), made, 2
    while code in known:
        code, place = f"{made}_{place}", place + 1
    return code


def day_parts(day: date) -> dict[str, Any]:
    """A day as it stands in the inputs of the form about leaving."""
    return {"left_on-day": str(day.day), "left_on-month": str(day.month), "left_on-year": str(day.year)}


def _choices(found: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    return tuple(Choice(value, words[:1].upper() + words[1:]) for value, words in found)
