"""Letting people sign in anew: all that their sign-ins before have bound or left is let go."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select, union

from store.authenticators import AUTHENTICATORS, take_off_authenticator
from store.directory_history import SIGN_IN_ANEW, Author, note_changes
from store.half_sign_ins import forget_halves_of
from store.provider_subjects import SUBJECTS
from store.sign_in_links import forget_links_of
from store.web_sessions import end_sessions_of


def let_sign_in_anew(connection: Connection, people: list[str], author: Author) -> int:
    """Loosen what people (by code) are bound to, take their apps off, and end their sessions and links under way.

    The next sign-in through a provider binds them again, and the next by a link sets up an app. Kept in the
    directory's history. Returns how many sessions.
    """
    ended = 0
    for person in people:
        connection.execute(delete(SUBJECTS).where(SUBJECTS.c.person == person))
        take_off_authenticator(connection, person)
        forget_halves_of(connection, person)
        forget_links_of(connection, person)
        ended += end_sessions_of(connection, person)
    note_changes(connection, author, SIGN_IN_ANEW, [(person, {}) for person in people])
    return ended


def everybody_known(connection: Connection) -> list[str]:
    """Everybody who is bound to a subject or has set up an app, by code."""
    known = union(select(SUBJECTS.c.person), select(AUTHENTICATORS.c.person)).subquery()
    return list(connection.execute(select(known.c.person).order_by(known.c.person)).scalars())
