"""Acting through the interface: on a case, raising, referring an incident. Each goes through the one door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Union

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from procedures.fault import ProcedureError
from states.action import Action
from states.actions import RaiseDisagreement
from states.case import Case
from states.open_actions import ACTIONS
from states.review_actions import ReferIncident
from states.review_guards import BY_THE_ENGINE
from store.case_pages import readable_case
from store.tries import note_try
from web.access.rate_limit import RAISING_WINDOW
from web.api.callers import Caller
from web.api.calling import Calling, Reference
from web.api.done import CREATED, CaseDone, done_or_refused
from web.api.once import Answer, once
from web.api.problem import REFUSED, TOO_OFTEN, Problem, nothing_here
from web.api.responses import NOT_THERE, WRITTEN
from web.api.route import ApiRoute, needs
from web.reviews.tracker_page import rules_of_reviews
from web.site import Site, site_of
from workflows.door import act_on_review_within, act_within, raise_proven_within, refer_within
from workflows.secret import keyed_hash

router = APIRouter(route_class=ApiRoute)

ELSEWHERE = frozenset({"raise_disagreement", "refer_incident", *BY_THE_ENGINE})
"""Actions that open a case, or that the engine takes by itself."""

if TYPE_CHECKING:
    AnyCaseAction = Action
else:
    AnyCaseAction = Annotated[
        Union[tuple(model for kind, model in ACTIONS.items() if kind not in ELSEWHERE)],  # noqa: UP007 - made of a list
        Field(discriminator="kind"),
    ]

HIGHEST = 1_000_000_000
"""No case has more versions than this: it fits any column."""


class ActionAsked(BaseModel):
    """An action on a case, with the version of the case that was seen."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"version": 1, "action": {"kind": "acknowledge", "note": "Seen. We will answer by Friday."}}]
        },
    )

    version: int = Field(ge=0, le=HIGHEST, description="The version of the case that was read before.")
    action: AnyCaseAction = Field(description="The action. `GET /cases/{reference}/actions` says which are open.")


@router.post(
    "/cases/{reference}/actions",
    tags=["Cases"],
    openapi_extra=needs("act"),
    operation_id="takeAction",
    response_model=CaseDone,
    responses=WRITTEN | NOT_THERE,
)
def take_action(request: Request, caller: Calling, reference: Reference, asked: ActionAsked) -> Response:
    """Do something to a case, as the token's person.

    It is decided on by the same rules as on the pages. Where one refuses, the answer is a problem with the rule's
    reason; a case that has changed since the version given is refused too, so that nobody acts on what they have not
    seen.
    """
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        listed = readable_case(connection, caller.member, reference)
        if listed is None:
            raise nothing_here()
        code, now, version = caller.code, site.now(), asked.version
        if isinstance(listed.case, Case):
            done = act_within(connection, reference, asked.action, code, now, version=version)
            return done_or_refused(connection, caller, done, under="/action", first=version + 1)
        directories = site.context.procedure_directories
        on_review = act_on_review_within(
            connection, reference, asked.action, code, now, version=version, directories=directories
        )
        return done_or_refused(connection, caller, on_review, under="/action", first=version + 1)

    return once(request, do)


@router.post(
    "/disagreements",
    tags=["Raising"],
    openapi_extra=needs("raise"),
    operation_id="raiseDisagreement",
    response_model=CaseDone,
    status_code=CREATED,
    responses=WRITTEN,
)
def raise_disagreement(request: Request, caller: Calling, asked: RaiseDisagreement) -> Response:
    """Raise a disagreement, as the token's person, under the procedure in force today.

    It asks nobody for help: if a child is in danger now, somebody has to call.
    """
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        count_raising_within(connection, site, caller)
        rules = site.context.procedure(site.settings.raising_procedure, on=caller.day)
        done = raise_proven_within(connection, asked, caller.code, rules, site.now())
        return done_or_refused(connection, caller, done, status=CREATED)

    return once(request, do)


@router.post(
    "/incidents",
    tags=["Raising"],
    openapi_extra=needs("raise"),
    operation_id="referIncident",
    response_model=CaseDone,
    status_code=CREATED,
    responses=WRITTEN,
)
def refer_incident(request: Request, caller: Calling, asked: ReferIncident) -> Response:
    """Refer a serious incident, as the token's person. The practice review that opens may not be theirs to read."""
    site = site_of(request)

    def do(connection: Connection) -> Answer:
        count_raising_within(connection, site, caller)
        try:
            rules = rules_of_reviews(site, caller.day)
        except ProcedureError:
            raise Problem(REFUSED, "No rules of practice reviews are in force today.", code="no_rules") from None
        done = refer_within(connection, asked, caller.code, rules, site.now())
        return done_or_refused(connection, caller, done, status=CREATED)

    return once(request, do)


def count_raising_within(connection: Connection, site: Site, caller: Caller) -> None:
    """Count a disagreement that is about to be raised, on the pages or here; Problem if there were too many."""
    subject = keyed_hash(site.secret, "raise", caller.code)
    if note_try(connection, "raise", subject, site.real_now(), RAISING_WINDOW) > site.settings.raises_an_hour:
        wait = int(RAISING_WINDOW.total_seconds())
        detail = f"One person may raise or refer {site.settings.raises_an_hour} times in an hour. Wait an hour."
        raise Problem(TOO_OFTEN, detail, code="raises", headers={"Retry-After": str(wait)})
