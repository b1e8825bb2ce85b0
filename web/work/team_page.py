"""My team's cases: what those who report to a manager, or everybody of their agency, owe and wait for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from procedures.review_language import ReviewProcedure
from states.case import Case
from store.case_pages import ListedCase
from store.case_search import never_late
from store.procedure_versions import rules_in_store
from store.sessions import reading
from store.team import Team, owed_in_team, page_of_team
from web.cases.owed import OwedStep, steps_owed
from web.lists.chosen_filter import ChosenFilter
from web.lists.filter_fields import DUE_FIELD, LATE_FIELD, TEAM, FilterField
from web.lists.page_numbers import page_numbers
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import Site, site_of
from web.words import review_words_of, words_of
from workflows.action_desk import Choice

router = APIRouter()

AGENCY = "agency"


@dataclass(frozen=True)
class TeamLine:
    """A case in the list. `waiting` is the post in the team that raised it and waits; `steps` are all that is owed."""

    reference: str
    position: str
    between: str
    waiting: str
    steps: tuple[tuple[OwedStep, bool], ...]
    """Each step, and whether somebody of the team owes it."""

    @property
    def is_late(self) -> bool:
        """Whether something is late."""
        return any(step.is_late for step, _ in self.steps)


@router.get("/team")
def show_team(
    request: Request, reader: Reader, number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1
) -> Response:
    """The page: open cases of the team, the soonest due first. What is chosen stands in the address."""
    if not reader.leads_a_team:
        raise NotTheirs
    site, people = site_of(request), reader.team
    chosen = ChosenFilter.of(request.query_params.multi_items(), _fields(has_team=bool(people)))
    if chosen.untidy and not chosen.errors:
        return RedirectResponse(f"/team{chosen.address}", 303)
    whole = chosen.typed.get("whose") == AGENCY or not people
    team = Team(agency=reader.person.agency) if whole else Team(people)
    found, owed = None, []
    if not chosen.errors:
        with reading(site.context.engine) as connection:
            never = never_late(rules_in_store(connection).values())
            search = chosen.search(reader, site.now(), never)
            found = page_of_team(connection, reader.member, team, search, number)
            owed = owed_in_team(connection, reader.member, team, site.now(), never)
    return page(
        request,
        "team.html",
        status=422 if chosen.errors else 200,
        errors=chosen.summary,
        chosen=chosen,
        whole=whole,
        lines=[_line(one, team, reader, site) for one in found.cases] if found else [],
        total=found.total if found else 0,
        owed=[(reader.directory.title_of(one.person), one) for one in owed],
        pages=page_numbers("/team", chosen.typed, found.number, found.pages) if found else None,
    )


def _fields(*, has_team: bool) -> tuple[FilterField, ...]:
    whose = (Choice(TEAM, "Those who report to me"), Choice(AGENCY, "Everybody in my agency"))
    return (*([FilterField("whose", "Whose steps", "choice", whose)] if has_team else []), DUE_FIELD, LATE_FIELD)


def _line(one: ListedCase, team: Team, reader: SignedIn, site: Site) -> TeamLine:
    case, directory, rules = one.case, reader.directory, one.rules
    words = review_words_of(directory, rules) if isinstance(rules, ReviewProcedure) else words_of(directory, rules)
    steps = steps_owed([one], directory, site.now())
    raiser = case.raising.practitioner if isinstance(case, Case) else None
    return TeamLine(
        reference=case.reference,
        position=words.position(case.position),
        between=(
            f"{words.agency(case.raising.agency)} with {words.agency(case.responding.agency)}"
            if isinstance(case, Case)
            else "Practice review"
        ),
        waiting=directory.title_of(raiser) if raiser and team.includes(directory, raiser) else "",
        steps=tuple((step, team.includes(directory, step.owner)) for step in steps),
    )
