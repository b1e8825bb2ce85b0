"""How much one person may read in an hour: enough for anybody's work, and too little to drain the store."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from store.case_readings import EXPORT, note_readings, readings_of
from store.sessions import reading, writing
from tests.at_work import raised
from tests.partnership import BUSINESS_MANAGER, HEALTH_VISITOR
from tests.web.pages import Pages, opened_pages, token_in
from tests.web.test_procedures import text_of

MOST = 3


@pytest.fixture
def limited(database_url: str, tmp_path: Path) -> Iterator[Pages]:
    with opened_pages(database_url, tmp_path, readings_an_hour=MOST, exports_an_hour=MOST) as opened:
        yield opened


def kept(pages: Pages, reference: str) -> int:
    with reading(pages.context.engine) as connection:
        return len(readings_of(connection, reference))


def test_more_than_that_waits_until_the_hour_is_over(limited: Pages) -> None:
    reference = raised(limited.context)
    browser = limited.signed_in(HEALTH_VISITOR)
    for _ in range(MOST):
        assert browser.get(f"/cases/{reference}").status_code == 200
        limited.clock.advance_by(timedelta(minutes=10))
    refused = browser.get(f"/cases/{reference}")
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str(30 * 60)
    assert "Wait 30 minutes, then go on." in text_of(refused.text)
    assert reference not in refused.text
    assert kept(limited, reference) == MOST, "what was not shown was not read"
    assert browser.get("/my-work").status_code == 200
    assert limited.signed_in(BUSINESS_MANAGER).get(f"/cases/{reference}").status_code == 200
    limited.clock.advance_by(timedelta(minutes=30))
    assert browser.get(f"/cases/{reference}").status_code == 200
    assert browser.get(f"/cases/{reference}").status_code == 429


def test_what_cannot_be_read_any_more_gives_back_what_was_typed(limited: Pages) -> None:
    reference = raised(limited.context)
    browser = limited.signed_in(HEALTH_VISITOR)
    path = f"/cases/{reference}/withdraw"
    form = browser.get(path).text
    for _ in range(MOST - 1):
        assert browser.get(path).status_code == 200
    refused = browser.post(path, data={"form_token": token_in(form), "reason": "We have talked it over."})
    assert refused.status_code == 429
    assert "We have talked it over." in refused.text


def test_lists_that_were_taken_away_count_by_themselves(limited: Pages) -> None:
    reference = raised(limited.context)
    browser = limited.signed_in(BUSINESS_MANAGER)
    with writing(limited.context.engine) as connection:
        note_readings(connection, BUSINESS_MANAGER, [reference] * 50, limited.clock.now(), EXPORT)
    answers = [browser.get("/cases.csv").status_code for _ in range(MOST + 1)]
    assert answers == [200] * MOST + [429]
    assert browser.get(f"/cases/{reference}").status_code == 200


def test_what_other_systems_read_is_limited_by_their_tokens_alone(limited: Pages) -> None:
    reference = raised(limited.context)
    with writing(limited.context.engine) as connection:
        note_readings(connection, HEALTH_VISITOR, [reference] * 50, limited.clock.now(), "api documents (token 1)")
    assert limited.signed_in(HEALTH_VISITOR).get(f"/cases/{reference}").status_code == 200
