"""What an entry of a record tells, line by line: the decision, each answer by its question, and what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from procedures.review_language import ReviewProcedure
from procedures.rules import Rules
from states.decision import CLOCK
from states.directory import Directory
from states.open_actions import ACTIONS
from store.readable_cases import RecordedEntry
from web.words import review_words_of, words_of
from workflows.action_words import question_of
from workflows.answer_words import ANSWER_WORDS
from workflows.bundle_words import TOLD_IN_COLUMNS, BundleWords, heading

STRUCTURE = TOLD_IN_COLUMNS - {"clock", "number", "due"} | {"known", "unknown", "decided", "function", "seat"}
"""Facts of an entry that say how it was worked out; what is decided is told by itself."""

OF_A_CLOCK = frozenset({"clock", "number", "due", "agency"})
"""Facts of an entry that the clock made: its title says which clock."""


def words_for(directory: Directory, rules: Rules) -> BundleWords:
    """The words of a case of either kind, in those of its rules."""
    if isinstance(rules, ReviewProcedure):
        return review_words_of(directory, rules)
    return words_of(directory, rules)


def done(entry: RecordedEntry, words: BundleWords) -> str:
    """What was done, or what has happened, and by which clock: "Reminder: Notify the Panel"."""
    return words.done({"kind": entry.kind, "actor": entry.actor}, dict(entry.facts))


def told(entry: RecordedEntry, words: BundleWords) -> Iterator[str]:
    """What else the entry holds, a line for each answer and each text."""
    facts = dict(entry.facts)
    hidden = STRUCTURE | OF_A_CLOCK if entry.actor == CLOCK and "clock" in facts else STRUCTURE
    yield from answers(entry.kind, {name: value for name, value in facts.items() if name not in hidden}, words)
    if facts.get("decided"):
        yield from _fact("recommend_decision", "decision", facts["decided"], words, "The decision, ratified by all")
    yield from written(entry.kind, entry.narrative, entry.unreadable, words)


def answers(kind: str, facts: Mapping[str, Any], words: BundleWords) -> Iterator[str]:
    """What was answered in an action of a kind, by its questions."""
    for name, value in facts.items():
        if value not in ([], {}, None):
            yield from _fact(kind, name, value, words)


def written(kind: str, narrative: Mapping[str, str], unreadable: str | None, words: BundleWords) -> Iterator[str]:
    """What was written in an action of a kind, by its questions, or why it cannot be read."""
    for name, text in narrative.items():
        yield _asked(_written(kind, name, words), text)
    if unreadable:
        yield unreadable


def _fact(kind: str, name: str, value: Any, words: BundleWords, label: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, answer in value.items():
            yield _asked(words.titles.get(str(key), heading(str(key))), _answer(kind, name, answer, words))
        return
    yield _asked(label or _label(kind, name), _answer(kind, name, value, words))


def _answer(kind: str, name: str, value: Any, words: BundleWords) -> str:
    known = ANSWER_WORDS.get((kind, name), {}).get(str(value))
    if known:
        return known
    shown = words.fact(name, value)
    return shown[:1].upper() + shown[1:] if isinstance(value, bool) else shown


def _label(kind: str, name: str) -> str:
    if kind in ACTIONS and name in ACTIONS[kind].model_fields:
        return question_of(kind, name).label
    return heading(name)


def _written(kind: str, name: str, words: BundleWords) -> str:
    """The label of what was written; an aim or a reason of the rapid review by the question that it belongs to."""
    part, colon, question = name.partition(": ")
    if not colon:
        return _label(kind, name)
    asked = words.titles.get(question, heading(question))
    return f"The reason: {asked}" if part == "reason" else asked


def _asked(label: str, answer: str) -> str:
    return f"{label} {answer}" if label.endswith(("?", ".")) else f"{label}: {answer}"
