"""What a token is: whose, for what, and until when."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from web.api.calling import Calling
from web.api.clock_shapes import Post
from web.api.route import ApiRoute

router = APIRouter(route_class=ApiRoute, tags=["The token"])


class TokenShape(BaseModel):
    """The token that the request was made with."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Case management system",
                    "person": {"code": "health_visitor_hcrg", "title": "Health visitor, HCRG"},
                    "agency": None,
                    "scopes": ["read", "raise"],
                    "expires_at": "2027-03-01T12:00:00Z",
                }
            ]
        }
    )

    name: str
    person: Post | None = Field(description="Who it acts as; null for an agency's system account, which only reads.")
    agency: str | None = Field(description="The agency, by code, whose system account it is.")
    scopes: list[str]
    expires_at: datetime


@router.get("/token", operation_id="readToken")
def read_token(caller: Calling) -> TokenShape:
    """Whose token this is, what it may be used for, and until when."""
    person = caller.person
    return TokenShape(
        name=caller.token.name,
        person=Post(code=person.code, title=caller.directory.title_of(person.code)) if person else None,
        agency=caller.token.agency,
        scopes=list(caller.token.scopes),
        expires_at=caller.token.expires_at,
    )
