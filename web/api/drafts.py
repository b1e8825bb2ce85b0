"""A person's own drafts: saved, read, deleted and raised. They are nobody else's, also not for oversight."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from states.decision import Refusal
from store import drafts as stored
from store.drafts import StoredDraft
from store.sessions import reading
from web.api.acting import count_raising_within
from web.api.calling import Calling
from web.api.done import CREATED, CaseDone, done_or_refused
from web.api.once import Answer, once
from web.api.problem import CHANGED, Problem, nothing_here
from web.api.responses import NOT_THERE, WRITTEN, problems
from web.api.route import ApiRoute, needs
from web.site import site_of
from workflows.drafts import NOT_YOURS, raise_draft_within

router = APIRouter(route_class=ApiRoute, tags=["Drafts"])

LARGEST = 2_147_483_647
Number = Annotated[int, Path(ge=1, le=LARGEST, description="The draft's number.", examples=[1])]

NO_CONTENT = 204
Text = Annotated[str, Field(max_length=20_000)]


class DraftFields(BaseModel):
    """What is written so far: any of a disagreement's fields, complete or not."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"responding_agency": "essex_county_council", "about": "What it is about."}]},
    )

    responding_agency: Text | None = None
    responding_practitioner: Text | None = None
    category: Text | None = None
    priority: Text | None = None
    child_reference: Text | None = None
    about: Text | None = None
    tried: Text | None = None
    would_settle: Text | None = None

    def typed(self) -> dict[str, Any]:
        """The fields that are there."""
        return self.model_dump(exclude_none=True)


class DraftSaved(BaseModel):
    """Where a draft is kept."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"draft": 1, "href": "/api/v1/drafts/1"}]})

    draft: int
    href: str


class Draft(DraftSaved):
    """A draft as it was last saved."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "draft": 1,
                    "href": "/api/v1/drafts/1",
                    "saved_at": "2026-11-02T09:00:00Z",
                    "fields": {"about": "What it is about."},
                }
            ]
        }
    )

    saved_at: datetime
    fields: DraftFields


class DraftLine(DraftSaved):
    """A draft in the list, without what is written in it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"draft": 1, "href": "/api/v1/drafts/1", "saved_at": "2026-11-02T09:00:00Z", "readable": True}]
        }
    )

    saved_at: datetime
    readable: bool = Field(description="False while the key to what is written in it is missing.")


class DraftList(BaseModel):
    """A person's drafts, the latest saved first."""

    drafts: list[DraftLine]


@router.get("/drafts", openapi_extra=needs("drafts"), operation_id="listDrafts")
def list_drafts(request: Request, caller: Calling) -> DraftList:
    """The drafts of the token's person, the latest saved first."""
    with reading(site_of(request).context.engine) as connection:
        found = stored.drafts_of(connection, caller.code)
    return DraftList(
        drafts=[
            DraftLine(draft=one.id, href=_address(one.id), saved_at=one.saved_at, readable=one.unreadable is None)
            for one in found
        ]
    )


@router.post(
    "/drafts",
    openapi_extra=needs("drafts"),
    operation_id="saveDraft",
    response_model=DraftSaved,
    status_code=CREATED,
    responses=WRITTEN,
)
def save_draft(request: Request, caller: Calling, asked: DraftFields) -> Response:
    """Save what is written so far as a new draft. It is encrypted, and nobody else can read it."""
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        saved = stored.save_draft(connection, caller.code, asked.typed(), site.now())
        assert saved is not None  # noqa: S101 - a new one is always the author's
        return Answer(CREATED, DraftSaved(draft=saved, href=_address(saved)), _address(saved))

    return once(request, do)


@router.get(
    "/drafts/{draft}", openapi_extra=needs("drafts"), operation_id="readDraft", responses=NOT_THERE | problems(503)
)
def read_draft(request: Request, caller: Calling, draft: Number) -> Draft:
    """A draft of the token's person."""
    with reading(site_of(request).context.engine) as connection:
        found = stored.draft_of(connection, caller.code, draft)
    if found is None:
        raise nothing_here()
    return _draft(stored.readable(found))


@router.put(
    "/drafts/{draft}",
    openapi_extra=needs("drafts"),
    operation_id="replaceDraft",
    response_model=DraftSaved,
    responses=WRITTEN | NOT_THERE,
)
def replace_draft(request: Request, caller: Calling, draft: Number, asked: DraftFields) -> Response:
    """Save over a draft: what is left out is gone from it."""
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        saved = stored.save_draft(connection, caller.code, asked.typed(), site.now(), draft)
        if saved is None:
            raise nothing_here()
        return Answer(200, DraftSaved(draft=saved, href=_address(saved)))

    return once(request, do)


@router.delete(
    "/drafts/{draft}",
    openapi_extra=needs("drafts"),
    operation_id="deleteDraft",
    status_code=NO_CONTENT,
    responses=problems(400) | NOT_THERE,
)
def delete_draft(request: Request, caller: Calling, draft: Number) -> Response:
    """Delete a draft; nothing of it remains."""

    def do(connection: Connection) -> Answer:
        if not stored.delete_draft(connection, caller.code, draft):
            raise nothing_here()
        return Answer(NO_CONTENT)

    return once(request, do)


@router.post(
    "/drafts/{draft}/raise",
    openapi_extra=needs("raise"),
    operation_id="raiseDraft",
    response_model=CaseDone,
    status_code=CREATED,
    responses=problems(400, 409, 422, 503) | NOT_THERE,
)
def raise_draft(request: Request, caller: Calling, draft: Number) -> Response:
    """Raise a draft as a disagreement. It goes with it; a refusal leaves it as it was."""
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        count_raising_within(connection, site, caller)
        rules = site.context.procedure(site.settings.raising_procedure, on=caller.day)
        done = raise_draft_within(connection, caller.code, draft, rules, site.now())
        if done is NOT_YOURS:
            raise nothing_here()
        if isinstance(done, Refusal) and done.stale:
            raise Problem(CHANGED, done.reason, code=done.code)
        return done_or_refused(connection, caller, done, status=CREATED)

    return once(request, do)


def _draft(found: StoredDraft) -> Draft:
    # A draft may have been saved elsewhere, with anything in it.
    texts = {name: str(found.fields[name]) for name in DraftFields.model_fields if found.fields.get(name) is not None}
    return Draft(draft=found.id, href=_address(found.id), saved_at=found.saved_at, fields=DraftFields(**texts))


def _address(draft: int) -> str:
    return f"/api/v1/drafts/{draft}"
