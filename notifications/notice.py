"""What the outbox holds and what goes out: a notice, a message, one line of a digest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

# The key travels in mail headers and in the address of a receipt: printable, and short enough for one line.
KEY_FORM = re.compile(r"[A-Za-z0-9](?:[!-~]{0,198}[A-Za-z0-9])?")
_REFERENCE_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")


class NoticeError(ValueError):
    """A notice that cannot be put into words, with what is wrong and what to do about it."""


@dataclass(frozen=True)
class Notice:
    """One thing that one person must be told, as the outbox row carries it. Nothing in it is about the child.

    Fields:
        key: the idempotency key; one key is one message, however often it is sent. 1-200 printable ASCII
            characters without spaces, beginning and ending in a letter or digit.
        template: a name from `wording.TEMPLATES`.
        case_reference: for example "D-2026-0001"; empty where the notice is about no single case.
        facts: the words that the template asks for, by name.
        recipient_title: the role that is written to, for example "Health visitor, HCRG".

    Raises:
        NoticeError: a field is not of its form.
    """

    key: str
    template: str
    case_reference: str
    facts: dict[str, str]
    recipient_title: str

    def __post_init__(self) -> None:
        check_key(self.key)
        if self.case_reference:
            check_reference(self.case_reference)


@dataclass(frozen=True)
class Message:
    """A notice put into words: subject (one line), the text and the HTML that say the same."""

    key: str
    subject: str
    text: str
    html: str
    case_reference: str = field(default="")


@dataclass(frozen=True)
class DigestItem:
    """One thing that a person owes, for the morning's digest.

    Fields:
        due: the instant (aware) at which the time runs out or ran out.
        working_days_late: None while there is time left; 0 where it ran out since the last working day.
    """

    case_reference: str
    stage: str
    owes: str
    due: datetime
    working_days_late: int | None = None

    def __post_init__(self) -> None:
        check_reference(self.case_reference)


@dataclass(frozen=True)
class OldDrafts:
    """A person's own drafts that wait to be raised: how many, and the London day on which the oldest was saved last."""

    number: int
    since: date


def check_key(key: str) -> None:
    """Raises NoticeError unless `key` is an idempotency key of the form that `Notice` describes."""
    if not KEY_FORM.fullmatch(key):
        raise NoticeError(
            f"{key!r} cannot be a notice's key: use 1 to 200 printable characters without spaces, "
            "beginning and ending in a letter or digit."
        )


def check_reference(reference: str) -> None:
    """Raises NoticeError unless `reference` is a case reference: up to 40 letters, digits and hyphens."""
    if not _REFERENCE_FORM.fullmatch(reference):
        raise NoticeError(
            f"{reference!r} is not a case reference: use up to 40 letters, digits and hyphens, as in D-2026-0001."
        )
