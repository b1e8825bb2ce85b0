"""A page worked by keyboard alone, as people do who use no mouse: Tab, Space, Enter, arrows and what they type."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, Page

MOST_TABS = 200
"""Stops on the way to anything on one page: whoever needs more gives up."""


def tab_to(page: Page, there: Locator) -> None:
    """Press Tab until something has the focus. On a phone with scripts the menu is opened first, if it is in there."""
    menu = page.locator(".gt-navigation").get_by_role("button", name="Menu")
    if not there.is_visible() and menu.is_visible() and menu.get_attribute("aria-expanded") == "false":
        press_enter(page, menu)
    wanted = there.element_handle()
    for _ in range(MOST_TABS):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {there}")


def press_enter(page: Page, there: Locator) -> None:
    """Press Enter on what leads to no other page: it opens something, downloads it, or moves the focus."""
    tab_to(page, there)
    page.keyboard.press("Enter")


def follow(page: Page, link: Locator) -> None:
    """Follow a link, or press a button, to the page that it leads to."""
    tab_to(page, link)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def press(page: Page, button: str) -> None:
    """Press the button of a form, whose name is this."""
    follow(page, page.locator("main").get_by_role("button", name=button, exact=True))


def open_details(page: Page, summary: str) -> None:
    """Open what is folded away."""
    press_enter(page, page.locator("summary", has_text=summary).first)


def write(page: Page, box: str | Locator, text: str) -> None:
    """Write into a box, or the one of a label, over what stands there."""
    tab_to(page, page.get_by_label(box) if isinstance(box, str) else box)
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def write_day(page: Page, name: str, day: str | int, month: str | int, year: str | int) -> None:
    """Write a day into the three boxes of a field."""
    for part, text in (("day", day), ("month", month), ("year", year)):
        write(page, page.locator(f"#{name}-{part}"), str(text))


def choose(page: Page, wanted: Locator) -> None:
    """Choose one of some radios: Tab leads to the chosen one of them, or the first, and arrows to the others."""
    group = f'input[type=radio][name="{wanted.get_attribute("name")}"]'
    chosen = page.locator(f"{group}:checked")
    tab_to(page, chosen if chosen.count() else page.locator(group).first)
    page.keyboard.press("Space")
    for _ in range(MOST_TABS):
        if wanted.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"arrows do not lead to {wanted}")


def choose_value(page: Page, name: str, value: str) -> None:
    """Choose the radio of a field that stands for a value."""
    choose(page, page.locator(f'input[type=radio][name="{name}"][value="{value}"]'))


def choose_of_list(page: Page, box: str, words: str) -> None:
    """Choose from the list of a label by typing how the words begin that stand there."""
    chosen = page.get_by_label(box, exact=True)
    tab_to(page, chosen)
    page.keyboard.type(words)
    said = chosen.evaluate("list => list.selectedOptions[0].text")
    assert said.startswith(words), f"typing {words} leads to {said}"


def tick(page: Page, box: str | Locator) -> None:
    """Tick a box, or the one of a label, or take the tick away."""
    tab_to(page, page.get_by_label(box) if isinstance(box, str) else box)
    page.keyboard.press("Space")


def give_file(page: Page, box: str, file: Path | FilePayload) -> None:
    """Choose a file for the field of a label."""
    tab_to(page, page.get_by_label(box, exact=True))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files(file)
