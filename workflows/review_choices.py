"""What people can choose from in the form of an action on a practice review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from notifications.dates import day_in_words
from procedures.review_language import ReviewProcedure
from states.review import Review
from workflows.action_desk import Choice, Desk, agencies, name_of, people
from workflows.answer_words import ANSWER_WORDS


def _review_rules(desk: Desk) -> ReviewProcedure:
    if not isinstance(desk.rules, ReviewProcedure):
        raise TypeError(f"{desk.kind} is no action of a disagreement")
    return desk.rules


def _returned(desk: Desk) -> list[Choice]:
    return [Choice(agency, name_of(desk, agency)) for agency in desk.items("agency")]


def _not_asked_yet(desk: Desk) -> list[Choice]:
    asked = {one.agency for one in desk.case.returns} if isinstance(desk.case, Review) else set()
    return [choice for choice in agencies(desk) if choice.value not in asked]


def _signing(desk: Desk) -> list[Choice]:
    agencies = set(desk.items("agency"))
    return people(desk, lambda person: person.agency in agencies)


def _functions(of: str) -> Callable[[Desk], list[Choice]]:
    def found(desk: Desk) -> list[Choice]:
        rules = _review_rules(desk)
        group = rules.groups_by_id[rules.partners if of == "partners" else rules.sub_committee]
        return [Choice(function.id, function.title) for function in group.functions]

    return found


def _numbered(desk: Desk, wanted: Iterable[str]) -> Iterator[Choice]:
    review = desk.case
    if not isinstance(review, Review):
        return
    for number in wanted:
        known = review.recommendation(int(number))
        if known:
            whose = ", ".join(name_of(desk, owner) for owner in known.owners)
            yield Choice(number, f"Recommendation {number}, for {whose}", f"By {day_in_words(known.due_on)}")


def _recommendations(desk: Desk) -> list[Choice]:
    return list(_numbered(desk, desk.items("number")))


def _all_recommendations(desk: Desk) -> list[Choice]:
    known = desk.case.recommendations if isinstance(desk.case, Review) else ()
    return list(_numbered(desk, [str(one.number) for one in known]))


def _side_records(desk: Desk) -> list[Choice]:
    known = {str(one.number): one for one in desk.case.side_records} if isinstance(desk.case, Review) else {}
    words = ANSWER_WORDS["open_side_record", "side"]
    return [
        Choice(number, f"{words[known[number].kind]}, opened on {day_in_words(known[number].opened_at)}")
        for number in desk.items("number")
    ]


def _requests(desk: Desk) -> list[Choice]:
    known = {str(one.number): one for one in desk.case.information_requests} if isinstance(desk.case, Review) else {}
    return [
        Choice(number, f"{name_of(desk, known[number].agency)}, asked on {day_in_words(known[number].requested_at)}")
        for number in desk.items("number")
    ]


def _panel_requests(desk: Desk) -> list[Choice]:
    known = {str(one.number): one for one in desk.case.panel_requests} if isinstance(desk.case, Review) else {}
    return [
        Choice(
            number,
            f"Question {number}, asked on {day_in_words(known[number].asked_at)}",
            f"By {day_in_words(known[number].due_at)}",
        )
        for number in desk.items("number")
    ]


def _disputes(desk: Desk) -> list[Choice]:
    about = "notification" if desk.kind.startswith("notification") else "decision"
    known = desk.case.disputes if isinstance(desk.case, Review) else ()
    waiting = [one for one in known if one.about == about and one.reference and one.resolved_at is None]
    return [Choice(one.reference, one.reference) for one in waiting]


REVIEW_SOURCES: dict[str, Callable[[Desk], Iterable[Choice]]] = {
    "local_authority": lambda desk: agencies(desk, "local_authority"),
    "aware_by": people,
    "agencies": agencies,
    "request_return.agency": _not_asked_yet,
    "request_information.agency": agencies,
    "agency": _returned,
    "other_agencies": agencies,
    "owners": agencies,
    "senior_sign_off": _signing,
    "present": _functions("partners"),
    "in_favour": _functions("sub_committee"),
    "against": _functions("sub_committee"),
    "recommendation": _all_recommendations,
    "add_to_side_record.number": _side_records,
    "close_side_record.number": _side_records,
    "record_information.number": _requests,
    "answer_panel_query.number": _panel_requests,
    "number": _recommendations,
    "dispute_resolved.reference": _disputes,
    "notification_dispute_resolved.reference": _disputes,
}
"""Where choices come from, by field, or by action and field where actions differ."""
