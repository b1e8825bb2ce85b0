"""The table of documents."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary
from sqlmodel import Field, SQLModel


class DocumentPartRow(SQLModel, table=True):
    """A part of a document's content, encrypted: see `store.documents`. `number` is that of the entry that added it.

    A key may change. All parts go when the document is withdrawn; its entry, with the hash of the whole, never does.
    """

    __tablename__ = "document_part"
    __table_args__ = (
        ForeignKeyConstraint(["case_id", "number"], ["entry.case_id", "entry.number"]),
        # Rotation asks for what is not under the newest key yet.
        Index("document_part_by_key", "key"),
    )

    case_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(max_length=16)
    ciphertext: bytes = Field(sa_type=LargeBinary)
