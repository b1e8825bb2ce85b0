"""Plain words for what stands in a practice review's record: what people did, and what happened of itself."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REVIEW_DONE: Mapping[str, str] = MappingProxyType(
    {
        "refer_incident": "referred a serious incident",
        "begin_assessment": "began to assess the criteria",
        "correct_standing": "put right what is recorded of the child",
        "tell_partners": "recorded that the partners were told",
        "give_notification_view": "gave a view on notifying",
        "dispute_notification": "took the difference over notifying to a disagreement",
        "notification_dispute_resolved": "recorded how the disagreement over notifying ended",
        "notify_panel": "notified the Panel",
        "find_not_notifiable": "recorded that it is not notifiable",
        "tell_secretary_of_state_only": "recorded that only the Secretary of State and Ofsted are told",
        "record_secretary_of_state_told": "recorded that the Secretary of State and Ofsted were told",
        "withdraw_notification": "withdrew the notification",
        "begin_gathering": "asked agencies for their returns",
        "request_return": "asked one more agency for its return",
        "submit_return": "gave an agency's return",
        "record_return_gap": "recorded that a return is not to be had",
        "hold_rapid_review_meeting": "recorded the rapid review's meeting",
        "draft_rapid_review": "drafted the rapid review",
        "recommend_decision": "recommended a decision",
        "ratify": "ratified what is before the partners",
        "refuse_ratification": "did not ratify the decision",
        "recuse_from_review": "stepped aside from the decision",
        "dispute_opened": "recorded which disagreement was opened",
        "dispute_resolved": "recorded how the disagreement over the decision ended",
        "submit_rapid_review": "sent the rapid review to the Panel",
        "log_panel_receipt": "logged the Panel's receipt",
        "record_panel_query": "recorded a question of the Panel",
        "answer_panel_query": "answered the Panel's question",
        "record_panel_response": "recorded the Panel's letter",
        "go_on_without_panel_response": "went on without the Panel's response",
        "retake_decision": "had the decision taken again",
        "begin_learning_without_review": "took the learning forward without a local review",
        "begin_alternative_review": "began another kind of learning review",
        "link_national_review": "linked it to a national review",
        "begin_local_review": "took up the decision for a local review",
        "begin_commissioning": "began to look for a reviewer",
        "appoint_reviewer": "appointed a reviewer",
        "tell_of_reviewer": "told the Panel, Ofsted and the Department for Education of the review",
        "agree_scope": "agreed the scope",
        "begin_review_work": "recorded that the reviewer began",
        "record_supervision_check": "checked the reviewer's progress and quality",
        "expect_delay": "recorded that delay is expected",
        "report_delay": "told the Panel and the Secretary of State the reasons for delay",
        "raise_national_issue": "raised an issue of national importance",
        "submit_draft_report": "handed in the draft report",
        "send_for_partner_sign_off": "sent the report to the partners",
        "return_report": "returned the report",
        "plan_publication": "planned the publication",
        "move_publication": "moved the planned day of publication",
        "send_before_publication": "sent it to the Panel and the Secretary of State ahead of publication",
        "send_to_ofsted": "sent the same copy to Ofsted",
        "justify_not_publishing": "justified that the full report is not published",
        "record_panel_comments": "recorded what was commented on publication",
        "publish_report": "published the report",
        "publish_improvements": "published information on improvements",
        "publish_nothing": "recorded that nothing is published",
        "add_recommendation": "added a recommendation",
        "answer_recommendation": "answered a recommendation",
        "agree_action_plan": "agreed the action plan",
        "record_evidence": "gave evidence on a recommendation",
        "record_impact_check": "checked the impact of a recommendation",
        "close_recommendation": "closed a recommendation",
        "record_audit": "recorded an audit of the action plan",
        "comment_as_scrutineer": "commented as scrutineer",
        "begin_impact_review": "began to review the impact",
        "close_review": "closed the review",
        "open_side_record": "opened a record of what runs beside",
        "add_to_side_record": "added to a record of what runs beside",
        "close_side_record": "ended a record of what runs beside",
        "request_information": "asked an agency for information",
        "record_information": "recorded whether the information was given",
        "hand_over_review": "handed steps over",
    }
)
"""What a person did, after who did it, by the kind of the entry."""

REVIEW_HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "warned": "Reminder",
        "flagged_late": "Time ran out, shown as late from now on",
        "chased": "Still not done, asked after again",
        "period_over": "This has lasted as long as it must",
        "passed_on": "Whoever owed a step is not there, so it passed on",
        "dispute_opened": "A linked disagreement opened",
        "dispute_resolved": "The linked disagreement over the decision ended",
        "notification_dispute_resolved": "The linked disagreement over notifying ended",
    }
)
"""What happened by the clock or of itself, by the kind of the entry."""

REVIEW_ENTRY_KINDS = tuple(dict.fromkeys((*REVIEW_DONE, *REVIEW_HAPPENED)))
"""Every kind of entry that a review's record can hold."""
