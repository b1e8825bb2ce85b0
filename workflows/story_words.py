"""Plain words for what stands in a case's record, as the timeline of a story says them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

DONE: Mapping[str, str] = MappingProxyType(
    {
        "raise_disagreement": "raised the disagreement",
        "acknowledge": "acknowledged it",
        "ask_information": "asked for information",
        "give_information": "gave the information",
        "record_meeting": "recorded a meeting of the two sides",
        "answer": "answered",
        "settle": "said that it is settled",
        "reject_answer": "said that the answer does not settle it",
        "escalate": "moved it up",
        "skip_stage": "took it to a higher stage",
        "take_fast_path": "took the fast path",
        "approve_gate": "agreed that the concern is justified",
        "return_at_gate": "returned the concern to the raiser",
        "seek_gate_again": "put the amended concern forward again",
        "set_child_protecting_time": "set an earlier time, one that protects the child",
        "agree_priority": "agreed a priority",
        "give_group_view": "gave a view",
        "recuse": "stepped aside from the decision",
        "decide_as_group": "recorded the group's decision",
        "group_cannot_agree": "recorded that the group cannot agree",
        "hold": "put it on hold",
        "resume": "ended the hold",
        "withdraw": "withdrew it",
        "redirect": "passed the matter to the place where it belongs",
        "record_onward_step": "recorded a step beyond the ladder",
        "record_onward_outcome": "recorded how it was settled beyond the ladder",
        "hand_over": "handed the step over",
        "finish_duty": "saw to a closing duty",
        "propose_outcome": "proposed words for the outcome that both sides agree",
        "agree_outcome": "agreed the joint outcome as it is written",
        "add_note": "wrote a note for one side alone",
        "advise": "gave advice, which decides nothing",
        "record_learning": "recorded learning",
        "reopen": "reopened it",
    }
)
"""What a person did, after who did it, by the kind of the entry."""

HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "warned": "Reminder",
        "chased": "Still not done, asked after again",
        "moved_up_by_clock": "Time ran out, so it moved up",
        "raiser_prompted": "Time ran out, so the raiser is asked whether to take it up",
        "meeting_required": "Time ran out, so a meeting must now be held",
        "gate_opened_by_clock": "Nobody answered at the gate, so the stage opened",
        "hold_ended_by_clock": "The hold reached its longest time and ended",
        "flagged_late": "Time ran out, shown as late from now on",
        "group_not_quorate": "Too few of the group may decide, so it went on",
        "passed_on": "Whoever owed the step is not there, so it passed on",
        "closed": "Everything owed is done, so it closed",
        "redirect": "What it was about has been decided in the practice review, so it ended",
    }
)
"""What happened by the clock or of itself, by the kind of the entry."""

MAILS: Mapping[str, str] = MappingProxyType(
    {
        "owed": "you owe a step",
        "answered": "an answer has come, does it settle it?",
        "duty": "you owe a closing duty",
        "handed_over": "a step has been handed over to you",
        "warning": "a reminder before the time runs out",
        "expired_owner": "your time has run out",
        "chaser": "it is late, please see to it",
        "moved_up": "it has moved up",
        "outcome": "it has ended",
        "told": "for your information",
    }
)
"""The mails that a case can owe, by template."""

ENTRY_KINDS = (*DONE, *HAPPENED)
"""Every kind of entry that a record can hold."""
