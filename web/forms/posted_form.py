"""What a browser has posted, as the handlers of forms read it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import UploadFile

from workflows.posted_action import Typed

VERSION = "version"
"""The input that nobody sees, with the version of the case as it was when the form was opened."""


async def typed_form(request: Request) -> Typed:
    """The text of each input by its name; a list where a name was posted more than once. Files are left out."""
    found: dict[str, str | list[str]] = {}
    for name, value in (await request.form()).multi_items():
        if not isinstance(value, str):
            continue
        known = found.get(name)
        if known is None:
            found[name] = value
        elif isinstance(known, list):
            known.append(value)
        else:
            found[name] = [known, value]
    return found


async def given_file(request: Request) -> AsyncIterator[UploadFile | None]:
    """The file that was posted as `file`; None if none was chosen. It is gone once the request is answered."""
    form = await request.form()
    given = form.get("file")
    try:
        # A browser sends an input for files that was left empty as a file without a name.
        yield given if isinstance(given, UploadFile) and given.filename else None
    finally:
        await form.close()


GivenFile = Annotated[UploadFile | None, Depends(given_file)]
Posted = Annotated[Typed, Depends(typed_form)]


def one(typed: Typed, name: str) -> str:
    """The one text that was posted under a name; empty if there is none."""
    given = typed.get(name, "")
    return given if isinstance(given, str) else next(iter(given), "")


def several(typed: Typed, name: str) -> list[str]:
    """Every text that was posted under a name."""
    given = typed.get(name, [])
    return [given] if isinstance(given, str) else list(given)
