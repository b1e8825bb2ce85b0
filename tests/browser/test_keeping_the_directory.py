"""The business support team finds a person, confirms, mends, marks as away and gone, and looks at engine and rules."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.at_work import change_person, raised
from tests.browser.chromium import DESKTOP, choose_role, looked_at, window
from tests.browser.homes import demonstration
from tests.browser.keyboard import follow, give_file, write
from tests.partnership import BUSINESS_MANAGER, SOCIAL_WORKER, TEAM_MANAGER
from workflows.deliver import deliver
from workflows.tick import tick
from workflows.watchdog import watch

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a demonstration in which a notice has no address to go to, and the watchdog has found it."""
    with demonstration(tmp_path) as (context, _):
        change_person(context, SOCIAL_WORKER, email=None)
        raised(context)
        tick(context)
        deliver(context)
        watch(context)
    return tmp_path


def go(page: Page, name: str) -> None:
    """Go to a link or button of this name."""
    follow(page, page.get_by_role("link", name=name).or_(page.get_by_role("button", name=name)).first)


def test_business_support_keeps_the_directory(page: Page, where: str) -> None:
    choose_role(page, BUSINESS_MANAGER)
    page.goto("/directory")
    looked_at(page, f"directory-{where}")
    write(page, "Post, rank or role", "family support")
    page.keyboard.press("Enter")
    page.wait_for_url("**/directory?q=family+support&agency=&show=")
    go(page, "Social worker, family support and protection")
    looked_at(page, f"directory-person-{where}")
    go(page, "Change contact details")
    write(page, "What is the e-mail address?", "not an address")
    write(page, "Which other channels are to be added?", "jsons://chat.council.internal/hook")
    go(page, "Save, as confirmed today")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_text("The address leads to a host to which messages may not go.").first).to_be_visible()
    expect(page.get_by_label("What is the e-mail address?")).to_have_value("not an address")
    looked_at(page, f"directory-contact-error-{where}")
    write(page, "Which other channels are to be added?", "")
    write(page, "What is the e-mail address?", "social.worker@example.org")
    go(page, "Save, as confirmed today")
    expect(page.get_by_text("The contact details are changed, and confirmed as of today.")).to_be_visible()

    go(page, "Record an absence")
    looked_at(page, f"directory-absence-{where}")
    page.goto(f"/directory/people/{TEAM_MANAGER}")
    go(page, "Contact details confirmed today")
    expect(page.get_by_text("The contact details are confirmed, as of today.")).to_be_visible()
    go(page, "Let them sign in anew")
    expect(page.get_by_text("They may sign in anew.")).to_be_visible()
    looked_at(page, f"directory-anew-{where}")
    page.goto(f"/directory/people/{SOCIAL_WORKER}/left")
    looked_at(page, f"directory-left-{where}")
    go(page, "Mark as having left")
    expect(page.get_by_text("What they owed has passed on at once:")).to_be_visible()
    looked_at(page, f"directory-left-done-{where}")


def test_business_support_looks_at_notices_the_engine_and_the_rules(page: Page, where: str) -> None:
    choose_role(page, BUSINESS_MANAGER)
    page.goto("/notices")
    expect(page.get_by_text("What to do:").first).to_be_visible()
    looked_at(page, f"notices-{where}")
    follow(page, page.get_by_role("button", name="Send again").last)
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"notices-error-{where}")
    for path, name in (
        ("/directory/partnership", "partnership"),
        ("/directory/changes", "changes"),
        ("/directory/add", "add"),
        ("/engine", "engine"),
        ("/procedures", "list-of-procedures"),
        ("/procedures/essex", "procedure"),
        ("/procedures/compare?first=essex&second=london", "procedures-compared"),
    ):
        page.goto(path)
        looked_at(page, f"{name}-{where}")


def test_a_file_with_faults_shows_each_and_one_without_what_would_change(
    page: Page, where: str, tmp_path: Path
) -> None:
    broken, sound = tmp_path / "broken.csv", tmp_path / "sound.csv"
    broken.write_text("code,title,agency,email\nWard Sister,Ward sister,hcrg,nowhere\n", encoding="utf-8")
    sound.write_text("code,title,agency,email\nward_sister,Ward sister,hcrg,ward@example.org\n", encoding="utf-8")
    choose_role(page, BUSINESS_MANAGER)
    page.goto("/directory/file")
    looked_at(page, f"directory-file-{where}")
    give_file(page, "Which file?", broken)
    go(page, "Continue")
    expect(page.get_by_text("The file has 2 faults. Nothing was written.")).to_be_visible()
    looked_at(page, f"directory-file-faults-{where}")
    give_file(page, "Which file?", sound)
    go(page, "Continue")
    expect(page.get_by_text("To be added: 1")).to_be_visible()
    looked_at(page, f"directory-file-checked-{where}")
    give_file(page, "Which file?", sound)
    go(page, "Continue")
    expect(page.get_by_text("The file is imported.")).to_be_visible()
    looked_at(page, f"directory-file-imported-{where}")


def test_the_head_of_business_supports_pages_takes_one_line_of_a_desk(browser: Browser, address: str) -> None:
    with window(browser, address, DESKTOP, scripts=True) as page:
        choose_role(page, BUSINESS_MANAGER)
        tops = page.locator(".gt-navigation li").evaluate_all("items => items.map(one => one.offsetTop)")
    assert len(tops) == 10
    assert len(set(tops)) == 1
