"""The application: every page, and what stands before and behind all of them."""

from __future__ import annotations

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from web import start_page
from web.access.addresses import Addresses
from web.access.csrf import refuse_forgery
from web.access.faults import Unforeseen, answer_faults
from web.access.gate import Gate
from web.access.headers import SecurityHeaders
from web.access.hosts import host_in, is_loopback
from web.api.application import create_interface
from web.assets_version import FRONTEND, LOOK, assets_version
from web.cases import case_actions, case_list, case_page
from web.directory import (
    directory_absence,
    directory_edit_pages,
    directory_list,
    directory_person,
    directory_sign_in,
    directory_upload,
)
from web.documents import document_add, document_download, document_withdraw
from web.forms import unsent
from web.oversight import audits, engine_page, notice_list
from web.procedures import procedure_compare, procedure_list, procedure_page
from web.raising import raise_check, raise_draft, raise_question, raise_start
from web.reviews import (
    agenda_page,
    own_items,
    refer,
    returns_page,
    review_actions,
    review_documents,
    review_list,
    review_page,
    tracker_page,
)
from web.sign_in import (
    choose_role,
    new_phone,
    second_factor,
    sign_in,
    sign_in_again,
    sign_in_link,
    sign_in_provider,
    sign_out,
)
from web.sign_in.choose_role import may_choose_role
from web.sign_in.providers import read_providers
from web.site import Site, require_safe_address
from web.systems import api_docs, api_tokens, health, metrics, webhooks_page
from web.systems.metrics import Counted, Requests
from web.work import absence, calendar_feed, my_work, team_page
from workflows.clock import Clock, SystemClock
from workflows.context import EngineContext
from workflows.documents import MEGABYTE
from workflows.secret import secret_of
from workflows.settings import Settings

ROUTERS = (
    start_page.router,
    sign_in.router,
    sign_in_again.router,
    sign_in_link.router,
    second_factor.router,
    new_phone.router,
    sign_in_provider.router,
    sign_out.router,
    my_work.router,
    unsent.router,
    calendar_feed.router,
    absence.router,
    audits.router,
    raise_start.router,
    raise_check.router,
    raise_draft.router,
    raise_question.router,
    team_page.router,
    case_list.router,
    case_page.router,
    case_actions.router,
    document_add.router,
    document_download.router,
    document_withdraw.router,
    review_list.router,
    review_page.router,
    review_documents.router,
    review_actions.router,
    tracker_page.router,
    agenda_page.router,
    returns_page.router,
    own_items.router,
    refer.router,
    directory_list.router,
    directory_upload.router,
    directory_edit_pages.router,
    directory_absence.router,
    directory_person.router,
    directory_sign_in.router,
    notice_list.router,
    engine_page.router,
    procedure_list.router,
    procedure_compare.router,
    procedure_page.router,
    webhooks_page.router,
    api_tokens.router,
    api_docs.router,
    health.router,
    metrics.router,
)
"""Every page. A new one is added here, and to `web/navigation.py` if it stands at the head of the others."""

LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def create_application(
    context: EngineContext, *, bound_to: str | None = None, real_clock: Clock | None = None
) -> FastAPI:
    """The pages of an engine's store.

    `bound_to` is the address that the process listens on: without it the demonstration's sign-in stays shut.
    `real_clock` tells real time (the system's if None), whatever clock the cases run on.

    SettingsError if a setting cannot be used or the assets were never fetched.
    """
    settings = context.settings
    require_safe_address(settings)
    demonstration = may_choose_role(context, bound_to)
    requests = Requests()
    application = FastAPI(
        title="Golden Thread",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Every form of every page, those that are yet to be written too.
        dependencies=[Depends(refuse_forgery)],
        middleware=[
            Middleware(Counted, requests=requests),
            Middleware(SecurityHeaders, https=settings.base_url.startswith("https://")),
            Middleware(
                Gate,
                hosts=_hosts(settings),
                largest_document=settings.document_megabytes * MEGABYTE,
                base_url=settings.base_url,
            ),
            Middleware(Unforeseen),
            Middleware(Addresses),
        ],
        redirect_slashes=False,
    )
    site = Site(
        context=context,
        real_clock=real_clock or SystemClock(),
        secret=secret_of(settings),
        providers=read_providers(settings.sign_in_providers),
        demonstration=demonstration,
        assets=assets_version(),
    )
    application.state.site = site
    application.state.requests = requests
    for router in ROUTERS:
        application.include_router(router)
    if demonstration:
        application.include_router(choose_role.router)
    application.state.interface = create_interface(site)
    application.mount("/api/v1", application.state.interface, name="interface")
    application.mount("/static/look", StaticFiles(directory=LOOK), name="look")
    application.mount("/static/frontend", StaticFiles(directory=FRONTEND), name="frontend")
    answer_faults(application)
    return application


def _hosts(settings: Settings) -> frozenset[str]:
    """The names under which the pages answer: their own, and on this machine alone its other names as well."""
    own = host_in(settings.base_url)
    return LOCAL_NAMES | {own} if is_loopback(own) else frozenset({own})
