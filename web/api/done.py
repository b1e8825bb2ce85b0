"""What a write has done, as the interface answers it: nothing of what anybody wrote."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from states.decision import Refusal
from store.procedure_versions import procedure_of
from store.told import told_with
from web.api.callers import Caller
from web.api.case_shapes import address_of, where_in_words
from web.api.once import Answer
from web.api.problem import RefusedByRule
from workflows.transaction import Done


class CaseDone(BaseModel):
    """What was done to a case, and who is told of it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "reference": "D-2026-0001",
                    "href": "/api/v1/cases/D-2026-0001",
                    "version": 1,
                    "position": "team_managers.answering",
                    "where": "Team managers: the responding side is to answer",
                    "told": ["Team manager, Essex County Council"],
                }
            ]
        }
    )

    reference: str
    href: str = Field(description="Where the case is. It may not be the caller's to read any longer.")
    version: int = Field(description="The version that the case has now.")
    position: str = Field(description="Where it stands now, for programs.")
    where: str = Field(description="The same in words.")
    told: list[str] = Field(description="Everybody who is told, by post.")


def done_or_refused(
    connection: Connection, caller: Caller, done: Done | Refusal, *, status: int = 200, under: str = "", first: int = 1
) -> Answer:
    """The answer to what went through the door. `first` is the number of the entry that it begins with.

    RefusedByRule if it was refused; `under` is where in the body the action stands.
    """
    if isinstance(done, Refusal):
        raise RefusedByRule(done, under)
    case, directory = done.case, caller.directory
    told = told_with(connection, case.reference, first)
    shape = CaseDone(
        reference=case.reference,
        href=address_of(case.reference),
        version=case.version,
        position=case.position,
        where=where_in_words(case, procedure_of(connection, case.procedure), directory),
        told=[directory.title_of(person) for person in told if person != caller.code],
    )
    return Answer(status, shape, address_of(case.reference) if status == CREATED else "")


CREATED = 201
