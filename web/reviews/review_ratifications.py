"""Who has ratified what is before the partners, who has not, and whose ratification is still missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from notifications.dates import day_in_words
from procedures.group import Function
from procedures.review_course import ReviewFact
from procedures.review_course import ReviewPosition as P
from reports.material import Material
from reports.review_words import post
from states.directory import Person
from states.review import Ratification
from states.review_voting import Seated, awaited, voting_partners

BEFORE_THE_PARTNERS = {
    P.RAPID_REVIEW_SIGN_OFF: "The sub-committee's recommendation is before the partners.",
    P.DECISION_DISPUTED: "The decision was not ratified. A linked disagreement is being resolved first.",
    P.LCSPR_PARTNER_SIGN_OFF: "The report of the local review is before the partners.",
}

RATIFIED = "Every partner has ratified the decision. It is to be sent to the Panel."

Standing = Literal["ratified", "refused", "missing", "aside"]


@dataclass(frozen=True)
class PartnerVoice:
    """A partner's ratification: `said` is what they did and when, or who may still ratify."""

    partner: str
    standing: Standing
    said: str


@dataclass(frozen=True)
class Ratifications:
    """The voice of every partner. `about` says what is before them; empty where nothing is."""

    about: str
    voices: list[PartnerVoice]
    missing: int


def ratifications(material: Material, day: date) -> Ratifications | None:
    """Every partner's voice on what was last before them; None where nothing ever was. `day` is today."""
    review = material.review
    about = RATIFIED if review.fact(ReviewFact.RATIFIED) else BEFORE_THE_PARTNERS.get(review.at, "")
    if not about and not review.ratifications:
        return None
    group = material.rules.groups_by_id[material.rules.partners]
    missing = awaited(material.directory, material.rules, review, day) if about else {}
    may = voting_partners(material.directory, material.rules, review, day)
    voices = [voice for function in group.functions for voice in _voices(material, function, missing, may)]
    return Ratifications(about, voices, len(missing))


def _voices(
    material: Material, function: Function, missing: dict[str, tuple[str, ...]], may: Seated
) -> list[PartnerVoice]:
    latest: dict[str, Ratification] = {}
    for given in material.review.ratifications:
        if given.function == function.id:
            latest[given.seat] = given
    voices = [
        PartnerVoice(
            function.title,
            "ratified" if given.ratified else "refused",
            f"{'Ratified' if given.ratified else 'Not ratified'} by {post(material.directory, given.member)}, "
            f"{day_in_words(given.at)}",
        )
        for given in latest.values()
    ]
    if function.id in missing:
        voices.append(PartnerVoice(function.title, "missing", _who_may(material, may.get(function.id, {}))))
    return voices or [PartnerVoice(function.title, "aside", "Stepped aside, or nothing was asked of them")]


def _who_may(material: Material, seats: Mapping[str, Person]) -> str:
    people = list(dict.fromkeys(person.code for person in seats.values()))
    if not people:
        return "Nobody holds this seat: business support names a deputy in the directory"
    return f"To be ratified by {' or '.join(post(material.directory, code) for code in people)}"
