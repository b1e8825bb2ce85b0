"""Who answers for each party of a practice review, with vacated posts, deputies and a chair that rotates."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace as changed

from procedures.review_course import ReviewPosition as P
from states.directory import Directory
from states.responsible import NobodyThere, Responsible
from states.review import InformationRequest, Recommendation
from states.review_parties import answering_for, review_everybody, review_holders, review_responsible
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    BUSINESS_MANAGER,
    BUSINESS_SUPPORT_OFFICER,
    COUNCIL,
    DETECTIVE_INSPECTOR,
    DETECTIVE_SERGEANT,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    FIRE,
    HCRG,
    HEAD_OF_SERVICE,
    HEALTH_VISITOR,
    NAMED_NURSE,
    POLICE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SUFFOLK_CHIEF_NURSE,
    essex_directory,
)
from tests.states.review_people import with_deputies, with_people, without
from tests.states.review_rules import london, review_rules, standing_at

ESSEX = essex_directory()
DAY = date(2026, 6, 1)
SUB_COMMITTEE_CHAIR = "head_safeguarding_mse_icb"
ASKED = InformationRequest(1, POLICE, london("2026-06-01"), london("2026-06-20"))
OURS = Recommendation(4, (HCRG, POLICE), DAY)
REVIEW = standing_at(P.RAPID_REVIEW_GATHERING, information_requests=(ASKED,), recommendations=(OURS,))


def answers(directory: Directory, party: str, item: str | None = None, day: date = DAY) -> Responsible:
    return review_responsible(directory, review_rules(), REVIEW, party, day, item)


IN_POST = [
    ("business_support", None, BUSINESS_MANAGER),
    ("local_authority", None, SERVICE_MANAGER),
    ("referrer", None, HEALTH_VISITOR),
    ("sub_committee_chair", None, SUB_COMMITTEE_CHAIR),
    ("independent_scrutineer", None, SCRUTINEER),
    ("return_agency", HCRG, NAMED_NURSE),
    ("return_agency", POLICE, DETECTIVE_INSPECTOR),
    ("asked_agency", "1", DETECTIVE_INSPECTOR),
    ("recommendation_owner", "4", NAMED_NURSE),
]


@pytest.mark.parametrize(("party", "item", "person"), IN_POST)
def test_a_post_that_is_held(party: str, item: str | None, person: str) -> None:
    assert answers(ESSEX, party, item) == Responsible(person)


@pytest.mark.parametrize(
    ("year", "chair"),
    [
        (2025, SUFFOLK_CHIEF_NURSE),
        (2026, DIRECTOR_OF_CHILDRENS_SERVICES),
        (2027, ASSISTANT_CHIEF_CONSTABLE),
        (2028, SUFFOLK_CHIEF_NURSE),
    ],
)
def test_the_partners_chair_rotates_with_the_year(year: int, chair: str) -> None:
    assert answers(ESSEX, "partners_chair", day=date(year, 6, 1)) == Responsible(chair)


def test_it_rotates_at_midnight_of_the_new_year() -> None:
    assert answers(ESSEX, "partners_chair", day=date(2026, 12, 31)).person == DIRECTOR_OF_CHILDRENS_SERVICES
    assert answers(ESSEX, "partners_chair", day=date(2027, 1, 1)).person == ASSISTANT_CHIEF_CONSTABLE


def test_a_chair_who_stepped_aside_is_followed_by_the_next_partner() -> None:
    review = changed(REVIEW, recused=(DIRECTOR_OF_CHILDRENS_SERVICES,))
    assert review_responsible(ESSEX, review_rules(), review, "partners_chair", DAY).person == ASSISTANT_CHIEF_CONSTABLE


def test_the_scrutineer_may_chair_as_a_deputy_and_has_no_voice_by_it() -> None:
    directory = with_deputies(ESSEX, (DIRECTOR_OF_CHILDRENS_SERVICES, SCRUTINEER))
    chair = answers(directory, "partners_chair")
    assert chair == Responsible(SCRUTINEER, "deputy", DIRECTOR_OF_CHILDRENS_SERVICES)
    assert SCRUTINEER not in review_everybody(directory, review_rules(), REVIEW, "partners", DAY)


def test_without_the_partners_nominee_the_sub_committee_is_chaired_in_the_order_of_the_rules() -> None:
    directory = with_people(ESSEX, **{SUB_COMMITTEE_CHAIR: {"roles": ()}})
    assert answers(directory, "sub_committee_chair").person == "quality_assurance_manager_ecc"


VACATED = [
    # (who has left, party, item, who answers, how, for whose post)
    ((SERVICE_MANAGER,), "local_authority", None, DIRECTOR_OF_CHILDRENS_SERVICES, "proxy", None),
    ((NAMED_NURSE,), "return_agency", HCRG, HEAD_OF_SERVICE, "proxy", None),
    ((NAMED_NURSE, HEAD_OF_SERVICE), "return_agency", HCRG, BUSINESS_MANAGER, "business_support", NAMED_NURSE),
    ((DETECTIVE_INSPECTOR,), "asked_agency", "1", ASSISTANT_CHIEF_CONSTABLE, "proxy", None),
    ((HEALTH_VISITOR,), "referrer", None, NAMED_NURSE, "proxy", None),
    ((SCRUTINEER,), "independent_scrutineer", None, BUSINESS_MANAGER, "business_support", SCRUTINEER),
    ((SUB_COMMITTEE_CHAIR,), "sub_committee_chair", None, "quality_assurance_manager_ecc", "post", None),
    ((BUSINESS_MANAGER,), "business_support", None, BUSINESS_SUPPORT_OFFICER, "post", None),
]


@pytest.mark.parametrize(("left", "party", "item", "person", "via", "post"), VACATED)
def test_a_vacated_post_passes_on_at_once(
    left: tuple[str, ...], party: str, item: str | None, person: str, via: str, post: str | None
) -> None:
    found = answers(without(ESSEX, *left), party, item)
    assert (found.person, found.via, found.post) == (person, via, post)


@pytest.mark.parametrize("party", ["return_agency", "asked_agency", "recommendation_owner"])
def test_nobody_of_another_agency_answers_for_an_agency(party: str) -> None:
    directory = with_deputies(without(ESSEX, NAMED_NURSE), (NAMED_NURSE, DETECTIVE_SERGEANT))
    found = answers(directory, party, HCRG)
    assert (found.person, found.via) == (HEAD_OF_SERVICE, "proxy")
    assert DETECTIVE_SERGEANT not in answering_for(directory, HCRG, DAY)


def test_a_deputy_goes_before_the_agencys_line() -> None:
    directory = with_deputies(without(ESSEX, NAMED_NURSE), (NAMED_NURSE, HEALTH_VISITOR))
    assert answers(directory, "return_agency", HCRG) == Responsible(HEALTH_VISITOR, "deputy", NAMED_NURSE)


def test_the_line_of_an_agency_stays_inside_it() -> None:
    directory = without(ESSEX, "safeguarding_officer_fire", "safeguarding_manager_fire")
    assert answers(directory, "return_agency", FIRE).person == "deputy_safeguarding_manager_fire"
    assert (
        answers(without(directory, "deputy_safeguarding_manager_fire"), "return_agency", FIRE).via == "business_support"
    )


def test_an_agency_that_nobody_answers_for_falls_to_business_support() -> None:
    assert answers(ESSEX, "return_agency", "an_agency_elsewhere") == Responsible(BUSINESS_MANAGER, "business_support")


def test_nobody_at_all_is_said_and_not_waited_on() -> None:
    with pytest.raises(NobodyThere):
        answers(without(ESSEX, BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER, SERVICE_MANAGER), "business_support")


class TestEverybody:
    def test_a_recommendation_is_of_every_agency_that_it_names(self) -> None:
        found = review_everybody(ESSEX, review_rules(), REVIEW, "recommendation_owner", DAY, "4")
        assert found == (NAMED_NURSE, DETECTIVE_INSPECTOR)

    def test_also_of_one_that_has_no_lead(self) -> None:
        found = review_everybody(without(ESSEX, NAMED_NURSE), review_rules(), REVIEW, "recommendation_owner", DAY, "4")
        assert found == (HEAD_OF_SERVICE, DETECTIVE_INSPECTOR)

    def test_all_of_business_support(self) -> None:
        found = review_everybody(ESSEX, review_rules(), REVIEW, "business_support", DAY)
        assert found == (BUSINESS_MANAGER, BUSINESS_SUPPORT_OFFICER)

    def test_all_lead_safeguarding_partners(self) -> None:
        assert len(review_everybody(ESSEX, review_rules(), REVIEW, "lead_safeguarding_partners", DAY)) == 5

    def test_only_the_local_authority_speaks_for_the_local_authority(self) -> None:
        nobody = without(ESSEX, SERVICE_MANAGER, DIRECTOR_OF_CHILDRENS_SERVICES)
        assert review_everybody(nobody, review_rules(), REVIEW, "local_authority", DAY) == (BUSINESS_MANAGER,)
        assert review_holders(nobody, review_rules(), REVIEW, "local_authority", DAY) == ()

    def test_another_local_authority_has_its_own_notifier_and_not_ours(self) -> None:
        elsewhere = changed(REVIEW, local_authority="a_council_elsewhere")
        assert review_holders(ESSEX, review_rules(), elsewhere, "local_authority", DAY) == ()
        assert ESSEX.people[SERVICE_MANAGER].agency == COUNCIL
