"""A disagreement's page: where it is on the ladder, who owes what by when and why, and its record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from procedures.language import Procedure
from states.case import Case
from store.case_pages import ListedCase
from store.procedure_versions import procedure_of
from store.readable_cases import RecordedEntry, case_with_record
from store.sessions import reading, writing
from web.access.rate_limit import note_reading_within_limits
from web.cases.action_done import action_done
from web.cases.changed_rules import changed_since
from web.cases.joint_outcome import joint_outcomes
from web.cases.ladder import ladder
from web.cases.offered_actions import offers
from web.cases.owed import OwedStep, how_counted, steps_owed
from web.cases.timeline import folded, timeline
from web.documents.document_list import documents_shown, place_of
from web.pages import page
from web.reader import NotTheirs, Reader, SignedIn
from web.site import Site, site_of
from web.words import words_of
from workflows.bundle_words import AUDIENCES, DisagreementWords

router = APIRouter()


@dataclass(frozen=True)
class OpenedCase:
    """A disagreement that a reader has opened: the case, the rules that it is frozen to, and what they may read of it.

    Made by `open_for`, which also keeps that it was read.
    """

    case: Case
    procedure: Procedure
    entries: list[RecordedEntry]
    words: DisagreementWords

    @property
    def listed(self) -> ListedCase:
        """The case with its rules, as lists have it."""
        return ListedCase(self.case, self.procedure)


def open_for(reader: SignedIn, site: Site, reference: str, what: str = "page") -> OpenedCase:
    """A disagreement for a reader, with the entries that they may read. That they read it is kept, with `what`.

    NotTheirs if there is none, and just so if it is not theirs to read.
    """
    with reading(site.context.engine) as connection:
        found = case_with_record(connection, reader.member, reference)
        rules = procedure_of(connection, found[0].procedure) if found else None
    if found is None or not isinstance(found[0], Case) or not isinstance(rules, Procedure):
        raise NotTheirs
    with writing(site.context.engine) as connection:
        note_reading_within_limits(connection, site, reader.person.code, reference, what)
    return OpenedCase(found[0], rules, found[1], words_of(reader.directory, rules))


@router.get("/cases/{reference}")
def show_case(
    request: Request,
    reader: Reader,
    reference: str,
    done: Annotated[int | None, Query(ge=1, le=1_000_000_000)] = None,
    *,
    again: bool = False,
) -> Response:
    """The page. Messages about reviews lead here as well, and from here to the review's own page.

    After an action, `done` is the number of its entry, and `again` says that it was asked for a second time.
    """
    if reference.startswith("R-"):
        return RedirectResponse(f"/reviews/{reference}", 303)
    site = site_of(request)
    opened = open_for(reader, site, reference)
    steps = steps_owed([opened.listed], reader.directory, site.now())
    with reading(site.context.engine) as connection:
        just_done = action_done(connection, reader, reference, opened.entries, done, again=again)
    return page(
        request,
        "case.html",
        just_done=just_done,
        offers=offers(reader, opened.case, opened.procedure, site.now()),
        case=opened.case,
        words=opened.words,
        procedure=opened.procedure,
        changed_rules=changed_since(opened.procedure, opened.case.procedure, reader, site),
        position=opened.words.position(opened.case.position),
        summary=_summary(opened),
        rungs=ladder(opened.case, opened.procedure, opened.entries, opened.words),
        steps=[(step, _why(step, opened)) for step in steps],
        entries=folded(timeline(opened.entries, opened.words, audiences_of(opened))),
        outcomes=joint_outcomes(opened.entries, opened.words),
        documents=documents_shown(
            reader, site, place_of(reader, site, "cases", reference, opened.case, opened.procedure)
        ),
    )


def _summary(opened: OpenedCase) -> list[tuple[str, str]]:
    case, words = opened.case, opened.words
    rows = [
        ("Raised by", words.post(case.raising.practitioner)),
        ("With", words.post(case.responding.practitioner)),
        ("Raised", day_in_words(case.raised_at)),
        ("About", words.value(case.category)),
        ("Priority", words.value(case.priority)),
    ]
    if case.outcome:
        rows.append(("Outcome", words.value(case.outcome).replace("_", " ")))
    if case.closed_at:
        rows.append(("Closed", day_in_words(case.closed_at)))
    rows.append(("Rules", f"{opened.procedure.title}, {opened.procedure.edition}"))
    return rows


def audiences_of(opened: OpenedCase) -> dict[str, str]:
    """Who may read an entry, in words: a side by its agency's name."""
    sides = {"raising": opened.case.raising.agency, "responding": opened.case.responding.agency}
    return AUDIENCES | {side: f"{AUDIENCES[side]} alone, {opened.words.agency(code)}" for side, code in sides.items()}


def _why(step: OwedStep, opened: OpenedCase) -> dict[str, Any]:
    return how_counted(opened.procedure, step.clock)
