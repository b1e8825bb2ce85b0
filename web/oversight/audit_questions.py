"""What an audit of a case asks, and what a sample is drawn by. No published text states either: local defaults."""

from __future__ import annotations

from workflows.action_desk import Choice
from workflows.action_fields import ActionField

MOST = 200
"""Cases in one sample: more cannot be read with care."""

IN_PART = (Choice("yes", "Yes"), Choice("in_part", "In part"), Choice("no", "No"))

DRAWING: tuple[ActionField, ...] = (
    ActionField(
        "kind", "Which kind of case?", "", "one_of", required=True,
        choices=(Choice("disagreement", "Professional disagreements"), Choice("practice_review", "Practice reviews")),
    ),
    ActionField(
        "standing", "Closed cases or open ones?", "", "one_of", required=True,
        choices=(Choice("closed", "Closed"), Choice("open", "Still open"), Choice("either", "Open or closed")),
    ),
    ActionField("first", "Raised from which day?", "", "date", required=True),
    ActionField("last", "Until which day?", "That day included.", "date", required=True),
    ActionField("size", "How many cases?", f"A number from 1 to {MOST}. If there are fewer, all are taken.", "text",
                required=True),
)  # fmt: skip
"""How a sample is drawn."""

ANSWERS: tuple[ActionField, ...] = (
    ActionField("timely", "Was each step taken in time?", "", "one_of", required=True, choices=IN_PART),
    ActionField("voice", "Was the child heard?", "Whether the record shows what the child said or wanted.",
                "one_of", required=True, choices=IN_PART),
    ActionField("fed_back", "Did whoever raised it hear the outcome?", "", "one_of", required=True,
                choices=(*IN_PART, Choice("not_yet", "It has not ended yet"))),
    ActionField("grade", "How do you grade the practice?", "", "one_of", required=True, choices=(
        Choice("outstanding", "Outstanding"), Choice("good", "Good"),
        Choice("requires_improvement", "Requires improvement"), Choice("inadequate", "Inadequate"))),
    ActionField("themes", "Which themes does it show?", "Choose all that it shows.", "several_of", required=False,
                choices=(
        Choice("unknown", "The process was not known, or used late"),
        Choice("slow_managers", "A manager was slow to answer"),
        Choice("reluctance", "Reluctance to challenge across rank or profession"),
        Choice("contacts", "A contact was out of date"),
        Choice("not_told", "Whoever raised it did not hear the outcome"),
        Choice("not_recorded", "Discussions were not recorded"),
        Choice("good_practice", "Good practice to share"))),
)  # fmt: skip
"""What is asked of each case: codes alone, so that figures hold nothing of a child. Words go on the case, as advice."""
