"""What the pages refuse to start with, and the secret outside the database."""

from pathlib import Path

import pytest

from tests.at_work import settings_for
from tests.web.pages import opened_pages
from web.sign_in.providers import read_providers
from web.sign_in.return_to import local_path
from workflows.secret import link_in, link_token, secret_of
from workflows.settings import Settings, SettingsError

PROVIDER = "title: X, issuer: 'https://a.b', client_id: a, client_secret: hush, domains: [a.b]"


def test_pages_for_others_need_https(sqlite_url: str, tmp_path: Path) -> None:
    with (
        pytest.raises(SettingsError, match="write an https address"),
        opened_pages(sqlite_url, tmp_path, base_url="http://goldenthread.example.org"),
    ):
        pass


def test_the_secret_is_made_once_and_is_for_its_owner_alone(sqlite_url: str, tmp_path: Path) -> None:
    settings = settings_for(sqlite_url, tmp_path / "home")
    made = secret_of(settings)
    assert secret_of(settings) == made
    assert len(made) >= 32
    assert (tmp_path / "home" / "secret").stat().st_mode & 0o077 == 0


def test_a_short_secret_is_refused(sqlite_url: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="at least 32"):
        settings_for(sqlite_url, tmp_path, secret="too short")


def test_a_link_of_another_secret_is_none() -> None:
    token = link_token(b"one" * 20, "link")
    assert link_in(b"one" * 20, token) == "link"
    assert link_in(b"two" * 20, token) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("providers: [{name: x}]", "title: Field required"),
        ("providers: {", "it is not YAML"),
        ("others: []", "Extra inputs are not permitted"),
        (
            "providers: [{name: x, title: X, issuer: 'http://a.b', client_id: a, client_secret: hush, domains: [a.b]}]",
            "write an https address",
        ),
        (
            f"providers:\n  - {{name: x, {PROVIDER}}}\n  - {{name: y, {PROVIDER}}}",
            "the domain a.b stands there twice",
        ),
        (f"providers: [{{name: x, {PROVIDER}, max_age: 12 hours}}]", "max_age: Input should be a valid integer"),
        (f"providers: [{{name: x, {PROVIDER}, max_age: -1}}]", "max_age: Input should be greater than or equal to 0"),
    ],
)
def test_a_file_of_providers_that_will_not_do_is_refused_in_plain_words(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "providers.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_providers(file)
    assert says in str(refused.value)
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/cases/D-2026-0001", "/cases/D-2026-0001"),
        ("/cases?show=closed&page=2", "/cases?show=closed&page=2"),
        ("//elsewhere.example", "/my-work"),
        ("/\\elsewhere.example", "/my-work"),
        ("https://elsewhere.example", "/my-work"),
        ("/cases\r\nSet-Cookie: x", "/my-work"),
        ("/sign-in", "/my-work"),
        ("", "/my-work"),
        (None, "/my-work"),
    ],
)
def test_one_goes_on_to_our_own_pages_alone(asked: str | None, goes_to: str) -> None:
    assert local_path(asked) == goes_to


def test_no_setting_of_the_pages_is_without_a_default() -> None:
    assert Settings().session_idle_minutes == 30
    assert Settings().demonstration is False
    assert Settings().web_host == "127.0.0.1"
