"""An agency sees the return that it was asked for and what it sent, and nothing else of a review."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import pytest
from msgspec import json as structs

from procedures.review_course import ReviewPosition as P
from states import review_actions as do
from store.own_return import OWN_FACTS, OwnReturn, own_return
from store.sessions import reading
from tests.at_work import change_person, engine_at_work, raised, settings_for
from tests.partnership import (
    BUSINESS_MANAGER,
    CHIEF_CONSTABLE,
    COUNCIL,
    DETECTIVE_CONSTABLE,
    HCRG,
    HEAD_OF_SERVICE,
    HEADTEACHER,
    HEALTH_VISITOR,
    POLICE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SOCIAL_WORKER,
)
from tests.reviews_at_work import StoredReview, stored_review
from tests.states.review_line import COMMITTEE_CHAIR, SUPPORT, lead, returned

TODAY = date(2026, 11, 2)
SECRETS = {COUNCIL: "Zz-of-the-council", POLICE: "Zz-of-the-police", HCRG: "Zz-of-health-visiting"}


@dataclass(frozen=True)
class Asked:
    """A review for which three agencies were asked: the council and the police have sent theirs, each with a word."""

    world: StoredReview

    def shown_to(self, person: str, reference: str | None = None, day: date = TODAY) -> OwnReturn | None:
        with reading(self.world.context.engine) as connection:
            return own_return(connection, person, reference or self.world.reference, day)

    def everything_shown_to(self, person: str) -> str:
        """All that a person is given, as one text."""
        found = self.shown_to(person)
        assert found
        return json.dumps([structs.encode(found.asked).decode(), *map(asdict, found.sent)], default=str)


@pytest.fixture
def asked(database_url: str, tmp_path: Path) -> Iterator[Asked]:
    with engine_at_work(settings_for(database_url, tmp_path / "home")) as (context, clock):
        world = stored_review(context, clock, P.RAPID_REVIEW_GATHERING, about="Zz-of-the-referral")
        for agency in (COUNCIL, POLICE):
            world.act(lead(agency), returned(agency, world, chronology=SECRETS[agency]))
        world.act(SUPPORT, do.RecordReturnGap(agency=HCRG, reason="Zz-why-there-is-none"))
        yield Asked(world)


ANSWERING = {SERVICE_MANAGER: COUNCIL, CHIEF_CONSTABLE: POLICE, lead(POLICE): POLICE}


def test_whoever_answers_for_an_agency_that_was_asked_sees_what_it_sent(asked: Asked) -> None:
    for person, agency in ANSWERING.items():
        found = asked.shown_to(person)
        assert found
        assert found.asked.agency == agency
        (sent,) = found.sent
        assert (sent.sent_by, sent.narrative["chronology"]) == (lead(agency), SECRETS[agency])
        assert sent.facts["agency"] == agency
        assert set(sent.facts) <= set(OWN_FACTS)


def test_an_agency_that_has_sent_nothing_sees_what_it_was_asked_for(asked: Asked) -> None:
    found = asked.shown_to(HEAD_OF_SERVICE)
    assert found
    assert found.sent == ()
    assert (found.asked.agency, found.asked.gap_at is not None) == (HCRG, True)


def test_nothing_of_others_is_in_it(asked: Asked) -> None:
    for person, agency in (ANSWERING | {HEAD_OF_SERVICE: HCRG}).items():
        shown = asked.everything_shown_to(person)
        others = [secret for other, secret in SECRETS.items() if other != agency]
        for hidden in (*others, "Zz-of-the-referral", "Zz-why-there-is-none", "rapid_review", COMMITTEE_CHAIR):
            assert hidden not in shown


def test_for_whoever_was_not_asked_or_does_not_answer_there_is_no_review(asked: Asked) -> None:
    of_agencies = (SOCIAL_WORKER, DETECTIVE_CONSTABLE, HEALTH_VISITOR)
    for person in (HEADTEACHER, *of_agencies, BUSINESS_MANAGER, SCRUTINEER, "nobody_at_all", "' OR 1=1 --"):
        assert asked.shown_to(person) is None
        assert asked.shown_to(person, "R-2026-0404") is None


def test_whoever_has_left_sees_nothing(asked: Asked) -> None:
    change_person(asked.world.context, SERVICE_MANAGER, left_on=TODAY)
    assert asked.shown_to(SERVICE_MANAGER) is None


def test_neither_a_disagreement_nor_another_review_is_reached(asked: Asked) -> None:
    for reference in (raised(asked.world.context), stored_review(asked.world.context, asked.world.clock).reference):
        assert asked.shown_to(SOCIAL_WORKER, reference) is None
