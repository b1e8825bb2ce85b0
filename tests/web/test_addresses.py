"""An address that can name nothing has no page, on either store: it is no fault of ours."""

import pytest

from tests.at_work import raised
from tests.documents_at_work import added
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR
from tests.web.pages import Pages, send
from web.access.addresses import LARGEST_NUMBER, can_name_something

TOO_LARGE = ("2147483648", "9223372036854775808", "9" * 5000)


def test_what_can_name_something() -> None:
    for path in ("/", "/cases/D-2026-0001", f"/webhooks/{LARGEST_NUMBER}/try", f"/drafts/{'0' * 30}1", "/é/٣"):
        assert can_name_something(path), path
    for path in ("/cases/\0", "/\0", *(f"/webhooks/{number}/try" for number in TOO_LARGE)):
        assert not can_name_something(path), path


@pytest.mark.parametrize("number", [*TOO_LARGE, "%00"])
def test_no_page_has_such_an_address(pages_on_both: Pages, number: str) -> None:
    reference = raised(pages_on_both.context)
    added(pages_on_both.context, reference, HEALTH_VISITOR)
    support = pages_on_both.signed_in(BUSINESS_MANAGER)
    nowhere = support.get("/nowhere").text.count("Page not found")
    for path in (
        f"/cases/{number}",
        f"/cases/{number}/documents/add",
        f"/cases/{reference}/documents/{number}",
        f"/cases/{reference}/documents/{number}/withdraw",
        f"/reviews/{number}",
        f"/refer/{number}",
        f"/raise/raised/{number}",
        f"/raise/{number}/check",
        f"/static/look/{number}",
    ):
        answer = support.get(path)
        assert (answer.status_code, answer.text.count("Page not found")) == (404, nowhere), path
    for path in (f"/webhooks/{number}/try", f"/webhooks/{number}/disable", f"/notices/{number}/again"):
        assert send(support, "/webhooks/new", path).status_code == 404, path


@pytest.mark.parametrize("number", ["2_147_483_648", "+2147483648", "-1", "0"])
def test_no_notice_has_such_a_number(pages_on_both: Pages, number: str) -> None:
    support = pages_on_both.signed_in(BUSINESS_MANAGER)
    assert send(support, "/webhooks/new", f"/notices/{number}/again").status_code == 404
