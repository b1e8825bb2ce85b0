"""Settings: what the environment may say, and what is answered when it says something else."""

import os
from pathlib import Path

import pytest
from pydantic import SecretStr

from workflows.settings import PREFIX, Settings, SettingsError, load_settings, variable
from workflows.settings_table import describe, describe_as_markdown

PASSWORD = "not-to-be-seen"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(PREFIX):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_nothing_has_to_be_set(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.home == tmp_path / ".goldenthread"
    assert settings.database_url == f"sqlite:///{tmp_path}/.goldenthread/goldenthread.db"
    assert settings.checkpoint_directory == tmp_path / ".goldenthread" / "checkpoints"
    assert settings.base_url == "http://localhost:8000"
    assert settings.clock_speed == 1
    assert "0345 603 7627" in settings.safety_line


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("home", "kept", Path("kept")),
        ("database_url", "postgresql://user@host/cases", "postgresql+psycopg://user@host/cases"),
        ("database_url", "postgres://user@host/cases", "postgresql+psycopg://user@host/cases"),
        ("database_url", "postgresql+psycopg://user@host/cases", "postgresql+psycopg://user@host/cases"),
        ("database_url", "sqlite:////srv/cases.db", "sqlite:////srv/cases.db"),
        ("database_url", "sqlite:///cases.db", "sqlite:///{here}/cases.db"),
        ("base_url", "https://goldenthread.example.org/", "https://goldenthread.example.org"),
        ("smtp_port", "25", 25),
        ("smtp_port", "", 587),
        ("smtp_security", "tls", "tls"),
        ("tick_seconds", "5", 5),
        ("directory_freshness_months", "3", 3),
    ],
)
def test_what_the_environment_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, text: str, value: object
) -> None:
    monkeypatch.setenv(variable(name), text)
    if isinstance(value, str):
        value = value.replace("{here}", str(tmp_path))
    if isinstance(value, Path):
        value = tmp_path / value
    assert getattr(load_settings(), name) == value


def test_everything_that_the_engine_keeps_follows_the_home_directory(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GOLDENTHREAD_HOME", "elsewhere")
    settings = load_settings()
    assert settings.database_url == f"sqlite:///{tmp_path}/elsewhere/goldenthread.db"
    assert settings.checkpoint_directory == tmp_path / "elsewhere" / "checkpoints"


def test_alarm_addresses_are_parted_by_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDENTHREAD_WATCHDOG_ALARM_URLS", "mailto://a.example.org  json://b.example.org/?x=1,2")
    urls = [one.get_secret_value() for one in load_settings().watchdog_alarm_urls]
    assert urls == ["mailto://a.example.org", "json://b.example.org/?x=1,2"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"SMTP_PORT": "abc"}, "GOLDENTHREAD_SMTP_PORT: 'abc' cannot be used: write a whole number."),
        (
            {"SMTP_PORT": "70000"},
            "GOLDENTHREAD_SMTP_PORT: '70000' cannot be used: it should be less than or equal to 65535.",
        ),
        ({"CLOCK_SPEED": "fast"}, "GOLDENTHREAD_CLOCK_SPEED: 'fast' cannot be used: write a number."),
        (
            {"SMTP_ASK_DELIVERY_RECEIPTS": "perhaps"},
            "GOLDENTHREAD_SMTP_ASK_DELIVERY_RECEIPTS: 'perhaps' cannot be used: write true or false.",
        ),
        ({"SECRET": PASSWORD[:5]}, "GOLDENTHREAD_SECRET: what is set cannot be used: write 32 characters or more."),
        (
            {"SMTP_SECURITY": "ssl"},
            "GOLDENTHREAD_SMTP_SECURITY: 'ssl' cannot be used: it should be 'none', 'starttls' or 'tls'.",
        ),
        (
            {"BASE_URL": "goldenthread.example.org"},
            (
                "GOLDENTHREAD_BASE_URL: 'goldenthread.example.org' cannot be used: "
                "write a web address, such as https://goldenthread.example.org."
            ),
        ),
        (
            {"BASE_URL": "https://goldenthread.example.org/?page=1"},
            (
                "GOLDENTHREAD_BASE_URL: 'https://goldenthread.example.org/?page=1' cannot be used: "
                "write a web address, such as https://goldenthread.example.org."
            ),
        ),
        (
            {"DATABASE_URL": f"mysql://user:{PASSWORD}@host/cases"},
            (
                "GOLDENTHREAD_DATABASE_URL: what is set cannot be used: "
                "write sqlite:///path/to/file.db or postgresql://user:password@host/database."
            ),
        ),
        (
            {"SMTP_HOST": "mail.example.org"},
            "GOLDENTHREAD_SMTP_SENDER is needed as well when GOLDENTHREAD_SMTP_HOST is set.",
        ),
        (
            {"SMTP_PASSWORD": PASSWORD},
            "GOLDENTHREAD_SMTP_USER is needed as well when GOLDENTHREAD_SMTP_PASSWORD is set.",
        ),
        (
            {"NOTIFY_API_KEY": PASSWORD},
            "GOLDENTHREAD_NOTIFY_EMAIL_TEMPLATE_ID is needed as well when GOLDENTHREAD_NOTIFY_API_KEY is set.",
        ),
        (
            {"CLOCK_SPEED": "60"},
            (
                "GOLDENTHREAD_CLOCK_SPEED and GOLDENTHREAD_CLOCK_ANCHOR: a clock speed is set but no clock anchor, so "
                "processes would not agree on the time."
            ),
        ),
        ({"DATABSE_URL": "x"}, "GOLDENTHREAD_DATABSE_URL is not a setting. Is GOLDENTHREAD_DATABASE_URL meant?"),
    ],
)
def test_what_cannot_be_used_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], message: str
) -> None:
    for name, text in given.items():
        monkeypatch.setenv(f"{PREFIX}{name}", text)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert str(refused.value) == message
    assert PASSWORD not in str(refused.value)


def test_all_that_is_wrong_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDENTHREAD_SMTP_PORT", "abc")
    monkeypatch.setenv("GOLDENTHREAD_TICK_SECONDS", "0")
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert [line.partition(":")[0] for line in str(refused.value).splitlines()] == [
        "GOLDENTHREAD_SMTP_PORT",
        "GOLDENTHREAD_TICK_SECONDS",
    ]


def test_names_of_the_tests_and_of_others_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOLDENTHREAD_TEST_DATABASE_URL", "x")
    monkeypatch.setenv("GOLDENTHREAD_SOMETHING_ELSE_ALTOGETHER", "x")
    assert load_settings().smtp_port == 587


def test_a_process_that_is_started_with_the_same_settings_has_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = Settings(
        home=Path("kept"),
        smtp_host="mail.example.org",
        smtp_sender="golden-thread@example.org",
        smtp_user="engine",
        smtp_password=SecretStr(PASSWORD),
        watchdog_alarm_urls=(SecretStr("mailto://a.example.org"), SecretStr("mailto://b.example.org")),
        tick_seconds=5,
    )
    for name, text in settings.as_environment().items():
        monkeypatch.setenv(name, text)
    monkeypatch.chdir(tmp_path.parent)
    assert load_settings() == settings


def test_the_table_has_every_setting_with_its_meaning_and_default() -> None:
    rows = describe()
    assert [row.variable for row in rows] == [variable(name) for name in Settings.model_fields]
    assert all(row.meaning.endswith(".") and row.default for row in rows)
    assert all(row.value is None for row in rows)
    table = describe_as_markdown()
    assert table.count("\n") == len(rows) + 2
    assert "| `GOLDENTHREAD_SMTP_PORT` | Port of the mail server. | 587 |" in table


def test_the_table_shows_what_holds_but_no_secret() -> None:
    settings = Settings(
        database_url=f"postgresql://engine:{PASSWORD}@host/cases",
        smtp_user="engine",
        smtp_password=SecretStr(PASSWORD),
        watchdog_alarm_urls=(SecretStr(f"mailto://user:{PASSWORD}@example.org"),),
        heartbeat_url=SecretStr(f"https://example.org/{PASSWORD}"),
    )
    values = {row.variable: row.value for row in describe(settings)}
    assert values["GOLDENTHREAD_DATABASE_URL"] == "postgresql+psycopg://engine:**********@host/cases"
    assert values["GOLDENTHREAD_SMTP_USER"] == "engine"
    assert values["GOLDENTHREAD_SMTP_HOST"] == "none"
    assert PASSWORD not in str(values)
    assert PASSWORD not in repr(settings)
