"""A real Chromium, driven as a person would use it, and the pages of a demonstration that it looks at."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.notifications.smtp_servers import free_port
from tests.waiting import until

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "test-output"
AXE = ROOT / "web" / "assets" / "node_modules" / "axe-core" / "axe.min.js"
PHONE, DESKTOP = 390, 1280
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
def served(home: Path, **settings: str) -> Iterator[str]:
    """The pages of a demonstration's store in a home directory, by `goldenthread web`. Yields their address.

    `settings` are variables of its environment besides.
    """
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GOLDENTHREAD_")} | {
        "GOLDENTHREAD_HOME": str(home),
        "GOLDENTHREAD_DEMONSTRATION": "true",
        "GOLDENTHREAD_BASE_URL": address,
        **settings,
    }
    command = [sys.executable, "-c", "from command_line.main import main; main()", "web", "--port", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            until(lambda: process.poll() is not None or answers(address), 60)
            assert process.poll() is None, process.stdout.read().decode() if process.stdout else ""
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(20)


def answers(address: str) -> bool:
    try:
        return requests.get(f"{address}/readyz", timeout=5).ok
    except requests.ConnectionError:
        return False


@contextmanager
def window(browser: Browser, address: str, width: int, *, scripts: bool) -> Iterator[Page]:
    """A window of a width, with or without JavaScript. Whatever the page complains of fails the test."""
    context: BrowserContext = browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=address, locale="en-GB"
    )
    complaints: list[str] = []
    page = context.new_page()
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
    page.locator("details", has=page.locator(f'button[value="{person}"]')).locator("summary").click()
    button.click()
    page.wait_for_url("**/my-work")


def looked_at(page: Page, name: str) -> None:
    """Keep a picture of a page, and where scripts run let axe-core look for what keeps people out: nothing may.

    Nor may anything stand out of a narrow window.
    """
    OUTPUT.mkdir(exist_ok=True)
    page.screenshot(path=OUTPUT / f"{name}.png", full_page=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} is wider than its window"
    if not page.evaluate("document.body.classList.contains('js-enabled')"):
        return  # axe-core waits for timers, which do not run here; it sees the same page in the windows with scripts
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    faults = [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found["violations"]]
    assert faults == [], f"{name}: {faults}"
