"""What a page calls each action on a practice review up to the Panel's response, and what it asks for each field."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from workflows.action_wording import ActionWording, action

ABUSE = "Is abuse or neglect of the child known or suspected?"
STANDING = {
    "looked_after": "Was the child looked after by a local authority?",
    "care_leaver": "Is this a care leaver?",
    "under_eighteen": "Were they under 18?",
}
DEATH = "Of a child who died this has to be known. Leave it open if what is recorded is right."
UNKNOWN = "Leave this open if it is not known yet."
UNCHANGED = "Leave this open if what is recorded is right."
CORRECTED = "Leave this open if what the referral says is right."

RAPID_REVIEW_WORDS: Mapping[str, ActionWording] = MappingProxyType(
    {
        "refer_incident": action(
            "Refer a serious incident",
            local_authority=("In which local authority's area was it?", "Where the child died or was harmed."),
            incident="What has happened?",
            incident_on="On which day did it happen?",
            aware_at=("When did the local authority become aware of it?", "Leave this open if it is not known yet."),
            **{name: (label, UNKNOWN) for name, label in STANDING.items()},
            about="What is known of the incident?",
            children=("Which children are concerned?", "It stays in the record and never goes into a mail."),
        ),
        "begin_assessment": action(
            "Begin to assess the criteria",
            aware_at=("When did the local authority become aware?", "The clock of the notification counts from here."),
            aware_by="Who in the local authority became aware?",
            incident_on=("On which day did it happen?", CORRECTED),
            incident=("What has happened?", CORRECTED),
            **{name: (label, CORRECTED) for name, label in STANDING.items()},
            family="What is known of the family?",
        ),
        "correct_standing": action(
            "Put right what is recorded of the child",
            incident=("What has happened?", UNCHANGED),
            **{name: (label, UNCHANGED) for name, label in STANDING.items()},
            reason=("What has been found out, and how?", "Whom the local authority tells of a death depends on it."),
        ),
        "tell_partners": action("Record that the partners were told", told_at="When were the partners told?"),
        "give_notification_view": action(
            "Give your view on notifying",
            notify="Is the incident to be notified to the Panel?",
            reason="What are your reasons?",
        ),
        "dispute_notification": action(
            "Take the difference over notifying to a disagreement",
            reason=("On what do the partners differ?", "The clock of the notification runs on."),
        ),
        "notification_dispute_resolved": action(
            "Record how the disagreement over notifying ended",
            reference="Which disagreement has ended?",
            outcome="How did it end?",
        ),
        "notify_panel": action(
            "Notify the Panel",
            sent_at="When was the notification sent?",
            panel_reference="Which reference did the Panel give?",
            abuse_or_neglect=ABUSE,
            harm="What harm came to the child?",
            territory="Where did it happen?",
            **{name: (label, DEATH) for name, label in STANDING.items()},
            reason="Why is it notified?",
            views_not_given=(
                "Why do you notify without some partners' views?",
                "Answer this if a partner's view is not recorded. Nobody holds a notification up by silence.",
            ),
        ),
        "find_not_notifiable": action(
            "Record that it is not notifiable",
            looked_after_checked="Have you checked whether the child was looked after?",
            care_leaver_checked="Have you checked whether this is a care leaver?",
            looked_after=(STANDING["looked_after"], UNCHANGED),
            care_leaver=(STANDING["care_leaver"], UNCHANGED),
            duty_not_engaged="Does the local authority state that its duty to notify is not engaged?",
            rationale="Why is it not to be notified?",
        ),
        "tell_secretary_of_state_only": action(
            "Record that only the Secretary of State and Ofsted are told",
            abuse_or_neglect=ABUSE,
            rationale="Why are only they told?",
        ),
        "record_secretary_of_state_told": action(
            "Record that the Secretary of State and Ofsted were told", told_at="When were they told?"
        ),
        "withdraw_notification": action(
            "Withdraw the notification",
            panel_told_on="On which day was the Panel told?",
            reason="Why were the criteria not met after all?",
        ),
        "begin_gathering": action(
            "Ask agencies for their returns",
            agencies=("Which agencies do you ask?", "Others can be asked later, as they are found."),
        ),
        "request_return": action("Ask one more agency for its return", agency="Which agency do you ask?"),
        "submit_return": action(
            "Give an agency's return",
            agency="Whose return is it?",
            records_secured="Have the records been secured?",
            records_secured_on=("On which day were they secured?", "Leave this open if they are not secured yet."),
            period_from="From which day does the return look at the family's history?",
            period_to="Up to which day?",
            senior_sign_off="Who has signed it off?",
            other_agencies="Which other agencies were involved, as far as you know?",
            family_composition="Who belongs to the family?",
            chronology="What happened when?",
            key_practice_episodes="Which were the key episodes of practice, and what do you make of each?",
            voice_of_child="What did the child say, show or want?",
            identity_and_context="What of the child's identity and circumstances matters here?",
            immediate_action="What has been done at once for the safety of children?",
            single_agency_learning="What has your agency learnt already?",
            views_on_criteria=(
                "What is your agency's view?",
                "Each criterion of regulation 11 is looked at by itself. Leave one open if you have no view on it.",
            ),
        ),
        "record_return_gap": action(
            "Record that a return is not to be had",
            agency="Whose return is missing?",
            reason="Why is it not to be had in time?",
        ),
        "hold_rapid_review_meeting": action(
            "Record the rapid review's meeting",
            held_on="On which day was the meeting?",
            present="Who took part?",
            agencies_not_asked=(
                "Why were agencies that returns name not asked?",
                "Answer this if a return names an agency that was not asked for one itself.",
            ),
            minutes="What do the minutes say?",
        ),
        "draft_rapid_review": action(
            "Draft the rapid review",
            aims=("What does the review say on this aim?", "Each aim is addressed by itself."),
            answers=("Does this apply?", "Each is answered by itself, and none is inferred."),
            reasons="What are the reasons for this answer?",
            identity="What of the child's identity and circumstances matters here?",
            national_issues="Which issues are of national importance?",
        ),
        "recommend_decision": action(
            "Recommend a decision",
            decision="What does the sub-committee recommend?",
            in_favour="Who voted for it?",
            against="Who voted against it?",
            below_the_criteria=(
                "Is a local review held although no criterion is met?",
                "Answer no if a criterion is met or no local review is recommended.",
            ),
            rationale="What are the reasons?",
            focus=("What is the review to focus on?", "Needed for a local review below the criteria."),
        ),
        "ratify": action("Ratify", reason="What are your reasons?"),
        "refuse_ratification": action(
            "Refuse to ratify the decision",
            reason=("Why do you not ratify it?", "A disagreement opens among the partners. Every clock runs on."),
        ),
        "recuse_from_review": action("Step aside from the decision", reason="Why do you step aside?"),
        "dispute_opened": action(
            "Record which disagreement was opened",
            about="What is the dispute about?",
            reference="What is the reference of the disagreement?",
            opened_at="When was it opened?",
        ),
        "dispute_resolved": action(
            "Record how the disagreement over the decision ended",
            reference="Which disagreement has ended?",
            outcome="How did it end?",
        ),
        "submit_rapid_review": action("Send the rapid review to the Panel", sent_at="When was it sent?"),
        "log_panel_receipt": action("Log the Panel's receipt", received_on="On which day did the Panel receive it?"),
        "record_panel_query": action(
            "Record a question of the Panel",
            due_at="By when does the Panel want an answer?",
            question="What does the Panel ask?",
        ),
        "answer_panel_query": action(
            "Record the answer to the Panel",
            number="Which question was answered?",
            sent_at="When was the answer sent?",
            answer="What was answered?",
        ),
        "record_panel_response": action(
            "Record the Panel's letter",
            response="What does the Panel say?",
            received_on="On which day did the letter come?",
            letter="What does the letter say?",
        ),
        "go_on_without_panel_response": action(
            "Go on without the Panel's response", reason="Why do you not wait for it?"
        ),
        "retake_decision": action(
            "Take the decision again",
            panel_suggests_local_review=(
                "Does the Panel suggest a local review?",
                "This answers criterion (d) of regulation 11. The decision itself stays the partners'.",
            ),
            reason="Why is the decision taken again?",
        ),
    }
)
"""The words of each action from the referral to the Panel's response, by its kind."""
