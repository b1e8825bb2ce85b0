"""Lists of notices in trouble for pages: each by a few statements, however many notices there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, text

from store.outbox import EVENTS
from store.stored_notice import NOTICES, StoredNotice, notice_of

ASKED_AGAIN = "asked_again"
"""The event of a notice that somebody had sent again."""

# Written out as the indexes have them: with values that are bound later, no database can see that they apply.
_TROUBLED = "state IN ('failed', 'nobody_configured')"
_FAILED = and_(text(_TROUBLED), NOTICES.c.state == "failed")
_NOBODY = and_(text(_TROUBLED), NOTICES.c.state == "nobody_configured")
_WAITING = NOTICES.c.waits_for.is_not(None)
_TRYING = and_(NOTICES.c.next_attempt_at.is_not(None), NOTICES.c.state == "try_again", NOTICES.c.waits_for.is_(None))
_STAND_INS = NOTICES.alias("stand_ins")
# Found by those that stand in for it, of which there is an index.
_REDIRECTED = and_(
    NOTICES.c.state == "redirected",
    NOTICES.c.id.in_(select(_STAND_INS.c.passed_on_from).where(_STAND_INS.c.passed_on_from.is_not(None))),
)
_ASKED_AGAIN = exists().where(EVENTS.c.notice == NOTICES.c.id, EVENTS.c.kind == ASKED_AGAIN)

KINDS: dict[str, ColumnElement[bool]] = {
    "trouble": or_(_NOBODY, _WAITING, _TRYING, and_(or_(_FAILED, _REDIRECTED), ~_ASKED_AGAIN)),
    "nobody_configured": _NOBODY,
    "failed": _FAILED,
    "waiting": _WAITING,
    "try_again": _TRYING,
    "redirected": _REDIRECTED,
}
"""What can be asked for. `trouble` is all that somebody has to look after: what was sent again since is left out."""

SIZE = 25


@dataclass(frozen=True)
class NoticePage:
    """One page of a list, the newest first, with how many there are of each kind.

    `instead` has, by notice, who (codes) was told in its place and in what state that notice is.
    """

    notices: tuple[StoredNotice, ...]
    number: int
    total: int
    counts: dict[str, int]
    instead: dict[int, list[tuple[str, str]]]

    @property
    def pages(self) -> int:
        """How many pages there are: at least one."""
        return max(1, -(-self.total // SIZE))


def page_of_notices(connection: Connection, kind: str, number: int) -> NoticePage:
    """A page of the notices of a kind. A number past the end gives the last page. KeyError for an unknown kind."""
    counted = [
        select(func.count()).select_from(NOTICES).where(which).scalar_subquery().label(name)
        for name, which in KINDS.items()
    ]
    counts = {name: int(count) for name, count in connection.execute(select(*counted)).one()._mapping.items()}
    total = counts[kind]
    number = min(max(1, number), max(1, -(-total // SIZE)))
    listed = select(NOTICES).where(KINDS[kind]).order_by(NOTICES.c.id.desc()).limit(SIZE).offset((number - 1) * SIZE)
    found = tuple(notice_of(row) for row in connection.execute(listed))
    return NoticePage(found, number, total, counts, _instead(connection, {one.root for one in found}))


def notice_numbered(connection: Connection, number: int) -> StoredNotice | None:
    """One notice by its id, locked until the transaction ends if that writes; None if there is none."""
    row = connection.execute(select(NOTICES).where(NOTICES.c.id == number).with_for_update()).one_or_none()
    return notice_of(row) if row else None


def _instead(connection: Connection, roots: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    if roots:
        asked = select(NOTICES.c.passed_on_from, NOTICES.c.recipient, NOTICES.c.state)
        for root, recipient, state in connection.execute(
            asked.where(NOTICES.c.passed_on_from.in_(roots)).order_by(NOTICES.c.id)
        ):
            if (recipient, state) not in found[root]:
                found[root].append((recipient, state))
    return found
