"""Settings of the pages and of the interface for other systems: addresses, signing in, documents, limits.

`workflows/settings.py` puts all settings together.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from workflows.settings_of_store import StoreSettings, absolute

# Paths are put behind it, so a question or a fragment has no place in it.
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s?#]*")


def web_address(address: str) -> str:
    """A web address without a slash at its end. ValueError if it is not one."""
    if not _WEB_ADDRESS.fullmatch(address):
        raise ValueError("write a web address, such as https://goldenthread.example.org")
    return address.rstrip("/")


class PagesSettings(StoreSettings):
    """How the pages are reached, how long people are signed in, and how often things may be done."""

    base_url: str = Field(
        default="http://localhost:8000", description="Address of the pages, for the links in messages."
    )
    partnership_name: str = Field(
        default="Essex Safeguarding Children Board",
        min_length=1,
        description="Name of the partnership, at the head of every page. The default is the one for Essex.",
    )
    web_host: str = Field(
        default="127.0.0.1", description="Address on which `goldenthread web` listens: this machine alone by default."
    )
    web_port: int = Field(default=8000, ge=0, le=65535, description="Port on which `goldenthread web` listens.")
    web_certificate: Path | None = Field(
        default=None,
        description="Certificate (PEM, with those between it and its root) with which `goldenthread web` itself speaks "
        "https. Needed where it listens for other machines: a proxy on another host, say.",
        json_schema_extra={"default_text": "none: a proxy on this machine speaks https"},
    )
    web_certificate_key: Path | None = Field(
        default=None,
        description="Key of that certificate (PEM, without a password).",
        json_schema_extra={"default_text": "none"},
    )
    trusted_proxies: str = Field(
        default="127.0.0.1",
        description="Addresses of the proxies in front of the pages, with commas between: what they say of where a "
        "request comes from is believed.",
    )
    secret: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Secret from which sign-in links are made, of 32 characters or more. The pages and the engine "
        "need the same one.",
        json_schema_extra={"default_text": "made once, and kept in the file `secret` in the home directory"},
    )
    session_idle_minutes: int = Field(
        default=30, ge=6, description="How long a session may be left alone before it ends. A local default."
    )
    session_longest_hours: int = Field(
        default=12, ge=1, description="How long a session may last at all. A local default."
    )
    sign_in_providers: Path | None = Field(
        default=None,
        description="YAML file with the agencies' OpenID Connect providers: see docs/security.md.",
        json_schema_extra={"default_text": "everybody signs in by a link in an e-mail"},
    )
    sign_in_link_minutes: int = Field(
        default=10, ge=1, description="How long a sign-in link that was sent by e-mail is good. A local default."
    )
    second_factor: bool = Field(
        default=True,
        description="Whether whoever signs in by an e-mail link gives the code of an authenticator app too. Without it "
        "a mailbox alone lets somebody in.",
    )
    sign_in_tries: int = Field(
        default=5,
        ge=1,
        description="How often one e-mail address may ask to sign in within 15 minutes. A local default.",
    )
    sign_in_tries_of_a_place: int = Field(
        default=60,
        ge=1,
        description="How often one network address may ask to sign in within 15 minutes; whole agencies share one. "
        "A local default.",
    )
    raises_an_hour: int = Field(
        default=10, ge=1, description="How many disagreements one person may raise in an hour. A local default."
    )
    readings_an_hour: int = Field(
        default=300,
        ge=1,
        description="How often one person may open cases, reviews, their forms and documents in an hour. A local "
        "default: nobody reads one every twelve seconds for an hour, and a program does.",
    )
    exports_an_hour: int = Field(
        default=30, ge=1, description="How many lists one person may take away as files in an hour. A local default."
    )
    document_megabytes: int = Field(
        default=10,
        ge=1,
        le=200,
        description="Size in megabytes of the largest document that is taken. A request may be two larger. A local "
        "default; a virus scanner and a proxy in front have limits of their own.",
    )
    documents_an_hour: int = Field(
        default=60, ge=1, description="How many documents one person may try to add in an hour. A local default."
    )
    virus_scanner: str | None = Field(
        default=None,
        description="What looks documents through for viruses: `clamd:///path/to/socket` or `clamd://127.0.0.1:3310`, "
        "or a program that reads a file from its input and ends with 0 (nothing found) or 1 (something found), such as "
        "`clamdscan -`.",
        json_schema_extra={"default_text": "none: see `GOLDENTHREAD_DOCUMENTS_UNSCANNED`"},
    )
    virus_scanner_seconds: float = Field(
        default=60.0, gt=0, description="How long one answer of the virus scanner is awaited."
    )
    documents_unscanned: bool = Field(
        default=False,
        description="Whether documents are taken where there is no virus scanner. One that gives no answer is not "
        "passed over.",
    )
    api_calls_a_minute: int = Field(
        default=120, ge=1, description="How often one token of another system may call in a minute. A local default."
    )
    api_token_longest_days: int = Field(
        default=365, ge=1, description="How long a token of another system may last at most. A local default."
    )
    api_answer_hours: int = Field(
        default=24,
        ge=1,
        description="How long the answer to a write of another system is kept under its idempotency key. A local "
        "default.",
    )
    metrics_token: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="Token with which /metrics may be read from another machine, of 32 characters or more.",
        json_schema_extra={"default_text": "it is answered on this machine alone"},
    )
    demonstration: bool = Field(
        default=False,
        description="Whether one may sign in by choosing a role. It works with the demonstration's own store on this "
        "machine alone, and does nothing anywhere else.",
    )

    @field_validator("sign_in_providers", "web_certificate", "web_certificate_key")
    @classmethod
    def _absolute_in_pages(cls, path: Path | None) -> Path | None:
        return absolute(path)

    @field_validator("base_url")
    @classmethod
    def _base_address(cls, address: str) -> str:
        return web_address(address)

    @field_validator("virus_scanner")
    @classmethod
    def _a_scanner(cls, scanner: str | None) -> str | None:
        if scanner is None:
            return None
        try:
            where = urlsplit(scanner)
            usable = bool(where.hostname) != bool(where.path.strip("/")) and (where.port or 1) > 0
            words = shlex.split(scanner)
        except ValueError:
            usable, words = False, []
        if (scanner.startswith("clamd:") and not (scanner.startswith("clamd://") and usable)) or not words:
            raise ValueError("write clamd://host:3310, clamd:///path/to/socket, or a command such as clamdscan -")
        return scanner
