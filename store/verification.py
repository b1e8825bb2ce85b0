"""Whether the whole store is as the engine wrote it: every chain, every case's row, every clock, every procedure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from procedures.catalogue import text_hash, thaw
from store.agreement import disagreements
from store.cases import NUMBERED
from store.chain import Chain, ChainedEntry, How, Misfit
from store.checkpoints import CheckpointError, read_checkpoints
from store.document_verification import verify_documents
from store.documents import PARTS
from store.narratives import KEPT, NARRATIVES, OF_ITS_ENTRY, NarrativeReader
from store.recording import table
from store.tables import CaseRow, ClockRow, EntryRow, ProcedureVersion, Setting
from store.whole_reading import as_kept, snapshot

CASES, CLOCKS, ENTRIES, VERSIONS, SETTINGS = (
    table(model) for model in (CaseRow, ClockRow, EntryRow, ProcedureVersion, Setting)
)

CASES_AT_ONCE = 500
ROWS_AT_ONCE = 2_000
MOST_NAMED = 1_000
"""Misfits named one by one; beyond that they are counted, so that a ruined store still gives an answer."""

REFERENCE = re.compile(r"([DR])-([0-9]{4})-([0-9]{4,})")


@dataclass(frozen=True)
class Verification:
    """What was looked at and what does not fit, in the order of the cases. `unnamed` counts misfits beyond those.

    `narratives` counts what people wrote, `unread` how much of it could not be looked at because its key is not there.
    `documents` and `unread_documents` say the same of documents.
    """

    cases: int
    entries: int
    clocks: int
    procedures: int
    checkpoints: int
    last_checkpoint: str | None
    misfits: tuple[Misfit, ...]
    unnamed: int
    narratives: int
    unread: int
    documents: int
    unread_documents: int

    @property
    def fits(self) -> bool:
        """Whether everything is as the engine wrote it."""
        return not self.misfits


@dataclass
class _Findings:
    misfits: list[Misfit] = field(default_factory=list)
    counted: int = 0
    cases: int = 0
    entries: int = 0
    clocks: int = 0
    procedures: int = 0
    checkpoints: int = 0
    narratives: int = 0
    unread: int = 0
    documents: int = 0
    unread_documents: int = 0
    last_checkpoint: str | None = None
    named: set[int] = field(default_factory=set)
    versions: set[str] = field(default_factory=set)
    points: dict[str, dict[int, str]] = field(default_factory=dict)
    numbers: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    def add(self, misfit: Misfit) -> None:
        self.counted += 1
        if len(self.misfits) < MOST_NAMED:
            self.misfits.append(misfit)

    def says(self, reference: str, how: How, said: str) -> None:
        self.add(Misfit(reference, None, how, said))


def verify(engine: Engine, checkpoint_directory: Path | None = None) -> Verification:
    """Look at everything in the store, and at the checkpoints in a directory if one is given.

    Of each case whose chain does not fit, the first entry that does not is named and the rest left alone. The store is
    read as it stands at one instant, in batches, so it may be at work meanwhile and of any size.

    The chain vouches for entries, for what was written in them, for cases and for clocks, and a procedure's hash for
    its text. The directory, the outbox and drafts are not part of the record. What was written is looked at where its
    key is there, and counted where it is not; and so is the content of documents.
    """
    findings = _Findings()
    if checkpoint_directory is not None:
        _read_points(checkpoint_directory, findings)
    with snapshot(engine) as connection:
        _verify_procedures(connection, findings)
        last = 0
        while cases := connection.execute(
            as_kept(CASES).where(CASES.c.id > last).order_by(CASES.c.id).limit(CASES_AT_ONCE)
        ).all():
            _verify_cases(connection, cases, findings)
            last = cases[-1].id
        _find_orphans(connection, findings)
        _find_gaps(connection, findings)
    for reference, points in sorted(findings.points.items()):
        said = f"the whole case is gone: a checkpoint saw it up to entry {max(points)}"
        findings.add(Misfit(reference, 1, "removed", said))
    return Verification(
        findings.cases,
        findings.entries,
        findings.clocks,
        findings.procedures,
        findings.checkpoints,
        findings.last_checkpoint,
        tuple(findings.misfits),
        findings.counted - len(findings.misfits),
        findings.narratives,
        findings.unread,
        findings.documents,
        findings.unread_documents,
    )


def _read_points(directory: Path, findings: _Findings) -> None:
    try:
        for checkpoint in read_checkpoints(directory):
            findings.checkpoints += 1
            findings.last_checkpoint = checkpoint.written_at
            for head in checkpoint.heads:
                seen = findings.points.setdefault(head.reference, {}).setdefault(head.version, head.head)
                if seen != head.head:
                    said = f"{checkpoint.path.name} saw another entry {head.version} than an earlier checkpoint"
                    findings.says(head.reference, "changed", said)
    except CheckpointError as problem:
        findings.says("checkpoints", "changed", str(problem))


def _verify_procedures(connection: Connection, findings: _Findings) -> None:
    for row in connection.execute(as_kept(VERSIONS).order_by(VERSIONS.c.hash)):
        findings.procedures += 1
        # A text under another's hash is told of below, and is not gone.
        findings.versions |= {row.hash, text_hash(row.text)}
        name = f"procedure {row.procedure}, version {row.hash[:12]}"
        if text_hash(row.text) != row.hash:
            findings.says(name, "changed", "its text does not fit its hash")
            continue
        procedure = thaw(row.text)
        for column, expected in (
            ("procedure", procedure.id),
            ("title", procedure.title),
            ("edition", procedure.edition),
        ):
            if getattr(row, column) != expected:
                findings.says(name, "changed", f"the column {column} is not as in its text")


def _verify_cases(connection: Connection, cases: Any, findings: _Findings) -> None:
    """Verify cases that follow one another by id."""
    chains = {row.id: Chain(row.reference, findings.points.pop(row.reference, None)) for row in cases}
    first, last = cases[0].id, cases[-1].id
    asked = as_kept(ENTRIES, ("case_id", *ChainedEntry._fields)).add_columns(*KEPT)
    asked = asked.outerjoin_from(ENTRIES, NARRATIVES, OF_ITS_ENTRY)
    asked = asked.where(ENTRIES.c.case_id.between(first, last)).order_by(ENTRIES.c.case_id, ENTRIES.c.number)
    narratives = NarrativeReader(connection)
    for case_id, *columns, key, ciphertext in connection.execute(asked.execution_options(yield_per=ROWS_AT_ONCE)):
        chain = chains.get(case_id)
        if chain is not None:
            entry = ChainedEntry._make(columns)
            findings.entries += 1
            findings.narratives += key is not None
            chain.follow(entry, narratives.opened(case_id, entry.number, key, ciphertext))
    clocks: dict[int, dict[int, Any]] = {case_id: {} for case_id in chains}
    for row in connection.execute(as_kept(CLOCKS).where(CLOCKS.c.case_id.between(first, last))):
        if row.case_id in clocks:
            findings.clocks += 1
            clocks[row.case_id][row.number] = row
    for row in cases:
        findings.cases += 1
        numbered = REFERENCE.fullmatch(str(row.reference))
        if numbered:
            findings.numbers.setdefault((numbered[1], numbered[2]), set()).add(int(numbered[3]))
        chain = chains[row.id]
        findings.unread += chain.unread
        misfit = chain.end(row.version, row.head)
        found = [misfit] if misfit else disagreements(row, chain, clocks[row.id])
        for one in found:
            findings.add(one)
        if found:
            findings.named.add(row.id)
        elif row.procedure not in findings.versions:
            # Said once: every case on it lacks the same text.
            findings.versions.add(row.procedure)
            said = f"it is gone, and {row.reference} runs on it, as others may"
            findings.says(f"procedure version {str(row.procedure)[:12]}", "removed", said)
    seen = verify_documents(connection, {row.id: row.reference for row in cases if row.id not in findings.named})
    findings.documents += seen.documents
    findings.unread_documents += seen.unread
    for misfit in seen.misfits:
        findings.add(misfit)


def _find_orphans(connection: Connection, findings: _Findings) -> None:
    """What is there without what it belongs to: somebody switched the database's own rules off."""
    for source, what in ((ENTRIES, "entries"), (CLOCKS, "clocks")):
        cases = select(CASES.c.id).where(CASES.c.id == source.c.case_id)
        asked = select(source.c.case_id).where(~cases.exists()).distinct().order_by(source.c.case_id).limit(MOST_NAMED)
        for case_id in connection.execute(asked).scalars():
            findings.says(f"case number {case_id}", "removed", f"the case is gone, and {what} of it are still there")

    for source, what in ((NARRATIVES, "what was written in"), (PARTS, "the document of")):
        entries = select(ENTRIES.c.number).where(
            ENTRIES.c.case_id == source.c.case_id, ENTRIES.c.number == source.c.number
        )
        place = (source.c.case_id, source.c.number)
        alone = select(*place).where(~entries.correlate(source).exists()).distinct().order_by(*place).limit(MOST_NAMED)
        for case_id, number in connection.execute(alone):
            # Of a case that is named already, the entry that is missing is what was named.
            if case_id not in findings.named:
                said = f"{what} entry {number} is there, and there is no such entry"
                findings.says(f"case number {case_id}", "removed", said)


def _find_gaps(connection: Connection, findings: _Findings) -> None:
    """References are numbered without gaps, so a case that was taken out whole leaves one."""
    given: dict[tuple[str, str], int] = dict.fromkeys(findings.numbers, 0)
    for letter, counted in NUMBERED.items():
        for row in connection.execute(select(SETTINGS).where(SETTINGS.c.name.like(f"{counted} in %"))):
            given[letter, row.name.rpartition(" ")[2]] = int(row.value)
    for (letter, year), highest in sorted(given.items()):
        there = findings.numbers.get((letter, year), set())
        for number in sorted(set(range(1, highest + 1)) - there):
            reference = f"{letter}-{year}-{number:04d}"
            if reference not in findings.points:
                findings.says(reference, "removed", "the whole case is gone: its number was given out")
        for number in sorted(number for number in there if number > highest):
            findings.says(
                f"{letter}-{year}-{number:04d}", "inserted", "the case was put in: its number was never given out"
            )
