"""Getting about a page with the keyboard alone, as somebody without a mouse does."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

FARTHEST = 120
"""Presses of the Tab key after which nobody would go on looking."""


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until an element has the focus. It fails where Tab never comes to it."""
    open_menu(page, wanted)
    for _ in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted}")


def press_on(page: Page, wanted: Locator) -> None:
    """Reach a link, a button or a fold with Tab, and press Enter on it."""
    reach(page, wanted)
    page.keyboard.press("Enter")


def tick(page: Page, wanted: Locator) -> None:
    """Reach a box with Tab, and tick it with the space bar."""
    reach(page, wanted)
    page.keyboard.press("Space")


def typed_into(page: Page, wanted: Locator, text: str) -> None:
    """Reach a field with Tab, and type over what is in it."""
    reach(page, wanted)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def open_menu(page: Page, wanted: Locator) -> None:
    """On a narrow window with scripts the pages are behind a menu: open it, where what is wanted is in there."""
    if wanted.is_visible():
        return
    menu = page.get_by_role("button", name="Menu")
    if menu.is_visible():
        press_on(page, menu)
