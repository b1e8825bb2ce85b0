"""Who has a voice in a practice review, and when every partner has ratified."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace as changed

from procedures.review_course import ReviewPosition as P
from procedures.review_language import ReviewProcedure
from states.directory import Deputy, Directory
from states.review import Ratification
from states.review_parties import is_ratified, review_everybody, voting_partners, voting_sub_committee
from states.review_voting import awaited
from tests.partnership import (
    ASSISTANT_CHIEF_CONSTABLE,
    DIRECTOR_OF_CHILDRENS_SERVICES,
    HERTFORDSHIRE_DIRECTOR_OF_NURSING,
    MID_AND_SOUTH_CHIEF_NURSE,
    SCRUTINEER,
    SERVICE_MANAGER,
    SUFFOLK_CHIEF_NURSE,
    essex_directory,
)
from tests.states.review_people import with_deputies, without
from tests.states.review_rules import altered_rules, london, review_rules, standing_at

DAY = date(2026, 6, 1)
ESSEX = essex_directory()
SIGN_OFF = standing_at(P.RAPID_REVIEW_SIGN_OFF)
COUNCIL_SEAT, POLICE_SEAT = ("council", "essex_county_council"), ("police", "essex_police")
SUFFOLK, HERTS, MID = (
    ("health", "suffolk_and_north_east_essex_icb"),
    ("health", "hertfordshire_and_west_essex_icb"),
    ("health", "mid_and_south_essex_icb"),
)
HOLDERS = {
    COUNCIL_SEAT: DIRECTOR_OF_CHILDRENS_SERVICES,
    POLICE_SEAT: ASSISTANT_CHIEF_CONSTABLE,
    SUFFOLK: SUFFOLK_CHIEF_NURSE,
    HERTS: HERTFORDSHIRE_DIRECTOR_OF_NURSING,
    MID: MID_AND_SOUTH_CHIEF_NURSE,
}


def every_board() -> ReviewProcedure:
    """Rules that ask each of the three integrated care boards."""

    def ask_all(data: dict[str, Any]) -> None:
        partners = next(group for group in data["groups"] if group["id"] == data["partners"])
        next(one for one in partners["functions"] if one["id"] == "health")["seats_heard"] = "all"

    return altered_rules(ask_all)


def said(*places: tuple[str, str], ratified: bool = True, by: str | None = None) -> tuple[Ratification, ...]:
    return tuple(
        Ratification(function, seat, by or HOLDERS[function, seat], ratified, london("2026-06-01"))
        for function, seat in places
    )


def voices(directory: Directory, *recused: str) -> dict[tuple[str, str], str]:
    found = voting_partners(directory, review_rules(), changed(SIGN_OFF, recused=recused), DAY)
    return {(function, seat): person.code for function, seats in found.items() for seat, person in seats.items()}


def test_five_delegates_speak_for_three_functions() -> None:
    assert voices(ESSEX) == HOLDERS


def test_the_sub_committee_has_its_own_voices() -> None:
    found = voting_sub_committee(ESSEX, review_rules(), SIGN_OFF, DAY)
    assert {function: len(seats) for function, seats in found.items()} == {"council": 1, "police": 1, "health": 3}


def test_a_deputy_speaks_for_the_seat() -> None:
    directory = with_deputies(ESSEX, (DIRECTOR_OF_CHILDRENS_SERVICES, SERVICE_MANAGER))
    assert voices(directory)[COUNCIL_SEAT] == SERVICE_MANAGER


def test_one_board_may_act_for_another() -> None:
    directory = with_deputies(
        without(ESSEX, SUFFOLK_CHIEF_NURSE), (SUFFOLK_CHIEF_NURSE, HERTFORDSHIRE_DIRECTOR_OF_NURSING)
    )
    found = voices(directory)
    assert (found[SUFFOLK], found[HERTS]) == (HERTFORDSHIRE_DIRECTOR_OF_NURSING, HERTFORDSHIRE_DIRECTOR_OF_NURSING)


def test_one_person_speaks_for_one_function() -> None:
    directory = with_deputies(ESSEX, (ASSISTANT_CHIEF_CONSTABLE, DIRECTOR_OF_CHILDRENS_SERVICES))
    assert POLICE_SEAT not in voices(directory)


class TestTheScrutineerNeverHasAVoice:
    STANDING_IN = with_deputies(ESSEX, (SUFFOLK_CHIEF_NURSE, SCRUTINEER))

    def test_also_when_deputising(self) -> None:
        assert SCRUTINEER not in voices(self.STANDING_IN).values()

    def test_the_voice_then_stays_with_the_holder(self) -> None:
        assert voices(self.STANDING_IN)[SUFFOLK] == SUFFOLK_CHIEF_NURSE

    def test_or_goes_to_the_next_deputy(self) -> None:
        directory = with_deputies(self.STANDING_IN, (SUFFOLK_CHIEF_NURSE, MID_AND_SOUTH_CHIEF_NURSE))
        assert voices(directory)[SUFFOLK] == MID_AND_SOUTH_CHIEF_NURSE

    def test_nor_with_a_seat_of_a_vacated_post(self) -> None:
        directory = without(self.STANDING_IN, SUFFOLK_CHIEF_NURSE)
        assert SUFFOLK not in voices(directory)

    def test_and_what_they_signed_counts_for_nothing(self) -> None:
        given = (*said(COUNCIL_SEAT, POLICE_SEAT), *said(SUFFOLK, by=SCRUTINEER))
        assert not is_ratified(ESSEX, review_rules(), changed(SIGN_OFF, ratifications=given), DAY)


class TestRecusal:
    def test_whoever_stepped_aside_has_no_voice(self) -> None:
        assert COUNCIL_SEAT not in voices(ESSEX, DIRECTOR_OF_CHILDRENS_SERVICES)

    def test_a_deputy_who_is_named_has_it(self) -> None:
        directory = with_deputies(ESSEX, (DIRECTOR_OF_CHILDRENS_SERVICES, SERVICE_MANAGER))
        assert voices(directory, DIRECTOR_OF_CHILDRENS_SERVICES)[COUNCIL_SEAT] == SERVICE_MANAGER

    def test_and_a_deputy_who_stepped_aside_too_has_not(self) -> None:
        directory = with_deputies(ESSEX, (DIRECTOR_OF_CHILDRENS_SERVICES, SERVICE_MANAGER))
        assert COUNCIL_SEAT not in voices(directory, DIRECTOR_OF_CHILDRENS_SERVICES, SERVICE_MANAGER)

    def test_what_somebody_signed_before_stepping_aside_no_longer_counts(self) -> None:
        review = changed(
            SIGN_OFF, ratifications=said(COUNCIL_SEAT, POLICE_SEAT, MID), recused=(MID_AND_SOUTH_CHIEF_NURSE,)
        )
        assert awaited(ESSEX, review_rules(), review, DAY) == {"health": (SUFFOLK[1], HERTS[1])}


RATIFIED = [
    ("nobody", (), "any", False),
    ("two of three functions", said(COUNCIL_SEAT, POLICE_SEAT), "any", False),
    ("one board for health", said(COUNCIL_SEAT, POLICE_SEAT, HERTS), "any", True),
    ("every board is asked, one has not", said(COUNCIL_SEAT, POLICE_SEAT, HERTS, MID), "all", False),
    ("every board", said(COUNCIL_SEAT, POLICE_SEAT, SUFFOLK, HERTS, MID), "all", True),
    ("one refuses", said(COUNCIL_SEAT, POLICE_SEAT, HERTS) + said(MID, ratified=False), "any", False),
    ("one refused first", said(COUNCIL_SEAT, ratified=False) + said(COUNCIL_SEAT, POLICE_SEAT, MID), "any", True),
]


@pytest.mark.parametrize(
    ("given", "heard", "expected"), [row[1:] for row in RATIFIED], ids=[row[0] for row in RATIFIED]
)
def test_when_the_partners_have_ratified(given: tuple[Ratification, ...], heard: str, expected: bool) -> None:
    rules = every_board() if heard == "all" else review_rules()
    assert is_ratified(ESSEX, rules, changed(SIGN_OFF, ratifications=given), DAY) is expected


def test_whoever_acts_for_another_board_signs_once_for_both() -> None:
    directory = with_deputies(ESSEX, (SUFFOLK_CHIEF_NURSE, HERTFORDSHIRE_DIRECTOR_OF_NURSING))
    review = changed(SIGN_OFF, ratifications=said(COUNCIL_SEAT, POLICE_SEAT, HERTS, MID))
    assert is_ratified(directory, every_board(), review, DAY)
    assert not is_ratified(ESSEX, every_board(), review, DAY)


def test_a_vacated_partner_is_still_awaited() -> None:
    review = changed(SIGN_OFF, ratifications=said(COUNCIL_SEAT, MID))
    vacated = without(ESSEX, ASSISTANT_CHIEF_CONSTABLE)
    assert awaited(vacated, review_rules(), review, DAY) == {"police": ("essex_police",)}
    assert not is_ratified(vacated, review_rules(), review, DAY)


def test_what_somebody_signed_before_they_left_still_counts() -> None:
    review = changed(SIGN_OFF, ratifications=said(COUNCIL_SEAT, POLICE_SEAT, MID))
    assert is_ratified(without(ESSEX, ASSISTANT_CHIEF_CONSTABLE), review_rules(), review, DAY)


def test_a_partner_whose_holder_stepped_aside_is_awaited_until_a_deputy_ratifies() -> None:
    review = changed(SIGN_OFF, ratifications=said(COUNCIL_SEAT, MID), recused=(ASSISTANT_CHIEF_CONSTABLE,))
    assert awaited(ESSEX, review_rules(), review, DAY) == {"police": ("essex_police",)}
    assert not is_ratified(ESSEX, review_rules(), review, DAY)
    deputised = with_deputies(ESSEX, (ASSISTANT_CHIEF_CONSTABLE, "detective_inspector_essex_police"))
    signed = said(POLICE_SEAT, by="detective_inspector_essex_police")
    assert is_ratified(deputised, review_rules(), changed(review, ratifications=(*review.ratifications, *signed)), DAY)


def test_everybody_of_the_partners_is_everybody_with_a_voice() -> None:
    directory = Directory.of(
        ESSEX.agencies.values(), ESSEX.people.values(), (Deputy(SUFFOLK_CHIEF_NURSE, SCRUTINEER, DAY),), ESSEX.seats
    )
    assert set(review_everybody(directory, review_rules(), SIGN_OFF, "partners", DAY)) == set(HOLDERS.values())
