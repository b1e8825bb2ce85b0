"""The tables of signing in: who is signed in, who is on the way, and as whom providers know people."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel


class ProviderSubjectRow(SQLModel, table=True):
    """As whom a provider knows a person of the directory: from their first sign-in on, nobody else comes in for them.

    `issuer` is the provider's own name for itself, within which a subject means one person and never another. The
    subject is a keyed hash: a provider may take a staff number or a login for it.
    """

    __tablename__ = "provider_subject"

    person: str = Field(primary_key=True)
    issuer: str = Field(primary_key=True)
    subject_hash: str = Field(max_length=64, unique=True)
    bound_at: datetime


class WebSessionRow(SQLModel, table=True):
    """Somebody who is signed in to the pages. Only a SHA-256 of the token is kept: the rows let nobody in."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    person: str = Field(index=True)
    way: str
    started_at: datetime
    last_seen_at: datetime
    # When they last showed who they are; None where their agency's provider does not say.
    authenticated_at: datetime | None = None


class SignInLinkRow(SQLModel, table=True):
    """A sign-in link that somebody asked for by e-mail. The link's secret half is not here: see `workflows.secret`.

    It is bound to the browser that asked (a keyed hash of its cookie) and to the code shown there (another).
    """

    __tablename__ = "sign_in_link"

    id: str = Field(primary_key=True)
    person: str
    return_to: str
    visitor_hash: str = Field(max_length=64)
    code_hash: str = Field(max_length=64)
    wrong_codes: int = 0
    asked_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class SignInAttemptRow(SQLModel, table=True):
    """Somebody who was sent to their agency's provider to sign in, bound to the browser that was sent.

    `again` says that they are signed in, and have to show anew who they are.
    """

    __tablename__ = "sign_in_attempt"

    state_hash: str = Field(primary_key=True, max_length=64)
    visitor_hash: str = Field(max_length=64)
    provider: str
    return_to: str
    sent_at: datetime
    again: bool
    expires_at: datetime


class AuthenticatorRow(SQLModel, table=True):
    """The authenticator app of a person who signs in by links.

    What the app knows is made from the `salt` and the secret outside the database: the rows alone give no code.
    `last_step` is the step of time of the last code that was taken, so that none is taken twice.
    """

    __tablename__ = "authenticator"

    person: str = Field(primary_key=True)
    salt: str = Field(max_length=64)
    set_up_at: datetime
    last_step: int


class HalfSignInRow(SQLModel, table=True):
    """Somebody who has followed a link and has not given a code yet. Only a SHA-256 of the browser's token is kept.

    `salt` is that of the app that they are offered, if they have none.
    """

    __tablename__ = "half_sign_in"

    token_hash: str = Field(primary_key=True, max_length=64)
    person: str = Field(index=True)
    return_to: str
    salt: str = Field(max_length=64)
    expires_at: datetime
