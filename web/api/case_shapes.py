"""Cases as the interface tells them: a line in a list, and the whole with the record that the caller may read."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from procedures.language import Procedure
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from reports.review_words import where_words
from states.any_case import AnyCase
from states.case import Case
from states.directory import Directory
from states.review import Review
from store.case_pages import ListedCase
from store.readable_cases import RecordedEntry
from web.api.clock_shapes import Clock, Post, clocks_of
from web.cases.timeline import Moment, timeline
from web.words import review_words_of, words_of
from workflows.bundle_review import ReviewInBundle

CaseKind = Literal["disagreement", "practice_review"]

EXAMPLE_LINE: dict[str, JsonValue] = {
    "reference": "D-2026-0001",
    "kind": "disagreement",
    "href": "/api/v1/cases/D-2026-0001",
    "position": "team_managers.answering",
    "where": "Team managers: the responding side is to answer",
    "raised_at": "2026-11-02T09:00:00Z",
    "closed_at": None,
    "next_due": None,
    "late": False,
}

EXAMPLE_WHOLE: dict[str, JsonValue] = EXAMPLE_LINE | {
    "version": 1,
    "category": "threshold",
    "priority": "standard",
    "raising": {
        "agency": "hcrg",
        "name": "HCRG",
        "practitioner": {"code": "health_visitor_hcrg", "title": "Health visitor, HCRG"},
    },
    "responding": {
        "agency": "essex_county_council",
        "name": "Essex County Council",
        "practitioner": {"code": "social_worker_ecc", "title": "Social worker, Essex County Council"},
    },
    "outcome": None,
    "linked_to": None,
    "rules": {"id": "essex", "title": "Essex", "edition": "MASA 2024-25", "hash": "0" * 64, "superseded_by": None},
    "clocks": [],
    "record": [
        {
            "done": "Raised the disagreement",
            "at": "2026-11-02T09:00:00Z",
            "by": "Health visitor, HCRG",
            "instead_of": "",
            "where": "Practitioners: the responding side is to answer",
            "audience": "both sides",
            "facts": [],
            "written": [{"name": "What it is about", "value": "What it is about."}],
        }
    ],
}


class CaseLine(BaseModel):
    """A case in a list."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_LINE]})

    reference: str = Field(description="The case's reference: D- for a disagreement, R- for a practice review.")
    kind: CaseKind
    href: str = Field(description="Where the whole case is.")
    position: str = Field(description="Where it stands, for programs.")
    where: str = Field(description="The same in words.")
    raised_at: datetime
    closed_at: datetime | None = Field(description="When it was closed; null while it is open.")
    next_due: Clock | None = Field(description="The step that is due first; null for a closed case.")
    late: bool = Field(description="Whether any step is late.")


class CaseList(BaseModel):
    """A page of a list of cases."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"cases": [EXAMPLE_LINE], "page": 1, "pages": 1, "total": 1, "next": None}]}
    )

    cases: list[CaseLine]
    page: int = Field(description="The number of this page, from 1.")
    pages: int = Field(description="How many pages there are, at least one.")
    total: int = Field(description="How many cases the whole list has.")
    next: str | None = Field(description="Where the next page is; null on the last.")


class SideOfCase(BaseModel):
    """One side of a disagreement."""

    agency: str = Field(description="The agency's code.")
    name: str = Field(description="The agency's name.")
    practitioner: Post


class RulesOfCase(BaseModel):
    """The rules that a case is frozen to."""

    id: str
    title: str
    edition: str
    hash: str = Field(description="The SHA-256 of their frozen text.")
    superseded_by: str | None = Field(description="What has replaced them since, if anything.")


class Fact(BaseModel):
    """A fact of an entry, in words."""

    name: str
    value: str


class RecordEntry(BaseModel):
    """An entry of the record that the caller may read. It has no number: a gap would tell of one for others alone."""

    done: str = Field(description="What happened, in words.")
    at: datetime = Field(description="When it was true.")
    by: str = Field(description="Who did it, by post; “the clock” where nobody did.")
    instead_of: str = Field(description="For whose post; empty where it was their own.")
    where: str = Field(description="Where the case stood after it, in words.")
    audience: str = Field(description="Who may read it, in words.")
    facts: list[Fact]
    written: list[Fact] = Field(description="What people wrote. It may speak of a child: keep it as you keep a record.")


class WholeCase(CaseLine):
    """A case: who is in it, who owes what by when and why, and the record that the caller may read."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE_WHOLE]})

    version: int = Field(description="The case's version. Send it with an action: a case that has changed is refused.")
    category: str = Field(description="The kind of disagreement, or of incident.")
    priority: str | None = Field(description="The priority of a disagreement.")
    raising: SideOfCase | None = Field(description="The raising side of a disagreement.")
    responding: SideOfCase | None = Field(description="The responding side of a disagreement.")
    outcome: str | None = Field(description="How a disagreement ended, for programs.")
    linked_to: str | None = Field(description="The practice review in which the partners disagree here.")
    rules: RulesOfCase
    clocks: list[Clock]
    record: list[RecordEntry] = Field(description="The newest first.")


def line_of(listed: ListedCase, directory: Directory, now: datetime) -> CaseLine:
    """A case as a list has it."""
    return CaseLine.model_validate(_line(listed, directory, clocks_of(listed, directory, now)))


def whole_of(listed: ListedCase, entries: list[RecordedEntry], directory: Directory, now: datetime) -> WholeCase:
    """A case as one that reads it alone has it."""
    case, rules = listed.case, listed.rules
    clocks = clocks_of(listed, directory, now, entries)
    of_disagreement = isinstance(case, Case)
    return WholeCase.model_validate(
        _line(listed, directory, clocks)
        | {
            "version": case.version,
            "category": case.category if isinstance(case, Case) else case.incident,
            "priority": case.priority if isinstance(case, Case) else None,
            "raising": _side(case, directory, raising=True) if of_disagreement else None,
            "responding": _side(case, directory, raising=False) if of_disagreement else None,
            "outcome": case.outcome if isinstance(case, Case) else None,
            "linked_to": case.linked_to if isinstance(case, Case) else None,
            "rules": RulesOfCase(
                id=rules.id,
                title=rules.title,
                edition=rules.edition,
                hash=case.procedure,
                superseded_by=rules.superseded_by if isinstance(rules, ReviewProcedure) else None,
            ),
            "clocks": clocks,
            "record": [_entry(one) for one in _moments(entries, rules, directory)],
        }
    )


def where_in_words(case: AnyCase, rules: Rules, directory: Directory) -> str:
    """Where a case stands, in words."""
    return where_words(case) if isinstance(case, Review) else words_of(directory, rules).position(case.position)


def _line(listed: ListedCase, directory: Directory, clocks: list[Clock]) -> dict[str, object]:
    case = listed.case
    return {
        "reference": case.reference,
        "kind": "practice_review" if isinstance(case, Review) else "disagreement",
        "href": address_of(case.reference),
        "position": case.position,
        "where": where_in_words(case, listed.rules, directory),
        "raised_at": case.raised_at,
        "closed_at": case.closed_at,
        "next_due": clocks[0] if clocks else None,
        "late": any(clock.standing == "late" for clock in clocks),
    }


def address_of(reference: str) -> str:
    """Where a case is."""
    return f"/api/v1/cases/{reference}"


def _side(case: AnyCase, directory: Directory, *, raising: bool) -> SideOfCase | None:
    if not isinstance(case, Case):
        return None
    side = case.raising if raising else case.responding
    agency = directory.agencies.get(side.agency)
    return SideOfCase(
        agency=side.agency,
        name=agency.name if agency else side.agency,
        practitioner=Post(code=side.practitioner, title=directory.title_of(side.practitioner)),
    )


def _moments(entries: list[RecordedEntry], rules: Rules, directory: Directory) -> list[Moment]:
    if isinstance(rules, ReviewProcedure):
        return timeline(entries, review_words_of(directory, rules), ReviewInBundle.audiences, "group")
    assert isinstance(rules, Procedure)  # noqa: S101 - there are two kinds of rules
    return timeline(entries, words_of(directory, rules))


def _entry(moment: Moment) -> RecordEntry:
    return RecordEntry(
        done=moment.done,
        at=datetime.fromisoformat(moment.at),
        by=moment.by,
        instead_of=moment.instead_of,
        where=moment.position,
        audience=moment.audience,
        facts=[Fact(name=name, value=value) for name, value in moment.facts],
        written=[Fact(name=name, value=text) for name, text in moment.written],
    )
