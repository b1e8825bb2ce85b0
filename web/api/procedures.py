"""The procedures that there are, and what each says: as data, and in plain words with the source of every rule."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Request
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from procedures.catalogue import files, frozen_text, load_rules, text_hash
from procedures.description import describe
from procedures.fault import Fault
from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from web.api.calling import Calling
from web.api.named_rules import NAME, named_rules
from web.api.problem import nothing_here
from web.api.responses import NOT_THERE, problems
from web.api.route import ApiRoute, needs
from web.site import site_of

router = APIRouter(route_class=ApiRoute, tags=["Dates and procedures"])


EXAMPLE: dict[str, JsonValue] = {
    "id": "essex",
    "href": "/api/v1/procedures/essex",
    "kind": "disagreement",
    "title": "Essex",
    "edition": "MASA 2024-25",
    "effective_from": "2024-04-01",
    "effective_to": None,
    "superseded_by": None,
}


class ProcedureLine(BaseModel):
    """A procedure in the list."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    id: str
    href: str
    kind: Literal["disagreement", "practice_review"]
    title: str
    edition: str
    effective_from: date
    effective_to: date | None
    superseded_by: str | None = Field(description="What has replaced it, if anything.")


class ProcedureList(BaseModel):
    """The procedures that there are, each edition by itself."""

    procedures: list[ProcedureLine]


class WholeProcedure(ProcedureLine):
    """A procedure with all its rules."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [EXAMPLE | {"hash": "0" * 64, "words": ["Essex"], "rules": {"id": "essex"}}]}
    )

    hash: str = Field(description="The SHA-256 of its frozen text: what a case that is opened now is frozen to.")
    words: list[str] = Field(description="The whole procedure in plain words, line by line, indented by two spaces.")
    rules: dict[str, Any] = Field(description="The same as data, as the files of procedures have it.")


@router.get("/procedures", openapi_extra=needs("read"), operation_id="listProcedures", responses=problems(503))
def list_procedures(request: Request, _caller: Calling) -> ProcedureList:
    """The procedures of the partnership's own and of the library."""
    directories = site_of(request).context.procedure_directories
    names = {}
    for path in files(directories):
        found = load_rules(str(path), directories=directories)
        names[found.id, found.edition] = found
    return ProcedureList(procedures=[_line(found) for found in names.values()])


@router.get(
    "/procedures/{name}",
    openapi_extra=needs("read"),
    operation_id="readProcedure",
    responses=NOT_THERE | problems(503),
)
def read_procedure(
    request: Request,
    caller: Calling,
    name: Annotated[str, Path(pattern=NAME, max_length=100, description="The procedure's id.", examples=["essex"])],
) -> WholeProcedure:
    """A procedure in the edition in force today: every rule, with how it binds and where it stands."""
    found = named_rules(site_of(request), name, caller.day)
    if isinstance(found, Fault):
        raise nothing_here()
    return WholeProcedure.model_validate(
        _line(found).model_dump()
        | {
            "hash": text_hash(frozen_text(found)),
            "words": describe(found),
            "rules": found.model_dump(mode="json"),
        }
    )


def _line(found: Rules) -> ProcedureLine:
    return ProcedureLine(
        id=found.id,
        href=f"/api/v1/procedures/{found.id}",
        kind="practice_review" if isinstance(found, ReviewProcedure) else "disagreement",
        title=found.title,
        edition=found.edition,
        effective_from=found.effective_from,
        effective_to=found.effective_to,
        superseded_by=superseded_by(found),
    )


def superseded_by(rules: Rules) -> str | None:
    """What has replaced rules, as they say themselves; a procedure for disagreements does not."""
    return rules.superseded_by if isinstance(rules, ReviewProcedure) else None
