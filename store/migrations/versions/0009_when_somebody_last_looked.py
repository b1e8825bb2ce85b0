"""When somebody last looked at each of their cases is found by their code.

Revision: 0009.
"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("reading_by_person", "reading", ["person", "case_reference", "at"], unique=False)


def downgrade() -> None:
    """Take it back."""
    op.drop_index("reading_by_person", "reading")
