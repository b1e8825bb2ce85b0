"""Before a disagreement is raised: whether the child is safe. Open to everybody, signed in or not."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import LONDON
from procedures.language import Procedure
from web.forms.posted_form import Posted, one
from web.pages import page
from web.site import site_of
from workflows.posted_action import NO, YES

router = APIRouter()


@router.get("/raise")
def ask_about_safety(request: Request) -> Response:
    """The first question."""
    return _safety(request)


@router.post("/raise")
def answer_about_safety(request: Request, posted: Posted) -> Response:
    """On to the first question of the draft; with a child in danger to what has to be done first."""
    match one(posted, "danger"):
        case answer if answer == YES:
            return RedirectResponse("/raise/danger", 303)
        case answer if answer == NO:
            return RedirectResponse("/raise/new", 303)
        case _:
            return _safety(request, "Choose yes if a child is in danger now, or no if none is.", 422)


@router.get("/raise/danger")
def say_what_comes_first(request: Request) -> Response:
    """What has to be done at once, and that the disagreement can wait for it."""
    return page(request, "raise_danger.html", emergency=_rules(request).emergency.text)


def _safety(request: Request, error: str = "", status: int = 200) -> Response:
    errors = [{"text": error, "href": "#danger"}] if error else []
    return page(request, "raise_safety.html", status=status, errors=errors, redirects=_rules(request).redirects)


def _rules(request: Request) -> Procedure:
    site = site_of(request)
    return site.context.procedure(site.settings.raising_procedure, on=site.now().astimezone(LONDON).date())
