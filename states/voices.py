"""Who speaks for which function of a group: one person is one voice, and who is recused stays out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from procedures.group import Group
from states.case import Case
from states.directory import Directory, Person


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who sits for a seat: in `post`, the code of the seat's own holder, or as their deputy."""

    person: Person
    post: str


def voices(directory: Directory, group: Group, case: Case, day: date) -> dict[str, list[Voice]]:
    """Who may vote on a case on a day, by function; a function for which nobody may is left out.

    No published procedure says who may replace a recused member, or how often one person counts: both rules here
    are local defaults.
    """
    seated = seats_taken(directory, group, day)
    may = {function: [one for one in sitting if not stands_aside(group, case, one)] for function, sitting in seated}
    return one_voice_each(may)


def seats_taken(directory: Directory, group: Group, day: date) -> list[tuple[str, list[Voice]]]:
    """Who sits on a day for each function of a group, deputies included, in the order of the functions."""
    found = []
    for function in group.functions:
        sitting = []
        for seat in function.seats:
            post = directory.seated(group.id, seat)
            person = directory.stand_in(post, day)
            if person is not None and post is not None:
                sitting.append(Voice(person, post))
        found.append((function.id, sitting))
    return found


def stands_aside(group: Group, case: Case, voice: Voice) -> bool:
    """Whether somebody takes no part in a case: recused, set aside as a party's own, or a party's own deputy.

    Nobody of a party's agency takes the place of a member who is recused: a recusal that a colleague of a party
    could undo would be none.
    """
    is_a_partys = voice.person.agency in (case.raising.agency, case.responding.agency)
    if voice.person.code in case.recused:
        return True
    return is_a_partys and (group.recusal.own_agency_is_party == "steps_aside" or voice.post in case.recused)


def one_voice_each(seated: dict[str, list[Voice]]) -> dict[str, list[Voice]]:
    """The same with each person in one function: that of their own seat, or else where nobody else speaks.

    A function that is left without a person of its own is not represented, and does not count towards a quorum.
    """
    places: dict[str, list[str]] = {}
    own: dict[str, str] = {}
    for function, sitting in seated.items():
        for voice in sitting:
            places.setdefault(voice.person.code, []).append(function)
            if voice.post == voice.person.code:
                own.setdefault(voice.post, function)
    chosen: dict[str, str] = {}
    # Who has the least choice is placed first, so that as many functions as possible are represented.
    for person in sorted(places, key=lambda code: (code not in own, len(set(places[code])))):
        unheard = [function for function in places[person] if function not in chosen.values()]
        chosen[person] = own.get(person) or (unheard or places[person])[0]
    speaking: dict[str, list[Voice]] = {}
    for function, sitting in seated.items():
        once: dict[str, Voice] = {}
        for voice in sitting:
            code = voice.person.code
            if chosen[code] == function and (code not in once or voice.post == code):
                once[code] = voice
        if once:
            speaking[function] = list(once.values())
    return speaking
