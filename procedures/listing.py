"""The pieces that listings of rules share: sections, documents, rules with their standing, groups, local defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from procedures.group import Group
from procedures.names import parts
from procedures.rules import Rules
from procedures.source import Basis, Document, Force, Sourced
from procedures.wording import GRADES, listed, name_words, standings

INDENT = "  "


def section(title: str, lines: Iterable[str]) -> list[str]:
    """A titled section, or nothing if it has no lines."""
    found = [INDENT + line for line in lines]
    return ["", title, *found] if found else []


def period_words(rules: Rules) -> str:
    """The id, edition and days of rules: `essex, edition MASA 2024-25, in force from 2024-04-01`."""
    until = f" to {rules.effective_to}" if rules.effective_to else ""
    return f"{rules.id}, edition {rules.edition}, in force from {rules.effective_from}{until}"


def document_line(document: Document) -> str:
    """A document with its edition, how well it was read, and what has superseded it."""
    edition = f", {document.edition}" if document.edition else ""
    grades = [GRADES[grade] for grade in (document.grade or "").split("/") if grade]
    read = f" ({listed(grades)})" if grades else ""
    superseded = f" SUPERSEDED by {document.superseded_by}" if document.superseded_by else ""
    return f"{document.id}: {document.title}{edition}{read}{superseded}"


def rule_lines(rules: Rules, words: str, rule: Sourced) -> Iterator[str]:
    """A rule in words, then its standing."""
    yield words
    for line in standings(rules, rule):
        yield f"{INDENT}[{line}]"


def group_lines(rules: Rules, group: Group) -> Iterator[str]:
    """A group with its voices, its chair and its recusal."""
    yield from rule_lines(rules, f"{group.title} ({group.id}): quorum {group.quorum}, {group.decides}", group)
    for function in group.functions:
        seats = listed([name_words(seat) for seat in function.seats])
        heard = f" ({function.seats_heard} of them heard)" if len(function.seats) > 1 else ""
        yield from (INDENT + line for line in rule_lines(rules, f"Voice: {function.title}: {seats}{heard}", function))
    order = listed([group.function(function).title for function in group.chair.order], "then")
    how = f"rotates yearly from {group.chair.first_year}: " if group.chair.rotates == "yearly" else ""
    yield from (INDENT + line for line in rule_lines(rules, f"Chair: {how}{order}", group.chair))
    does = {"steps_aside": "steps aside", "declares": "declares it and stays", "stays": "stays"}
    own = f"Recusal: a member whose own agency is a party {does[group.recusal.own_agency_is_party]}"
    yield from (INDENT + line for line in rule_lines(rules, own, group.recusal))


def local_defaults(rules: Rules) -> list[str]:
    """Every rule, or field of a rule, that no document states: where it stands, what was chosen and why."""
    found = []
    for path, part in parts(rules):
        if isinstance(part, Basis) and part.force is Force.LOCAL_DEFAULT and path and part.note:
            found.append(f"{_place(rules, path)}: {part.note.strip()}")
    return found


def _place(rules: Rules, path: tuple[str | int, ...]) -> str:
    """Where a part stands, with lists by the id or title of their items."""
    words: list[str] = []
    here: object = rules
    for step in path:
        if isinstance(step, int) and isinstance(here, tuple):
            here = here[step]
            words.append(str(getattr(here, "id", None) or getattr(here, "on", None) or step + 1))
        elif isinstance(here, dict):
            here = here[step]
            words.append(str(step))
        else:
            here = getattr(here, str(step))
            words += [] if step == "bases" else [str(step)]
    return ".".join(words)
