"""The criteria and what partners have regard to, each with its answer: never inferred, never left out."""

from __future__ import annotations

from dataclasses import dataclass

from reports.criteria_part import answered, reason_given
from reports.material import Material
from reports.review_words import answer, source_words


@dataclass(frozen=True)
class GivenAnswer:
    """A question of the rules with where it stands, the answer in words, and the reason given for it."""

    question: str
    source: str
    answer: str
    reason: str


@dataclass(frozen=True)
class GivenAnswers:
    """Both lists of questions. `any_given` is false before the rapid review is drafted."""

    criteria: list[GivenAnswer]
    regards: list[GivenAnswer]
    any_given: bool


def answers_given(material: Material) -> GivenAnswers:
    """The questions of a review's rules with the answers that stand."""
    rules = material.rules
    lists = [
        [
            GivenAnswer(
                question.text,
                source_words(rules, question),
                answer(answered(material, question)),
                reason_given(material, question),
            )
            for question in questions
        ]
        for questions in (rules.criteria, rules.regards)
    ]
    known = any(answered(material, question) is not None for question in (*rules.criteria, *rules.regards))
    return GivenAnswers(lists[0], lists[1], known)
