"""What every answer tells the browser."""

import pytest

from tests.partnership import HEALTH_VISITOR
from tests.web.pages import Pages


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nowhere", "/healthz", "/static/look/golden-thread.css"])
def test_every_answer_allows_only_what_is_ours_and_nothing_inline(pages: Pages, path: str) -> None:
    headers = pages.browser().get(path).headers
    policy = {part.split()[0]: part.split()[1:] for part in headers["content-security-policy"].split("; ")}
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["object-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "max-age=31536000" in headers["strict-transport-security"]


def test_pages_are_kept_by_no_cache_and_assets_by_every_cache(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    assert browser.get("/my-work").headers["cache-control"] == "no-store"
    assert browser.get("/nowhere").headers["cache-control"] == "no-store"
    assert "immutable" in browser.get("/static/frontend/govuk-frontend.min.css").headers["cache-control"]
    assert browser.get("/static/frontend/nowhere.css").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["/", "/sign-in", "/my-work", "/cases", "/sign-out"])
def test_no_page_has_a_script_or_a_style_in_it(pages: Pages, path: str) -> None:
    html = pages.signed_in(HEALTH_VISITOR).get(path).text
    assert "<style" not in html
    assert " style=" not in html
    assert "onclick" not in html
    assert html.count("<script") == html.count('<script src="/static/')


def test_there_is_nothing_under_another_name(pages: Pages) -> None:
    assert pages.browser().get("/", headers={"Host": "elsewhere.example.org"}).status_code == 421
    assert pages.browser().get("/healthz", headers={"Host": "10.0.0.7"}).status_code == 200


def test_what_is_too_large_is_not_taken(pages: Pages) -> None:
    assert pages.browser().post("/sign-in", content=b"x" * (12 * 1024 * 1024 + 1)).status_code == 413


def test_the_type_is_the_councils_and_not_that_of_gov_uk(pages: Pages) -> None:
    styles = pages.browser().get("/static/frontend/govuk-frontend.min.css").text
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles
    assert "arial" in styles
