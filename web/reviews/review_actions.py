"""Acting on a practice review: the form of each action at an address of its own, and what is posted to it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from states.action import Action
from states.decision import Refusal
from states.review import Review
from states.review_actions_open import REVIEW_ACTIONS
from web.cases.action_page import kind_named, render_action, send_action
from web.forms.posted_form import Posted
from web.reader import NotTheirs, Reader
from web.reviews.review_page import open_review_for, record_of
from web.site import site_of
from workflows.door import Done, act_on_review

router = APIRouter()


@router.get("/reviews/{reference}/{name}")
def show_action(request: Request, reader: Reader, reference: str, name: str) -> Response:
    """The form, or why it is not open to the reader now."""
    kind = _kind(name)
    opened = open_review_for(reader, site_of(request), reference, "form")
    return render_action(
        request, reader, reference, opened.review, opened.rules, kind, record=record_of(opened)
    )  # fmt: skip


@router.post("/reviews/{reference}/{name}")
def take_action(request: Request, reader: Reader, posted: Posted, reference: str, name: str) -> Response:
    """Do what was posted. A refused ratification opens its linked disagreement with it."""
    kind, site = _kind(name), site_of(request)
    opened = open_review_for(reader, site, reference, "form")

    def do(action: Action, version: int) -> Done[Review] | Refusal:
        return act_on_review(
            site.context.engine,
            reference,
            action,
            reader.person.code,
            site.now(),
            version=version,
            directories=site.context.procedure_directories,
        )

    return send_action(
        request, reader, reference, opened.review, opened.rules, kind, posted, do,
        entries=opened.entries, record=record_of(opened),
    )  # fmt: skip


def _kind(name: str) -> str:
    kind = kind_named(name)
    if kind not in REVIEW_ACTIONS or kind == "refer_incident":
        raise NotTheirs
    return kind
