"""For machines that look after this one: whether the process answers, and whether it can work."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from store.migrations import require_newest
from store.sessions import StoreError
from web.site import site_of

router = APIRouter()


@router.get("/healthz")
def is_alive() -> JSONResponse:
    """Whether the process answers at all. It asks nothing of the store: a restart would not mend that."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def is_ready(request: Request) -> JSONResponse:
    """Whether pages can be shown: the store is there and at the schema of this version. 503 if not."""
    try:
        require_newest(site_of(request).context.engine)
    except (StoreError, SQLAlchemyError, OSError):
        return JSONResponse({"status": "not ready", "store": "cannot be used"}, 503)
    return JSONResponse({"status": "ready", "store": "ready"})
