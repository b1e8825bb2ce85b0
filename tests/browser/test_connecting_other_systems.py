"""Business support lets other systems in by tokens, has them told of events, and ends both."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose_of_list, follow, press, tick, write
from tests.browser.serving import served
from tests.notifications.http_server import Service, http_service
from tests.partnership import BUSINESS_MANAGER
from tests.workflows.webhook_receiver import HOST
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def service() -> Iterator[Service]:
    with http_service() as started:
        yield started


@pytest.fixture
def address(home: Path, now: datetime) -> Iterator[str]:
    """The demonstration, which may tell systems on this machine of events."""
    with served(home, VirtualClock(now), webhook_hosts_inside=HOST) as started:
        yield started


def test_a_token_is_made_and_ended(page: Page, where: str) -> None:
    choose_role(page, BUSINESS_MANAGER)
    follow(page, page.get_by_role("link", name="Engine", exact=True))
    follow(page, page.get_by_role("link", name="Other systems", exact=True))
    looked_at(page, f"tokens-none-{where}")
    write(page, "Which system is it for?", "Case management of the health service")
    press(page, "Make the token")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Which system is it for?")).to_have_value("Case management of the health service")
    expect(page.get_by_role("link", name="Choose at least one thing that it may do.")).to_be_visible()
    looked_at(page, f"tokens-error-{where}")
    choose_of_list(page, "As whom does it act?", "Health visitor, HCRG")
    tick(page, page.locator("#scopes"))
    write(page, "For how many days?", "90")
    press(page, "Make the token")
    expect(page.get_by_label("Token")).to_have_value(re.compile("goldenthread_"))
    looked_at(page, f"token-made-{where}")
    follow(page, page.get_by_role("link", name="end it"))
    expect(page.get_by_role("cell", name="Case management of the health service")).to_be_visible()
    looked_at(page, f"tokens-{where}")
    press(page, "End token 1")
    expect(page.get_by_text("The token lets nobody in any more.")).to_be_visible()
    looked_at(page, f"tokens-ended-{where}")
    follow(page, page.get_by_role("link", name="How the interface works"))
    expect(page.get_by_role("heading", name="Interface for other systems")).to_be_visible()
    looked_at(page, f"interface-{where}")


def test_a_receiver_is_added_tried_disabled_and_enabled(page: Page, where: str, service: Service) -> None:
    choose_role(page, BUSINESS_MANAGER)
    follow(page, page.get_by_role("link", name="Engine", exact=True))
    follow(page, page.get_by_role("link", name="Other systems", exact=True))
    follow(page, page.get_by_role("link", name="Webhooks"))
    looked_at(page, f"webhooks-none-{where}")
    follow(page, page.get_by_role("link", name="Add a receiver"))
    looked_at(page, f"webhook-new-{where}")
    write(page, "Address", "http://example.org/hooks")
    choose_of_list(page, "Of which cases it is told", "Disagreements of Essex County")
    tick(page, "Something else happens on a case")
    press(page, "Add")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Address")).to_have_value("http://example.org/hooks")
    expect(page.get_by_label("Something else happens on a case")).not_to_be_checked()
    looked_at(page, f"webhook-error-{where}")
    write(page, "Address", f"{service.url}/hooks")
    press(page, "Add")
    expect(page.get_by_label("Secret")).to_have_value(re.compile("whsec_"))
    looked_at(page, f"webhook-secret-{where}")
    follow(page, page.get_by_role("link", name="Go to the webhooks, and send a test"))
    press(page, "Send a test to receiver 1")
    expect(page.get_by_text("Receiver 1 has taken a test event.")).to_be_visible()
    looked_at(page, f"webhooks-{where}")
    service.answers["POST"] = (500, {})
    press(page, "Send a test to receiver 1")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"webhooks-error-{where}")
    press(page, "Renew the secret of receiver 1")
    expect(page.get_by_text("the former secret is good as well")).to_be_visible()
    follow(page, page.get_by_role("link", name="Webhooks", exact=True))
    press(page, "Disable receiver 1")
    expect(page.get_by_text("Receiver 1 is told nothing more.")).to_be_visible()
    looked_at(page, f"webhooks-disabled-{where}")
    press(page, "Enable receiver 1")
    expect(page.get_by_text("Receiver 1 is told of what happens from now on.")).to_be_visible()
