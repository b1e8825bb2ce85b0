"""The start page: what this is, for somebody who has never heard of the procedure, and where to go from here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from web.pages import page

router = APIRouter()


@router.get("/")
def start(request: Request) -> Response:
    """The page."""
    return page(request, "start.html")
