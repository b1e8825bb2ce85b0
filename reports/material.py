"""All that a document about a review is made from, and the page that it begins with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from procedures.review_language import ReviewProcedure
from procedures.source import Basis
from reports.recorded import NOT_RECORDED, RecordedEntry, ReviewRecord
from reports.review_words import agency_name, day_of, grade_words, on_day, post, short_source, when, where_words
from reports.word_document import WordDocument
from states.directory import Directory
from states.review import Review

HANDLING = "Confidential: holds what was written about a child"


@dataclass(frozen=True)
class Material:
    """A review with its record, its rules and the people in it, at a time (`now`, aware)."""

    review: Review
    record: ReviewRecord
    rules: ReviewProcedure
    directory: Directory
    now: datetime
    cited: set[str] = field(default_factory=set, compare=False)
    """Codes of the documents that `source` has named, for the list of sources."""

    @classmethod
    def of(
        cls,
        review: Review,
        entries: Iterable[RecordedEntry],
        rules: ReviewProcedure,
        directory: Directory,
        now: datetime,
    ) -> Material:
        """The material of a review with these entries."""
        return cls(review, ReviewRecord.of(entries), rules, directory, now)

    @property
    def drafted(self) -> RecordedEntry | None:
        """The rapid review as it was last drafted."""
        return self.record.last("draft_rapid_review")

    @property
    def recommended(self) -> RecordedEntry | None:
        """The sub-committee's newest recommendation. A retaken decision has none until it is recommended again."""
        retaken = self.record.last("retake_decision", "dispute_resolved")
        return self.record.last("recommend_decision", after=retaken.number if retaken else 0)

    @property
    def notified(self) -> RecordedEntry | None:
        """The notification to the Panel."""
        return self.record.last("notify_panel")

    def who(self, entry: RecordedEntry | None) -> str:
        """Who acted in an entry, by post."""
        return post(self.directory, entry.actor, entry.on_behalf_of) if entry else NOT_RECORDED

    def named(self, code: str | None) -> str:
        """A code as words, whether it is a person's, an agency's or a function's of the partners' groups."""
        if code in self.directory.people:
            return post(self.directory, code)
        for group in self.rules.groups:
            for function in group.functions:
                if function.id == code:
                    return function.title
        return agency_name(self.directory, code)

    def place(self, entry: RecordedEntry) -> str:
        """Where in the record something stands: `Entry 12, Monday 23 March 2026, Business manager, ...`."""
        return f"Entry {entry.number}, {on_day(entry.at)}, {self.who(entry)}."

    def source(self, basis: Basis) -> str:
        """Where a rule stands, by the code of its document; the list of sources at the end tells its title."""
        if basis.source:
            self.cited.add(basis.source.document)
        return short_source(self.rules, basis)


def begin(material: Material, title: str, subtitle: str) -> WordDocument:
    """A document that has its title, the block of particulars below it and the notices that belong to its rules."""
    review, rules = material.review, material.rules
    document = WordDocument(
        f"{title}, {review.reference}",
        rules.partnership,
        f"{title}\t{review.reference}, {rules.partnership}",
        HANDLING,
        material.now,
    )
    document.title(title, subtitle)
    document.particulars(
        "Particulars of this document",
        [
            ("Reference", review.reference),
            ("Panel's reference", review.panel_reference or NOT_RECORDED),
            ("Partnership", rules.partnership),
            ("Local authority", agency_name(material.directory, review.local_authority)),
            ("Edition of the guidance", edition(rules)),
            ("Date of this document", on_day(day_of(material.now))),
            ("Where the review stands", where_words(review)),
            ("Made from", f"The review's record up to entry {material.record.last_number}"),
        ],
    )
    notices(document, material)
    return document


def to_be_confirmed(document: WordDocument, material: Material) -> None:
    """What the partnership has still to confirm of its rules: its own concern, and not the Panel's."""
    if material.rules.awaiting_confirmation:
        document.notice("To be confirmed by the partnership", material.rules.awaiting_confirmation.strip())


def edition(rules: ReviewProcedure) -> str:
    """The edition that a review runs on, and since when it counts; that it has been superseded if so."""
    words = f"{rules.edition}, in force from {on_day(rules.effective_from)}"
    return f"{words}. Superseded by {rules.superseded_by}" if rules.superseded_by else words


def notices(document: WordDocument, material: Material) -> None:
    """What a reader must know before anything else: that it is a draft, and that its guidance is superseded."""
    rules = material.rules
    # When the last decision was ratified stays known while it is taken again: that it stands is another matter.
    if material.review.decision is None:
        document.notice("Draft", "The safeguarding partners have not all ratified a decision.")
    if rules.superseded_by:
        document.notice(
            "Superseded guidance",
            f"This review runs on {rules.edition}. It has been superseded by {rules.superseded_by}. "
            "Check every date and criterion against the newer edition.",
        )


def times(entry: RecordedEntry | None) -> str:
    """When an entry is true, in words."""
    return when(entry.at) if entry else NOT_RECORDED


def end(document: WordDocument, material: Material) -> bytes:
    """The finished document, with the sources that it cites by code and a last line that says how it was made."""
    document.heading("Sources")
    document.table(
        "Sources",
        ("Code", "Document", "Read", "Newer edition"),
        [
            (
                source.id,
                ", ".join(part for part in (source.title, source.edition) if part),
                grade_words(source.grade) or NOT_RECORDED,
                source.superseded_by or "None is recorded",
            )
            for source in material.rules.documents
            if source.id in material.cited
        ],
        (11, 45, 16, 28),
    )
    document.note(
        "End of the document. It was made from the review's record, and nothing was added: "
        f"what the record does not say is marked \u201c{NOT_RECORDED}\u201d."
    )
    return document.as_bytes()
