"""The interface for other systems as an application of its own, which the pages' application has under `/api/v1`."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.middleware import Middleware

from web.access.faults import Unforeseen
from web.api import (
    acting,
    asked,
    cases,
    document_add,
    document_withdraw,
    documents,
    drafts,
    due,
    procedures,
    returns,
    tracker,
    whoami,
)
from web.api.bodies import WholeBodies
from web.api.described import described
from web.api.faults import answer_problems, fault_answer
from web.site import Site

ROUTERS = (
    whoami.router,
    cases.router,
    acting.router,
    documents.router,
    document_add.router,
    document_withdraw.router,
    drafts.router,
    tracker.router,
    returns.router,
    asked.router,
    due.router,
    procedures.router,
)
"""Every operation. A new one is added here."""


def create_interface(site: Site) -> FastAPI:
    """The interface on the same store as the pages."""
    interface = FastAPI(
        title="Golden Thread",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
        middleware=[
            Middleware(Unforeseen, answer=fault_answer),
            Middleware(WholeBodies, base_url=site.settings.base_url),
        ],
        redirect_slashes=False,
    )
    interface.state.site = site
    interface.state.operations = [route for router in ROUTERS for route in router.routes]
    for router in ROUTERS:
        interface.include_router(router)
    answer_problems(interface)

    def openapi() -> dict[str, Any]:
        if interface.openapi_schema is None:
            written = get_openapi(title=interface.title, version=interface.version, routes=interface.routes)
            interface.openapi_schema = described(written, site.settings.base_url)
        return interface.openapi_schema

    interface.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to write another document
    return interface
