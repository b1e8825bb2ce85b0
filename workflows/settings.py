"""What the environment may say: every setting, its meaning and its default.

Each is an environment variable named like its field with GOLDENTHREAD_ in front, such as
GOLDENTHREAD_DATABASE_URL. Names that begin with GOLDENTHREAD_TEST_ belong to the tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field, PrivateAttr, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import NoDecode, SettingsConfigDict

from workflows.clock import ClockError, clock_from
from workflows.secret_files import SecretFileError, read_secret, secret_files
from workflows.settings_of_pages import PagesSettings, web_address
from workflows.settings_of_store import absolute
from workflows.settings_words import faults_in_words

PREFIX = "GOLDENTHREAD_"
_TEST_PREFIX = f"{PREFIX}TEST_"


class SettingsError(ValueError):
    """The environment says something unusable. The message names the variable and says what to write."""


class Settings(PagesSettings):
    """All settings, read from the environment when made.

    Make it with `load_settings`, which has the errors in plain words. All paths in it are absolute.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, validate_default=True
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
    webhook_hosts: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Hosts that alone may receive webhooks, beside those of `GOLDENTHREAD_WEBHOOK_HOSTS_INSIDE`, "
        "parted by spaces. `.example.org` names every host below it.",
        json_schema_extra={"default_text": "every public address"},
    )
    channel_hosts: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Hosts to which Apprise addresses in the directory may lead, parted by spaces; `.example.org` "
        "names every host below it, and `bulksms://` a kind of service: see docs/directory.md.",
        json_schema_extra={"default_text": "none: services whose place is fixed, such as Slack, and e-mail"},
    )
    plain_connections_to: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="Other hosts to which connections without checked TLS are made all the same, parted by spaces. "
        "Each is a departure from docs/security.md: whoever is on the way can read what passes.",
        json_schema_extra={"default_text": "none: what goes to another machine is encrypted, or nothing starts"},
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

    _in_files: frozenset[str] = PrivateAttr(default=frozenset())

    @field_validator("checkpoint_directory", "procedure_directory")
    @classmethod
    def _absolute(cls, path: Path | None) -> Path | None:
        return absolute(path)

    @field_validator("notify_base_url")
    @classmethod
    def _web_address(cls, address: str) -> str:
        return web_address(address)

    @field_validator("watchdog_alarm_urls", mode="before")
    @classmethod
    def _parted_by_spaces(cls, urls: object) -> object:
        return tuple(urls.split()) if isinstance(urls, str) else urls

    @field_validator("webhook_hosts_inside", "webhook_hosts", "channel_hosts", "plain_connections_to", mode="before")
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
            ("web_certificate", "web_certificate_key"),
            ("web_certificate_key", "web_certificate"),
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

        Only what was set is in it, and the home directory, which a process elsewhere would take for another. What
        stands in files is left there, where that process finds it too.
        """
        given = {name: getattr(self, name) for name in (self.model_fields_set | {"home"}) - self._in_files}
        return {variable(name): _written(value) for name, value in given.items() if value is not None}


def variable(field: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{field.upper()}"


def load_settings() -> Settings:
    """The settings as the environment has them, and the files of the directory of secrets.

    Raises SettingsError in plain words for a value that cannot be used, for one that is missing, for a name so close to
    a setting's that it must be a slip, and for a file of settings that cannot be read; it names that file.
    """
    try:
        files = secret_files(os.environ, PREFIX)
        _refuse_slips([*os.environ, *files])
        texts = {
            name: read_secret(files[variable(name)], variable(name), os.environ)
            for name in Settings.model_fields
            if variable(name) in files
        }
    except SecretFileError as problem:
        raise SettingsError(str(problem)) from None
    try:
        # Texts from files are made into what they stand for like those of the environment.
        settings = Settings(**cast("dict[str, Any]", texts))
    except ValidationError as problem:
        named = {name: str(files[variable(name)]) for name in texts}
        words = faults_in_words(problem, Settings.model_fields, lambda name: named.get(name, variable(name)))
        raise SettingsError("\n".join(words)) from None
    settings._in_files = frozenset(texts)
    return settings


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(_written(one) for one in value)
    if isinstance(value, frozenset):
        return " ".join(sorted(value))
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _refuse_slips(names: Iterable[str]) -> None:
    known = {variable(name) for name in Settings.model_fields}
    for name in sorted(names):
        if not name.startswith(PREFIX) or name.startswith(_TEST_PREFIX) or name in known:
            continue
        if close := get_close_matches(name, known, n=1, cutoff=0.85):
            raise SettingsError(f"{name} is not a setting. Is {close[0]} meant?")
