"""A bundle: one case with its record, its procedure, its delivery history and the proof, in one file of its own.

The file is a page for a browser, and holds the same as data in `<script type="application/json" id="bundle">`. It needs
no database to be checked: `check_bundle` follows the chain in the data, and makes the page anew to see whether it
shows what the data say.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sqlalchemy import Engine

from procedures.catalogue import text_hash
from store.agreement import disagreements
from store.case_file import case_file
from store.chain import Chain, ChainedEntry, Misfit
from store.narratives import Unread
from store.readable_cases import Reader
from store.record import moment
from store.whole_reading import snapshot
from workflows import (
    bundle_case,
    bundle_disagreement,
    bundle_documents,
    bundle_page,
    bundle_procedure,
    bundle_review,
    bundle_review_count,
    bundle_words,
)

FORMAT = "Golden Thread bundle 1"
HANDLE_AS = "This file holds case information about a child. Handle, keep and share it as you would the child's record."
DATA = re.compile(r'<script type="application/json" id="bundle">(.*?)</script>', re.DOTALL)
MOST_CHARACTERS = 200_000_000
MAKERS = (
    bundle_case,
    bundle_disagreement,
    bundle_documents,
    bundle_page,
    bundle_procedure,
    bundle_review,
    bundle_review_count,
    bundle_words,
)
"""What the page is made by."""


class BundleError(ValueError):
    """A file that is no bundle; the message says what was expected."""


@dataclass(frozen=True)
class BundleCheck:
    """What following the chain in a bundle showed. `page_is_of_data` is None where another version made the page.

    `unread` counts entries in which something was written that could not be read when the bundle was made.
    """

    reference: str
    made_at: str
    entries: int
    unread: int
    head: str
    misfits: tuple[Misfit, ...]
    page_is_of_data: bool | None

    @property
    def fits(self) -> bool:
        """Whether the data fit together, and the page is not known to show anything else."""
        return not self.misfits and self.page_is_of_data is not False


def make_bundle(
    engine: Engine, reader: Reader, reference: str, now: datetime, *, with_documents: bool = False
) -> str | None:
    """The bundle of a case, as the text of an HTML file; None if there is no such case for this reader.

    It lists the case's documents, and `with_documents` holds them as well. All of the case is in it, whoever `reader`
    is: see `store.case_file`.

    It is made even if the record does not fit, and says so on its page: that is when it is wanted most.
    """
    with snapshot(engine) as connection:
        found = case_file(connection, reader, reference, with_documents=with_documents)
    if found is None:
        return None
    heading = {"format": FORMAT, "handle_as": HANDLE_AS, "made_at": moment(now), "made_by": _maker()}
    data = {**heading, **found}
    return _page(data)


def check_bundle(text: str) -> BundleCheck:
    """Follow the chain in a bundle. BundleError if the text is none."""
    if len(text) > MOST_CHARACTERS:
        raise BundleError(f"This is larger than {MOST_CHARACTERS:,} characters, which no bundle is.")
    blocks = DATA.findall(text)
    if len(blocks) != 1:
        raise BundleError('This is no bundle: expected one <script type="application/json" id="bundle"> in it.')
    try:
        data = json.loads(blocks[0])
        if data["format"] != FORMAT:
            raise BundleError(f"This is a bundle of another form: expected {FORMAT!r}.")
        misfits = misfits_in(data)
        return BundleCheck(
            reference=str(data["case"]["reference"]),
            made_at=str(data["made_at"]),
            entries=len(data["entries"]),
            unread=sum(entry["narrative_unread"] is not None for entry in data["entries"]),
            head=str(data["case"]["head"]),
            misfits=tuple(misfits),
            page_is_of_data=_is_page_of(text, data),
        )
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        if isinstance(problem, BundleError):
            raise
        raise BundleError("This is no bundle any more: its data are not as a bundle is written.") from None


def misfits_in(data: dict[str, Any]) -> list[Misfit]:
    """Everything in a bundle's data that does not fit: the chain, the case's row, its clocks, the procedure's text."""
    case, procedure = data["case"], data["procedure"]
    chain = Chain(case["reference"])
    for entry in data["entries"]:
        chain.follow(ChainedEntry(**{name: entry[name] for name in ChainedEntry._fields}), _written_in(entry))
    broken = chain.end(case["version"], case["head"])
    if broken:
        found = [broken]
    else:
        clocks = {clock["number"]: SimpleNamespace(**clock) for clock in data["clocks"]}
        found = disagreements(SimpleNamespace(**case), chain, clocks)
    found += bundle_documents.misfits(data)
    name = f"procedure version {case['procedure'][:12]}"
    if procedure is None:
        found.append(Misfit(name, None, "removed", "its text is missing"))
    elif text_hash(procedure["text"]) != case["procedure"] or procedure["hash"] != case["procedure"]:
        found.append(Misfit(name, None, "changed", "its text does not fit its hash"))
    return found


def _written_in(entry: dict[str, Any]) -> str | Unread:
    """What was written in an entry behind its salt, or why the one who made the bundle could not read it."""
    if entry["narrative"] is not None:
        return str(entry["narrative_salt"]) + str(entry["narrative"])
    return Unread(entry["narrative_unread"] or Unread.MISSING)


def _page(data: dict[str, Any]) -> str:
    return bundle_page.render(data, misfits_in(data), _embedded(data))


def _embedded(data: dict[str, Any]) -> str:
    """JSON that can stand inside a page: nothing in it ends the script or begins anything."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _is_page_of(text: str, data: dict[str, Any]) -> bool | None:
    if data["made_by"] != _maker():
        return None
    try:
        return _page(data) == text.replace("\r\n", "\n")
    except Exception:  # noqa: BLE001 - data that somebody changed may not even make a page, and that is an answer
        return False


def _maker() -> str:
    """What makes the page, so that a page is only held against one made by the very same."""
    made_of = hashlib.sha256()
    for module in MAKERS:
        made_of.update(Path(str(module.__file__)).read_bytes())
    made_of.update(bundle_page.TEMPLATE.read_bytes())
    return made_of.hexdigest()[:16]
