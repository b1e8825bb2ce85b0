"""Referring a serious incident: anybody in post may, once, and reads no more of it than that it was referred."""

from datetime import timedelta

import pytest

from tests.at_work import entries_of
from tests.partnership import BUSINESS_MANAGER, COUNCIL, HEALTH_VISITOR, SOCIAL_WORKER
from tests.web.pages import Pages, send

TYPED = {
    "local_authority": COUNCIL,
    "incident": "serious_harm",
    "looked_after": "no",
    "care_leaver": "no",
    "under_eighteen": "yes",
    "about": "What is known of it.",
}


def test_an_incident_is_referred_once(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    first, second = send(browser, "/refer", **TYPED), send(browser, "/refer", **TYPED)
    assert (first.status_code, first.headers["location"]) == (303, "/refer/R-2026-0001")
    assert second.headers["location"] == first.headers["location"]
    assert [one.kind for one in entries_of(pages.context, "R-2026-0001")] == ["refer_incident"]
    html = browser.get("/refer/R-2026-0001").text
    assert "Incident referred" in html
    assert "Business manager, business support team" in html
    assert "What is known of it." not in html
    assert browser.get("/reviews/R-2026-0001").status_code == 404


@pytest.mark.parametrize("left_open", ["local_authority", "incident", "about"])
def test_what_is_left_open_is_asked_again_and_the_rest_kept(pages: Pages, left_open: str) -> None:
    typed = {name: value for name, value in TYPED.items() if name != left_open} | {"children": "Typed and kept."}
    answer = send(pages.signed_in(HEALTH_VISITOR), "/refer", **typed)
    assert answer.status_code == 422
    assert f'href="#{left_open}"' in answer.text
    assert "Typed and kept." in answer.text


def test_what_the_rules_refuse_leads_to_the_field_that_it_is_about(pages: Pages) -> None:
    tomorrow = pages.clock.now() + timedelta(days=1)
    aware = {"aware_at-day": f"{tomorrow.day}", "aware_at-month": f"{tomorrow.month}", "aware_at-time": "10am"}
    answer = send(pages.signed_in(HEALTH_VISITOR), "/refer", **TYPED, **aware, **{"aware_at-year": f"{tomorrow.year}"})
    assert answer.status_code == 409
    assert '<a href="#aware_at-day">When the local authority became aware lies in the future.' in answer.text
    assert 'id="aware_at-error"' in answer.text
    assert "What is known of it." in answer.text


@pytest.mark.parametrize("person", [SOCIAL_WORKER, BUSINESS_MANAGER])
def test_a_referral_of_somebody_else_is_not_there(pages: Pages, person: str) -> None:
    send(pages.signed_in(HEALTH_VISITOR), "/refer", **TYPED)
    assert pages.signed_in(person).get("/refer/R-2026-0001").status_code == 404


def test_referring_is_limited(pages: Pages) -> None:
    browser = pages.signed_in(HEALTH_VISITOR)
    most = pages.context.settings.raises_an_hour
    statuses = [send(browser, "/refer", **TYPED | {"about": f"Incident {n}."}).status_code for n in range(most + 1)]
    assert statuses == [303] * most + [429]
