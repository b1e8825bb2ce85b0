"""Samples of cases that the independent scrutineer audits: drawn so that anybody can draw them again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from store.audit_tables import AuditedCaseRow, AuditSampleRow
from store.readable import CASES, readable_by
from store.readers import Reader
from store.recording import table

SAMPLES, AUDITED = table(AuditSampleRow), table(AuditedCaseRow)
LONDON = ZoneInfo("Europe/London")

Standing = Literal["open", "closed", "either"]


@dataclass(frozen=True)
class Drawing:
    """How a sample is drawn: `size` cases of a kind that were raised from `first` to `last`, both included."""

    kind: str
    standing: Standing
    first: date
    last: date
    size: int


@dataclass(frozen=True)
class AuditSample:
    """A sample that was drawn with a `seed` among so many cases."""

    id: int
    drawing: Drawing
    seed: str
    among: int
    drawn_by: str
    drawn_at: datetime


@dataclass(frozen=True)
class AuditedCase:
    """A case of a sample. `answers` are codes by question; None while nobody has audited it."""

    reference: str
    answers: dict[str, Any] | None
    answered_by: str | None
    answered_at: datetime | None


def drawn(references: Collection[str], seed: str, size: int) -> list[str]:
    """The sample of these references that a seed draws: those whose SHA-256 with it comes first, in that order."""
    return sorted(references, key=lambda one: hashlib.sha256(f"{seed}/{one}".encode()).hexdigest())[:size]


def draw_sample(
    connection: Connection, reader: Reader, drawing: Drawing, seed: str, drawn_by: str, now: datetime
) -> int | None:
    """Draw a sample of the cases that a reader may read and keep it. Its id; None, and nothing kept, among no cases."""
    among = _among(connection, reader, drawing)
    if not among:
        return None
    row = {
        "drawn_by": drawn_by, "drawn_at": now, "seed": seed, "kind": drawing.kind, "standing": drawing.standing,
        "first": drawing.first, "last": drawing.last, "size": drawing.size, "among": len(among),
    }  # fmt: skip
    sample = int(connection.execute(SAMPLES.insert().values(row).returning(SAMPLES.c.id)).scalar_one())
    chosen = enumerate(drawn(among, seed, drawing.size), 1)
    connection.execute(
        AUDITED.insert(), [{"sample": sample, "place": place, "case_reference": one} for place, one in chosen]
    )
    return sample


def _among(connection: Connection, reader: Reader, drawing: Drawing) -> list[str]:
    begins = datetime.combine(drawing.first, time(), LONDON)
    ends = datetime.combine(drawing.last + timedelta(days=1), time(), LONDON)
    asked = select(CASES.c.reference).where(
        readable_by(reader), CASES.c.kind == drawing.kind, CASES.c.raised_at >= begins, CASES.c.raised_at < ends
    )
    if drawing.standing != "either":
        is_open = drawing.standing == "open"
        asked = asked.where(CASES.c.closed_at.is_(None) if is_open else CASES.c.closed_at.is_not(None))
    return list(connection.execute(asked).scalars())


def samples(connection: Connection) -> list[AuditSample]:
    """Every sample, the latest first."""
    return [_sample(row) for row in connection.execute(select(SAMPLES).order_by(SAMPLES.c.id.desc()))]


def sample_with_cases(connection: Connection, sample: int) -> tuple[AuditSample, list[AuditedCase]] | None:
    """A sample and its cases in the order in which they were drawn; None if there is none."""
    row = connection.execute(select(SAMPLES).where(SAMPLES.c.id == sample)).one_or_none()
    if row is None:
        return None
    cases = connection.execute(select(AUDITED).where(AUDITED.c.sample == sample).order_by(AUDITED.c.place))
    found = [
        AuditedCase(
            one.case_reference, json.loads(one.answers) if one.answers else None, one.answered_by, one.answered_at
        )
        for one in cases
    ]
    return _sample(row), found


def keep_answers(
    connection: Connection, sample: int, reference: str, answers: Mapping[str, Any], answered_by: str, now: datetime
) -> bool:
    """Keep what an audit found of a case; what was found before is replaced. False if it is not in the sample."""
    values = {"answers": json.dumps(dict(answers), sort_keys=True), "answered_by": answered_by, "answered_at": now}
    which = (AUDITED.c.sample == sample, AUDITED.c.case_reference == reference)
    return bool(connection.execute(AUDITED.update().where(*which).values(values)).rowcount)


def _sample(row: Any) -> AuditSample:
    drawing = Drawing(row.kind, row.standing, row.first, row.last, row.size)
    return AuditSample(row.id, drawing, row.seed, row.among, row.drawn_by, row.drawn_at)
