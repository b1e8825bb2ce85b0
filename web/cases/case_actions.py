"""Acting on a disagreement: the form of each action at an address of its own, and what is posted to it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from states.action import Action
from states.case import Case
from states.decision import Refusal
from states.open_on_disagreements import DISAGREEMENT_ACTIONS
from web.cases.action_page import kind_named, page_of, render_action, send_action
from web.cases.case_page import OpenedCase, audiences_of, open_for
from web.cases.joint_outcome import JointOutcome, joint_outcomes
from web.cases.timeline import timeline
from web.forms.posted_form import Posted
from web.reader import NotTheirs, Reader
from web.site import site_of
from workflows.door import Done, act

router = APIRouter()


@router.get("/cases/{reference}/{name}")
def show_action(request: Request, reader: Reader, reference: str, name: str) -> Response:
    """The form, or why it is not open to the reader now. Messages about reviews lead here as well."""
    if reference.startswith("R-"):
        return RedirectResponse(f"{page_of(reference)}/{name}", 303)
    kind = _kind(name)
    opened = open_for(reader, site_of(request), reference, "form")
    record = timeline(opened.entries, opened.words, audiences_of(opened))
    return render_action(
        request, reader, reference, opened.case, opened.procedure, kind, record=record, outcomes=_outcomes(kind, opened)
    )


@router.post("/cases/{reference}/{name}")
def take_action(request: Request, reader: Reader, posted: Posted, reference: str, name: str) -> Response:
    """Do what was posted."""
    kind, site = _kind(name), site_of(request)
    opened = open_for(reader, site, reference, "form")

    def do(action: Action, version: int) -> Done[Case] | Refusal:
        return act(site.context.engine, reference, action, reader.person.code, site.now(), version=version)

    return send_action(
        request, reader, reference, opened.case, opened.procedure, kind, posted, do,
        entries=opened.entries, record=timeline(opened.entries, opened.words, audiences_of(opened)),
        outcomes=_outcomes(kind, opened),
    )  # fmt: skip


def _kind(name: str) -> str:
    kind = kind_named(name)
    if kind not in DISAGREEMENT_ACTIONS or kind == "raise_disagreement":
        raise NotTheirs
    return kind


def _outcomes(kind: str, opened: OpenedCase) -> list[JointOutcome]:
    """The words that an action is about: nobody agrees what they do not see."""
    about_them = kind in ("propose_outcome", "agree_outcome")
    return joint_outcomes(opened.entries, opened.words) if about_them else []
