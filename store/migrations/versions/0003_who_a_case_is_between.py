"""Who a disagreement is with stands on its row, and what somebody did is found by their code: access is by person.

Revision: 0003.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TOGETHER = 1_000


def upgrade() -> None:
    """Add the responder, read from each case's state, and the two indexes."""
    op.add_column("cases", sa.Column("responder", sa.String(), nullable=True))
    _fill_in(op.get_bind())
    op.create_index("ix_cases_responder", "cases", ["responder"], unique=False)
    op.create_index(
        "entry_by_person",
        "entry",
        ["actor", "case_id"],
        unique=False,
        postgresql_where=sa.text("actor <> 'clock'"),
        sqlite_where=sa.text("actor <> 'clock'"),
    )


def _fill_in(connection: sa.Connection) -> None:
    cases = sa.table("cases", *(sa.column(name) for name in ("id", "kind", "state", "responder")))
    last = 0
    while True:
        asked = sa.select(cases.c.id, cases.c.state).where(cases.c.kind == "disagreement", cases.c.id > last)
        rows = connection.execute(asked.order_by(cases.c.id).limit(TOGETHER)).all()
        if not rows:
            return
        last = rows[-1].id
        found = [{"row": row.id, "who": who} for row in rows if (who := _responder(row.state))]
        if found:
            change = cases.update().where(cases.c.id == sa.bindparam("row")).values(responder=sa.bindparam("who"))
            connection.execute(change, found)


def _responder(state: str) -> str | None:
    """Whom a case is with; None where its state was tampered with, which `goldenthread verify` says."""
    try:
        who = json.loads(state)["responding"]["practitioner"]
    except (ValueError, LookupError, TypeError):
        return None
    return who if isinstance(who, str) else None


def downgrade() -> None:
    """Take it back."""
    op.drop_index("entry_by_person", "entry")
    op.drop_index("ix_cases_responder", "cases")
    op.drop_column("cases", "responder")
