"""The words that pages have for every action on a case of either kind: to offer it, to ask for it, to tell of it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.action_wording import ActionWording, Question
from workflows.action_words_disagreement import DISAGREEMENT_WORDS
from workflows.action_words_local_review import LOCAL_REVIEW_WORDS
from workflows.action_words_rapid_review import RAPID_REVIEW_WORDS
from workflows.review_words import REVIEW_DONE
from workflows.story_words import DONE

ACTION_WORDS: Mapping[str, ActionWording] = MappingProxyType(
    {**DISAGREEMENT_WORDS, **RAPID_REVIEW_WORDS, **LOCAL_REVIEW_WORDS}
)
"""The words of every action, by its kind."""

PAST: Mapping[str, str] = MappingProxyType({**DONE, **REVIEW_DONE})
"""What a person did, after who did it, by the kind of the action: "answered"."""


def verb_of(kind: str) -> str:
    """What a link or a heading calls an action: "Answer the disagreement". KeyError for an unknown kind."""
    return ACTION_WORDS[kind].verb


def question_of(kind: str, field: str) -> Question:
    """What a field of an action asks. KeyError for an unknown kind or field."""
    return ACTION_WORDS[kind].questions[field]
