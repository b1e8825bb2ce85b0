"""A health visitor adds minutes to a disagreement; the other side reads them; a mistaken document is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.chromium import choose_role, looked_at, served
from tests.clamd import EICAR, running
from tests.document_samples import docx
from tests.partnership import HEALTH_VISITOR, SOCIAL_WORKER

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ONE_CASE = "D-2026-0001"


@pytest.fixture
def address(home: Path) -> Iterator[str]:
    """The demonstration with a virus scanner."""
    with running() as clamd, served(home, GOLDENTHREAD_VIRUS_SCANNER=clamd.address) as started:
        yield started


def test_minutes_are_added_read_and_withdrawn(page: Page, where: str) -> None:
    choose_role(page, HEALTH_VISITOR)
    page.goto(f"/cases/{ONE_CASE}")
    page.get_by_role("link", name="Add a document").click()
    looked_at(page, f"document-add-{where}")
    page.get_by_label("Minutes of a meeting").check()
    page.get_by_label("What is it about?").fill("The meeting on Monday.")
    page.get_by_label("The file").set_input_files({"name": "minutes.txt", "mimeType": "text/plain", "buffer": EICAR})
    page.get_by_role("button", name="Add the document").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_role("link", name="The virus scanner found something harmful")).to_be_visible()
    expect(page.get_by_label("What is it about?")).to_have_value("The meeting on Monday.")
    expect(page.get_by_label("Minutes of a meeting")).to_be_checked()
    looked_at(page, f"document-add-error-{where}")
    page.get_by_label("Both sides").check()
    page.get_by_label("The file").set_input_files(
        {"name": "Minutes of 2 November.docx", "mimeType": "application/octet-stream", "buffer": docx()}
    )
    page.get_by_role("button", name="Add the document").click()
    expect(page.get_by_text("You added a document.")).to_be_visible()
    looked_at(page, f"document-added-{where}")
    choose_role(page, SOCIAL_WORKER)
    page.goto(f"/cases/{ONE_CASE}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download Minutes of 2 November.docx").click()
    assert download.value.suggested_filename == f"{ONE_CASE}-document-2.docx"
    assert Path(download.value.path()).read_bytes().startswith(b"PK\x03\x04")
    choose_role(page, HEALTH_VISITOR)
    page.goto(f"/cases/{ONE_CASE}")
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_role("button", name="Withdraw the document").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    looked_at(page, f"document-withdraw-error-{where}")
    page.get_by_label("Why do you withdraw it?").fill("These are the minutes of another meeting.")
    page.get_by_role("button", name="Withdraw the document").click()
    expect(page.get_by_text("Withdrawn. Its content was taken away")).to_be_visible()
    looked_at(page, f"document-withdrawn-{where}")
