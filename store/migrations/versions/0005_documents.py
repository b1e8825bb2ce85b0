"""Documents of cases: their content in encrypted parts, each with the entry that added it.

Revision: 0005, after 0004.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TRIGGERS = {
    "sqlite": (
        """CREATE TRIGGER document_is_never_moved BEFORE UPDATE OF case_id, number, part ON document_part
           BEGIN SELECT RAISE(ABORT, 'a document stays with its entry'); END""",
        """CREATE TRIGGER document_is_never_removed BEFORE DELETE ON document_part
           WHEN NOT EXISTS (SELECT 1 FROM entry WHERE case_id = OLD.case_id AND kind = 'withdraw_document'
                            AND json_extract(facts, '$.document') = OLD.number)
           BEGIN SELECT RAISE(ABORT, 'a document goes only with an entry that withdraws it'); END""",
        # INSERT OR REPLACE removes without a word to the triggers above.
        """CREATE TRIGGER document_is_never_replaced BEFORE INSERT ON document_part
           WHEN EXISTS (SELECT 1 FROM document_part
                        WHERE case_id = NEW.case_id AND number = NEW.number AND part = NEW.part)
           BEGIN SELECT RAISE(ABORT, 'a document stays with its entry: this part is there already'); END""",
    ),
    "postgresql": (
        """CREATE TRIGGER document_is_never_moved BEFORE UPDATE OF case_id, number, part ON document_part
           FOR EACH ROW EXECUTE FUNCTION refuse_change('a document stays with its entry')""",
        """CREATE FUNCTION refuse_loss_of_document() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN
             IF NOT EXISTS (SELECT 1 FROM entry WHERE case_id = OLD.case_id AND kind = 'withdraw_document'
                            AND json_extract_path_text(facts::json, 'document') = OLD.number::text) THEN
               RAISE EXCEPTION 'a document goes only with an entry that withdraws it';
             END IF;
             RETURN OLD;
           END $$""",
        """CREATE TRIGGER document_is_never_removed BEFORE DELETE ON document_part
           FOR EACH ROW EXECUTE FUNCTION refuse_loss_of_document()""",
        """CREATE TRIGGER document_is_never_emptied BEFORE TRUNCATE ON document_part
           FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('a document stays with its entry')""",
    ),
}


def upgrade() -> None:
    op.create_table(
        "document_part",
        sa.Column("case_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("part", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(16), nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id", "number"],
            ["entry.case_id", "entry.number"],
        ),
        sa.PrimaryKeyConstraint("case_id", "number", "part"),
    )
    op.create_index("document_part_by_key", "document_part", ["key"], unique=False)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Documents are not thrown away by a step back."""
    raise RuntimeError("this revision cannot be taken back: it would delete documents that belong to the record")
