"""What the environment may say: every setting, its meaning and its default.

Each is an environment variable named like its field with GOLDENTHREAD_ in front, such as
GOLDENTHREAD_DATABASE_URL. Names that begin with GOLDENTHREAD_TEST_ belong to the tests.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from workflows.clock import ClockError, clock_from
from workflows.settings_words import faults_in_words

PREFIX = "GOLDENTHREAD_"
_TEST_PREFIX = f"{PREFIX}TEST_"
# Paths are put behind it, so a question or a fragment has no place in it.
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#]+[^\s?#]*")
# The driver that this project installs; SQLAlchemy would look for another one by itself.
_POSTGRESQL = re.compile(r"^postgres(ql)?://")


class SettingsError(ValueError):
    """The environment says something unusable. The message names the variable and says what to write."""


class Settings(BaseSettings):
    """All settings, read from the environment when made.

    Make it with `load_settings`, which has the errors in plain words. All paths in it are absolute.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
    )

    home: Path = Field(
        default=Path(".goldenthread"),
        description="Directory of what the engine keeps on this machine. A relative one counts from the "
        "directory in which a command is started.",
    )
    database_url: str = Field(
        default_factory=lambda data: f"sqlite:///{data.get('home', Path()) / 'goldenthread.db'}",
        description="Database of the cases: an SQLAlchemy URL of SQLite or PostgreSQL.",
        repr=False,  # it may hold a password
        json_schema_extra={"default_text": "goldenthread.db (SQLite) in the home directory"},
    )
    narrative_keys_file: Path | None = Field(
        default=None,
        description="File with the keys to what people write. Back it up apart from the database; nothing can be read "
        "without it. With PostgreSQL it has to be named.",
        json_schema_extra={"default_text": "made once with SQLite, as `narrative.keys` in the home directory"},
    )
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
        description="What looks documents through for viruses: `clamd://host:3310` or `clamd:///path/to/socket`, or a "
        "program that reads a file from its input and ends with 0 (nothing found) or 1 (something found), such as "
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
    smtp_host: str | None = Field(
        default=None,
        description="Mail server. Without one no e-mail leaves, and the watchdog says so.",
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_user: str | None = Field(default=None, description="Account on the mail server, if it asks for one.")
    smtp_password: SecretStr | None = Field(default=None, description="Password of that account.")
    smtp_security: Literal["none", "starttls", "tls"] = Field(
        default="starttls",
        description="How the mail server speaks: `tls` from the first byte, `starttls`, or `none` (a server "
        "on this machine only).",
    )
    smtp_sender: str | None = Field(
        default=None, description="Sender of all e-mail. Needed as soon as there is a mail server."
    )
    smtp_reply_to: str | None = Field(default=None, description="Where replies go, if not to the sender.")
    smtp_ask_delivery_receipts: bool = Field(
        default=False,
        description="Ask mail servers that can (RFC 3461) to report arrival too, not only failures.",
    )
    receipts_mailbox_url: SecretStr | None = Field(
        default=None,
        description="Mailbox with bounces and replies, as imaps://user:password@host/folder.",
    )
    notify_api_key: SecretStr | None = Field(
        default=None, description="Key of a GOV.UK Notify service. Without one that channel is not set up."
    )
    notify_base_url: str = Field(
        default="https://api.notifications.service.gov.uk", description="Address of GOV.UK Notify."
    )
    notify_email_template_id: str | None = Field(
        default=None,
        description="E-mail template of that service, with ((subject)) and ((body)). Needed with a key.",
    )
    channel_timeout_seconds: float = Field(
        default=15.0, gt=0, description="How long one answer of a mail server or of GOV.UK Notify is awaited."
    )
    webhook_hosts_inside: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Hosts inside a private network that may receive webhooks, parted by spaces: see docs/webhooks.md.",
        json_schema_extra={"default_text": "none: webhooks go to public addresses alone"},
    )
    safety_line: str = Field(
        default="Concerned about a child or young person? Call 0345 603 7627. Immediate danger: 999.",
        min_length=1,
        description="Line that every message ends with. The default is the one for Essex.",
    )
    checkpoint_directory: Path = Field(
        default_factory=lambda data: Path(data.get("home", Path()) / "checkpoints"),
        description="Where checkpoints of the record are kept. Best on another disk than the database: they "
        "show if its newest entries are gone.",
        json_schema_extra={"default_text": "checkpoints in the home directory"},
    )
    watchdog_alarm_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="Apprise URLs, parted by spaces, which the watchdog tells when something is wrong.",
        json_schema_extra={"default_text": "nobody is told; the watchdog's flow run fails"},
    )
    watchdog_late_after_seconds: int = Field(
        default=300,
        ge=1,
        description="How long after its last run (real time) the engine counts as stopped. A local default.",
    )
    heartbeat_url: SecretStr | None = Field(
        default=None, description="Address called after each watch that found nothing wrong."
    )
    procedure_directory: Path | None = Field(
        default=None,
        description="Directory with a partnership's own procedures; they come before those of the library.",
        json_schema_extra={"default_text": "the library alone"},
    )
    raising_procedure: str = Field(
        default="essex",
        description="The procedure under which disagreements are raised unless another is named, by its name in the "
        "library or in the partnership's own directory.",
    )
    directory_freshness_months: int = Field(
        default=6,
        ge=1,
        description="Age at which a contact in the directory has to be confirmed again. A local default.",
    )
    tick_seconds: int | None = Field(
        default=None,
        ge=1,
        description="How often the engine on one machine looks for due clocks.",
        json_schema_extra={"default_text": "as in prefect.yaml"},
    )
    deliver_seconds: int | None = Field(
        default=None,
        ge=1,
        description="How often the engine on one machine delivers messages.",
        json_schema_extra={"default_text": "as in prefect.yaml"},
    )
    prefect_port: int = Field(
        default=4200,
        ge=0,
        le=65535,
        description="Port of the Prefect server that the engine on one machine starts. Another free one is "
        "taken if this one is not free; 0 takes any.",
    )
    prefect_start_seconds: int = Field(default=180, ge=1, description="How long that server may take to start.")
    prefect_keep_days: int = Field(
        default=7,
        ge=1,
        description="How long that server keeps finished flow runs. The record of a case is not among them.",
    )
    clock_speed: float = Field(
        default=1.0,
        gt=0,
        description="Speed of the clock, for the demonstration only: 1 is real time.",
    )
    clock_anchor: str | None = Field(
        default=None,
        description="Real and virtual instant at which a fast clock starts, with a slash between. Needed "
        "with a speed other than 1, for the demonstration only.",
    )

    @field_validator("home", "checkpoint_directory", "procedure_directory", "sign_in_providers", "narrative_keys_file")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return None if path is None else path.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _database_we_can_use(cls, url: str) -> str:
        url = _POSTGRESQL.sub("postgresql+psycopg://", url)
        if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("write sqlite:///path/to/file.db or postgresql://user:password@host/database")
        # A relative file would be another one for a process that is started elsewhere.
        if url.startswith("sqlite:///") and (file := url.removeprefix("sqlite:///")) not in {"", ":memory:"}:
            url = f"sqlite:///{Path(file).absolute()}"
        return url

    @field_validator("base_url", "notify_base_url")
    @classmethod
    def _web_address(cls, address: str) -> str:
        if not _WEB_ADDRESS.fullmatch(address):
            raise ValueError("write a web address, such as https://goldenthread.example.org")
        return address.rstrip("/")

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

    @field_validator("watchdog_alarm_urls", mode="before")
    @classmethod
    def _parted_by_spaces(cls, urls: object) -> object:
        return tuple(urls.split()) if isinstance(urls, str) else urls

    @field_validator("webhook_hosts_inside", mode="before")
    @classmethod
    def _hosts(cls, hosts: object) -> object:
        return frozenset(hosts.lower().split()) if isinstance(hosts, str) else hosts

    @model_validator(mode="after")
    def _belong_together(self) -> Self:
        for given, needed in (
            ("smtp_host", "smtp_sender"),
            ("smtp_user", "smtp_password"),
            ("smtp_password", "smtp_user"),
            ("notify_api_key", "notify_email_template_id"),
        ):
            if getattr(self, given) is not None and getattr(self, needed) is None:
                raise ValueError(f"{variable(needed)} is needed as well when {variable(given)} is set")
        try:
            clock_from(self)
        except ClockError as problem:
            raise ValueError(f"{variable('clock_speed')} and {variable('clock_anchor')}: {problem}") from None
        return self

    def as_environment(self) -> dict[str, str]:
        """These settings for a process that is started with them: variables and values, secrets in the open.

        Only what was set is in it, and the home directory, which a process elsewhere would take for another.
        """
        given = {name: getattr(self, name) for name in self.model_fields_set | {"home"}}
        return {variable(name): _written(value) for name, value in given.items() if value is not None}


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def load_settings() -> Settings:
    """The settings as the environment has them.

    Raises SettingsError in plain words for a value that cannot be used, for one that is missing, and for a
    name so close to a setting's that it must be a slip.
    """
    _refuse_slips(os.environ)
    try:
        return Settings()
    except ValidationError as problem:
        raise SettingsError("\n".join(faults_in_words(problem, Settings.model_fields, variable))) from None


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_written(one) for one in value)
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _refuse_slips(environment: Mapping[str, str]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(environment):
        if not name.startswith(PREFIX) or name.startswith(_TEST_PREFIX) or name in known:
            continue
        if close := get_close_matches(name, known, n=1, cutoff=0.85):
            raise SettingsError(f"{name} is not a setting. Is {close[0]} meant?")
