"""What lists can be filtered by: each field with its choices. None of them takes words that could name a person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from procedures.language import Procedure
from procedures.position import CLOSING, HELD, ONWARD
from procedures.rules import Rules
from procedures.wording import name_words
from reports.review_words import INCIDENTS, POSITIONS
from states.directory import Directory
from web.reader import SignedIn
from workflows.action_desk import Choice
from workflows.bundle_words import PHASES

ME, TEAM = "me", "team"
OPEN, CLOSED, ALL = "open", "closed", "all"


@dataclass(frozen=True)
class FilterField:
    """A field of a filter, by the name that it has in addresses. A choice that is left out means any."""

    name: str
    label: str
    kind: Literal["reference", "choice", "day", "tick"]
    choices: tuple[Choice, ...] = ()
    hint: str = ""


REFERENCE_FIELD = FilterField("reference", "Reference", "reference", hint="All or part of it, such as 2026-0012")
LATE_FIELD = FilterField("late", "Only with something late", "tick")
DUE_FIELD = FilterField("due_by", "Due by the end of", "day")
SHOW_FIELD = FilterField(
    "show", "Open or closed", "choice", (Choice(OPEN, "Open"), Choice(CLOSED, "Closed"), Choice(ALL, "Open and closed"))
)
SORT_FIELD = FilterField(
    "sort",
    "Order",
    "choice",
    (
        Choice("due", "Soonest due first"),
        Choice("newest", "Newest first"),
        Choice("oldest", "Oldest first"),
        Choice("reference", "By reference"),
    ),
)


def case_fields(reader: SignedIn, known: Sequence[Rules]) -> tuple[FilterField, ...]:
    """The fields for disagreements, whose stages, categories and priorities are those of the rules in the store."""
    procedures = [rules for rules in known if isinstance(rules, Procedure)]
    elsewhere = [Choice(one.value, _sentence(PHASES[one.phase])) for one in (HELD, ONWARD, CLOSING)]
    stages = _named((stage.id, stage.title) for one in procedures for stage in one.stages)
    priorities = _named((priority.id, priority.title) for one in procedures for priority in one.priorities)
    return (
        REFERENCE_FIELD,
        FilterField("stage", "Stage", "choice", (*stages, *elsewhere)),
        FilterField("category", "What it is about", "choice", _named(
            (category.id, category.title) for one in procedures for category in one.categories
        )),
        *([FilterField("priority", "Priority", "choice", priorities)] if len(priorities) > 1 else []),
        FilterField("agency", "Agency on either side", "choice", _agencies(reader.directory)),
        *_owners(reader, known),
        DUE_FIELD,
        *_days("Raised"),
        SHOW_FIELD,
        SORT_FIELD,
        LATE_FIELD,
    )  # fmt: skip


def review_fields(reader: SignedIn, known: Sequence[Rules], *, listed: bool = True) -> tuple[FilterField, ...]:
    """The fields for practice reviews; `listed` for a list, whose order and closed reviews can be asked for."""
    return (
        REFERENCE_FIELD,
        FilterField("position", "Where it stands", "choice", tuple(
            Choice(position.value, words) for position, words in POSITIONS.items() if position.is_open
        )),
        FilterField("incident", "Incident", "choice", tuple(Choice(one, words) for one, words in INCIDENTS.items())),
        FilterField("agency", "Local authority or referring agency", "choice", _agencies(reader.directory)),
        *_owners(reader, known),
        DUE_FIELD,
        *_days("Referred"),
        *((SHOW_FIELD, SORT_FIELD) if listed else ()),
        LATE_FIELD,
    )  # fmt: skip


def _days(begun: str) -> tuple[FilterField, ...]:
    """Between which days a case began, in the word for its beginning."""
    return (
        FilterField("raised_from", f"{begun} from", "day"),
        FilterField("raised_to", f"{begun} up to", "day"),
    )


def _owners(reader: SignedIn, known: Sequence[Rules]) -> tuple[FilterField, ...]:
    mine = [Choice(ME, "Me, or somebody I stand in for")]
    if reader.team:
        mine.append(Choice(TEAM, "My team"))
    return (
        FilterField("owner", "Who owes a step", "choice", (*mine, *_agencies(reader.directory))),
        FilterField("role", "In which role", "choice", _roles(reader.directory, known)),
    )


def _agencies(directory: Directory) -> tuple[Choice, ...]:
    named = sorted(directory.agencies.values(), key=lambda agency: agency.name.casefold())
    return tuple(Choice(agency.code, agency.name) for agency in named)


def _roles(directory: Directory, known: Iterable[Rules]) -> tuple[Choice, ...]:
    """The ranks and roles that people of the directory have. Worked out once for each version of the directory."""
    if "ranks and roles" not in directory.remembered:
        people = directory.people.values()
        ranks = {person.rank for person in people if person.rank}
        directory.remembered["ranks and roles"] = ranks, {role for person in people for role in person.roles}
    ranks, roles = cast("tuple[set[str], set[str]]", directory.remembered["ranks and roles"])
    titled = _named((rank.id, rank.title) for one in known if isinstance(one, Procedure) for rank in one.ranks)
    of_ladder = [choice for choice in titled if choice.value in ranks]
    others = sorted((ranks | roles) - {choice.value for choice in of_ladder})
    return (*of_ladder, *(Choice(one, _sentence(name_words(one))) for one in others))


def _named(found: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Ids with their titles, each once: of several titles the first, which is of the newest rules."""
    titles: dict[str, str] = {}
    for one, title in found:
        titles.setdefault(one, title)
    return tuple(Choice(one, title) for one, title in titles.items())


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
