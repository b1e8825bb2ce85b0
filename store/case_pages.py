"""Lists of cases for pages: each by one or two statements, however many cases there are."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, func, select

from procedures.graph import Phase
from procedures.rules import Rules
from states.any_case import AnyCase, read_case
from store.case_search import CaseSearch
from store.procedure_versions import procedures_of
from store.readable_cases import CASES, CLOCKS, Reader, readable_by
from store.recording import DISAGREEMENT

OPEN_CASES = CaseSearch()

SIZE = 25
"""Cases on one page of a list."""


@dataclass(frozen=True)
class ListedCase:
    """A case with the rules that it is frozen to."""

    case: AnyCase
    rules: Rules


@dataclass(frozen=True)
class CasePage:
    """One page of a list. `number` counts from 1; `total` is how many cases the whole list has."""

    cases: tuple[ListedCase, ...]
    number: int
    total: int
    size: int = SIZE

    @property
    def pages(self) -> int:
        """How many pages there are: at least one."""
        return max(1, -(-self.total // self.size))


def page_of_cases(
    connection: Connection,
    reader: Reader,
    search: CaseSearch = OPEN_CASES,
    *,
    number: int = 1,
    kind: str = DISAGREEMENT,
) -> CasePage:
    """A page of the cases of a kind that a reader may read and that are looked for, in the order that is asked for.

    A number past the end gives the last page.
    """
    which = and_(readable_by(reader), CASES.c.kind == kind, search.condition())
    return page_of(connection, which, search, number)


def page_of(connection: Connection, which: ColumnElement[bool], search: CaseSearch, number: int) -> CasePage:
    """A page of the cases of a condition, in the order of a search. The condition must hold that for the reader."""
    total = int(connection.execute(select(func.count()).select_from(CASES).where(which)).scalar_one())
    number = min(max(1, number), max(1, -(-total // SIZE)))
    asked = select(CASES.c.state, CASES.c.procedure).where(which).order_by(*search.ordering())
    return CasePage(_listed(connection, asked.limit(SIZE).offset((number - 1) * SIZE)), number, total)


def cases_found(
    connection: Connection, reader: Reader, search: CaseSearch, *, kind: str, most: int
) -> tuple[ListedCase, ...]:
    """The same cases on one list, for a file: `most` of them and, so that more can be told of, one more."""
    which = and_(readable_by(reader), CASES.c.kind == kind, search.condition())
    asked = select(CASES.c.state, CASES.c.procedure).where(which).order_by(*search.ordering())
    return _listed(connection, asked.limit(most + 1))


def cases_owed_by(connection: Connection, reader: Reader, people: Collection[str]) -> tuple[ListedCase, ...]:
    """Every case that a reader may read in which one of these people (by code) owns a running clock."""
    owed = exists().where(CLOCKS.c.case_id == CASES.c.id, CLOCKS.c.ended_at.is_(None), CLOCKS.c.owner.in_(list(people)))
    return _listed(connection, _open(reader, owed))


def cases_awaited_by(connection: Connection, reader: Reader, people: Collection[str]) -> tuple[ListedCase, ...]:
    """Every open disagreement that one of these people raised and in which the next step is somebody else's."""
    theirs = and_(CASES.c.kind == DISAGREEMENT, CASES.c.raiser.in_(list(people)), CASES.c.owner.not_in(list(people)))
    return _listed(connection, _open(reader, theirs))


def cases_with_a_group(connection: Connection, reader: Reader) -> tuple[ListedCase, ...]:
    """Every open disagreement that a reader may read and that a group is deciding."""
    return _listed(connection, _open(reader, CASES.c.position.endswith(f".{Phase.DECIDING}", autoescape=True)))


def readable_case(connection: Connection, reader: Reader, reference: str) -> ListedCase | None:
    """One case with its rules; None if there is no such case for this reader."""
    asked = select(CASES.c.state, CASES.c.procedure).where(CASES.c.reference == reference, readable_by(reader))
    return next(iter(_listed(connection, asked)), None)


def _open(reader: Reader, which: ColumnElement[bool]) -> Select[tuple[str, str]]:
    asked = select(CASES.c.state, CASES.c.procedure).where(readable_by(reader), CASES.c.closed_at.is_(None), which)
    return asked.order_by(CASES.c.id)


def _listed(connection: Connection, asked: Select[tuple[str, str]]) -> tuple[ListedCase, ...]:
    rows = connection.execute(asked).all()
    rules = procedures_of(connection, {row.procedure for row in rows})
    return tuple(ListedCase(read_case(row.state), rules[row.procedure]) for row in rows)
