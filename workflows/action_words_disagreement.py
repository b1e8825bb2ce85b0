"""What a page calls each action on a disagreement, and what it asks for each of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.action_wording import ActionWording, action

BOTH_READ = "Both sides read this."

DISAGREEMENT_WORDS: Mapping[str, ActionWording] = MappingProxyType(
    {
        "raise_disagreement": action(
            "Raise a disagreement",
            responding_agency="Which agency do you disagree with?",
            responding_practitioner=("Whose view differs from yours?", "They are told at once and asked to answer."),
            category="What kind of disagreement is it?",
            priority=("How urgent is it?", "Leave this open if you are not sure: the ordinary limits then count."),
            child_reference=(
                "Which child is it about?",
                "A reference that both agencies know. It stays in the record and never goes into a mail.",
            ),
            about=("What do you disagree about?", f"What you have seen, and what worries you. {BOTH_READ}"),
            tried=("What has been tried so far?", "Who spoke with whom, when, and what came of it."),
            would_settle=("What would settle it?", "What you ask the other side to do, and by when."),
        ),
        "acknowledge": action(
            "Acknowledge the disagreement",
            commits_to=("By which day will you answer?", "This becomes a clock. It can be no later than the limit."),
            note=("Is there anything that you want to say with it?", BOTH_READ),
        ),
        "ask_information": action(
            "Ask the raiser for information",
            question=("What do you need to know?", "The time for your answer runs on meanwhile."),
        ),
        "give_information": action(
            "Give the information that was asked for", information=("What is your answer?", BOTH_READ)
        ),
        "record_meeting": action(
            "Record a meeting of the two sides",
            held_on="On which day did you meet?",
            agreed=("What do you agree on?", BOTH_READ),
            not_agreed="What do you still not agree on?",
        ),
        "answer": action(
            "Answer the disagreement",
            answer=(
                "What is your answer?",
                "What you will do, by when, and why. The raising side then says whether it settles it.",
            ),
        ),
        "settle": action(
            "Say that it is settled",
            reason=("What settles it?", f"What was agreed, and who does what by when. {BOTH_READ}"),
        ),
        "reject_answer": action(
            "Say that the answer does not settle it",
            reason=("Why does the answer not settle it?", f"It moves up with this reason. {BOTH_READ}"),
        ),
        "escalate": action(
            "Move it up now",
            reason=("Why can it not be resolved here?", f"It moves up with this reason. {BOTH_READ}"),
        ),
        "skip_stage": action(
            "Take it to a higher stage",
            to="To which stage do you take it?",
            consulted=("Whom have you consulted?", "Choose everybody. What they said goes into the reason."),
            reason=("Why can it not wait for the stages between?", BOTH_READ),
        ),
        "take_fast_path": action(
            "Take the fast path",
            path="Why is it urgent?",
            reason=("What would happen if it waited for the ordinary limits?", BOTH_READ),
        ),
        "approve_gate": action(
            "Agree that the concern is justified", reason="Is there anything that you want to say with it?"
        ),
        "return_at_gate": action(
            "Return the concern to the raiser", reason="Why is the concern not to go forward as it stands?"
        ),
        "seek_gate_again": action(
            "Put the amended concern forward again", amended="What is the concern as you have amended it?"
        ),
        "set_child_protecting_time": action(
            "Set an earlier time, one that protects the child",
            by=("By when must it be resolved?", "It must be earlier than the limit. When it passes, it moves up."),
            reason=("Why can the child not wait longer?", BOTH_READ),
        ),
        "agree_priority": action(
            "Agree a priority",
            priority=("Which priority do you agree?", "Limits become shorter by it, never longer."),
            reason=("Why this priority?", BOTH_READ),
        ),
        "give_group_view": action(
            "Give your view",
            view="What is your view?",
            reason=("What are your reasons?", "The members of the group read this."),
        ),
        "recuse": action(
            "Step aside from the decision",
            reason=("Why do you step aside?", "The members of the group read this."),
        ),
        "decide_as_group": action(
            "Record the group's decision",
            view="What has the group decided?",
            decision=("What is the decision in the group's words?", f"Who does what by when, and why. {BOTH_READ}"),
        ),
        "group_cannot_agree": action(
            "Record that the group cannot agree",
            reason=("On what can the group not agree?", f"It goes on to whoever is next. {BOTH_READ}"),
        ),
        "hold": action(
            "Put it on hold",
            ground="For which of the reasons that the procedure allows?",
            reason=("What is to be waited for?", BOTH_READ),
        ),
        "resume": action("End the hold", reason=("Why does it go on now?", BOTH_READ)),
        "withdraw": action(
            "Withdraw the disagreement",
            reason=("Why do you withdraw it?", BOTH_READ),
        ),
        "redirect": action(
            "Pass the matter to the place where it belongs",
            redirect="What kind of matter is it?",
            reason=(
                "Why does it belong there?",
                "If the disagreement goes on here beside it, the other side does not read this.",
            ),
        ),
        "record_onward_step": action(
            "Record a step beyond the ladder", note=("What has been done, by whom and when?", BOTH_READ)
        ),
        "record_onward_outcome": action(
            "Record how it was settled beyond the ladder", outcome=("How was it settled, by whom and when?", BOTH_READ)
        ),
        "hand_over": action(
            "Hand the step over",
            to="Who takes it over?",
            of=("Whose step is it?", "Leave this open if it is your own, or that of whoever owes the next step."),
            reason=("Why is it handed over?", BOTH_READ),
        ),
        "finish_duty": action(
            "Finish a closing duty",
            duty="Which duty is done?",
            text=("What was done, or what was agreed?", BOTH_READ),
        ),
        "propose_outcome": action(
            "Propose the words of the joint outcome",
            duty="Which outcome is it?",
            text=(
                "What have both sides agreed?",
                "What is agreed, and who does what by when. The other side agrees these words or proposes others.",
            ),
        ),
        "agree_outcome": action("Agree the joint outcome as it is written", duty="Which outcome do you agree?"),
        "add_note": action(
            "Write a note for your own side",
            note=("What do you want to note?", "Your side and oversight read this. The other side does not."),
        ),
        "advise": action(
            "Give advice",
            advice=(
                "What do you advise?",
                f"{BOTH_READ} Whoever owes the next step is told. It decides nothing, and no time changes.",
            ),
        ),
        "record_learning": action(
            "Record learning",
            learning=("What is there to learn from it?", "Write it so that it can be read without knowing the child."),
        ),
        "reopen": action("Reopen the disagreement", reason=("Why is it reopened?", BOTH_READ)),
    }
)
"""The words of each action on a disagreement, by its kind."""
