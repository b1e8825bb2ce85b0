"""The engine's page: when the clocks last ran, what the watchdog found, and what is late."""

from datetime import timedelta

from store.sessions import writing
from store.sweeps import note_finished
from tests.at_work import change_person, raised
from tests.partnership import BUSINESS_MANAGER, SCRUTINEER, SOCIAL_WORKER
from tests.web.pages import Pages
from tests.web.statements import asks_little
from tests.web.test_procedures import text_of
from workflows.deliver import deliver
from workflows.tick import tick
from workflows.watchdog import watch


def shown(pages: Pages) -> str:
    return text_of(pages.signed_in(BUSINESS_MANAGER).get("/engine").text)


def test_it_says_when_the_clocks_last_ran_and_that_all_is_well(pages_on_both: Pages) -> None:
    pages = pages_on_both
    assert "Not started Clocks have never run" in shown(pages)
    assert "It has not looked yet." in shown(pages)
    reference = raised(pages.context)
    tick(pages.context)
    page = shown(pages)
    assert "Well Clocks last ran on Monday 2 November 2026 at 9am." in page
    assert "1 open case" in page
    assert "No step is late." in page
    pages.clock.advance_by(timedelta(days=2))
    tick(pages.context)
    late = shown(pages)
    assert f"Acknowledge the disagreement {reference}" in late
    assert "It was due by Tuesday 3 November 2026 at 5pm." in late


def test_it_says_that_the_engine_has_stopped(pages: Pages) -> None:
    raised(pages.context)
    tick(pages.context)
    pages.clock.advance_by(timedelta(days=2))
    page = shown(pages)
    assert "Not well" in page
    assert "The engine has not looked for due clocks for too long." in page
    assert "Too long ago" in page


def test_it_shows_what_the_watchdog_found_and_which_cases_are_stuck(pages_on_both: Pages) -> None:
    pages = pages_on_both
    change_person(pages.context, SOCIAL_WORKER, email=None)
    reference = raised(pages.context)
    tick(pages.context)
    deliver(pages.context)
    with writing(pages.context.engine) as connection:
        note_finished(connection, "tick", pages.clock.now(), {"stuck": [reference]})
    watch(pages.context)
    page = shown(pages)
    assert "What the watchdog found" in page
    assert f"{reference} : The last tick could not do what this case's clock asked for." in page
    assert f"The others went on. {reference}" in page
    browser = pages.signed_in(BUSINESS_MANAGER)
    asks_little(pages, browser, "/engine")
    assert pages.signed_in(SCRUTINEER).get("/engine").status_code == 404


def test_however_many_cases_are_late_it_asks_no_more(pages: Pages) -> None:
    for _ in range(30):
        raised(pages.context)
    pages.clock.advance_by(timedelta(days=2))
    assert "And 5 more." in shown(pages)
    asks_little(pages, pages.signed_in(BUSINESS_MANAGER), "/engine")
