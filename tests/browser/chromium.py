"""A real Chromium, driven as a person would use it, and the pages of a demonstration that it looks at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "test-output"
AXE = ROOT / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
# What axe-core has nothing against is half a megabyte: it stays in the browser.
LOOK = "axe.run({resultTypes: ['violations']}).then(found => found.violations)"
PHONE, DESKTOP = 375, 1280
TALLEST = 30_000
"""Longer pages are to be folded or parted: nobody reads on, and Chromium draws no picture of them."""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium_path() -> str:
    """Where Chromium is. Skips the test with the reason if there is none."""
    named = os.environ.get("GOLDENTHREAD_TEST_CHROMIUM")
    found = named if named and Path(named).is_file() else shutil.which("chromium")
    if found is None:
        pytest.skip("There is no Chromium (Debian: apt-get install chromium), so nothing was looked at in a browser.")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def window(browser: Browser, address: str, width: int, *, scripts: bool) -> Iterator[Page]:
    """A window of a width, with or without JavaScript. Whatever the page complains of fails the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=address, locale="en-GB"
    )
    complaints: list[str] = []
    page = context.new_page()
    # From the beginning: a chooser that opens before the browser knows that somebody waits for it is never heard of.
    page.on("filechooser", lambda _: None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    try:
        yield page
    finally:
        context.close()
    assert complaints == []


def choose_role(page: Page, person: str) -> None:
    """Sign in to the demonstration in a post."""
    page.goto("/sign-in/role")
    button = page.locator(f'details button[value="{person}"]')
    button.evaluate("button => { button.closest('details').open = true }")
    with page.expect_navigation(url="**/my-work"):
        button.press("Enter")


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of a page, and let `keeps_nobody_out` look at it."""
    OUTPUT.mkdir(exist_ok=True)
    assert page.evaluate("document.documentElement.scrollHeight") <= TALLEST, f"{name} is too long to be read"
    page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)
    keeps_nobody_out(page, name)


def keeps_nobody_out(page: Page, name: str) -> None:
    """Where scripts run let axe-core look for what keeps people out: nothing may.

    Nor may anything stand out of a narrow window.
    """
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than its window"
    if not page.evaluate("document.body.classList.contains('js-enabled')"):
        return  # axe-core waits for timers, which do not run here; it sees the same page in the windows with scripts
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(LOOK)
    faults = [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found]
    assert faults == [], f"{name}: {faults}"


@lru_cache(maxsize=1)
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
