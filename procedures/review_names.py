"""Names inside rules of practice reviews: what they refer to and do not define, and ids given twice."""

from __future__ import annotations

from collections.abc import Iterator

from procedures.names import Path, Use, dangling, parts, repeated_in_lists
from procedures.review_language import ReviewProcedure
from procedures.source import Basis


def faults_in_review_names(rules: ReviewProcedure) -> list[tuple[Path, str]]:
    """Each use of a name that the rules do not define, and each id given twice, with where it stands."""
    defined: dict[str, list[str]] = {
        "group": [group.id for group in rules.groups],
        "document": [document.id for document in rules.documents],
        "deadline": [deadline.id for deadline in rules.deadlines],
        "criterion": [criterion.id for criterion in rules.criteria],
    }
    faults = [
        (where, dangling(kind, name, defined[kind]))
        for where, kind, name in _names_used(rules)
        if name not in defined[kind]
    ]
    for path, part in parts(rules):
        faults += repeated_in_lists(path, part)
    return [*faults, *_repeated_questions(rules)]


def _names_used(rules: ReviewProcedure) -> Iterator[Use]:
    for field in ("sub_committee", "partners", "lead_partners"):
        name = getattr(rules, field)
        if name is not None:
            yield (field,), "group", name
    yield ("panel_criterion",), "criterion", rules.panel_criterion
    for index, relaxation in enumerate(rules.relaxations):
        yield ("relaxations", index, "deadline"), "deadline", relaxation.deadline
    for path, part in parts(rules):
        if isinstance(part, Basis) and part.source:
            yield (*path, "source", "document"), "document", part.source.document


def _repeated_questions(rules: ReviewProcedure) -> Iterator[tuple[Path, str]]:
    """Criteria and have-regard items are answered in one list, so no id may stand in both."""
    criteria = {question.id for question in rules.criteria}
    for index, question in enumerate(rules.regards):
        if question.id in criteria:
            yield (
                ("regards", index, "id"),
                f"{question.id!r} is one of the criteria: give each question an id of its own",
            )
