"""Writing a disagreement step by step: save a draft, delete it, and raise it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import Connection, Engine

from procedures.language import Procedure
from states.actions import RaiseDisagreement
from states.decision import Refusal
from store import drafts
from store.drafts import StoredDraft
from store.sessions import reading, writing
from workflows.door import Done, raise_disagreement


class AlreadyRaised(Exception):
    """The draft was raised or deleted by another click."""


NOT_YOURS = Refusal("There is no such draft of yours.", "no_such_draft")


def save(engine: Engine, author: str, fields: dict[str, Any], now: datetime, draft: int | None = None) -> int | Refusal:
    """Save what has been typed so far, whether or not it is complete. Returns the draft's id.

    DraftUnreadable if the draft to be saved over cannot be read at present; KeyMissing if there is no key.
    """
    with writing(engine) as connection:
        saved = drafts.save_draft(connection, author, fields, now, draft)
    return saved if saved is not None else NOT_YOURS


def delete(engine: Engine, author: str, draft: int) -> Refusal | None:
    """Delete a draft for good."""
    with writing(engine) as connection:
        return None if drafts.delete_draft(connection, author, draft) else NOT_YOURS


def mine(engine: Engine, author: str) -> list[StoredDraft]:
    """A person's own drafts, the latest saved first. Nobody else can list them."""
    with reading(engine) as connection:
        return drafts.drafts_of(connection, author)


def raise_draft(engine: Engine, author: str, draft: int, procedure: Procedure, now: datetime) -> Done | Refusal:
    """Raise a draft. It is deleted with the raising, in one transaction; a refusal leaves it as it was."""
    with reading(engine) as connection:
        found = drafts.draft_of(connection, author, draft)
    if found is None:
        return NOT_YOURS
    if found.unreadable:
        return Refusal(found.unreadable, "unreadable")
    try:
        action = RaiseDisagreement.model_validate(found.fields)
    except ValidationError as problem:
        wrong = ", ".join(_said(error) for error in problem.errors() if error["loc"])
        return Refusal(f"The draft is not complete. Look again at: {wrong}.", "incomplete")
    try:
        return raise_disagreement(
            engine,
            action,
            author,
            procedure,
            now,
            in_transaction=lambda connection: _delete_or_fail(connection, author, draft),
        )
    except AlreadyRaised:
        return Refusal("This draft has been raised already, or deleted.", "already_done", stale=True)


def _said(error: ErrorDetails) -> str:
    """A field of a draft that cannot be raised, and what is wrong with it where one word says it."""
    name = str(error["loc"][0]).replace("_", " ")
    why = {"missing": "needed", "string_too_short": "empty", "extra_forbidden": "there is no such field"}
    return f"{name} ({why[error['type']]})" if error["type"] in why else name


def _delete_or_fail(connection: Connection, author: str, draft: int) -> None:
    # Two clicks on "raise" meet here: the second finds no draft, and its whole transaction is undone.
    if not drafts.delete_draft(connection, author, draft):
        raise AlreadyRaised
