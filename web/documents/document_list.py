"""The documents of a disagreement, a practice review, or an agency's own return to one, as their pages list them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from notifications.dates import day_in_words
from procedures.rules import Rules
from states.any_case import AnyCase
from states.decision import Audience, Refusal
from states.documents import audiences_open, may_withdraw
from states.review import Review
from store.documents import StoredDocument, documents_of, documents_of_return
from store.own_return import OwnReturn
from store.sessions import reading
from web.reader import SignedIn
from web.site import Site
from workflows.bundle_review import ReviewInBundle
from workflows.bundle_words import AUDIENCES
from workflows.document_files import in_megabytes
from workflows.document_words import DOCUMENT_KIND_WORDS
from workflows.documents import takes_documents

SHUT = (
    "No virus scanner is set up, so nobody can add a document. Whoever runs this service sets "
    "GOLDENTHREAD_VIRUS_SCANNER."
)
UNSCANNED = "No virus scanner is set up: documents are taken and given out without being looked through."

Place = Literal["cases", "reviews", "returns"]


@dataclass(frozen=True)
class DocumentPlace:
    """A case, or an agency's return, that a reader has opened to do something about its documents.

    `audiences` are those for whom the reader may add one, or why they may add none.
    """

    place: Place
    reference: str
    case: AnyCase
    rules: Rules
    audiences: tuple[Audience, ...] | Refusal

    @property
    def address(self) -> str:
        """The address of its page."""
        return f"/{self.place}/{self.reference}"

    @property
    def of_own_return(self) -> bool:
        """Whether it is the reader's agency's own return."""
        return self.place == "returns"

    @property
    def audience_words(self) -> Mapping[str, str]:
        """Who may read something, in words by its audience."""
        return ReviewInBundle.audiences if isinstance(self.case, Review) else AUDIENCES


@dataclass(frozen=True)
class ListedDocument:
    """A document as a page lists it. `name` is empty where it cannot be read; `withdraw` is where it can be."""

    number: int
    kind: str
    name: str
    type: str
    size: str
    when: str
    by: str
    audience: str
    withdrawn: bool
    address: str
    withdraw: str


@dataclass(frozen=True)
class Documents:
    """The documents of a page: those there are, where one can be added, and what business support should know."""

    listed: tuple[ListedDocument, ...]
    add: str
    not_set_up: str


def place_of(reader: SignedIn, site: Site, place: Place, reference: str, case: AnyCase, rules: Rules) -> DocumentPlace:
    """Where documents belong, with what a reader may do there now."""
    agency = reader.person.agency if place == "returns" else None
    found = audiences_open(case, reader.person.code, rules, reader.directory, site.now(), agency)
    return DocumentPlace(place, reference, case, rules, found)


def documents_shown(
    reader: SignedIn, site: Site, place: DocumentPlace, own_return: OwnReturn | None = None
) -> Documents:
    """The documents that a reader may read, the newest first, and where one is added.

    Of an agency's own return it is given what was read of it.
    """
    with reading(site.context.engine) as connection:
        found = (
            documents_of_return(connection, own_return)
            if own_return
            else documents_of(connection, reader.member, place.reference)
        )
    may_add = not isinstance(place.audiences, Refusal)
    closed = takes_documents(site.settings)
    said = ""
    if reader.is_business_support and site.settings.virus_scanner is None:
        said = SHUT if closed else UNSCANNED
    elif closed and may_add:
        said = closed.reason
    add = f"{place.address}/documents/add" if may_add and not closed else ""
    return Documents(tuple(_listed(reader, place, one) for one in reversed(found)), add, said)


def _listed(reader: SignedIn, place: DocumentPlace, one: StoredDocument) -> ListedDocument:
    address = f"{place.address}/documents/{one.number}"
    may = not one.withdrawn and may_withdraw(one.on_record, reader.person.code, reader.directory, reader.day)
    words = place.audience_words
    return ListedDocument(
        number=one.number,
        kind=DOCUMENT_KIND_WORDS.get(one.document_kind, "A document"),  # type: ignore[call-overload]  # the record holds no other
        name=one.name or "",
        type=one.file_type.upper(),
        size=in_megabytes(one.size),
        when=day_in_words(one.at),
        by=reader.directory.title_of(one.actor),
        audience=words.get(one.audience, one.audience),
        withdrawn=one.withdrawn,
        address="" if one.withdrawn else address,
        withdraw=f"{address}/withdraw" if may else "",
    )
