"""For machines that look after this one: whether the process answers, can work, and has an engine beside it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError

from store.migrations import require_newest
from store.sessions import StoreError
from store.sweeps import last_runs
from web.site import Site, site_of
from workflows.engine_checks import Patience, ran_at

router = APIRouter()

READY, NOT_READY = 200, 503


@router.get("/healthz")
def is_alive() -> JSONResponse:
    """Whether the process answers at all. It asks nothing of the store: a restart would not mend that."""
    return JSONResponse({"status": "alive"})


@router.get("/readyz")
def is_ready(
    request: Request, *, engine: Annotated[bool, Query(description="Whether the engine must have run lately.")] = False
) -> JSONResponse:
    """Whether pages can be shown: the store is there and at the schema of this version. 503 if not.

    It says as well how the engine is. With `engine=true` an engine that has not run lately is a 503 too: for whoever
    raises an alarm, and not for a load balancer, because people must be able to raise and answer while it stands.
    """
    site = site_of(request)
    try:
        require_newest(site.context.engine)
        state = engine_state(site)
    except (StoreError, SQLAlchemyError, OSError):
        return JSONResponse({"status": "not ready", "store": "cannot be used"}, NOT_READY)
    ready = state == "ran lately" or not engine
    return JSONResponse(
        {"status": "ready" if ready else "not ready", "store": "ready", "engine": state}, READY if ready else NOT_READY
    )


def mail_goes_out(site: Site) -> bool:
    """Whether the engine has delivered messages within the time that it may take."""
    context = site.context
    last = ran_at(last_runs(context.engine).get("deliver"))
    return last is not None and site.now() - last <= Patience.of(context.settings, context.clock.speed).deliver


def engine_state(site: Site) -> Literal["ran lately", "has stopped", "has never run"]:
    """Whether the engine has looked for due clocks within the time that it may take."""
    context = site.context
    last = ran_at(last_runs(context.engine).get("tick"))
    if last is None:
        return "has never run"
    late = site.now() - last > Patience.of(context.settings, context.clock.speed).tick
    return "has stopped" if late else "ran lately"
