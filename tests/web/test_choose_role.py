"""Choosing a role is for the demonstration, and no single slip opens a real store with it."""

from pathlib import Path
from typing import Any

import pytest

from store.demonstration_mark import mark_as_demonstration
from store.sessions import open_store, writing
from tests.partnership import HEALTH_VISITOR
from tests.web.pages import Pages, opened_pages, send, token_in

LOCAL = "http://127.0.0.1:8000"
ALL_THREE: dict[str, Any] = {"demonstration": True, "marked": True, "bound_to": "127.0.0.1", "base_url": LOCAL}


def local(pages: Pages) -> Any:
    browser = pages.browser()
    browser.base_url = LOCAL
    return browser


def marked(database_url: str) -> None:
    with writing(open_store(database_url)) as connection:
        mark_as_demonstration(connection)


@pytest.mark.parametrize(
    "slip",
    [
        {"demonstration": False},
        {"marked": False},
        {"bound_to": "0.0.0.0"},  # noqa: S104 - the very slip
        {"bound_to": None},
        {"bound_to": "goldenthread.example.org"},
        {"base_url": "https://goldenthread.example.org"},
    ],
    ids=str,
)
def test_if_one_thing_is_missing_the_pages_do_not_exist(sqlite_url: str, tmp_path: Path, slip: dict[str, Any]) -> None:
    how = ALL_THREE | slip
    if how.pop("marked"):
        marked(sqlite_url)
    with opened_pages(sqlite_url, tmp_path, **how) as pages:
        browser = pages.browser() if how["base_url"] != LOCAL else local(pages)
        assert browser.get("/sign-in/role").status_code == 404
        assert send(browser, "/sign-in", to="/sign-in/role", person=HEALTH_VISITOR).status_code == 404
        assert "Choose a role" not in browser.get("/sign-in").text


def test_in_the_demonstration_one_chooses_a_role_and_changes_it(sqlite_url: str, tmp_path: Path) -> None:
    marked(sqlite_url)
    how = {name: value for name, value in ALL_THREE.items() if name != "marked"}
    with opened_pages(sqlite_url, tmp_path, **how) as pages:
        browser = local(pages)
        assert send(browser, "/sign-in/role", person=HEALTH_VISITOR).headers["location"] == "/my-work"
        assert "Health visitor, HCRG" in browser.get("/my-work").text
        assert send(browser, "/sign-in/role", person="social_worker_ecc").status_code == 303
        assert "Social worker, family support" in browser.get("/my-work").text
        assert "/sign-in/role?again=1" in browser.get("/sign-in/again").text
        token = token_in(browser.get("/sign-in/role?again=1").text)
        again = browser.post("/sign-in/role", data={"form_token": token, "person": "social_worker_ecc", "again": "1"})
        assert again.headers["location"] == "/sign-out"
        assert send(browser, "/sign-in/role", person="nobody").status_code == 404
        cookie = browser.post("/sign-in/role").headers.get("set-cookie", "")
        assert "Secure" not in cookie


def test_through_a_proxy_it_does_not_exist(sqlite_url: str, tmp_path: Path) -> None:
    marked(sqlite_url)
    how = {name: value for name, value in ALL_THREE.items() if name != "marked"}
    with opened_pages(sqlite_url, tmp_path, **how) as pages:
        browser = local(pages)
        for header in ("X-Forwarded-For", "Forwarded", "Via"):
            assert browser.get("/sign-in/role", headers={header: "203.0.113.7"}).status_code == 404
        assert browser.get("/sign-in/role", headers={"Host": "rebound.example.org"}).status_code == 421


def test_the_demonstrations_mark_alone_is_not_looked_at_once(sqlite_url: str, tmp_path: Path) -> None:
    """A store that is put in place of the demonstration's while it runs is not opened either."""
    marked(sqlite_url)
    how = {name: value for name, value in ALL_THREE.items() if name != "marked"}
    with opened_pages(sqlite_url, tmp_path, **how) as pages:
        browser = local(pages)
        with writing(pages.context.engine) as connection:
            connection.exec_driver_sql("DELETE FROM setting WHERE name = 'made by the demonstration'")
        assert send(browser, "/sign-in/role", person=HEALTH_VISITOR).status_code == 404
