"""Outcomes that both sides write together, as a case's page shows them: whose words stand, and who has agreed them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from notifications.dates import day_in_words
from store.readable_cases import RecordedEntry
from workflows.bundle_words import BundleWords


@dataclass(frozen=True)
class JointOutcome:
    """The words that stand for one outcome. `agreed` says who agreed them and when; empty while they are proposed."""

    title: str
    text: str
    proposed: str
    agreed: str = ""


def joint_outcomes(entries: Sequence[RecordedEntry], words: BundleWords) -> list[JointOutcome]:
    """What the entries (oldest first) say of outcomes that both sides agree, each by its newest words.

    A disagreement that was reopened has none until words are proposed again.
    """
    found: dict[str, JointOutcome] = {}
    for entry in entries:
        duty = str(entry.facts.get("duty", ""))
        said = f"{words.post(entry.actor)}, {day_in_words(entry.at)}"
        if entry.kind == "reopen":
            found = {}
        elif entry.kind == "propose_outcome":
            text = entry.narrative.get("text") or "This cannot be read here at present."
            found[duty] = JointOutcome(words.clock(duty), text, said)
        elif entry.kind == "agree_outcome" and duty in found:
            found[duty] = replace(found[duty], agreed=said)
    return list(found.values())
