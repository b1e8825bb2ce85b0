"""A practice review as its bundle's page tells it."""

from __future__ import annotations

import re
from typing import Any

from procedures.review_language import ReviewProcedure
from procedures.review_wording import FACTS, TITLES
from states.review_due import item_of, part_of
from workflows.bundle_case import Place, next_due
from workflows.bundle_procedure import procedure_in
from workflows.bundle_review_count import counted_in_review
from workflows.bundle_words import AUDIENCES, TOLD_IN_COLUMNS, BundleWords, heading, read_object, when
from workflows.document_words import DOCUMENT_DONE
from workflows.notice_words import NOTICE_HAPPENED
from workflows.review_words import REVIEW_DONE, REVIEW_HAPPENED

CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
POSITIONS = {position.value: title for position, title in TITLES.items()}


class ReviewWords(BundleWords):
    """Words for a practice review, with the titles of its rules if those can be read."""

    done_words = {**REVIEW_DONE, **DOCUMENT_DONE}
    happened_words = {**REVIEW_HAPPENED, **NOTICE_HAPPENED}

    def __init__(self, data: dict[str, Any], rules: ReviewProcedure | None) -> None:
        super().__init__(data, POSITIONS | (_titles(rules) if rules else {}))

    def position(self, value: str) -> str:
        """A position of the course by its title."""
        return POSITIONS.get(str(value), str(value))

    def clock(self, clock_id: str) -> str:
        """A deadline by title, with the agency or the number that it is about."""
        item = item_of(clock_id)
        title = super().clock(clock_id.partition("__")[0])
        parts = part_of(item) if item else ()
        return f"{title}: {', '.join(self.agency(part) for part in parts if part)}" if item else title

    def value(self, value: object) -> str:
        """A fact's value; a code that has no title of its own as words."""
        found = super().value(value)
        return found.replace("_", " ") if CODE.fullmatch(found) else found

    def told_elsewhere(self, facts: dict[str, Any]) -> frozenset[str]:
        """As for a disagreement; but the number of a request or recommendation is told beside the entry."""
        return TOLD_IN_COLUMNS if "clock" in facts else TOLD_IN_COLUMNS - {"number"}


class ReviewInBundle:
    """A practice review in a bundle's data."""

    kind = "practice review"
    way_heading = "The way that it has taken"
    audiences = AUDIENCES | {"group": "the safeguarding partners and the sub-committee"}

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.procedure: ReviewProcedure | None = procedure_in(data, ReviewProcedure)
        self.words = ReviewWords(data, self.procedure)

    def summary(self) -> list[tuple[str, str]]:
        """The incident, where the review stands, and what has been decided."""
        case, words, state = self.data["case"], self.words, read_object(self.data["case"]["state"])
        disputes = [f"{one.get('reference') or 'one'} on the {one.get('about')}" for one in state.get("disputes", [])]
        return [
            ("Where it stands", words.position(case["position"])),
            ("Next step with", words.post(case["owner"]) if case["owner"] else "nobody: it is closed"),
            ("Next due", next_due(self.data)),
            ("Referred", f"{when(case['raised_at'])}, by {words.post(case['raiser'])}"),
            ("Local authority", words.agency(case["responding_agency"])),
            ("Incident", heading(case["category"])),
            ("The Panel's reference", str(state.get("panel_reference") or "not recorded")),
            *([("National review", str(state["national_review"]))] if state.get("national_review") else []),
            ("Decision", heading(state["decision"]) if state.get("decision") else "not ratified by all partners"),
            ("Linked disagreements", ", ".join(disputes) or "none"),
            ("Outcome", words.position(case["outcome"]) if case["outcome"] else "none yet"),
            ("Closed", when(case["closed_at"]) if case["closed_at"] else "not closed"),
            *self._superseded(),
        ]

    def _superseded(self) -> list[tuple[str, str]]:
        newer = self.procedure.superseded_by if self.procedure else None
        return [("Its rules are superseded by", newer)] if newer else []

    def way(self) -> list[Place]:
        """The positions that it came to, one after another; one that it came back to is there again."""
        came_to: list[dict[str, Any]] = []
        for entry in self.data["entries"]:
            if not came_to or came_to[-1]["position"] != entry["position"]:
                came_to.append(entry)
        return [
            Place(self.words.position(entry["position"]), entry["at"], entry["number"], entry is came_to[-1])
            for entry in came_to
        ]

    def counted(self, clock: dict[str, Any]) -> dict[str, Any]:
        """How a clock's due time was counted, by its deadline."""
        return counted_in_review(self.procedure, clock, self.data["entries"])

    def parts(self) -> dict[str | None, str]:
        """Who referred the incident."""
        return {self.data["case"]["raiser"]: "referred it"}


def _titles(rules: ReviewProcedure) -> dict[str, str]:
    """Titles of everything in the rules that a record names by id."""
    titles: dict[str, str] = {fact.value: heading(words) for fact, words in FACTS.items()}
    titles |= {question.id: question.text for question in (*rules.aims, *rules.criteria, *rules.regards)}
    for group in rules.groups:
        titles |= {function.id: function.title for function in group.functions}
    for deadline in rules.deadlines:
        titles[deadline.id] = f"{deadline.code} {deadline.title}" if deadline.code else deadline.title
    return titles
