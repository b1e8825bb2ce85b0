"""The store: cases with their record and clocks, the directory, the outbox and drafts.

Revision: 0001, the first.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# The record is only ever added to, and due times are never edited: the database itself refuses, so that neither a
# mistake in the code nor a hand at the console does it unseen.
TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
        """CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
        """CREATE TRIGGER due_time_is_never_edited BEFORE UPDATE OF due_at ON clock
           WHEN NEW.due_at IS NOT OLD.due_at
           BEGIN SELECT RAISE(ABORT, 'due times are never edited'); END""",
        # INSERT OR REPLACE takes a row out without firing the triggers above.
        """CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
           WHEN EXISTS (SELECT 1 FROM entry WHERE case_id = NEW.case_id AND number = NEW.number)
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to: this entry is there already'); END""",
        """CREATE TRIGGER clock_is_never_replaced BEFORE INSERT ON clock
           WHEN EXISTS (SELECT 1 FROM clock WHERE case_id = NEW.case_id AND number = NEW.number)
           BEGIN SELECT RAISE(ABORT, 'due times are never edited: this clock is there already'); END""",
        # Another key may encrypt a narrative, and that is all that may become of it.
        """CREATE TRIGGER narrative_is_never_moved BEFORE UPDATE OF case_id, number ON narrative
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
        """CREATE TRIGGER narrative_is_never_removed BEFORE DELETE ON narrative
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END""",
        """CREATE TRIGGER narrative_is_never_replaced BEFORE INSERT ON narrative
           WHEN EXISTS (SELECT 1 FROM narrative WHERE case_id = NEW.case_id AND number = NEW.number)
           BEGIN SELECT RAISE(ABORT, 'the record is only ever added to: this narrative is there already'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END $$""",
        """CREATE TRIGGER entry_is_never_changed BEFORE UPDATE OR DELETE ON entry
           FOR EACH ROW EXECUTE FUNCTION refuse_change('the record is only ever added to')""",
        """CREATE TRIGGER entry_is_never_emptied BEFORE TRUNCATE ON entry
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the record is only ever added to')""",
        """CREATE TRIGGER due_time_is_never_edited BEFORE UPDATE OF due_at ON clock
           FOR EACH ROW WHEN (NEW.due_at IS DISTINCT FROM OLD.due_at)
           EXECUTE FUNCTION refuse_change('due times are never edited')""",
        """CREATE TRIGGER narrative_is_never_moved BEFORE UPDATE OF case_id, number OR DELETE ON narrative
           FOR EACH ROW EXECUTE FUNCTION refuse_change('the record is only ever added to')""",
        """CREATE TRIGGER narrative_is_never_emptied BEFORE TRUNCATE ON narrative
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('the record is only ever added to')""",
    ),
}


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "agency",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_draft_author", "draft", ["author"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("clock", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("waits_for", sa.String(), nullable=True),
        sa.Column("fall_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_from", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_index("notice_of_case", "notice", ["case_reference"], unique=False)
    for name, columns, where in (
        ("notice_held_up_by_way", ["waits_for", "next_attempt_at"], "waits_for IS NOT NULL"),
        ("notice_to_pass_on", ["fall_back_at"], "fall_back_at IS NOT NULL AND passed_on_at IS NULL"),
        ("notice_in_trouble", ["queued_at"], "state IN ('failed', 'nobody_configured')"),
        ("notice_passed_on", ["passed_on_from"], "passed_on_from IS NOT NULL"),
    ):
        op.create_index(
            name, "notice", columns, unique=False, postgresql_where=sa.text(where), sqlite_where=sa.text(where)
        )
    op.create_index(
        "notice_waiting_by_attempt",
        "notice",
        ["next_attempt_at"],
        unique=False,
        postgresql_where=sa.text("next_attempt_at IS NOT NULL"),
        sqlite_where=sa.text("next_attempt_at IS NOT NULL"),
    )

    op.create_table(
        "procedure_version",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("ix_procedure_version_procedure", "procedure_version", ["procedure"], unique=False)

    op.create_table(
        "setting",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "sweep",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "delivery_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice"],
            ["notice.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_delivery_event_notice", "delivery_event", ["notice"], unique=False)

    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("raising_agency", sa.String(), nullable=False),
        sa.Column("responding_agency", sa.String(), nullable=False),
        sa.Column("raiser", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("reached", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("linked_to", sa.String(), nullable=True),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure"],
            ["procedure_version.hash"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
    )
    op.create_index("ix_cases_raiser", "cases", ["raiser"], unique=False)
    op.create_index("ix_cases_raising_agency", "cases", ["raising_agency"], unique=False)
    op.create_index("ix_cases_responding_agency", "cases", ["responding_agency"], unique=False)

    op.create_table(
        "person",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=True),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("reports_to", sa.String(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("last_confirmed", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["agency"],
            ["agency.code"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_index("ix_person_agency", "person", ["agency"], unique=False)

    op.create_table(
        "clock",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clock", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_index(
        "clock_running_by_next",
        "clock",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "clock_running_by_owner",
        "clock",
        ["owner"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
        sqlite_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "deputy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deputy"],
            ["person.code"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.code"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_deputy_person", "deputy", ["person"], unique=False)

    op.create_table(
        "entry",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("on_behalf_of", sa.String(), nullable=True),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("narrative_hash", sa.String(64), nullable=True),
        sa.Column("state_hash", sa.String(64), nullable=True),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["cases.id"],
        ),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "seat",
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.code"],
        ),
        sa.PrimaryKeyConstraint("group", "seat"),
    )
    _what_people_write()
    _tables_of_the_pages()
    if op.get_bind().dialect.name == "postgresql":
        # A case's row changes with every event: with room on its page and no index touched it is rewritten in place.
        op.execute("ALTER TABLE cases SET (fillfactor = 70)")
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def _what_people_write() -> None:
    op.create_table(
        "narrative",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("likeness", sa.String(64), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["entry.case_id", "entry.number"],
        ),
        sa.PrimaryKeyConstraint("case_id", "number"),
    )
    op.create_table(
        "narrative_key",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def _tables_of_the_pages() -> None:
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_web_session_person", "web_session", ["person"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("visitor_hash", sa.String(64), nullable=False),
        sa.Column("provider", sa.String(), nullable=False),
        sa.Column("return_to", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )
    op.create_table(
        "web_try",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("web_try_by_subject", "web_try", ["kind", "subject", "at"], unique=False)
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("case_reference", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reading_of_case", "reading", ["case_reference", "at"], unique=False)


def downgrade() -> None:
    """There is nothing before the first revision."""
    raise RuntimeError("the first revision cannot be taken back: delete the database instead")
