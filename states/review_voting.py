"""Who has a voice in the groups that decide on a practice review, and whether every partner has ratified."""

from __future__ import annotations

from datetime import date

from procedures.group import Function, Group
from procedures.review_language import ReviewProcedure
from states.directory import INDEPENDENT_SCRUTINEER, Directory, Person
from states.review import Review
from states.voices import Voice, one_voice_each

Seated = dict[str, dict[str, Person]]
"""People by function and seat."""


def voting_partners(directory: Directory, rules: ReviewProcedure, review: Review, day: date) -> Seated:
    """Who may ratify on a day (Europe/London), by function and seat; a function or seat without anybody is left out."""
    return voting(directory, rules.groups_by_id[rules.partners], review, day)


def voting_sub_committee(directory: Directory, rules: ReviewProcedure, review: Review, day: date) -> Seated:
    """Who may vote in the sub-committee on a day, by function and seat."""
    return voting(directory, rules.groups_by_id[rules.sub_committee], review, day)


def voting(directory: Directory, group: Group, review: Review, day: date) -> Seated:
    """Who may vote in a group on a review.

    The scrutineer never does, also where they stand in for a chair: the voice then stays with the seat's own holder.
    A recused holder's voice goes to a deputy named in the directory. One person speaks for one function, and may
    speak for several of its seats, as one integrated care board for another (Children Act 2004 s.16J(4)). Who may
    replace a recused partner is stated nowhere: a local default.
    """
    seated = {function.id: _seated(directory, group, function, review, day) for function in group.functions}
    heard = one_voice_each({name: list(seats.values()) for name, seats in seated.items()})
    found: Seated = {}
    for function, speaking in heard.items():
        people = {voice.person.code for voice in speaking}
        found[function] = {
            seat: voice.person for seat, voice in seated[function].items() if voice.person.code in people
        }
    return found


def sits_for(directory: Directory, review: Review, post: str | None, day: date, *, as_voter: bool) -> Person | None:
    """Who takes a seat whose holder is `post` on a day: whoever stands in, the next deputy, or the holder themselves.

    Left out are the recused and, for a vote, the scrutineer.
    """
    if post is None:
        return None
    named = [
        directory.stand_in(post, day),
        *(directory.in_post(code, day) for code in directory.deputies_of(post, day)),
    ]
    for person in (*named, directory.in_post(post, day)):
        if person is None or person.code in review.recused:
            continue
        if as_voter and INDEPENDENT_SCRUTINEER in person.roles:
            continue
        return person
    return None


def is_ratified(directory: Directory, rules: ReviewProcedure, review: Review, day: date) -> bool:
    """Whether every partner has ratified what is before them."""
    return all(_latest(directory, review).values()) and not awaited(directory, rules, review, day)


def awaited(directory: Directory, rules: ReviewProcedure, review: Review, day: date) -> dict[str, tuple[str, ...]]:
    """Whose ratification is still missing: seats by function.

    Of a function for which any seat speaks, all seats are named until one has. A vacant function is still awaited, and
    a vacant seat where every seat is asked: somebody has to be put there, or named to act for it. So it is where
    somebody stepped aside: every statutory partner ratifies, or a delegate whom it has authorised.
    """
    group = rules.groups_by_id[rules.partners]
    may = voting_partners(directory, rules, review, day)
    given = {place for place, ratified in _latest(directory, review).items() if ratified}
    missing: dict[str, tuple[str, ...]] = {}
    for function in group.functions:
        seats = may.get(function.id, {})
        signed = {seat for name, seat in given if name == function.id}
        if function.seats_heard == "any":
            left = () if signed else tuple(seats) or function.seats
        else:
            # Who acts for another board ratifies once for both.
            signed_by = {seats[seat].code for seat in signed if seat in seats}
            left = tuple(
                seat
                for seat in function.seats
                if seat not in signed and not (seat in seats and seats[seat].code in signed_by)
            )
        if left:
            missing[function.id] = left
    return missing


def _seated(directory: Directory, group: Group, function: Function, review: Review, day: date) -> dict[str, Voice]:
    found = {}
    for seat in function.seats:
        post = directory.seated(group.id, seat)
        person = sits_for(directory, review, post, day, as_voter=True)
        if person is not None and post is not None:
            found[seat] = Voice(person, post)
    return found


def _latest(directory: Directory, review: Review) -> dict[tuple[str, str], bool]:
    """The newest word of each seat; nothing of the recused, and nothing of the scrutineer whoever let it in."""
    latest: dict[tuple[str, str], bool] = {}
    for given in review.ratifications:
        member = directory.people.get(given.member)
        if given.member in review.recused or (member and INDEPENDENT_SCRUTINEER in member.roles):
            continue
        latest[given.function, given.seat] = given.ratified
    return latest
