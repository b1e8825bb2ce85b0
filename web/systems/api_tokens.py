"""Tokens of other systems, for business support: what there are, making one, which is shown once, and ending one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from states.directory import Directory
from store.api_tokens import ApiToken, revoke_token, tokens
from store.sessions import reading, writing
from web.access.security_log import note_event
from web.forms.posted_form import Posted, one, several
from web.forms.unsent import forget_kept, with_kept_words
from web.pages import page
from web.reader import BusinessSupport, SignedIn
from web.site import Site, site_of
from workflows.api_tokens import SCOPES, TokenAsked, TokenFault, make_token_for
from workflows.posted_action import Typed

router = APIRouter()

HERE = "/api-tokens"
PERSON, AGENCY = "person:", "agency:"
CANNOT_STAND = 422
MOST_DIGITS = 5
NOTHING_CHOSEN = {"whose": "Choose as whom it acts.", "scopes": "Choose at least one thing that it may do."}
"""What to do where nothing was chosen, in the words of this page."""


@dataclass(frozen=True)
class TokenLine:
    """A token in the list. `ended` says how and when; empty while it is good."""

    id: int
    name: str
    whose: str
    scopes: str
    made: str
    expires: str
    used: str
    ended: str


@router.get(HERE)
def list_of_tokens(request: Request, reader: BusinessSupport, ended: str = "") -> Response:
    """The page: every token, good or not, and the form to make one."""
    return _shown(request, reader, {}, ended=ended == "1")


@router.post(HERE)
def make(request: Request, reader: BusinessSupport, posted: Posted) -> Response:
    """Make a token, which is shown this once. A second click makes another: the first can be ended."""
    site, whose, days = site_of(request), one(posted, "whose"), one(posted, "days").strip()
    asked = TokenAsked(
        one(posted, "name"),
        whose.removeprefix(PERSON) if whose.startswith(PERSON) else None,
        whose.removeprefix(AGENCY) if whose.startswith(AGENCY) else None,
        several(posted, "scopes"),
        int(days) if days.isascii() and days.isdigit() and len(days) < MOST_DIGITS else None,
    )
    with writing(site.context.engine) as connection:
        made = make_token_for(
            connection,
            asked,
            reader.person.code,
            day=reader.day,
            now=site.real_now(),
            longest_days=site.settings.api_token_longest_days,
        )
    if isinstance(made, list):
        errors = [
            replace(one, message=NOTHING_CHOSEN[one.field])
            if one.field in NOTHING_CHOSEN and not any(several(posted, one.field))
            else one
            for one in made
        ]
        return _shown(request, reader, posted, errors=errors, status=CANNOT_STAND)
    forget_kept(request, reader)
    note_event(request, "token made", token=str(made.id))
    return page(request, "api_token_made.html", token=made.token, name=asked.name, until=day_in_words(made.expires_at))


@router.post(f"{HERE}/{{token}}/end")
def end(request: Request, reader: BusinessSupport, token: Annotated[int, Path(ge=1, le=2_147_483_647)]) -> Response:
    """End a token at once and for good. A second click finds it ended, which is what was asked for."""
    site = site_of(request)
    with writing(site.context.engine) as connection:
        ended = revoke_token(connection, token, reader.person.code, site.real_now())
    if ended:
        note_event(request, "token ended", token=str(token))
    return RedirectResponse(f"{HERE}?ended=1", 303)


def _shown(
    request: Request,
    reader: SignedIn,
    typed: Typed,
    *,
    errors: list[TokenFault] | None = None,
    ended: bool = False,
    status: int = 200,
) -> Response:
    site = site_of(request)
    with reading(site.context.engine) as connection:
        found = tokens(connection)
    typed, unsent = with_kept_words(request, reader, typed)
    return page(
        request,
        "api_tokens.html",
        status=status,
        lines=[_line(one, reader, site) for one in found],
        ended=ended,
        typed={name: one(typed, name) for name in ("name", "whose", "days")},
        whose=_whose(reader, one(typed, "whose")),
        scopes=[
            {"value": scope, "text": words, "checked": scope in several(typed, "scopes")}
            for scope, words in SCOPES.items()
        ],
        longest=site.settings.api_token_longest_days,
        unsent=unsent,
        wrong={error.field: {"text": error.message} for error in errors or ()},
        errors=[{"text": error.message, "href": f"#{error.field}"} for error in errors or ()],
    )


def _whose(reader: SignedIn, chosen: str) -> list[dict[str, Any]]:
    """Everybody in post, by post, and after them every agency's system account."""
    directory = reader.directory
    people = [code for code in directory.people if directory.in_post(code, reader.day)]
    found = [(PERSON + code, directory.title_of(code)) for code in people]
    found.sort(key=lambda item: item[1])
    found += [
        (AGENCY + one.code, f"System account of {one.name}, which only reads") for one in directory.agencies.values()
    ]
    items = [{"value": "", "text": "Choose"}, *({"value": value, "text": text} for value, text in found)]
    return [{**item, "selected": item["value"] == chosen} for item in items]


def _line(token: ApiToken, reader: SignedIn, site: Site) -> TokenLine:
    directory = reader.directory
    agency = directory.agencies.get(token.agency or "")
    ended = ""
    if token.revoked_at is not None:
        ended = f"Ended {day_in_words(token.revoked_at)} by {_who(directory, token.revoked_by)}"
    elif not token.is_good(site.real_now()):
        ended = f"Ran out {day_in_words(token.expires_at)}"
    return TokenLine(
        id=token.id,
        name=token.name,
        whose=directory.title_of(token.person)
        if token.person
        else f"System account of {agency.name if agency else token.agency}",
        scopes=", ".join(token.scopes),
        made=f"{day_in_words(token.made_at)} by {_who(directory, token.made_by)}",
        expires=day_in_words(token.expires_at),
        used=day_in_words(token.last_used_at) if token.last_used_at else "never",
        ended=ended,
    )


def _who(directory: Directory, code: str | None) -> str:
    """Who made or ended a token: a person by post, or the command line on the machine itself."""
    return directory.title_of(code) if code in directory.people else str(code)
