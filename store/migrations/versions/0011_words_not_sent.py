"""Beside disagreements being written: what somebody has typed into another form and not sent yet.

Revision: 0011, after 0010.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add which form a draft is of; those of disagreements are of none."""
    op.add_column("draft", sa.Column("form", sa.String(length=300), nullable=True))
    op.create_index("draft_of_form", "draft", ["author", "form"], unique=True)


def downgrade() -> None:
    """Take it back, with what has not been sent."""
    op.execute("DELETE FROM draft WHERE form IS NOT NULL")
    op.drop_index("draft_of_form", "draft")
    op.drop_column("draft", "form")
