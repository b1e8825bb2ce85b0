"""Whether documents are as the record tells: each content there with its hash, or gone with an entry that says so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from store.chain import How, Misfit
from store.documents import ADDED, PARTS, WITHDRAWN, DocumentUnread, content_of
from store.narratives import Unread
from store.readable_cases import ENTRIES

MISSING = "the document that it added is missing, and no entry withdraws it"
BROKEN = "the document that it added does not open with its key: it was changed, or belongs to another entry"
OTHER = "the document that it added does not fit the hash on the record: it was changed"
STILL_THERE = "the document that it added was withdrawn, and content of it is still there: it was put in"
NEVER_ADDED = "content of a document is with it, and it adds none: it was put in"

HOW: Mapping[str, How] = {MISSING: "removed", BROKEN: "changed", OTHER: "changed", STILL_THERE: "inserted"}


class _Told(NamedTuple):
    """A document as the entry that added it tells."""

    case_id: int
    number: int
    size: int
    sha256: str


@dataclass
class DocumentsSeen:
    """What was found: how many documents have content, how many of these could not be read, and what does not fit."""

    documents: int = 0
    unread: int = 0
    misfits: list[Misfit] = field(default_factory=list)


def verify_documents(connection: Connection, cases: Mapping[int, str]) -> DocumentsSeen:
    """Look at every document of some cases, given as reference by id. Contents are read a part at a time."""
    seen = DocumentsSeen()
    if not cases:
        return seen
    span = (min(cases), max(cases))
    asked = select(ENTRIES.c.case_id, ENTRIES.c.number, ENTRIES.c.kind, ENTRIES.c.facts)
    told = connection.execute(
        asked.where(ENTRIES.c.case_id.between(*span), ENTRIES.c.kind.in_((ADDED, WITHDRAWN))).order_by(
            ENTRIES.c.case_id, ENTRIES.c.number
        )
    ).all()
    kept = connection.execute(select(PARTS.c.case_id, PARTS.c.number).where(PARTS.c.case_id.between(*span)).distinct())
    there = {(row.case_id, row.number) for row in kept if row.case_id in cases}
    added = _added(row for row in told if row.case_id in cases)
    for (case_id, number), facts in added.items():
        misfit = None
        if facts is None:
            misfit = STILL_THERE if (case_id, number) in there else None
        elif (case_id, number) not in there:
            misfit = MISSING
        else:
            seen.documents += 1
            misfit = _fault(connection, facts, seen)
        if misfit:
            seen.misfits.append(Misfit(cases[case_id], number, HOW[misfit], misfit))
    for case_id, number in sorted(there - added.keys()):
        seen.misfits.append(Misfit(cases[case_id], number, "inserted", NEVER_ADDED))
    return seen


def _added(told: Iterable[Any]) -> dict[tuple[int, int], _Told | None]:
    """What each entry says of the document that it added; None once another has withdrawn it."""
    found: dict[tuple[int, int], _Told | None] = {}
    for row in told:
        try:
            facts = json.loads(row.facts)
            if row.kind == ADDED:
                told_of = _Told(row.case_id, row.number, int(facts["size"]), str(facts["sha256"]))
                found[row.case_id, row.number] = told_of
            else:
                found[row.case_id, int(facts["document"])] = None
        except (ValueError, LookupError, TypeError):
            # An entry that the engine never writes: following the chain names it.
            continue
    return found


def _fault(connection: Connection, told: _Told, seen: DocumentsSeen) -> str | None:
    hashed = hashlib.sha256()
    try:
        for piece in content_of(connection, told):
            hashed.update(piece)
    except DocumentUnread as problem:
        if problem.why is Unread.NO_KEY:
            seen.unread += 1
            return None
        return MISSING if problem.why is Unread.MISSING else BROKEN
    return None if hashed.hexdigest() == told.sha256 else OTHER
