"""Notices in trouble in words: what they were about, what went wrong, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.dates import due_in_words
from store.stored_notice import StoredNotice
from web.reader import SignedIn
from workflows.notice_words import about

KINDS = {
    "trouble": "All in trouble",
    "nobody_configured": "Nobody or nothing is set up",
    "failed": "Failed for good",
    "waiting": "Waiting for our own way out",
    "try_again": "Being tried again",
    "redirected": "Given to others instead",
}

STATES = {
    "failed": "Failed for good",
    "nobody_configured": "Nobody or nothing is set up",
    "try_again": "Being tried again",
    "redirected": "Given to others instead",
    "queued": "Waiting",
    "sending": "Being sent",
    "sent": "Sent",
    "delivered": "Arrived",
    "cancelled": "No longer wanted",
}


@dataclass(frozen=True)
class TroubledNotice:
    """A notice with what is to be known of it. `instead` names who was told in its place, with the state of that."""

    id: int
    about: str
    reference: str
    recipient: str
    code: str
    channel: str
    standing: str
    is_bad: bool
    reason: str
    queued: str
    attempts: int
    instead: tuple[tuple[str, str], ...]
    to_do: str
    may_send: bool


def troubled(notice: StoredNotice, instead: list[tuple[str, str]], reader: SignedIn) -> TroubledNotice:
    """A notice for the business support team."""
    directory = reader.directory
    in_post = directory.in_post(notice.recipient, reader.day) is not None
    waiting = notice.waits_for is not None
    return TroubledNotice(
        id=notice.id,
        about=about(notice.template),
        reference=notice.case_reference,
        recipient=directory.title_of(notice.recipient),
        code=notice.recipient if notice.recipient in directory.people else "",
        channel=_channel(notice.channel),
        standing=KINDS["waiting"] if waiting else STATES.get(notice.state, notice.state.replace("_", " ")),
        is_bad=notice.state in ("failed", "nobody_configured") and not waiting,
        reason=notice.reason or "No attempt has been made yet.",
        queued=due_in_words(notice.queued_at),
        attempts=notice.attempts,
        instead=tuple(
            (directory.title_of(code), STATES.get(state, state).lower())
            for code, state in instead
            # What stands in for another notice has no stand-ins of its own.
            if notice.passed_on_from is None
        ),
        to_do=_to_do(notice, in_post=in_post, has_address=_has_address(notice, reader), waiting=waiting),
        may_send=in_post and not waiting and notice.state in ("failed", "nobody_configured", "try_again", "redirected"),
    )


def _channel(channel: str) -> str:
    if channel == "none":
        return "no channel"
    return "e-mail" if channel == "email" else "another channel"


def _has_address(notice: StoredNotice, reader: SignedIn) -> bool:
    return reader.stored.address(notice.recipient, notice.channel) is not None


def _to_do(notice: StoredNotice, *, in_post: bool, has_address: bool, waiting: bool) -> str:
    """What a person can do about it."""
    if not in_post:
        return "Nothing: whoever it was for has left, and what they owed has passed on."
    if waiting:
        return (
            "It goes by itself as soon as what sends it works again. If that lasts, tell whoever runs the engine: "
            "a mail server or an account has to be mended."
        )
    match notice.state:
        case _ if not has_address and notice.state != "try_again":
            return "Add an address in the directory, and send it again."
        case "nobody_configured":
            return "A setting of the engine is missing. Tell whoever runs it, and send it again once that is mended."
        case "failed" | "redirected":
            return "Ask them for an address that works, change it in the directory, and send it again."
        case _:
            return "Nothing yet: it is tried again by itself, and after two hours others are told as well."
