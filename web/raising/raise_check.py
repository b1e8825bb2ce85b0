"""The last step of raising a disagreement: check the answers, see whom it reaches and by when, and send it."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from states.case import Case
from states.decision import Refusal
from store.latest_raised import latest_raised_by
from store.sessions import reading
from store.told import told_with
from web.access.rate_limit import count_raising
from web.cases.case_page import open_for
from web.cases.owed import how_counted, steps_owed
from web.pages import page
from web.raising.raise_draft import answers_in, open_draft
from web.raising.raise_preview import Preview, preview
from web.raising.raise_steps import STEPS, Answers, asked, first_open, in_words, raising_rules
from web.reader import NoSuchDraft, NotTheirs, Reader, SignedIn
from web.site import site_of
from web.words import words_of
from workflows import drafts

router = APIRouter()


@dataclass(frozen=True)
class Answered:
    """A row of the summary: what was asked, what was answered, and where to change it."""

    name: str
    text: str
    change: str


@router.get("/raise/raised/{reference}")
def say_that_it_was_raised(request: Request, reader: Reader, reference: str) -> Response:
    """That it was sent, its reference, who was told, and by when they must reply."""
    site = site_of(request)
    opened = open_for(reader, site, reference)
    if opened.case.raising.practitioner != reader.person.code:
        raise NotTheirs
    with reading(site.context.engine) as connection:
        told = told_with(connection, reference, 1)
    steps = steps_owed([opened.listed], reader.directory, site.now())
    return page(
        request,
        "raise_raised.html",
        reference=reference,
        told=[reader.directory.title_of(person) for person in told if person != reader.person.code],
        steps=[(step, how_counted(opened.procedure, step.clock)) for step in steps],
        words=opened.words,
    )


@router.get("/raise/{draft:int}/check")
def check_answers(request: Request, reader: Reader, draft: int) -> Response:
    """All answers, and what will happen when it is sent."""
    return _check(request, reader, draft, answers_in(open_draft(request, reader, draft)))


@router.post("/raise/{draft:int}/check")
def send_disagreement(request: Request, reader: Reader, draft: int) -> Response:
    """Raise it. The draft goes with it, so a second click finds none, and is shown what the first one raised."""
    site, person = site_of(request), reader.person.code
    if draft not in {found.id for found in drafts.mine(site.context.engine, person)}:
        return _sent_already(request, reader)
    answers = answers_in(open_draft(request, reader, draft))
    rules = raising_rules(site, reader)
    if first_open(asked(site, reader, rules, answers), answers):
        return RedirectResponse(f"/raise/{draft}", 303)
    count_raising(request, person)
    done = drafts.raise_draft(site.context.engine, person, draft, rules, site.now())
    if isinstance(done, Refusal):
        if done.stale:
            return _sent_already(request, reader)
        return _check(request, reader, draft, answers, done.reason)
    return RedirectResponse(f"/raise/raised/{done.case.reference}", 303)


def _check(request: Request, reader: SignedIn, draft: int, answers: Answers, refusal: str = "") -> Response:
    site = site_of(request)
    rules = raising_rules(site, reader)
    fields = asked(site, reader, rules, answers)
    if first_open(fields, answers):
        return RedirectResponse(f"/raise/{draft}", 303)
    found = preview(reader, rules, answers, site.now())
    refusal = refusal or (found.reason if isinstance(found, Refusal) else "")
    rows = [
        Answered(step.summary, in_words(fields[step.name], answers), f"/raise/{draft}/{step.name}")
        for step in STEPS
        if step.name in fields
    ]
    return page(
        request,
        "raise_check.html",
        status=409 if refusal else 200,
        errors=[{"text": refusal, "href": "#answers"}] if refusal else [],
        draft=draft,
        rows=rows,
        found=found if isinstance(found, Preview) else None,
        words=words_of(reader.directory, rules),
    )


def _sent_already(request: Request, reader: SignedIn) -> Response:
    """What the first click raised, as far as the store can tell; NoSuchDraft if they have raised nothing at all."""
    with reading(site_of(request).context.engine) as connection:
        latest: Case | None = latest_raised_by(connection, reader.member)
    if latest is None:
        raise NoSuchDraft
    return page(request, "raise_sent_already.html", status=409, case=latest)
