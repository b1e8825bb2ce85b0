"""Notices that did not reach their person: why, who was told instead, what to do, and sending them again."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from states.decision import Refusal
from store.notice_pages import page_of_notices
from store.sessions import reading
from web.lists.page_numbers import page_numbers
from web.oversight.notice_words import KINDS, troubled
from web.pages import page
from web.reader import BusinessSupport, NotTheirs, SignedIn
from web.site import site_of
from workflows.send_again import send_again

router = APIRouter()

ALL = "trouble"


@router.get("/notices")
def list_of_notices(
    request: Request,
    reader: BusinessSupport,
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
    state: str = ALL,
    sent: bool = False,
) -> Response:
    """The page, the newest first. `state` chooses a kind; `sent` says that one was sent again."""
    return _page(request, reader, state, number, sent=sent)


@router.post("/notices/{number:int}/again")
def send_one_again(
    request: Request, reader: BusinessSupport, number: int, state: Annotated[str, Form()] = ALL
) -> Response:
    """Send a notice again. Where it cannot go, the page says what has to be mended first."""
    done = send_again(site_of(request).context, number, reader.person.code)
    if done is None:
        raise NotTheirs
    if isinstance(done, Refusal):
        return _page(request, reader, state, 1, refused=(number, done.reason))
    return RedirectResponse(f"/notices?state={_known(state)}&sent=true", 303)


def _known(state: str) -> str:
    return state if state in KINDS else ALL


def _page(
    request: Request,
    reader: SignedIn,
    state: str,
    number: int,
    *,
    sent: bool = False,
    refused: tuple[int, str] | None = None,
) -> Response:
    kind = _known(state)
    with reading(site_of(request).context.engine) as connection:
        found = page_of_notices(connection, kind, number)
    chosen = {"state": kind} if kind != ALL else {}
    return page(
        request,
        "notices.html",
        status=409 if refused else 200,
        notices=[troubled(one, found.instead.get(one.root, []), reader) for one in found.notices],
        kind=kind,
        kinds=[(name, words, found.counts.get(name, 0)) for name, words in KINDS.items()],
        total=found.total,
        sent=sent,
        errors=[{"text": refused[1], "href": f"#notice-{refused[0]}"}] if refused else [],
        pages=page_numbers("/notices", chosen, found.number, found.pages),
    )
