"""Rules of practice reviews listed in plain words: the course, every deadline, groups, questions and local defaults."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.listing import (
    INDENT,
    document_line,
    group_lines,
    local_defaults,
    period_words,
    rule_lines,
    section,
)
from procedures.review_course import OPEN, ReviewPosition, course
from procedures.review_language import Deadline, OtherBasis, ReviewProcedure
from procedures.review_wording import (
    FACTS,
    ITEMS,
    ONLY,
    REVIEW_PARTIES,
    TITLES,
    ends_words,
    from_words,
    owner_words,
    within_words,
)
from procedures.source import Force
from procedures.wording import GRADES, document_of, listed, name_words, standing, standings


def describe_review(rules: ReviewProcedure) -> list[str]:
    """The whole rules, line by line, indented by two spaces for each level."""
    of_reviews = [deadline for deadline in rules.deadlines if deadline.scope == "review"]
    own = [deadline for deadline in of_reviews if not deadline.day_plan]
    others = [deadline for deadline in rules.deadlines if deadline.scope != "review"]
    return [
        *_heading(rules),
        *section("Documents", map(document_line, rules.documents)),
        *section("Course", _course(rules)),
        *section("Deadlines", _deadlines(rules, own)),
        *section("Local day plan", _deadlines(rules, [deadline for deadline in of_reviews if deadline.day_plan])),
        *section("Dates that no review's clock runs on", _deadlines(rules, others)),
        *section("National relaxations", _relaxations(rules)),
        *section("Criteria for a local review, each answered by itself", _questions(rules, "criteria")),
        *section("What partners also have regard to, each answered by itself", _questions(rules, "regards")),
        *section("What a rapid review must address", _questions(rules, "aims")),
        *section("Ratification", _ratification(rules)),
        *section("Groups", (line for group in rules.groups for line in group_lines(rules, group))),
        *section("Local defaults, to be confirmed", local_defaults(rules)),
    ]


def _heading(rules: ReviewProcedure) -> Iterator[str]:
    yield rules.title
    yield period_words(rules)
    yield f"Partnership: {rules.partnership}"
    if rules.extends:
        yield f"Built on: {rules.extends}"
    if rules.superseded_by:
        yield f"SUPERSEDED by {rules.superseded_by.strip()}"
    if rules.awaiting_confirmation:
        yield f"AWAITING CONFIRMATION: {rules.awaiting_confirmation.strip()}"


def _course(rules: ReviewProcedure) -> Iterator[str]:
    for position in OPEN:
        yield f"{TITLES[position]} ({position})"
        yield f"{INDENT}Next step owed by {owner_words(position)}"
        running = [deadline for deadline in rules.deadlines if position in deadline.runs_in]
        yield f"{INDENT}Clocks that may run: {listed([_clock_words(deadline) for deadline in running])}"
        ways: dict[ReviewPosition, list[str]] = {}
        for move in course():
            if move.source is position and move.target is not position:
                ways.setdefault(move.target, []).append(name_words(move.event))
        for target, events in ways.items():
            yield f"{INDENT}{listed(events, 'or')}: to {TITLES[target]}"


def _clock_words(deadline: Deadline) -> str:
    """A deadline's id, with what it is kept to if that is not every review, once."""
    kept = ONLY.get(deadline.only or "") or ITEMS.get(deadline.each)
    return f"{deadline.id} ({kept})" if kept else deadline.id


def _deadlines(rules: ReviewProcedure, deadlines: list[Deadline]) -> Iterator[str]:
    for deadline in deadlines:
        yield from _deadline(rules, deadline)


def _deadline(rules: ReviewProcedure, deadline: Deadline) -> Iterator[str]:
    code = f"{deadline.code}, " if deadline.code else ""
    yield f"{deadline.title} ({code}{deadline.id})"
    to = f" to {listed(deadline.to)}" if deadline.to else ""
    yield f"{INDENT}Owed by {REVIEW_PARTIES[deadline.owner]}{to}"
    kept = [words for words in (ONLY.get(deadline.only or ""), ITEMS.get(deadline.each)) if words]
    limits = f"{within_words(deadline)}, counted from {from_words(deadline)}"
    yield f"{INDENT}Limit: {'; '.join([limits, *kept])}"
    late = f"chased every {deadline.chase.words()}"
    flagged = f"When it runs out: shown as late and {late}" if deadline.overdue else f"Never shown as late; {late}"
    told = f". Told then: {listed([REVIEW_PARTIES[party] for party in deadline.tell])}" if deadline.tell else ""
    yield f"{INDENT}Met by {ends_words(deadline)}. {flagged}{told}"
    if deadline.warn:
        yield f"{INDENT}Warns {listed([limit.words() for limit in deadline.warn])} before"
    if deadline.stricter:
        yield f"{INDENT}Warns too by the stricter reading, {deadline.stricter.words()}"
    in_force = deadline.in_force
    if in_force is not deadline:
        yield f"{INDENT}In force: counted from {from_words(deadline)} [{standing(rules, in_force)}]"
    for other in deadline.other_bases:
        yield f"{INDENT}Another reading: {reading_words(rules, deadline, other)}"
    yield f"{INDENT}{_source_line(rules, deadline)}"
    for line in standings(rules, deadline):
        yield f"{INDENT}[{line}]"


def reading_words(rules: ReviewProcedure, deadline: Deadline, other: OtherBasis) -> str:
    """Another reading of a deadline, with its limit, what it counts from and where it stands."""
    limit = other.limit or deadline.limit
    within = limit.words() if limit else within_words(deadline)
    return f"{within} from {FACTS[other.counts_from]}. {other.note_shown} [{standing(rules, other)}]"


def _source_line(rules: ReviewProcedure, deadline: Deadline) -> str:
    """How well it was read, in which edition, and from when to when it holds."""
    document = document_of(rules, deadline)
    grades = [GRADES[grade] for grade in (deadline.grade or "").split("/") if grade]
    read = f"Source: {listed(grades)}. " if grades else ""
    edition = f"Edition: {document.edition or 'not stated'}. " if document else ""
    until = f" to {deadline.effective_to or rules.effective_to or 'further notice'}"
    local = "Local. " if deadline.force is Force.LOCAL_DEFAULT else ""
    return f"{local}{read}{edition}In force from {deadline.effective_from or rules.effective_from}{until}."


def _relaxations(rules: ReviewProcedure) -> Iterator[str]:
    for relaxation in rules.relaxations:
        deadline = rules.deadline(relaxation.deadline)
        limit = relaxation.limit.words() if relaxation.limit else "no limit"
        words = f"{deadline.code or deadline.id}: {limit} if it starts from {relaxation.first} to {relaxation.last}"
        yield from rule_lines(rules, words, relaxation)


def _questions(rules: ReviewProcedure, field: str) -> Iterator[str]:
    for question in getattr(rules, field):
        yield from rule_lines(rules, f"{question.text} ({question.id})", question)


def _ratification(rules: ReviewProcedure) -> Iterator[str]:
    groups = rules.groups_by_id
    yield f"{groups[rules.sub_committee].title} recommends, {groups[rules.partners].title} ratify"
    yield f"[{standing(rules, rules.ratification)}]"
    ladder = rules.disagreement_procedure
    yield f"A difference opens a linked disagreement on the ladder {ladder}; no clock stops for it."
