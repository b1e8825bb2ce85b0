"""What a page calls each action on a practice review after the Panel's response, and what it asks for each field."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.action_wording import ActionWording, action

PANEL_TOLD = "On which day was the Panel told?"
WHERE_PUBLISHED = ("Where is it published?", "The address of the page.")
SENT_TO_PANEL = "On which day was it sent to the Panel?"
SENT_TO_SECRETARY_OF_STATE = "On which day was it sent to the Secretary of State?"
WHICH_RECOMMENDATION = "Which recommendation is it?"
WHICH_RECORD = "Which record is it?"
ANYTHING_ELSE = "Is there anything to note with it?"

LOCAL_REVIEW_WORDS: Mapping[str, ActionWording] = MappingProxyType(
    {
        "begin_learning_without_review": action(
            "Take the learning forward without a local review", plan="How is the learning taken forward?"
        ),
        "begin_alternative_review": action(
            "Begin another kind of learning review", plan="What kind of review is it, and how is it done?"
        ),
        "link_national_review": action(
            "Link it to a national review",
            panel_reference="Which reference does the Panel's review have?",
            note=ANYTHING_ELSE,
        ),
        "begin_local_review": action("Take up the decision for a local review"),
        "begin_commissioning": action("Begin to look for a reviewer"),
        "appoint_reviewer": action(
            "Appoint a reviewer",
            description=("Who is the reviewer?", "As they are to be named in what is published."),
            conflict="Is there a conflict of interest, real or perceived?",
            experience="What experience do they bring?",
            conflict_management=("How is the conflict managed?", "Needed if there is one that is managed."),
        ),
        "tell_of_reviewer": action(
            "Record that the Panel, Ofsted and the Department for Education were told",
            told_on="On which day were they told?",
            reviewer_named="Were they told the reviewer's name?",
        ),
        "agree_scope": action(
            "Agree the scope",
            terms_of_reference="What are the terms of reference?",
            method="By which method is the review done?",
            family_plan="How do the family take part?",
            parallel_proceedings="Which proceedings run beside it, and how are they taken into account?",
        ),
        "begin_review_work": action("Record that the reviewer has begun"),
        "record_supervision_check": action(
            "Record a check of the reviewer's progress and quality",
            checked_on="On which day was it checked?",
            findings="What was found?",
        ),
        "expect_delay": action(
            "Record that delay is expected",
            ground="What causes the delay?",
            reason="Why will the review be late, and by how much?",
        ),
        "report_delay": action(
            "Record that the reasons for delay were reported",
            ground="What causes the delay?",
            panel_told_on=PANEL_TOLD,
            secretary_of_state_told_on="On which day was the Secretary of State told?",
        ),
        "raise_national_issue": action(
            "Raise an issue of national importance", panel_told_on=PANEL_TOLD, issue="What is the issue?"
        ),
        "submit_draft_report": action(
            "Hand in the draft report",
            summary_of_improvements="What should be improved?",
            systemic_analysis="What are the systemic and underlying reasons?",
        ),
        "send_for_partner_sign_off": action("Send the report to the partners", note=ANYTHING_ELSE),
        "return_report": action("Return the report", reason="What is still missing from it?"),
        "plan_publication": action(
            "Plan the publication",
            what="What is to be published?",
            planned_on=(
                "On which day is it to be published?",
                "The Panel and the Secretary of State have it seven working days before.",
            ),
            impact_considered="What will it mean for the child, the family and practitioners?",
            reason=("Why is the full report not published?", "Needed if only the improvements are published."),
        ),
        "move_publication": action(
            "Move the planned day of publication",
            planned_on="To which day is it moved?",
            reason="Why is it moved?",
        ),
        "send_before_publication": action(
            "Record that it was sent ahead of publication",
            sent_to_panel_on=SENT_TO_PANEL,
            sent_to_secretary_of_state_on=SENT_TO_SECRETARY_OF_STATE,
            sent_to_ofsted_on="On which day was it sent to Ofsted?",
        ),
        "send_to_ofsted": action("Record that the same copy was sent to Ofsted", sent_on="On which day was it sent?"),
        "justify_not_publishing": action(
            "Record the justification for not publishing the full report",
            sent_on="On which day was it sent to the Panel and the Secretary of State?",
            justification="What is the justification?",
        ),
        "record_panel_comments": action(
            "Record the comments on publication",
            comments=("What did the Panel or the Secretary of State comment?", "Say so if they made no comment."),
            considered="What did the partners make of it?",
        ),
        "publish_report": action(
            "Record that the report is published",
            published_on="On which day was it published?",
            address=WHERE_PUBLISHED,
        ),
        "publish_improvements": action(
            "Record that information on improvements is published",
            published_on="On which day was it published?",
            address=WHERE_PUBLISHED,
        ),
        "publish_nothing": action(
            "Record that nothing is published",
            sent_to_panel_on=SENT_TO_PANEL,
            sent_to_secretary_of_state_on=SENT_TO_SECRETARY_OF_STATE,
            justification="Why is neither the report nor the improvements published?",
            comments_considered="What was commented, and what did the partners make of it?",
        ),
        "add_recommendation": action(
            "Add a recommendation",
            owners=("Which agencies is it for?", "Each answers for itself, and shows what its own part has changed."),
            due_on="By which day is it to be carried out?",
            what="What is recommended?",
            intended_outcome="What is to change for children?",
        ),
        "answer_recommendation": action(
            "Answer a recommendation",
            number=WHICH_RECOMMENDATION,
            accepted=(
                "Do you accept it?",
                "You answer for your own agency; the chair of the sub-committee for those that have not.",
            ),
            reason="What are your reasons?",
            action=("What will be done, and by when?", "Needed if you accept it."),
        ),
        "agree_action_plan": action("Agree the action plan", note=ANYTHING_ELSE),
        "record_evidence": action(
            "Give evidence on a recommendation",
            number=WHICH_RECOMMENDATION,
            shows_impact="Does it show what has changed for children?",
            evidence="What is the evidence?",
        ),
        "record_impact_check": action(
            "Check the impact of a recommendation",
            number=WHICH_RECOMMENDATION,
            months="Which check is it?",
            findings="What was found?",
        ),
        "close_recommendation": action(
            "Close a recommendation",
            number=WHICH_RECOMMENDATION,
            reason="Which evidence shows that it has had its effect?",
        ),
        "record_audit": action(
            "Record an audit of the action plan",
            audited_on="On which day was it audited?",
            findings="What was found?",
        ),
        "comment_as_scrutineer": action(
            "Comment as scrutineer",
            recommendation=("Which recommendation is it about?", "Leave this open if it is about the whole review."),
            comment=("What is your comment?", "It is advice, never a vote."),
        ),
        "begin_impact_review": action("Begin to review the impact"),
        "close_review": action(
            "Close the review",
            in_yearly_report=("Which yearly report is it included in?", "For example 2026-27."),
            note=ANYTHING_ELSE,
        ),
        "open_side_record": action(
            "Open a record of what runs beside",
            side="What runs beside the review?",
            text="What is known of it?",
        ),
        "add_to_side_record": action(
            "Add to a record of what runs beside", number=WHICH_RECORD, text="What is to be added?"
        ),
        "close_side_record": action("End a record of what runs beside", number=WHICH_RECORD, text="How has it ended?"),
        "request_information": action(
            "Ask an agency for information",
            agency="Which agency do you ask?",
            due_on="By which day do you ask for it?",
            what=("What do you ask for?", "The request is made under section 16H of the Children Act 2004."),
        ),
        "record_information": action(
            "Record whether information was given",
            number="Which request is it?",
            given="Did the agency give the information?",
            note="What did it give, or why not?",
        ),
        "hand_over_review": action(
            "Hand the step over",
            to="Who takes it over?",
            of=("Whose step is it?", "Leave this open if it is your own, or that of whoever owes the next step."),
            reason="Why is it handed over?",
        ),
    }
)
"""The words of each action after the Panel's response and beside the main line, by its kind."""
