"""A second factor for whoever signs in by a link: their authenticator app, and those who are half way in.

Revision: 0013, after 0012.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables. Everybody sets up an app when they next sign in by a link."""
    op.create_table(
        "authenticator",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person"),
    )
    op.create_table(
        "half_sign_in",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        sa.Column("salt", sa.String(64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_half_sign_in_person", "half_sign_in", ["person"])


def downgrade() -> None:
    """Take it back."""
    op.drop_table("half_sign_in")
    op.drop_table("authenticator")
