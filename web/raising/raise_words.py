"""Help to word a disagreement well, beside the question that it helps with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Help:
    """What helps with a question: a heading, and what to think of, line by line."""

    title: str
    lines: tuple[str, ...]


HELP: Mapping[str, Help] = MappingProxyType(
    {
        "agency": Help(
            "If it is your own agency, or none of these",
            (
                "What is not agreed inside one agency is for its own line managers and safeguarding lead.",
                "If an agency is missing here, tell the business support team of the partnership.",
            ),
        ),
        "person": Help(
            "If you do not know who it is",
            (
                "Choose the post that made the decision, or that works with the child.",
                "They can hand the step over if it belongs to a colleague.",
            ),
        ),
        "child": Help(
            "What to write here",
            (
                "A reference that both agencies have: the number of a referral or of a case file.",
                "Leave it open if it is about a procedure rather than one child.",
            ),
        ),
        "about": Help(
            "Help to word it well",
            (
                "Begin with the child: what is daily life like for them, and what worries you?",
                "Say what you have seen or heard yourself, and when. Keep it apart from what you conclude.",
                "Say what was decided, and what you think the child needs instead.",
                "Write about the decision, not about the person who made it.",
                "You could begin: “I have seen … on … I am worried that … because …”",
            ),
        ),
        "tried": Help(
            "Help to word it well",
            (
                "Who spoke with whom, on which day, and what came of it.",
                "If you could not reach anybody, say when and how you tried.",
                "You could begin: “On … I spoke with … We agreed … We did not agree …”",
            ),
        ),
        "settle": Help(
            "Help to word it well",
            (
                "Ask for something that can be done, and say by when.",
                "Say what you would do yourself.",
                "If more than one answer would settle it, say so.",
                "You could begin: “It would be settled if … by …”",
            ),
        ),
    }
)
"""Help by the name of the step."""
