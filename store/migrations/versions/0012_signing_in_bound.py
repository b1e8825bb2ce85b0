"""Signing in is bound: a link to the browser that asked and to a code, a person to their subject at a provider.

Links and attempts are good for ten minutes, so their tables are made anew: what was under way is asked for again.

Revision: 0012, after 0011.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the subjects, when somebody of a session last showed who they are, and what links and attempts are bound to.

    Of the sessions that there are it is not known when that was.
    """
    op.create_table(
        "provider_subject",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject_hash", sa.String(64), nullable=False),
        sa.Column("bound_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", "issuer"),
        sa.UniqueConstraint("subject_hash"),
    )
    op.add_column("web_session", sa.Column("authenticated_at", sa.DateTime(timezone=True), nullable=True))
    _links_made_anew(
        sa.Column("visitor_hash", sa.String(64), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
    )
    _attempts_made_anew(
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("again", sa.Boolean(), nullable=False),
    )


def downgrade() -> None:
    """Take it back."""
    _attempts_made_anew()
    _links_made_anew()
    op.drop_column("web_session", "authenticated_at")
    op.drop_table("provider_subject")


def _links_made_anew(*more: sa.Column[Any]) -> None:
    op.drop_table("sign_in_link")
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        *more,
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )


def _attempts_made_anew(*more: sa.Column[Any]) -> None:
    op.drop_table("sign_in_attempt")
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("visitor_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        *more,
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )
