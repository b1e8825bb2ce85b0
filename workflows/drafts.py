"""Writing a disagreement step by step: save a draft, delete it, and raise it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from sqlalchemy import Connection, Engine

from procedures.language import Procedure
from states.actions import RaiseDisagreement
from states.case import Case
from states.decision import Refusal
from store import drafts
from store.drafts import StoredDraft
from store.sessions import reading, writing
from workflows.proven import unproven
from workflows.transaction import Done, raise_within

NOT_YOURS = Refusal("There is no such draft of yours.", "no_such_draft")
GONE = Refusal("This draft has been raised already, or deleted.", "already_done", stale=True)


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
        if drafts.draft_of(connection, author, draft) is None:
            return NOT_YOURS
    with writing(engine) as connection:
        done = raise_draft_within(connection, author, draft, procedure, now)
        if isinstance(done, Refusal):
            connection.rollback()
        # It was there a moment ago: another click has raised it.
        return GONE if done is NOT_YOURS else done


def raise_draft_within(
    connection: Connection, author: str, draft: int, procedure: Procedure, now: datetime
) -> Done[Case] | Refusal:
    """The same in a transaction that does more. After a refusal it has to be rolled back."""
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
    if refused := unproven(procedure):
        return refused
    done = raise_within(connection, action, author, procedure, now)
    # Two clicks on "raise" meet here: the second finds no draft, and its whole transaction is undone.
    if not isinstance(done, Refusal) and not drafts.delete_draft(connection, author, draft):
        return GONE
    return done


def _said(error: ErrorDetails) -> str:
    """A field of a draft that cannot be raised, and what is wrong with it where one word says it."""
    name = str(error["loc"][0]).replace("_", " ")
    why = {"missing": "needed", "string_too_short": "empty", "extra_forbidden": "there is no such field"}
    return f"{name} ({why[error['type']]})" if error["type"] in why else name
