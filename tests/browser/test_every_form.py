"""The form of every action of the main line, with its errors where it has any: it keeps nobody out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from procedures.catalogue import load
from procedures.review_course import ReviewPosition as P
from procedures.rules import Rules
from states.action import Action
from states.actions import Acknowledge, Answer, Escalate, GiveGroupView, RejectAnswer, Withdraw
from states.open_actions import ACTIONS, open_actions
from store.directory import current_directory
from store.membership import member_of
from store.readable_cases import case_with_record
from store.sessions import reading
from tests.at_work import do, raised
from tests.browser.chromium import PHONE, choose_role, keeps_nobody_out, window
from tests.browser.homes import demonstration
from tests.browser.serving import served
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    SCRUTINEER,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import stored_review
from tests.states.review_line import COMMITTEE_CHAIR, MAIN_LINE, PARTNERS_CHAIR
from web.cases.action_page import action_address
from workflows.clock import VirtualClock
from workflows.context import EngineContext

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PEOPLE = (
    BUSINESS_MANAGER,
    COMMITTEE_CHAIR,
    PARTNERS_CHAIR,
    ASSISTANT_CHIEF_CONSTABLE,
    SERVICE_MANAGER,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    SOCIAL_WORKER,
    SCRUTINEER,
)
ELSEWHERE = frozenset({"submit_return", "answer_recommendation", "record_evidence", "record_information"})
"""What an agency does on pages of its own, which have a journey."""

LADDER: tuple[tuple[str, Action], ...] = (
    (SOCIAL_WORKER, Acknowledge()),
    (SOCIAL_WORKER, Answer(answer="No.")),
    (HEALTH_VISITOR, RejectAnswer(reason="No.")),
    (HEAD_OF_SERVICE, Escalate(reason="No.")),
    (ASSISTANT_CHIEF_CONSTABLE, GiveGroupView(view="with_raising_side", reason="Yes.")),
    (HEALTH_VISITOR, Withdraw(reason="Yes.")),
)
"""What is done on a disagreement from its raising to its end."""


@dataclass
class Looking:
    """Windows of everybody who looks, each opened when it is first needed, and what has been looked at."""

    context: EngineContext
    clock: VirtualClock
    browser: Browser
    address: str
    open: ExitStack
    windows: dict[str, Page] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def at_what_is_open(self, reference: str, rules: Rules) -> None:
        """Look at the form of each kind of action that is now open to somebody, and has not been looked at."""
        now = self.clock.now()
        with reading(self.context.engine) as connection:
            directory = current_directory(connection).directory
            theirs = {
                code: case_with_record(
                    connection, member_of(connection, directory, directory.people[code], now.date()), reference
                )
                for code in PEOPLE
            }
        for person, found in theirs.items():
            for one in open_actions(found[0], person, rules, directory, now) if found else ():
                if one.standing == "open" and one.kind not in self.seen | ELSEWHERE:
                    self.seen.add(one.kind)
                    self._look(self._window(person), action_address(reference, one.kind), one.kind)

    def _window(self, person: str) -> Page:
        if person not in self.windows:
            page = self.open.enter_context(window(self.browser, self.address, PHONE, scripts=True))
            choose_role(page, person)
            self.windows[person] = page
        return self.windows[person]

    def _look(self, page: Page, address: str, kind: str) -> None:
        page.goto(address)
        expect(page.locator("main form")).to_be_visible()
        if any(asked.is_required() for name, asked in ACTIONS[kind].model_fields.items() if name != "kind"):
            with page.expect_navigation():
                page.locator("main form button[type=submit]").first.press("Enter")
            expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
        keeps_nobody_out(page, kind)


@contextmanager
def looking(browser: Browser, home: Path) -> Iterator[Looking]:
    """Somebody who looks at the pages of a store while it is worked on."""
    with (
        demonstration(home) as (context, clock),
        served(home, clock) as address,
        ExitStack() as opened,
    ):
        yield Looking(context, clock, browser, address, opened)


def test_every_form_of_a_disagreement(browser: Browser, tmp_path: Path) -> None:
    with looking(browser, tmp_path) as looks:
        reference = raised(looks.context)
        for person, action in LADDER:
            looks.at_what_is_open(reference, load("essex"))
            do(looks.context, reference, action, person)
        looks.at_what_is_open(reference, load("essex"))
        assert len(looks.seen) > 15, looks.seen


def test_every_form_of_a_review(browser: Browser, tmp_path: Path) -> None:
    with looking(browser, tmp_path) as looks:
        review = stored_review(looks.context, looks.clock, P.REFERRED)
        for reached, step in MAIN_LINE:
            looks.at_what_is_open(review.reference, review.rules)
            if reached is P.IMPACT_REVIEW:
                break
            step(review.after(hours=1))
            looks.clock.advance_to(max(looks.clock.now(), review.now))
        assert len(looks.seen) > 35, looks.seen
