"""Who named a deputy and when, where it was done on a page: whoever imports the whole directory is not asked.

Revision: 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns."""
    op.add_column("deputy", sa.Column("named_by", sa.String(), nullable=True))
    op.add_column("deputy", sa.Column("named_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Take them back."""
    op.drop_column("deputy", "named_at")
    op.drop_column("deputy", "named_by")
