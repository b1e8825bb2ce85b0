"""A health visitor adds minutes to a disagreement; the other side reads them; a mistaken document is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.chromium import choose_role, looked_at
from tests.browser.keyboard import choose, follow, give_file, press, press_enter, write
from tests.browser.serving import served
from tests.clamd import EICAR, running
from tests.document_samples import docx
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER
from workflows.clock import VirtualClock

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ONE_CASE = "D-2026-0001"
HARMFUL: FilePayload = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": EICAR}
MINUTES: FilePayload = {
    "name": "Minutes of 2 November.docx",
    "mimeType": "application/octet-stream",
    "buffer": docx(),
}


@pytest.fixture
def address(home: Path, now: datetime) -> Iterator[str]:
    """The demonstration with a virus scanner."""
    with running() as clamd, served(home, VirtualClock(now), virus_scanner=clamd.address) as started:
        yield started


def test_minutes_are_added_read_and_withdrawn(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    adds(page, where)
    choose_role(page, SOCIAL_WORKER)
    reads(page)
    choose_role(page, HEALTH_VISITOR)
    withdraws(page, where)
    choose_role(page, SOCIAL_WORKER)
    page.goto(f"/cases/{ONE_CASE}/documents/2")
    expect(page.get_by_role("heading", name="This document was withdrawn")).to_be_visible()
    looked_at(page, f"document-gone-{where}")


def adds(page: Page, where: str) -> None:
    page.goto(f"/cases/{ONE_CASE}")
    follow(page, page.get_by_role("link", name="Add a document"))
    looked_at(page, f"document-add-{where}")
    choose(page, page.get_by_label("Minutes of a meeting"))
    write(page, "What is it about?", "The meeting on Monday.")
    give_file(page, "The file", HARMFUL)
    press(page, "Add the document")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_role("link", name="The virus scanner found something harmful")).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value("The meeting on Monday.")
    expect(page.get_by_label("Minutes of a meeting")).to_be_checked()
    looked_at(page, f"document-add-error-{where}")
    choose(page, page.get_by_label("Both sides"))
    give_file(page, "The file", MINUTES)
    press(page, "Add the document")
    expect(page.get_by_text("You added a document.")).to_be_visible()
    looked_at(page, f"document-added-{where}")


def reads(page: Page) -> None:
    page.goto(f"/cases/{ONE_CASE}")
    with page.expect_download() as download:
        press_enter(page, page.get_by_role("link", name="Download Minutes of 2 November.docx"))
    assert download.value.suggested_filename == f"{ONE_CASE}-document-2.docx"
    assert Path(download.value.path()).read_bytes().startswith(b"PK\x03\x04")


def withdraws(page: Page, where: str) -> None:
    page.goto(f"/cases/{ONE_CASE}")
    follow(page, page.get_by_role("link", name="Withdraw it"))
    press(page, "Withdraw the document")
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"document-withdraw-error-{where}")
    write(page, "Why do you withdraw it?", "These are the minutes of another meeting.")
    press(page, "Withdraw the document")
    expect(page.get_by_text("Withdrawn. Its content was taken away")).to_be_visible()
    looked_at(page, f"document-withdrawn-{where}")
