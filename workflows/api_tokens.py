"""Making tokens of other systems: for whom, for what and until when one may be made."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy import Connection

from states.directory import Directory
from store.api_tokens import make_token
from store.directory import current_directory

Scope = Literal["read", "raise", "act", "drafts"]
SCOPES: dict[Scope, str] = {
    "read": "Read cases and their documents, what reviews ask of an agency, the tracker and procedures",
    "raise": "Raise disagreements and refer incidents",
    "act": "Take actions on cases, add and withdraw documents, send an agency's returns, answer what reviews ask of it",
    "drafts": "Save, read and delete a person's own drafts",
}
"""What a token may be used for, in words. Counting dates needs a token and no scope."""

OF_SYSTEMS: tuple[Scope, ...] = ("read",)
"""What an agency's system account may be used for: only people act, so that a record always says who did."""

LONGEST_NAME = 100


@dataclass(frozen=True)
class TokenAsked:
    """A token as it is asked for. One of `person` and `agency` is given, by code; `days` is how long it is to last."""

    name: str
    person: str | None
    agency: str | None
    scopes: Collection[str]
    days: int | None


@dataclass(frozen=True)
class TokenMade:
    """A token that was made. `token` is shown this once, and stored nowhere."""

    id: int
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class TokenFault:
    """Why a token cannot be made as it is asked for: the field, and what to do."""

    field: Literal["name", "whose", "scopes", "days"]
    message: str


def make_token_for(
    connection: Connection, asked: TokenAsked, made_by: str, *, day: date, now: datetime, longest_days: int
) -> TokenMade | list[TokenFault]:
    """Make a token, or say what is wrong with each field. `day` is today by the cases' clock, `now` is real time.

    It acts with the access of its person, or reads with that of its agency, for as long as they are in the directory.
    """
    faults = list(_faults(asked, current_directory(connection).directory, day, longest_days))
    if faults or asked.days is None:
        return faults
    expires_at = now + timedelta(days=asked.days)
    made, token = make_token(
        connection,
        asked.name.strip(),
        tuple(scope for scope in SCOPES if scope in asked.scopes),
        person=asked.person,
        agency=asked.agency,
        made_by=made_by,
        now=now,
        expires_at=expires_at,
    )
    return TokenMade(made, token, expires_at)


def _faults(asked: TokenAsked, directory: Directory, day: date, longest_days: int) -> list[TokenFault]:
    found = []
    if not 1 <= len(asked.name.strip()) <= LONGEST_NAME:
        found.append(TokenFault("name", f"Give the system a name of 1 to {LONGEST_NAME} characters."))
    if (asked.person is None) == (asked.agency is None):
        found.append(TokenFault("whose", "Choose whose it is: one person, or one agency."))
    elif asked.person is not None and directory.in_post(asked.person, day) is None:
        found.append(TokenFault("whose", "Choose a person who is in post."))
    elif asked.agency is not None and asked.agency not in directory.agencies:
        found.append(TokenFault("whose", "Choose an agency of the directory."))
    if not asked.scopes or not set(asked.scopes) <= SCOPES.keys():
        found.append(TokenFault("scopes", f"Choose at least one of: {', '.join(SCOPES)}."))
    elif asked.agency is not None and not set(asked.scopes) <= set(OF_SYSTEMS):
        found.append(TokenFault("scopes", "A system account only reads. Choose a person for anything more."))
    if asked.days is None or not 1 <= asked.days <= longest_days:
        found.append(TokenFault("days", f"Give how many days it is to last, from 1 to {longest_days}."))
    return found
