"""What leads to another machine without encryption is refused before anything is opened, and says what to do."""

from pathlib import Path
from typing import Any

import pytest

from workflows.context import open_context
from workflows.encrypted_connections import require_encrypted_prefect, require_encryption, require_encryption_at
from workflows.settings import Settings, SettingsError

ELSEWHERE = "there.example.org"


@pytest.fixture(autouse=True)
def nothing_said_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)


def mail(host: str, security: str) -> dict[str, Any]:
    return {"smtp_host": host, "smtp_sender": "golden-thread@example.org", "smtp_security": security}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"database_url": f"postgresql://user@{ELSEWHERE}/cases"}, "add sslmode=verify-full"),
        ({"database_url": f"postgresql://user@{ELSEWHERE}/cases?sslmode=require"}, "add sslmode=verify-full"),
        ({"database_url": f"postgresql:///cases?host={ELSEWHERE}"}, "add sslmode=verify-full"),
        ({"database_url": f"postgresql://user@localhost/cases?hostaddr=192.0.2.1&host={ELSEWHERE}"}, "192.0.2.1"),
        ({"database_url": f"postgresql:///cases?host=localhost,{ELSEWHERE}"}, "add sslmode=verify-full"),
        ({"database_url": "postgresql:///cases?service=cases"}, "the service cases"),
        ({"virus_scanner": f"clamd://{ELSEWHERE}:3310"}, "clamd knows no TLS"),
        (mail(ELSEWHERE, "none"), "write starttls or tls"),
        ({"receipts_mailbox_url": f"imap://a:b@{ELSEWHERE}/INBOX?security=none"}, "write imaps://"),
        ({"notify_base_url": f"http://{ELSEWHERE}"}, "write an https address"),
        ({"heartbeat_url": f"http://{ELSEWHERE}/beat"}, "write an https address"),
    ],
)
def test_a_way_to_another_machine_without_encryption_is_refused(given: dict[str, Any], told: str) -> None:
    with pytest.raises(SettingsError) as refused:
        require_encryption(Settings(**given))
    said = str(refused.value)
    assert told in said
    assert said.startswith("GOLDENTHREAD_")
    assert "GOLDENTHREAD_PLAIN_CONNECTIONS_TO" in said


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"database_url": "postgresql://user@localhost/cases"},
        {"database_url": "postgresql://user@127.3.2.1/cases"},
        {"database_url": "postgresql://user@[::1]/cases"},
        {"database_url": "postgresql:///cases"},
        {"database_url": "postgresql:///cases?host=/run/postgresql"},
        {"database_url": f"postgresql://user@{ELSEWHERE}/cases?sslmode=verify-full&sslrootcert=/etc/ca.pem"},
        {"database_url": f"postgresql://user@{ELSEWHERE}/cases?sslmode=verify-ca"},
        {"virus_scanner": "clamd://127.0.0.1:3310"},
        {"virus_scanner": "clamd:///run/clamav/clamd.ctl"},
        {"virus_scanner": "clamdscan -"},
        mail(ELSEWHERE, "starttls"),
        mail(ELSEWHERE, "tls"),
        mail("localhost", "none"),
        {"receipts_mailbox_url": f"imap://a:b@{ELSEWHERE}/INBOX"},
        {"receipts_mailbox_url": "imap://a:b@127.0.0.1/INBOX?security=none"},
        {"notify_base_url": "http://127.0.0.1:9", "heartbeat_url": f"https://{ELSEWHERE}/beat"},
    ],
)
def test_encryption_and_this_machine_are_fine(given: dict[str, Any]) -> None:
    require_encryption(Settings(**given))


def test_what_postgresql_is_told_by_its_own_variables_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGHOST", ELSEWHERE)
    settings = Settings(database_url="postgresql:///cases")
    with pytest.raises(SettingsError, match=ELSEWHERE):
        require_encryption(settings)
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    require_encryption(settings)


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"PREFECT_API_URL": f"http://{ELSEWHERE}:4200/api"}, "PREFECT_API_URL leads to there.example.org by http"),
        (
            {"PREFECT_API_URL": f"https://{ELSEWHERE}/api", "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "true"},
            "lets anybody answer for there.example.org",
        ),
        ({"PREFECT_API_URL": "http://127.0.0.1:4200/api"}, None),
        ({"PREFECT_API_URL": f"https://{ELSEWHERE}/api", "PREFECT_API_TLS_INSECURE_SKIP_VERIFY": "false"}, None),
    ],
)
def test_so_is_the_prefect_server(environment: dict[str, str], told: str | None) -> None:
    if told is None:
        require_encrypted_prefect(Settings(), environment)
        return
    with pytest.raises(SettingsError, match=told):
        require_encrypted_prefect(Settings(), environment)


def test_a_host_that_is_named_is_an_exception_and_no_other() -> None:
    given: dict[str, Any] = {"virus_scanner": f"clamd://{ELSEWHERE}", "notify_base_url": "http://other.example.org"}
    given["plain_connections_to"] = "There.Example.org"
    with pytest.raises(SettingsError) as refused:
        require_encryption(Settings(**given))
    assert "other.example.org" in str(refused.value)
    assert ELSEWHERE not in str(refused.value)


def test_nothing_is_opened_before_that(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", virus_scanner=f"clamd://{ELSEWHERE}")
    with pytest.raises(SettingsError):
        open_context(settings, create=True)
    assert not (tmp_path / "home").exists()


def test_pages_for_other_machines_speak_https_themselves(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    everywhere = "0.0.0.0"  # noqa: S104 - what is refused
    for host in ("127.0.0.1", "localhost", "::1"):
        require_encryption_at(host, Settings())
    with pytest.raises(SettingsError, match="GOLDENTHREAD_WEB_CERTIFICATE"):
        require_encryption_at(everywhere, Settings())
    settings = Settings(web_certificate=certificate, web_certificate_key=key)
    with pytest.raises(SettingsError, match=f"{certificate} cannot be read"):
        require_encryption_at(everywhere, settings)
    certificate.touch()
    key.touch()
    require_encryption_at(everywhere, settings)
    require_encryption_at(everywhere, Settings(plain_connections_to=frozenset({everywhere})))
