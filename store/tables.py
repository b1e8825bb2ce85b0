"""The tables. Instants are aware and kept in UTC; codes are those of the directory."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Column, ForeignKey, ForeignKeyConstraint, Index, Integer, LargeBinary, Text, text
from sqlmodel import Field, SQLModel

import store.audit_tables
import store.directory_tables
import store.document_tables
import store.sign_in_tables  # noqa: F401 - they are part of the schema


class ProcedureVersion(SQLModel, table=True):
    """A procedure as some case runs on it: its frozen text, known by the text's hash. Never changed."""

    __tablename__ = "procedure_version"

    hash: str = Field(primary_key=True, max_length=64)
    procedure: str = Field(index=True)
    title: str
    edition: str
    text: str = Field(sa_type=Text)
    frozen_at: datetime


class AgencyRow(SQLModel, table=True):
    """An agency of the partnership."""

    __tablename__ = "agency"

    code: str = Field(primary_key=True)
    name: str
    kind: str


class PersonRow(SQLModel, table=True):
    """A person in a post. `roles` is a JSON list; `channels` a JSON list of addresses (e-mail or Apprise)."""

    __tablename__ = "person"

    code: str = Field(primary_key=True)
    title: str
    agency: str = Field(foreign_key="agency.code", index=True)
    rank: str | None = None
    roles: str = Field(default="[]", sa_type=Text)
    reports_to: str | None = None
    left_on: date | None = None
    email: str | None = None
    channels: str = Field(default="[]", sa_type=Text)
    last_confirmed: date | None = None


class DeputyRow(SQLModel, table=True):
    """Who stands for whom, and when. The order of the rows is the order in which deputies are asked.

    `named_by` is who said so on a page, and when; both are empty where the directory was imported with it.
    """

    __tablename__ = "deputy"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(foreign_key="person.code", index=True)
    deputy: str = Field(foreign_key="person.code")
    first: date
    last: date | None = None
    named_by: str | None = None
    named_at: datetime | None = None


class SeatRow(SQLModel, table=True):
    """Who sits for a seat of a group."""

    __tablename__ = "seat"

    group: str = Field(primary_key=True)
    seat: str = Field(primary_key=True)
    person: str = Field(foreign_key="person.code")


class Setting(SQLModel, table=True):
    """A counter or value of the engine itself, such as the directory's version."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: int = 0


class CaseRow(SQLModel, table=True):
    """A case. `state` is the case as decisions read it; the other columns repeat what lists and sweeps ask for.

    `kind` is `disagreement` or `practice_review`. Of a review, the raiser is who referred the incident, the raising
    agency theirs, the responding agency the local authority that is to notify, and the category the kind of incident;
    it has no responder.
    `linked_to` is the reference of the review in which the partners disagree.

    `head` is the hash of the newest entry, and `version` counts the entries: a write that does not meet the version
    it decided on is refused.
    """

    __tablename__ = "cases"
    # No index on what moves with every event (and room on each page, by its migration): PostgreSQL then rewrites a
    # case in place and touches no index. Who owes what is asked of the clocks.

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    kind: str
    procedure: str = Field(foreign_key="procedure_version.hash")
    version: int
    position: str
    owner: str | None = None
    raising_agency: str = Field(index=True)
    responding_agency: str = Field(index=True)
    raiser: str = Field(index=True)
    category: str
    priority: str
    reached: str | None = None
    outcome: str | None = None
    linked_to: str | None = None
    raised_at: datetime
    closed_at: datetime | None = None
    state: str = Field(sa_type=Text)
    head: str = Field(max_length=64)
    responder: str | None = Field(default=None, index=True)


class EntryRow(SQLModel, table=True):
    """An entry of a case's record. Rows are only ever added: the database refuses a change or a removal.

    `facts` is a canonical JSON text, kept byte for byte because the hash is taken over it. What people wrote is not
    here: `narrative_hash` vouches for it, and `NarrativeRow` keeps it. The last entry of each decision carries
    `state_hash`, the hash of the case's state once the decision was written: so the chain vouches for the case's row
    too.
    """

    __tablename__ = "entry"
    # What somebody did anywhere: they may read those cases. The clock's entries are most, and nobody asks for them.
    __table_args__ = (
        Index(
            "entry_by_person",
            "actor",
            "case_id",
            postgresql_where=text("actor <> 'clock'"),
            sqlite_where=text("actor <> 'clock'"),
        ),
    )

    case_id: int = Field(sa_column=Column(Integer, ForeignKey("cases.id"), primary_key=True))
    number: int = Field(primary_key=True)
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    on_behalf_of: str | None = None
    position: str
    audience: str
    facts: str = Field(sa_type=Text)
    narrative_hash: str | None = Field(default=None, max_length=64)
    state_hash: str | None = Field(default=None, max_length=64)
    previous: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class NarrativeRow(SQLModel, table=True):
    """What people wrote in an entry, encrypted: see `store.narratives`. A key may change, its entry never.

    `ciphertext` opens with the key of the id `key` and at this entry alone. `likeness` is a keyed hash of the words of
    a case's first entry, by which a second click is known.
    """

    __tablename__ = "narrative"
    __table_args__ = (ForeignKeyConstraint(["case_id", "number"], ["entry.case_id", "entry.number"]),)

    case_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    key: str = Field(max_length=16)
    ciphertext: bytes = Field(sa_type=LargeBinary)
    likeness: str | None = Field(default=None, max_length=64)


class NarrativeKeyRow(SQLModel, table=True):
    """A key that has encrypted something here, by its id. The keys themselves are outside the database."""

    __tablename__ = "narrative_key"

    id: str = Field(primary_key=True, max_length=16)
    retired: bool


class ClockRow(SQLModel, table=True):
    """A clock. `due_at` never changes: the database refuses it. `ended_at` is empty while the clock runs."""

    __tablename__ = "clock"
    # The sweep asks for running clocks by their next instant, among very many that have ended.
    __table_args__ = (
        Index(
            "clock_running_by_next",
            "next_at",
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
        # What somebody owes: for whoever is away or has left, and for each morning's mail.
        Index(
            "clock_running_by_owner",
            "owner",
            postgresql_where=text("ended_at IS NULL"),
            sqlite_where=text("ended_at IS NULL"),
        ),
    )

    case_id: int = Field(sa_column=Column(Integer, ForeignKey("cases.id"), primary_key=True))
    number: int = Field(primary_key=True)
    clock: str
    stage: str | None = None
    owner: str
    started_at: datetime
    due_at: datetime
    next_at: datetime
    ended_at: datetime | None = None
    ended_how: str | None = None


class NoticeRow(SQLModel, table=True):
    """A notice in the outbox: a row before it is a message.

    `key` makes it the only one of its kind: case, entry, template, recipient and channel. `state` is the delivery's
    state; `leased_until` keeps a second worker off while one sends. `waits_for` names the way out (our mail server,
    say) that has to work again first. `fall_back_at` is when others became owed it instead, `passed_on_at` when they
    were given it; `passed_on_from` is the id of the notice that could not reach its person in the first place.
    """

    __tablename__ = "notice"
    # Delivery asks for what is waiting, among very many that are done.
    __table_args__ = (
        Index(
            "notice_waiting_by_attempt",
            "next_attempt_at",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
            sqlite_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index("notice_of_case", "case_reference"),
        Index(
            "notice_held_up_by_way",
            "waits_for",
            "next_attempt_at",
            postgresql_where=text("waits_for IS NOT NULL"),
            sqlite_where=text("waits_for IS NOT NULL"),
        ),
        Index(
            "notice_to_pass_on",
            "fall_back_at",
            postgresql_where=text("fall_back_at IS NOT NULL AND passed_on_at IS NULL"),
            sqlite_where=text("fall_back_at IS NOT NULL AND passed_on_at IS NULL"),
        ),
        Index(
            "notice_in_trouble",
            "queued_at",
            postgresql_where=text("state IN ('failed', 'nobody_configured')"),
            sqlite_where=text("state IN ('failed', 'nobody_configured')"),
        ),
        Index(
            "notice_passed_on",
            "passed_on_from",
            postgresql_where=text("passed_on_from IS NOT NULL"),
            sqlite_where=text("passed_on_from IS NOT NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    case_reference: str = ""
    entry: int | None = None
    clock: int | None = None
    recipient: str
    channel: str
    template: str
    facts: str = Field(sa_type=Text)
    queued_at: datetime
    state: str = "queued"
    attempts: int = 0
    next_attempt_at: datetime | None = None
    leased_until: datetime | None = None
    sent_at: datetime | None = None
    receipt: str | None = None
    reason: str | None = None
    waits_for: str | None = None
    fall_back_at: datetime | None = None
    passed_on_at: datetime | None = None
    passed_on_from: int | None = None


class DeliveryEvent(SQLModel, table=True):
    """One thing that happened to a notice: an attempt, a receipt, a bounce, a reply. Only ever added."""

    __tablename__ = "delivery_event"

    id: int | None = Field(default=None, primary_key=True)
    notice: int = Field(foreign_key="notice.id", index=True)
    at: datetime
    kind: str
    reason: str = ""


class DraftRow(SQLModel, table=True):
    """A disagreement being written, or what was typed into another form: `form` is that form's address on the pages.

    It is its author's alone, and deleting it leaves nothing. `fields` is encrypted with the key of the id `key`, as in
    `NarrativeRow`.
    """

    __tablename__ = "draft"
    __table_args__ = (Index("draft_of_form", "author", "form", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    author: str = Field(index=True)
    key: str = Field(max_length=16)
    fields: bytes = Field(sa_type=LargeBinary)
    saved_at: datetime
    form: str | None = Field(default=None, max_length=300)


class SweepRow(SQLModel, table=True):
    """When each sweep of the engine last ran, and how it ended."""

    __tablename__ = "sweep"

    name: str = Field(primary_key=True)
    started_at: datetime
    finished_at: datetime | None = None
    report: str = Field(default="{}", sa_type=Text)


class TryRow(SQLModel, table=True):
    """One try at something whose rate is limited. `subject` is a keyed hash: no address is kept."""

    __tablename__ = "web_try"
    __table_args__ = (Index("web_try_by_subject", "kind", "subject", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str = Field(max_length=64)
    at: datetime


class ReadingRow(SQLModel, table=True):
    """Somebody read a case: who, which and when (UTC). `what` is what they read of it, such as the page."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("reading_of_case", "case_reference", "at"),
        # When somebody last looked at each of their cases.
        Index("reading_by_person", "person", "case_reference", "at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person: str
    case_reference: str
    what: str
    at: datetime
