"""A reader's own drafts: opened, listed among their work, and deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from notifications.dates import day_in_words
from states.directory import Directory
from store.drafts import StoredDraft, readable
from web.pages import page
from web.raising.raise_steps import STEPS, Answers
from web.reader import NoSuchDraft, Reader, SignedIn
from web.site import site_of
from workflows import drafts

router = APIRouter()


@dataclass(frozen=True)
class DraftLine:
    """A draft in the list: with whom it is, when it was saved, and why it cannot be read, if so."""

    id: int
    with_whom: str
    saved: str
    answered: int
    unreadable: str


def open_draft(request: Request, reader: SignedIn, draft: int) -> dict[str, Any]:
    """The fields of a reader's own draft. NoSuchDraft if there is none; DraftUnreadable if it cannot be read now."""
    # Going on would save over what cannot be read.
    return readable(_draft(request, reader, draft)).fields


def answers_in(fields: Mapping[str, Any]) -> Answers:
    """What a draft's fields answer. A draft may have been saved elsewhere, with anything in it."""
    return {step.field: str(fields[step.field]) for step in STEPS if fields.get(step.field)}


def draft_lines(found: list[StoredDraft], directory: Directory) -> list[DraftLine]:
    """Drafts as My work lists them."""
    lines = []
    for draft in found:
        answers = answers_in(draft.fields)
        agency = directory.agencies.get(answers.get("responding_agency", ""))
        name = f"with {agency.name}" if agency else "with nobody yet"
        saved = day_in_words(draft.saved_at)
        lines.append(DraftLine(draft.id, name, saved, len(answers), draft.unreadable or ""))
    return lines


@router.get("/raise/{draft:int}/delete")
def ask_before_deleting(request: Request, reader: Reader, draft: int) -> Response:
    """Whether to delete it."""
    line = draft_lines([_draft(request, reader, draft)], reader.directory)[0]
    return page(request, "raise_delete.html", line=line)


@router.post("/raise/{draft:int}/delete")
def delete_draft(request: Request, reader: Reader, draft: int) -> Response:
    """Delete it: nothing of it remains. A second click finds it gone, which is what was asked for."""
    if draft in {found.id for found in drafts.mine(site_of(request).context.engine, reader.person.code)}:
        drafts.delete(site_of(request).context.engine, reader.person.code, draft)
    return RedirectResponse("/my-work?deleted=1", 303)


def _draft(request: Request, reader: SignedIn, draft: int) -> StoredDraft:
    mine = drafts.mine(site_of(request).context.engine, reader.person.code)
    found = next((one for one in mine if one.id == draft), None)
    if found is None:
        raise NoSuchDraft
    return found
