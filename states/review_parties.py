"""Who answers for a party of a practice review on a day, deputies, vacated posts and the rotating chair included."""

from __future__ import annotations

from datetime import date

from procedures.group import Group
from procedures.review_language import ReviewProcedure
from states.directory import BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER, Directory, Person
from states.responsible import Responsible, Via, business_support
from states.review import Review
from states.review_due import part_of
from states.review_voting import Seated, is_ratified, sits_for, voting, voting_partners, voting_sub_committee

__all__ = [
    "Seated",
    "is_ratified",
    "review_everybody",
    "review_holders",
    "review_responsible",
    "voting_partners",
    "voting_sub_committee",
]

NOTIFIER = "serious_incident_notifier"
"""Role of whoever notifies the Panel for a local authority."""

REVIEW_LEAD = "review_lead"
"""Role of whoever answers for an agency in practice reviews."""

SUB_COMMITTEE_CHAIR = "practice_review_chair"
"""Role of the partners' nominee who chairs the sub-committee; without one, its chair is found as any group's."""

GROUP_PARTIES = frozenset(
    {"sub_committee_chair", "partners_chair", "sub_committee", "partners", "lead_safeguarding_partners"}
)
"""Parties that act for a group that decides: nobody who has stepped aside does."""

AGENCIES = frozenset({"return_agency", "asked_agency", "recommendation_owner"})
"""Parties that are an agency. Nobody of another agency stands in for it: what it sends is its own people's to read."""

ONE_PERSON = frozenset({"referrer", "sub_committee_chair", "partners_chair"})
"""Parties that are one person, of several who could take the step."""


def review_responsible(
    directory: Directory, rules: ReviewProcedure, review: Review, party: str, day: date, item: str | None = None
) -> Responsible:
    """The one person who answers for `party` on `day` (Europe/London).

    `item` is the agency, or the number of the request or recommendation, that a deadline of an item is about. A
    vacated post passes to its deputy, then up the agency's own line, then to business support, at once. A deputy who
    is of another agency is passed over where an agency itself has to answer. A local authority without a notifier is
    spoken for by its Delegated Safeguarding Partner.

    NobodyThere if business support is empty too.
    """
    posts = _posts(directory, rules, review, party, day, item)
    for post, proxied in posts:
        person = _there(directory, review, party, post, day)
        if person:
            via: Via = "post" if person.code == post else "deputy"
            return Responsible(person.code, "proxy" if proxied else via, post if person.code != post else None)
    support = business_support(directory, day)
    if party == BUSINESS_SUPPORT:
        return Responsible(support)
    return Responsible(support, "business_support", posts[0][0] if posts else None)


def review_everybody(
    directory: Directory, rules: ReviewProcedure, review: Review, party: str, day: date, item: str | None = None
) -> tuple[str, ...]:
    """Everybody who answers for a party that day, by code; business support for a party that is empty."""
    found = review_holders(directory, rules, review, party, day, item)
    return found or (review_responsible(directory, rules, review, party, day, item).person,)


def review_holders(
    directory: Directory, rules: ReviewProcedure, review: Review, party: str, day: date, item: str | None = None
) -> tuple[str, ...]:
    """As `review_everybody`, without business support for an empty post: who may act where that is nobody else's."""
    if party in ("partners", "sub_committee"):
        group = rules.groups_by_id[rules.partners if party == "partners" else rules.sub_committee]
        seats = voting(directory, group, review, day).values()
        return tuple(dict.fromkeys(person.code for people in seats for person in people.values()))
    agencies = agencies_of(review, party, item)
    if len(agencies) > 1:
        each = (review_holders(directory, rules, review, party, day, agency) for agency in agencies)
        return tuple(dict.fromkeys(person for found in each for person in found))
    posts = _posts(directory, rules, review, party, day, item)
    for proxied in (False, True):
        there = [_there(directory, review, party, post, day) for post, is_proxy in posts if is_proxy is proxied]
        found = tuple(dict.fromkeys(person.code for person in there if person))
        if found:
            # Up an agency's line, and among those who could chair, the first is meant.
            return found[:1] if proxied or party in ONE_PERSON else found
    return ()


def answering_for(directory: Directory, agency: str, day: date) -> frozenset[str]:
    """Everybody who may come to answer for an agency in practice reviews that day, by code.

    Its lead, its senior managers, the line above them, and whoever of the agency stands in for one of these.
    """
    posts = [post for post, _ in _of_agency(directory, agency, day)]
    standing_in = [there.code for post in posts if (there := _of_the_same_agency(directory, post, day))]
    return frozenset((*posts, *standing_in))


def line_above(directory: Directory, code: str) -> list[str]:
    """The line managers of a person by code, nearest first, inside their own agency."""
    person = directory.people.get(code)
    agency = person.agency if person else None
    line: list[str] = []
    while person and person.reports_to and person.reports_to not in (code, *line):
        person = directory.people.get(person.reports_to)
        if person is None or person.agency != agency:
            break
        line.append(person.code)
    return line


def agencies_of(review: Review, party: str, item: str | None) -> tuple[str, ...]:
    """The agencies that an item is about. `item` is an agency's code, or the number of a request or recommendation."""
    if item is None:
        return ()
    number, agency = part_of(item)
    if agency:
        return (agency,)
    if party == "recommendation_owner" and number.isdecimal():
        found = review.recommendation(int(number))
        return found.owners if found else ()
    if party == "asked_agency" and number.isdecimal():
        return tuple(asked.agency for asked in review.information_requests if asked.number == int(number))
    return (number,)


def agencies_owing(review: Review, party: str, item: str | None) -> tuple[str, ...]:
    """As `agencies_of`, without those that have not accepted a recommendation: nothing more is owed by them."""
    agencies = agencies_of(review, party, item)
    if party == "recommendation_owner" and len(agencies) > 1:
        found = review.recommendation(int(part_of(item or "")[0]))
        return (found.carried_by if found else ()) or agencies
    return agencies


def _there(directory: Directory, review: Review, party: str, post: str, day: date) -> Person | None:
    if party in GROUP_PARTIES:
        return sits_for(directory, review, post, day, as_voter=False)
    return _of_the_same_agency(directory, post, day) if party in AGENCIES else directory.stand_in(post, day)


def _of_the_same_agency(directory: Directory, post: str, day: date) -> Person | None:
    there = directory.stand_in(post, day)
    return there if there and there.agency == directory.people[post].agency else None


def _posts(
    directory: Directory, rules: ReviewProcedure, review: Review, party: str, day: date, item: str | None
) -> list[tuple[str, bool]]:
    """The posts that a party means, best first, each with whether it only speaks for the post that is meant."""
    if party in (BUSINESS_SUPPORT, INDEPENDENT_SCRUTINEER):
        return [(post, False) for post in _with_role(directory, party, None, day)]
    if party == "local_authority":
        delegates = [
            (post, True)
            for post in directory.seat_holders(rules.partners)
            if directory.people[post].agency == review.local_authority
        ]
        return [*((p, False) for p in _with_role(directory, NOTIFIER, review.local_authority, day)), *delegates]
    if party == "referrer":
        return [(review.referrer, False), *((post, True) for post in line_above(directory, review.referrer))]
    if party in ("sub_committee", "sub_committee_chair"):
        posts = _in_the_chair(directory, rules.groups_by_id[rules.sub_committee], day)
        return sorted(posts, key=lambda post: SUB_COMMITTEE_CHAIR not in directory.people[post[0]].roles)
    if party in ("partners", "partners_chair"):
        return _in_the_chair(directory, rules.groups_by_id[rules.partners], day)
    if party == "lead_safeguarding_partners":
        return _in_the_chair(directory, rules.groups_by_id[rules.lead_partners], day) if rules.lead_partners else []
    return [post for agency in agencies_owing(review, party, item) for post in _of_agency(directory, agency, day)]


def _of_agency(directory: Directory, agency: str, day: date) -> list[tuple[str, bool]]:
    """Who answers for an agency: its lead for reviews, else a senior manager, else the nearest above either."""
    leads = _with_role(directory, REVIEW_LEAD, agency, day)
    managers = _in_post_first(
        directory, [p for p in directory.people.values() if p.agency == agency and p.rank == "senior_manager"], day
    )
    above = [code for post in (*leads, *managers) for code in line_above(directory, post)]
    proxied = dict.fromkeys(code for code in (*managers, *above) if code not in leads)
    return [*((post, False) for post in leads), *((post, True) for post in proxied)]


def _with_role(directory: Directory, role: str, agency: str | None, day: date) -> list[str]:
    """Posts with a role by code, also those that stand vacant: their deputies answer for them."""
    people = [p for p in directory.people.values() if role in p.roles and agency in (None, p.agency)]
    return _in_post_first(directory, people, day)


def _in_post_first(directory: Directory, people: list[Person], day: date) -> list[str]:
    found = sorted(people, key=lambda person: (directory.in_post(person.code, day) is None, person.code))
    return [person.code for person in found]


def _in_the_chair(directory: Directory, group: Group, day: date) -> list[tuple[str, bool]]:
    """The holders of a group's seats in the order in which they chair in the year of a day."""
    start = group.chair.order.index(group.chair.function_in(day.year))
    order = [*group.chair.order[start:], *group.chair.order[:start]]
    held = [directory.seated(group.id, seat) for name in order for seat in group.function(name).seats]
    return [(post, False) for post in dict.fromkeys(held) if post is not None]
