"""Connections to other machines: encrypted, with certificates that are looked at, or nothing starts.

What stays on this machine is on no network. Who must do without names the host in GOLDENTHREAD_PLAIN_CONNECTIONS_TO.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qs, urlsplit

from sqlalchemy.engine import make_url

from notifications.outside_address import is_this_machine
from workflows.settings import Settings, SettingsError, variable

CHECKED = frozenset({"verify-ca", "verify-full"})
"""What libpq calls TLS with a certificate that is looked at. `require` takes anybody's."""
EXCEPTION = variable("plain_connections_to")
_PREFECT = "PREFECT_API_URL"
_PREFECT_UNCHECKED = "PREFECT_API_TLS_INSECURE_SKIP_VERIFY"


def require_encryption(settings: Settings) -> None:
    """SettingsError, a line for each, if a setting leads to another machine without encryption."""
    _refuse(_plain(settings), settings)


def require_encrypted_prefect(settings: Settings, environment: Mapping[str, str] = os.environ) -> None:
    """SettingsError if a worker would reach its Prefect server on another machine without encryption.

    Prefect has settings of its own, in the environment. The engine on one machine asks none of them.
    """
    _refuse(_prefect(environment), settings)


def require_encryption_at(host: str, settings: Settings) -> None:
    """SettingsError if the pages would listen on an address for other machines without speaking https themselves."""
    if settings.web_certificate is None and _is_elsewhere(host, settings):
        raise SettingsError(
            f"The pages would be read over the network without encryption at {host}. Let them listen on 127.0.0.1, "
            f"behind a proxy on this machine, or set {variable('web_certificate')} and "
            f"{variable('web_certificate_key')}. Or name {host} in {EXCEPTION}."
        )
    for file in (settings.web_certificate, settings.web_certificate_key):
        if file is not None and not os.access(file, os.R_OK):
            raise SettingsError(f"{file} cannot be read, and the pages need it to speak https.")


def _is_elsewhere(host: str, settings: Settings) -> bool:
    return not is_this_machine(host) and host.lower() not in settings.plain_connections_to


def _refuse(plain: Iterable[tuple[str, str]], settings: Settings) -> None:
    faults = [f"{said} Or name {host} in {EXCEPTION}." for host, said in plain if _is_elsewhere(host, settings)]
    if faults:
        raise SettingsError("\n".join(faults))


def _plain(settings: Settings) -> Iterator[tuple[str, str]]:
    """Every host, this machine too, to which a connection is not encrypted, and what to do about it."""
    yield from _database(settings.database_url)
    yield from _mail(settings)
    yield from _scanner(settings.virus_scanner)
    heartbeat = settings.heartbeat_url.get_secret_value() if settings.heartbeat_url else ""
    for name, address in (
        (variable("notify_base_url"), settings.notify_base_url),
        (variable("heartbeat_url"), heartbeat),
    ):
        yield from _web(name, address)


def _web(name: str, address: str) -> Iterator[tuple[str, str]]:
    if address.lower().startswith("http://"):
        host = _host_in(address)
        yield host, f"{name} leads to {host} by http: write an https address."


def _prefect(environment: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield from _web(_PREFECT, environment.get(_PREFECT, ""))
    if environment.get(_PREFECT_UNCHECKED, "").lower() in {"1", "true", "yes", "on", "t", "y"}:
        host = _host_in(environment.get(_PREFECT, ""))
        yield host, f"{_PREFECT_UNCHECKED} lets anybody answer for {host}: unset it, and set PREFECT_API_SSL_CERT_FILE."


def _database(url: str) -> Iterator[tuple[str, str]]:
    if not url.startswith("postgresql"):
        return
    from psycopg import pq  # noqa: PLC0415 - with SQLite it is not loaded at all

    parsed = make_url(url)
    # What the driver is told by the address, and what it takes from PGHOST, PGSSLMODE and the like without.
    default = {known.keyword.decode(): (known.val or b"").decode() for known in pq.Conninfo.get_defaults()}
    told = default | {name: str(value) for name, value in parsed.get_dialect()().create_connect_args(parsed)[1].items()}
    if told["sslmode"] in CHECKED:
        return
    hosts = told["hostaddr"] or told["host"] or (told["service"] and f"the service {told['service']}")
    for host in hosts.split(","):
        # Nothing stands for the socket of this machine, and a path for a socket too.
        if host and not host.startswith(("/", "@")):
            what = f"{variable('database_url')} leads to {host} without TLS that is checked"
            yield host, f"{what}: add sslmode=verify-full and sslrootcert=FILE to it."


def _mail(settings: Settings) -> Iterator[tuple[str, str]]:
    if settings.smtp_host and settings.smtp_security == "none":
        said = f"{variable('smtp_security')} is none, and mail would go to {settings.smtp_host} in the open"
        yield settings.smtp_host, f"{said}: write starttls or tls."
    mailbox = urlsplit(settings.receipts_mailbox_url.get_secret_value() if settings.receipts_mailbox_url else "")
    if mailbox.scheme.lower() == "imap" and parse_qs(mailbox.query).get("security") == ["none"]:
        host = mailbox.hostname or ""
        said = f"{variable('receipts_mailbox_url')} leads to {host} without TLS"
        yield host, f"{said}: write imaps:// and leave security=none out."


def _scanner(scanner: str | None) -> Iterator[tuple[str, str]]:
    if scanner is not None and scanner.startswith("clamd:") and (host := urlsplit(scanner).hostname):
        said = f"{variable('virus_scanner')} leads to {host}, and clamd knows no TLS"
        yield host, f"{said}: use clamd:///path/to/socket on this machine, or the near end of a tunnel."


def _host_in(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
