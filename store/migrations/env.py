"""Alembic's entry point: runs migrations on the connection that `store.migrations` hands over."""

from __future__ import annotations

from alembic import context
from sqlmodel import SQLModel

import store.api_tables
import store.outside_tables
import store.tables  # noqa: F401 - as above

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
