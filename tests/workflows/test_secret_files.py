"""Secrets out of a secret store: a directory of files, each named like its setting."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from workflows.settings import PREFIX, SettingsError, load_settings

SECRET = "s" * 40
URL = "postgresql://engine:hidden@localhost/cases"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(PREFIX) or name == "CREDENTIALS_DIRECTORY":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "secrets"
    made.mkdir()
    monkeypatch.setenv("GOLDENTHREAD_SECRETS_DIRECTORY", str(made))
    return made


def refused() -> str:
    with pytest.raises(SettingsError) as problem:
        load_settings()
    assert SECRET not in str(problem.value)
    return str(problem.value)


def test_a_file_says_what_its_variable_would(directory: Path) -> None:
    (directory / "GOLDENTHREAD_SECRET").write_text(f"{SECRET}\n")
    (directory / "goldenthread_database_url").write_text(URL)
    (directory / "GOLDENTHREAD_WATCHDOG_ALARM_URLS").write_text("jsons://a.example.org jsons://b.example.org\n")
    (directory / "GOLDENTHREAD_SMTP_PORT").write_text("465\n")
    (directory / "of-somebody-else").write_bytes(b"\xff")
    settings = load_settings()
    assert settings.secret == SecretStr(SECRET)
    assert settings.database_url == "postgresql+psycopg://engine:hidden@localhost/cases"
    assert len(settings.watchdog_alarm_urls) == 2
    assert settings.smtp_port == 465
    assert settings.secrets_directory == directory


def test_the_credentials_of_a_systemd_service_are_found_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "GOLDENTHREAD_SECRET").write_text(SECRET)
    assert load_settings().secret is None
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert load_settings().secret == SecretStr(SECRET)


def test_a_process_that_is_started_finds_the_files_and_gets_no_secret_in_its_environment(
    directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (directory / "GOLDENTHREAD_SECRET").write_text(SECRET)
    monkeypatch.setenv("GOLDENTHREAD_SMTP_PORT", "465")
    settings = load_settings()
    given = settings.as_environment()
    assert SECRET not in str(given)
    assert given["GOLDENTHREAD_SMTP_PORT"] == "465"
    for name, text in given.items():
        monkeypatch.setenv(name, text)
    assert load_settings().secret == settings.secret


def test_what_is_wrong_with_a_file_is_said_with_its_name(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = directory / "GOLDENTHREAD_SECRET"
    file.write_text("short")
    assert refused() == f"{file}: what is set cannot be used: write 32 characters or more."
    file.write_text("\n")
    assert refused() == f"{file} is empty: write GOLDENTHREAD_SECRET into it, or delete it."
    file.write_bytes(b"\xff\xfe")
    assert refused() == f"{file} cannot be read: it is not text."
    file.unlink()
    file.mkdir()
    assert refused() == f"{file} cannot be read: Is a directory."
    file.rmdir()
    slip = directory / "GOLDENTHREAD_SECRETT"
    slip.touch()
    assert refused() == "GOLDENTHREAD_SECRETT is not a setting. Is GOLDENTHREAD_SECRET meant?"
    slip.unlink()
    file.write_text(SECRET)
    (directory / "goldenthread_secret").write_text(SECRET)
    assert "are one setting" in refused()
    monkeypatch.setenv("GOLDENTHREAD_SECRETS_DIRECTORY", str(directory / "none"))
    none = directory / "none"
    assert refused() == f"GOLDENTHREAD_SECRETS_DIRECTORY: {none} cannot be read: No such file or directory."


def test_the_environment_may_not_say_something_else(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (directory / "GOLDENTHREAD_SECRET").write_text(SECRET)
    monkeypatch.setenv("GOLDENTHREAD_SECRET", "t" * 40)
    assert "leave one out" in refused()
    monkeypatch.setenv("GOLDENTHREAD_SECRET", SECRET)
    assert load_settings().secret == SecretStr(SECRET)
