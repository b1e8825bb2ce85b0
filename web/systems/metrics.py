"""Figures for Prometheus: cases and clocks, the outbox, the sweeps, and how requests were answered. Nobody's name."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from store.figures import Figures, figures
from store.recording import DISAGREEMENT, PRACTICE_REVIEW
from store.sessions import reading
from store.sweeps import LastRun, last_runs
from web.access.hosts import THROUGH_A_PROXY, is_loopback
from web.reader import NotTheirs
from web.site import Site, site_of
from workflows.engine_checks import ran_at

router = APIRouter()

KINDS = (DISAGREEMENT, PRACTICE_REVIEW)
ELSEWHERE = "elsewhere"
"""The route of a request that no page or operation has: its own address could be anything."""


class Requests:
    """How requests were answered, by method, route and status: counted in this process since it began."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._answered = Counter(
            "goldenthread_http_requests",
            "Requests that were answered.",
            ("method", "route", "status"),
            registry=self.registry,
        )

    def note(self, method: str, route: str, status: int) -> None:
        """Note an answer."""
        self._answered.labels(method, route, str(status)).inc()


class Counted:
    """Counts every answer under the address that the code has for it, without what was asked for in particular."""

    METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

    def __init__(self, app: ASGIApp, *, requests: Requests) -> None:
        self._app = app
        self._requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500

        async def noticing(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        finally:
            method = scope["method"] if scope["method"] in self.METHODS else "OTHER"
            self._requests.note(method, route_of(scope), status)


def route_of(scope: Scope) -> str:
    """The address of a request as the code has it, once it has been answered."""
    inside = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{inside}" or ELSEWHERE


class StoreFigures(Collector):
    """What the store holds, asked anew with every scrape."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def collect(self) -> Iterable[Metric]:
        """Every figure, all asked in one transaction."""
        engine = self._site.context.engine
        with reading(engine) as connection:
            found = figures(connection, self._site.now())
        yield from _cases(found)
        yield from _outbox(found)
        yield from _sweeps(last_runs(engine))


def _cases(found: Figures) -> Iterator[Metric]:
    cases = GaugeMetricFamily(
        "goldenthread_open_cases", "Open cases, by whether one of their clocks is past due.", labels=("kind", "late")
    )
    clocks = GaugeMetricFamily(
        "goldenthread_running_clocks", "Running clocks, by whether they are past due.", labels=("kind", "late")
    )
    for kind in KINDS:
        for late in (False, True):
            cases.add_metric((kind, str(late).lower()), found.open_cases.get((kind, late), 0))
            clocks.add_metric((kind, str(late).lower()), found.clocks.get((kind, late), 0))
    yield cases
    yield clocks


def _outbox(found: Figures) -> Iterator[Metric]:
    yield GaugeMetricFamily("goldenthread_outbox_waiting", "Notices that wait to be sent.", value=found.waiting)
    undelivered = GaugeMetricFamily(
        "goldenthread_notices_undelivered", "Notices that have not gone yet, or failed.", labels=("state",)
    )
    for state in sorted({"failed", "nobody_configured", *found.undelivered}):
        undelivered.add_metric((state,), found.undelivered.get(state, 0))
    yield undelivered


def _sweeps(runs: dict[str, LastRun]) -> Iterator[Metric]:
    last = GaugeMetricFamily(
        "goldenthread_sweep_last_run_timestamp_seconds",
        "When each sweep last finished, by the clock that cases run on.",
        labels=("sweep",),
    )
    for name, run in sorted(runs.items()):
        at = ran_at(run)
        if at is not None:
            last.add_metric((name,), at.timestamp())
    yield last


@router.get("/metrics", include_in_schema=False)
def show_metrics(request: Request) -> Response:
    """The figures, for this machine and for whoever has the token of the settings. For others there is no such page."""
    if not _may_read(request):
        raise NotTheirs
    registry = CollectorRegistry(auto_describe=False)
    registry.register(StoreFigures(site_of(request)))
    counted: Requests = request.app.state.requests
    return Response(generate_latest(registry) + generate_latest(counted.registry), media_type=CONTENT_TYPE_LATEST)


def _may_read(request: Request) -> bool:
    token = site_of(request).settings.metrics_token
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if token is not None and scheme.lower() == "bearer":
        return hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode())
    through = any(name in request.headers for name in THROUGH_A_PROXY)
    return request.client is not None and is_loopback(request.client.host) and not through
