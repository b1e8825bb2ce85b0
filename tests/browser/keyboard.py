"""A page worked by keyboard alone, as people do who use no mouse: Tab, Space, Enter, arrows and what they type."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

MOST_TABS = 200
"""Stops on the way to anything on one page: whoever needs more gives up."""


def tab_to(page: Page, there: Locator) -> None:
    """Press Tab until something has the focus."""
    there.wait_for(state="attached")
    for _ in range(MOST_TABS):
        if there.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {there}")


def follow(page: Page, link: Locator) -> None:
    """Follow a link, or press a button."""
    tab_to(page, link)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def press(page: Page, button: str) -> None:
    """Press the button of a form."""
    follow(page, page.locator("main").get_by_role("button", name=button, exact=True))


def open_details(page: Page, summary: str) -> None:
    """Open what is folded away."""
    tab_to(page, page.locator("summary", has_text=summary))
    page.keyboard.press("Enter")


def write(page: Page, box: str, text: str) -> None:
    """Write into the box of a label, over what stands there."""
    tab_to(page, page.get_by_label(box, exact=True))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def write_day(page: Page, name: str, day: str, month: str, year: str) -> None:
    """Write a day into the three boxes of a field."""
    for part, text in (("day", day), ("month", month), ("year", year)):
        tab_to(page, page.locator(f"#{name}-{part}"))
        page.keyboard.press("Control+A")
        page.keyboard.type(text)


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of some radios: Tab leads to the first of them, arrows to the others."""
    wanted = page.locator(f'input[type=radio][name="{name}"][value="{value}"]')
    first = page.locator(f'input[type=radio][name="{name}"]').first
    tab_to(page, first)
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"arrows do not lead to {value}")
