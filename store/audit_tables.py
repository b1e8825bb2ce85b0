"""The tables of audits: samples of cases, and what was found of each case of a sample."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, Integer, Text
from sqlmodel import Field, SQLModel


class AuditSampleRow(SQLModel, table=True):
    """A sample of cases for audit: how it was drawn, so that it can be drawn again. `among` is how many there were."""

    __tablename__ = "audit_sample"

    id: int | None = Field(default=None, primary_key=True)
    drawn_by: str
    drawn_at: datetime
    seed: str
    kind: str
    standing: str
    first: date
    last: date
    size: int
    among: int


class AuditedCaseRow(SQLModel, table=True):
    """A case of a sample, at its place in the draw. `answers` is a JSON text of codes: no words of anybody."""

    __tablename__ = "audited_case"

    sample: int = Field(sa_column=Column(Integer, ForeignKey("audit_sample.id"), primary_key=True))
    place: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    case_reference: str
    answers: str | None = Field(default=None, sa_type=Text)
    answered_by: str | None = None
    answered_at: datetime | None = None
