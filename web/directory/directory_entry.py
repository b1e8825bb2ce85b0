"""A person of the directory as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from notifications.dates import day_in_words, months_ago_in_words
from procedures.wording import listed, name_words
from states.directory import Deputy, Person
from store.absences import Absence
from store.directory import NO_CHANNEL
from web.reader import SignedIn
from web.site import Site
from workflows.freshness import is_stale, oldest_fresh


@dataclass(frozen=True)
class DirectoryEntry:
    """A post with its holder's standing. `channels` are kinds only: an address may hold a password."""

    code: str
    post: str
    agency: str
    rank: str
    roles: str
    email: str
    channels: tuple[str, ...]
    confirmed: str
    is_stale: bool
    is_unreachable: bool
    left: str
    away: tuple[str, ...]

    @property
    def address(self) -> str:
        """Their page."""
        return f"/directory/people/{self.code}"


def entry_of(person: Person, reader: SignedIn, site: Site) -> DirectoryEntry:
    """A person as shown to a reader of the directory."""
    stored, directory, day = reader.stored, reader.directory, reader.day
    contact = stored.contacts[person.code]
    in_post = directory.in_post(person.code, day) is not None
    return DirectoryEntry(
        code=person.code,
        post=person.title,
        agency=directory.agencies[person.agency].name,
        rank=_sentence(name_words(person.rank or "")),
        roles=_sentence(listed([name_words(role) for role in person.roles])),
        email=contact.email or "",
        channels=tuple(channel_kind(channel) for channel in contact.channels),
        confirmed=confirmed_words(contact.last_confirmed, day),
        is_stale=in_post and is_stale(stored, person.code, oldest_fresh(site.settings, day)),
        is_unreachable=in_post and stored.channels(person.code) == (NO_CHANNEL,),
        left=day_in_words(person.left_on) if person.left_on else "",
        away=tuple(
            absence_words(one, reader) for one in directory.deputies if one.person == person.code and _lasts(one, day)
        ),
    )


def channel_kind(channel: str) -> str:
    """A channel by what it is: an e-mail address as it stands, any other by its kind alone."""
    scheme, separator, _ = channel.partition("://")
    return f"{scheme} (address kept secret)" if separator else channel


def confirmed_words(confirmed: date | None, day: date) -> str:
    """When contact details were last confirmed, and how long ago that is."""
    if confirmed is None:
        return "never"
    if confirmed >= day:
        return "today"
    return f"{day_in_words(confirmed)}, {months_ago_in_words(confirmed, day)}"


def absence_words(one: Deputy | Absence, reader: SignedIn) -> str:
    """Who stands in, from when to when."""
    until = f"to {day_in_words(one.last)}" if one.last else "until further notice"
    return f"{reader.directory.title_of(one.deputy)} stands in from {day_in_words(one.first)} {until}"


def _lasts(one: Deputy, day: date) -> bool:
    return one.last is None or one.last >= day


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
